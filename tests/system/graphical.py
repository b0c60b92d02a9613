"""A person at the graphical console, which runs in a process of its own behind a real terminal: what they see, and the keys they press."""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.patience import patience, patient
from tests.system.box import HANDBELL, Box
from tests.system.screen import Screen
from tui.asking.pressing import LOOK_FIRST

COLUMNS, LINES = 80, 24  # as the text console of the box has
SEES_WITHIN_S = 8.0
LOOKS_S = 0.8
"""A little longer than a call must be in sight before one key may act on it."""
TRIES_MAX = 4
TIMES = re.compile(r"\d+(:\d+)+|\d+ (s|min)\b")
KEYS = {
    "space": " ",
    "enter": "\r",
    "escape": "\x1b",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "f2": "\x1b[[B",
    "f3": "\x1b[[C",
}
"""The keys as the Linux text console sends them. Every other key sends its own letter."""


class GraphicalDesk:
    """A graphical console. `sees` waits for words on the screen; `looks` lets a moment pass; `presses` presses keys."""

    def __init__(self, process: subprocess.Popen[bytes], terminal: int) -> None:
        self.process = process
        self._terminal = terminal
        self._screen = Screen(COLUMNS, LINES)
        self._news = asyncio.Event()
        self.keys_pressed = 0
        asyncio.get_running_loop().add_reader(terminal, self._read)

    @property
    def screen(self) -> str:
        """Everything on the screen, line by line."""
        return self._screen.text

    @property
    def bells(self) -> int:
        """How often the bell rang."""
        return self._screen.bells

    def presses(self, *keys: str) -> None:
        """Press keys one after the other, as fast as a keyboard sends them."""
        for key in keys:
            self.keys_pressed += 1
            os.write(self._terminal, KEYS.get(key, key).encode())

    async def comes(self) -> None:
        """Touch a key that does nothing, and be counted as somebody there."""
        self.presses("escape")
        await self.sees_no_more("UNATTENDED")

    async def looks(self) -> None:
        """Wait as long as it takes to read what a key will act on."""
        await asyncio.sleep(LOOKS_S)

    async def sees(self, *words: str, within_s: float = SEES_WITHIN_S) -> None:
        """Wait until all of these are on the screen at once."""
        await self.until(lambda: all(each in self.screen for each in words), f"{words} on the screen", within_s)

    async def sees_no_more(self, words: str, within_s: float = SEES_WITHIN_S) -> None:
        """Wait until these are gone."""
        await self.until(lambda: words not in self.screen, f"no more {words!r} on the screen", within_s)

    async def sees_in_order(self, *words: str) -> None:
        """Wait until all of these are on the screen, each below or after the one before."""
        places = re.compile(".*".join(map(re.escape, words)), re.DOTALL)
        await self.until(lambda: places.search(self.screen) is not None, f"{words} in this order")

    async def sees_one_of(self, *words: str) -> str:
        """Wait for any of these; which it was."""
        await self.until(lambda: any(each in self.screen for each in words), f"one of {words}", SEES_WITHIN_S)
        return next(each for each in words if each in self.screen)

    async def hears(self, *, after: int, within_s: float = SEES_WITHIN_S) -> None:
        """Wait until the bell has rung more often than this."""
        await self.until(lambda: self.bells > after, "a bell", within_s)

    async def until(self, true: Callable[[], bool], what: str, within_s: float = SEES_WITHIN_S) -> None:
        """Wait until this is so. Raises TimeoutError, showing the screen."""
        try:
            async with patient(within_s):
                while not true():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(
                f"after {patience(within_s)} s there is not {what}; the screen:\n{self.screen}"
            ) from None

    async def acknowledges(self, key: str = "space") -> None:
        """Acknowledge with the one key, or with the key that does the same while somebody types. If the console says to look again, look
                and press again.

        A busy machine may paint the same call anew between the look and the key. The console must say so, and the test must not miss it.
        """
        for _ in range(TRIES_MAX):
            await self.looks()
            await self.sees_no_more(LOOK_FIRST)
            before = self._but_for_the_time
            self.presses(key)
            await self.until(lambda: self._but_for_the_time != before, "an answer to the key")  # noqa: B023
            if LOOK_FIRST not in self.screen:
                return
        raise AssertionError(f"told {TRIES_MAX} times to look again; the screen:\n{self.screen}")

    @property
    def _but_for_the_time(self) -> str:
        return TIMES.sub("", self.screen)

    async def sends(self, role: str = "1") -> None:
        """Press two keys: send help, and whom, by the number in the list; 1 is the team lead, 4 the nurse."""
        self.presses("d")
        await self.sees("SEND HELP")
        self.presses(role)

    async def confirms(self) -> None:
        """Note that they answered by radio."""
        self.presses("c")
        await self.sees("Who is going:")
        self.presses("1")

    async def notes_arrival(self) -> None:
        """Note that whoever was sent is there."""
        await self.looks()
        self.presses("s")

    async def stands_down(self) -> None:
        """Stand the call down as attended; whoever went saw the room."""
        self.presses("x")
        await self.sees("Who saw the room with their own eyes:")
        self.presses("1")

    def freezes(self) -> None:
        """Stop the process with SIGSTOP: it stands still, but its line stays open."""
        self.process.send_signal(signal.SIGSTOP)

    def goes_on(self) -> None:
        """Let it go on with SIGCONT."""
        self.process.send_signal(signal.SIGCONT)

    def let_go(self) -> None:
        """End it, whatever state it is in."""
        asyncio.get_running_loop().remove_reader(self._terminal)
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)

    def _read(self) -> None:
        data = b""
        with contextlib.suppress(OSError):  # the console ended: Linux answers EIO
            data = os.read(self._terminal, 65_536)
        if not data:
            asyncio.get_running_loop().remove_reader(self._terminal)
        self._screen.write(data)
        self._news.set()


@asynccontextmanager
async def graphical_desk(box: Box, desk: str, *, there: bool = True) -> AsyncIterator[GraphicalDesk]:
    """Run `handbell console` at a desk, with somebody `there`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [HANDBELL, "console", "--desk", desk, "--socket", str(box.socket_path)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "linux", "LANG": "C.UTF-8"},
        start_new_session=True,
    )
    os.close(theirs)
    person = GraphicalDesk(process, ours)
    try:
        await person.sees("UNATTENDED")
        if there:
            await person.comes()
        yield person
    except BaseException:
        print(f"---- on the screen of {desk}\n{person.screen}")
        raise
    finally:
        person.let_go()
