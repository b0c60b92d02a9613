"""Keeps the id of a store, made once: by it, a client of several servers can tell whether they keep one store or several. Opens nothing."""

from sync.district.store import Sql

STORE_ID_LEN = 16
_NAME = "store"  # the name of a setting


def store_id(sql: Sql, fresh: bytes) -> bytes:
    """Give the store's id; from now on `fresh`, if it had none."""
    row = sql.one("SELECT value FROM setting WHERE name = ?", _NAME)
    if row is None:
        sql.add_missing("setting", ("name", "value"), [(_NAME, fresh)])
        row = sql.one("SELECT value FROM setting WHERE name = ?", _NAME)
    assert row is not None  # the row was just made, here or by another server
    return bytes(row[0])
