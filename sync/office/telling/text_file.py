"""Tells by a line in a text file, for people and monitoring without the office's passphrase. The file's time of change is the time of the
newest look.

The file has mode 0640. The folder decides who reads it: it may give its group to what is made in it (chmod g+s).
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
# The length of one file; the file before it is kept as told.txt.1. A line has about 200 bytes: 5,000 lines are a bad month of a district of
# 2,000 buildings.
LEN_MAX = 1024 * 1024
END_LEN = (
    64 * 1024
)  # the end of the file, which may hold already what is to be written: more than was on its way at a kill, except in a flood
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


class TextFile:
    """Appends lines, and begins a new file when one is full."""

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
        """Give everything as one batch, even an empty one: the file's time shows that somebody looked."""
        return [tuple(owed)]

    async def tell(self, batch: Sequence[Telling]) -> str:
        """Append a batch. Raises NotTold."""
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
            new = b"".join(
                each for each in lines if each not in end
            )  # we may have been killed after writing them and before noting it
            if length and length + len(new) > self._len_max:
                self.path.replace(self.path.with_name(self.path.name + ".1"))
                os.close(descriptor)
                descriptor, length = os.open(self.path, _FLAGS, MODE), 0
            if not length:
                os.fchmod(descriptor, MODE)  # set the mode even where the process's mask would take bits away
            os.utime(descriptor)
            try:
                _write(descriptor, new)
            except OSError:
                os.ftruncate(descriptor, length)  # remove a half-written line, which will be written again whole
                raise
        finally:
            os.close(descriptor)


def _write(descriptor: int, lines: bytes) -> None:
    left = memoryview(lines)
    while left:
        left = left[os.write(descriptor, left) :]
    if lines:
        os.fsync(descriptor)
