"""Tells by a program of the district's own: starts it for each thing, with JSON on its standard input and nothing on its command line.

What the program prints goes where the watch's own complaints go. Its time and number are bounded, and at its end everything that it started
ends, too.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from appliance.command_line import reason
from sync.office.telling.channel import NotTold
from sync.office.telling.matter import Telling, as_json

WITHIN_S = 30.0  # enough for a web request to another system that waits, for example, 10 s, and for a second try
AT_ONCE = 4  # in a flood: a program that waits for a slow system must not delay everything, and copies of it must not fill the machine


class Program:
    """One program; its exit code says whether it told."""

    name = "run"
    at_once = AT_ONCE

    def __init__(self, path: Path, within_s: float = WITHIN_S) -> None:
        self.path = path.absolute()
        self._within_s = within_s

    @property
    def says(self) -> str:
        """What people call it."""
        return f"the program {self.path}"

    def batches(self, owed: Sequence[Telling], now_s: float) -> list[tuple[Telling, ...]]:
        """Give each telling as a batch of its own."""
        return [(each,) for each in owed]

    async def tell(self, batch: Sequence[Telling]) -> str:
        """Start the program for each. Raises NotTold."""
        for each in batch:
            await self._run(as_json(each))
        return ""

    async def _run(self, told: bytes) -> None:
        try:
            running = await asyncio.create_subprocess_exec(
                self.path, stdin=asyncio.subprocess.PIPE, stdout=sys.stderr, start_new_session=True
            )
        except OSError as wrong:
            raise NotTold(
                f"{self.path} cannot be started ({reason(wrong)}). It must be a program that this user may run: "
                f"chmod +x {self.path}"
            ) from wrong
        try:
            async with asyncio.timeout(self._within_s):
                await running.communicate(told)
        except TimeoutError:
            raise NotTold(
                f"{self.path} did not end within {self._within_s:.0f} s, and was ended. It is to hand on what it reads, and end."
            ) from None
        finally:
            _end(running.pid)
            with contextlib.suppress(ProcessLookupError):
                running.kill()
            await running.wait()
        if running.returncode:
            raise NotTold(f"{self.path} ended with {running.returncode}: what it says of that stands above.")


def _end(session: int) -> None:
    """Kill it and all that it started and left behind. The session's id is not used again while one of them lives."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(session, signal.SIGKILL)
