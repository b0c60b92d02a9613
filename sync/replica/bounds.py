"""Bounds how much the copy may take on the box's own card while its target is away. Beyond that the copy stands still: the record is in the
logbook.
"""

from pathlib import Path

LOG_LEN_MAX = 32 * 1024 * 1024  # bytes of log not copied yet: a first copy in steps of 5,000 entries makes 10 MB
BESIDE_LEN_MAX = 256 * 1024 * 1024  # bytes of Litestream's own files, beyond the length of the database: weeks of calls


def over_bounds(database: Path, copied_len: int) -> str | None:
    """Say what is too long, in a sentence; None where nothing is. `copied_len`: the log's length when all of it was copied last. A log that
    was moved into the file is written from its beginning again, and keeps its length, so the copied part does not count. (Litestream cuts a
    log of 500 MB.)
    """
    log = length_of_log(database) - copied_len
    if log > LOG_LEN_MAX:
        return f"{log // 1024**2} MB wait to be copied. The copy goes on by itself once its target is back."
    beside = database.with_name(f".{database.name}-litestream")
    length = sum(map(length_of, beside.rglob("*.ltx"))) if beside.is_dir() else 0
    if length > length_of(database) + BESIDE_LEN_MAX:
        return f"{length // 1024**2} MB lie ready for the copy. It goes on by itself once its target is back."
    return None


def length_of_log(database: Path) -> int:
    """Give the length of the write-ahead log in bytes; 0 where there is none."""
    return length_of(database.with_name(database.name + "-wal"))


def length_of(path: Path) -> int:
    """Give the length of a file in bytes; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
