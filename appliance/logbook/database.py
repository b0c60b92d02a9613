"""Holds the one connection to the SQLite file. Knows SQLite's settings and failures; knows nothing of entries or events."""

import asyncio
import functools
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import aiosqlite

from appliance.logbook.errors import Busy, Damaged, NotKept

APPLICATION_ID = 0x48424C31  # "HBL1": tells our file from any other SQLite file
MIGRATIONS = ("schema.sql", "schema_2.sql", "schema_3.sql")
"""The files that make the tables, oldest first. A file is brought up to date when it is opened; after that an older program leaves it
alone.
"""
SCHEMA_VERSION = len(MIGRATIONS)
CHECKPOINT_PAGES = 1000  # SQLite's own default; we only choose the moment: when idle, never inside a commit
PAGE_BYTES = (
    # a press touches eleven pages, a little of each: pages of half the size wear a card less, and are on it sooner
    2048
)
WRITE_AGAIN_BYTES = 1 << 20  # bytes at a time; the whole log is seldom more than a few times as long
WAL_RESERVED_BYTES = 4 << 20  # some hundred presses, twice a checkpoint's: none of them has to lengthen the file
RESERVE_AT_ONCE_BYTES = (
    # Linux keeps and syncs as one piece what is written at once: with one page each, a commit syncs a tenth sooner
    4096
)
STATEMENTS = 128  # statements that stay prepared: nine for the rows of each of five tables (`batch`), and the questions
CACHE_KIB = 4096  # enough for the hot index pages of five million entries; the box has little memory to spare

# of work, for each part of what a start reads: that takes some 5 ms, and a slow processor ten times as long
READ_S = 3.0
LEAVE_S = 1.0  # a thread that hangs in a damaged file never answers, and a start must go on without it
LOOK_EVERY_STEPS = 20_000  # of SQLite's machine, some milliseconds, between two looks at the clock if an end is set
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
}
"""Our statements are fixed and their values checked. So these errors come from the file: a table or column that is not there
(SQLITE_ERROR), a row that is there already (SQLITE_CONSTRAINT), a column of another kind (SQLITE_MISMATCH).
"""


class Done[T](asyncio.Future[T]):
    """The result of a job. `then` is called in the turn of the loop in which the result comes, before any other callback.

    An asyncio future alone calls back one turn later, and a press waits for every turn.
    """

    def __init__(self, then: Callable[[asyncio.Future[T]], None] | None) -> None:
        super().__init__(loop=asyncio.get_running_loop())
        self._then = then

    def set_result(self, result: T, /) -> None:
        super().set_result(result)
        if self._then is not None:
            self._then(self)

    def set_exception(self, exception: type[BaseException] | BaseException, /) -> None:
        super().set_exception(exception)
        if self._then is not None:
            self._then(self)


def _nobody(damage: Damaged) -> None:
    """Do nothing: nobody listens."""


class Database(aiosqlite.Connection):
    """An exclusively locked WAL database with `synchronous=FULL`: a commit that returned is on the disk.

    aiosqlite gives the worker thread. A job is a whole transaction, run in that thread with a single hop; a press waits for it.
    """

    on_damage: Callable[[Damaged], None] = staticmethod(_nobody)

    def begin[T](
        self, job: Callable[[sqlite3.Connection], T], then: Callable[[asyncio.Future[T]], None] | None = None
    ) -> asyncio.Future[T]:
        """Hand `job` to the connection's thread now; jobs run in the order they were handed in. `then` is told first.

        SQLite's failures come out as `Damaged` or `NotKept`, also when the file was closed before.
        """
        done = Done(then)
        if self._connection is None:
            done.set_exception(NotKept("the logbook is closed"))
        else:
            self._tx.put_nowait((done, functools.partial(_run, job, self._connection)))  # aiosqlite's own queue
        return done

    async def work[T](self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run `job` and wait for it. Raises `NotKept`, or `Damaged`, of which `on_damage` was told before."""
        try:
            return await self.begin(job)
        except Damaged as damage:
            self.on_damage(damage)
            raise


async def open_database(path: Path) -> Database:
    """Open or create the file. Raises `Busy` when another process owns it, `Damaged` when it is not ours or not sound."""

    def connect() -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None, timeout=0.2, cached_statements=STATEMENTS)
        db.text_factory = text
        # Closing must not write the log into a file that may be damaged, and then delete the log unread: see `fold`.
        db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
        return db

    database = Database(connect, 64)
    try:
        await database
    except sqlite3.Error as error:
        raise (Damaged if is_damage(error) else NotKept)(f"{path} cannot be opened: {error}") from error
    try:
        await database.work(_prepare)
        await database.work(lambda _: _reserve(path.with_name(path.name + "-wal")))
    except NotKept as error:
        await _let_go(database)
        if "locked" in str(error):
            raise Busy(f"{path} is in use by another process, most likely the running alert daemon") from error
        raise
    except BaseException:
        await _let_go(database)
        raise
    return database


async def _let_go(database: Database) -> None:
    """Close the database. A failing disk may make the closing fail too, or never answer; the caller raises the first error."""
    with suppress(sqlite3.Error, ValueError, TimeoutError):
        async with asyncio.timeout(LEAVE_S):
            await database.close()


def _run[T](job: Callable[[sqlite3.Connection], T], db: sqlite3.Connection) -> T:
    try:
        return job(db)
    except sqlite3.DatabaseError as error:
        raise (Damaged if is_damage(error) else NotKept)(str(error)) from error
    except UnicodeDecodeError as error:  # SQLite's message about a damaged schema has the schema's bytes in it
        raise Damaged(f"the file's own schema cannot be read: {error}") from error


def fold(db: sqlite3.Connection) -> None:
    """Write the log into the file, and let closing delete the log. Only for a file that is sound."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, False)


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file itself is at fault, rather than the disk under it or the moment. Also true for a statement that was ended
    because it found no end.
    """
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def text(data: bytes) -> str:
    """Decode a column that should hold bytes and is damaged: whatever is in it, the disk is not at fault (`text_factory`)."""
    return data.decode("utf-8", "surrogateescape")


def end_after(db: sqlite3.Connection, within_s: float | None) -> None:
    """From now on, let statements work for `within_s` in all; None: for ever. Damaged pages that lead back to each other have no end.

    Call it in the thread that runs them: only that thread's work counts. A slow card or a busy box is no fault of the file.
    """
    if within_s is None:
        db.set_progress_handler(None, 0)
    else:
        until_s = time.thread_time() + within_s
        db.set_progress_handler(lambda: time.thread_time() > until_s, LOOK_EVERY_STEPS)


def _prepare(db: sqlite3.Connection) -> None:
    db.execute(f"PRAGMA page_size={PAGE_BYTES}")  # for a new file; an old file keeps its own page size
    # EXCLUSIVE before WAL: no shared-memory file, and nobody else's connection can ever checkpoint (the WAL-reset bug).
    db.execute("PRAGMA locking_mode=EXCLUSIVE")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA wal_autocheckpoint=0")
    db.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    db.execute("PRAGMA trusted_schema=OFF")
    # Deleted bytes are overwritten with zeros, in the page where they were. This is on from the start: switched on only for a
    # destruction, it would leave what was freed before. A press pays for it a fiftieth of its pages and its time (9.3 pages against 9.1).
    db.execute("PRAGMA secure_delete=ON")
    db.execute("BEGIN IMMEDIATE")  # takes the exclusive lock now, not at the first press
    found = (db.execute("PRAGMA application_id").fetchone()[0], db.execute("PRAGMA user_version").fetchone()[0])
    new = found == (0, 0) and not db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    if not new and (found[0] != APPLICATION_ID or not 0 < found[1] <= SCHEMA_VERSION):
        db.execute("ROLLBACK")
        raise Damaged(f"the file is no logbook of this version (application id {found[0]:#x}, schema {found[1]})")
    for migration in MIGRATIONS[found[1] :]:
        for statement in files(__package__).joinpath(migration).read_text("utf-8").split(";\n"):
            db.execute(statement)
    if found != (APPLICATION_ID, SCHEMA_VERSION):  # a file that is up to date is not written to
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    db.execute("COMMIT")
    _write_again(Path(db.execute("PRAGMA database_list").fetchone()[2] + "-wal"))


def _write_again(wal: Path) -> None:
    """Write the write-ahead log over itself, byte for byte, and sync it; only while we hold the lock. Raises NotKept.

    When a sync fails, Linux drops the writes but goes on showing them to readers, and the next sync succeeds without doing anything. So
    what an earlier run left there may never have reached the disk, and a press found in it would get a receipt it must not have.
    """
    try:
        with wal.open("r+b", buffering=0) as file:
            while chunk := file.read(WRITE_AGAIN_BYTES):
                file.seek(-len(chunk), os.SEEK_CUR)
                file.write(chunk)
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    except OSError as error:
        raise NotKept(f"{wal} cannot be written: {error.strerror}") from error


def _reserve(wal: Path) -> None:
    """Give the write-ahead log its space in advance, written once: a commit that only overwrites is on the disk sooner.

    It is a third faster than space that was only promised (`fallocate`), which the file system has to note anew at every sync. SQLite
    passes over the zeros behind what it wrote. If the disk has no room, the log grows as it would anyway.
    """
    with suppress(OSError), wal.open("r+b", buffering=0) as file:
        file.seek(0, os.SEEK_END)
        while (missing := WAL_RESERVED_BYTES - file.tell()) > 0:
            file.write(bytes(min(missing, RESERVE_AT_ONCE_BYTES)))
        os.fsync(file.fileno())
