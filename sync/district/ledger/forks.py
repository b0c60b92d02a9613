"""Two histories of one box: named, kept on both sides, and decided by the safety office alone. Opens nothing."""

from appliance.envelope.deposit import ForkDecided, HeadTold, Refused
from appliance.envelope.format import DIGEST_LEN, GENESIS_DIGEST, unpack_header
from sync.district.ledger import audit, boxes, stretches
from sync.district.ledger.boxes import Box
from sync.district.ledger.keeping import COUNTERSIGNED
from sync.district.store import Sql
from sync.protocol import Fork, Forks, RolledBack

NOTHING_HERE = bytes(DIGEST_LEN)


def name(sql: Sql, box: Box, number: int, now_ms: int) -> None:
    """Two histories part at this number. One the office has decided already stays decided."""
    if sql.one("SELECT 1 FROM fork WHERE box = ? AND number = ?", box.box, number) is not None:
        return
    here = stretches.digest_of(sql, box.whose, number)
    first = NOTHING_HERE if here is None else here
    sql.run(
        "INSERT INTO fork (box, number, building, digest, found_ms, decided) VALUES (?, ?, ?, ?, ?, ?)",
        box.box,
        number,
        box.building,
        first,
        now_ms,
        b"",
    )
    if box.state == "ok":
        boxes.set_state(sql, box.box, "fork")
    audit.add(sql, now_ms, f"box {box.box.hex()}", "fork found", f"entry {number}")


def refusal(head: HeadTold, number: int) -> Refused:
    """What the box hears."""
    if head.state == "fork":
        says = (
            f"There are two histories of this box from entry {number} on. Both are kept; nothing is countersigned until "
            "the safety office decides."
        )
    else:
        says = f"The safety office decided for another history than this one from entry {number} on. This one is kept."
    return Refused("fork", says, head)


def decide(sql: Sql, decision: ForkDecided, building: bytes, now_ms: int) -> None:
    """The history whose entry `number` has `digest` goes on. A box, building or entry nobody knows changes nothing here."""
    box = boxes.locked(sql, decision.box)
    known = sql.one("SELECT 1 FROM fork WHERE box = ? AND number = ?", decision.box, decision.number)
    if box is None or known is None or box.building != building:
        return
    if not _goes_on(sql, box, decision):
        about = f"box {box.box.hex()} entry {decision.number}: the entry before it is of another history"
        audit.add(sql, now_ms, "office", "fork left undecided", about)
        return
    sql.run("UPDATE fork SET decided = ? WHERE box = ? AND number = ?", decision.digest, box.box, decision.number)
    open_yet = sql.one("SELECT 1 FROM fork WHERE box = ? AND length(decided) = 0", box.box)
    if box.state == "fork" and open_yet is None:
        boxes.set_state(sql, box.box, "ok")
    audit.add(sql, now_ms, "office", "fork decided", f"box {box.box.hex()} entry {decision.number}")


def undecided(sql: Sql) -> int:
    """How many wait for the office's decision."""
    row = sql.one("SELECT count(*) FROM fork WHERE length(decided) = 0")
    assert row is not None  # it counts
    return int(row[0])


def named(sql: Sql) -> Forks:
    """Everything that does not fit together."""
    forks = []
    rows = sql.all("SELECT building, box, number, digest, found_ms, decided FROM fork ORDER BY found_ms, box, number")
    for building, box, number, digest, found_ms, decided in rows:
        sides = sql.all(
            "SELECT digest FROM side_entry WHERE building = ? AND box = ? AND number = ? ORDER BY place",
            building,
            box,
            number,
        )
        others = [side for (side,) in sides if side != digest]
        forks.append(Fork(building, box, number, (digest, *others), found_ms, decided))
    rolled_back = sql.all(
        "SELECT building, box, number, countersigned, found_ms FROM rolled_back ORDER BY found_ms, box, number"
    )
    return Forks(tuple(forks), tuple(RolledBack(*row) for row in rolled_back))


def server_was_rolled_back(sql: Sql, box: Box, countersigned: int, now_ms: int) -> None:
    """The box holds a receipt for more than is here. Named once; and not where we still have that receipt: then the office decided
    for another history since.
    """
    if _signed_for(sql, box, countersigned):
        return
    place = (box.box, box.number, countersigned)
    if sql.one("SELECT 1 FROM rolled_back WHERE box = ? AND number = ? AND countersigned = ?", *place) is not None:
        return
    sql.run(
        "INSERT INTO rolled_back (box, number, countersigned, building, found_ms) VALUES (?, ?, ?, ?, ?)",
        *place,
        box.building,
        now_ms,
    )
    about = f"receipt up to {countersigned}, entries here up to {box.number}"
    audit.add(sql, now_ms, f"box {box.box.hex()}", "this server was rolled back", about)


def _signed_for(sql: Sql, box: Box, number: int) -> bool:
    """Whether a countersigned receipt up to this number or beyond is kept here, of whichever history."""
    at = (box.building, box.box, COUNTERSIGNED, number)
    query = "SELECT 1 FROM receipt WHERE building = ? AND box = ? AND kind = ? AND number >= ? LIMIT 1"
    return sql.one(query, *at) is not None


def _goes_on(sql: Sql, box: Box, decision: ForkDecided) -> bool:
    """Whether the chosen entry is here. Where it stands aside, the other history changes places with it.

    It has to follow on the history that is here up to it: where that parts earlier, the earlier fork is to be decided first. Forks
    above it that are undecided fall with the history they are in; where the one that goes on parts again, it is named again.
    What followed on the chosen one comes again from the box itself, from the new head on, and is checked as any deposit is.
    """
    at = (box.building, box.box, decision.number)
    if stretches.digest_of(sql, box.whose, decision.number) == decision.digest:
        return True
    side = sql.one(
        "SELECT entry FROM side_entry WHERE building = ? AND box = ? AND number = ? AND digest = ?",
        *at,
        decision.digest,
    )
    if side is None or not _follows(sql, box, decision.number, unpack_header(side[0]).prev_digest):
        return False
    stretches.put_aside(sql, box.whose, decision.number)
    sql.run("DELETE FROM fork WHERE box = ? AND number > ? AND length(decided) = 0", box.box, decision.number)
    boxes.put_back_head(sql, box, decision.number - 1, unpack_header(side[0]).prev_digest)
    return True


def _follows(sql: Sql, box: Box, number: int, prev_digest: bytes) -> bool:
    """Whether an entry `number` that names this one before it follows on what is here, or on a gap that was named as one."""
    fork = sql.one("SELECT digest FROM fork WHERE box = ? AND number = ?", box.box, number)
    if fork is not None and fork[0] == NOTHING_HERE:
        return True
    if number > box.number + 1:
        return False
    before = stretches.digest_of(sql, box.whose, number - 1)
    return prev_digest == (GENESIS_DIGEST if before is None else before)
