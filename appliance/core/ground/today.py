"""Says until when something holds that was said for this day only. Pure.

It ends at midnight by the clock that is trusted. It also ends when the time until midnight has passed, whatever the clock says then.
"""

import msgspec

from appliance.core.ground.moment import Moment

DAY_MINUTES = 24 * 60


class Today(msgspec.Struct, frozen=True):
    """The rest of one day. `day` is the day of the week, 0 for Monday; `ends_ms` is midnight on the monotonic clock of this epoch."""

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
