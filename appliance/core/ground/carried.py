"""Keeps who carries the button of a duty today, as somebody said it at a desk. Pure; volatile and never recorded, so that a restart
forgets it. It ends at midnight (`appliance.core.ground.moment`).
"""

import msgspec

from appliance.core.ground.moment import Moment, Today, today

NAME_CHARACTERS_MAX = 40
"""Ours: it fits on a line of an 80-column screen beside the rest. "Ms Christina-Maria Rivera-Castellanos" has 37."""


class Carried(msgspec.Struct, frozen=True):
    """Who carries a button. `duty` is the button's duty when this was said; if its duty is another one now, nobody has said anything."""

    name: str
    duty: str
    said_for: Today

    def __repr__(self) -> str:
        return f"Carried(duty={self.duty!r}, said_for={self.said_for!r})"

    def stands(self, now: Moment) -> bool:
        """Whether it is still the day on which it was said."""
        return self.said_for.stands(now)


def carried_today(name: str, duty: str, now: Moment) -> Carried | None:
    """Make the value that is kept until midnight; None if nobody knows when midnight is."""
    said_for = today(now)
    return None if said_for is None else Carried(name, duty, said_for)
