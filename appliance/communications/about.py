"""Tells from a record what kind of incident a statement is about. Pure; reads what people chose, never which button called."""

from collections.abc import Callable

from appliance.communications.words import About
from appliance.record.words import Value

READS = ("room_action", "event_kind", "anyone_hurt")
"""The fields that it looks at."""
_BUILDING = frozenset({"lockdown", "evacuate", "hold", "secure", "shelter"})
_BEHAVIOR = frozenset({"happened", "attempt", "near-miss"})


def about(value: Callable[[str], Value]) -> About:
    """Give the kind. `value` gives the value of a field, or None where nothing stands or where this reader may not read it."""
    class_did = value("room_action")
    if isinstance(class_did, tuple) and _BUILDING.intersection(class_did):
        return About.BUILDING
    if value("event_kind") == "medical":
        return About.MEDICAL
    if value("anyone_hurt") is True:
        return About.HURT
    return About.THREAT if value("event_kind") in _BEHAVIOR else About.ANY
