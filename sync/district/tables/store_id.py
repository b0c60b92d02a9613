"""The id of a store, made once: so that whoever asks several servers can tell whether they keep one store or several. Opens nothing."""

from sync.district.store import Sql

STORE_ID_LEN = 16
_NAME = "store"  # a setting


def store_id(sql: Sql, fresh: bytes) -> bytes:
    """Its id; `fresh` from now on, where it had none."""
    row = sql.one("SELECT value FROM setting WHERE name = ?", _NAME)
    if row is None:
        sql.add_missing("setting", ("name", "value"), [(_NAME, fresh)])
        row = sql.one("SELECT value FROM setting WHERE name = ?", _NAME)
    assert row is not None  # somebody has just made one
    return bytes(row[0])
