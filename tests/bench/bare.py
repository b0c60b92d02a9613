"""The bare shell: it takes the same wire and writes the same bytes to disk as our presses do, and does nothing else. Every ratio is taken
against it.

It makes one commit for each group of presses that wait, as a plain user of sqlite3 would: WAL, synchronous=FULL, exclusive, in a thread of
its own. No logic, no sealing, no supervision. It runs as a process of its own: `bare.py FOLDER PORT FIRST AGAIN`. FIRST lists the sizes of
the rows that a button's first press writes, and AGAIN the sizes that any later press writes.
"""

import asyncio
import os
import secrets
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from buttons import CONTACT

from hardware.ports import Phase
from hardware.simulated.frames import (
    FROM_BUTTON,
    NONCE_BYTES,
    Challenge,
    FrameReader,
    Hello,
    Pressed,
    Tell,
    encode,
)


class Button(Protocol):
    """What presses, and waits for the receipt."""

    async def receipt(self, counter: int) -> None:
        """Take the receipt: this press is on disk."""


class Takes(Protocol):
    """What keeps presses, and answers each with its receipt."""

    def pressed(self, button: Button, counter: int) -> None:
        """Take the press that a button counted."""


class Shell:
    """Takes rows and gives receipts: one commit for each group that waits."""

    def __init__(self, folder: Path, sizes: tuple[Sequence[int], Sequence[int]]) -> None:
        self._rows = tuple([os.urandom(size) for size in each] for each in sizes)
        self._waiting: list[tuple[Button, int]] = []
        self._more = asyncio.Event()
        self._thread = ThreadPoolExecutor(1)
        self._db = self._thread.submit(_open, folder / "bare.db").result()

    def pressed(self, button: Button, counter: int) -> None:
        self._waiting.append((button, counter))
        self._more.set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._more.wait()
            self._more.clear()
            taken, self._waiting = self._waiting, []
            rows = [(row,) for _, counter in taken for row in self._rows[counter > 1]]
            await loop.run_in_executor(self._thread, _commit, self._db, rows)
            for button, counter in taken:
                await button.receipt(counter)


class Link(asyncio.Protocol):
    """One button's connection."""

    def __init__(self, shell: Takes) -> None:
        self._shell = shell
        self._reader = FrameReader(FROM_BUTTON)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(encode(Challenge(secrets.token_bytes(NONCE_BYTES))))

    def data_received(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            if isinstance(frame, Pressed):
                self._shell.pressed(self, frame.counter)
            elif isinstance(frame, Hello):
                self._tell({})

    async def receipt(self, counter: int) -> None:
        self._tell({CONTACT: counter})

    def _tell(self, receipts: dict[str, int]) -> None:
        assert self._transport is not None
        self._transport.write(encode(Tell(Phase.SENDING, 1_800_000_000, receipts)))


@asynccontextmanager
async def bare(first: Sequence[int], again: Sequence[int]) -> AsyncIterator[int]:
    """Run the bare shell; gives its port."""
    import harness

    async with harness.folder() as folder:
        port = harness.free_port()
        process = await harness.script("bare.py", str(folder), str(port), text_of_sizes(first), text_of_sizes(again))
        try:
            yield port
        finally:
            await harness.stop(process)


def text_of_sizes(sizes: Sequence[int]) -> str:
    return ",".join(map(str, sizes))


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA locking_mode=EXCLUSIVE")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
    return db


def _commit(db: sqlite3.Connection, rows: list[tuple[bytes]]) -> None:
    db.execute("BEGIN")
    db.executemany("INSERT INTO row (bytes) VALUES (?)", rows)
    db.execute("COMMIT")


async def serve(folder: Path, port: int, *sizes: str) -> None:
    first, again = ([int(size) for size in text.split(",")] for text in sizes)
    shell = Shell(folder, (first, again))
    await asyncio.get_running_loop().create_server(lambda: Link(shell), "127.0.0.1", port, backlog=256)
    print("ready", flush=True)
    await shell.run()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
