"""In which order open calls stand, and when one that begins to ring takes the keys. Pure; knows no screen and no clock."""

from collections.abc import Set

from appliance.api.board.calls import CallCard
from appliance.plan.ids import IncidentId
from tui.board.faces import waits


def in_order(calls: tuple[CallCard, ...], places: tuple[IncidentId, ...]) -> list[CallCard]:
    """Real before drill, what nobody has before the rest, urgent first; equals keep their places, newcomers come last."""
    was = {incident: place for place, incident in enumerate(places)}
    arrived = {call.incident: len(places) + place for place, call in enumerate(calls)}

    def rank(call: CallCard) -> tuple[bool, bool, int, int]:
        return call.drill, not waits(call), -call.kind.urgency, was.get(call.incident, arrived[call.incident])

    return sorted(calls, key=rank)


def takes_the_keys(calls: list[CallCard], chosen: IncidentId | None, rang: Set[IncidentId]) -> bool:
    """Whether the first of these calls begins to ring here now, while the chosen one does not ring. It is the one to look at then:
    what is drawn largest and what keys act on go on being the same. `rang` are those that rang here before.
    """
    first = calls[0] if calls else None
    begins = first is not None and first.ringing and first.rings_here and first.incident not in rang
    return begins and not any(call.ringing for call in calls if call.incident == chosen)
