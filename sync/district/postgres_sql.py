"""Runs statements of one transaction on PostgreSQL. Knows no address and no thread."""

import contextlib
import functools
from collections.abc import Iterable

import psycopg
from psycopg import errors

from sync.district.store import Row

COPIED_FROM = 32  # rows: fewer arrive sooner as single rows, because these are not waited for

# Errors that PostgreSQL raises for a damaged page or row: a checksum that does not match, an index that leads nowhere, a disk that does not
# give the page. Without checksums, a damaged row can lead to any internal error.
ROTTEN = (errors.DataCorrupted, errors.IndexCorrupted, errors.IoError, errors.InternalError_)


class PostgresSql:
    """A transaction on one connection. Statements that only write are not waited for: in psycopg's pipeline mode they go with the next
    question. So a deposit goes to the database and back eight times instead of nineteen, and holds its locks for that much less time.
    """

    for_update = " FOR UPDATE"
    has_checksums = True  # INSTALL.md asks for them

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection
        self._pipeline = contextlib.ExitStack()

    def begin(self) -> None:
        self._pipeline.enter_context(self._connection.pipeline())
        self._connection.execute("BEGIN")

    def commit(self) -> None:
        """Commit; all is on disk when this returns. Raises whatever was wrong with any earlier statement."""
        done = self._connection.execute("COMMIT")
        self._pipeline.close()
        if (
            done.statusmessage != "COMMIT"
        ):  # where a statement failed and the act went on, it says ROLLBACK and raises no error
            raise psycopg.OperationalError(f"the transaction was not kept: {done.statusmessage}")

    def give_up(self) -> None:
        """Undo everything. The connection can be used again, or is closed."""
        with contextlib.suppress(psycopg.Error):
            self._pipeline.close()
        try:
            self._connection.rollback()
        except psycopg.Error:
            self._connection.close()

    def all(self, statement: str, *values: object) -> list[Row]:
        return self._execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> Row | None:
        return self._execute(statement, values).fetchone()

    def run(self, statement: str, *values: object) -> None:
        self._execute(statement, values)

    def changed(self, statement: str, *values: object) -> int:
        self._pipeline.close()  # only now is the count known
        return self._execute(statement, values).rowcount

    def add(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Add rows; many of them by COPY in binary, which has half the bytes of text and needs no parser at the other end. COPY cannot go
        in a pipeline.
        """
        rows = list(rows)
        if len(rows) < COPIED_FROM:
            self._insert(table, columns, rows)
            return
        self._pipeline.close()
        copy_in = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
        with self._connection.cursor() as cursor, cursor.copy(copy_in.encode()) as copy:
            copy.set_types([_TYPES[type(value)] for value in rows[0]])
            for row in rows:
                copy.write_row(row)

    def add_missing(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        self._insert(table, columns, list(rows), " ON CONFLICT DO NOTHING")

    def _execute(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Row]:
        return self._connection.execute(dialect(statement), values)

    def _insert(self, table: str, columns: tuple[str, ...], rows: list[Row], otherwise: str = "") -> None:
        places = ", ".join(["%b"] * len(columns))
        insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}){otherwise}"  # noqa: S608
        if rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(insert.encode(), rows)


@functools.cache
def dialect(statement: str) -> bytes:
    """Give the statement in PostgreSQL's form."""
    return statement.replace("?", "%s").encode()


_TYPES: dict[type, str] = {bytes: "bytea", int: "int8", str: "text"}
