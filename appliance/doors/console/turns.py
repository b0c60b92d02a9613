"""Which consoles are shown something now, and which in a later turn. Pure, with an argument for the time; sends and draws nothing.

First come the consoles of desks, those of attended desks before all: somebody acts on what they show. Whoever only watches costs as much
to be sent a board, and to read it on the same processors: a few of them at a time, the one that waits longest first, and of all
together no more than so many bytes a second. What they missed meanwhile is in the newest board.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

import msgspec

from appliance.doors.limits import TokenBucket
from appliance.plan.ids import DeskId

FIRST_OF_A_DESK = 2  # as many screens as a desk has; those that a person touched last
OTHERS_AT_ONCE = 4  # each wakes a process: more of them at once than processors, and a press waits for one
OTHERS_LEN_PER_S = 4 * 1024 * 1024.0
"""Four large buildings' boards of 1,000 calls and more; at 3 ms to send and read 0.2 MiB, 6 % of a processor. 46 lines are shown the
board of a usual day, 10 KB, nine times a second."""
OTHERS_LEN_BURST = 1024 * 1024.0  # two whole rounds of such boards, at once


class Waiting(Protocol):
    """A console that waits for something to be sent."""

    @property
    def counts_for(self) -> DeskId | None:
        """The desk whose calls it shows."""
        ...

    @property
    def touched_s(self) -> float:
        """When a person last touched it."""
        ...

    @property
    def newest(self) -> int:
        """The version of the last board it was sent."""
        ...


class Turn[Line](msgspec.Struct, frozen=True):
    """Who is shown something now: desks at once and in this order, `others` within their measure."""

    desks: list[Line]
    others: list[Line]


class Turns[Line: Waiting]:
    """One for the door."""

    def __init__(self, now_s: float) -> None:
        self._pace = TokenBucket(OTHERS_LEN_BURST, OTHERS_LEN_PER_S, now_s)

    def now(
        self, waiting: Collection[Line], consoles: Iterable[Line], attended: Callable[[DeskId], bool], now_s: float
    ) -> Turn[Line]:
        """The next turn of those that wait, among all there are."""
        first = _first(consoles)
        desks = [line for line in waiting if line in first]
        desks.sort(key=lambda each: each.counts_for is None or not attended(each.counts_for))
        if self.wait_s(now_s) > 0:
            return Turn(desks, [])
        others = sorted((line for line in waiting if line not in first), key=lambda each: each.newest)
        return Turn(desks, others[:OTHERS_AT_ONCE])

    def sent(self, length: int, now_s: float) -> None:
        """One of the others was sent so many bytes."""
        self._pace.spend(length, now_s)

    def wait_s(self, now_s: float) -> float:
        """Seconds until others come again; 0 when at once."""
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
