"""Says when a damaged SQLite store is made anew: at once, or when the server starts again. Changes nothing.

While it is made anew nobody is served. So a large store goes on around what cannot be read, unless the damage stops everybody's work.
"""

import sqlite3
from pathlib import Path

from sync.district.sqlite_sql import is_damage

# Measured with both processors busy: 17 MB/s where every row is one entry or one receipt, 29 where it is a wrap, 100 for long rows.
BYTES_PER_S = 20_000_000
AT_ONCE_BYTES = 3 * BYTES_PER_S  # about three seconds: a box waits for that, and asks again


def is_short(path: Path) -> bool:
    """Whether making it anew is so quick that everybody may wait for it. Raises OSError."""
    return path.stat().st_size <= AT_ONCE_BYTES


def is_in_everybodys_way(connection: sqlite3.Connection) -> bool:
    """Whether the damage is where each deposit needs it: at the end of a table, where every new row goes, or at the
    beginning of an index.
    """
    try:
        made = connection.execute("SELECT type, name, tbl_name FROM sqlite_schema WHERE type IN ('table', 'index')")
        for kind, name, table in made.fetchall():
            connection.execute(
                f"SELECT max(rowid) FROM {table} NOT INDEXED"  # noqa: S608 — tables of ours
                if kind == "table"
                else f"SELECT 1 FROM {table} INDEXED BY {name} LIMIT 1"  # noqa: S608
            ).fetchone()
    except sqlite3.DatabaseError as wrong:
        return is_damage(wrong)
    return False


def lasts(path: Path) -> str:
    """Say about how long it takes to make it anew. Raises OSError."""
    length_s = path.stat().st_size / BYTES_PER_S
    return f"about {length_s / 60:.0f} minutes" if length_s > 90 else f"about {length_s:.0f} seconds"
