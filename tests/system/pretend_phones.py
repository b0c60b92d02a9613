"""Runs `handbell pretend-phones` as a process of its own, and reads what a person at each phone notices."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from tests.patience import patience

RUNS = "import sys; from appliance.pretend_phones.command import main; sys.exit(main(sys.argv[1:]))"


class Noticed(msgspec.Struct, frozen=True):
    """A line of `handbell pretend-phones --json`."""

    phone: str
    what: str


class PretendPhones:
    """The process. `noticed` has everything that it printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.noticed: list[Noticed] = []
        self._news = asyncio.Event()

    def does(self, *sentences: str) -> None:
        """Let people do these, one after the other."""
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{each}\n" for each in sentences).encode())

    async def notices(self, phone: str, what: str, *, since: int = 0) -> int:
        """Wait until something that begins so is noticed at this phone, after the first `since` lines; give how many lines came by then."""
        holds: Callable[[Noticed], bool] = lambda each: each.phone == phone and each.what.startswith(what)  # noqa: E731
        try:
            async with asyncio.timeout(patience(5)):
                while not any(holds(each) for each in self.noticed[since:]):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{phone} did not notice {what!r}; there was {self.noticed[since:]}") from None
        return since + next(at for at, each in enumerate(self.noticed[since:], 1) if holds(each))

    def at(self, phone: str) -> list[str]:
        """Give everything that was noticed at this phone."""
        return [each.what for each in self.noticed if each.phone == phone]

    async def read(self) -> None:
        """Read what it prints, to its end."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.noticed.append(msgspec.json.decode(line, type=Noticed))
            self._news.set()


@asynccontextmanager
async def pretend_phones(socket: Path) -> AsyncIterator[PretendPhones]:
    """Run the process against this door, until this is left."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUNS, "--socket", str(socket), "--json"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    phones = PretendPhones(process)
    async with asyncio.TaskGroup() as group:
        group.create_task(phones.read())
        try:
            yield phones
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
