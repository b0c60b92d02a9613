"""Looks through all that is kept, a mebibyte at a time, for damage that nobody has met yet. Opens nothing and waits for nothing.

Numbers that are missing in the middle show only here: whoever is given the entries that are there does not see which should be.
"""

from hashlib import sha256

from appliance.envelope.deposit import Signed
from sync.district.batch import NUMBER_MAX
from sync.district.receipt_key import signed_by_its_key
from sync.district.store import Row, RowUnreadable, Sql
from sync.district.tables import audit, boxes, damage, enrolments, heads, stretches
from sync.district.tables.boxes import Box
from sync.district.tables.rows import holes_among, keys
from sync.district.tables.stretches import STRETCH_LEN_MAX

EVERY_MS = 7 * 24 * 3600 * 1000
BEGIN_AGAIN_MS = 24 * 3600 * 1000  # when a look was begun and not ended, because its server stopped
ROWS_AT_ONCE = 64
RECEIPTS_AT_ONCE = 50  # checking so many signatures takes 4 ms
WRAPS_AT_ONCE = 500  # a mebibyte of the longest wraps
BEGAN, DONE = "scrub began", "scrub done"  # names of settings

_IS_PLACED = (
    "EXISTS (SELECT 1 FROM wrap o WHERE o.building = w.building AND o.recipient = w.recipient AND o.place = w.place"
    " AND o.digest = w.digest)"
)
_WRAPS = "SELECT number, stream, key_no, recipient, digest, place, wrap, {is_placed} FROM wrap w WHERE building = ?"
_WRAPS_OF = f"{_WRAPS} AND number = ?"
_WRAPS_AFTER = (
    f"{_WRAPS} AND (number, stream, key_no, recipient, digest) > (?, ?, ?, ?, ?)"
    f" ORDER BY number, stream, key_no, recipient, digest LIMIT {WRAPS_AT_ONCE}"
)
_KEY_ENTRIES = "SELECT DISTINCT number FROM wrap WHERE building = ? AND number BETWEEN ? AND ? ORDER BY number LIMIT ?"

FIRST_WRAP: Row = (0, b"", 0, b"", b"")
FIRST_RECEIPT: Row = (0, 0, b"")


def is_due(sql: Sql, now_ms: int) -> bool:
    """Whether it is time, and no other server of this store looks now."""
    began_ms, done_ms = _setting(sql, BEGAN), _setting(sql, DONE)
    return not (0 <= now_ms - done_ms < EVERY_MS or 0 <= now_ms - began_ms < BEGIN_AGAIN_MS)


def begin(sql: Sql, now_ms: int) -> list[tuple[bytes, bytes]]:
    """Give building and box of everything to look through."""
    _keep_setting(sql, BEGAN, now_ms)
    enrolments.shut_again(sql, now_ms)
    return [(building, box) for building, box in sql.all("SELECT building, box FROM box ORDER BY building, box")]


def end(sql: Sql, left: int, now_ms: int) -> None:
    """Note that everything was looked through, except `left` parts, which the log names."""
    _keep_setting(sql, DONE, now_ms)
    about = f"{damage.count(sql)} stretches are damaged"
    if left:
        about += f"; {left} parts could not be looked at to their end: the server's log says which"
    audit.add(sql, now_ms, "this server", "store looked through", about)


def entries(sql: Sql, box_id: bytes, after: int, now_ms: int) -> int | None:
    """Look at the entries of a box above a number. Give the number to go on after, None at the end."""
    box = boxes.seen(sql, box_id)
    if box is None:
        return None
    if after == 0:
        box = heads.put_right(sql, box, now_ms)
    to = _up_to(sql, box, after)
    read = stretches.read_numbers(sql, box.whose, after, to or after)
    ends = box.number if to is None else min(to, box.number)
    there = {each.number for each in read.entries if each.number <= ends}
    missing = holes_among(box.box, there, max(after, box.before_first[0]) + 1, ends)
    lost = [hole for hole in missing if not damage.named_as_lost(sql, box, hole)]
    above = [hole for hole in read.holes if hole.last > box.number]
    unplaced = stretches.unplaced(sql, box.whose, after, to or after)
    damage.note(sql, box.building, [*lost, *above, *unplaced], now_ms)
    return to


def wraps(sql: Sql, building: bytes, after: Row, now_ms: int) -> Row | None:
    """Look at the next wraps of a building, after a given one. Give the wrap to go on after, None at the end."""
    try:
        rows = sql.all(_with_place(sql, _WRAPS_AFTER), building, *after)
    except RowUnreadable:
        return _wraps_around(sql, building, after[0], now_ms)
    _look_at_wraps(sql, building, rows, now_ms)
    return rows[-1][:5] if len(rows) == WRAPS_AT_ONCE else None


def _wraps_around(sql: Sql, building: bytes, first: int, now_ms: int) -> Row | None:
    """Do the same from a key entry on, each key entry by itself: if any wrap of it cannot be read, all its wraps are asked for again with
    it.
    """
    numbers = keys(sql, _KEY_ENTRIES, (building,), (first, NUMBER_MAX), ROWS_AT_ONCE)
    for number in numbers:
        try:
            rows = sql.all(_with_place(sql, _WRAPS_OF), building, number)
        except RowUnreadable:
            damage.lost_wrap(
                sql, building, (b"", 0, number, b""), now_ms
            )  # no recipient is given, because it is not known
        else:
            _look_at_wraps(sql, building, rows, now_ms)
    return (numbers[-1] + 1, *FIRST_WRAP[1:]) if len(numbers) == ROWS_AT_ONCE else None


def _with_place(sql: Sql, statement: str) -> str:
    return statement.format(is_placed="TRUE" if sql.has_checksums else _IS_PLACED)


def _look_at_wraps(sql: Sql, building: bytes, rows: list[Row], now_ms: int) -> None:
    for number, _, _, recipient, digest, place, wrap, is_placed in rows:
        if not (is_placed and isinstance(wrap, bytes) and sha256(wrap).digest() == digest):
            damage.lost_wrap(sql, building, (recipient, place, number, digest), now_ms)


def receipts(sql: Sql, whose: stretches.Whose, after: Row, now_ms: int) -> Row | None:
    """Look at the next receipts of a box, after a given one. An invalid receipt is deleted, so that whoever asks gets another."""
    rows = sql.all(
        "SELECT kind, number, digest, statement, key, signature FROM receipt"  # noqa: S608 — a number of ours
        " WHERE building = ? AND box = ? AND (kind, number, digest) > (?, ?, ?)"
        f" ORDER BY kind, number, digest LIMIT {RECEIPTS_AT_ONCE}",
        *whose,
        *after,
    )
    for kind, number, digest, *signed in rows:
        if not signed_by_its_key(Signed(*signed)):
            damage.lost_receipt(sql, whose, (kind, number, digest), now_ms)
    return rows[-1][:3] if len(rows) == RECEIPTS_AT_ONCE else None


def _up_to(sql: Sql, box: Box, after: int) -> int | None:
    """Give the last number of the rows above `after` that make a mebibyte together; None where there are none."""
    total, to = 0, None
    for number, length in stretches.lengths_of_numbers(sql, box.whose, after, NUMBER_MAX, ROWS_AT_ONCE):
        total += length
        if to is not None and total > STRETCH_LEN_MAX:
            break
        to = max(number, after + 1)
    return to


def _setting(sql: Sql, name: str) -> int:
    row = sql.one("SELECT value FROM setting WHERE name = ?", name)
    return 0 if row is None else int.from_bytes(row[0])


def _keep_setting(sql: Sql, name: str, now_ms: int) -> None:
    value = now_ms.to_bytes(8)
    sql.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )
