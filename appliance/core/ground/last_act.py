"""Keeps the last thing that a desk did in an incident, and the incident before it, which an undo gives back. Pure."""

import msgspec

from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, DeskAct

UNDO_MS_MAX = 10_000
"""Long enough to see on the board what one has done and to press a key. It is shorter than the 15 s after which a ladder takes its
second step, so a call that was quieted by mistake has lost no step that matters.
"""


class LastAct(msgspec.Struct, frozen=True):
    """Who did what and when, and the incident as it was before."""

    by: Actor
    what: DeskAct
    at: Moment
    before: Incident

    def left_ms(self, now: Moment) -> int:
        """Tell for how much longer it can be undone; zero or less when it cannot be undone any more."""
        return self.at.mono_ms + UNDO_MS_MAX - now.mono_ms


def still_fresh(last: LastAct, now: Moment) -> bool:
    """Whether the act can still be undone, as far as time is concerned."""
    return last.left_ms(now) >= 0
