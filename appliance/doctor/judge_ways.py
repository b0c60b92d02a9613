"""Judges which rooms have lost a way they counted on, and how many have fewer than two by the plan. Pure."""

from appliance.api.ways.words import headline, lost_words
from appliance.doctor.facts import Told
from appliance.doctor.finding import Finding, Key, look, ok
from appliance.doctor.words import some

ALL = "handbell plan coverage --socket"


def ways(told: Told) -> Finding | None:
    """Judge the ways; None if the plan has no rooms, or an older daemon does not know the question. Few ways in the plan are no fault of
    the box.
    """
    known = told.ways
    if known is None or not known.rooms:
        return None
    if known.lost:
        return look(Key.WAYS, f"{some(lost_words(known.lost))}.", f"What each room has, and what is away: {ALL}")
    return ok(Key.WAYS, f"{headline(known)} Which: {ALL}")
