"""Keeps which boxes follow on which, and settles where two histories went on from one: the office decides, or an administrator's enrolment.
Takes in no box.

Two boxes that both go on after one entry are a fork of the former box, named at the number after it. Each of them is known by the digest of
its first entry there.
"""

from typing import NamedTuple

from appliance.envelope.deposit import ForkDecided
from appliance.envelope.format import FormatError
from appliance.envelope.statements import Succession
from sync.district.store import Sql
from sync.district.tables import audit, boxes, forks

OK, FORK, LOST = "ok", "fork", "lost"


class Follower(NamedTuple):
    """A box that follows on another, after the other box's entry `number`."""

    box: bytes
    former: bytes
    number: int
    state: str


def of(sql: Sql, building: bytes, former: bytes) -> list[Follower]:
    """Give the boxes that follow on this one, in the order in which they came."""
    rows = "SELECT new_box, former_box, number, state FROM succession WHERE building = ? AND former_box = ? ORDER BY at_ms, new_box"
    return [Follower(*row) for row in sql.all(rows, building, former)]


def forebears(sql: Sql, box: bytes, *, proven: bool = False) -> list[bytes]:
    """Give the boxes before this one, the nearest first: the one that it follows on; or else, if not `proven`, the one whose place its
    token gave it.
    """
    found = list[bytes]()
    while (row := sql.one("SELECT parent_box, replaces FROM box WHERE box = ?", box)) is not None:
        box = row[0] or (b"" if proven else row[1])
        if not box or box in found:
            break
        found.append(box)
    return found


def part(sql: Sql, building: bytes, former: bytes, now_ms: int) -> None:
    """Leave it to the office how the history of this box goes on: until it decides, none of the boxes that stand is countersigned."""
    named = boxes.seen(sql, former)
    assert named is not None  # the caller has read its row
    for box in boxes.current(sql, building):
        boxes.set_state(sql, box, "fork")
    for each in of(sql, building, former):
        if each.state != LOST:
            sql.run("UPDATE succession SET state = ? WHERE new_box = ?", FORK, each.box)
            # The office may have decided before how the former box itself goes on there, but this is another question.
            sql.run("DELETE FROM fork WHERE box = ? AND number = ?", former, each.number + 1)
            forks.name(sql, named, each.number + 1, now_ms)


def decide(sql: Sql, decision: ForkDecided, building: bytes, now_ms: int) -> bool:
    """Give whether the office decided for a box that follows on this one: then that box goes on, and no other does."""
    parted = [each for each in of(sql, building, decision.box) if each.state == FORK]
    for each in parted:
        number = each.number + 1
        if number == decision.number and decision.digest in forks.first_entries(sql, (building, each.box), number):
            _goes_on(sql, building, each, now_ms)
            sql.run("UPDATE fork SET decided = ? WHERE box = ? AND number = ?", decision.digest, decision.box, number)
            audit.add(
                sql,
                now_ms,
                "office",
                "fork decided",
                f"box {decision.box.hex()} entry {number}: {each.box.hex()} follows",
            )
            return True
    return False


def decided_against(sql: Sql, decision: ForkDecided) -> None:
    """Drop the boxes that followed on the former box at this number, because its own history goes on there."""
    decided = "SELECT building FROM fork WHERE box = ? AND number = ? AND decided = ?"
    row = sql.one(decided, decision.box, decision.number, decision.digest)
    for each in () if row is None else of(sql, row[0], decision.box):
        if each.state == FORK and each.number + 1 == decision.number:
            _lose(sql, each.box)


def settle(sql: Sql, building: bytes, stands: bytes, now_ms: int) -> None:
    """Settle the building's successions: an administrator's token says which box stands for it."""
    rows = "SELECT new_box, former_box, number, state FROM succession WHERE building = ? AND state = ?"
    for each in [Follower(*row) for row in sql.all(rows, building, FORK)]:
        if each.box == stands:
            sql.run("UPDATE succession SET state = ? WHERE new_box = ?", OK, each.box)
        else:
            _lose(sql, each.box)
        _unname(sql, each)
        audit.add(
            sql,
            now_ms,
            f"box {stands.hex()}",
            "fork decided",
            f"box {each.former.hex()} entry {each.number + 1}: by its token",
        )


def left_alone(sql: Sql, shut: bytes, now_ms: int) -> None:
    """Settle forks with a box that was shut out: if only one other box is left, it goes on, and nobody has to decide."""
    rows = "SELECT building, former_box FROM succession WHERE state = ? AND (new_box = ? OR former_box = ?)"
    for building, former in sql.all(rows, FORK, shut, shut):
        parted = [each for each in of(sql, building, former) if each.state == FORK]
        left = {former, *(each.box for each in parted)} & {*boxes.current(sql, building)}
        if len(left) != 1:
            continue
        stands = left.pop()
        for each in parted:
            state = OK if each.box == stands else LOST
            sql.run("UPDATE succession SET state = ? WHERE new_box = ?", state, each.box)
            _unname(sql, each)
        undecided = sql.one("SELECT 1 FROM fork WHERE box = ? AND length(decided) = 0", stands)
        boxes.set_state(sql, stands, "ok" if undecided is None else "fork")
        audit.add(sql, now_ms, f"box {shut.hex()}", "fork decided", f"box {stands.hex()} is left alone")


def restore(sql: Sql) -> None:
    """Restore what a box begins with, where its own row was damaged."""
    for new_box, statement in sql.all("SELECT new_box, statement FROM succession"):
        try:
            said = Succession.unpack(statement)
        except FormatError:
            continue
        if said.new_box == new_box:
            sql.run(
                "UPDATE box SET parent_box = ?, parent_epoch = ?, parent_number = ?, parent_digest = ?, device_key = ? WHERE box = ?",
                *(said.former_box, said.epoch, said.number, said.digest, said.new_device_key, new_box),
            )


def _goes_on(sql: Sql, building: bytes, chosen: Follower, now_ms: int) -> None:
    for box in boxes.current(sql, building):
        boxes.set_state(sql, box, "ok" if box == chosen.box else "superseded")
    sql.run("UPDATE succession SET state = ? WHERE new_box = ?", OK, chosen.box)
    for each in of(sql, building, chosen.former):
        if each.box != chosen.box and each.state == FORK:
            _lose(sql, each.box)
            if each.number != chosen.number:
                _unname(sql, each)


def _lose(sql: Sql, box: bytes) -> None:
    sql.run("UPDATE succession SET state = ? WHERE new_box = ?", LOST, box)
    sql.run("UPDATE box SET state = 'superseded' WHERE box = ? AND state IN ('ok', 'fork')", box)


def _unname(sql: Sql, each: Follower) -> None:
    sql.run("DELETE FROM fork WHERE box = ? AND number = ? AND length(decided) = 0", each.former, each.number + 1)
