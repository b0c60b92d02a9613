"""What a desk may read of the feed: every entry as a line, without people's names or notes until somebody signed in there. Pure.

Nothing here counts, sorts or groups by who called (promise 7).
"""

import msgspec

from appliance.api.messages import FeedItem
from appliance.core.board import Board
from appliance.core.events import (
    ButtonOutOfService,
    CallRaised,
    Event,
    HelpArrived,
    HelpConfirmed,
    IncidentEvent,
    NoteAdded,
    StoodDown,
    WhoActedNamed,
)
from appliance.core.moment import Moment
from appliance.core.transcript import line
from appliance.plan.ids import IncidentId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Plan

A_RESPONDER = "a responder"
A_PERSON = "a person of the team"
REASON_WITHHELD = "(sign in to read it)"
NOTE_WITHHELD = "(sign in to read this note)"


class Reading:
    """Turns opened entries into lines for a desk. Keeps the plan without names, made once per adopted plan."""

    def __init__(self) -> None:
        self._named: PlanIndex | None = None
        self._nameless: PlanIndex | None = None

    def items(self, told: list[tuple[int, Moment, Event]], board: Board, *, signed_in: bool) -> tuple[FeedItem, ...]:
        """Lines for entries, as somebody signed in or not may read them, in the order given."""
        index = board.index if signed_in else self._without_names(board.index)
        calls = {incident.incident: incident.number for incident in board.incidents.values()}
        calls |= {event.incident: event.number for _, _, event in told if isinstance(event, CallRaised)}
        return tuple(
            _item(number, at, event if signed_in else withheld(event), index, calls) for number, at, event in told
        )

    def _without_names(self, index: PlanIndex) -> PlanIndex:
        if self._named is not index or self._nameless is None:
            self._named = index
            self._nameless = PlanIndex(nameless(index.plan))
        return self._nameless


def nameless(plan: Plan) -> Plan:
    """The plan with everybody's name taken out of it."""
    return msgspec.structs.replace(
        plan, people=tuple(msgspec.structs.replace(person, name=A_PERSON) for person in plan.people)
    )


def withheld(event: Event) -> Event:
    """The event without the words and names that people typed into it."""
    match event:
        case WhoActedNamed():
            return msgspec.structs.replace(event, name=A_PERSON)
        case NoteAdded():
            return msgspec.structs.replace(event, text=NOTE_WITHHELD)
        case ButtonOutOfService():
            return msgspec.structs.replace(event, reason=REASON_WITHHELD)
        case HelpConfirmed() | HelpArrived():
            return msgspec.structs.replace(event, responder=A_RESPONDER)
        case StoodDown() if event.saw_room:
            return msgspec.structs.replace(event, saw_room=A_RESPONDER)
        case _:
            return event


def _item(number: int, at: Moment, event: Event, index: PlanIndex, calls: dict[IncidentId, int]) -> FeedItem:
    incident = event.incident if isinstance(event, IncidentEvent) else None
    return FeedItem(
        number=number,
        wall_ms=at.wall_ms,
        incident=incident,
        call=calls.get(incident) if incident is not None else None,
        line=line(event, index),
    )
