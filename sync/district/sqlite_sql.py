"""Statements of one transaction on SQLite. Knows no file and no thread."""

import sqlite3
from collections.abc import Callable, Iterable

from sync.district import salvage
from sync.district.store import Row, StoreUnreadable


class SqliteSql:
    """A transaction on the one connection."""

    for_update = ""  # the one connection is the lock
    has_checksums = False

    def __init__(self, connection: sqlite3.Connection, rotted: Callable[[], None]) -> None:
        """`rotted` is called where a page cannot be read, whatever is made of it."""
        self._connection = connection
        self._readable = _Readable(rotted)

    def all(self, statement: str, *values: object) -> list[Row]:
        with self._readable:
            return self._connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> Row | None:
        with self._readable:
            row: Row | None = self._connection.execute(statement, values).fetchone()
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


class _Readable:
    """Around a statement. Raises StoreUnreadable where it came upon a page that rotted."""

    def __init__(self, rotted: Callable[[], None]) -> None:
        self._rotted = rotted

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error) and salvage.is_damage(error):
            self._rotted()
            raise StoreUnreadable(str(error)) from error


def _places(columns: tuple[str, ...]) -> str:
    return f"({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
