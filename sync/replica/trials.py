"""Runs a trial of restoring beside the replica, and keeps the result in a file until the alert daemon has heard it."""

import asyncio
import contextlib
import logging
import os
import signal
from pathlib import Path

import msgspec

from appliance.api.feed.copy import TrialTold
from sync.replica.dying import dies_with_us
from sync.replica.program import handbell
from sync.replica.settings import Settings
from sync.transport.whole_file import write_whole

TOLD = "drill.json"
WITHIN_S = 3600.0  # 200,000 entries take seconds from a stick; over a slow line the whole copy must travel once
AGAIN_S = 3600.0  # a trial that could not be made (no line, no stick) is tried again after so long
PROGRAM = (*handbell(), "replica", "drill")

log = logging.getLogger("handbell.replica")


def keep_told(data: Path, told: TrialTold) -> None:
    """Write the result to its file. Raises OSError."""
    write_whole(data / TOLD, msgspec.json.encode(told))


class Trials:
    """Runs trials, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._again_s = 0.0

    @property
    def may_begin(self) -> bool:
        """Whether the last trial was long enough ago."""
        return asyncio.get_running_loop().time() >= self._again_s

    @property
    def told(self) -> TrialTold | None:
        """The result that the alert daemon has not heard yet; None where there is none."""
        try:
            return msgspec.json.decode((self._settings.data / TOLD).read_bytes(), type=TrialTold)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def heard(self, told: TrialTold) -> None:
        """Remove the result that the alert daemon has heard; a newer one that came meanwhile stays."""
        if self.told == told:
            (self._settings.data / TOLD).unlink(missing_ok=True)

    async def run(self, proved: int) -> None:
        """Try the copy out. Raises nothing: a trial that cannot be made does not count, and after some nights it is told as overdue."""
        self._again_s = asyncio.get_running_loop().time() + AGAIN_S
        at = self._settings
        words = [
            *PROGRAM,
            "--data",
            str(at.data),
            "--run",
            str(at.run),
            "--seeded",
            str(at.where),
            "--proved",
            str(proved),
        ]
        try:
            process = await asyncio.create_subprocess_exec(
                *words,
                preexec_fn=dies_with_us,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            log.error("the copy cannot be tried out: %s", error)
            return
        try:
            async with asyncio.timeout(WITHIN_S):
                await process.wait()
        except TimeoutError:
            log.error("trying the copy out took more than %.0f s, and was ended", WITHIN_S)
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
