"""What administrators see of the boxes: when, how far, how much. Nothing of content."""

from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

from appliance.envelope.deposit import HeadTold, Refused
from sync.administration import BoxSeen, Fleet
from sync.district.store import Sql
from sync.district.tables import boxes, buildings, damage, enrolments, forks, heads, tokens

VERSION_LEN_MAX = 40
NUMBER_MAX = 2**63 - 1  # of both stores
# Of a box that only waits for notices, and asks for them each minute: well within the 45 minutes of the alarm rule for a silent one, and
# with 1,900 schools three small writes a second at the most.
SEEN_AGAIN_MS = 600_000


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A box's own word: how far its receipts go, how much waits there, what it runs. `certificate`: the serial of what it asks with."""

    countersigned: int = 0
    backlog: int = 0
    version: str = ""
    certificate: str = ""

    @property
    def head(self) -> int:
        """The number of its newest entry."""
        return min(self.countersigned + self.backlog, NUMBER_MAX)


def check_in(sql: Sql, box_id: bytes, said: CheckIn, now_ms: int) -> HeadTold | Refused:
    """A box asks for its head. That a revoked one does is noted: where a stolen one was last seen may matter to somebody."""
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
    """A box asks for what is new, and says nothing of itself: an older one says what it has once a day, as its session begins."""
    if not 0 <= now_ms - box.seen_ms < SEEN_AGAIN_MS:
        sql.run("UPDATE box SET seen_ms = ? WHERE box = ?", now_ms, box.box)


def last_answered_ms(sql: Sql) -> int:
    """When a box was answered last, which is noted with each receipt; 0 before the first."""
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
    """One of each building: where two stand, the one that was enrolled later."""
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
    """Every box, and the buildings a token waits for."""
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
