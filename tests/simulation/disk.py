"""The disk under the logbook: real SQLite on real files, but this module decides how long a job takes and whether it works.

It stands in the place of aiosqlite's thread, so every job of the logbook passes through. Knows nothing of entries.
"""

import asyncio
import errno
import functools
import os
import random
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiosqlite.core

from appliance.logbook.head import SLOT as HEAD_SLOT
from tests.appliance.logbook.full_disk import no_file_grows

type Job = tuple[asyncio.Future[Any] | None, Callable[[], Any]]

WORKS_S = (0.0003, 0.008)  # the time of a commit (a Pi's card: 8 ms at the 99th percentile)


class Disk:
    """One disk. `stalled_until_s`, `full` and `fails` (the chance that a job ends in an I/O error) may be set at any time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, dice: random.Random) -> None:
        self.loop, self.dice = loop, dice
        self.stalled_until_s = 0.0
        self.full = False
        self.fails = 0.0
        self.started: Callable[[float], None] = lambda _: None
        """Called with the seconds that a job is going to take."""
        self._queues: list[_Queue] = []
        self._connections: list[sqlite3.Connection] = []
        self._head_before: tuple[bytes, bytes] | None = None
        self._copies_before: dict[str, tuple[Path, bytes]] = {}
        """For each name, the file of the pair that was written last, and its contents before that."""
        self._pwrite, self._pwritev = os.pwrite, os.pwritev

    @contextmanager
    def fitted(self) -> Iterator[None]:
        """Put every SQLite connection that is opened in the block on this disk."""
        with (
            patch.object(aiosqlite.core, "SimpleQueue", self._queue),
            patch.object(aiosqlite.core, "Thread", _NoThread),
            patch.object(os, "pwrite", self._write_head),
            patch.object(os, "pwritev", self._write_copy),
        ):
            try:
                yield
            finally:
                for (
                    connection
                ) in self._connections:  # also connections of boxes whose power went before they could close them
                    with suppress(sqlite3.Error):
                        connection.close()

    def heal(self) -> None:
        """Let the disk work again."""
        self.stalled_until_s, self.full, self.fails = 0.0, False, 0.0

    @property
    def sound(self) -> bool:
        """Whether the disk works as it should."""
        return self.stalled_until_s <= self.loop.time() and not self.full and not self.fails

    def cut(self, folder: Path, copy: Path) -> None:
        """Cut the power: `copy` is what the disk holds when it comes back. Jobs under way were not answered, and never will be.

        Of what a job had written and not yet synced, all, nothing, or a part is there.
        """
        shutil.copytree(folder, copy)
        for queue in self._queues:
            if queue.unsynced is not None:
                self._tear(copy / "logbook" / "logbook.db-wal", queue.unsynced)
            queue.cut()
        self._queues.clear()
        if self._head_before is not None and self.dice.random() < 0.5:
            before, after = self._head_before
            head = copy / "logbook" / "head"
            if head.read_bytes() == after:
                head.write_bytes(before)
        self._tear_copies(folder, copy)
        self.heal()

    def run(self, function: Callable[[], Any]) -> tuple[bool, Any]:
        """Run the job itself; gives whether it succeeded, and its result or what it raised."""
        if isinstance(function, functools.partial) and function.args and self.dice.random() < self.fails:
            function = _broken(function, too_early=self.dice.random() < 0.5)
        with no_file_grows() if self.full else _nothing_special():
            return self.attempt(function)

    def attempt(self, function: Callable[[], Any]) -> tuple[bool, Any]:
        """Run a job that touches no disk, as `run` does."""
        try:
            result = function()
            if isinstance(result, sqlite3.Connection):
                self._connections.append(result)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
            return False, error
        return True, result

    def takes_s(self) -> float:
        slow = self.dice.random() < 0.01
        return self.dice.uniform(0.02, 0.2) if slow else self.dice.uniform(*WORKS_S)

    def _queue(self) -> "_Queue":
        queue = _Queue(self)
        self._queues.append(queue)
        return queue

    def _write_head(self, file: int, data: bytes, offset: int) -> int:
        if len(data) != HEAD_SLOT:
            return self._pwrite(file, data, offset)
        if self.full or self.dice.random() < self.fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        before = os.pread(file, 4096, 0)
        written = self._pwrite(file, data, offset)
        self._head_before = before, os.pread(file, 4096, 0)
        return written

    def _write_copy(self, file: int, buffers: list[bytes], offset: int) -> int:
        path = Path(f"/proc/self/fd/{file}").readlink()
        before = path.read_bytes()
        written = self._pwritev(file, buffers, offset)
        self._copies_before[path.stem] = path, before
        return written

    def _tear_copies(self, folder: Path, copy: Path) -> None:
        """Tear the side copy that was written last, since it was not synced: all of it, nothing, or a part is there."""
        last, self._copies_before = self._copies_before, {}
        for path, before in last.values():
            torn = copy / path.relative_to(folder) if path.is_relative_to(folder) else path
            if torn != path and torn.exists() and self.dice.random() < 0.5:
                after = torn.read_bytes()
                there = self.dice.randint(0, len(after))
                torn.write_bytes(after[:there] + before[there:])

    def _tear(self, wal: Path, size_before: int) -> None:
        if wal.exists() and wal.stat().st_size > size_before:
            os.truncate(wal, self.dice.randint(size_before, wal.stat().st_size))


class _Queue:
    """Stands for one connection's queue and thread: one job after the other."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._jobs: deque[Job] = deque()
        self._busy = False
        self._without_power = self._in_memory = False
        self.unsynced: int | None = None
        """Size of the write-ahead log before the job that has run and is not yet answered."""

    def put_nowait(self, job: Job) -> None:
        if self._without_power:
            self._answer(job, self._disk.run(job[1]))  # without power a job only closes what is left of a dead box
            return
        self._in_memory = self._in_memory or _opens_memory(job)
        if self._in_memory:
            self._answer(job, self._disk.attempt(job[1]))
            return
        self._jobs.append(job)
        if not self._busy:
            self._start()

    def cut(self) -> None:
        self._without_power = True
        self._jobs.clear()

    def _start(self) -> None:
        self._busy = True
        job, takes_s = self._jobs.popleft(), self._disk.takes_s()
        outcome = None
        if self._disk.dice.random() < 0.5:  # here the job is done early, and only its answer is late
            self.unsynced = _wal_size(job)
            outcome = self._disk.run(job[1])
        self._disk.started(takes_s)
        self._disk.loop.call_later(takes_s, self._finish, job, outcome)

    def _finish(self, job: Job, outcome: tuple[bool, Any] | None) -> None:
        if self._without_power:
            return
        now_s = self._disk.loop.time()
        if now_s < self._disk.stalled_until_s:
            self._disk.loop.call_at(self._disk.stalled_until_s, self._finish, job, outcome)
            return
        self._answer(job, self._disk.run(job[1]) if outcome is None else outcome)
        self._busy, self.unsynced = False, None
        if self._jobs:
            self._start()

    def _answer(self, job: Job, outcome: tuple[bool, Any]) -> None:
        future, (succeeded, result) = job[0], outcome
        if future is None or future.done():
            return
        if succeeded:
            future.set_result(result)
        else:
            future.set_exception(result)


class _NoThread:
    """A thread that does nothing: the queue does the work."""

    def __init__(self, **_: Any) -> None:
        pass

    def start(self) -> None:
        pass


def _broken(function: "functools.partial[Any]", *, too_early: bool) -> "functools.partial[Any]":
    """The database's `_run(job, db)`, with a disk that fails before the job, or once all of it is done."""
    job, *rest = function.args

    def fails(db: sqlite3.Connection) -> None:
        if not too_early:
            job(db)
        raise sqlite3.OperationalError("disk I/O error")

    return functools.partial(function.func, fails, *rest)


def _opens_memory(job: Job) -> bool:
    """Whether this job opens a database in memory."""
    return ":memory:" in getattr(getattr(job[1], "__code__", None), "co_consts", ())


def _wal_size(job: Job) -> int:
    function = job[1]
    db = next((each for each in getattr(function, "args", ()) if isinstance(each, sqlite3.Connection)), None)
    if db is None:
        return 1 << 62
    try:
        path = db.execute("PRAGMA database_list").fetchone()[2]
        return Path(f"{path}-wal").stat().st_size
    except (sqlite3.Error, OSError):
        return 1 << 62  # so large that nothing of the log can be torn


@contextmanager
def _nothing_special() -> Iterator[None]:
    yield
