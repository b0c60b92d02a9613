"""Works out the rank of a box, by counting and never by time. Pure; knows neither where ranks are kept nor who asks.

A button obeys the highest rank that it has heard and refuses every lower one, so that a forgotten box which was replaced changes no
lamp. This stops a forgotten box, not a thief: a person who has a button's key can tell it any rank (SECURITY.md).
"""

from collections.abc import Collection, Iterable

from appliance.core.devices.events import ButtonsTakenOver
from appliance.core.ground.events import EpochStarted

RANK_MAX = 2**31 - 1
"""One int32 on every wire and in every flash. A box that reaches this greatest rank keeps it: its buttons go on obeying it, because an
equal rank is not lower. Then only a forgotten box that got as far cannot be told apart. From the ranks of releases that used time,
1.8e9 in 2026, the greatest rank is some 350 million starts away.
"""
REPLACING_STEP = 65_536
"""What a restored or replacing box adds. It knows a rank of some time ago, and the box that it replaces has started since: at one start
a day, this is enough for 179 years. Above the ranks of releases that used time there is room for 5,000 such steps.
"""
TIMED_RANK_MAX = 2_000_000_000
"""Releases before this one used the seconds since 1970 as rank. No clock that was right made a higher one before May 2033. So this
stands for a rank that nothing tells: from a record lost under such a release, or heard by a button whose firmware is of that time.
"""
REPORTS_MIN = 3  # the fewest with which one button cannot decide the median alone: it may lie, or have bad flash


def next_rank(known: Iterable[int], *, replacing: bool = False) -> int:
    """Give the rank for a start, if these ranks are known from every copy there is: above all of them, up to the greatest rank."""
    highest = max(known, default=0)
    return min(max(highest, 0) + (REPLACING_STEP if replacing else 1), RANK_MAX)


def rank_to_take_over(heard: Collection[int]) -> int | None:
    """Give a rank above the one that most of these buttons have heard, one report each; None if there are too few to believe.

    Of an even number, the lower of the two in the middle counts: half of them may lie, and the rank is still no higher than an honest
    one.
    """
    if len(heard) < REPORTS_MIN:
        return None
    return next_rank([sorted(heard)[(len(heard) - 1) // 2]])


def highest_rank(events: Iterable[object]) -> int:
    """Give the highest rank that these events of a record tell; 0 if none tells one."""
    return max((_rank_in(event) for event in events), default=0)


def _rank_in(event: object) -> int:
    match event:
        case EpochStarted():
            return event.epoch_rank
        case ButtonsTakenOver():
            return event.rank
        case _:
            return 0
