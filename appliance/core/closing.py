"""Which events end an incident, and which open again what was over. Pure; the same for the board, the tables and whoever reads back."""

from typing import TypeGuard

from appliance.core.events import ActUndone, CallRaised, ReopenedByPress, StoodDown
from appliance.core.words import DeskAct

REOPEN_MS_MAX = 10 * 60_000
"""A contact that is broken goes on as soon as its call was stood down. Ten minutes: a response is over by then as a rule, and what comes
later is called anew. As long as troubles that come and go are remembered (`damping`)."""


def reopens(event: object) -> TypeGuard[ActUndone | ReopenedByPress]:
    """Whether it opens an incident that was over."""
    return isinstance(event, ReopenedByPress) or (isinstance(event, ActUndone) and event.undone is DeskAct.STOOD_DOWN)


def open_after(event: object, *, before: bool) -> bool:
    """Whether an incident is open after an event of it."""
    return reopens(event) or (not isinstance(event, StoodDown) and (before or isinstance(event, CallRaised)))
