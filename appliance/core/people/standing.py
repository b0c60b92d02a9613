"""Tells which entries about people at desks stand over a restart. Pure."""

from typing import assert_never

from appliance.core.ground.stands import Falls, Stands
from appliance.core.people.events import (
    AnyPersonEvent,
    DayChecked,
    OperatorSignedIn,
    OperatorSignedOut,
    PersonProved,
    PinSet,
    PinTaken,
    RecordRead,
)


def changes(event: AnyPersonEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down. What was proved and read puts up nothing; it is only for the record."""
    match event:
        case PinSet():
            return (Stands(f"pin:{event.person}"),)
        case PinTaken():
            return (Falls(f"pin:{event.person}"),)
        case PersonProved() | RecordRead():
            return ()
        case DayChecked():
            return (Stands("day-check"),)
        case OperatorSignedIn():
            return (Stands(f"operator:{event.desk}"),)
        case OperatorSignedOut():
            return (Falls(f"operator:{event.desk}"),)
        case _:
            assert_never(event)
