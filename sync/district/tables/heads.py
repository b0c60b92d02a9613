"""Compares a box's head with what proves it, its entries and receipts, and corrects it where its row is damaged. Opens nothing."""

import logging
import re
from collections.abc import Iterator
from copy import replace

from appliance.envelope.deposit import Signed
from appliance.envelope.format import GENESIS_DIGEST, FormatError, entry_digest, unpack_header
from appliance.envelope.statements import Countersigned
from sync.district.receipt_key import signed_by_its_key
from sync.district.store import Sql
from sync.district.tables import audit, boxes, buildings, enrolments, kept_entries, stretches, successions
from sync.district.tables.boxes import NO_EPOCH, Box

NO_KEY = b""
_ENROLLED = re.compile(r"box (?P<box>[0-9a-f]{32}) building (?P<building>[0-9a-f]{32}) (?P<name>.+), serial [0-9a-f]+")
AT_ONCE = 500  # entries that are read together, above the last one that a receipt covers
type Head = tuple[int, bytes]
"""Number and digest of an entry."""

log = logging.getLogger("handbell.district")


def put_right(sql: Sql, box: Box, now_ms: int) -> Box:
    """Correct the box's row to what is proven. Otherwise a box with a damaged row would be told of a head, and of receipts, that never
    existed.
    """
    sql.run(
        "UPDATE box SET state = ? WHERE box = ? AND state <> ?", box.state, box.box, box.state
    )  # write down the state as it was read
    head = box.number, box.digest
    if not _is_proven(sql, box):
        box = _where_it_was_enrolled(sql, box, now_ms)
        head = head if _is_proven(sql, box) else _newest(sql, box)
    countersigned = _countersigned(sql, box, head[0])
    epoch = _epoch(sql, box, head)
    if (box.epoch, box.number, box.digest, box.countersigned) == (epoch, *head, countersigned):
        return box
    boxes.set_head(sql, box.box, epoch, *head)
    sql.run("UPDATE box SET countersigned = ? WHERE box = ?", countersigned, box.box)
    sql.run("DELETE FROM damage WHERE box = ? AND first > ?", box.box, head[0])
    sql.run("UPDATE damage SET last = ? WHERE box = ? AND last > ?", head[0], box.box, head[0])
    about = f"its head is entry {head[0]}, countersigned up to {countersigned}; the store said {box.number} and {box.countersigned}"
    audit.add(sql, now_ms, f"box {box.box.hex()}", "damage mended", about)
    log.error("the store is damaged: of box %s, %s", box.box.hex(), about)
    return replace(box, epoch=epoch, number=head[0], digest=head[1], countersigned=countersigned)


def _where_it_was_enrolled(sql: Sql, box: Box, now_ms: int) -> Box:
    """Put the box into the building that the audit log names: in another building none of its entries would be found."""
    who = f"box {box.box.hex()}"
    for (about,) in sql.all("SELECT about FROM audit WHERE who = ? AND what = 'enrolled' ORDER BY n DESC", who):
        said = _ENROLLED.fullmatch(f"{who} {about}")
        if said is not None and (building := bytes.fromhex(said["building"])) != box.building:
            sql.run("UPDATE box SET building = ? WHERE box = ?", building, box.box)
            sql.run(
                "DELETE FROM building WHERE building = ? AND place = 0"
                " AND NOT EXISTS (SELECT 1 FROM box WHERE box.building = building.building)",
                box.building,
            )
            audit.add(sql, now_ms, who, "damage mended", f"it is in building {building.hex()}")
            log.error("the store is damaged: box %s is in building %s again", box.box.hex(), building.hex())
            return replace(box, building=building)
        if said is not None:
            break
    return box


def restore(sql: Sql) -> None:
    """Restore boxes whose rows are gone from the audit log: with what it says of their enrolment, and the head that is proven. Their device
    keys stand nowhere else: until such a box is enrolled anew, it gets no other certificate.
    """
    row = sql.one("SELECT at_ms FROM audit ORDER BY n DESC LIMIT 1")
    now_ms = 0 if row is None else row[0]
    for who, about, at_ms in sql.all("SELECT who, about, at_ms FROM audit WHERE what = 'enrolled' ORDER BY n"):
        said = _ENROLLED.fullmatch(f"{who} {about}")
        if said is not None:
            _restore(sql, bytes.fromhex(said["box"]), bytes.fromhex(said["building"]), said["name"], at_ms)
    buildings.restore(sql)
    enrolments.shut_again(sql, now_ms)
    successions.restore(sql)
    for (box_id,) in sql.all("SELECT box FROM box ORDER BY box"):
        box = boxes.seen(sql, box_id)
        assert box is not None  # the line before has just named it
        put_right(sql, box, now_ms)


def _restore(sql: Sql, box: bytes, building: bytes, name: str, at_ms: int) -> None:
    if sql.one("SELECT 1 FROM building WHERE name = ?", name) is None:
        sql.run("UPDATE building SET name = ? WHERE building = ? AND name = ?", name, building, building.hex().upper())
        sql.add_missing("building", ("building", "name", "since_ms"), [(building, name, at_ms)])
    if sql.one("SELECT 1 FROM box WHERE box = ?", box) is None:
        row = (
            box,
            building,
            NO_KEY,
            boxes.state_of(sql, building, box),
            NO_EPOCH,
            GENESIS_DIGEST,
            at_ms,
            _certified(sql, box),
        )
        sql.add("box", ("box", "building", "device_key", "state", "epoch", "digest", "enrolled_ms", "until_ms"), [row])
        log.error(
            "the store is damaged: the row of box %s is gone. It is made anew but for its device key; enrol it anew.",
            box.hex(),
        )


def _certified(sql: Sql, box: bytes) -> int:
    row = sql.one("SELECT until_ms FROM certificate WHERE name = ? ORDER BY until_ms DESC LIMIT 1", box.hex())
    return 0 if row is None else int(row[0])


def _is_proven(sql: Sql, box: Box) -> bool:
    """Whether there is an entry with this number and digest, or a receipt for it, or the office decided that there is none."""
    if box.number <= box.before_first[0]:
        counts = (not _is_aside(sql, box, each) for each in _signed(sql, box))
        return (box.number, box.digest) == box.before_first and not any(counts)
    here = stretches.digest_of(sql, box.whose, box.number)
    if here == box.digest:
        return True
    at = box.number, box.digest
    receipt = kept_entries.receipts_of(sql, box, kept_entries.COUNTERSIGNED, [at]).get(at)
    if receipt is not None and signed_by_its_key(receipt):
        return True
    gap = "SELECT 1 FROM fork WHERE box = ? AND number = ?"
    return here is None and sql.one(gap, box.box, box.number + 1) is not None


def _newest(sql: Sql, box: Box) -> Head:
    """Find the last entry that a receipt covers, and go on from there as long as entries follow on each other."""
    head: Head = box.before_first
    for signed in _signed(sql, box):
        here = stretches.digest_of(sql, box.whose, signed.last)
        if here == signed.digest or (here is None and not _is_aside(sql, box, signed)):
            head = signed.last, signed.digest
            break
    while True:
        above = stretches.read_numbers(sql, box.whose, head[0], head[0] + AT_ONCE).entries
        for each in above:
            if each.number != head[0] + 1 or unpack_header(each.entry).prev_digest != head[1]:
                return head
            head = each.number, entry_digest(each.entry)
        if not above:
            return head


def _signed(sql: Sql, box: Box) -> Iterator[Countersigned]:
    """Give the entries for which the box holds countersigned receipts, the newest first, if they are what was signed."""
    rows = sql.all(
        "SELECT statement, key, signature FROM receipt WHERE building = ? AND box = ? AND kind = ? ORDER BY number DESC LIMIT ?",
        *(*box.whose, kept_entries.COUNTERSIGNED, kept_entries.RECEIPTS_AT_ONCE),
    )
    for row in rows:
        try:
            said = Countersigned.unpack(row[0])
        except FormatError:
            continue
        if (said.building, said.box) == box.whose and signed_by_its_key(Signed(*row)):
            yield said


def _is_aside(sql: Sql, box: Box, signed: Countersigned) -> bool:
    """Whether the entry that a receipt covers was put aside: the office decided for another history, even an empty one."""
    aside = "SELECT 1 FROM side_entry WHERE building = ? AND box = ? AND number = ? AND digest = ?"
    return sql.one(aside, *box.whose, signed.last, signed.digest) is not None


def _countersigned(sql: Sql, box: Box, number: int) -> int:
    """Give how far the box is countersigned: at most up to the last receipt; and, if the box stands alone for its building, at least up to
    the last receipt in the history that counts. In between, the number that stands there stays, as from when there were two histories, or
    when another box took its place.
    """
    if box.countersigned == number:
        return number if number == 0 or next(_signed(sql, box), None) is not None else 0
    signed = list(_signed(sql, box))
    counts = [each.last for each in signed if stretches.digest_of(sql, box.whose, each.last) == each.digest]
    least = max((each for each in counts if each <= number and box.state == "ok"), default=0)
    most = min(max((each.last for each in signed), default=0), number)
    return min(max(box.countersigned, least), max(most, least))


def _epoch(sql: Sql, box: Box, head: Head) -> bytes:
    """Give the epoch of the entry at the head, as its receipt or the entry itself says it; else what stands there."""
    if (box.number, box.digest) == head and box.epoch == NO_EPOCH:
        return NO_EPOCH
    if box.parent_box and head == box.before_first:
        return box.parent_epoch
    signed = next(_signed(sql, box), None)
    if signed is not None and (signed.last, signed.digest) == head:
        return signed.epoch
    found = stretches.of_numbers(sql, box.whose, head[0] - 1, head[0]) if head[0] else []
    return unpack_header(found[0]).epoch if found else box.epoch if head[0] else NO_EPOCH
