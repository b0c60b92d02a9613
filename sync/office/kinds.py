"""What each column of the office's store may hold. Knows how its tables are made, and nothing of what a row means.

SQLite looks at that when a row is written, and not when it is read: a row whose bytes rotted has anything in any column.
"""

import functools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from importlib import resources

from appliance.envelope.format import DIGEST_LEN, ID_LEN

TIME_MS_MAX = 253_402_300_799_999  # the last millisecond of the year 9999: no date goes further
SCHEMA = resources.files("sync.office").joinpath("schema.sql")

_OF = {"INTEGER": int, "TEXT": str, "BLOB": bytes}
_LENGTHS = {"building": ID_LEN, "stream": ID_LEN, "epoch": ID_LEN, "digest": DIGEST_LEN, "recipient": DIGEST_LEN}
"""Of columns by which tables are told apart. A doubt that is about no building has none."""

type Kinds = Mapping[str, frozenset[type]]


def fit(names: Sequence[str], row: Sequence[object]) -> bool:
    """Whether each column holds what one of its name may in any table. What has no name of ours, may hold anything."""
    kinds = _by_name()
    return all(name not in kinds or _fits(name, kinds[name], value) for name, value in zip(names, row, strict=True))


def tables_of(row: Sequence[object]) -> Iterator[str]:
    """Those it may be a row of: each column is there, of its kind and length."""
    for table, kinds in tables().items():
        if len(kinds) == len(row) and all(
            _fits(name, kinds[name], value) and _is_as_long(name, value) for name, value in zip(kinds, row, strict=True)
        ):
            yield table


@functools.cache
def tables() -> Mapping[str, Kinds]:
    """Columns of each, in the order in which a row has them."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA.read_text())
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {each: _kinds(db, each) for each in names}


@functools.cache
def made(table: str) -> str:
    """The statement that makes it, as it is now."""
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
    if type(value) is int:  # every number of ours counts something, or is a time
        return int in allowed and value >= 0 and (value <= TIME_MS_MAX or not name.endswith("_ms"))
    return type(value) in allowed


def _is_as_long(name: str, value: object) -> bool:
    return name not in _LENGTHS or (isinstance(value, bytes) and len(value) in {0, _LENGTHS[name]})
