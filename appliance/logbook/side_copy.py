"""Keeps what a start needs of the record a second time beside it: the rows as they are stored, in two files written in turn.

    <logbook>/open.0, open.1            what is open: entries of open incidents, and their wraps for this building
    <logbook>/standing.0, standing.1    what stands (the plan, troubles, …), and the counts
    <logbook>/unwritten.0, unwritten.1  what a record found damaged could not take any more; otherwise empty
    file = "HBS1" | u64 turn | u64 length | SHA-256 of turn, length and content 32 | content | zeros

Nothing is opened or sealed here. An entry is sealed under its data key, and that key under the week's reading key, as in the record: so
what the building forgets is forgotten here too. A file is written in its place, and its earlier content is overwritten. Knows files
and rows, and decides nothing.
"""

import errno
import hashlib
import os
import sqlite3
import struct
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from appliance.envelope import format as layout

OPEN = "open"
STANDING = "standing"
UNWRITTEN = "unwritten"
NAMES = (OPEN, STANDING, UNWRITTEN)
CONTENT_LEN_MAX = 64 << 20  # a thousand open calls of a hundred entries: a greater length is damaged
FILE_MODE = 0o600
NOT_SAID_AGAIN = "number NOT IN (SELECT number FROM said_again)"

_MAGIC = b"HBS1"
_FRONT = struct.Struct(">4sQQ32s")


class Copy(msgspec.Struct, frozen=True, array_like=True):
    """What was open, or what stood, when entry `number` was the newest on disk.

    `run` is the epoch's id. `streams`: each open incident's stream → its first entry. `standing`: tag → the entry that stands. `entries`:
    number → the entry as stored. `wraps`: columns as in the table. `counters`: tag → hidden value.
    """

    building: bytes
    run: bytes
    number: int
    digest: bytes
    streams: dict[bytes, int] = {}
    standing: dict[bytes, int] = {}
    entries: dict[int, bytes] = {}
    wraps: list[tuple[int, bytes, bytes, int, bytes]] = []
    counters: dict[bytes, bytes] = {}


_decoder = msgspec.msgpack.Decoder(Copy)


class CopyFiles:
    """The two files of one name in the logbook's folder. One thread at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._paths = [folder / f"{name}.{turn}" for turn in (0, 1)]
        self._turn: int | None = None
        self._filled: dict[Path, int] = {}

    def read(self, building: bytes) -> Copy | None:
        """Give the newest whole copy of this building, None if there is none. Files that are damaged or cannot be read are passed over."""
        for _, content in sorted(self._found(), reverse=True):
            with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                copy = _decoder.decode(content)
                if copy.building == building:
                    return copy
        return None

    def write(self, copy: Copy) -> None:
        """Put a copy into the older of the two files. Not synced. Raises OSError."""
        content = msgspec.msgpack.encode(copy)
        if (
            self._turn is None
            # An earlier run left two files: the newer one stays until this copy is whole, and counts for less from then on.
        ):
            self._turn = max((turn for turn, _ in self._found()), default=0)
        self._turn += 1
        front = _front(self._turn, content)
        path = self._paths[self._turn % 2]
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        try:
            before = self._filled.get(path, os.fstat(descriptor).st_size)
            length = len(front) + len(content)
            self._filled[path] = max(before, length)  # set before the write, which may fail half-way
            parts = [front, content, bytes(max(before - length, 0))]
            if os.pwritev(descriptor, parts, 0) != sum(map(len, parts)):
                raise OSError(errno.ENOSPC, "the disk took only a part of it", str(path))
            self._filled[path] = length
        finally:
            os.close(descriptor)

    def _found(self) -> list[tuple[int, bytes]]:
        return [each for path in self._paths if (each := _content(path)) is not None]

    def forget(self) -> None:
        """Write zeros over whatever the files hold, and remove them. Raises OSError."""
        for path in self._paths:
            with suppress(FileNotFoundError):
                descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                try:
                    os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
                    os.fdatasync(descriptor)
                finally:
                    os.close(descriptor)
                path.unlink()

    def sync(self) -> None:
        """Sync the files, so that what was written outlives a power cut. Raises OSError."""
        for path in self._paths:
            with suppress(FileNotFoundError):
                descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
                try:
                    os.fdatasync(descriptor)
                finally:
                    os.close(descriptor)


def what_is_open(db: sqlite3.Connection, building: bytes, own: Collection[bytes]) -> Copy:
    """Read what is open now. `own`: fingerprints of the building's reading keys. Runs in one transaction, in the thread of the file."""
    copy = open_entries(db, building)
    wraps = [wrap for stream in copy.streams for wrap in db.execute("SELECT * FROM wrap WHERE stream = ?", (stream,))]
    return msgspec.structs.replace(copy, wraps=_own(wraps, own))


def open_entries(db: sqlite3.Connection, building: bytes) -> Copy:
    """Read the same without wraps."""
    streams = dict(db.execute("SELECT stream, first FROM open_incident").fetchall())
    entries: dict[int, bytes] = {}
    sql = "SELECT number, entry FROM entry WHERE stream = ?"
    # a file of an older program has no such table
    if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'said_again'").fetchone():
        sql += f" AND {NOT_SAID_AGAIN}"
    for stream in streams:
        entries.update(_whole(db.execute(sql, (stream,))))
    return Copy(building, *_head(db), streams=streams, entries=entries)


def entries_of(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, bytes]:
    """Give these entries as they are stored, as far as they are there."""
    sql = "SELECT number, entry FROM entry WHERE number = ?"
    return dict(row for number in numbers for row in db.execute(sql, (number,)))


def what_stands(db: sqlite3.Connection, building: bytes, own: Collection[bytes]) -> Copy:
    """Read what stands now, in the same way. Its key entries are among the entries, since a wrap opens only with its key entry."""
    copy = standing_entries(db, building)
    entries = dict(copy.entries)
    keys = {(header.stream, header.key_no) for entry in entries.values() if (header := header_of(entry)) is not None}
    wraps: list[tuple[int, bytes, bytes, int, bytes]] = []
    for key in sorted(keys):
        wraps += _own(db.execute("SELECT * FROM wrap WHERE stream = ? AND key_no = ?", key).fetchall(), own)
    for number in {wrap[0] for wrap in wraps}:
        entries.update(_whole(db.execute("SELECT number, entry FROM entry WHERE number = ?", (number,))))
    counters = dict(db.execute("SELECT tag, hidden FROM counter").fetchall())
    return msgspec.structs.replace(copy, entries=entries, wraps=wraps, counters=counters)


def standing_entries(db: sqlite3.Connection, building: bytes) -> Copy:
    """Read the same without wraps, key entries and counts."""
    standing = dict(db.execute("SELECT tag, number FROM standing").fetchall())
    entries = dict(_whole(db.execute("SELECT number, entry FROM entry JOIN standing USING (number)")))
    return Copy(building, *_head(db), standing=standing, entries=entries)


def _own(
    wraps: list[tuple[int, bytes, bytes, int, bytes]], own: Collection[bytes]
) -> list[tuple[int, bytes, bytes, int, bytes]]:
    """Give the building's own wraps: the office keeps its own, and damaged ones open nothing."""
    return [wrap for wrap in wraps if is_wrap(wrap) and wrap[1] in own]


def is_wrap(row: tuple[object, ...]) -> bool:
    """Return whether the columns of this row hold what they should; a damaged row may hold anything."""
    return [type(column) for column in row] == [int, bytes, bytes, int, bytes]


def _whole(rows: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Give the rows that have an entry; a damaged row has none."""
    return ((number, entry) for number, entry in rows if isinstance(entry, bytes))


def _head(db: sqlite3.Connection) -> tuple[bytes, int, bytes]:
    row = db.execute("SELECT number, entry FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    if row is None or (header := header_of(row[1])) is None:
        return bytes(layout.ID_LEN), row[0] if row else 0, layout.GENESIS_DIGEST
    return header.epoch, row[0], layout.entry_digest(row[1])


def header_of(entry: bytes) -> layout.Header | None:
    """Give an entry's header. None if it is damaged: its fault is named when it is opened, and it hides no other."""
    try:
        return layout.whole_header(entry)
    except layout.FormatError:
        return None


def _front(turn: int, content: bytes) -> bytes:
    digest = hashlib.sha256(struct.pack(">QQ", turn, len(content)) + content).digest()
    return _FRONT.pack(_MAGIC, turn, len(content), digest)


def _content(path: Path) -> tuple[int, bytes] | None:
    """Give turn and content; None for a file that is not there, cannot be read, or does not fit its digest."""
    try:
        with path.open("rb") as file:
            front = file.read(_FRONT.size)
            if len(front) < _FRONT.size:
                return None
            magic, turn, length, _ = _FRONT.unpack(front)
            content = file.read(length) if magic == _MAGIC and length <= CONTENT_LEN_MAX else b""
    except OSError:
        return None
    return (turn, content) if front == _front(turn, content) else None
