"""When a SQLite store that rotted is made anew: at once, or as the server starts again. Changes nothing.

Nobody is served while it is made anew. So a large one goes on beside what cannot be read, but where that ends everybody's work.
"""

import sqlite3
from pathlib import Path

from sync.district.sqlite_sql import is_damage

# Seen with both processors busy: 17 MB/s where every row is one entry or one receipt, 29 where it is a wrap, 100 of long rows.
BYTES_PER_S = 20_000_000
AT_ONCE_BYTES = 3 * BYTES_PER_S  # about three seconds, which a box waits for and asks again


def is_short(path: Path) -> bool:
    """Whether it is made anew so soon that everybody may wait for it. Raises OSError."""
    return path.stat().st_size <= AT_ONCE_BYTES


def is_in_everybodys_way(connection: sqlite3.Connection) -> bool:
    """Whether it reaches what each deposit needs: the end of a table, where every new row goes, or the beginning of an index."""
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
    """About how long it takes to make it anew. Raises OSError."""
    length_s = path.stat().st_size / BYTES_PER_S
    return f"about {length_s / 60:.0f} minutes" if length_s > 90 else f"about {length_s:.0f} seconds"
