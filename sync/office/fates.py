"""Says what becomes of calls that were told: escalated, left by everybody, stood down, open again. Reads facts; prints nothing."""

from collections.abc import Iterable

import msgspec

from appliance.core.calls.events import ActUndone, CallMadeReal, LadderExhausted, ReopenedByPress, StepTaken, StoodDown
from appliance.core.ground.words import DeskAct
from sync.office.incidents import Found
from sync.office.opening import Told
from sync.office.words import local

ESCALATED = "escalated"
NOBODY = "every step was taken, and nobody answered. Call the school"
STOOD_DOWN = "stood down"
OPEN_AGAIN = "open again"
REAL = "no practice any more: it is real"
FACTS_MAX = (
    2_000  # facts of one call: a night of a broken contact has 1,500. Of a call with more, we say only that it is open
)


class Fate(msgspec.Struct, frozen=True):
    """One turn in a call, when its box says that it was, and how often the call was opened again before."""

    what: str
    at_ms: int
    again: int

    def says(self, building: str, number: int, timezone: str, *, practice: bool) -> str:
        """Give a line for people: no room, and nobody's name."""
        call = f"{building}, {'practice ' if practice else ''}call {number}"
        return f"{call}, {local(self.at_ms, timezone)}: {self.what}."


class Followed:
    """A call that was told, and what was told of it since."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.is_open = True
        self._said = set[tuple[str, int]]()

    def new(self, facts: list[Told]) -> list[Fate]:
        """Give what was not told yet. `facts` has at most FACTS_MAX."""
        if len(facts) == FACTS_MAX:
            return []
        now = fates(facts)
        new = [each for each in now if (each.what, each.again) not in self._said]
        self._said |= {(each.what, each.again) for each in new}
        if any(each.what == REAL for each in new):
            incident = msgspec.structs.replace(self.found.incident, practice=False)
            self.found = msgspec.structs.replace(self.found, incident=incident)
        self.is_open = all(each.what != STOOD_DOWN for each in now[-1:])
        return new


def nothing(found: Found, fate: Fate) -> None:
    """Do nothing with it: for callers who do not want to know."""


def fates(facts: Iterable[Told]) -> list[Fate]:
    """Give each turn once until the call is open again: a ladder climbed a second time is no news."""
    found, since, again = list[Fate](), set[str](), 0
    for _, at, event in facts:
        what = _what(event)
        if what and what not in since:
            found.append(Fate(what, at.wall_ms, again))
            since.add(what)
        if what == OPEN_AGAIN:
            since, again = since & {REAL}, again + 1
    return found


def _what(event: object) -> str:
    match event:
        case StepTaken(step=step) if step > 0:
            return ESCALATED
        case LadderExhausted():
            return NOBODY
        case StoodDown():
            return STOOD_DOWN
        case ActUndone(undone=DeskAct.STOOD_DOWN) | ReopenedByPress():
            return OPEN_AGAIN
        case CallMadeReal():
            return REAL
        case _:
            return ""
