"""Knows the tables of a SQLite store as the numbered steps make them, and finds those of a store whose own list of tables is damaged. Knows
none of their rows, and changes nothing.
"""

import contextlib
import functools
import os
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sync.district.migrations import MADE_FIRST, migrations

PAGE_BYTES = 4096
HEADER_BYTES = 100
HEADER_AT = {  # the same in every store of ours: https://www.sqlite.org/fileformat2.html#the_database_header
    0: b"SQLite format 3\0",
    16: PAGE_BYTES.to_bytes(2),
    18: b"\2\2\0\x40\x20\x20",  # writes and reads with a write-ahead log, no reserved bytes, fractions of payload
    44: (4).to_bytes(4),  # the format of the list of tables
    48: bytes(8),  # no cache size; pages do not move
    56: (1).to_bytes(4),  # text is UTF-8
    60: bytes(32),  # no number of an application; reserved bytes
}
_NO_LOG = b"\1\1"  # a copy made by other tools, until it is opened
ROOT_MAX = 2**32  # no store has more pages
KINDS = {
    "table": b"\x05\x0d",
    "index": b"\x02\x0a",
}  # the first bytes of their pages: with and without pages below them
LISTED = "SELECT rowid, type, name, tbl_name, rootpage, sql FROM sqlite_schema"
OF_LITESTREAM = "_litestream_"  # Litestream's own tables in a store that it copies; they hold nothing of ours

_HELD = {
    "INTEGER": int,
    "TEXT": str,
    "BLOB": bytes,
}  # the Python type for each column type: no column of ours is ever empty
_NUMBER = frozenset[type]([int])
_ANYTHING = frozenset[type]([int, str, bytes, float, type(None)])
_LEFT_OUT = re.compile(
    r"--[^\n]*|\s+"
)  # comments in the steps were put in better words since, so they are not compared


class Listed(NamedTuple):
    """A row of a store's list of tables. A damaged row can hold anything."""

    rowid: int
    type: str
    name: str
    of: str
    root: int
    sql: str | None

    def is_same(self, other: "Listed") -> bool:
        """Whether both make the same table, wherever it lies."""
        return self[1:4] == other[1:4] and _said(self.sql) == _said(other.sql)

    @property
    def is_ours(self) -> bool:
        """Whether it is not Litestream's; its tables come and go with a copy."""
        return not str(self.name).startswith(OF_LITESTREAM)


def made_by(migration: int) -> tuple[Listed, ...]:
    """Give the list of a fresh store after so many steps."""
    return _fresh(migration).listed


@functools.cache
def kinds_of(columns: tuple[str, ...]) -> tuple[frozenset[type], ...]:
    """Give the types that each column of an answer may hold, by its name, in whatever table it is. A computed column may hold anything."""
    held = _fresh(newest_migration()).held
    return tuple(_NUMBER if each.startswith("length(") else held.get(each, _ANYTHING) for each in columns)


def newest_migration() -> int:
    """Give the last step of this release."""
    return migrations("sqlite")[-1].number


def are_whole(path: Path) -> bool:
    """Whether a store's list of tables is what the steps that it went through make. False also where that cannot be read. A store that is
    in use, or of a later release, counts as whole here, and whoever opens it decides. Raises OSError.
    """
    if not path.exists() or path.stat().st_size <= PAGE_BYTES:
        return True  # nothing was made yet, or all of it is still in the log
    db = sqlite3.connect(path, timeout=0)
    try:
        db.text_factory = text
        listed = [Listed(*row) for row in db.execute(f"{LISTED} ORDER BY rowid")]
        numbers = [number for (number,) in db.execute("SELECT number FROM migration ORDER BY number")]
    except sqlite3.OperationalError as wrong:
        return wrong.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR  # there is no such table
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # even the text of the error may be damaged
        return False
    finally:
        db.close()
    if numbers != list(range(1, len(numbers) + 1)):
        return False
    if len(numbers) > newest_migration():
        return not is_same(listed, made_by(newest_migration()))
    return is_same(listed, made_by(len(numbers))) and _header_is_whole(path) and _roots_are_whole(path, listed)


def is_same(listed: Iterable[Listed], made: Iterable[Listed]) -> bool:
    """Whether both lists make the same tables, in any order: a store that another tool packed lists its tables first."""
    ours = (row for row in listed if row.is_ours)
    ones, others = (sorted(each, key=lambda row: str(row.name)) for each in (ours, made))
    return len(ones) == len(others) and all(one.is_same(other) for one, other in zip(ones, others, strict=True))


def header_put_right(header: bytes) -> bytes:
    """Give the first bytes of a store, with all that is the same in every store as it should be."""
    right = bytearray(header)
    for at, data in HEADER_AT.items():
        right[at : at + len(data)] = data
    return bytes(right)


def is_ours(path: Path) -> bool:
    """Whether it can be a store at all: by its first bytes, or by its second page, where each store has a table. Raises OSError."""
    with path.open("rb") as file:
        magic = HEADER_AT[0]
        same = sum(one == other for one, other in zip(file.read(len(magic)), magic, strict=False))
        return same > len(magic) // 2 or kind_at(file, 2) in {bytes([kind]) for kind in KINDS["table"]}


def put_right(listed: list[Listed], numbers: set[int], file: BinaryIO) -> list[Listed]:
    """Give the list that the store should have, as far as it is known where each thing lies. `numbers`: those that the store says it went
    through.
    """
    found, used = list[Listed](), set[int]()
    for known in made_by(_migrations_done(listed, numbers)):
        if known.type not in KINDS:
            found.append(known)
            continue
        fits = [root for root in _roots(known, listed) if root not in used and kind_at(file, root) in _kinds(known)]
        if fits:
            used.add(fits[0])
            found.append(known._replace(root=fits[0]))
    tables = {each.name for each in found if each.type == "table"}
    return [each for each in found if each.of in tables]


def kind_at(file: BinaryIO, page: int) -> bytes:
    """Give the first byte of a page, which says what kind of page it is; empty where there is no such page."""
    return os.pread(file.fileno(), 1, (page - 1) * PAGE_BYTES) if 1 < page < ROOT_MAX else b""


def text(data: bytes) -> str:
    """Read text, even from a damaged column."""
    return data.decode("utf-8", "replace")


class _Fresh(NamedTuple):
    listed: tuple[Listed, ...]
    held: dict[str, frozenset[type]]


@functools.cache
def _fresh(migration: int) -> _Fresh:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.execute(MADE_FIRST)
        for each in migrations("sqlite"):
            if each.number <= migration:
                db.executescript(each.sql)
        listed = tuple(Listed(*row) for row in db.execute(f"{LISTED} ORDER BY rowid"))
        held = dict[str, frozenset[type]]()
        for table in (each.name for each in listed if each.type == "table"):
            for _, column, kind, *_ in db.execute(f"PRAGMA table_info({table})"):
                held[column] = held.get(column, frozenset()) | {_HELD[kind]}
        return _Fresh(listed, held)


def _migrations_done(listed: list[Listed], numbers: set[int]) -> int:
    """Give how many migrations a store went through: what it says itself, if that is possible; else the step whose list fits best."""
    newest = newest_migration()
    if numbers and numbers == set(range(1, len(numbers) + 1)) and len(numbers) <= newest:
        return len(numbers)
    return max(
        range(newest + 1),
        key=lambda migration: (sum(_stands_in(known, listed) for known in made_by(migration)), migration),
    )


def _stands_in(known: Listed, listed: list[Listed]) -> bool:
    return any(known.is_same(each) for each in listed)


def _roots(known: Listed, listed: list[Listed]) -> list[int]:
    """Give where something may lie, the likeliest place first: where the store says, by its name or else by its row; or where it is in a
    fresh store.
    """
    named = [each for each in listed if each.name == known.name]
    at_row = [each for each in listed if each.rowid == known.rowid]
    return [each for each in (*(row.root for row in (*named, *at_row)), known.root) if isinstance(each, int)]


def _kinds(known: Listed) -> list[bytes]:
    return [bytes([kind]) for kind in KINDS[known.type]]


def _header_is_whole(path: Path) -> bool:
    """Whether the header is whole. It must also give the number of pages, or leave it to the file's length: with a wrong number the store
    would overwrite its own pages.
    """
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    pages = path.stat().st_size // PAGE_BYTES
    is_counted = header[24:28] == header[92:96]
    if header[18:20] == _NO_LOG:
        header = header[:18] + HEADER_AT[18][:2] + header[20:]
    return header == header_put_right(header) and not (is_counted and int.from_bytes(header[28:32]) != pages)


def _roots_are_whole(path: Path, listed: list[Listed]) -> bool:
    """Whether each table and index begins at a page of its kind that no other has, and nothing else has a page."""
    roots = [each for each in listed if each.type in KINDS]
    if len({each.root for each in roots}) < len(roots) or any(each.root for each in listed if each.type not in KINDS):
        return False
    with path.open("rb") as file:
        return all(kind_at(file, each.root) in _kinds(each) for each in roots)


def _said(sql: object) -> object:
    return _LEFT_OUT.sub("", sql) if isinstance(sql, str) else sql
