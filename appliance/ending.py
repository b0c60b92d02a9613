"""Ends a process together with its work. Does not know what the work was."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import NoReturn


def asked_to_stop() -> asyncio.Event:
    """Give what is set once somebody asks this process to stop (SIGTERM) or interrupts it (SIGINT)."""
    asked = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, asked.set)
    return asked


def run_and_end(work: Coroutine[None, None, int]) -> NoReturn:
    """Run `work`, and end the process with the code it returns. Whatever `work` raises is raised.

    Python would wait for every thread, also for one that asks a name server: 10 s and more if none answers (resolv.conf(5)). During that
    time a box hears nothing, and afterwards systemd kills what it asked to stop.
    """
    code = asyncio.Runner().run(work)  # not closed: closing would wait as well
    os._exit(code)
