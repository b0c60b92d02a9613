"""Decides about a deposit and writes it, in one transaction: number, previous digest, quota, store, sign. Opens nothing.

The box's row is locked first, so that two servers never decide about one box at once. An answer is given only when all is on disk, and the
same deposit gets the same receipt for ever.
"""

from collections.abc import Sequence
from copy import replace
from dataclasses import dataclass
from typing import NamedTuple

from appliance.envelope.deposit import Deposited, HeadTold, Refused, Signed
from appliance.envelope.statements import Countersigned
from sync.district.batch import ROW_LEN, Batch, Sealed
from sync.district.receipt_key import ReceiptKey
from sync.district.store import Sql
from sync.district.tables import boxes, damage, forks, heads, kept_entries, stretches
from sync.district.tables.boxes import Box
from sync.district.tables.quota import BYTES_PER_DAY, OverQuota, over_quota


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which a deposit is taken."""

    key: ReceiptKey
    now_ms: int
    bytes_per_day: int = BYTES_PER_DAY


def deposit(
    sql: Sql,
    box_id: bytes,
    batch: Batch,
    terms: Terms,
    *,
    lost_before: bool,
    certificate: str = "",
    by_heir: bool = False,
) -> Deposited | Refused | OverQuota:
    """Take contiguous entries of a box. `lost_before`: the box says that the entries missing before the first one were lost for good.
    `certificate`: the serial number of the certificate that the box asks with; empty where somebody else brings its entries. `by_heir`: the
    box that follows on it brings them, up to the entry where it follows on; they are countersigned as if the box itself had brought them.
    """
    box = boxes.locked(sql, box_id, certificate)
    if box is None:
        return boxes.UNKNOWN
    refused = boxes.closed(box) or boxes.before_its_first(box, batch.first.number)
    if refused is not None:
        return refused
    if not by_heir:
        sql.run("UPDATE box SET seen_ms = ? WHERE box = ?", terms.now_ms, box.box)
    if lost_before:
        box = _beginning(box, batch)
    compared = _compared(sql, box, batch, terms.now_ms)
    if compared is None:
        return _unproven(sql, box)
    known, other = compared
    new = [each for each in batch.entries if each.number not in known] if known else batch.entries
    if not other and batch.last.number <= box.countersigned:
        receipt = _given_before(sql, box, batch.last.number, terms)
        if receipt is not None:
            return Deposited(receipt, boxes.head(sql, box.box))
        # The receipt that covered it ended in a history that the office decided against, or was damaged: this deposit gets another.
    apart = _apart(sql, box, batch, other)
    if apart == "out-of-order":
        box = heads.put_right(sql, box, terms.now_ms)
        apart = _apart(sql, box, batch, other)
    if apart == "out-of-order" and not lost_before and not _follows_aside(sql, box, batch):
        return _out_of_order(sql, box, batch.first.number)
    brings = new or other or batch.wraps
    over = over_quota(sql, box, batch.room, terms.now_ms, terms.bytes_per_day) if brings else None
    if over is not None:
        return over
    if apart is not None:
        return _forked(sql, box, batch, other, terms)
    return _taken(sql, box, batch, new, terms, by_heir=by_heir)


def _beginning(box: Box, batch: Batch) -> Box:
    """Let a box begin with its own first entry, if a token gave it another box's place: it may be unable to prove the entries before. What
    was restored from the other box stays that box's.
    """
    if box.number or box.parent_box or not box.replaces or batch.first.number == 1:
        return box
    return replace(box, number=batch.first.number - 1, digest=batch.first.header.prev_digest)


def _given_before(sql: Sql, box: Box, number: int, terms: Terms) -> Signed | None:
    while (found := kept_entries.countersigned_from(sql, box, number)) is not None:
        at, receipt = found
        if terms.key.is_whole(receipt):
            return receipt
        damage.lost_receipt(sql, box.whose, (kept_entries.COUNTERSIGNED, *at), terms.now_ms)
    return None


class Compared(NamedTuple):
    """A batch compared with what is kept."""

    known: dict[int, bytes]
    """Number → digest of what is here."""
    other: list[Sealed]
    """Entries of another history than the one here."""


def _compared(sql: Sql, box: Box, batch: Batch, now_ms: int) -> Compared | None:
    """Compare a batch with what is kept. Damage that this very batch mends does not count. None where the batch differs only where entries
    were lost, and nothing proves whether it brings what came.
    """
    if box.is_damaged:
        damage.mend(sql, box, batch, now_ms)
    known, differ = _differing(sql, box, batch)
    lost = damage.among(sql, box, differ, now_ms) if differ else set()
    if lost:
        damage.mend(sql, box, batch, now_ms)
        known, differ = _differing(sql, box, batch)
    if differ:
        proven = damage.proven(sql, box, batch)
        differ = [number for number in differ if number > proven]
    # The head is known even where its row is gone; if the batch had the same entry there, it would be proven.
    apart = {number for number in differ if number == box.number or (number in known and number not in lost)}
    return None if differ and not apart else Compared(known, [each for each in batch.entries if each.number in apart])


def _differing(sql: Sql, box: Box, batch: Batch) -> tuple[dict[int, bytes], list[int]]:
    """Give what is known, and the numbers of the batch that differ: up to the head each of its entries must be here already."""
    known = stretches.digests(sql, box.whose, batch.first.number, batch.last.number)
    if not known and batch.first.number > box.number:
        return known, []
    differ = [each.number for each in batch.entries if known.get(each.number) != each.digest]
    return known, [number for number in differ if number in known or number <= box.number]


def _unproven(sql: Sql, box: Box) -> Refused:
    says = (
        "The store lost the entries that these should match. Send first the entries that follow on them, up to one that the store "
        "still has whole: they prove these."
    )
    return Refused("damaged", says, damage.head(sql, box.box))


def _apart(sql: Sql, box: Box, batch: Batch, other: list[Sealed]) -> str | None:
    """Say how the batch does not fit what is kept: None, "out-of-order" or "fork"."""
    first = batch.first
    if first.number == box.number + 1 and first.header.prev_digest != box.digest:
        return "out-of-order"  # even where a later entry differs too: the histories part before this batch
    if other:
        return "fork"
    if first.number > box.number + 1:
        return "out-of-order"
    return "fork" if box.state == "fork" else None


def _follows(box: Box, batch: Batch) -> bool:
    """Whether the batch reaches down to the head and follows on it. Its entries below the head were found to be the same."""
    first = batch.first
    return first.number <= box.number or (first.number == box.number + 1 and first.header.prev_digest == box.digest)


def _follows_aside(sql: Sql, box: Box, batch: Batch) -> bool:
    """Whether it goes on with what is kept aside, while the office has not decided. After the decision, a box must ask for
    its head anew.
    """
    aside = "SELECT 1 FROM side_entry WHERE building = ? AND box = ? AND number = ? AND digest = ?"
    before = batch.first.number - 1, batch.first.header.prev_digest
    return box.state == "fork" and sql.one(aside, *box.whose, *before) is not None


def _out_of_order(sql: Sql, box: Box, first: int) -> Refused:
    head = boxes.head(sql, box.box)
    says = f"Entry {first} does not follow on entry {head.number}, the last one here. Go on from there."
    return Refused("out-of-order", says, head)


def _forked(sql: Sql, box: Box, batch: Batch, other: list[Sealed], terms: Terms) -> Refused | OverQuota:
    """Keep everything, and name the place where the histories part."""
    parts_at = other[0].number if other else batch.first.number
    parts = forks.parts_here(sql, box, other[0]) if other else box.state != "fork"
    apart = forks.apart(sql, box, _aside(sql, box, batch), parts_at if parts else None)
    if (over := forks.slowed(sql, box, apart, terms.now_ms)) is not None:
        return over
    aside = apart.entries
    if other and parts_at > box.number + 1 and _follows(box, batch) and box.state != "fork":
        # The other history begins above the head, at an entry of the urgent lane: up to that entry the batch fits.
        below = [each for each in batch.entries if box.number < each.number < parts_at]
        known = stretches.digests(sql, box.whose, box.number + 1, parts_at)
        kept_entries.keep(sql, box, [each for each in below if each.number not in known], (), terms.now_ms)
        _advance(sql, box, below[-1])
        aside = [each for each in aside if each.number >= parts_at]
    kept_entries.keep_aside(sql, box, aside, batch.wraps, terms.now_ms)
    if parts:
        forks.name(sql, box, parts_at, terms.now_ms)
    return forks.refusal(boxes.head(sql, box.box), parts_at)


def _aside(sql: Sql, box: Box, batch: Batch) -> list[Sealed]:
    """Give the entries of the batch that are not here yet, even those below the differing one, because nothing may be added to the history
    now.
    """
    known = stretches.digests(sql, box.whose, batch.first.number, batch.last.number)
    return [each for each in batch.entries if known.get(each.number) != each.digest]


def _taken(
    sql: Sql, box: Box, batch: Batch, new: Sequence[Sealed], terms: Terms, *, by_heir: bool
) -> Deposited | Refused:
    if new or batch.wraps:
        kept_entries.keep(sql, box, new, batch.wraps, terms.now_ms)
    if batch.last.number > box.number:
        _advance(sql, box, batch.last)
    if box.state == "superseded" and not by_heir:
        return superseded(boxes.head(sql, box.box))
    receipt = _countersign(sql, box, batch, terms)
    return Deposited(receipt, boxes.head(sql, box.box))


def _advance(sql: Sql, box: Box, to: Sealed) -> None:
    boxes.set_head(sql, box.box, to.header.epoch, to.number, to.digest)


def _countersign(sql: Sql, box: Box, batch: Batch, terms: Terms) -> Signed:
    last = batch.last
    first = max(batch.first.number, min(box.countersigned + 1, last.number))
    statement = Countersigned(box.building, box.box, last.header.epoch, first, last.number, last.digest, terms.now_ms)
    room = 0
    at = last.number, last.digest
    given = kept_entries.receipts_of(sql, box, kept_entries.COUNTERSIGNED, [at])
    receipt = damage.whole_receipts(sql, box, kept_entries.COUNTERSIGNED, given, (terms.key, terms.now_ms)).get(at)
    if receipt is None:  # an existing one is from before the office changed its mind about a fork, and changed it back
        receipt = terms.key.sign(statement)
        kept_entries.keep_receipt(sql, box, kept_entries.COUNTERSIGNED, last.number, last.digest, receipt)
        room = ROW_LEN
    counted = "kept_bytes = kept_bytes + ?, day_bytes = day_bytes + ?"
    upto = max(box.countersigned, last.number)
    sql.run(f"UPDATE box SET countersigned = ?, {counted} WHERE box = ?", upto, room, room, box.box)  # noqa: S608
    return receipt


def superseded(head: HeadTold) -> Refused:
    """Refuse a box whose place another box has."""
    says = (
        "Another box has taken this one's place. What it brings is kept for the safety office, and not countersigned."
    )
    return Refused("superseded", says, head)
