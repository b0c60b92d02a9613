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
CALLS_MAX = 1_000  # of one building, waiting: four answers' share of it. The others come with its pages


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
        self._failed = {(each, calls): _Failed(0.0, 0.0) for each in behind for calls in (True, False)}
        self._fruitless: dict[bytes, _Fruitless] = {}
        self._out = set[bytes]()  # for one answer at a time: calls and a page of one building would fill the line

    def has_new(self, building: bytes) -> bool:
        """There may be something after the last page. Whether anybody will look for it that would not have."""
        is_held = building in self._fruitless or (building, False) in self._failed
        is_news = building not in self._pages and not is_held
        self._pages.setdefault(building)
        return is_news

    def has_calls(self, building: bytes, places: Iterable[int]) -> bool:
        """At these places something came by the urgent lane. Whether anybody will look for it that would not have."""
        known = self._calls.get(building, [])
        self._calls[building] = sorted({*known, *places})[:CALLS_MAX]
        return self._calls[building] != known and (building, True) not in self._failed

    def next(self, lane: Lane, now_s: float) -> Turn | None:
        """Who is next in this lane; it is out until `done` or `failed`. None where nobody is."""
        if lane is Lane.FAILED:
            return self._next_failed(now_s)
        for building in self._calls:
            if building not in self._out and (building, True) not in self._failed:
                return self._goes(building, calls=True)
        if lane is Lane.CALLS:
            return None
        for building in self._pages:
            is_held = building in self._out or (building, False) in self._failed
            if not is_held and self._is_rested(building, now_s):
                return self._goes(building, calls=False)
        return None

    def done(self, turn: Turn, now_s: float, *, more: bool, new: bool) -> None:
        """It was fetched; with `more`, the building takes its place behind the others. `new`: it brought something new."""
        self._out.discard(turn.building)
        self._failed.pop(_name(turn), None)
        other = turn.building, not turn.calls
        if other in self._failed and not self._failed[other].wait_s:  # it failed before, and may do so no more
            del self._failed[other]
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
        """It is tried again, later each time, apart from the others. Its pages do not wait for its calls, nor these for them."""
        self.back(turn)
        before = self._failed.get(_name(turn))
        wait_s = AGAIN_S_FIRST if before is None else min(max(before.wait_s * 2, AGAIN_S_FIRST), AGAIN_S_MAX)
        self._failed[_name(turn)] = _Failed(now_s + wait_s, wait_s)

    def back(self, turn: Turn) -> None:
        """It was not fetched, and not for any fault of the building's."""
        self._out.discard(turn.building)
        if turn.calls:
            self.has_calls(turn.building, turn.calls)
        else:
            self.has_new(turn.building)

    def is_idle(self, now_s: float) -> bool:
        """Whether nothing is out, and nobody may be next."""
        waits = [(each, False) for each in self._pages] + [(each, True) for each in self._calls]
        return not self._out and not any(self._is_due(each, now_s) for each in waits)

    def _next_failed(self, now_s: float) -> Turn | None:
        """Whoever waited longest."""
        due = [
            (failed.again_s, not calls, building)
            for (building, calls), failed in self._failed.items()
            if failed.again_s <= now_s
            and building not in self._out
            and building in (self._calls if calls else self._pages)
        ]
        if not due:
            return None
        _, is_page, building = min(due)
        return self._goes(building, calls=not is_page)

    def _is_due(self, name: tuple[bytes, bool], now_s: float) -> bool:
        return name not in self._failed or self._failed[name].again_s <= now_s

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

    def _goes(self, building: bytes, *, calls: bool) -> Turn:
        self._out.add(building)
        if calls:
            return Turn(building, self._span_of(building))
        del self._pages[building]
        return Turn(building)


def _name(turn: Turn) -> tuple[bytes, bool]:
    return turn.building, bool(turn.calls)
