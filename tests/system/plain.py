"""A person at the plain console, which runs in a process of its own behind a real terminal or a pipe: what they type and what they read."""

import asyncio
import contextlib
import os
import pty
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.patience import patience, patient, until
from tests.system.box import HANDBELL, Box

HEARS_WITHIN_S = 8.0
LOOKS_S = 0.8
"""A little longer than the console must have told of a call before an act may hit it."""
NEVER_PRINTED = re.compile(r"[^\n\r\a\b -~\u00a0-\U0010ffff]")
"""Matches anything but text, newline, bell and backspace: above all escape codes."""


class PlainDesk:
    """A plain console. `hears` waits for words printed after those heard last; `types` types a line; `keys` types only some keys of one."""

    def __init__(self, process: subprocess.Popen[bytes], keyboard: int, paper: int) -> None:
        self.process = process
        self.lines_typed = self.keys_typed = 0
        self._keyboard = keyboard
        self._printed = ""
        self._heard_to = 0
        self._news = asyncio.Event()
        self.paper = paper
        asyncio.get_running_loop().add_reader(paper, self._read)

    @property
    def printed(self) -> str:
        """Everything that was printed, with plain line ends."""
        return self._printed.replace("\r\n", "\n")

    @property
    def bells(self) -> int:
        return self._printed.count("\a")

    def keys(self, text: str) -> None:
        self.keys_typed += len(text)
        os.write(self._keyboard, text.encode())

    async def keys_unseen(self, text: str) -> None:
        """Type some keys that are not shown, and wait until the console has read them."""
        wanted = self._read_in_all() + len(text.encode())
        self.keys(text)
        await until(lambda: self._read_in_all() >= wanted)

    async def types(self, line: str) -> None:
        """Type a line, once what was printed before has been looked at."""
        await asyncio.sleep(LOOKS_S)
        self.lines_typed += 1
        self.keys(f"{line}\n")

    async def hears(self, words: str, within_s: float = HEARS_WITHIN_S) -> None:
        """Wait for words in what was printed since the words heard last. It does not matter where lines break."""
        await self.hears_one_of(words, within_s=within_s)

    async def hears_one_of(self, *words: str, within_s: float = HEARS_WITHIN_S) -> None:
        """Wait for any of these, and say which came."""
        try:
            async with patient(within_s):
                while (found := next((end for each in words if (end := self._find(each))), None)) is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"waited for {words!r}; printed since: {self.printed[self._heard_to :]!r}") from None
        self._heard_to = found

    async def has_heard(self, words: str) -> None:
        """Wait for words anywhere in the output, where two things may be said in either order."""
        self._heard_to = 0
        await self.hears(words)

    async def leaves(self) -> int:
        """Wait until the process has ended; give its exit code."""
        return await asyncio.to_thread(self.process.wait, patience(HEARS_WITHIN_S))

    def no_more_typed(self) -> None:
        """Close the pipe: no more is typed."""
        os.close(self._keyboard)
        self._keyboard = -1

    def let_go(self) -> None:
        """End it, whatever state it is in."""
        asyncio.get_running_loop().remove_reader(self.paper)
        self.process.kill()
        self.process.wait()
        for descriptor in {self._keyboard, self.paper} - {-1}:
            os.close(descriptor)

    def _read_in_all(self) -> int:
        """Give how many bytes the console has read of its keyboard and of files. What it hears of the box is not among them."""
        counts = dict(line.split(": ") for line in Path(f"/proc/{self.process.pid}/io").read_text().splitlines())
        return int(counts["rchar"])

    def _find(self, words: str) -> int | None:
        found = re.compile(r"\s+".join(map(re.escape, words.split()))).search(self.printed, self._heard_to)
        return found.end() if found else None

    def _read(self) -> None:
        data = b""
        with contextlib.suppress(OSError):  # reading fails so once nobody uses the terminal any more
            data = os.read(self.paper, 65_536)
        if not data:
            asyncio.get_running_loop().remove_reader(self.paper)
        self._printed += data.decode()
        self._news.set()


@asynccontextmanager
async def plain_desk_at_running(box: Box, *options: str) -> AsyncIterator[PlainDesk]:
    """Start the box and sit down at its front office."""
    await box.starts()
    async with plain_desk(box, "front", *options) as person:
        await person.hears("Handbell at Juniper Middle School. Front office.")
        person.keys("\r")
        yield person


@asynccontextmanager
async def plain_desk(box: Box, desk: str, *options: str) -> AsyncIterator[PlainDesk]:
    """Run the plain console in a terminal of its own."""
    ours, theirs = pty.openpty()
    process = _start(box.socket_path, desk, *options, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    async with _sitting(PlainDesk(process, ours, ours)) as person:
        yield person


@asynccontextmanager
async def piped_desk(box: Box, desk: str) -> AsyncIterator[PlainDesk]:
    """Run the plain console between two pipes."""
    theirs_in, ours_in = os.pipe()
    ours_out, theirs_out = os.pipe()
    process = _start(box.socket_path, desk, stdin=theirs_in, stdout=theirs_out, stderr=theirs_out)
    os.close(theirs_in)
    os.close(theirs_out)
    async with _sitting(PlainDesk(process, ours_in, ours_out)) as person:
        yield person


@asynccontextmanager
async def _sitting(person: PlainDesk) -> AsyncIterator[PlainDesk]:
    try:
        yield person
        stray = NEVER_PRINTED.search(person.printed)
        assert stray is None, f"not text: {stray}"
        lines = [line.replace("\a", "") for line in person.printed.split("\n")]
        too_long = [line for line in lines if len(line) > 80 and " " in line]  # a path is one word, and is not broken
        assert too_long == []
    except BaseException:
        print(f"---- on paper\n{person.printed[-4000:]}")
        raise
    finally:
        person.let_go()


def _start(path: Path, desk: str, *options: str, stdin: int, stdout: int, stderr: int) -> subprocess.Popen[bytes]:
    words = [str(HANDBELL), "console", "--plain", "--desk", desk, "--socket", str(path), *options]
    return subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True)


def hang_up(person: PlainDesk) -> None:
    """Hang up, as a closed window or a lost ssh line does."""
    person.process.send_signal(signal.SIGHUP)
