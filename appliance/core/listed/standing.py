"""Tells which entries about rules, calendar and communications stand over a restart. Pure.

The calendars before the newest one stand too, and so do closings that were withdrawn: a date that moved says why it moved.
"""

from appliance.core.ground.stands import Falls, Stands
from appliance.core.listed.events import (
    CALENDARS_KEPT,
    CLOSINGS_KEPT,
    AnyListedEvent,
    ClosingDeclared,
    ClosingWithdrawn,
    CommunicationsAdopted,
    DutiesAdopted,
    SchoolCalendarAdopted,
)


def changes(event: AnyListedEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down. A new calendar or closing takes down the one that is the limit's number older."""
    match event:
        case DutiesAdopted():
            return (Stands("duties"),)
        case CommunicationsAdopted():
            return (Stands("communications"),)
        case SchoolCalendarAdopted(version=version):
            return Stands(f"school-calendar:{version}"), Falls(f"school-calendar:{version - CALENDARS_KEPT}")
        case ClosingDeclared(closing=closing):
            oldest = closing - CLOSINGS_KEPT
            return Stands(f"closing:{closing}"), Falls(f"closing:{oldest}"), Falls(f"closing-withdrawn:{oldest}")
        case ClosingWithdrawn(closing=closing):
            return (Stands(f"closing-withdrawn:{closing}"),)
