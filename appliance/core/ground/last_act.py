"""The last thing a desk did in an incident, and what stood before it: what an undo gives back. Pure."""

import msgspec

from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, DeskAct

UNDO_MS_MAX = 10_000
"""Long enough to see on the board what one has done and to press a key; shorter than the 15 s after which a ladder takes its
second step, so that a call quieted by a slip has lost no step of it that matters."""


class LastAct(msgspec.Struct, frozen=True):
    """Who did what when, and the incident as it was before."""

    by: Actor
    what: DeskAct
    at: Moment
    before: Incident

    def left_ms(self, now: Moment) -> int:
        """For how much longer it can be undone; zero or less when it cannot any more."""
        return self.at.mono_ms + UNDO_MS_MAX - now.mono_ms


def still_fresh(last: LastAct, now: Moment) -> bool:
    """Whether it can be undone as far as time goes."""
    return last.left_ms(now) >= 0
