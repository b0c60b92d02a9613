"""Keeps who carries the button of a duty today, as somebody said it at a desk. Pure; volatile and never recorded, so that a restart
forgets it.

It ends at midnight by the clock that is trusted. It also ends when the time until midnight has passed, whatever the clock says then.
"""

import msgspec

from appliance.core.ground.moment import Moment

NAME_CHARACTERS_MAX = 40
"""Ours: it fits on a line of an 80-column screen beside the rest. "Ms Christina-Maria Rivera-Castellanos" has 37."""
DAY_MINUTES = 24 * 60


class Carried(msgspec.Struct, frozen=True):
    """Who carries a button. `duty` is the button's duty when this was said; if its duty is another one now, nobody has said anything.
    `day` is the day of the week.
    """

    name: str
    duty: str
    day: int
    ends_ms: int

    def __repr__(self) -> str:
        return f"Carried(duty={self.duty!r}, day={self.day}, ends_ms={self.ends_ms})"

    def stands(self, now: Moment) -> bool:
        """Whether it is still the day on which it was said."""
        if now.mono_ms >= self.ends_ms:
            return False
        return now.week_minute is None or now.week_minute // DAY_MINUTES == self.day


def carried_today(name: str, duty: str, now: Moment) -> Carried | None:
    """Make the value that is kept until midnight; None if nobody knows when midnight is."""
    if now.week_minute is None:
        return None
    day, minute = divmod(now.week_minute, DAY_MINUTES)
    return Carried(name, duty, day, now.after_s((DAY_MINUTES - minute) * 60))
