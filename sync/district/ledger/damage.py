"""Entries the store no longer has as they came: named, told to office and box, and taken again from the box. Opens nothing.

What is brought again is proven by what is whole: the digest that still stands beside it, the entry that follows on it, the head, or a
receipt. It gets places of its own, so that an office that has gone by is given it too; and the receipts for it stand as they are.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from appliance.envelope.deposit import HeadTold, Signed
from appliance.envelope.format import unpack_header
from sync.district.batch import Batch
from sync.district.ledger import audit, boxes, keeping, stretches
from sync.district.ledger.boxes import Box
from sync.district.ledger.rows import Hole, holes_among
from sync.district.receipt_key import ReceiptKey
from sync.district.store import Sql
from sync.protocol import Damaged

TOLD_MAX = 64  # stretches of a box in an answer to it; the next time it asks, the next ones
TOLD_OFFICE_MAX = 1_000  # of all boxes: 100 KB
LOOKS_MAX = 8  # rows of a mebibyte, for what one body differs in

log = logging.getLogger("handbell.district")


def note(sql: Sql, building: bytes, holes: Iterable[Hole], now_ms: int) -> None:
    """Remember what cannot be given. Above the head nothing waits for a box's second deposit: it comes with the backlog."""
    for hole in holes:
        box = boxes.seen(sql, hole.box)
        if box is None or box.building != building:
            continue  # what should say whose it is rotted too; that numbers are missing shows when all are looked at
        if hole.last > box.number:
            stretches.take_out(sql, box.whose, range(max(hole.first, box.number + 1), hole.last + 1))
        within = Hole(box.box, max(hole.first, 1), min(hole.last, box.number))  # what is counted from may have rotted
        for new in _beside(within, of_box(sql, box.box)):
            _enter(sql, box, new, now_ms)
            about = f"entries {new.first} to {new.last} are not what came"
            audit.add(sql, now_ms, f"box {box.box.hex()}", "damage found", about)
            log.error("the store is damaged: of box %s %s. The box is asked for them.", box.box.hex(), about)


def lost_wrap(sql: Sql, building: bytes, at: tuple[bytes, int, int, bytes], now_ms: int) -> None:
    """A wrap that is not as it came goes, and its key entry is asked for again: its wraps come with it. `at`: recipient, place, number of
    the key entry, digest.
    """
    where = "building = ? AND recipient = ? AND place = ? AND number = ? AND digest = ?"
    sql.run(f"DELETE FROM wrap WHERE {where}", building, *at)  # noqa: S608
    here = sql.all("SELECT box FROM box WHERE building = ? AND number >= ?", building, at[2])
    note(sql, building, [Hole(box, at[2], at[2]) for (box,) in here], now_ms)


def lost_aside(sql: Sql, box: Box, number: int, digest: bytes, now_ms: int) -> None:
    """An entry of another history that is not as it came goes, so that it is kept again when it comes again."""
    at = *box.whose, number, digest
    sql.run("DELETE FROM side_entry WHERE building = ? AND box = ? AND number = ? AND digest = ?", *at)
    audit.add(sql, now_ms, f"box {box.box.hex()}", "damage found", f"entry {number} of another history")


def lost_receipt(sql: Sql, whose: stretches.Whose, at: tuple[int, int, bytes], now_ms: int) -> None:
    """A receipt that is not as it was given goes, so that whoever asks gets another. `at`: kind, number and digest of its last entry."""
    sql.run(
        "DELETE FROM receipt WHERE building = ? AND box = ? AND kind = ? AND number = ? AND digest = ?", *whose, *at
    )
    audit.add(sql, now_ms, f"box {whose[1].hex()}", "damage found", f"a receipt up to entry {at[1]}")


def whole_receipts(
    sql: Sql, box: Box, kind: int, given: Mapping[tuple[int, bytes], Signed], terms: tuple[ReceiptKey, int]
) -> dict[tuple[int, bytes], Signed]:
    """Those that are as they were given; the others go. `terms`: the key that signs now, and the time."""
    key, now_ms = terms
    whole = {at: signed for at, signed in given.items() if key.is_whole(signed)}
    for at in given.keys() - whole.keys():
        lost_receipt(sql, box.whose, (kind, *at), now_ms)
    return whole


def of_box(sql: Sql, box: bytes) -> list[tuple[int, int]]:
    """First and last number of each damaged stretch."""
    return [
        (first, last) for first, last in sql.all("SELECT first, last FROM damage WHERE box = ? ORDER BY first", box)
    ]


def head(sql: Sql, box: bytes) -> HeadTold:
    """What the box is told of itself, with what it is asked for again."""
    return replace(boxes.head(sql, box), damaged=tuple(of_box(sql, box)[:TOLD_MAX]))


def told(sql: Sql) -> tuple[Damaged, ...]:
    """What the office hears."""
    rows = sql.all(
        "SELECT building, box, first, last, found_ms FROM damage ORDER BY box, first LIMIT ?", TOLD_OFFICE_MAX
    )
    return tuple(Damaged(*row) for row in rows)


def count(sql: Sql) -> int:
    """How many stretches are damaged."""
    row = sql.one("SELECT count(*) FROM damage")
    assert row is not None  # it counts
    return int(row[0])


def among(sql: Sql, box: Box, numbers: Sequence[int], now_ms: int) -> set[int]:
    """Which of these numbers stand for something that is not what came, which is noted; they ascend. Asked where a box brings something
    else: that costs a row, and one more only where the one before it did rot.
    """
    damaged = set[int]()
    for _ in range(LOOKS_MAX):
        noted = of_box(sql, box.box)
        damaged |= {number for number in numbers if any(first <= number <= last for first, last in noted)}
        first = next((number for number in numbers if number not in damaged), None)
        holes = [] if first is None else stretches.read_numbers(sql, box.whose, first - 1, first).holes
        if not holes:
            break
        note(sql, box.building, holes, now_ms)
        damaged |= {number for number in numbers if any(each.first <= number <= each.last for each in holes)}
    return damaged


def mend(sql: Sql, box: Box, batch: Batch, now_ms: int) -> None:
    """Take what is damaged and was brought again, where it is proven to be the same."""
    first, last = batch.first.number, batch.last.number
    holes = [(begin, end) for begin, end in of_box(sql, box.box) if begin <= last and end >= first]
    numbers = {number for begin, end in holes for number in range(max(begin, first), min(end, last) + 1)}
    proven = _proven(sql, box, batch) if numbers else 0
    again = [each for each in batch.entries if each.number in numbers and each.number <= proven]
    if not again:
        return
    taken = {each.number for each in again}
    lost = stretches.take_out(sql, box.whose, taken)
    keeping.keep(sql, box, again, [each for each in batch.wraps if each.number in taken], now_ms)
    for begin, end in holes:
        sql.run("DELETE FROM damage WHERE box = ? AND first = ?", box.box, begin)
        mended = {number for number in taken if begin <= number <= end}
        for left in holes_among(box.box, mended, begin, end):
            _enter(sql, box, left, now_ms)
    note(sql, box.building, lost, now_ms)  # what rotted since, in the same rows
    audit.add(sql, now_ms, f"box {box.box.hex()}", "damage mended", f"entries {again[0].number} to {again[-1].number}")


def _proven(sql: Sql, box: Box, batch: Batch) -> int:
    """The last number of a batch that is known to be the one that came; so are those before it, since they hang together. 0: none."""
    last = batch.last
    kept = stretches.digests(sql, box.whose, batch.first.number, last.number)
    signed = keeping.receipts_of(
        sql, box, keeping.COUNTERSIGNED, [(each.number, each.digest) for each in batch.entries]
    )
    for each in reversed(batch.entries):
        at = each.number, each.digest
        if kept.get(each.number) == each.digest or at == (box.number, box.digest) or at in signed:
            return each.number
    follows = stretches.of_numbers(sql, box.whose, last.number, last.number + 1)
    return last.number if follows and unpack_header(follows[0]).prev_digest == last.digest else 0


def _beside(hole: Hole, noted: Iterable[tuple[int, int]]) -> Iterator[Hole]:
    """What of a hole is in none of the stretches that are noted, ascending."""
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
