"""Runs statements of one transaction on SQLite. Knows no file and no thread."""

import sqlite3
from collections.abc import Callable, Iterable

from sync.district.sqlite_tables import kinds_of
from sync.district.store import Row, StoreUnreadable

DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is at fault, and not the disk under it or the moment."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE


class SqliteSql:
    """A transaction on the one connection."""

    for_update = ""  # the only connection is the lock
    has_checksums = False

    def __init__(self, connection: sqlite3.Connection, rotted: Callable[[], None]) -> None:
        """Use this connection. `rotted` is called where a page cannot be read, whether or not the caller handles it."""
        self._connection = connection
        self._rotted = rotted
        self._readable = _Readable(rotted)

    def all(self, statement: str, *values: object) -> list[Row]:
        with self._readable:
            cursor = self._connection.execute(statement, values)
            rows = cursor.fetchall()
        self._refuse_unlike(cursor, rows)
        return rows

    def one(self, statement: str, *values: object) -> Row | None:
        with self._readable:
            cursor = self._connection.execute(statement, values)
            row: Row | None = cursor.fetchone()
        if row is not None:
            self._refuse_unlike(cursor, [row])
        return row

    def run(self, statement: str, *values: object) -> None:
        with self._readable:
            self._connection.execute(statement, values)

    def changed(self, statement: str, *values: object) -> int:
        with self._readable:
            return self._connection.execute(statement, values).rowcount

    def add(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        with self._readable:
            self._connection.executemany(f"INSERT INTO {table} {_places(columns)}", rows)

    def add_missing(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        with self._readable:
            self._connection.executemany(f"INSERT OR IGNORE INTO {table} {_places(columns)}", rows)

    def _refuse_unlike(self, cursor: sqlite3.Cursor, rows: list[Row]) -> None:
        """Refuse rows that can be read although they are damaged: with values of another kind than their table has, nothing in them is what
        came.
        """
        kinds = kinds_of(tuple([name for name, *_ in cursor.description or ()]))
        for row in rows:
            if not all(type(value) in kind for value, kind in zip(row, kinds, strict=True)):
                self._rotted()
                raise StoreUnreadable("a row holds something else than its table does")


class _Readable:
    """Surrounds a statement. Raises StoreUnreadable where it met a damaged page."""

    def __init__(self, rotted: Callable[[], None]) -> None:
        self._rotted = rotted

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error) and is_damage(error):
            self._rotted()
            raise StoreUnreadable(str(error)) from error


def _places(columns: tuple[str, ...]) -> str:
    return f"({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
