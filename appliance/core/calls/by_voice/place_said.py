"""Finds the place of a call in its events: where it came from, or what a person said since. Pure; for whoever reads a record."""

from collections.abc import Iterable

from appliance.core.calls.events import ActUndone, CallLocated, FirstCall, RecordOpened
from appliance.core.ground.place import Place
from appliance.core.ground.words import DeskAct


def place_said(begun: FirstCall | RecordOpened, events: Iterable[object]) -> Place:
    """Give the place after these events, in order. `begun` is the first of the incident. What was undone does not count."""
    said = [begun.place]
    for event in events:
        match event:
            case CallLocated(place=place):
                said.append(place)
            case ActUndone(undone=DeskAct.LOCATED) if len(said) > 1:
                said.pop()
            case _:
                pass
    return said[-1]
