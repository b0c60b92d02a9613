"""Makes a SQLite store anew from what can be read of a damaged one. The old one stays beside it. Knows no entry and no request.

It reads rows in the order of their ids. Where a page cannot be read, it looks for the next id that can. What is missing then is found by
looking through everything (`tables/scrubbing.py`), and damage within a row by its digest (`tables/damage.py`).
"""

import contextlib
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sync.district import overlay
from sync.district.migrations import MADE_FIRST, migrations
from sync.district.sqlite_sql import SqliteSql, is_damage
from sync.district.sqlite_tables import LISTED, Listed, is_ours, put_right
from sync.district.store import Row, StoreUnusable
from sync.district.tables import heads
from sync.district.tables.rows import PLACE_MAX

ROOM = 1.25  # times the store's size, free on its disk
ROWS_AT_ONCE = 64  # rows have at most a mebibyte each
KEYS_AT_ONCE = 64  # numbers of key entries that are asked for together, where the index of their wraps cannot be read
STEPS_AT_ONCE = 10_000  # SQLite's own steps, or pages, between two looks at whether to go on: much less than a second
GAP_MAX = 2**16  # the largest gap between two ids: a larger one shows a damaged id, and the next look begins before it
ROWID_MIN, ROWID_MAX = -(2**63), 2**63 - 1
_MIGRATIONS = "SELECT number FROM migration NOT INDEXED WHERE number >= ? ORDER BY number LIMIT ?"

log = logging.getLogger("handbell.district")


def marker_of(path: Path) -> Path:
    """Give the file that says: make this store anew before it is used again."""
    return path.with_name(f"{path.name}.damaged")


def copied_of(path: Path) -> Path:
    """Give the file that remembers the copy of this store elsewhere: without it a new copy is begun."""
    return path.with_name(f"{path.name}.copied")


def hangs_together(copy: Path, stops: Callable[[], bool]) -> bool:
    """Whether every row of a copy is in its indexes and every page in its place. True also where the look was given up because the server
    stops.
    """
    with contextlib.closing(sqlite3.connect(copy)) as db:
        db.set_progress_handler(stops, STEPS_AT_ONCE)
        try:
            return list(db.execute("PRAGMA integrity_check(1)")) == [("ok",)]
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return stops()


def make_anew(path: Path) -> None:
    """Put what can be read into a new file in place of the old one, which gets the ending `.rotten`. Raises StoreUnusable, OSError."""
    new = path.with_name(f"{path.name}.anew")
    new.unlink(missing_ok=True)  # left by a server that was killed meanwhile
    _refuse_if_no_room(path)
    try:
        kept = _copied(path, new)
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        copied_of(path).unlink(missing_ok=True)
        overlay.second_name(path).replace(path.with_name(f"{path.name}.rotten"))
        new.replace(path)
    except sqlite3.Error as wrong:
        raise StoreUnusable(
            f"{path} rotted so far that nothing is read from it ({wrong}). Put a whole copy in its place."
        ) from wrong
    finally:
        new.unlink(missing_ok=True)
        overlay.take_off(path)
    marker_of(path).unlink(missing_ok=True)
    log.error("the store was made anew from what could be read: %s. The old one is %s.rotten", kept, path)


def has_room(path: Path) -> bool:
    """Whether the disk has room for a second file of this size and for what is deposited meanwhile."""
    return shutil.disk_usage(path.parent).free >= ROOM * path.stat().st_size


def _refuse_if_no_room(path: Path) -> None:
    """Refuse where the disk has no room. Raises StoreUnusable."""
    if not has_room(path):
        raise StoreUnusable(
            f"{path} rotted, and to put what can be read into a new file the disk needs {path.stat().st_size * ROOM / 1e9:.1f} GB free."
            " Make room, and start the server again."
        )


def _copied(path: Path, new: Path) -> dict[str, int]:
    """Copy every table, and give table → number of rows in the new file. Raises sqlite3.Error, OSError."""
    with contextlib.closing(_readable(path)) as old, contextlib.closing(_empty(new, _migrations_done(old))) as made:
        left_out = list[Row]()
        kept = {table: _copy(old, made, table, columns, left_out) for table, columns in _tables(old, made)}
        if not any(rows for table, rows in kept.items() if table != "migration"):
            raise sqlite3.DatabaseError(
                "no table of it has a row"
            )  # even a new store has rows, in the table that it counts with
        _bring_up_to_date(made, _migrations_done(old))
        _set_right(made)
        heads.restore(SqliteSql(made, rotted=lambda: None))
        _ask_again(old, made, left_out)
        made.execute("COMMIT")
    return kept


def _readable(path: Path) -> sqlite3.Connection:
    """Open the old store, even where its header and its list of tables are damaged. Raises sqlite3.Error, OSError."""
    if not is_ours(path):
        raise sqlite3.DatabaseError("it does not begin as a store does")
    overlay.put_header_right(path)
    with contextlib.closing(overlay.opened(path)) as old:
        listed = [Listed(*row) for row in _rows(old, f"{LISTED} WHERE rowid >= ? ORDER BY rowid LIMIT ?")]
        steps = set[int]()
        with contextlib.suppress(sqlite3.OperationalError):  # as far as can be read, there is no such table
            steps = {number for number, *_ in _rows(old, _MIGRATIONS)}
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("rb") as file:
        return overlay.lay_over(path, put_right(listed, steps, file))


def _empty(path: Path, migration: int) -> sqlite3.Connection:
    """Make an empty store as it is after so many steps."""
    path.touch(mode=0o600)
    made = sqlite3.connect(path, isolation_level=None)
    made.execute(MADE_FIRST)
    for each in migrations("sqlite")[:migration]:
        made.executescript(each.sql)
    made.execute("BEGIN")
    made.execute("DELETE FROM counter")
    return made


def _migrations_done(old: sqlite3.Connection) -> int:
    """Find how many migrations the store went through: those whose tables are most like its own, because its word may be damaged."""
    there, unlike = _columns(old), dict[int, int]()
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for each in migrations("sqlite"):
            db.executescript(each.sql)
            unlike[each.number] = len(_columns(db) ^ there)
    return min(reversed(unlike), key=unlike.__getitem__)


def _columns(db: sqlite3.Connection) -> set[Row]:
    """Give every table with each of its columns."""
    return set(
        db.execute(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
            " WHERE t.type = 'table' AND t.name != 'migration'"
        )
    )


def _bring_up_to_date(made: sqlite3.Connection, migration: int) -> None:
    """Run the steps that the old store did not go through: only they know how its rows must change."""
    for each in migrations("sqlite")[migration:]:
        made.executescript(f"{each.sql};\nBEGIN")  # `BEGIN` follows, since this also commits what was there before


def _tables(old: sqlite3.Connection, made: sqlite3.Connection) -> list[tuple[str, str]]:
    """Give the tables with their columns, as far as both stores have them."""
    found = []
    for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"):
        there = {column[1] for column in old.execute(f"PRAGMA table_info({name})")}
        both = [column[1] for column in made.execute(f"PRAGMA table_info({name})") if column[1] in there]
        if both:
            found.append((name, ", ".join(both)))
    return found


def _copy(old: sqlite3.Connection, made: sqlite3.Connection, table: str, columns: str, left_out: list[Row]) -> int:
    """Copy the rows of a table, and give how many rows there are then. `left_out` gets building and number of the wraps whose owner is not
    certain.
    """
    marks = ", ".join("?" * (columns.count(",") + 1))
    insert = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
    for row in _rows(old, f"SELECT rowid, {columns} FROM {table} NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT ?"):  # noqa: S608
        if table == "wrap" and not _is_indexed(old, columns, row):
            left_out.append(row[1:3])
            continue
        with contextlib.suppress(sqlite3.IntegrityError):  # a value of another kind than its column: it is damaged
            made.execute(insert, row[1:])
    return int(made.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def _is_indexed(old: sqlite3.Connection, columns: str, row: Row) -> bool:
    """Whether a wrap's row matches its index. The wrap's digest covers only its bytes, so the index, where it can be read, is the only
    check of whose wrap it is.
    """
    names = columns.split(", ")
    same = [
        (name, row[1 + names.index(name)]) for name in ("building", "number", "stream", "key_no", "recipient", "digest")
    ]
    where = " AND ".join(f"{name} = ?" for name, _ in same)
    try:
        return old.execute(f"SELECT 1 FROM wrap WHERE {where}", [value for _, value in same]).fetchone() is not None  # noqa: S608
    except sqlite3.DatabaseError:
        return True


def _rows(old: sqlite3.Connection, query: str) -> Iterator[Row]:
    """Give every row that can be read, with its id first."""
    begin = ROWID_MIN
    while begin <= ROWID_MAX:
        rows = _read(old, query, begin, ROWS_AT_ONCE)
        if rows is None:
            rows = _read(old, query, begin, 1)
        if rows is None:
            begin = _next(old, query, begin)
            continue
        if not rows:
            return
        yield from rows
        begin = _after(rows, begin) + 1


def _after(rows: list[Row], begin: int) -> int:
    """Give the id to go on after. A damaged id must neither lead back again and again, nor beyond all other rows."""
    ids: list[int] = [row[0] for row in rows if row[0] >= begin] or [begin]
    return ids[-2] if len(ids) > 1 and ids[-1] - ids[-2] > GAP_MAX else ids[-1]


def _next(old: sqlite3.Connection, query: str, begin: int) -> int:
    """Find the first id above `begin` from which something can be read again: first in growing steps, then by halving."""
    unreadable, step = begin, 1
    while _read(old, query, unreadable + step, 1) is None:
        unreadable, step = unreadable + step, step * 2
        if unreadable + step > ROWID_MAX:
            return ROWID_MAX + 1
    readable = unreadable + step
    while readable - unreadable > 1:
        middle = (readable + unreadable) // 2
        if _read(old, query, middle, 1) is None:
            unreadable = middle
        else:
            readable = middle
    return readable


def _read(old: sqlite3.Connection, query: str, begin: int, count: int) -> list[Row] | None:
    """Read rows; None where they cannot be read."""
    try:
        return old.execute(query, (begin, count)).fetchall()
    except sqlite3.DatabaseError as wrong:
        if not is_damage(wrong):
            raise
        return None


def _ask_again(old: sqlite3.Connection, made: sqlite3.Connection, left_out: list[Row]) -> None:
    """Ask again for wraps that were not read, as far as the old index names them, or that were left out. Their key entries count as
    damaged, for each box that may have written them; where the index cannot be read, all key entries do. Missing entries show by
    themselves.
    """
    key = "number, stream, key_no, recipient, digest"
    named = f"SELECT {key} FROM wrap INDEXED BY wrap_once WHERE building = ? AND number BETWEEN ? AND ?"  # noqa: S608
    owe = (
        "INSERT INTO damage SELECT box, ?2, min(?3, number), building, 0 FROM box"
        " WHERE building = ?1 AND number >= ?2 AND parent_number < ?2"
        " AND state NOT IN ('superseded', 'revoked')"  # boxes that are gone bring nothing
        " AND NOT EXISTS (SELECT 1 FROM damage d WHERE d.box = box.box AND d.first <= ?2 AND d.last >= ?2)"
    )
    for building, last in made.execute("SELECT building, max(number) FROM box GROUP BY building").fetchall():
        for first in range(1, last + 1, KEYS_AT_ONCE):
            span = (building, first, first + KEYS_AT_ONCE - 1)
            try:
                wanted = set(old.execute(named, span))
            except sqlite3.DatabaseError:
                made.execute(owe, span)
                continue
            left_out += [(building, number) for number, *_ in wanted - set(made.execute(named, span))]
    for building, number in left_out:
        if isinstance(number, int) and number > 0:  # a damaged index can say anything
            made.execute(owe, (building, number, number))


def _set_right(made: sqlite3.Connection) -> None:
    """Set counters behind everything that there is. A building whose own row is lost gets its id as a name."""
    for table, counter in (
        ("audit", "audit"),
        ("notice", "notice"),
        ("urgent", "urgent"),
        ("fork", "fork"),
        ("rolled_back", "fork"),
    ):
        made.execute("INSERT OR IGNORE INTO counter VALUES (?, 0)", (counter,))
        newest = f"(SELECT coalesce(max(n), 0) FROM {table})"  # noqa: S608
        made.execute(f"UPDATE counter SET n = max(n, {newest}) WHERE name = ?", (counter,))  # noqa: S608
    made.execute(
        "INSERT OR IGNORE INTO building (building, name, since_ms) SELECT DISTINCT building, hex(building), 0 FROM box"
    )
    # their places are damaged, so nobody would ever be given these rows; they are asked for or signed again
    for table in ("entry", "wrap", "receipt"):
        made.execute(f"DELETE FROM {table} WHERE place NOT BETWEEN 1 AND {PLACE_MAX}")  # noqa: S608
    own = "(SELECT b.place + 1 FROM building b WHERE b.building = side_entry.building)"
    made.execute(f"UPDATE side_entry SET place = {own} WHERE place NOT BETWEEN 1 AND {PLACE_MAX}")  # noqa: S608
    for table in ("entry", "side_entry", "wrap", "receipt"):
        newest = f"(SELECT coalesce(max(place), 0) FROM {table} WHERE {table}.building = building.building)"  # noqa: S608
        made.execute(f"UPDATE building SET place = max(place, {newest})")  # noqa: S608
    made.execute("DELETE FROM setting WHERE name LIKE 'scrub %'")  # so that missing rows are looked for at once
    made.execute("DELETE FROM migration")
    made.executemany("INSERT INTO migration VALUES (?)", [(migration.number,) for migration in migrations("sqlite")])
