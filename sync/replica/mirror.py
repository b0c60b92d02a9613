"""mirror.db: keeps the entries of this box's record as they were sealed, and the newest signed head. It only grows. Opens no entry.

No code of ours moves its write-ahead log into the file. Only Litestream does, so that two never do it at once (SQLite's WAL-reset bug,
mended in 3.51.3). Entries and the head that signs the last of them come in one transaction, so that every copy ends at a signed head.
"""

import sqlite3
from pathlib import Path

from appliance.api.feed.copy import CopyItems
from appliance.envelope.format import GENESIS_DIGEST, FormatError, entry_digest, read_head_statement, whole_header

BUSY_MS = 5000  # Litestream holds its lock for milliseconds; with 0 we saw hundreds of "database is locked" in 15 s

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS entry(number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS head(one INTEGER PRIMARY KEY CHECK(one = 1), statement BLOB NOT NULL, signature BLOB NOT NULL,"
    " device_key BLOB NOT NULL, is_open BLOB, is_open_signature BLOB) STRICT",
    "CREATE TABLE IF NOT EXISTS about(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
)
FORMAT = b"1"
_LATER = ("is_open", "is_open_signature")
"""Columns that the first mirrors did not have. They are in the row of the head: in a page of their own, each press would send one page
more.
"""


class AnotherHistory(Exception):
    """The record does not go on from what this mirror has: it was put back, or is another box's. `str()` says how."""


class DoesNotFollow(AnotherHistory):
    """The first of these entries does not follow on our last one. So the record was put back or is another one, or our last entry is
    damaged in the record itself.
    """


class Whose(Exception):
    """What the alert daemon sent does not fit together, and none of it was taken. `str()` says what."""


def open_database(path: Path, *, forgets: bool) -> sqlite3.Connection:
    """Open a database as a copy needs it; whoever writes begins the transactions. `forgets`: what is deleted is overwritten."""
    db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
    db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
    db.execute("PRAGMA page_size = 4096")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    db.execute(f"PRAGMA secure_delete = {'ON' if forgets else 'OFF'}")
    return db


class Mirror:
    """The mirror, open as soon as it is made. Call `close` before the file is set aside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_database(path, forgets=False)
        for statement in _SCHEMA:
            self._db.execute(statement)
        there = {column for _, column, *_ in self._db.execute("PRAGMA table_info(head)")}
        for column in (each for each in _LATER if each not in there):
            self._db.execute(f"ALTER TABLE head ADD COLUMN {column} BLOB")
        row = self._db.execute("SELECT number, entry FROM entry ORDER BY number DESC LIMIT 1").fetchone()
        self.head: int = row[0] if row else 0
        self.digest = entry_digest(row[1]) if row else GENESIS_DIGEST
        about = dict(self._db.execute("SELECT name, value FROM about").fetchall())
        self.building: bytes = about.get("building", b"")
        self.box: bytes = about.get("box", b"")
        head = self._db.execute("SELECT is_open FROM head").fetchone()
        self._is_open: bytes = (head and head[0]) or b""

    def close(self) -> None:
        """Close the database; nothing of the log is moved into the file."""
        self._db.close()

    def newest(self) -> bytes:
        """Give the last entry; empty where there is none."""
        row = self._db.execute("SELECT entry FROM entry WHERE number = ?", (self.head,)).fetchone()
        return row[0] if row else b""

    def take(self, items: CopyItems, now_ms: int, *, breaks_here: bool = False) -> int:
        """Write these entries and their head, and give how many there were. `breaks_here`: the record has the same last entry as we do, and
        the next one still does not follow on it. Raises AnotherHistory, Whose.
        """
        building, box, number, digest = _said(items)
        if self.box and (building, box) != (self.building, self.box):
            raise AnotherHistory(f"The record is box {box.hex()}'s now, and was box {self.box.hex()}'s.")
        if items.head < self.head:
            raise AnotherHistory(
                f"The record ends at entry {items.head}, and its copy at {self.head}: it was put back."
            )
        last, last_digest = self._follows(items, breaks_here=breaks_here)
        if not items.entries:
            if number == self.head and digest != self.digest:
                raise AnotherHistory(f"Entry {number} is another than in the copy: the record was put back.")
            if items.is_open and number == self.head and items.is_open != self._is_open:
                self._write(items, {})  # the record went on while the entries were read
            return 0
        if (number, digest) != (last, last_digest):
            raise Whose(f"the head is signed for entry {number}, and the last entry is {last}")
        self._write(items, {"format": FORMAT, "building": building, "box": box, "made_ms": str(now_ms).encode()})
        self.head, self.digest, self.building, self.box = last, last_digest, building, box
        return len(items.entries)

    def _follows(self, items: CopyItems, *, breaks_here: bool) -> tuple[int, bytes]:
        """Check that the entries are in order and that the first follows on our last one. Give number and digest of the last.

        They need not follow on each other: damage or loss in the record is in its copy too, and whoever restores works round it.
        """
        number, digest = self.head, self.digest
        for copied in items.entries:
            try:
                header = whole_header(copied.entry)
            except FormatError as wrong:
                raise Whose(f"entry {copied.number} {wrong}") from wrong
            if header.number != copied.number or copied.number <= number:
                raise Whose(f"entry {header.number} came as {copied.number}, after {number}")
            follows = copied.number != number + 1 or header.prev_digest == digest
            if number and number == self.head and not follows and not breaks_here:
                raise DoesNotFollow(
                    f"Entry {copied.number} does not follow on entry {number} of the copy: the record was put back."
                )
            number, digest = copied.number, entry_digest(copied.entry)
        return number, digest

    def _write(self, items: CopyItems, about: dict[str, bytes]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            rows = ((each.number, each.entry) for each in items.entries)
            self._db.executemany("INSERT INTO entry VALUES (?, ?)", rows)
            head = (items.statement, items.signature, items.device_key, items.is_open, items.is_open_signature)
            self._db.execute(
                "INSERT OR REPLACE INTO head (one, statement, signature, device_key, is_open, is_open_signature)"
                " VALUES (1, ?, ?, ?, ?, ?)",
                head,
            )
            self._db.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", about.items())
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        self._is_open = items.is_open


def _said(items: CopyItems) -> tuple[bytes, bytes, int, bytes]:
    """Give building, box, number and digest of the head. Raises Whose."""
    try:
        building, box, _, number, digest = read_head_statement(items.statement)
    except FormatError as wrong:
        raise Whose(f"what came {wrong}") from wrong
    return building, box, number, digest
