"""Runs a SQLite store with its copy beside it, by real Litestream: `async with copied(tmp_path) as store: await store.writes(5)`."""

import asyncio
import contextlib
import itertools
import os
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sync.district.copies.copying import Copying
from sync.district.copies.place import read_place
from sync.district.copies.restoring import restore
from sync.district.folder import Folder
from sync.district.sqlite_store import SqliteStore
from sync.protocol import CopyTold
from sync.replica.folder import prepare
from sync.replica.pace import Pace
from tests.patience import patient

QUICK = Pace(fold_s=0.05, idle_s=0.5, away_s=0.2, far_look_s=0.5, far_news_s=0.2, save_s=0.2)
ROWS = "SELECT name FROM setting WHERE name LIKE 'n%' ORDER BY length(name), name"


def place_file(file: Path, where: dict[str, str]) -> Path:
    """Write a place file as IT does, with mode 0600."""
    lines = [f"{name}: |\n  {value.replace(chr(10), chr(10) + '  ')}" for name, value in where.items() if "\n" in value]
    lines += [f"{name}: {value}" for name, value in where.items() if "\n" not in value]
    file.write_text("\n".join(lines) + "\n")
    file.chmod(0o600)
    return file


class CopiedStore:
    """A store with its copy. `starts` and `stops` run both; a test may change what lies at `target`."""

    def __init__(self, folder: Path, pace: Pace) -> None:
        self.folder = Folder(folder / "district")
        self.folder.data.mkdir(mode=0o700, exist_ok=True)
        self.base = folder
        self.target = folder / "second"
        self.target.mkdir(exist_ok=True)
        prepare(self.target)
        self.place = place_file(folder / "target.yaml", {"to": "folder", "path": str(self.target)})
        self._pace = pace
        self._numbers = itertools.count(1)
        self._restored = itertools.count(1)
        self.written: list[str] = []
        self.store: SqliteStore
        self.copying: Copying
        self._running: asyncio.Task[None] | None = None

    @property
    def told(self) -> CopyTold:
        return self.copying.told

    @property
    def at(self) -> Path:
        """Where the copy lies."""
        (found,) = (self.target / "handbell-copy").glob("*/*")
        return found

    def generations(self) -> set[str]:
        return {path.name for path in self.at.glob("store-*")}

    async def starts(self) -> None:
        self.store = SqliteStore(self.folder.database, copied=True)
        await self.store.start()
        self.copying = Copying(self.folder, self.store, read_place(self.place), self._pace)
        self._running = asyncio.get_running_loop().create_task(self.copying.run())

    async def stops(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            await self.store.stop()

    async def writes(self, count: int, length: int = 100) -> None:
        names = [f"n{next(self._numbers)}" for _ in range(count)]
        await self.store.do(
            lambda sql: sql.add("setting", ("name", "value"), [(each, os.urandom(length)) for each in names])
        )
        self.written += names

    async def is_copied(self) -> None:
        """Wait until all that is written now is copied."""
        now_ms = time.time_ns() // 1_000_000 + 1
        await self.until(lambda told: told.up_to_ms >= now_ms and not told.trouble)

    async def in_trouble(self, cause: str) -> CopyTold:
        return await self.until(lambda told: told.trouble == cause)

    async def until(self, wanted: Callable[[CopyTold], bool]) -> CopyTold:
        async with patient():
            while not wanted(told := self.told):
                await asyncio.sleep(0.01)
        return told

    async def gives_back(self) -> list[str]:
        """Restore the copy now; give what it holds."""
        to = Folder(self.base / f"restored-{next(self._restored)}")
        await asyncio.to_thread(restore, to, read_place(self.place), None)
        with contextlib.closing(sqlite3.connect(to.database)) as db:
            names = [name for (name,) in db.execute(ROWS)]
        shutil.rmtree(to.data)
        return names

    async def is_whole(self) -> None:
        await self.is_copied()
        assert await self.gives_back() == self.written


@asynccontextmanager
async def copied(folder: Path, pace: Pace = QUICK) -> AsyncIterator[CopiedStore]:
    """Run the store with its copy; nothing is written yet."""
    store = CopiedStore(folder, pace)
    await store.starts()
    try:
        yield store
    finally:
        await store.stops()
