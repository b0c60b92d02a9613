"""Defines when something is. The core never reads a clock: it is given a Moment."""

from datetime import datetime, tzinfo

import msgspec

# A calendar has the years 1 to 9999, and the time in every zone is within a day of UTC.
CALENDAR_MS_MIN, CALENDAR_MS_MAX = -62_135_510_400_000, 253_402_214_400_000


class Moment(msgspec.Struct, frozen=True, array_like=True):
    """One instant on two clocks.

    `mono_ms` rises steadily from 0 at the start of an epoch and carries every deadline. `wall_ms` (UTC, Unix epoch) is for
    people and may jump. `week_minute` is the local minute since Monday 00:00, None while the wall clock is not trusted.
    """

    mono_ms: int
    wall_ms: int
    week_minute: int | None = None

    def after_s(self, seconds: int) -> int:
        """Give the `mono_ms` that lies `seconds` after this moment."""
        return self.mono_ms + seconds * 1000


def on_calendar(wall_ms: int) -> int:
    """Give this time, or the nearest time that a calendar has: a box that lies, or whose clock or store is damaged, may give any number."""
    return min(max(wall_ms, CALENDAR_MS_MIN), CALENDAR_MS_MAX)


def at(wall_ms: int, zone: tzinfo) -> datetime:
    """Convert milliseconds since the Unix epoch to a time in this zone."""
    return datetime.fromtimestamp(on_calendar(wall_ms) / 1000, tz=zone)


DAY_MINUTES = 24 * 60


class Today(msgspec.Struct, frozen=True):
    """The rest of one day, for what was said for this day only. It ends at midnight by the clock that is trusted, or when the time until
    midnight has passed, whatever the clock says then.

    `day` is the day of the week, 0 for Monday; `ends_ms` is midnight on the monotonic clock of this epoch.
    """

    day: int
    ends_ms: int

    def stands(self, now: Moment) -> bool:
        """Whether it is still this day."""
        if now.mono_ms >= self.ends_ms:
            return False
        return now.week_minute is None or now.week_minute // DAY_MINUTES == self.day


def today(now: Moment) -> Today | None:
    """Give the rest of the day; None if nobody knows when midnight is."""
    if now.week_minute is None:
        return None
    day, minute = divmod(now.week_minute, DAY_MINUTES)
    return Today(day, now.after_s((DAY_MINUTES - minute) * 60))
