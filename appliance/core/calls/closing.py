"""Tells which events end an incident, which open it again, and whether it is practice. Pure; the same for all code that reads events
back.
"""

from collections.abc import Iterable
from typing import TypeGuard

from appliance.core.calls.events import (
    ActUndone,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    FirstCall,
    ReopenedByPress,
    StoodDown,
)
from appliance.core.ground.words import DeskAct

REOPEN_MS_MAX = 10 * 60_000
"""A broken contact goes on as soon as its call was stood down. After ten minutes help has usually been there, and a later press raises a
new call. Troubles that come and go are remembered for the same time (`damping`).
"""


def reopens(event: object) -> TypeGuard[ActUndone | ReopenedByPress]:
    """Whether this event opens an incident that was over."""
    return isinstance(event, ReopenedByPress) or (isinstance(event, ActUndone) and event.undone is DeskAct.STOOD_DOWN)


def open_after(event: object, *, before: bool) -> bool:
    """Whether an incident is open after this event of it."""
    return reopens(event) or (not isinstance(event, StoodDown) and (before or isinstance(event, FirstCall)))


def practice_after(event: object, *, before: bool) -> bool:
    """Whether an incident is practice after this event of it: as it was raised, until somebody makes it real."""
    match event:
        case CallRaised() | CallRaisedElsewhere():
            return event.drill is not None
        case CallMadeReal():
            return False
        case _:
            return before


def is_practice(events: Iterable[object]) -> bool:
    """Whether an incident is practice after all these events."""
    practice = False
    for event in events:
        practice = practice_after(event, before=practice)
    return practice
