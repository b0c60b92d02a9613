"""Reads and writes what is kept of a box: its row, its head, and places in its building's order. Decides nothing."""

from copy import replace
from dataclasses import dataclass

from appliance.envelope.deposit import HELD_TOLD_MAX, HeadTold, Refused
from appliance.envelope.format import GENESIS_DIGEST, ID_LEN
from sync.district.store import Sql
from sync.district.tables import stretches

STATES = {"ok", "fork", "superseded", "revoked"}
NO_EPOCH = bytes(ID_LEN)

_COLUMNS = (
    "box, building, device_key, state, epoch, number, digest, countersigned, day_from_ms, day_bytes, beyond_ms,"
    " seen_ms, parent_box, parent_epoch, parent_number, parent_digest, replaces,"
    " EXISTS (SELECT 1 FROM damage WHERE damage.box = box.box),"
    # asked together with the row, so that it costs no further question to the store
    " EXISTS (SELECT 1 FROM certificate WHERE serial = ? AND revoked = 1)"
)


@dataclass(frozen=True, slots=True)
class Box:
    """A row of `box`. `epoch`, `number` and `digest` are its head; `countersigned` is the last number that a receipt covers.

    `parent_box`: the box that it follows on, after that box's entry `parent_number`; empty where it began by itself. `replaces`: the box
    whose place its token gave it. `is_damaged`: some of its entries must be deposited again. `is_shut_out`: the certificate that it asked
    with was revoked.
    """

    box: bytes
    building: bytes
    device_key: bytes
    state: str
    epoch: bytes
    number: int
    digest: bytes
    countersigned: int
    day_from_ms: int
    day_bytes: int
    beyond_ms: int
    seen_ms: int
    parent_box: bytes
    parent_epoch: bytes
    parent_number: int
    parent_digest: bytes
    replaces: bytes
    is_damaged: bool
    is_shut_out: bool = False

    @property
    def whose(self) -> stretches.Whose:
        """Building and box, by which entries are found."""
        return self.building, self.box

    @property
    def before_first(self) -> tuple[int, bytes]:
        """Number and digest of the entry that its own first entry follows on."""
        return (self.parent_number, self.parent_digest) if self.parent_box else (0, GENESIS_DIGEST)


def locked(sql: Sql, box: bytes, certificate: str = "") -> Box | None:
    """Give the box, locked until the transaction ends. `certificate`: the serial number of the certificate that it asks with, if it asks
    itself.
    """
    row = sql.one(f"SELECT {_COLUMNS} FROM box WHERE box = ?{sql.for_update}", certificate, box)  # noqa: S608 — columns of ours
    return None if row is None else _as_known(sql, Box(*row))


def seen(sql: Sql, box: bytes, certificate: str = "") -> Box | None:
    """Give the box as it stands. `certificate` as above."""
    row = sql.one(f"SELECT {_COLUMNS} FROM box WHERE box = ?", certificate, box)  # noqa: S608
    return None if row is None else _as_known(sql, Box(*row))


def current(sql: Sql, building: bytes) -> list[bytes]:
    """Give the boxes that stand for a building. They and the building are locked until the transaction ends, so that no two boxes take one
    place.
    """
    # Boxes first: whoever deposits has locked its box before it takes a place in the building.
    sql.all(f"SELECT box FROM box WHERE building = ? ORDER BY box{sql.for_update}", building)  # noqa: S608
    sql.one(f"SELECT building FROM building WHERE building = ?{sql.for_update}", building)  # noqa: S608
    there = [seen(sql, box) for (box,) in sql.all("SELECT box FROM box WHERE building = ?", building)]
    return [each.box for each in there if each is not None and each.state in {"ok", "fork"}]


def set_head(sql: Sql, box: bytes, epoch: bytes, number: int, digest: bytes) -> None:
    """Set the head: everything up to `number` is here and chained."""
    sql.run("UPDATE box SET epoch = ?, number = ?, digest = ? WHERE box = ?", epoch, number, digest, box)


def put_back_head(sql: Sql, box: Box, number: int, digest: bytes) -> None:
    """Put the head back to an earlier entry, or to the place before an entry where nothing is kept."""
    sql.run(
        "UPDATE box SET epoch = ?, number = ?, digest = ?, countersigned = ? WHERE box = ?",
        NO_EPOCH,
        number,
        digest,
        min(box.countersigned, number),
        box.box,
    )


def set_state(sql: Sql, box: bytes, state: str) -> None:
    """Set the state, as in HeadTold."""
    sql.run("UPDATE box SET state = ? WHERE box = ?", state, box)


def head(sql: Sql, box: bytes) -> HeadTold:
    """Give what the box is told about itself."""
    found = seen(sql, box)
    if found is None:
        return HeadTold("ok", NO_EPOCH, 0, GENESIS_DIGEST)
    held = stretches.numbers_above(sql, found.whose, found.number, HELD_TOLD_MAX)
    return HeadTold(found.state, found.epoch, found.number, found.digest, tuple(held))


def take_places(sql: Sql, building: bytes, count: int) -> int:
    """Take `count` places in the building's order, and give the first. They are held until the transaction ends, so that no place appears
    late.
    """
    row = sql.one("UPDATE building SET place = place + ? WHERE building = ? RETURNING place", count, building)
    assert row is not None  # a box is never entered without its building
    return int(row[0]) - count + 1


def last_place(sql: Sql, building: bytes) -> int:
    """Give the last place that was taken in the building's order: whatever is kept for the office takes one. 0 for a building that is not
    known.
    """
    row = sql.one("SELECT place FROM building WHERE building = ?", building)
    return 0 if row is None else int(row[0])


def state_of(sql: Sql, building: bytes, box: bytes) -> str:
    """Find a box's state from everything else that tells it, where its own row does not."""
    if any(_is_about(line, box) for (line,) in sql.all("SELECT about FROM audit WHERE what = 'revoked'")):
        return "revoked"
    if (
        sql.one("SELECT 1 FROM succession WHERE state = 'fork' AND (new_box = ? OR former_box = ?)", box, box)
        is not None
    ):
        return "fork"
    enrolled = "SELECT who FROM audit WHERE what = 'enrolled' AND about LIKE ? ORDER BY n DESC LIMIT 1"
    stands = sql.one(enrolled, f"building {building.hex()} %")
    if stands is not None and stands[0] != f"box {box.hex()}":
        return "superseded"
    undecided = sql.one("SELECT 1 FROM fork WHERE box = ? AND length(decided) = 0", box)
    return "ok" if undecided is None else "fork"


def _as_known(sql: Sql, box: Box) -> Box:
    """Give the box with a valid state: a damaged word must neither let a box in nor shut it out."""
    return box if box.state in STATES else replace(box, state=state_of(sql, box.building, box.box))


def _is_about(line: str, box: bytes) -> bool:
    """Whether an audit line is about this box, however an administrator wrote the id."""
    return "".join(line.lower().replace(":", "").split()).startswith(box.hex())


def closed(box: Box) -> Refused | None:
    """Refuse a box that is shut out, or that asks with a certificate that is."""
    if box.state == "revoked":
        return Refused(
            "revoked", "This box was revoked by the district: nothing of it is kept. Ask the district's administrator."
        )
    return SHUT_OUT if box.is_shut_out else None


def before_its_first(box: Box, number: int) -> Refused | None:
    """Refuse an entry that a box which follows on another cannot have written itself."""
    if number > box.parent_number:
        return None
    says = f"This box follows on the box {box.parent_box.hex()}, after entry {box.parent_number}: entry {number} is none of its own."
    return Refused("bad-entry", says)


SHUT_OUT = Refused(
    "no-certificate",
    "This certificate was revoked. A box asks for another by its device key; who else has it, enrols anew.",
)
ENDED = Refused(
    "no-certificate",
    "This certificate has ended. A box asks for another by its device key; who else has it, enrols anew.",
)
UNKNOWN = Refused("not-yours", "The district does not know this box. Enrol it anew.")
