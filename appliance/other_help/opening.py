"""Says who can be called at a time, and from when on somebody can be called again. Pure: the time is an argument.

Hours are hours of the week on the building's clocks. When clocks go forward or back, the hour that is left out or comes twice is read as
people there read it: by what the clock on the wall shows.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from appliance.plan.index import within
from appliance.plan.span import MINUTES_PER_WEEK, Hours

BLOCK_MIN = 15
"""Clocks change at a quarter of an hour at the finest (tz database, since 1972). So within one block the offset from UTC stays the same."""
LOOKS_AHEAD_MIN = 8 * 24 * 60
"""A day more than a week: hours of the week come again after a week, and a change of clocks moves them by less than a day."""
MS_PER_MIN = 60_000
_DAY_MIN = 24 * 60


def week_minute(wall_ms: int, zone: tzinfo) -> int:
    """Give the minute of the week that a clock of the building shows, 0 for Monday 00:00. `wall_ms`: milliseconds since the Unix epoch."""
    local = datetime.fromtimestamp(wall_ms / 1000, zone)
    return local.weekday() * _DAY_MIN + local.hour * 60 + local.minute


def is_open(hours: tuple[Hours, ...], wall_ms: int, zone: tzinfo) -> bool:
    """Whether somebody with these hours can be called now."""
    return within(hours, week_minute(wall_ms, zone))


def changes_ms(hours: tuple[Hours, ...], wall_ms: int, zone: tzinfo) -> int | None:
    """Give when it changes next whether they can be called, in milliseconds since the Unix epoch; None if it never changes."""
    if weekly_minutes(hours) in {0, MINUTES_PER_WEEK}:
        return None  # 988 and the family are always there: a console asks this each time it draws its list
    now_open = is_open(hours, wall_ms, zone)
    minute = wall_ms // MS_PER_MIN + 1
    end = minute + LOOKS_AHEAD_MIN
    while minute < end:
        block_end = minute - minute % BLOCK_MIN + BLOCK_MIN
        first = week_minute(minute * MS_PER_MIN, zone)
        for step in _steps(hours, first, block_end - minute):
            if within(hours, (first + step) % MINUTES_PER_WEEK) is not now_open:
                return (minute + step) * MS_PER_MIN
        minute = block_end
    return None


def weekly_minutes(hours: Iterable[Hours]) -> int:
    """Give how many minutes of a week these spans cover; a minute in two of them counts once."""
    covered = 0
    reached = 0
    for span in sorted(hours, key=lambda each: (each.start_min, each.end_min)):
        covered += max(0, span.end_min - max(span.start_min, reached))
        reached = max(reached, span.end_min)
    return covered


def _steps(hours: tuple[Hours, ...], first: int, length: int) -> list[int]:
    """Give the minutes after `first`, within a block of this length, at which anything can change: the first one, and each bound."""
    bounds = {(bound - first) % MINUTES_PER_WEEK for span in hours for bound in (span.start_min, span.end_min)}
    return sorted({0, *(step for step in bounds if step < length)})
