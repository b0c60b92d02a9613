"""Telling by a line in a text file, for people and monitoring without the office's passphrase. Its time of change is the newest look's.

The file has 0640. Who reads it is said by the folder: one that gives its group to what is made in it (chmod g+s).
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from appliance.command_line import reason
from sync.office.telling.channel import NotTold
from sync.office.telling.matter import Telling, as_line

NAME = "told.txt"
MODE = 0o640
# Of a file; the one before is kept as told.txt.1. A line has about 200 bytes: 5,000 lines are a bad month of a district of 2,000 buildings.
LEN_MAX = 1024 * 1024
END_LEN = (
    64 * 1024
)  # of it, in which what is to be written may stand already: more than is on its way at a kill, but for a flood
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


class TextFile:
    """Appends; turns over at a bound."""

    name = "file"
    at_once = 1

    def __init__(self, path: Path, len_max: int = LEN_MAX) -> None:
        self.path = path
        self._len_max = len_max

    @property
    def says(self) -> str:
        """What people call it."""
        return f"the file {self.path}"

    def batches(self, owed: Sequence[Telling], now_s: float) -> list[tuple[Telling, ...]]:
        """All together, also nothing: that somebody looked is seen by the file's time."""
        return [tuple(owed)]

    async def tell(self, batch: Sequence[Telling]) -> str:
        """Raises NotTold."""
        lines = [as_line(each).encode(errors="replace") + b"\n" for each in batch]
        try:
            await asyncio.to_thread(self._append, lines)
        except OSError as wrong:
            raise NotTold(
                f"{self.path} cannot be written ({reason(wrong)}). See to its folder, its disk and who owns it."
            ) from wrong
        return ""

    def _append(self, lines: list[bytes]) -> None:
        descriptor = os.open(self.path, _FLAGS, MODE)
        try:
            length = os.fstat(descriptor).st_size
            end = os.pread(descriptor, END_LEN, max(length - END_LEN, 0)).splitlines(keepends=True)
            new = b"".join(each for each in lines if each not in end)  # a kill may have come before it was noted
            if length and length + len(new) > self._len_max:
                self.path.replace(self.path.with_name(self.path.name + ".1"))
                os.close(descriptor)
                descriptor, length = os.open(self.path, _FLAGS, MODE), 0
            if not length:
                os.fchmod(descriptor, MODE)  # also where the process's mask keeps all to itself
            os.utime(descriptor)
            try:
                _write(descriptor, new)
            except OSError:
                os.ftruncate(descriptor, length)  # no half of a line before its whole
                raise
        finally:
            os.close(descriptor)


def _write(descriptor: int, lines: bytes) -> None:
    left = memoryview(lines)
    while left:
        left = left[os.write(descriptor, left) :]
    if lines:
        os.fsync(descriptor)
