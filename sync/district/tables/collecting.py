"""Gives the safety office what it fetches: a building's entries, the wraps for one recipient, and the receipts, in the order in which they
came. Opens nothing.
"""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from itertools import accumulate, islice
from operator import itemgetter

from appliance.envelope.deposit import DEPOSIT_LEN_MAX, WRAPS_MAX, Collected, Refused, Signed, StoredEntry, Wrap
from appliance.envelope.format import ID_LEN, entry_digest, whole_header
from sync.district.store import Row, Sql
from sync.district.tables import damage, rows, stretches
from sync.district.tables.boxes import Box
from sync.district.tables.kept_entries import add_wraps
from sync.protocol import (
    ANSWER_LEN_MAX,
    BoxListed,
    BuildingListed,
    Buildings,
    Follows,
    Kept,
    Tail,
    WrapsAdded,
)

LABEL_LEN = 32  # bytes before the building in either kind of receipt
AROUND_LEN = (
    96  # bytes around a wrap in an answer: building, number, stream, recipient; around an entry there are half as many
)

_ASIDE = "SELECT {columns} FROM side_entry WHERE building = ? AND place > ? AND place <= ?"
_IS_INDEXED = (
    "EXISTS (SELECT 1 FROM wrap o WHERE o.building = w.building AND o.number = w.number AND o.stream = w.stream"
    " AND o.key_no = w.key_no AND o.recipient = w.recipient AND o.digest = w.digest)"
)
_WRAPS = (
    "SELECT number, stream, key_no, recipient, wrap, digest, place, {is_indexed}"
    " FROM wrap w WHERE building = ? AND recipient = ? AND place > ? AND place <= ? ORDER BY place, number, key_no"
)
_WRAP_LENGTHS = (
    "SELECT place, length(wrap) FROM wrap WHERE building = ? AND recipient = ? AND place > ? AND place <= ?"  # noqa: S608
    f" ORDER BY place LIMIT {WRAPS_MAX}"
)
_RECEIPTS = (
    "SELECT statement, key, signature FROM receipt WHERE building = ? AND place > ? AND place <= ? ORDER BY place"
)
_FOLLOWS = (
    "SELECT c.new_box, c.statement, c.key, c.signature, k.statement, k.key, k.signature FROM succession c"
    " JOIN succession_key k ON k.box = c.former_box AND k.public = c.key"
)
_ASIDE_LENGTHS = _ASIDE.format(columns="place, length(entry)")
_ASIDE_ENTRIES = _ASIDE.format(columns="place, digest, number, entry, received_ms")


def buildings(sql: Sql) -> Buildings:
    """List every building and its boxes."""
    boxes: dict[bytes, list[BoxListed]] = {}
    follows = {new_box: Follows(Signed(*row[:3]), Signed(*row[3:])) for new_box, *row in sql.all(_FOLLOWS)}
    known = sql.all("SELECT building, box, device_key, state, number, digest, seen_ms FROM box ORDER BY enrolled_ms")
    for building, box, device_key, state, number, digest, seen_ms in known:
        listed = BoxListed(box, device_key, state, number, digest, seen_ms, follows.get(box))
        boxes.setdefault(building, []).append(listed)
    names = sql.all("SELECT building, name, place, closed_ms FROM building ORDER BY name")
    return Buildings(
        tuple(
            BuildingListed(each, name, place, tuple(boxes.get(each, ())), closed_ms)
            for each, name, place, closed_ms in names
        )
    )


def collected(sql: Sql, building: bytes, recipient: bytes, after: int, limit: int, now_ms: int) -> Collected:
    """Give at most `limit` places after `after`, and fewer where they would exceed ANSWER_LEN_MAX bytes. What is not as it came is left out
    and noted; the caller checks the receipts.
    """
    row = sql.one("SELECT place FROM building WHERE building = ?", building)
    newest = after if row is None else int(row[0])
    to = _cut(sql, building, recipient, after, min(after + limit, newest))
    span = (building, after, to)
    countersigned: dict[bytes, int] = dict(sql.all("SELECT box, countersigned FROM box WHERE building = ?", building))
    read = stretches.read_places(sql, *span)
    chained = [
        (place, StoredEntry(building, number, entry, received_ms, number <= countersigned.get(box, 0)))
        for place, box, number, entry, received_ms in read.entries
    ]
    aside = [
        (place, StoredEntry(building, number, entry, received_ms, False))
        for place, digest, number, entry, received_ms in rows.between(sql, _ASIDE_ENTRIES, (building,), after, to)
        if isinstance(entry, bytes) and entry_digest(entry) == digest and whole_header(entry).number == number
    ]
    entries = tuple(entry for _, entry in sorted([*chained, *aside], key=itemgetter(0)))
    wraps = _whole_wraps(sql, building, recipient, after, to, now_ms)
    if read.holes:
        damage.note(sql, building, read.holes, now_ms)
    receipts = [row for row in rows.between(sql, _RECEIPTS, (building,), after, to) if _is_of(row[0], building)]
    told = tuple((building, Wrap(*row)) for row in _that_fit(wraps, sum([len(each.entry) for each in entries])))
    return Collected(entries, told, tuple(Signed(*row) for row in receipts), to, to < newest)


def tail(sql: Sql, box: Box, after: int, limit: int, now_ms: int) -> Tail:
    """Give a box's own history above a number, for a box that was rolled back. It ends before any entry that is gone or not as it came."""
    after = max(after, box.before_first[0])
    lengths = stretches.lengths_of_numbers(sql, box.whose, after, box.number, limit)
    to = min(_fitting(lengths) or after, box.number)
    read = stretches.read_numbers(sql, box.whose, after, to)
    missing = rows.holes_among(box.box, {each.number for each in read.entries}, after + 1, to)
    holes = [hole for hole in missing if not damage.named_as_lost(sql, box, hole)]
    damage.note(sql, box.building, holes, now_ms)
    ends = min((hole.first for hole in holes), default=box.number + 1)
    entries = [each.entry for each in read.entries if each.number < ends][:limit]
    last = whole_header(entries[-1]).number if entries else after
    return Tail(tuple(entries), last < box.number and bool(lengths) and ends > last + 1)


def keep_wraps(sql: Sql, added: WrapsAdded) -> Kept | Refused:
    """Keep wraps that the office made anew for another of its recipients."""
    if sql.one("SELECT 1 FROM building WHERE building = ?", added.building) is None:
        return Refused("not-found", "The district knows no such building.")
    if added.wraps:
        add_wraps(sql, added.building, added.wraps)
    return Kept()


def _cut(sql: Sql, building: bytes, recipient: bytes, after: int, to: int) -> int:
    """Give the last place up to which entries and wraps fit into one answer; `to` where all fit."""
    wraps = rows.between(sql, _WRAP_LENGTHS, (building, recipient), after, to)[:WRAPS_MAX]
    if len(wraps) == WRAPS_MAX:  # there may be more at the last place than was read
        to = min(to, max(wraps[-1][0] - 1, after + 1))
    sizes = Counter[int]()
    aside = rows.between(sql, _ASIDE_LENGTHS, (building,), after, to)
    entries = [*stretches.lengths_of_places(sql, building, after, to), *aside]
    for place, length in (*entries, *wraps):
        if place <= to:
            sizes[place] += length + AROUND_LEN
    fits = _fitting(sorted(sizes.items()))
    return to if fits is None or fits == max(sizes) else fits


def _is_of(statement: object, building: bytes) -> bool:
    """Whether a receipt is for this building: a damaged index leads to those of others."""
    return isinstance(statement, bytes) and statement[LABEL_LEN : LABEL_LEN + ID_LEN] == building


def _whole_wraps(sql: Sql, building: bytes, recipient: bytes, after: int, to: int, now_ms: int) -> list[Row]:
    """Give the wraps that are as they came, in the order of their places."""
    whole, rotten = list[Row](), list[Row]()
    wraps = _WRAPS.format(is_indexed="TRUE" if sql.has_checksums else _IS_INDEXED)
    for row in rows.between(sql, wraps, (building, recipient), after, to):
        *_, wrap, digest, _, is_indexed = row  # a row that the index has as well is as it came
        (whole if is_indexed and isinstance(wrap, bytes) and sha256(wrap).digest() == digest else rotten).append(row)
    for number, *_, digest, place, _ in rotten:
        damage.lost_wrap(sql, building, (recipient, place, number, digest), now_ms)
    return [(number, stream, key_no, recipient, wrap) for number, stream, key_no, _, wrap, *_ in whole]


def _that_fit(wraps: list[Row], used: int) -> list[Row]:
    """Give the wraps of an answer, without those at a place that has more than fits: an older server kept so many, and no building accepts
    them.
    """
    lengths = accumulate((len(row[-1]) + AROUND_LEN for row in wraps), initial=used)
    return [row for row, length in zip(wraps, islice(lengths, 1, None), strict=True) if length <= DEPOSIT_LEN_MAX]


def _fitting(sizes: Iterable[tuple[int, int]]) -> int | None:
    """Give the last of (place or number, length) that still fits, at least the first; None where there are none."""
    total = 0
    last: int | None = None
    for place, length in sizes:
        total += length
        if last is not None and total > ANSWER_LEN_MAX:
            break
        last = place
    return last
