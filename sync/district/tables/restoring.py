"""Keeps which boxes ask the safety office for what the box before them had, and what they are given, sealed. Opens nothing."""

from appliance.envelope.deposit import Refused
from sync.district.store import Sql
from sync.district.tables import audit, boxes, successions
from sync.protocol import HandoverGiven, Kept, RestoringAsked, RestoringBox, RestoringBoxes, RestoringTold

NOT_ANOTHERS_PLACE = Refused(
    "not-yours",
    "This box takes no other's place. Ask the district for a token that names the former box: enrol --replace",
)
TOLD_MAX = 20  # boxes of one building in an answer: more than anybody ever tried


def ask(sql: Sql, box_id: bytes, asked: RestoringAsked, certificate: str, now_ms: int) -> Kept | Refused:
    """Keep the key that the handover must be sealed for. It replaces an earlier key, and what was given for that one is deleted."""
    box = boxes.locked(sql, box_id, certificate)
    if (refused := _refused(sql, box)) is not None or box is None:
        return refused or boxes.UNKNOWN
    row = sql.one("SELECT public FROM restoring WHERE box = ?", box.box)
    if row is not None and row[0] == asked.public:
        return Kept()
    sql.run("DELETE FROM restoring WHERE box = ?", box.box)
    sql.run(
        "INSERT INTO restoring (box, building, public, asked_ms) VALUES (?, ?, ?, ?)",
        *box.whose[::-1],
        asked.public,
        now_ms,
    )
    audit.add(sql, now_ms, f"box {box.box.hex()}", "asks to be restored", f"building {box.building.hex()}")
    return Kept()


def told(sql: Sql, box_id: bytes, certificate: str) -> RestoringTold | Refused:
    """Tell what the box was given; empty until then."""
    box = boxes.seen(sql, box_id, certificate)
    if (refused := _refused(sql, box)) is not None:
        return refused
    row = sql.one("SELECT handover FROM restoring WHERE box = ?", box_id)
    return RestoringTold(b"" if row is None else row[0], tuple(successions.forebears(sql, box_id)))


def waiting(sql: Sql, building: bytes) -> RestoringBoxes:
    """List the boxes of a building that ask, the newest first. Which box is the right one is settled by telephone."""
    rows = sql.all(
        "SELECT r.box, r.public, r.asked_ms, b.replaces FROM restoring r JOIN box b ON b.box = r.box WHERE r.building = ?"
        " ORDER BY r.asked_ms DESC, r.box",
        building,
    )
    return RestoringBoxes(tuple(RestoringBox(*row) for row in rows[:TOLD_MAX]))


def give(sql: Sql, given: HandoverGiven, who: str, now_ms: int) -> Kept | Refused:
    """Keep the office's answer for the box that asked."""
    changed = sql.changed(
        "UPDATE restoring SET handover = ?, given_ms = ? WHERE box = ? AND building = ?",
        *(given.sealed, now_ms, given.box, given.building),
    )
    if not changed:
        return Refused("not-found", "No box of this building with this id has asked to be restored.")
    audit.add(sql, now_ms, who, "handover given", f"box {given.box.hex()} building {given.building.hex()}")
    return Kept()


def _refused(sql: Sql, box: boxes.Box | None) -> Refused | None:
    if box is None:
        return boxes.UNKNOWN
    row = sql.one("SELECT replaces FROM box WHERE box = ?", box.box)
    return boxes.closed(box) or (None if row is not None and row[0] else NOT_ANOTHERS_PLACE)
