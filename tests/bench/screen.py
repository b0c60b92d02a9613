"""Runs a console in a process and a terminal of its own, to measure what it paints and when. The bench presses its keys."""

import asyncio
import fcntl
import os
import pty
import re
import struct
import sys
import termios
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import harness

COLUMNS, LINES = 120, 40
WAIT_S = 10.0
_CODES = re.compile(rb"\x1b\[[0-9;?$=<>]*[a-zA-Z]")


class Screen:
    """A console's screen. `pid` is the console's. `painted` waits for words and returns when they came (perf_counter seconds)."""

    def __init__(self, process: asyncio.subprocess.Process, terminal: int, began_s: float) -> None:
        self.began_s = began_s
        self.pid = process.pid
        self._terminal = terminal
        self._painted = b""
        self._came_s = began_s
        self._more = asyncio.Event()
        asyncio.get_running_loop().add_reader(terminal, self._read)

    async def painted(self, words: str) -> float:
        """Wait until the output since the last key or `forget` has these words, colours and movements left out; give the moment."""
        wanted = words.encode()
        async with asyncio.timeout(WAIT_S):
            while wanted not in _CODES.sub(b"", self._painted):
                self._more.clear()
                await self._more.wait()
        return self._came_s

    def forget(self) -> None:
        """Forget what was painted until now."""
        self._painted = b""

    def press(self, key: str) -> float:
        """Press a key, as the terminal sends it; gives the moment."""
        self.forget()
        at_s = time.perf_counter()
        os.write(self._terminal, key.encode())
        return at_s

    def close(self) -> None:
        """Stop reading the terminal."""
        asyncio.get_running_loop().remove_reader(self._terminal)

    def _read(self) -> None:
        try:
            self._painted += os.read(self._terminal, 1 << 16)
        except OSError:  # the console ended: Linux answers EIO
            self.close()
        self._came_s = time.perf_counter()
        self._more.set()


@asynccontextmanager
async def console(desk_socket: Path) -> AsyncIterator[Screen]:
    """Run `handbell console` at the front desk."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    program = Path(sys.executable).with_name("handbell")
    began_s = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        program,
        *("console", "--socket", str(desk_socket), "--desk", harness.FRONT),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        start_new_session=True,
    )
    os.close(theirs)
    screen = Screen(process, ours, began_s)
    try:
        yield screen
    finally:
        screen.close()
        await harness.stop(process)
        os.close(ours)
