"""The rank of a box: counted, never timed. Pure; knows neither where ranks are kept nor who asks.

A button obeys the highest rank it has heard and refuses every lower one, so that a box that was replaced and forgotten turns no lamp.
That stops a forgotten box, not a thief: whoever has a button's key can tell it any rank (SECURITY.md).
"""

from collections.abc import Collection, Iterable

from appliance.core.devices.events import ButtonsTakenOver
from appliance.core.ground.events import EpochStarted

RANK_MAX = 2**31 - 1
"""One int32 on every wire and in every flash. At this end a box keeps its rank: its buttons go on obeying it, since an equal rank is no
lower one, and only a forgotten box that got as far is not told apart any more. From the ranks of releases that timed them, 1.8e9 in
2026, it is some 350 million starts away."""
REPLACING_STEP = 65_536
"""What a restored or replacing box adds: it knows a rank of some time ago, and the box it replaces has started since, each day for 179
years at most. Beyond the ranks of timed releases there is room for 5,000 of them."""
TIMED_RANK_MAX = 2_000_000_000
"""Releases before this one took the seconds since 1970 for a rank. No clock that was right made a higher one before May 2033, so this
stands for one that nothing tells: of a record lost under such a release, or heard by a button whose firmware is of that time."""
REPORTS_MIN = (
    3  # the fewest of which the median is nobody's own: one button that lies, or whose flash is bad, decides nothing
)


def next_rank(known: Iterable[int], *, replacing: bool = False) -> int:
    """Of a start of which these ranks are known, from every copy there is: above all of them, unless they end."""
    highest = max(known, default=0)
    return min(max(highest, 0) + (REPLACING_STEP if replacing else 1), RANK_MAX)


def rank_to_take_over(heard: Collection[int]) -> int | None:
    """Above what most of these buttons have heard, one report each; None for too few to believe.

    Of an even number the lower of the two in the middle: then half of them may lie, and the rank still goes no higher than an honest one.
    """
    if len(heard) < REPORTS_MIN:
        return None
    return next_rank([sorted(heard)[(len(heard) - 1) // 2]])


def highest_rank(events: Iterable[object]) -> int:
    """The highest that these events of a record tell; 0 where none does."""
    return max((_rank_in(event) for event in events), default=0)


def _rank_in(event: object) -> int:
    match event:
        case EpochStarted():
            return event.epoch_rank
        case ButtonsTakenOver():
            return event.rank
        case _:
            return 0
