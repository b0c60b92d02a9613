"""Makes one plain sentence of each event of people at desks. Pure; a part of `transcript`."""

from typing import assert_never

from appliance.core.ground.names import Names
from appliance.core.people.events import (
    AnyPersonEvent,
    DayChecked,
    OperatorSignedIn,
    OperatorSignedOut,
    PersonProved,
    PinSet,
    PinTaken,
    ProofEvent,
    RecordRead,
)
from appliance.core.people.morning_sentences import day_check_line


def person_line(event: AnyPersonEvent, names: Names) -> str:
    """Say who is where, who proved it, or who signed the morning check."""
    match event:
        case DayChecked():
            return day_check_line(event, names)
        case OperatorSignedIn():
            return f"{names.person(event.person)} is at {names.desk(event.desk)}."
        case OperatorSignedOut():
            return f"Nobody by name is at {names.desk(event.desk)}."
        case _:
            return _proof_line(event, names)


def _proof_line(event: ProofEvent, names: Names) -> str:
    """Say who proved it, who read, who got a PIN, or whose PIN was removed."""
    match event:
        case PersonProved():
            return f"Signed in with a PIN {names.actor(event.by)}."
        case RecordRead(incident=None):
            return f"The record was read with names {names.actor(event.by)}."
        case RecordRead():
            call = "a call" if event.call is None else f"call {event.call}"
            return f"The record of {call} was read with names {names.actor(event.by)}."
        case PinSet() | PinTaken():
            who = "by an administrator of the box" if event.by.person is None else names.actor(event.by)
            what = "was given a new PIN" if isinstance(event, PinSet) else "has no PIN any more: it was taken away"
            return f"{names.person(event.person)} {what} {who}."
        case _:
            assert_never(event)
