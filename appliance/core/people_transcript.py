"""One plain sentence per event of people who prove who they are. Pure; a part of `transcript`."""

from typing import assert_never

from appliance.core.events import PersonEvent, PersonProved, PinSet, RecordRead
from appliance.core.names import Names


def person_line(event: PersonEvent, names: Names) -> str:
    """Who proved it, who read, who was given a PIN."""
    match event:
        case PersonProved():
            return f"Signed in with a PIN {names.actor(event.by)}."
        case RecordRead(incident=None):
            return f"The record was read with names {names.actor(event.by)}."
        case RecordRead():
            call = "a call" if event.call is None else f"call {event.call}"
            return f"The record of {call} was read with names {names.actor(event.by)}."
        case PinSet():
            who = "by an administrator of the box" if event.by.person is None else names.actor(event.by)
            return f"{names.person(event.person)} was given a new PIN {who}."
        case _:
            assert_never(event)
