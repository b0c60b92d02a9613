"""Keeps the store without any set-up, in one SQLite file with one connection and one thread. Knows no entry and no request.

One connection owns the file (`locking_mode=EXCLUSIVE`). So no tool reads beside the server, and the WAL-reset bug of SQLite before 3.51.3,
which needs two connections, cannot occur (appliance/logbook/README.md).
"""

import asyncio
import contextlib
import logging
import os
import queue
import signal
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from io import BufferedReader
from pathlib import Path
from typing import Any, Protocol

from sync.district import rot, salvage
from sync.district.migrations import TooNew
from sync.district.sqlite_file import (
    FILE_MODE,
    alone,
    begun,
    copy_of,
    looked_at,
    opened,
    opened_whole,
    refuse_if_empty,
    why,
)
from sync.district.sqlite_sql import SqliteSql, is_damage
from sync.district.store import NoCopy, Sql, StoreUnavailable, StoreUnreadable, StoreUnusable

TOGETHER_MAX = 64  # acts that share a commit: the first of them waits for the others' work, a few milliseconds each
BACKUP_PAGES = 256  # pages that are copied between two transactions: 1 MiB, about 5 ms

log = logging.getLogger("handbell.district")

type _Job = tuple[Callable[[Sql], Any], asyncio.AbstractEventLoop, asyncio.Future[Any]]


class SqliteStore:
    """One SQLite file. Every act runs in the one thread, in the order in which it was asked for; acts that waited share a commit."""

    shared = False

    def __init__(self, path: Path, *, copied: bool = False) -> None:
        """Use this file. `copied`: Litestream reads the file beside this server (`copies/`)."""
        self._path = path
        self._copied_elsewhere = copied
        self._lock: int | None = None
        self.commits = 0  # how many so far
        self.reads_itself = (
            False  # while a copy of its own is made, which begins anew whenever another connection writes
        )
        self.beside: Beside | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._connection: sqlite3.Connection | None = None
        self._stops = False
        self._came_upon_rot = self._waits_for_start = self._was_made_anew = False
        self._misses, self._was_missed = "", False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._troubles: asyncio.Queue[str] = asyncio.Queue()

    async def start(self) -> None:
        """Open the file; make it where it is missing. Raises StoreUnusable."""
        refuse_if_empty(self._path)
        self._loop = asyncio.get_running_loop()
        try:
            self._lock = alone(self._path)
            self._connection = await asyncio.to_thread(opened_whole, self._path, copied=self._copied_elsewhere)
        except StoreUnusable:
            self._unlock()
            raise
        except (sqlite3.Error, OSError, TooNew) as wrong:
            self._unlock()
            raise StoreUnusable(why(self._path, wrong)) from wrong
        self._thread.start()

    async def stop(self) -> None:
        """Finish what was asked for, but no copy, since that may take an hour; and close the file."""
        self.end_copies()
        if self._thread.is_alive():
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    async def do[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        """Run `act` in one transaction. Raises StoreUnavailable."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Answer] = loop.create_future()
        self._jobs.put((act, loop, done))
        return await asyncio.shield(done)  # when a caller stops waiting, what is being written is not undone

    async def say(self, word: str) -> None:
        """Do nothing: there is no other server."""

    async def heard(self) -> AsyncIterator[str]:
        """Give nothing, ever: there is no other server."""
        for nothing in tuple[str, ...]():
            yield nothing

    async def troubles(self) -> AsyncIterator[str]:
        """Give damaged pages as they are found, and what is done about them."""
        while True:
            yield await self._troubles.get()

    async def back_up(self) -> BufferedReader:
        """Give a whole copy in an open file without a name. Transactions go on between its steps. Raises NoCopy."""
        return await self._outside_transaction(self._copied)

    async def look_over(self) -> None:
        """Look over a copy with SQLite's own check: it takes minutes for many gigabytes, and without it an index that lost an entry goes
        unnoticed.
        """
        if self._waits_for_start:
            return  # the store is already known to be damaged
        if not salvage.has_room(self._path):
            log.warning("whether the store hangs together was not looked at: the disk has no room for a copy of it")
            return
        copy = looked_at(self._path)
        try:
            (await self._outside_transaction(lambda: self._copied_to(copy))).close()
            if not await asyncio.to_thread(salvage.hangs_together, copy, lambda: self._stops):
                self._rotted()
        except NoCopy as wrong:
            log.warning("whether the store hangs together was not looked at: %s", wrong)
        finally:
            copy.unlink(missing_ok=True)
        for _ in range(2):  # the thread makes the store anew after the first, and runs the second when that is done
            await self.do(lambda sql: sql.one("SELECT 1"))

    async def checkpoint(self, may: Callable[[], bool]) -> None:
        """Move the write-ahead log into the file and cut it, if `may` still allows it then: only while Litestream does not run."""
        await self._outside_transaction(lambda: self._checkpointed() if may() else None)

    def _checkpointed(self) -> None:
        assert self._connection is not None
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def end_copies(self) -> None:
        """End the copies at their next step."""
        self._stops = True

    async def _outside_transaction[Answer](self, work: Callable[[], Answer]) -> Answer:
        """Run work in the one thread, after everything that was asked for before."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Answer] = loop.create_future()
        self._jobs.put((_OutsideTransaction(work), loop, done))
        return await asyncio.shield(done)

    def _copied(self) -> BufferedReader:
        path = copy_of(self._path)
        copy = self._copied_to(path)
        path.unlink()
        return copy

    def _copied_to(self, path: Path) -> BufferedReader:
        """Make a whole copy; there is only one at a time under this name. Raises NoCopy."""
        copy = begun(path)
        try:
            self._copy_to(path)
        except BaseException:
            copy.close()
            path.unlink(missing_ok=True)
            raise
        return copy

    def _copy_to(self, path: Path) -> None:
        """Copy the store. This does not wait for the disk: whoever gets the copy writes it to its own disk. Raises NoCopy."""
        assert self._connection is not None
        self.reads_itself = True
        try:
            with contextlib.closing(sqlite3.connect(path)) as target:
                target.execute("PRAGMA journal_mode=OFF")
                target.execute("PRAGMA synchronous=OFF")
                self._connection.backup(target, pages=BACKUP_PAGES, progress=lambda *_: self._work_waiting())
        except sqlite3.Error as wrong:
            raise NoCopy(
                f"{path} cannot be written: {wrong}. It needs as much room there, for a while, as {self._path.name} itself"
            ) from wrong
        finally:
            self.reads_itself = False

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._run([job, *self._waiting()]):
                return
            if self._came_upon_rot or self._misses:
                self._see_to_rot()

    def _see_to_rot(self) -> None:
        """Deal with damage: at once where that is quick, or where everybody waits anyway; else when the next run begins, however this one
        ends.
        """
        try:
            if self._came_upon_rot or rot.is_short(self._path):
                self._make_anew_some_time()
            elif not self._was_missed:
                self._was_missed = True
                self._tell_people(
                    f"an index of {self._path} seems to miss something ({self._misses}). Whoever asked is told to try again, and the"
                    " weekly look through the store shows whether it rotted."
                )
        except OSError as wrong:  # the disk takes nothing any more
            self._say_that_it_waits(f"Beside it nothing can be written ({wrong.strerror}): look at the disk.")
        self._came_upon_rot, self._misses = False, ""

    def _make_anew_some_time(self) -> None:
        """Mark the store to be made anew, and do it now where it is quick or nobody can work. Raises OSError."""
        assert self._connection is not None
        salvage.marker_of(self._path).touch(FILE_MODE)  # in case this run ends before
        if not self._was_made_anew and (rot.is_short(self._path) or rot.is_in_everybodys_way(self._connection)):
            self._make_anew()
        else:
            self._say_that_it_waits(
                f"The next start of the server makes the store anew, which takes {rot.lasts(self._path)}, and nobody is served meanwhile:"
                " restart it at a quiet hour."
            )

    def _say_that_it_waits(self, what_to_do: str) -> None:
        if not self._waits_for_start:
            self._waits_for_start = True
            self._tell_people(
                f"a page of {self._path} cannot be read, or an index misses something. What needs it is not served, all else is."
                f" {what_to_do}"
            )

    def _make_anew(self) -> None:
        """Make the store anew, while everybody waits. It happens once in a run: if even more gets damaged, people must look at the disk."""
        assert self._connection is not None
        self._was_made_anew = True
        self._tell_people(f"a page of {self._path} cannot be read, or an index misses something. It is made anew now.")
        if self.beside is not None:
            self.beside.leave()
        self._connection.close()
        try:
            salvage.make_anew(self._path)
        except Exception as wrong:  # whatever it is: if this thread ended, everybody would wait for ever
            self._waits_for_start = True
            self._tell_people(f"the store was not made anew, and goes on as it is: {wrong}")
            if not isinstance(wrong, (StoreUnusable, OSError)):
                log.exception("making it anew met a mistake of Handbell's own")
        try:
            self._connection = opened(self._path, copied=self._copied_elsewhere)
        except (sqlite3.Error, OSError) as wrong:
            log.critical("the store cannot be opened again, and the server ends: %s", why(self._path, wrong))
            os.kill(os.getpid(), signal.SIGTERM)
            return
        if self.beside is not None:
            self.beside.come_back()

    def _work_waiting(self) -> None:
        """Run what was asked for meanwhile; the copy takes over by itself what its own connection changes. Raises NoCopy."""
        if self._stops:
            raise NoCopy("the server was told to stop. Ask again when it runs")
        if (jobs := self._waiting()) and not self._run(jobs):
            self._jobs.put(None)

    def _waiting(self) -> list[_Job | None]:
        """Take what was asked for while the disk was busy: it shares the next commit."""
        jobs: list[_Job | None] = []
        with contextlib.suppress(queue.Empty):
            while len(jobs) < TOGETHER_MAX - 1:
                jobs.append(self._jobs.get_nowait())
        return jobs

    def _run(self, jobs: list[_Job | None]) -> bool:
        """Run the jobs in the order in which they were asked for, but a copy after the others, so that no act waits for the whole copy.
        False at the end.
        """
        asked = [job for job in jobs if job is not None]
        self._commit([job for job in asked if not isinstance(job[0], _OutsideTransaction)])
        for job in asked:
            if isinstance(job[0], _OutsideTransaction):
                self._outside(job)
        return len(asked) == len(jobs)

    def _outside(self, job: _Job) -> None:
        act, loop, done = job
        assert isinstance(act, _OutsideTransaction)
        try:
            answer = act.run()
        except Exception as wrong:  # noqa: BLE001 — raised again where it was asked for
            _tell(loop, done, wrong)
        else:
            _tell(loop, done, answer)

    def _commit(self, jobs: list[_Job]) -> None:
        """Run all acts in one transaction, each undone alone where it fails; everybody is told after the commit."""
        if not jobs:
            return
        assert self._connection is not None
        answers = self._together(self._connection, [act for act, _, _ in jobs])
        for (_, loop, done), answer in zip(jobs, answers, strict=True):
            _tell(loop, done, answer)

    def _together(self, connection: sqlite3.Connection, acts: list[Callable[[Sql], Any]]) -> list[object]:
        try:
            return self._answers(connection, acts)
        except sqlite3.OperationalError as wrong:
            return [StoreUnavailable(str(wrong))] * len(acts)
        except Exception as wrong:  # noqa: BLE001 — raised again where it was asked for
            if isinstance(wrong, sqlite3.Error) and is_damage(wrong):
                self._rotted()
                if (
                    len(acts) > 1
                ):  # nothing of it was kept: then run each alone, so that nobody fails because of a page that another one needs
                    return [self._together(connection, [act])[0] for act in acts]
                return [StoreUnreadable(str(wrong))]
            return [wrong] * len(acts)

    def _rotted(self) -> None:
        """Note that a page cannot be read. It is dealt with once the callers are answered."""
        self._came_upon_rot = True

    def _missed(self, wrong: sqlite3.IntegrityError) -> None:
        """Note that an index missed a row. The one thread looks before it adds, so if adding finds the row there, an index did not show it.
        If making the store anew takes long, this alone is no reason to do it.
        """
        self._misses = str(wrong)

    def _tell_people(self, says: str) -> None:
        log.error("%s", says)
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop has ended; the log has it
            self._loop.call_soon_threadsafe(self._troubles.put_nowait, says)

    def _answers(self, connection: sqlite3.Connection, acts: list[Callable[[Sql], Any]]) -> list[object]:
        changes = connection.total_changes
        # With Litestream beside it, a transaction that began by reading could not go on to write, if Litestream wrote in between.
        connection.execute("BEGIN IMMEDIATE" if self._copied_elsewhere else "BEGIN")
        try:
            answers = [_alone(connection, act, self._rotted, self._missed) for act in acts]
            if (
                connection.total_changes == changes
            ):  # an act that only reads has nothing to commit, and may have read around a damaged page
                connection.execute("ROLLBACK")
                return answers
            connection.execute("COMMIT")
            self.commits += 1
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return answers


def _alone(
    connection: sqlite3.Connection,
    act: Callable[[Sql], Any],
    rotted: Callable[[], None],
    missed: Callable[[sqlite3.IntegrityError], None],
) -> object:
    """Give an act's answer, or the reason why it failed; then it is undone. Raises sqlite3.OperationalError where the disk is at fault, and
    then all of them fail.
    """
    connection.execute("SAVEPOINT act")
    try:
        answer = act(SqliteSql(connection, rotted))
    except sqlite3.OperationalError:
        raise
    except Exception as wrong:  # noqa: BLE001 — raised again where it was asked for
        if isinstance(wrong, sqlite3.IntegrityError):
            missed(wrong)
            wrong = StoreUnreadable(str(wrong))
        connection.execute("ROLLBACK TO act")
        answer = wrong
    connection.execute("RELEASE act")
    return answer


class Beside(Protocol):
    """Something that reads the file beside us. Both methods are called in the store's thread."""

    def leave(self) -> None:
        """Close the file, because it is made anew: when this returns, it must not be open."""
        ...

    def come_back(self) -> None:
        """Go on: it is another file now."""
        ...


class _OutsideTransaction:
    """Work for the thread that needs no transaction, or begins its own."""

    def __init__(self, run: Callable[[], object]) -> None:
        self.run = run

    def __call__(self, sql: Sql) -> object:
        raise AssertionError("runs outside a transaction")


def _tell(loop: asyncio.AbstractEventLoop, done: asyncio.Future[Any], answer: object) -> None:
    def tell() -> None:
        if done.done():
            return
        if isinstance(answer, Exception):
            done.set_exception(answer)
        else:
            done.set_result(answer)

    with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
        loop.call_soon_threadsafe(tell)
