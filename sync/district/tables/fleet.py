"""Shows administrators the boxes: when they were heard, how far they are, how much they brought. Nothing of what entries hold."""

from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

from appliance.envelope.deposit import HeadTold, Refused
from sync.administration import BoxSeen, Fleet
from sync.district.store import Sql
from sync.district.tables import boxes, buildings, damage, enrolments, forks, heads, tokens

VERSION_LEN_MAX = 40
NUMBER_MAX = 2**63 - 1  # the largest number in both kinds of store
# How often to note that a box which only waits for notices is there; it asks each minute. This is well within the 45 minutes of the alarm
# rule for a silent box, and with 1,900 schools it makes at most three small writes a second.
SEEN_AGAIN_MS = 600_000


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a box says itself: how far its receipts go, how much waits there, what it runs. `certificate`: the serial of the certificate
    that it asks with.
    """

    countersigned: int = 0
    backlog: int = 0
    version: str = ""
    certificate: str = ""

    @property
    def head(self) -> int:
        """The number of its newest entry."""
        return min(self.countersigned + self.backlog, NUMBER_MAX)


def check_in(sql: Sql, box_id: bytes, said: CheckIn, now_ms: int) -> HeadTold | Refused:
    """Take a box's word, and give its head. It is noted even of a revoked box: where a stolen one was last seen may matter to somebody."""
    box = boxes.locked(sql, box_id, said.certificate)
    if box is not None:
        if box.is_shut_out:
            return boxes.SHUT_OUT
        sql.run(
            "UPDATE box SET seen_ms = ?, said_ms = ?, said_number = ?, version = ? WHERE box = ?",
            *(now_ms, now_ms, said.head, said.version[:VERSION_LEN_MAX], box_id),
        )
        box = heads.put_right(sql, box, now_ms)
        if said.countersigned > box.number:
            forks.server_was_rolled_back(sql, box, said.countersigned, now_ms)
    head = damage.head(sql, box_id, now_ms)
    return head if box is None else replace(head, building_name=buildings.name_of(sql, box.building))


def is_there(sql: Sql, box: boxes.Box, now_ms: int) -> None:
    """Note that a box is there: it asks for what is new, and says nothing about itself. An older box says what it has once a day, when its
    session begins.
    """
    if not 0 <= now_ms - box.seen_ms < SEEN_AGAIN_MS:
        sql.run("UPDATE box SET seen_ms = ? WHERE box = ?", now_ms, box.box)


def last_answered_ms(sql: Sql) -> int:
    """Give when a box was last answered, which is noted with each receipt; 0 before the first."""
    row = sql.one("SELECT max(seen_ms) FROM box")
    return row[0] if row is not None and isinstance(row[0], int) else 0


class CurrentBox(NamedTuple):
    """The box that stands for an open building. `said_ms`: when it last said what it has; 0: not yet."""

    building: bytes
    seen_ms: int
    said_ms: int
    backlog: int
    until_ms: int
    version: str


def current_boxes(sql: Sql) -> list[CurrentBox]:
    """Give one box for each building: where two stand, the one that was enrolled later."""
    rows = sql.all(
        "SELECT x.building, x.seen_ms, x.said_ms, x.said_number, x.number, x.until_ms, x.version"
        " FROM box x JOIN building b ON b.building = x.building"
        " WHERE b.closed_ms = 0 AND x.state IN ('ok', 'fork') ORDER BY x.enrolled_ms"
    )
    found = {
        building: CurrentBox(building, seen_ms, said_ms, max(said_number - number, 0), until_ms, version)
        for building, seen_ms, said_ms, said_number, number, until_ms, version in rows
    }
    return list(found.values())


def fleet(sql: Sql, now_ms: int) -> Fleet:
    """List every box, and the buildings that a token waits for."""
    rows = sql.all(
        "SELECT x.building, b.name, x.box, b.closed_ms, x.said_ms, x.said_number, x.number, x.state, x.seen_ms, x.version, x.kept_bytes,"
        " x.until_ms, x.plan_name FROM box x JOIN building b ON b.building = x.building ORDER BY b.name, x.enrolled_ms"
    )
    serials = enrolments.newest_serials(sql)
    seen = tuple(
        BoxSeen(
            building.hex(), name, box.hex(), state, number, seen_ms, max(said_number - number, 0), version, kept_bytes,
            until_ms, serials.get(box.hex(), ""), closed_ms, plan_name, said_ms,
        )
        for building, name, box, closed_ms, said_ms, said_number, number, state, seen_ms, version, kept_bytes, until_ms, plan_name in rows
    )  # fmt: skip
    return Fleet(seen, tokens.waiting(sql, now_ms))
