"""wraps.db: keeps the detached wraps that a copy needs now, and which data keys are gone for good. Opens none of them.

What is deleted here must disappear from the target, too. But Litestream keeps a day of history, and joins old files into new ones. So we
make the file anew without what was deleted, and copy it as a new generation; then the old one is removed whole.
"""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from appliance.api.feed.copy import CopiedWrap
from sync.replica.mirror import FORMAT, open_database
from sync.transport.whole_file import keep_names

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS wrap(number INTEGER NOT NULL, stream BLOB NOT NULL, key_no INTEGER NOT NULL, recipient BLOB NOT NULL,"
    " wrap BLOB NOT NULL, PRIMARY KEY(stream, key_no, recipient, number)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS gone(stream BLOB NOT NULL, key_no INTEGER NOT NULL, PRIMARY KEY(stream, key_no)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS about(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
)
_ADD = "INSERT INTO wrap VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET wrap = excluded.wrap WHERE wrap.wrap <> excluded.wrap"
ANEW = "wraps-anew.db"  # the new file while it is written
READY = "wraps-ready.db"  # whole, and ready to replace the old file


class Wraps:
    """The wraps of a copy. `version`: of the set that it has. `clean`: the newest version at which nothing deleted was left anywhere in
    this file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._take_the_ready()  # the last run may have ended while it replaced the file
        self._open()

    def _open(self) -> None:
        self._db = open_database(self.path, forgets=True)
        for statement in _SCHEMA:
            self._db.execute(statement)
        self._db.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (FORMAT,))
        about = dict(self._db.execute("SELECT name, value FROM about").fetchall())
        self.version = int(about.get("version", b"0"))
        self.clean = int(about.get("clean", b"0"))

    def close(self) -> None:
        """Close the database; nothing of the log is moved into the file."""
        self._db.close()

    @property
    def owes_forgetting(self) -> bool:
        """Whether something was deleted since this file was made."""
        return self.clean < self.version

    def add(self, wraps: Iterable[CopiedWrap]) -> None:
        """Add the wraps of new entries."""
        rows = [_row(each) for each in wraps]
        if rows:
            self._in_one(lambda: self._db.executemany(_ADD, rows))

    def make_equal(self, wraps: dict[bytes, CopiedWrap], gone: Iterable[tuple[bytes, int]], version: int) -> int:
        """Keep exactly these wraps from now on (by `CopiedWrap.place`), and give how many were deleted."""
        there = self._db.execute("SELECT number, stream, key_no, recipient FROM wrap").fetchall()
        places = (
            CopiedWrap(number=number, stream=stream, key_no=key_no, recipient=recipient, wrap=b"")
            for number, stream, key_no, recipient in there
        )
        forgotten = [
            (each.stream, each.key_no, each.recipient, each.number) for each in places if each.place not in wraps
        ]
        clean = version if not forgotten and not self.owes_forgetting else self.clean

        def write() -> None:
            delete = "DELETE FROM wrap WHERE stream = ? AND key_no = ? AND recipient = ? AND number = ?"
            self._db.executemany(delete, forgotten)
            self._db.executemany(_ADD, map(_row, wraps.values()))
            self._db.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?)", gone)
            self._tell(version, clean)

        self._in_one(write)
        self.version, self.clean = version, clean
        return len(forgotten)

    def make_anew(self) -> None:
        """Make a new file with the content of this one, so that nothing deleted is in it. Only while nobody else has it open."""
        anew = self.path.with_name(ANEW)
        for each in _files_of(anew):
            each.unlink(missing_ok=True)
        fresh = sqlite3.connect(anew, isolation_level=None)
        try:
            fresh.execute("PRAGMA page_size = 4096")
            for statement in _SCHEMA:
                fresh.execute(statement)
            fresh.execute("BEGIN IMMEDIATE")
            for table in ("wrap", "gone", "about"):
                cursor = self._db.execute(f"SELECT * FROM {table}")  # noqa: S608  # a table of ours
                marks = ", ".join("?" * len(cursor.description))
                fresh.executemany(f"INSERT INTO {table} VALUES ({marks})", cursor)  # noqa: S608
            fresh.execute("INSERT OR REPLACE INTO about VALUES ('clean', ?)", (str(self.version).encode(),))
            fresh.execute("COMMIT")
        finally:
            fresh.close()
        anew.replace(self.path.with_name(READY))
        keep_names(self.path.parent)
        self._db.close()
        self._take_the_ready()
        self._open()

    def _take_the_ready(self) -> None:
        """Put the new file in place. Delete the old file's log first: SQLite would play it into the new file."""
        ready = self.path.with_name(READY)
        if ready.exists():
            for each in _files_of(self.path)[1:]:
                each.unlink(missing_ok=True)
            ready.replace(self.path)
            keep_names(self.path.parent)

    def _tell(self, version: int, clean: int) -> None:
        rows = [("version", str(version).encode()), ("clean", str(clean).encode())]
        self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", rows)

    def _in_one(self, write: Callable[[], object]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            write()
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _row(wrap: CopiedWrap) -> tuple[int, bytes, int, bytes, bytes]:
    return wrap.number, wrap.stream, wrap.key_no, wrap.recipient, wrap.wrap


def _files_of(path: Path) -> list[Path]:
    """Give the file, its log, its index and its journal."""
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))]
