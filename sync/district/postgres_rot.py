"""Statements on PostgreSQL beside a page that rotted, and what people are told of it. Knows no entry and no request.

A page of a table hides its own rows alone, and readers go around it. A page of an index hides rows that are whole, which nobody may
take for lost: whatever needs it fails until the index is made anew.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import psycopg
from psycopg import errors

from sync.district.postgres_sql import ROTTEN, PostgresSql, dialect
from sync.district.store import Row, RowUnreadable

_FILE = re.compile(r"(?:base/\d+|pg_tblspc/(?P<space>\d+)/\w+/\d+)/(?P<file>\d+)")  # in whatever language it is said


class Rotten(NamedTuple):
    """What has a page that rotted. `name` is empty where PostgreSQL does not say which it is. `is_long`: it is where what is long of a
    table lies.
    """

    name: str
    is_index: bool
    is_long: bool = False


class CarefulSql(PostgresSql):
    """Each statement undone alone where a row cannot be read. Rows are found by indexes: whoever goes through a table comes upon every
    page of it.
    """

    def begin(self) -> None:
        self._connection.execute("BEGIN")
        self._connection.execute("SET LOCAL enable_seqscan = off")
        self._connection.execute(
            "SET LOCAL jit = off"
        )  # what has no index would seem worth compiling: half a second each

    def add(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        with self._alone():
            super().add(table, columns, rows)

    def add_missing(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        with self._alone():
            super().add_missing(table, columns, rows)

    def _execute(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Row]:
        with self._alone():  # planned for itself, since a plan that was kept may go through the table
            return self._connection.execute(dialect(statement), values, prepare=False)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Raises RowUnreadable; what PostgreSQL says where an index is at fault."""
        self._connection.execute("SAVEPOINT statement")
        try:
            yield
        except ROTTEN as wrong:
            self._connection.execute("ROLLBACK TO statement")
            if _rotten(self._connection, wrong).is_index:
                raise
            self._connection.execute("RELEASE statement")
            raise RowUnreadable(str(wrong)) from wrong
        self._connection.execute("RELEASE statement")


def what_rotted(connection: psycopg.Connection[Row], wrong: psycopg.Error) -> str:
    """For people, with what to do. Raises psycopg.Error."""
    rotten = _rotten(connection, wrong)
    if rotten.is_index:
        return (
            f"an index of the database rotted ({wrong.diag.message_primary}). What is looked up by it is refused as busy until an"
            f" administrator of the database says: REINDEX INDEX {rotten.name or '…'}"
        )
    name = _table_of(connection, rotten.name) if rotten.is_long else rotten.name or "…"
    given_up = "" if rotten.is_long else f", or given that page up: SET zero_damaged_pages = on; VACUUM FULL {name}"
    return (
        f"a page of table {name} cannot be read ({wrong.diag.message_primary}). What lies elsewhere is served, and boxes are asked for what"
        f" lay there. It is taken once an administrator of the database has put a whole copy in its place{given_up}"
    )


def _rotten(connection: psycopg.Connection[Row], wrong: psycopg.Error) -> Rotten:
    """Raises psycopg.Error."""
    is_index = isinstance(wrong, errors.IndexCorrupted)
    named = _FILE.search(wrong.diag.message_primary or "")
    if named is None:
        return Rotten("", is_index)
    found = connection.execute(
        "SELECT relname, relkind = 'i', relkind = 't' FROM pg_class WHERE oid = pg_filenode_relation(%s::oid, %s::oid)",
        (named["space"] or "0", named["file"]),
        prepare=False,
    ).fetchone()
    return Rotten("", is_index) if found is None else Rotten(*found)


def _table_of(connection: psycopg.Connection[Row], name: str) -> str:
    """Whose long values lie in the table of this name. Raises psycopg.Error."""
    row = connection.execute(
        "SELECT relname FROM pg_class WHERE reltoastrelid = (SELECT oid FROM pg_class WHERE relname = %s AND relkind = 't')",
        (name,),
    ).fetchone()
    return name if row is None else str(row[0])
