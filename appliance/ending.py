"""Ends a process with its work. Knows nothing of what that was."""

import asyncio
import os
from collections.abc import Coroutine
from typing import NoReturn


def run_and_end(work: Coroutine[None, None, int]) -> NoReturn:
    """Run `work`, and end the process with the code it returns. What `work` raises is raised.

    Python would wait for every thread, also for one that asks a name server: 10 s and more where none answers (resolv.conf(5)), in
    which a box hears nothing, and after which systemd kills what it asked to stop.
    """
    code = asyncio.Runner().run(work)  # not closed, which would wait as well
    os._exit(code)
