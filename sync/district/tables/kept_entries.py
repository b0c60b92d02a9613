"""Writes entries, wraps and receipts down, and finds them again. Decides nothing; every caller holds the box's lock."""

from collections.abc import Iterator, Sequence
from itertools import count

from appliance.envelope.deposit import Signed, Wrap
from sync.district.batch import Sealed, room_of, wrap_digest
from sync.district.store import Sql
from sync.district.tables import stretches
from sync.district.tables.boxes import Box, take_places

_RECEIPT = ("building", "box", "kind", "number", "digest", "place", "statement", "key", "signature")
COUNTERSIGNED, HOLDING = 1, 2  # kinds of receipts
RECEIPTS_AT_ONCE = (
    16  # usually the first one fits; it does not if the office decided against the history that it was given in
)

_WRAP = ("building", "number", "stream", "key_no", "recipient", "digest", "place", "wrap")


def keep(
    sql: Sql, box: Box, entries: Sequence[Sealed], wraps: Sequence[Wrap], now_ms: int, receipts: int = 0
) -> dict[int, int]:
    """Enter new entries into the box's history, and wraps. Returns number → place. `receipts`: so many more rows are counted with them."""
    first = _take_places(sql, box, entries, wraps)
    places = {each[0]: place for place, each in enumerate(entries, first)}
    rows = stretches.add(sql, box.whose, entries, first, now_ms)
    _keep_wraps(sql, box.building, wraps, places, first + len(entries))
    count_room(sql, box, room_of(entries, wraps, rows + receipts))
    return places


def aside_of(sql: Sql, box: Box, entries: Sequence[Sealed]) -> dict[int, set[bytes]]:
    """Give number → digests of what is kept aside, for the numbers of these entries."""
    found: dict[int, set[bytes]] = {}
    aside = "SELECT number, digest FROM side_entry WHERE building = ? AND box = ? AND number BETWEEN ? AND ?"
    for span in stretches.spans([each.number for each in entries]):
        for number, digest in sql.all(aside, *box.whose, *span):
            found.setdefault(number, set()).add(digest)
    return found


def keep_aside(sql: Sql, box: Box, new: Sequence[Sealed], wraps: Sequence[Wrap], now_ms: int) -> None:
    """Keep entries of another history than the box's, none of which are here yet, and their wraps."""
    if not new:
        return
    first = _take_places(sql, box, new, wraps)
    places = {each[0]: place for place, each in enumerate(new, first)}
    sql.add("side_entry", stretches.SIDE, _side_rows(box, new, places, now_ms))
    _keep_wraps(sql, box.building, wraps, places, first + len(new))
    count_room(sql, box, room_of(new, wraps, len(new)))


def add_wraps(sql: Sql, building: bytes, wraps: Sequence[Wrap]) -> None:
    """Keep wraps alone, each at a place of its own, so that no answer to an office has many at one place."""
    first = take_places(sql, building, len(wraps))
    sql.add_missing("wrap", _WRAP, [_wrap_row(building, each, first + at) for at, each in enumerate(wraps)])


def missing_wraps(sql: Sql, building: bytes, wraps: Sequence[Wrap]) -> tuple[Wrap, ...]:
    """Give the wraps that are not here yet."""
    here = "SELECT 1 FROM wrap WHERE building = ? AND number = ? AND stream = ? AND key_no = ? AND recipient = ? AND digest = ?"
    return tuple(
        each
        for each in wraps
        if sql.one(here, building, each.number, each.stream, each.key_no, each.recipient, wrap_digest(each)) is None
    )


def keep_late_wraps(sql: Sql, box: Box, wraps: Sequence[Wrap]) -> None:
    """Keep wraps that a box brings for entries that are here already."""
    add_wraps(sql, box.building, wraps)
    count_room(sql, box, room_of((), wraps, 0))


def count_room(sql: Sql, box: Box, length: int) -> None:
    """Note how much room in the store this box took; it counts in its day."""
    sql.run(
        "UPDATE box SET kept_bytes = kept_bytes + ?, day_bytes = day_bytes + ? WHERE box = ?", length, length, box.box
    )


def keep_receipt(sql: Sql, box: Box, kind: int, number: int, digest: bytes, signed: Signed) -> None:
    """Keep a receipt that was answered, at a place after the entries that it covers."""
    keep_receipts(sql, box, kind, [(number, digest, signed)])


def keep_receipts(sql: Sql, box: Box, kind: int, receipts: Sequence[tuple[int, bytes, Signed]]) -> None:
    """Keep several receipts, each with the number and digest of the last entry that it covers."""
    if receipts:
        first = take_places(sql, box.building, len(receipts))
        rows = [
            (box.building, box.box, kind, number, digest, place, signed.statement, signed.key, signed.signature)
            for place, (number, digest, signed) in enumerate(receipts, first)
        ]
        sql.add("receipt", _RECEIPT, rows)


def countersigned_from(sql: Sql, box: Box, number: int) -> tuple[tuple[int, bytes], Signed] | None:
    """Give the first receipt that covers entry `number` of the history that counts now, and that receipt's last entry."""
    after = number, b""
    while rows := sql.all(
        "SELECT number, digest, statement, key, signature FROM receipt"  # noqa: S608 — a number of ours
        " WHERE building = ? AND box = ? AND kind = ? AND number >= ? AND (number > ? OR digest > ?)"
        f" ORDER BY number, digest LIMIT {RECEIPTS_AT_ONCE}",
        box.building,
        box.box,
        COUNTERSIGNED,
        after[0],
        *after,
    ):
        for last, digest, *signed in rows:
            if stretches.digest_of(sql, box.whose, last) == digest:
                return (last, digest), Signed(*signed)
        after = rows[-1][0], rows[-1][1]
    return None


def newest_receipt(sql: Sql, box: Box) -> Signed | None:
    """Give the receipt for the last countersigned entry of the history that counts now."""
    rows = sql.all(
        "SELECT number, digest, statement, key, signature FROM receipt WHERE building = ? AND box = ? AND kind = ?"
        " ORDER BY number DESC LIMIT ?",
        *(*box.whose, COUNTERSIGNED, RECEIPTS_AT_ONCE),
    )
    found = (signed for last, digest, *signed in rows if stretches.digest_of(sql, box.whose, last) == digest)
    return next((Signed(*signed) for signed in found), None)


def receipts_of(sql: Sql, box: Box, kind: int, of: Sequence[tuple[int, bytes]]) -> dict[tuple[int, bytes], Signed]:
    """Give number and digest of an entry → the receipt of this kind that was given with it as its last entry."""
    given = (
        "SELECT number, digest, statement, key, signature FROM receipt"
        " WHERE building = ? AND box = ? AND kind = ? AND number BETWEEN ? AND ?"
    )
    wanted = set(of)
    return {
        (number, digest): Signed(*signed)
        for span in stretches.spans([number for number, _ in of])
        for number, digest, *signed in sql.all(given, *box.whose, kind, *span)
        if (number, digest) in wanted
    }


def _take_places(sql: Sql, box: Box, entries: Sequence[Sealed], wraps: Sequence[Wrap]) -> int:
    """Take one place for each entry, and then one for each wrap of an older entry. Give the first."""
    numbers = {each[0] for each in entries} if wraps else ()
    return take_places(sql, box.building, len(entries) + sum([each.number not in numbers for each in wraps]))


def _keep_wraps(sql: Sql, building: bytes, wraps: Sequence[Wrap], places: dict[int, int], late: int) -> None:
    """Keep wraps: one is found at the place of its key entry; one for an older key entry gets a place of its own, from `late` on."""
    own = count(late)
    rows = [_wrap_row(building, each, places.get(each.number) or next(own)) for each in wraps]
    sql.add_missing("wrap", _WRAP, rows)


def _side_rows(
    box: Box, entries: Sequence[Sealed], places: dict[int, int], now_ms: int
) -> Iterator[tuple[bytes, bytes, int, bytes, int, int, bytes]]:
    building, box_id = box.building, box.box
    return ((building, box_id, number, digest, places[number], now_ms, data) for number, digest, data, _ in entries)


def _wrap_row(building: bytes, each: Wrap, place: int) -> tuple[object, ...]:
    digest = wrap_digest(each)
    return (building, each.number, each.stream, each.key_no, each.recipient, digest, place, each.wrap)
