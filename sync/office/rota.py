"""Whose turn it is: one page of each building after the other, open calls first, and whoever failed apart. Pure; asks nobody."""

import enum
from collections.abc import Iterable

import msgspec

AGAIN_S_FIRST = 5.0  # after a building failed: a server that is busy is so for seconds
AGAIN_S_MAX = 300.0  # and after it failed often: one question in five minutes costs nobody anything
FRUITLESS_MAX = (
    5  # turns that bring nothing new, as after a call that went ahead; whoever has more of them than that rests
)
REST_S_FIRST, REST_S_MAX = 0.25, 5.0
CLOSE = 32  # places from an urgent entry to the next, or to its receipt: one request of the urgent lane has so many
SPAN_MAX = 500
CALLS_MAX = 1_000  # places of calls that wait, of one building: what one answer tells. The others come with its pages


class Lane(enum.Enum):
    """What a worker takes. Each has its own, so that calls wait for no page, and nobody for a building that failed."""

    CALLS = enum.auto()
    PAGES = enum.auto()
    FAILED = enum.auto()


class Turn(msgspec.Struct, frozen=True):
    """The next page of a building; or, of `calls`, the places from the first to the last of these."""

    building: bytes
    calls: tuple[int, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """First and last place of calls, with the receipts given for them."""
        return self.calls[0], self.calls[-1] + CLOSE


class _Failed(msgspec.Struct, frozen=True):
    again_s: float
    wait_s: float


class _Fruitless(msgspec.Struct, frozen=True):
    turns: int
    again_s: float


class Rota:
    """What is to be fetched. `now_s` is any clock that only goes on."""

    def __init__(self, behind: Iterable[bytes] = ()) -> None:
        """`behind`: buildings that failed before. They are tried, and nobody waits for them."""
        self._pages: dict[bytes, None] = {}  # in the order of their turns
        self._calls: dict[bytes, list[int]] = {}
        self._failed = {each: _Failed(0.0, 0.0) for each in behind}
        self._fruitless: dict[bytes, _Fruitless] = {}
        self._out = set[bytes]()  # for one answer at a time: calls and a page of one building would fill the line

    def has_new(self, building: bytes) -> bool:
        """There may be something after the last page. Whether anybody will look for it that would not have."""
        is_news = building not in self._pages and building not in self._failed and building not in self._fruitless
        self._pages.setdefault(building)
        return is_news

    def has_calls(self, building: bytes, places: Iterable[int]) -> bool:
        """At these places something came by the urgent lane. Whether anybody will look for it that would not have."""
        known = self._calls.get(building, [])
        self._calls[building] = sorted({*known, *places})[:CALLS_MAX]
        return self._calls[building] != known and building not in self._failed

    def next(self, lane: Lane, now_s: float) -> Turn | None:
        """Who is next in this lane; it is out until `done` or `failed`. None where nobody is."""
        for building in self._calls:
            if self._may(building, lane, now_s, calls=True):
                return self._goes(Turn(building, self._span_of(building)))
        if lane is Lane.CALLS:
            return None
        for building in self._pages:
            if self._may(building, lane, now_s, calls=False):
                del self._pages[building]
                return self._goes(Turn(building))
        return None

    def done(self, turn: Turn, now_s: float, *, more: bool, new: bool) -> None:
        """It was fetched; with `more`, the building takes its place behind the others. `new`: it brought something new."""
        self._out.discard(turn.building)
        self._failed.pop(turn.building, None)
        if new:
            self._fruitless.pop(turn.building, None)
        elif not turn.calls:
            before = self._fruitless.get(turn.building)
            turns = 1 if before is None else before.turns + 1
            over = min(turns - FRUITLESS_MAX, 10)  # a doubling more is beyond the longest rest
            rest_s = 0.0 if over <= 0 else min(REST_S_FIRST * 2 ** (over - 1), REST_S_MAX)
            self._fruitless[turn.building] = _Fruitless(turns, now_s + rest_s)
        if more:
            self._pages.setdefault(turn.building)

    def failed(self, turn: Turn, now_s: float) -> None:
        """It is tried again, later each time, apart from the others."""
        self.back(turn)
        before = self._failed.get(turn.building)
        wait_s = AGAIN_S_FIRST if before is None else min(max(before.wait_s * 2, AGAIN_S_FIRST), AGAIN_S_MAX)
        self._failed[turn.building] = _Failed(now_s + wait_s, wait_s)

    def back(self, turn: Turn) -> None:
        """It was not fetched, and not for any fault of the building's."""
        self._out.discard(turn.building)
        if turn.calls:
            self.has_calls(turn.building, turn.calls)
        else:
            self.has_new(turn.building)

    def is_idle(self, now_s: float) -> bool:
        """Whether nothing is out, and nobody may be next."""
        due = (each for each in (*self._pages, *self._calls) if each not in self._failed or self._is_due(each, now_s))
        return not self._out and next(due, None) is None

    def _may(self, building: bytes, lane: Lane, now_s: float, *, calls: bool) -> bool:
        if building in self._out:
            return False
        if lane is Lane.FAILED:
            return building in self._failed and self._is_due(building, now_s)
        return building not in self._failed and (calls or self._is_rested(building, now_s))

    def _is_due(self, building: bytes, now_s: float) -> bool:
        return self._failed[building].again_s <= now_s

    def _is_rested(self, building: bytes, now_s: float) -> bool:
        rests = self._fruitless.get(building)
        return rests is None or rests.again_s <= now_s

    def _span_of(self, building: bytes) -> tuple[int, ...]:
        """What is fetched together: what stands close to each other. The rest waits behind the other buildings' calls."""
        first, *others = self._calls.pop(building)
        span = [first]
        while others and others[0] - span[-1] <= CLOSE and others[0] - first < SPAN_MAX:
            span.append(others.pop(0))
        if others:
            self._calls[building] = others
        return tuple(span)

    def _goes(self, turn: Turn) -> Turn:
        self._out.add(turn.building)
        return turn
