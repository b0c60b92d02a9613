"""Reads the clock; no other file does. Makes Moments for the core; knows nothing of calls."""

import time
import zoneinfo
from datetime import UTC, datetime
from typing import Protocol

from appliance.core.ground.moment import Moment

BUILT_WALL_MS = 1_780_000_000_000  # 2026-05-28: no true clock can be before this software was written
MINUTE_MS = 60_000


class Clock(Protocol):
    """Gives the present Moment. Tests bring their own; the product has `SystemClock`."""

    def now(self) -> Moment:
        """Give the present, on both clocks."""
        ...


class SystemClock:
    """The product's clock: monotonic time since this object was made, and the wall clock in the building's timezone."""

    def __init__(self, timezone: str = "UTC") -> None:
        self._started_ns = time.monotonic_ns()
        self._zone: zoneinfo.ZoneInfo | None = None
        self._minute = -1  # minutes since 1970: the minute for which `_week_minute` was worked out
        self._week_minute: int | None = None
        self.set_timezone(timezone)  # may fail: a box without time zone data starts all the same

    def set_timezone(self, timezone: str) -> bool:
        """Use another timezone from now on. Return False if this system does not know it: then local hours are unknown."""
        try:
            self._zone = zoneinfo.ZoneInfo(timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            self._zone = None
        self._minute = -1
        return self._zone is not None

    @property
    def trusted(self) -> bool:
        """Return whether the wall clock can be right at all: a Pi without a battery starts in the past until it is told the time."""
        return time.time_ns() // 1_000_000 >= BUILT_WALL_MS

    def trusted_ms(self) -> int | None:
        """Give the wall clock's time, in ms since 1970; None while it cannot be trusted."""
        return self.now().wall_ms if self.trusted else None

    def now(self) -> Moment:
        """Give the present, on both clocks; `week_minute` is None while the wall clock is not trusted or the timezone unknown."""
        mono_ms = (time.monotonic_ns() - self._started_ns) // 1_000_000
        wall_ms = time.time_ns() // 1_000_000
        minute = wall_ms // MINUTE_MS
        if minute != self._minute:
            self._minute, self._week_minute = minute, self._in_the_week(minute)
        return Moment(mono_ms, wall_ms, self._week_minute)

    def _in_the_week(self, minute: int) -> int | None:
        """Work out the minute of the week. This is done once a minute, not each of the five times a press looks at the clock: zones
        change on whole minutes.
        """
        if self._zone is None or minute * MINUTE_MS < BUILT_WALL_MS:
            return None
        local = datetime.fromtimestamp(minute * 60, UTC).astimezone(self._zone)
        return local.weekday() * 1440 + local.hour * 60 + local.minute
