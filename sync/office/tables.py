"""Makes the tables of the office's store, and brings those of an older program up to date. Knows nothing of what a row means."""

import hashlib
import sqlite3

from sync.office import kinds

# Finds entries that wait for their data key, by the key's number: two bytes in the entry's header.
_BY_KEY = "CREATE INDEX IF NOT EXISTS entry_unread_by_key ON entry (building, stream, substr(entry, 79, 2), number) WHERE opened = 0"


def prepare(db: sqlite3.Connection) -> None:
    """Make the tables of a new file, and add what an older file lacks. Raises sqlite3.Error."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")  # so that a deleted data key leaves no bytes behind
    if db.execute("PRAGMA user_version").fetchone()[0] == 0:
        db.executescript("BEGIN IMMEDIATE;" + kinds.SCHEMA.read_text() + "COMMIT;")
    if db.execute("PRAGMA user_version").fetchone()[0] == 1:
        db.executescript(f"BEGIN IMMEDIATE; {_BY_KEY}; PRAGMA user_version = 2; COMMIT;")
    if db.execute("PRAGMA user_version").fetchone()[0] == 2:
        _keep_wraps_apart(db)


def _keep_wraps_apart(db: sqlite3.Connection) -> None:
    """Convert the older table of wraps, which kept only the first wrap for each reader. Another command may have done it meanwhile."""
    db.create_function("sha256", 1, lambda wrap: hashlib.sha256(wrap).digest(), deterministic=True)
    columns = "building, stream, key_no, number, recipient, wrap, tried"
    db.execute("BEGIN IMMEDIATE")
    try:
        if "digest" not in {row[1] for row in db.execute("PRAGMA table_info(wrap)")}:
            db.execute("ALTER TABLE wrap RENAME TO wrap_of_before")
            db.execute(kinds.made("wrap"))
            db.execute(f"INSERT INTO wrap ({columns}, digest) SELECT {columns}, sha256(wrap) FROM wrap_of_before")  # noqa: S608
            db.execute("DROP TABLE wrap_of_before")
        db.execute("PRAGMA user_version = 3")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
