"""Turns the feed into lines for a desk, with only those names and words that whoever sits there may read. Pure. Nothing here counts,
sorts or groups by who called (promise 7).
"""

from collections import Counter

import msgspec

from appliance.api.access import Reads
from appliance.api.contents import TABLE, Content
from appliance.api.desk.entries import FeedItem
from appliance.core.board import Board
from appliance.core.calls.events import (
    CallLocated,
    CallRaisedElsewhere,
    FirstCall,
    OtherHelpNoted,
    RecordOpened,
    WhoActedNamed,
)
from appliance.core.ground.events import IncidentEvent, ListedEvent
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, without_words
from appliance.core.ground.words import Source
from appliance.core.people.events import DayChecked
from appliance.plan.ids import IncidentId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Plan
from appliance.record.events import AnyEvent
from appliance.record.transcript import line

A_RESPONDER = "a responder"
A_PERSON = "a person of the team"
NAME_WITHHELD = "name after a PIN"
"""Stands behind the kind of help, which everybody may read."""
REASON_WITHHELD = "(only for those whose role reads it, after a PIN)"
NOTE_WITHHELD = "(only for those whose role reads notes, after a PIN)"

_INSTEAD = {Content.NAMES: A_RESPONDER, Content.NOTES: NOTE_WITHHELD, Content.REASONS: REASON_WITHHELD}


class FeedLines:
    """Turns opened entries into lines for a desk. Keeps the plan without names, made once per adopted plan."""

    def __init__(self) -> None:
        self._named: PlanIndex | None = None
        self._nameless: PlanIndex | None = None

    def items(self, told: list[tuple[int, Moment, AnyEvent]], board: Board, reads: Reads) -> tuple[FeedItem, ...]:
        """Give the lines of these entries as this reader may read them, in the order given."""
        index = board.index if Content.NAMES in reads.contents else self._without_names(board.index)
        calls = {incident.incident: incident.number for incident in board.incidents.values()}
        calls |= {event.incident: event.number for _, _, event in told if isinstance(event, FirstCall | RecordOpened)}
        return tuple(_item(number, at, withheld(event, reads), index, calls) for number, at, event in told)

    def left_out(self, told: list[tuple[int, Moment, AnyEvent]], board: Board, reads: Reads) -> Counter[Content]:
        """Count the lines of which something is left out for this reader, by what it is."""
        found: Counter[Content] = Counter()
        nameless_index = None if Content.NAMES in reads.contents else self._without_names(board.index)
        for _, _, event in told:
            kinds = set(_left_out(event, reads).values())
            if _hides_number(event, reads):
                kinds.add(Content.NAMES)
            if nameless_index is not None and line(event, nameless_index) != line(event, board.index):
                kinds.add(Content.NAMES)
            found.update(kinds)
        return found

    def _without_names(self, index: PlanIndex) -> PlanIndex:
        if self._named is not index or self._nameless is None:
            self._named = index
            self._nameless = PlanIndex(nameless(index.plan))
        return self._nameless


def nameless(plan: Plan) -> Plan:
    """Give the plan without anybody's name."""
    return msgspec.structs.replace(
        plan, people=tuple(msgspec.structs.replace(person, name=A_PERSON) for person in plan.people)
    )


def withheld(event: AnyEvent, reads: Reads) -> AnyEvent:
    """Give the event without the words and names that this reader may not read (`appliance.api.access`)."""
    changes = {field: _instead(event, content) for field, content in _left_out(event, reads).items()}
    shown = msgspec.structs.replace(event, **changes) if changes else event
    return _without_number(shown) if _hides_number(event, reads) else shown


def _hides_number(event: AnyEvent, reads: Reads) -> bool:
    """Whether the event has the number of a caller that this reader may not read. It tells who called, so it is kept as names are: in the
    record for years, which many read. While the call is open, every desk reads it on its card, to call back.
    """
    source = getattr(event, "source", None)
    caller = source.called_by if isinstance(source, Source) else None
    return caller is not None and bool(caller.number) and Content.NAMES not in reads.contents


def _without_number(event: AnyEvent) -> AnyEvent:
    source = getattr(event, "source", None)
    assert isinstance(source, Source)
    assert source.called_by is not None, "only a caller has a number"
    hidden = msgspec.structs.replace(source, caller=msgspec.structs.replace(source.called_by, number=""))
    return msgspec.structs.replace(event, source=hidden)


def has_notes(event: AnyEvent) -> bool:
    """Return whether somebody wrote words about a call in this event: a note, or where help is needed."""
    return any(_said(event, field) for field, content in TABLE.get(type(event), {}).items() if content is Content.NOTES)


def _instead(event: AnyEvent, content: Content) -> str | Place:
    if isinstance(event, CallRaisedElsewhere | CallLocated):
        return without_words(event.place)
    if isinstance(event, OtherHelpNoted):
        return NAME_WITHHELD
    return A_PERSON if isinstance(event, WhoActedNamed | DayChecked | ListedEvent) else _INSTEAD[content]


def _said(event: AnyEvent, field: str) -> bool:
    said = getattr(event, field)
    return bool(said.words if isinstance(said, Place) else said)


def _left_out(event: AnyEvent, reads: Reads) -> dict[str, Content]:
    """Give the fields of the event that hold something this reader may not read."""
    return {
        field: content
        for field, content in TABLE.get(type(event), {}).items()
        if content in _INSTEAD and content not in reads.contents and _said(event, field)
    }


def _item(number: int, at: Moment, event: AnyEvent, index: PlanIndex, calls: dict[IncidentId, int]) -> FeedItem:
    incident = event.incident if isinstance(event, IncidentEvent) else None
    return FeedItem(
        number=number,
        wall_ms=at.wall_ms,
        incident=incident,
        call=calls.get(incident) if incident is not None else None,
        line=line(event, index),
    )
