"""Takes in a box that follows on another, by a statement that says on which box, and after which entry; or makes it a fork. Opens nothing.

The statement is signed by a key that the former box named while it lived, and that lies only in its recovery bundle. It replaces the former
box without a person. But if that box was heard within a day, or another box follows on it already, the safety office decides.
"""

from typing import NamedTuple

from appliance.envelope.deposit import Refused, Signed
from appliance.envelope.format import FormatError, read_head_statement, unpack_header
from appliance.envelope.statements import Succession, SuccessionKey
from sync.district.receipt_key import signed_by_its_key
from sync.district.store import Sql
from sync.district.tables import audit, boxes, enrolments, stretches, successions
from sync.district.tables.boxes import Box
from sync.district.tables.enrolments import NewBox, add_certificate
from sync.district.tables.quota import DAY_MS
from sync.protocol import Kept, Role

KEYS_MAX = 32  # keys that one box names: a new one each time that its key is used
FOLLOWERS_MAX = 8  # boxes that follow on one box: whoever holds stick and phrase can make no more before somebody looks
HEARD_MS = DAY_MS  # a box that spoke within this time may not be dead
ERRAND_MS = (
    DAY_MS  # a new card is enrolled by its token and restored within this time; later only a person can replace it
)


class Parent(NamedTuple):
    """The last entry of a former box, as its device signed it."""

    building: bytes
    former_box: bytes
    epoch: bytes
    number: int
    digest: bytes


class Follow(NamedTuple):
    """What a box says and how: the statement with its signature, and the box with its new certificate."""

    said: Succession
    signed: Signed
    new: NewBox


def name_key(sql: Sql, box_id: bytes, signed: Signed, certificate: str, now_ms: int) -> Kept | Refused:
    """Keep the key that a box names to speak for the box after it. The same again changes nothing."""
    try:
        said = SuccessionKey.unpack(signed.statement)
    except FormatError as wrong:
        return Refused("bad-request", f"This names no key: {wrong}.")
    box = boxes.locked(sql, box_id, certificate)
    if box is None or (said.building, said.box) != box.whose:
        return boxes.UNKNOWN
    if (refused := boxes.closed(box)) is not None:
        return refused
    if signed.key != box.device_key or not signed_by_its_key(signed):
        return Refused("signature", "This is not signed by the device key of this box.")
    if _names(sql, box.box, said.public):
        return Kept()
    row = sql.one("SELECT count(*) FROM succession_key WHERE box = ?", box.box)
    if row is not None and row[0] >= KEYS_MAX:
        return Refused(
            "quota", f"This box has named {KEYS_MAX} keys, more than it can have used. None of them is lost."
        )
    sql.run(
        "INSERT INTO succession_key (building, box, public, statement, key, signature, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(*box.whose, said.public, signed.statement, signed.key, signed.signature, now_ms),
    )
    audit.add(sql, now_ms, f"box {box.box.hex()}", "succession key named", said.public.hex())
    return Kept()


def follow_by_head(sql: Sql, box_id: bytes, signed: Signed, certificate: str, now_ms: int) -> Kept | Refused:
    """Let a box follow on another whose device signed this head, where a token put it in that box's place: it goes on after that entry, and
    may bring what the former box had up to it. This is for a box whose proof is not taken. By giving the token, a person said that another
    box stands there.
    """
    try:
        head = Parent(*read_head_statement(signed.statement))
    except FormatError as wrong:
        return Refused("bad-request", f"This is no head of a box: {wrong}.")
    box, former = boxes.locked(sql, box_id, certificate), boxes.seen(sql, head.former_box)
    if box is None:
        return boxes.UNKNOWN
    if (refused := boxes.closed(box)) is not None:
        return refused
    if former is None or former.building != box.building or former.box not in successions.forebears(sql, box.box):
        return Refused("not-yours", "No token has given this box the place of that one.")
    if head.building != box.building or signed.key != former.device_key or not signed_by_its_key(signed):
        return Refused("signature", "This is not signed by the device key of the box before this one.")
    if box.parent_box:
        same = (box.parent_box, box.parent_number, box.parent_digest) == (head.former_box, head.number, head.digest)
        return Kept() if same else Refused("not-yours", "This box follows on another entry already.")
    here = former.digest if former.number == head.number else stretches.digest_of(sql, former.whose, head.number)
    if here not in {None, head.digest} or not _begins_there(sql, box, head):
        return Refused("not-yours", "What is here of one of the two boxes does not follow on that entry.")
    _goes_on_after(sql, box.box, head, moves_head=box.number == 0)
    about = f"box {former.box.hex()} after entry {head.number}, by its token and that box's head"
    audit.add(sql, now_ms, f"box {box.box.hex()}", "follows", about)
    return Kept()


def follows_already(sql: Sql, said: Succession) -> bool:
    """Whether this box was taken in by this very statement: then it just wants another certificate, as any box does by its device key."""
    row = sql.one("SELECT statement FROM succession WHERE new_box = ?", said.new_box)
    return row is not None and row[0] == said.pack()


def follow(sql: Sql, it: Follow, now_ms: int) -> Kept | Refused:
    """Take in the box, and replace the former one. Signatures were checked already, but not whose key it is."""
    said, new = it.said, it.new
    former, known = boxes.locked(sql, said.former_box), boxes.locked(sql, said.new_box)
    if former is None or former.building != said.building or not _names(sql, former.box, it.signed.key):
        return Refused("signature", "No box of this building has named the key that this is signed by.")
    interim, current = _interim(sql, said, now_ms)
    refused = _not_new(sql, known, it) or _not_free(sql, said, current)
    if refused is not None:
        return refused
    parts = not _was_said_by_hand(known, former) and _parts(sql, said, former, current, now_ms)
    _enter(sql, said, new, known, now_ms)
    _remember(sql, it, now_ms)
    if parts:
        successions.part(sql, said.building, former.box, now_ms)
    elif former.state in {"ok", "fork"}:
        boxes.set_state(sql, former.box, "superseded")
    about = f"box {former.box.hex()} after entry {said.number}{': the office decides' if parts else ''}"
    audit.add(sql, now_ms, f"box {new.box.hex()}", "follows", about)
    for box in interim:
        boxes.set_state(sql, box, "superseded")
        audit.add(sql, now_ms, f"box {new.box.hex()}", "takes the place of", f"box {box.hex()}, which a token let in")
    return Kept()


def _interim(sql: Sql, said: Succession, now_ms: int) -> tuple[list[bytes], list[bytes]]:
    """Give the boxes that stand only until the former one is restored, and all others that stand.

    A new card takes calls at once, and its token names the former box; when it is restored, it has another id.
    """
    current = boxes.current(sql, said.building)
    rows = "SELECT box FROM box WHERE building = ? AND box <> ? AND replaces = ? AND length(parent_box) = 0 AND enrolled_ms > ?"
    lately = {box for (box,) in sql.all(rows, said.building, said.new_box, said.former_box, now_ms - ERRAND_MS)}
    return [box for box in current if box in lately], [box for box in current if box not in lately]


def _names(sql: Sql, box: bytes, public: bytes) -> bool:
    return sql.one("SELECT 1 FROM succession_key WHERE box = ? AND public = ?", box, public) is not None


def _not_new(sql: Sql, known: Box | None, it: Follow) -> Refused | None:
    refused = enrolments.no_box(known, it.new)
    if refused is not None or known is None:
        return refused
    parent = (known.parent_box, known.parent_number, known.parent_digest)
    is_proven = sql.one("SELECT 1 FROM succession WHERE new_box = ?", it.new.box) is not None
    if not is_proven and parent == (it.said.former_box, it.said.number, it.said.digest):
        return None  # the former box's head said the same before, when a token had given this box its place
    if not known.parent_box and _begins_there(sql, known, it.said):
        return None
    return Refused("not-yours", "This box has a history of its own here already; it follows on no other.")


def _begins_there(sql: Sql, known: Box, said: Succession | Parent) -> bool:
    """Whether a box that a token let in has brought nothing yet, or only its own entries, which begin after the entry that
    it follows on.
    """
    if known.number == 0:
        return True
    first = stretches.of_numbers(sql, known.whose, said.number, said.number + 1)
    below = "SELECT 1 FROM entry WHERE building = ? AND box = ? AND number - count < ? LIMIT 1"
    if not first or sql.one(below, *known.whose, said.number) is not None:
        return False
    return unpack_header(first[0]).prev_digest == said.digest


def _not_free(sql: Sql, said: Succession, current: list[bytes]) -> Refused | None:
    """Say why no box can follow on this one now; None where it can."""
    row = sql.one("SELECT closed_ms FROM building WHERE building = ?", said.building)
    if row is None or row[0]:
        return Refused("closed", "This building is closed, or the district does not know it.")
    if len(successions.of(sql, said.building, said.former_box)) >= FOLLOWERS_MAX:
        return Refused(
            "occupied", f"{FOLLOWERS_MAX} boxes say that they follow on this one. Ask the district's administrator."
        )
    for box in current:
        if box not in {said.former_box, said.new_box} and said.former_box not in successions.forebears(
            sql, box, proven=True
        ):
            says = (
                f"The box {box.hex()} stands for this building, and does not follow on {said.former_box.hex()}. If it is to give way: "
                f"handbell district enrol NAME --replace {box.hex()}"
            )
            return Refused("occupied", says)
    return None


def _was_said_by_hand(known: Box | None, former: Box) -> bool:
    """Whether the new box stands already, by a token in the former box's place."""
    return known is not None and known.state == "ok" and former.state in {"superseded", "revoked"}


def _parts(sql: Sql, said: Succession, former: Box, current: list[bytes], now_ms: int) -> bool:
    """Whether the district must not decide by itself that this box follows on that one."""
    is_heard = former.state == "ok" and now_ms - former.seen_ms < HEARD_MS
    is_second = bool(successions.of(sql, said.building, former.box)) or bool({*current} - {former.box, said.new_box})
    here = former.digest if former.number == said.number else stretches.digest_of(sql, former.whose, said.number)
    return is_heard or is_second or former.state == "fork" or here not in {None, said.digest}


def _enter(sql: Sql, said: Succession, new: NewBox, known: Box | None, now_ms: int) -> None:
    """Let it go on where the former box ended, or where it is already."""
    if known is None:
        sql.run(
            "INSERT INTO box (box, building, device_key, epoch, digest, enrolled_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(new.box, new.building, new.device_key, said.epoch, said.digest, now_ms, new.until_ms),
        )
    sql.run("UPDATE box SET until_ms = ? WHERE box = ?", new.until_ms, new.box)
    _goes_on_after(sql, new.box, said, moves_head=known is None or known.number == 0)
    add_certificate(sql, Role.BUILDING, new.box.hex(), new.serial, new.until_ms)
    row = sql.one("SELECT name FROM building WHERE building = ?", new.building)
    assert row is not None  # the building is open, so it has a row
    audit.add(
        sql, now_ms, f"box {new.box.hex()}", "enrolled", f"building {new.building.hex()} {row[0]}, serial {new.serial}"
    )


def _goes_on_after(sql: Sql, box: bytes, said: Succession | Parent, *, moves_head: bool) -> None:
    parent = (said.former_box, said.epoch, said.number, said.digest)
    sql.run(
        "UPDATE box SET parent_box = ?, parent_epoch = ?, parent_number = ?, parent_digest = ? WHERE box = ?",
        *(*parent, box),
    )
    if moves_head:
        boxes.set_head(sql, box, said.epoch, said.number, said.digest)


def _remember(sql: Sql, it: Follow, now_ms: int) -> None:
    said, signed = it.said, it.signed
    sql.run(
        "INSERT INTO succession (new_box, building, former_box, number, statement, key, signature, at_ms, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(said.new_box, said.building, said.former_box, said.number, signed.statement, signed.key, signed.signature),
        *(now_ms, successions.OK),
    )
