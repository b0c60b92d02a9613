"""Runs statements on PostgreSQL around a damaged page, and says what people are told of it. Knows no entry and no request.

A damaged page of a table hides only its own rows, and readers go around it. A damaged page of an index hides rows that are whole, and
nobody may think that they are lost: whatever needs that index fails until it is made anew.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import psycopg
from psycopg import errors

from sync.district.postgres_sql import ROTTEN, PostgresSql, dialect
from sync.district.store import Row, RowUnreadable

_FILE = re.compile(
    r"(?:base/\d+|pg_tblspc/(?P<space>\d+)/\w+/\d+)/(?P<file>\d+)"
)  # the path is the same in any language of the message


class Rotten(NamedTuple):
    """What has a damaged page. `name` is empty where PostgreSQL does not say which it is. `is_long`: it is the table that holds another
    table's long values.
    """

    name: str
    is_index: bool
    is_long: bool = False


class CarefulSql(PostgresSql):
    """Undoes each statement alone where a row cannot be read. It finds rows by indexes, because reading through a table meets every page of
    it.
    """

    def begin(self) -> None:
        self._connection.execute("BEGIN")
        self._connection.execute("SET LOCAL enable_seqscan = off")
        self._connection.execute(
            "SET LOCAL jit = off"
        )  # a statement without an index would seem worth compiling: half a second each

    def add(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        with self._alone():
            super().add(table, columns, rows)

    def add_missing(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        with self._alone():
            super().add_missing(table, columns, rows)

    def _execute(self, statement: str, values: tuple[object, ...]) -> psycopg.Cursor[Row]:
        with self._alone():  # plan it anew, since a stored plan may read through the whole table
            return self._connection.execute(dialect(statement), values, prepare=False)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Run one statement in a savepoint. Raises RowUnreadable, or PostgreSQL's own error where an index is at fault."""
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
    """Say what is damaged, for people, and what to do. Raises psycopg.Error."""
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
    """Find out what is damaged. Raises psycopg.Error."""
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
    """Give the table whose long values lie in the table of this name. Raises psycopg.Error."""
    row = connection.execute(
        "SELECT relname FROM pg_class WHERE reltoastrelid = (SELECT oid FROM pg_class WHERE relname = %s AND relkind = 't')",
        (name,),
    ).fetchone()
    return name if row is None else str(row[0])
