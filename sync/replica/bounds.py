"""How much the copy may take on the box's own card while its target is away. Then it stands still: the record is in the logbook."""

from pathlib import Path

LOG_LEN_MAX = 32 * 1024 * 1024  # of log that nobody has copied: a first copy in steps of 5,000 entries makes 10 MB
BESIDE_LEN_MAX = 256 * 1024 * 1024  # of Litestream's own files, above the database's length: weeks of calls


def over_bounds(database: Path, copied_len: int) -> str | None:
    """What is too long, as a sentence; None where nothing is. `copied_len`: the log's length when all of it was copied last, since a log
    that was moved into the file is written from its beginning again, and keeps its length. (Litestream cuts one of 500 MB.)
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
    """Bytes of write-ahead log; 0 where there is none."""
    return length_of(database.with_name(database.name + "-wal"))


def length_of(path: Path) -> int:
    """Bytes of a file; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
