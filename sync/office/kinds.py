"""Knows what each column of the office's store may hold. Knows how the tables are made, and nothing of what a row means.

SQLite checks this when a row is written, and not when it is read: in a damaged row any column may hold anything.
"""

import functools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from importlib import resources

from appliance.envelope.format import DIGEST_LEN, ID_LEN

TIME_MS_MAX = 253_402_300_799_999  # the last millisecond of the year 9999: no date goes beyond it
SCHEMA = resources.files("sync.office").joinpath("schema.sql")

_OF = {"INTEGER": int, "TEXT": str, "BLOB": bytes}
_LENGTHS = {"building": ID_LEN, "stream": ID_LEN, "epoch": ID_LEN, "digest": DIGEST_LEN, "recipient": DIGEST_LEN}
"""The lengths of columns, by which tables are told apart. A doubt about no building has an empty one."""

type Kinds = Mapping[str, frozenset[type]]


def fit(names: Sequence[str], row: Sequence[object]) -> bool:
    """Whether each column holds what a column of its name may hold in any table. A column with another name may hold anything."""
    kinds = _by_name()
    return all(name not in kinds or _fits(name, kinds[name], value) for name, value in zip(names, row, strict=True))


def tables_of(row: Sequence[object]) -> Iterator[str]:
    """Give the tables that this may be a row of: each column has the right kind and length."""
    for table, kinds in tables().items():
        if len(kinds) == len(row) and all(
            _fits(name, kinds[name], value) and _is_as_long(name, value) for name, value in zip(kinds, row, strict=True)
        ):
            yield table


@functools.cache
def tables() -> Mapping[str, Kinds]:
    """Give the columns of each table, in the order of a row."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA.read_text())
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {each: _kinds(db, each) for each in names}


@functools.cache
def made(table: str) -> str:
    """Give the statement that makes a table, as it is now."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA.read_text())
        return str(db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0])


def _kinds(db: sqlite3.Connection, table: str) -> Kinds:
    columns = db.execute(f"PRAGMA table_info({table})")
    return {
        name: frozenset({_OF[kind]} if is_set or key else {_OF[kind], type(None)})
        for _, name, kind, is_set, _, key in columns
    }


@functools.cache
def _by_name() -> Kinds:
    found: dict[str, frozenset[type]] = {}
    for kinds in tables().values():
        for name, allowed in kinds.items():
            found[name] = found.get(name, frozenset()) | allowed
    return found


def _fits(name: str, allowed: frozenset[type], value: object) -> bool:
    if type(value) is int:  # every number of ours is a count or a time
        return int in allowed and value >= 0 and (value <= TIME_MS_MAX or not name.endswith("_ms"))
    return type(value) in allowed


def _is_as_long(name: str, value: object) -> bool:
    return name not in _LENGTHS or (isinstance(value, bytes) and len(value) in {0, _LENGTHS[name]})
