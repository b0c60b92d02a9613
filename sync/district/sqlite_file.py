"""Looks after the file of a SQLite store: makes it, brings it to the newest migration, makes a damaged one anew, and opens it; and knows
the names beside it.

Knows no act and no thread.
"""

import fcntl
import logging
import os
import sqlite3
from io import BufferedReader
from pathlib import Path

from sync.district import rot, salvage
from sync.district.migrations import MADE_FIRST, TooNew, missing
from sync.district.salvage import copied_of
from sync.district.sqlite_sql import is_damage
from sync.district.sqlite_tables import are_whole, text
from sync.district.store import NoCopy, StoreUnusable

FILE_MODE = 0o600
BUSY_S = 0.5  # if another program has the file, it keeps it
COPIED_BUSY_S = 5.0  # Litestream holds its lock for milliseconds, and for a second where it cuts a long log
CACHE_KIB = 16 * 1024  # enough for the upper pages of every index at 100 million entries

log = logging.getLogger("handbell.district")


def opened_whole(path: Path, *, copied: bool = False) -> sqlite3.Connection:
    """Open the store. Make it anew first, if the last run found damaged pages, or this one cannot open it. `copied` as for `opened`."""
    if salvage.marker_of(path).exists():
        try:
            log.warning("%s rotted and is made anew before it is served: that takes %s", path, rot.lasts(path))
            salvage.make_anew(path)
        except (StoreUnusable, OSError) as wrong:
            log.error("the store was not made anew, and is opened as it is: %s", wrong)
    if not are_whole(path):
        salvage.make_anew(path)
    try:
        return opened(path, copied=copied)
    except sqlite3.Error as wrong:
        if not is_damage(wrong):
            raise
    salvage.make_anew(path)
    return opened(path, copied=copied)


def opened(path: Path, *, copied: bool = False) -> sqlite3.Connection:
    """Open one connection that owns the file, at the newest migration. Raises sqlite3.Error, OSError, TooNew.

    `copied`: Litestream reads beside it, and only Litestream moves the write-ahead log into the file, so that two never do it at once.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE))
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=COPIED_BUSY_S if copied else BUSY_S
    )
    try:
        connection.text_factory = text
        if copied:
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
            connection.execute("PRAGMA wal_autocheckpoint=0")
        else:
            copied_of(path).unlink(missing_ok=True)  # no copy has seen what this run will write
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        connection.execute(MADE_FIRST)
        there = {number for (number,) in connection.execute("SELECT number FROM migration")}
        for migration in missing("sqlite", there):
            connection.executescript(f"BEGIN IMMEDIATE;\n{migration.sql}")
            connection.execute("INSERT INTO migration VALUES (?)", (migration.number,))
            connection.execute("COMMIT")
        connection.execute(
            "DELETE FROM migration WHERE 0"
        )  # this statement takes the lock for good, even where no step was missing
        for copy in (copy_of(path), looked_at(path)):
            copy.unlink(missing_ok=True)  # left by a server that was killed while it made one
    except BaseException:
        connection.close()
        raise
    return connection


def begun(path: Path) -> BufferedReader:
    """Make an empty file. Raises NoCopy."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    except FileExistsError as wrong:
        raise NoCopy("another one is being made at this moment. Ask again when that is done") from wrong
    except OSError as wrong:
        raise NoCopy(f"{path} cannot be written: {wrong.strerror}") from wrong
    return os.fdopen(descriptor, "rb")


def refuse_if_empty(path: Path) -> None:
    """Refuse an empty file: SQLite would take it for a new store, but it is what a full disk leaves of a copy that was put in its place.
    Raises StoreUnusable.
    """
    if path.exists() and not path.stat().st_size:
        raise StoreUnusable(
            f"{path} is empty, which no store is. Put a whole copy in its place; if there never was one, remove it, and start."
        )


def copy_of(path: Path) -> Path:
    """Give the path where a copy is made: beside the file, in the one folder where the server can surely write."""
    return path.with_name(f"{path.name}.copy")


def looked_at(path: Path) -> Path:
    """Give the path of the copy that is examined, so that another copy can be asked for meanwhile."""
    return path.with_name(f"{path.name}.looked-at")


def alone(path: Path) -> int:
    """Lock the store with a file beside it, until that is closed. SQLite's own lock lets others in where Litestream reads; and whoever
    looks at a store with a part still in the log would think that it is damaged. Raises StoreUnusable, OSError.
    """
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as wrong:
        os.close(descriptor)
        raise StoreUnusable(why(path, sqlite3.OperationalError("locked"))) from wrong
    return descriptor


def why(path: Path, wrong: Exception) -> str:
    """Say why it cannot be opened, and what to do."""
    if isinstance(wrong, TooNew):
        return f"{path} cannot be opened: {wrong}."
    if "locked" in str(wrong):
        return f"{path} is in use: another district server runs on it. Stop that one first, or give this one --data of its own."
    return f"{path} cannot be opened ({wrong}). Check who owns it and whether the disk is full; a backup can take its place."
