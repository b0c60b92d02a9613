"""Lets a child process die with the process that started it. The unit's filter of system calls allows this; it does not allow `setpriv`,
which also sets capabilities.
"""

import ctypes
import signal

PR_SET_PDEATHSIG = 1  # prctl(2); systemd also kills what we leave behind, but a trial has no systemd

_prctl = ctypes.CDLL(None).prctl


def dies_with_us() -> None:
    """Ask the kernel to kill the child when we die. This runs in the child before it becomes another program: one system call, looked up
    beforehand, since nothing may be imported or waited for here.
    """
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
