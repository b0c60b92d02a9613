"""Finds open calls that others are told of: open for too long, or taken by nobody. Reads the store; says number and
building, and no more.
"""

from collections.abc import Iterable

from appliance.core.calls.events import (
    CallAcknowledged,
    CallHandedOff,
    CoverAssigned,
    HelpDispatched,
    LadderExhausted,
    StoodDown,
)
from sync.office import incidents
from sync.office.chain import ASIDE
from sync.office.incidents import Found
from sync.office.opening import A_FACT, Opener, Told
from sync.office.store import Store
from sync.office.telling.matter import Kind, Matter
from sync.office.words import local

TOO_OLD_MIN = 10  # a school's own ladder has ended long before, and somebody is in the room by then
MINUTE_MS = 60_000
# A box may bring after a week what it wrote without a line. An older time only shows that the box's clock is wrong.
CLOCK_WRONG_MS = 7 * 24 * 3600 * 1000


class Calls:
    """The open calls of one store. Keeps what it found of each call until more of that call's entries are read."""

    def __init__(self, store: Store, opener: Opener, too_old_min: int = TOO_OLD_MIN) -> None:
        self._store = store
        self._opener = opener
        self._too_old_min = too_old_min
        self._names: dict[bytes, tuple[object, str]] = {}
        self._not_taken: dict[tuple[bytes, bytes], tuple[float, int | None]] = {}

    def matters(self) -> list[Matter]:
        """Give what there is to tell of open calls. A drill is never told: it ends by itself."""
        open_ = [each for each in incidents.listed(self._store, only_open=True) if not each.incident.practice]
        found = []
        for call in open_:
            since_ms, name = self._since_ms(call), self._name(call.building)
            says = f"{name}: call {call.incident.number} is open since {local(since_ms)}."
            found.append(self._matter(Kind.CALL_TOO_OLD, call, name, says, since_ms))
            not_taken_ms = self._not_taken_ms(call)
            if not_taken_ms is not None:
                says = f"{name}: nobody took call {call.incident.number}, and every step was taken by {local(not_taken_ms)}."
                found.append(self._matter(Kind.CALL_NOT_TAKEN, call, name, says, not_taken_ms))
        self._names = {each: self._names[each] for each in {call.building for call in open_}}
        those = {(call.building, call.stream) for call in open_}
        self._not_taken = {key: each for key, each in self._not_taken.items() if key in those}
        return found

    def _matter(self, kind: Kind, call: Found, name: str, says: str, since_ms: int) -> Matter:
        return Matter(
            id=self._store.tag(b"told", kind.encode(), call.building, call.stream).hex(),
            kind=kind,
            says=says,
            do="Call the school." if kind is Kind.CALL_TOO_OLD else "Call the school now.",
            since_ms=since_ms,
            stands_ms=self._too_old_min * MINUTE_MS if kind is Kind.CALL_TOO_OLD else 0,
            building=call.building.hex(),
            name=name,
            incident=call.incident.number,
        )

    def _name(self, building: bytes) -> str:
        """Give the name as `incidents.called` does. Opening a plan takes longer than all else here, so it is done once for each adopted
        plan.
        """
        row = self._store.one("SELECT named, plan, plan_box FROM building WHERE building = ?", building)
        if building not in self._names or self._names[building][0] != row:
            self._names[building] = row, incidents.called(self._store, self._opener, building)
        return self._names[building][1]

    def _since_ms(self, call: Found) -> int:
        """Give when the call was raised, by its box's clock; where that cannot be right, when the district received it."""
        row = self._store.one(
            "SELECT received_ms FROM stream WHERE building = ? AND stream = ?", call.building, call.stream
        )
        received_ms = int(row[0]) if row is not None else 0
        wall_ms = call.incident.wall_ms
        return wall_ms if 0 <= received_ms - wall_ms <= CLOCK_WRONG_MS else received_ms

    def _not_taken_ms(self, call: Found) -> int | None:
        key = call.building, call.stream
        query = "SELECT count(*), total(opened = ? AND chained != ?) FROM entry WHERE building = ? AND stream = ?"
        count, facts = self._store.one(query, A_FACT, ASIDE, *key) or (0, 0.0)
        known = self._not_taken.get(key, (-1.0, None))
        if (
            facts == known[0] or count > incidents.FOLDED_MAX
        ):  # a call that goes on and on must not keep the others waiting
            return known[1]
        self._not_taken[key] = facts, not_taken_ms(self._opener.facts(*key))
        return self._not_taken[key][1]


def not_taken_ms(facts: Iterable[Told]) -> int | None:
    """Give when its box had taken every step, by the box's clock; None where steps are left, or a person did something about it since."""
    since_ms = None
    for _, at, event in facts:
        match event:
            case LadderExhausted():
                since_ms = at.wall_ms if since_ms is None else since_ms
            case CallAcknowledged() | CallHandedOff() | HelpDispatched() | CoverAssigned() | StoodDown():
                since_ms = None
            case _:
                pass
    return since_ms
