"""A terminal that vanished without a word. Knows no screen.

Closing a terminal sends SIGHUP to the session that has it as its own. Nobody gets one who runs below a program that keeps it for
itself (`make`, when tmux is killed). Reading from a terminal that is gone returns nothing, at once and for ever: whoever
reads on only makes the processor warm.
"""

import os
import select
import signal


def gone(terminal: int) -> bool:
    """Whether the other end of this terminal is closed. Returns at once, and reads nothing of what was typed."""
    look = select.poll()
    look.register(terminal, 0)  # nothing asked for: a hang-up is told in any case
    return any(told & select.POLLHUP for _, told in look.poll(0))


def hang_up_if_gone(terminal: int) -> None:
    """Be sent the SIGHUP that did not come: this process ends then as it does in a window that is closed."""
    if gone(terminal):
        os.kill(os.getpid(), signal.SIGHUP)
