"""What administrators see of the boxes: when, how far, how much. Nothing of content."""

from dataclasses import dataclass

from msgspec.structs import replace

from appliance.envelope.deposit import HeadTold, Refused
from sync.district.ledger import boxes, buildings, damage, enrolments, forks, heads, tokens
from sync.district.store import Sql
from sync.protocol import BoxSeen, Fleet

VERSION_LEN_MAX = 40


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A box's own word: how far its receipts go, how much waits there, what it runs. `certificate`: the serial of what it asks with."""

    countersigned: int = 0
    backlog: int = 0
    version: str = ""
    certificate: str = ""


def check_in(sql: Sql, box_id: bytes, said: CheckIn, now_ms: int) -> HeadTold | Refused:
    """A box asks for its head. That a revoked one does is noted: where a stolen one was last seen may matter to somebody."""
    box = boxes.locked(sql, box_id, said.certificate)
    if box is not None:
        if box.is_shut_out:
            return boxes.SHUT_OUT
        sql.run(
            "UPDATE box SET seen_ms = ?, backlog = ?, version = ? WHERE box = ?",
            now_ms,
            said.backlog,
            said.version[:VERSION_LEN_MAX],
            box_id,
        )
        box = heads.put_right(sql, box, now_ms)
        if said.countersigned > box.number:
            forks.server_was_rolled_back(sql, box, said.countersigned, now_ms)
    head = damage.head(sql, box_id, now_ms)
    return head if box is None else replace(head, building_name=buildings.name_of(sql, box.building))


def fleet(sql: Sql, now_ms: int) -> Fleet:
    """Every box, and the buildings a token waits for."""
    rows = sql.all(
        "SELECT x.building, b.name, x.box, x.state, x.number, x.seen_ms, x.backlog, x.version, x.kept_bytes, x.until_ms, b.closed_ms,"
        " x.plan_name FROM box x JOIN building b ON b.building = x.building ORDER BY b.name, x.enrolled_ms"
    )
    serials = enrolments.newest_serials(sql)
    seen = tuple(
        BoxSeen(building.hex(), name, box.hex(), *(*seen, serials.get(box.hex(), ""), closed_ms, plan_name))
        for building, name, box, *seen, closed_ms, plan_name in rows
    )
    return Fleet(seen, tokens.waiting(sql, now_ms))
