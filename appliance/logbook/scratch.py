"""Puts a record's rows into memory, to open what they say. They come from rows that were gathered, or from files that must not be written
to.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from appliance.envelope import format as layout
from appliance.logbook.carve import WrapFound
from appliance.logbook.database import MIGRATIONS, Database, text
from appliance.logbook.errors import Damaged
from appliance.logbook.recovery import is_empty


async def poured(entries: Mapping[int, bytes], wraps: Sequence[WrapFound]) -> Database:
    """Make a database in memory with these rows, and nothing else. The caller closes it."""
    database = Database(lambda: sqlite3.connect(":memory:", isolation_level=None), 64)
    await database
    await database.work(lambda db: _pour(db, entries, wraps))
    return database


def _pour(db: sqlite3.Connection, entries: Mapping[int, bytes], wraps: Sequence[WrapFound]) -> None:
    for migration in MIGRATIONS:
        db.executescript(files(__package__).joinpath(migration).read_text("utf-8"))
    rows = [(number, layout.whole_header(entry).stream, entry) for number, entry in entries.items()]
    db.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
    db.executemany("INSERT INTO wrap VALUES (?, ?, ?, ?, ?)", wraps)


def only_read(path: Path) -> sqlite3.Connection:
    """Open a connection that reads the file with its write-ahead log and changes neither: for a disk that takes nothing, or for files
    that were set aside.

    It works without locks (`unix-none`), which such a disk refuses, and keeps the log's index in this process's memory, since no file may
    be made. So it is only for a file that no other process writes to. If there is no log, SQLite is told that nothing changes, or it
    would make one. Raises sqlite3.Error, and Damaged for an empty file, whose log SQLite would delete.
    """
    if is_empty(path):
        raise Damaged(f"{path} is empty")
    unchanging = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro&vfs=unix-none{unchanging}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None)
    db.text_factory = text
    try:
        # set before anything is read, so that SQLite makes no shared-memory file
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("PRAGMA trusted_schema=OFF")
        db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.Error:
        db.close()
        raise
    except UnicodeDecodeError as error:  # SQLite's message about a damaged schema has the schema's bytes in it
        db.close()
        raise sqlite3.DatabaseError("the file's own schema cannot be read") from error
    return db
