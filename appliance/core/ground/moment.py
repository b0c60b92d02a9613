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
