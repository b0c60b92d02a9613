"""Says whose turn it is: one page of each building after the other, open calls first, and buildings that failed apart.
Pure; asks nobody.
"""

import enum
from collections.abc import Iterable

import msgspec

AGAIN_S_FIRST = 5.0  # after a building's first failure: a busy server is busy for seconds
AGAIN_S_MAX = 300.0  # after many failures: one question in five minutes costs nobody much
FRUITLESS_MAX = 5  # turns that bring nothing new, as after a call that went ahead; a building with more of them rests
REST_S_FIRST, REST_S_MAX = 0.25, 5.0
CLOSE = 32  # the largest distance in places from an urgent entry to the next, or to its receipt: one request of the urgent lane has so many
SPAN_MAX = 500
CALLS_MAX = 1_000  # calls of one building that may wait: its share of four answers. More come with its pages


class Lane(enum.Enum):
    """What a worker takes. Each lane has a worker of its own, so that calls wait for no page, and nobody waits for a
    building that failed.
    """

    CALLS = enum.auto()
    PAGES = enum.auto()
    FAILED = enum.auto()


class Turn(msgspec.Struct, frozen=True):
    """The next page of a building; or, with `calls`, the places from the first to the last of them."""

    building: bytes
    calls: tuple[int, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """First and last place of the calls, including the receipts given for them."""
        return self.calls[0], self.calls[-1] + CLOSE


class _Failed(msgspec.Struct, frozen=True):
    again_s: float
    wait_s: float


class _Fruitless(msgspec.Struct, frozen=True):
    turns: int
    again_s: float


class Rota:
    """What must be fetched. `now_s` is any clock that only goes on."""

    def __init__(self, behind: Iterable[bytes] = ()) -> None:
        """Begin with nothing to fetch. `behind`: buildings that failed before. They are tried, and nobody waits for them."""
        self._pages: dict[bytes, None] = {}  # in the order of their turns
        self._calls: dict[bytes, list[int]] = {}
        self._failed = {(each, calls): _Failed(0.0, 0.0) for each in behind for calls in (True, False)}
        self._fruitless: dict[bytes, _Fruitless] = {}
        # Buildings that a worker has now. A building has only one turn out at a time: its calls and a page together would fill the line.
        self._out = set[bytes]()

    def has_new(self, building: bytes) -> bool:
        """Note that a building may have something after its last page. Give whether this is what makes somebody look for it."""
        is_news = building not in self._pages and not self._is_held(building)
        self._pages.setdefault(building)
        return is_news

    def waits(self, building: bytes) -> bool:
        """Whether the building has a page to fetch that waits for a free worker, and for nothing else but a page of it that is out."""
        return building in self._pages and not self._is_held(building)

    def has_calls(self, building: bytes, places: Iterable[int]) -> bool:
        """Note that something came by the urgent lane at these places. Give whether this is what makes somebody look for it."""
        known = self._calls.get(building, [])
        self._calls[building] = sorted({*known, *places})[:CALLS_MAX]
        return self._calls[building] != known and (building, True) not in self._failed

    def next(self, lane: Lane, now_s: float) -> Turn | None:
        """Give the next turn in this lane; it is out until `done` or `failed`. None where there is none."""
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
        """Note that a turn was fetched. With `more`, the building queues behind the others. `new`: the turn brought something new."""
        self._out.discard(turn.building)
        self._failed.pop(_name(turn), None)
        other = turn.building, not turn.calls
        if (
            other in self._failed and not self._failed[other].wait_s
        ):  # the building failed in an earlier run, and may work again
            del self._failed[other]
        if new:
            self._fruitless.pop(turn.building, None)
        elif not turn.calls:
            before = self._fruitless.get(turn.building)
            turns = 1 if before is None else before.turns + 1
            over = min(turns - FRUITLESS_MAX, 10)  # one more doubling would be beyond the longest rest
            rest_s = 0.0 if over <= 0 else min(REST_S_FIRST * 2 ** (over - 1), REST_S_MAX)
            self._fruitless[turn.building] = _Fruitless(turns, now_s + rest_s)
        if more:
            self._pages.setdefault(turn.building)

    def failed(self, turn: Turn, now_s: float) -> None:
        """Note that a turn failed. The building is tried again, later each time, apart from the others. Its pages do not wait for its
        calls, nor its calls for its pages.
        """
        self.back(turn)
        before = self._failed.get(_name(turn))
        wait_s = AGAIN_S_FIRST if before is None else min(max(before.wait_s * 2, AGAIN_S_FIRST), AGAIN_S_MAX)
        self._failed[_name(turn)] = _Failed(now_s + wait_s, wait_s)

    def back(self, turn: Turn) -> None:
        """Put a turn back that was not fetched, through no fault of the building."""
        self._out.discard(turn.building)
        if turn.calls:
            self.has_calls(turn.building, turn.calls)
        else:
            self.has_new(turn.building)

    def is_idle(self, now_s: float) -> bool:
        """Whether no collection is running and none is due."""
        waits = [(each, False) for each in self._pages] + [(each, True) for each in self._calls]
        return not self._out and not any(self._is_due(each, now_s) for each in waits)

    def _next_failed(self, now_s: float) -> Turn | None:
        """Give the turn of the failed building that has waited longest."""
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

    def _is_held(self, building: bytes) -> bool:
        return building in self._fruitless or (building, False) in self._failed

    def _is_rested(self, building: bytes, now_s: float) -> bool:
        rests = self._fruitless.get(building)
        return rests is None or rests.again_s <= now_s

    def _span_of(self, building: bytes) -> tuple[int, ...]:
        """Take the calls that lie close to each other, to fetch them together. The rest waits behind other buildings' calls."""
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
