"""Looks after entries that the store no longer has as they came: names them, tells office and box, and takes them again from the box. Opens
nothing.

What is brought again is proven by what is whole up to the head: the digest that still stands beside it, the entry that follows on it, the
head, or a receipt. It gets new places, so that an office that was past the old ones gets it too. The receipts for it stay as they are.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from appliance.envelope.deposit import HeadTold, Signed
from appliance.envelope.format import DIGEST_LEN, unpack_header
from sync.district.batch import Batch
from sync.district.receipt_key import ReceiptKey
from sync.district.store import Sql
from sync.district.tables import audit, boxes, kept_entries, stretches
from sync.district.tables.boxes import Box
from sync.district.tables.rows import Hole, holes_among
from sync.protocol import Damaged

TOLD_MAX = 64  # stretches of a box in one answer to it: 3 KB
TOLD_FOR_MS = (
    7 * 3600 * 1000
)  # then the next stretches are told, if there are more: a box that asks once a day hears of all, even past lost ones
TOLD_OFFICE_MAX = 1_000  # stretches of all boxes: 100 KB
TOLD_GONE_MS = (
    90 * 24 * 3600 * 1000
)  # how long damage of a box that brings nothing any more is told: longer than the longest holidays of an office
NOTHING_HERE = bytes(DIGEST_LEN)  # in a fork: the box lost for good what was before this entry
LOOKS_MAX = 8  # rows of a mebibyte that are checked when a body differs from them

GONE = (
    "superseded",
    "revoked",
)  # states in which nobody waits for the box; if it comes in any case, what it brings still mends
_IS_GONE = "EXISTS (SELECT 1 FROM box WHERE box.box = damage.box AND box.state IN ('superseded', 'revoked'))"

log = logging.getLogger("handbell.district")


def note(sql: Sql, building: bytes, holes: Iterable[Hole], now_ms: int) -> None:
    """Remember entries that cannot be given. An entry above the head is just removed: the box deposits it with its backlog, so nobody waits
    for it.
    """
    for hole in holes:
        box = boxes.seen(sql, hole.box)
        if box is None or box.building != building:
            continue  # the row that says whose it is was damaged too; the weekly look finds that numbers are missing
        if hole.last > box.number:
            stretches.take_out(sql, box.whose, range(max(hole.first, box.number + 1), hole.last + 1))
        within = Hole(
            box.box, max(hole.first, box.before_first[0] + 1), min(hole.last, box.number)
        )  # the numbers that holes are counted from may be damaged
        for new in _beside(within, of_box(sql, box.box)):
            _enter(sql, box, new, now_ms)
            about = f"entries {new.first} to {new.last} are not what came"
            audit.add(sql, now_ms, f"box {box.box.hex()}", "damage found", about)
            log.error("the store is damaged: of box %s %s. The box is asked for them.", box.box.hex(), about)


def lost_wrap(sql: Sql, building: bytes, at: tuple[bytes, int, int, bytes], now_ms: int) -> None:
    """Delete a wrap that is not as it came, and ask for its key entry again, which brings its wraps. It is not known which box it came
    from, so each box is asked that has the number and still brings entries. `at`: recipient, place, number of the key entry, digest.
    """
    where = "building = ? AND recipient = ? AND place = ? AND number = ? AND digest = ?"
    sql.run(f"DELETE FROM wrap WHERE {where}", building, *at)  # noqa: S608
    here = sql.all(
        "SELECT box, state FROM box WHERE building = ? AND number >= ? AND parent_number < ?", building, at[2], at[2]
    )
    note(sql, building, [Hole(box, at[2], at[2]) for box, state in here if state not in GONE], now_ms)
    if any(state in GONE for _, state in here):
        about = f"a wrap of key entry {at[2]}, which may be of a box that is gone"
        audit.add(sql, now_ms, f"building {building.hex()}", "damage found", about)
        log.error("the store is damaged: of building %s %s: then it is lost here.", building.hex(), about)


def lost_aside(sql: Sql, box: Box, number: int, digest: bytes, now_ms: int) -> None:
    """Delete an entry of another history that is not as it came, so that it is kept again when it comes again."""
    at = *box.whose, number, digest
    sql.run("DELETE FROM side_entry WHERE building = ? AND box = ? AND number = ? AND digest = ?", *at)
    audit.add(sql, now_ms, f"box {box.box.hex()}", "damage found", f"entry {number} of another history")


def lost_receipt(sql: Sql, whose: stretches.Whose, at: tuple[int, int, bytes], now_ms: int) -> None:
    """Delete a receipt that is not as it was given, so that whoever asks gets another. `at`: kind, number and digest of its last entry."""
    sql.run(
        "DELETE FROM receipt WHERE building = ? AND box = ? AND kind = ? AND number = ? AND digest = ?", *whose, *at
    )
    audit.add(sql, now_ms, f"box {whose[1].hex()}", "damage found", f"a receipt up to entry {at[1]}")


def whole_receipts(
    sql: Sql, box: Box, kind: int, given: Mapping[tuple[int, bytes], Signed], terms: tuple[ReceiptKey, int]
) -> dict[tuple[int, bytes], Signed]:
    """Give the receipts that are as they were given, and delete the others. `terms`: the key that signs now, and the time."""
    key, now_ms = terms
    whole = {at: signed for at, signed in given.items() if key.is_whole(signed)}
    for at in given.keys() - whole.keys():
        lost_receipt(sql, box.whose, (kind, *at), now_ms)
    return whole


def of_box(sql: Sql, box: bytes) -> list[tuple[int, int]]:
    """Give the first and last number of each damaged stretch."""
    return [
        (first, last) for first, last in sql.all("SELECT first, last FROM damage WHERE box = ? ORDER BY first", box)
    ]


def head(sql: Sql, box: bytes, now_ms: int = 0) -> HeadTold:
    """Give what the box is told about itself, with what it is asked for again. Where that is a lot, it gets some now, and
    the rest later.
    """
    damaged = of_box(sql, box)
    begin = now_ms // TOLD_FOR_MS % max(-(-len(damaged) // TOLD_MAX), 1) * TOLD_MAX
    return replace(boxes.head(sql, box), damaged=tuple(damaged[begin : begin + TOLD_MAX]))


def told(sql: Sql, now_ms: int) -> tuple[Damaged, ...]:
    """Give what the office hears: some stretches of each box. A box that brings nothing any more is told only for a while, because nothing
    would end it.
    """
    rows = sql.all(
        "SELECT building, box, first, last, found_ms FROM (SELECT damage.*, row_number() OVER (PARTITION BY box ORDER BY first) AS nth"  # noqa: S608
        f" FROM damage WHERE found_ms > ? OR NOT {_IS_GONE}) AS told ORDER BY nth, box LIMIT ?",
        now_ms - TOLD_GONE_MS,
        TOLD_OFFICE_MAX,
    )
    return tuple(sorted([Damaged(*row) for row in rows], key=attrgetter("box", "first")))


def count(sql: Sql) -> int:
    """Count the damaged stretches that their boxes can bring again."""
    row = sql.one(f"SELECT count(*) FROM damage WHERE NOT {_IS_GONE}")  # noqa: S608
    assert row is not None  # a count always gives a row
    return int(row[0])


def among(sql: Sql, box: Box, numbers: Sequence[int], now_ms: int) -> set[int]:
    """Give those of these ascending numbers whose entries are not what came, or are gone from below the head; they are noted. It is asked
    when a box brings something else. It reads one row, and another one only if the row before was damaged.
    """
    damaged = set[int]()
    for _ in range(LOOKS_MAX):
        noted = of_box(sql, box.box)
        damaged |= {number for number in numbers if any(first <= number <= last for first, last in noted)}
        first = next((number for number in numbers if number not in damaged), None)
        holes = [] if first is None else _holes_at(sql, box, first)
        if not holes:
            break
        note(sql, box.building, holes, now_ms)
        damaged |= {number for number in numbers if any(each.first <= number <= each.last for each in holes)}
    return damaged


def mend(sql: Sql, box: Box, batch: Batch, now_ms: int) -> None:
    """Take damaged entries that were brought again, if they are proven to be the same."""
    first, last = batch.first.number, batch.last.number
    holes = [(begin, end) for begin, end in of_box(sql, box.box) if begin <= last and end >= first]
    numbers = {number for begin, end in holes for number in range(max(begin, first), min(end, last) + 1)}
    up_to = proven(sql, box, batch) if numbers else 0
    again = [each for each in batch.entries if each.number in numbers and each.number <= up_to]
    if not again:
        return
    taken = {each.number for each in again}
    lost = stretches.take_out(sql, box.whose, taken)
    kept_entries.keep(sql, box, again, [each for each in batch.wraps if each.number in taken], now_ms)
    for begin, _ in holes:
        sql.run("DELETE FROM damage WHERE box = ? AND first = ?", box.box, begin)
    for begin, end in holes:
        mended = {number for number in taken if begin <= number <= end}
        for left in holes_among(box.box, mended, begin, end):
            for new in _beside(left, of_box(sql, box.box)):  # the stretches may overlap
                _enter(sql, box, new, now_ms)
    note(sql, box.building, lost, now_ms)  # found just now: more damage in the same rows
    audit.add(sql, now_ms, f"box {box.box.hex()}", "damage mended", f"entries {again[0].number} to {again[-1].number}")


def forget_from(sql: Sql, box: Box, number: int) -> None:
    """Forget damage from this number on: another history goes on here, and the damaged entries are not in it."""
    sql.run("DELETE FROM damage WHERE box = ? AND first >= ?", box.box, number)
    sql.run("UPDATE damage SET last = ? WHERE box = ? AND last >= ?", number - 1, box.box, number)


def proven(sql: Sql, box: Box, batch: Batch) -> int:
    """Give the last number of a batch that is proven to be the entry that came. Those before it are proven too, because they are chained.
    0: none.

    Above the head nothing proves, because a box can put anything there by the urgent lane. A receipt does not prove an entry that stands
    aside: the office may have decided against it.
    """
    below = [each for each in batch.entries if each.number <= box.number]
    if not below:
        return 0
    last = below[-1]
    kept = stretches.digests(sql, box.whose, batch.first.number, last.number)
    signed = kept_entries.receipts_of(
        sql, box, kept_entries.COUNTERSIGNED, [(each.number, each.digest) for each in below]
    )
    aside = kept_entries.aside_of(sql, box, below) if signed else {}
    follows = stretches.of_numbers(sql, box.whose, last.number, last.number + 1) if last.number < box.number else []
    if follows and unpack_header(follows[0]).prev_digest == last.digest:
        return last.number
    for each in reversed(below):
        at = each.number, each.digest
        is_signed = at in signed and each.digest not in aside.get(each.number, ())
        if is_signed or kept.get(each.number) == each.digest or at == (box.number, box.digest):
            return each.number
    return 0


def named_as_lost(sql: Sql, box: Box, hole: Hole) -> bool:
    """Whether the box itself said that these entries, before one that follows on them, were lost for good."""
    fork = sql.one("SELECT digest FROM fork WHERE box = ? AND number = ?", box.box, hole.last + 1)
    return fork is not None and fork[0] == NOTHING_HERE


def _holes_at(sql: Sql, box: Box, number: int) -> list[Hole]:
    """Give what is not as it came around this number: in the row that it is in; or, without a row, up to the next entry that is there."""
    read = stretches.read_numbers(sql, box.whose, number - 1, number)
    if read.holes or read.entries or number > box.number:
        return read.holes
    ends = min([box.number, *(above - 1 for above in stretches.numbers_above(sql, box.whose, number, 1))])
    gone = Hole(box.box, number, max(number, ends))
    return [] if named_as_lost(sql, box, gone) else [gone]


def _beside(hole: Hole, noted: Iterable[tuple[int, int]]) -> Iterator[Hole]:
    """Give the parts of a hole that are in none of the noted stretches; these are ascending."""
    first = hole.first
    for begin, end in noted:
        if end >= first and begin <= hole.last:
            if begin > first:
                yield Hole(hole.box, first, begin - 1)
            first = end + 1
    if first <= hole.last:
        yield Hole(hole.box, first, hole.last)


def _enter(sql: Sql, box: Box, hole: Hole, now_ms: int) -> None:
    row = (box.box, hole.first, hole.last, box.building, now_ms)
    sql.run("INSERT INTO damage (box, first, last, building, found_ms) VALUES (?, ?, ?, ?, ?)", *row)
