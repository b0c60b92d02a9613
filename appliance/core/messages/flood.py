"""Keeps many calls from flooding one telephone: from the fourth call on, one message speaks of all of them. Pure."""

from collections.abc import Sequence

import msgspec

from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind

EACH_ALONE = 3
"""Calls of which one address is told one by one. A text modem takes 3 to 5 s for each text, so three are out before the next turn. Nobody
can go to more than one of them.
"""
TOGETHER_S = 60
"""Between messages that speak of all calls: the same minute after which the usual ladder tells everybody again."""


class Told(msgspec.Struct, frozen=True):
    """One call of which an address is told now: with which kind, whether it is practice, and since when (mono_ms)."""

    incident: IncidentId
    kind: Kind
    practice: bool
    at_ms: int


def may_say(told: Sequence[Told], incident: Incident, now: Moment) -> bool:
    """Whether an address may be told of this call now, beside the calls of which it is `told` already.

    A call that is more urgent than all of these waits for nothing. Another one waits from its own beginning, or from the newest message
    that spoke of all, so that rooms which press again and again cannot keep it waiting. Practice and real calls are never counted
    together.
    """
    others = others_of(told, incident)
    if len(others) < EACH_ALONE or all(each.kind.urgency < incident.kind.urgency for each in others):
        return True
    began_ms = max(incident.raised.mono_ms, incident.ladder_from_ms)
    if not speaks_of_all(others[:-1]):
        return now.mono_ms - began_ms >= TOGETHER_S * 1000
    spoke_ms = others[-1].at_ms  # a message spoke of all, and so of this call if it rang by then
    return began_ms > spoke_ms and now.mono_ms - spoke_ms >= TOGETHER_S * 1000


def speaks_of_all(before: Sequence[Told]) -> bool:
    """Whether a message speaks of all calls, since the address was told of so many other calls `before` it."""
    return len(before) >= EACH_ALONE


def others_of(told: Sequence[Told], incident: Incident) -> list[Told]:
    """Give the other calls of which an address is told, oldest first: practice for a call of practice, real ones for a real one."""
    practice = incident.drill is not None
    others = [each for each in told if each.incident != incident.incident and each.practice == practice]
    return sorted(others, key=lambda each: each.at_ms)
