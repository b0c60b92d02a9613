"""Decides which consoles are shown something now, and which in a later turn. Pure, with an argument for the time; sends and draws
nothing. The consoles of desks come first, and attended desks before all others: somebody acts on what these show. A console that only
watches costs as much: its board is sent, and read on the same processors. So a few of them get a turn at a time, the one that waits
longest first, and all of them together get no more than so many bytes a second. The newest board has whatever they missed meanwhile.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

import msgspec

from appliance.doors.limits import TokenBucket
from appliance.plan.ids import DeskId

FIRST_OF_A_DESK = 2  # a desk has two screens at most; these are the consoles that a person touched last
# Each one wakes a process. If more woke at once than there are processors, a press would wait for one.
OTHERS_AT_ONCE = 4
OTHERS_LEN_PER_S = 4 * 1024 * 1024.0
"""The boards of four large buildings with 1,000 calls and more. Sending and reading 0.2 MiB takes 3 ms: 6 % of a processor. With the
board of a usual day, 10 KB, 46 lines are shown it nine times a second.
"""
OTHERS_LEN_BURST = 1024 * 1024.0  # two whole rounds of the boards of large buildings, at once


class Waiting(Protocol):
    """A console that waits for something to be sent."""

    @property
    def counts_for(self) -> DeskId | None:
        """Give the desk whose calls it shows."""
        ...

    @property
    def touched_s(self) -> float:
        """Give when a person last touched it."""
        ...

    @property
    def newest(self) -> int:
        """Give the version of the last board it was sent."""
        ...


class Turn[Line](msgspec.Struct, frozen=True):
    """Who is shown something now: desks at once and in this order, `others` within their measure."""

    desks: list[Line]
    others: list[Line]


class Turns[Line: Waiting]:
    """Gives out the turns; one for the door."""

    def __init__(self, now_s: float) -> None:
        self._pace = TokenBucket(OTHERS_LEN_BURST, OTHERS_LEN_PER_S, now_s)

    def now(
        self, waiting: Collection[Line], consoles: Iterable[Line], attended: Callable[[DeskId], bool], now_s: float
    ) -> Turn[Line]:
        """Give the next turn of the consoles that wait, out of all consoles."""
        first = _first(consoles)
        desks = [line for line in waiting if line in first]
        desks.sort(key=lambda each: each.counts_for is None or not attended(each.counts_for))
        if self.wait_s(now_s) > 0:
            return Turn(desks, [])
        others = sorted((line for line in waiting if line not in first), key=lambda each: each.newest)
        return Turn(desks, others[:OTHERS_AT_ONCE])

    def sent(self, length: int, now_s: float) -> None:
        """Note that one of the others was sent so many bytes."""
        self._pace.spend(length, now_s)

    def wait_s(self, now_s: float) -> float:
        """Give the seconds until the others have their next turn; 0 if at once."""
        return self._pace.spend(0, now_s)


def _first[Line: Waiting](consoles: Iterable[Line]) -> set[Line]:
    of_desks: dict[DeskId, list[Line]] = {}
    for line in consoles:
        if line.counts_for is not None:
            of_desks.setdefault(line.counts_for, []).append(line)
    return {
        line
        for lines in of_desks.values()
        for line in sorted(lines, key=lambda each: each.touched_s, reverse=True)[:FIRST_OF_A_DESK]
    }
