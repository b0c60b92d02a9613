"""A SQLite store made anew from what can be read of one whose pages rotted. The old one stays beside it. Knows no entry and no request.

Rows are read in the order of their ids; where a page cannot be read, the next id that can is looked for. What is missing then, is found
by looking through everything (`tables/scrubbing.py`), and what rotted within a row by its digest (`tables/damage.py`).
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

ROOM = 1.25  # of the store, free on its disk
ROWS_AT_ONCE = 64  # of a mebibyte at most
KEYS_AT_ONCE = 64  # numbers of key entries that are asked for again where the index of their wraps cannot be read
STEPS_AT_ONCE = 10_000  # of SQLite's, or pages, between two looks at whether to go on: far under a second
GAP_MAX = 2**16  # between two ids: none is left out but where rows went, and the next look begins with the upper one
ROWID_MIN, ROWID_MAX = -(2**63), 2**63 - 1
_MIGRATIONS = "SELECT number FROM migration NOT INDEXED WHERE number >= ? ORDER BY number LIMIT ?"

log = logging.getLogger("handbell.district")


def marker_of(path: Path) -> Path:
    """A file that says: make this store anew before it is used again."""
    return path.with_name(f"{path.name}.damaged")


def copied_of(path: Path) -> Path:
    """What is remembered of the copy of this store elsewhere: without it a copy is begun anew."""
    return path.with_name(f"{path.name}.copied")


def hangs_together(copy: Path, stops: Callable[[], bool]) -> bool:
    """Whether every row of a copy is in its indexes and every page in its place; True, too, where it is given up since the server stops."""
    with contextlib.closing(sqlite3.connect(copy)) as db:
        db.set_progress_handler(stops, STEPS_AT_ONCE)
        try:
            return list(db.execute("PRAGMA integrity_check(1)")) == [("ok",)]
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return stops()


def make_anew(path: Path) -> None:
    """Put what can be read into a new file in the place of the old one, whose name gets `.rotten`. Raises StoreUnusable, OSError."""
    new = path.with_name(f"{path.name}.anew")
    new.unlink(missing_ok=True)  # of a server that was killed over it
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
    """Whether a second file of this length leaves something free on the disk, which what is deposited meanwhile needs."""
    return shutil.disk_usage(path.parent).free >= ROOM * path.stat().st_size


def _refuse_if_no_room(path: Path) -> None:
    """Raises StoreUnusable."""
    if not has_room(path):
        raise StoreUnusable(
            f"{path} rotted, and to put what can be read into a new file the disk needs {path.stat().st_size * ROOM / 1e9:.1f} GB free."
            " Make room, and start the server again."
        )


def _copied(path: Path, new: Path) -> dict[str, int]:
    """Table → rows that are in the new file then. Raises sqlite3.Error, OSError."""
    with contextlib.closing(_readable(path)) as old, contextlib.closing(_empty(new, _migrations_done(old))) as made:
        left_out = list[Row]()
        kept = {table: _copy(old, made, table, columns, left_out) for table, columns in _tables(old, made)}
        if not any(rows for table, rows in kept.items() if table != "migration"):
            raise sqlite3.DatabaseError("no table of it has a row")  # each store has numbers it counts from
        _bring_up_to_date(made, _migrations_done(old))
        _set_right(made)
        heads.restore(SqliteSql(made, rotted=lambda: None))
        _ask_again(old, made, left_out)
        made.execute("COMMIT")
    return kept


def _readable(path: Path) -> sqlite3.Connection:
    """The old store, whatever of its header and its list of tables rotted. Raises sqlite3.Error, OSError."""
    if not is_ours(path):
        raise sqlite3.DatabaseError("it does not begin as a store does")
    overlay.put_header_right(path)
    with contextlib.closing(overlay.opened(path)) as old:
        listed = [Listed(*row) for row in _rows(old, f"{LISTED} WHERE rowid >= ? ORDER BY rowid LIMIT ?")]
        steps = set[int]()
        with contextlib.suppress(sqlite3.OperationalError):  # there is no such table, as far as can be read
            steps = {number for number, *_ in _rows(old, _MIGRATIONS)}
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("rb") as file:
        return overlay.lay_over(path, put_right(listed, steps, file))


def _empty(path: Path, migration: int) -> sqlite3.Connection:
    """After so many steps."""
    path.touch(mode=0o600)
    made = sqlite3.connect(path, isolation_level=None)
    made.execute(MADE_FIRST)
    for each in migrations("sqlite")[:migration]:
        made.executescript(each.sql)
    made.execute("BEGIN")
    made.execute("DELETE FROM counter")
    return made


def _migrations_done(old: sqlite3.Connection) -> int:
    """How many migrations it went through: those whose tables are the most like its own, since what it says of that may have rotted."""
    there, unlike = _columns(old), dict[int, int]()
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for each in migrations("sqlite"):
            db.executescript(each.sql)
            unlike[each.number] = len(_columns(db) ^ there)
    return min(reversed(unlike), key=unlike.__getitem__)


def _columns(db: sqlite3.Connection) -> set[Row]:
    """Every table with each of its columns."""
    return set(
        db.execute(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
            " WHERE t.type = 'table' AND t.name != 'migration'"
        )
    )


def _bring_up_to_date(made: sqlite3.Connection, migration: int) -> None:
    """By the steps that the old store did not go through: what they change of its rows, nothing else knows."""
    for each in migrations("sqlite")[migration:]:
        made.executescript(f"{each.sql};\nBEGIN")  # which also keeps what was there before


def _tables(old: sqlite3.Connection, made: sqlite3.Connection) -> list[tuple[str, str]]:
    """And their columns, as far as both have them."""
    found = []
    for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"):
        there = {column[1] for column in old.execute(f"PRAGMA table_info({name})")}
        both = [column[1] for column in made.execute(f"PRAGMA table_info({name})") if column[1] in there]
        if both:
            found.append((name, ", ".join(both)))
    return found


def _copy(old: sqlite3.Connection, made: sqlite3.Connection, table: str, columns: str, left_out: list[Row]) -> int:
    """How many rows there are then. `left_out` gets building and number of wraps of which it is not known whose they are."""
    marks = ", ".join("?" * (columns.count(",") + 1))
    insert = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
    for row in _rows(old, f"SELECT rowid, {columns} FROM {table} NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT ?"):  # noqa: S608
        if table == "wrap" and not _is_indexed(old, columns, row):
            left_out.append(row[1:3])
            continue
        with contextlib.suppress(sqlite3.IntegrityError):  # of another kind than its column: it rotted
            made.execute(insert, row[1:])
    return int(made.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def _is_indexed(old: sqlite3.Connection, columns: str, row: Row) -> bool:
    """A wrap has a digest for its bytes alone: whose it is, is what stands in the index too, where that can be read."""
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
    """Every row that can be read, with its id first."""
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
    """The id to go on after. One that rotted neither leads back, again and again, nor beyond all the others."""
    ids: list[int] = [row[0] for row in rows if row[0] >= begin] or [begin]
    return ids[-2] if len(ids) > 1 and ids[-1] - ids[-2] > GAP_MAX else ids[-1]


def _next(old: sqlite3.Connection, query: str, begin: int) -> int:
    """The first id above `begin` from which on something is read again: in growing steps beyond it, and then halved."""
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
    """None where it cannot be read."""
    try:
        return old.execute(query, (begin, count)).fetchall()
    except sqlite3.DatabaseError as wrong:
        if not is_damage(wrong):
            raise
        return None


def _ask_again(old: sqlite3.Connection, made: sqlite3.Connection, left_out: list[Row]) -> None:
    """Wraps that were not read, as far as the old index names them, or left out: each key entry is damage of the boxes that may have
    written it; all are, where the index cannot be read. What is missing of entries shows by itself.
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
        if isinstance(number, int) and number > 0:  # an index that rotted says anything
            made.execute(owe, (building, number, number))


def _set_right(made: sqlite3.Connection) -> None:
    """What is counted from goes on behind everything there is, and a building whose own row is gone has its id for a name."""
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
    for table in ("entry", "wrap", "receipt"):  # asked for again, or signed again: nobody would ever be given these
        made.execute(f"DELETE FROM {table} WHERE place NOT BETWEEN 1 AND {PLACE_MAX}")  # noqa: S608
    own = "(SELECT b.place + 1 FROM building b WHERE b.building = side_entry.building)"
    made.execute(f"UPDATE side_entry SET place = {own} WHERE place NOT BETWEEN 1 AND {PLACE_MAX}")  # noqa: S608
    for table in ("entry", "side_entry", "wrap", "receipt"):
        newest = f"(SELECT coalesce(max(place), 0) FROM {table} WHERE {table}.building = building.building)"  # noqa: S608
        made.execute(f"UPDATE building SET place = max(place, {newest})")  # noqa: S608
    made.execute("DELETE FROM setting WHERE name LIKE 'scrub %'")  # what is missing is looked for at once
    made.execute("DELETE FROM migration")
    made.executemany("INSERT INTO migration VALUES (?)", [(migration.number,) for migration in migrations("sqlite")])
