"""Writes what would sound to a file or a FIFO, and each change as a line of text to a log beside it. For machines without sound.

`office.pcm` takes raw samples (16 kHz, 16-bit, mono), `office.wav` the same with a header; `office.pcm.log` takes the text. Only sound
is written, at the pace of real time: silence would fill the disk with nothing.
"""

import asyncio
import contextlib
import errno
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hardware.ports import Pattern, Sounding
from hardware.sound.reports import Reports
from hardware.sound.synth import RATE_HZ, SAMPLE_BYTES
from hardware.sound.tape import AGAIN_S_MAX, CHUNK_MS, Tape

FILE_BYTES_MAX = 64 * 1024 * 1024  # Half an hour of sound. Then the file begins again, so that no disk is ever filled.
LOG_BYTES_MAX = 4 * 1024 * 1024  # Some fifty thousand changes. Then the log begins again.
TRY_AGAIN_S = 2.0
CHECK_EVERY_S = 5.0  # So a sounder that cannot write is noticed within 10 s, even while nothing rings.
STUCK_AFTER_S = 3.0  # a FIFO from which nobody reads for this long is silent
WAV_HEADER_BYTES = 44
WAV_LENGTH_UNKNOWN = 0xFFFF_FFFF  # The usual mark of a WAV that is still being written. Players read to the end.


class FileSounder:
    """A sounder that writes to one path. A regular file is made if it is missing, and appended to. A FIFO needs somebody who reads it."""

    def __init__(self, output: str, again_s: int = AGAIN_S_MAX) -> None:
        self._path = Path(output)
        self._log = Path(f"{output}.log")
        self._tape = Tape(again_s)
        self._changed = asyncio.Event()
        self._changes: list[tuple[datetime, Pattern | None]] = []

    def sound(self, sounding: Sounding) -> None:
        """Set what plays."""
        if self._tape.set(sounding.pattern):
            self._changes.append((datetime.now(UTC), sounding.pattern))
            self._changed.set()

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Write until cancelled. Reports each change of whether it can write."""
        reports = Reports(report)
        while True:
            try:
                await self._write_while_possible(reports)
            except OSError as error:
                reports.say(_why(self._path, error))
            await asyncio.sleep(TRY_AGAIN_S)

    async def _write_while_possible(self, reports: Reports) -> None:
        """Write until it fails with OSError."""
        out = _opened(self._path)
        try:
            while True:
                self._write_log()
                reports.say(None)
                if self._tape.pattern is not None:
                    await self._write(out, self._tape.next_chunk())
                    await asyncio.sleep(CHUNK_MS / 1000)
                elif not await self._changed_within(CHECK_EVERY_S):
                    # Open the path anew to see that this still works, and do so before the old one is closed: otherwise a FIFO's reader
                    # would leave.
                    old, out = out, _opened(self._path)
                    os.close(old)
        finally:
            os.close(out)

    async def _changed_within(self, seconds: float) -> bool:
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        return self._changed.is_set()

    async def _write(self, out: int, chunk: bytes) -> None:
        """Write one chunk, even if the reader is full for a while. Raises OSError, which includes TimeoutError."""
        async with asyncio.timeout(STUCK_AFTER_S):
            while chunk:
                with contextlib.suppress(BlockingIOError):
                    chunk = chunk[os.write(out, chunk) :]
                if chunk:
                    await asyncio.sleep(CHUNK_MS / 1000)
        if stat.S_ISREG(os.fstat(out).st_mode) and os.fstat(out).st_size > FILE_BYTES_MAX:
            os.ftruncate(out, WAV_HEADER_BYTES if self._path.suffix == ".wav" else 0)

    def _write_log(self) -> None:
        if not self._changes:
            return
        mode = "w" if self._log.exists() and self._log.stat().st_size > LOG_BYTES_MAX else "a"
        with self._log.open(mode, encoding="utf-8") as log:
            log.writelines(
                f"{at.isoformat(timespec='milliseconds')} {what or 'silence'}\n" for at, what in self._changes
            )
        self._changes.clear()


def _opened(path: Path) -> int:
    """Open the path to append, without ever waiting for a reader. Raises OSError."""
    out = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o640)
    if path.suffix == ".wav" and os.fstat(out).st_size == 0:
        os.write(out, _wav_header())
    return out


def _wav_header() -> bytes:
    length = WAV_LENGTH_UNKNOWN.to_bytes(4, "little")
    per_second = (RATE_HZ * SAMPLE_BYTES).to_bytes(4, "little")
    form = b"\x01\0\x01\0" + RATE_HZ.to_bytes(4, "little") + per_second + b"\x02\0\x10\0"
    return b"RIFF" + length + b"WAVEfmt \x10\0\0\0" + form + b"data" + length


def _why(path: Path, error: OSError) -> str:
    if error.errno == errno.ENXIO:
        return f"{path} is a FIFO nobody reads from: start what should play it"
    if isinstance(error, TimeoutError):
        return f"{path} took nothing for {STUCK_AFTER_S:.0f} s: what should play it hangs"
    return f"{path} cannot be written: {error.strerror}"
