"""Fills fields from the incident's own events, without any person. Pure; infers nothing about behavior from a press.

An act that a desk undid at once is left out, as on the board; the entries tell of both. A value that somebody wrote goes before a
value from here.
"""

from collections.abc import Iterable

from appliance.core.calls.by_voice.place_said import place_said
from appliance.core.calls.closing import is_practice
from appliance.core.calls.events import (
    ActUndone,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallLocated,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    CallShown,
    CallUpgraded,
    CoverAssigned,
    FirstCall,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    LadderExhausted,
    OneReleased,
    PressedAgain,
    PressedOften,
    RecordOpened,
    ReopenedByPress,
    SeclusionNoted,
    StoodDown,
)
from appliance.core.events import Event
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import title
from appliance.core.ground.words import DeskAct, Outcome
from appliance.core.messages.events import AnswerAccepted
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.record.record import SECLUSION, Record
from appliance.record.responders import responders
from appliance.record.words import FactId, FieldId, ItemId, Value

type Seen = dict[FactId, Value]
type Told = list[tuple[Moment, Event]]


def derived(record: Record, index: PlanIndex) -> Seen:
    """Give every fact that the appliance knows, by its id."""
    told = _told(record)
    answered = _in_earnest(told)
    facts = _of_the_record(record, index) | _beginning(told, index) | _times(told, answered) | _ending(told)
    if record.responses:
        facts["room_action"] = tuple(response.value for response in record.responses)
    seen: Seen = {FactId(FieldId(name)): value for name, value in facts.items() if value is not None}
    for number, responder in enumerate(responders(answered, index), 1):
        item = ItemId(f"responder-{number}")
        for name, value in responder.items():
            seen[FactId(FieldId(f"responder.{name}"), item)] = value
    return seen | _seclusion(told)


def kind_now(record: Record, came_as: Kind) -> Kind:
    """Give the kind that a call has now, which came as this kind: a press can raise it, and people can raise and lower it."""
    return _kind(came_as, _told(record))


def kind_after(came_as: Kind, told: Iterable[tuple[Moment, Event]]) -> Kind:
    """Give the kind of a call after these events, in order. Acts that were undone do not count."""
    return _kind(came_as, _not_undone(list(told)))


def standing(record: Record, seen: Seen, field: FieldId | str, item: ItemId | str = "") -> Value:
    """Give the value of a field: what somebody wrote last, or else what the appliance saw."""
    fact_id = FactId(FieldId(field), ItemId(item))
    return record.versions[fact_id][-1].value if fact_id in record.versions else seen.get(fact_id)


def seconds_between(earlier: Moment, later: Moment) -> int | None:
    """Count the whole seconds from one moment to the other, or None when no clock can say.

    The wall clock counts if it was trusted at both moments, because it goes on through a restart. Otherwise the steady clock counts,
    unless the box began anew in between.
    """
    trusted = earlier.week_minute is not None and later.week_minute is not None
    passed_ms = later.wall_ms - earlier.wall_ms if trusted else later.mono_ms - earlier.mono_ms
    return whole_seconds(passed_ms) if passed_ms >= 0 else None


def whole_seconds(passed_ms: int) -> int:
    """Give the seconds that are complete. This one function counts for a report's words, its timeline and its data."""
    return passed_ms // 1000


_UNDONE: dict[DeskAct, type[Event]] = {
    DeskAct.ACKNOWLEDGED: CallAcknowledged,
    DeskAct.DISPATCHED: HelpDispatched,
    DeskAct.CONFIRMED: HelpConfirmed,
    DeskAct.ARRIVED: HelpArrived,
    DeskAct.UPGRADED: CallUpgraded,
    DeskAct.DOWNGRADED: CallDowngraded,
    DeskAct.HANDED_OFF: CallHandedOff,
    DeskAct.LOCATED: CallLocated,
    DeskAct.STOOD_DOWN: StoodDown,
    DeskAct.COVER_ASSIGNED: CoverAssigned,
    DeskAct.ANSWER_ACCEPTED: AnswerAccepted,
}


def _told(record: Record) -> Told:
    return _not_undone([(at, event) for _, at, event in record.live])


def _not_undone(told: Told) -> Told:
    left: Told = []
    for at, event in told:
        if isinstance(event, ActUndone):
            undone = next(
                (n for n in reversed(range(len(left))) if isinstance(left[n][1], _UNDONE[event.undone])), None
            )
            if undone is not None:
                left = _without(left, *left[undone])
        elif isinstance(event, ReopenedByPress):  # what was said at the first end does not hold any more
            left = [each for each in left if not isinstance(each[1], StoodDown)] + [(at, event)]
        else:
            left.append((at, event))
    return left


_TOGETHER: dict[type[Event], tuple[type[Event], ...]] = {
    HelpDispatched: (CallAcknowledged, HelpDispatched),
    StoodDown: (CallAcknowledged,),
    AnswerAccepted: (CallAcknowledged, HelpConfirmed, HelpArrived, OneReleased, CoverAssigned),
}
"""Act → events that came with it and are undone with it (`appliance.core.calls.undo`): its acknowledgement, or the other of two
people sent.
"""


def _without(told: Told, at: Moment, act: Event) -> Told:
    """Leave out an act, and what came with it by the same desk at the same moment."""
    by = getattr(act, "by", None)
    beside = _TOGETHER.get(type(act), ())
    return [
        (when, event)
        for when, event in told
        if event is not act and not (when == at and isinstance(event, beside) and getattr(event, "by", None) == by)
    ]


def _of_the_record(record: Record, index: PlanIndex) -> dict[str, Value]:
    return {
        "incident_id": record.incident,
        "school": index.plan.building,
        "timezone": index.plan.timezone,
        "status": record.status.value,
        "amendments": sum(bool(version.why) for versions in record.versions.values() for version in versions),
    }


def _in_earnest(told: Told) -> Told:
    """Give the events since somebody made the call real: an answer in practice was no answer. If nobody did, give all events."""
    since = next((n for n in reversed(range(len(told))) if isinstance(told[n][1], CallMadeReal)), 0)
    return told[since:]


def _beginning(told: Told, index: PlanIndex) -> dict[str, Value]:
    for at, event in told:
        match event:
            case CallRaised() | CallRaisedElsewhere():
                pressed_ms = None if event.pressed_ago_ms is None else at.wall_ms - event.pressed_ago_ms
                return {
                    **_place(event, told, index),
                    "source": event.source.door.value,
                    "drill": event.drill if _practice(told) else None,
                    "presses": _presses(told),
                    "pressed_at": pressed_ms,
                    "received_at": at.wall_ms,
                    "occurred_at": pressed_ms,
                    "occurred_precision": "approximate" if at.week_minute is not None else "unknown",
                    "call_kind": _kind(event.kind, told).value,
                }
            case RecordOpened():
                return {
                    **_place(event, told, index),
                    "source": event.known_by.value,
                    "received_at": at.wall_ms,
                    "occurred_at": event.occurred_ms,
                    "call_kind": _kind(event.kind, told).value,
                }
            case _:
                pass
    return {}


def _seclusion(told: Told) -> Seen:
    """Give what a desk said of a break that was no break. People write the rest, and correct this, in the same item."""
    noted = next((event for _, event in told if isinstance(event, SeclusionNoted)), None)
    if noted is None:
        return {}
    began = {} if noted.began_ms is None else {FactId(FieldId("restraint.began"), SECLUSION): noted.began_ms}
    return {
        FactId(FieldId("restraint_used")): True,
        FactId(FieldId("restraint.type"), SECLUSION): "seclusion",
        **began,
    }


def _presses(told: Told) -> int:
    presses = 1
    for _, event in told:
        if isinstance(event, PressedOften):
            presses = max(presses, event.presses)
        elif isinstance(event, PressedAgain):
            presses += 1
    return presses


def _place(event: FirstCall | RecordOpened, told: Told, index: PlanIndex) -> dict[str, Value]:
    """Give the fields of a place. No room is ever made up: a call from elsewhere has only the name of its place, until a person says it."""
    place = place_said(event, (each for _, each in told))
    room = None if place.room is None else index.rooms.get(place.room)
    return {
        "room": place.room,
        "room_name": title(place, index),
        "floor": room.floor if room else None,
    }


def _kind(kind: Kind, told: Told) -> Kind:
    for _, event in told:
        match event:
            case CallUpgraded() | CallDowngraded():
                kind = event.kind
            case PressedAgain() if event.kind.urgency > kind.urgency:
                kind = event.kind
            case _:
                pass
    return kind


_STEPS: tuple[tuple[str, type[Event]], ...] = (
    ("shown", CallShown),
    ("acknowledged", CallAcknowledged),
    ("dispatched", HelpDispatched),
    ("confirmed", HelpConfirmed),
    ("on_scene", HelpArrived),
)
"""Each step is counted when it happened first. For example, a call stays acknowledged even when it rings again because nobody was sent
in time. When a responder said that they go is counted by `_going_since`.
"""


def _times(told: Told, answered: Told) -> dict[str, Value]:
    """Give the steps as times, and as seconds since the call. If practice was made real, the seconds count from then, because nobody
    could answer a real call before.
    """
    if not any(isinstance(event, FirstCall) for _, event in told):
        return {}
    since, began = next((at, event) for at, event in answered if isinstance(event, FirstCall | CallMadeReal))
    times: dict[str, Value] = {"practice_until": since.wall_ms} if isinstance(began, CallMadeReal) else {}
    for name, kind in _STEPS:
        first_at = next((at for at, event in answered if isinstance(event, kind)), None)
        times |= _step(name, since, _going_since(answered) if kind is HelpConfirmed else first_at)
    # The first of the two counts: a call may climb the ladder again later, because something else was overdue
    first = next((event for _, event in answered if isinstance(event, LadderExhausted | CallAcknowledged)), None)
    times["nobody_acknowledged"] = isinstance(first, LadderExhausted)
    return times | _step("stood_down", since, _last(told))


def _going_since(told: Told) -> Moment | None:
    """Give since when somebody was on the way, until one was there. If all of them said that they cannot come after all, nobody was: then
    the next one counts.
    """
    since: Moment | None = None
    going: set[str] = set()
    there = False
    for at, event in told:
        match event:
            case HelpConfirmed():
                going.add(event.responder)
                since = since or at
            case HelpArrived():
                there = True
            case OneReleased():
                going.discard(event.responder)
                since = since if going or there else None
            case _:
                pass
    return since


def _step(name: str, since: Moment, at: Moment | None) -> dict[str, Value]:
    return {} if at is None else {f"{name}_at": at.wall_ms, f"{name}_after_s": seconds_between(since, at)}


def _last(told: Told) -> Moment | None:
    return next((at for at, event in reversed(told) if isinstance(event, StoodDown)), None)


def _ending(told: Told) -> dict[str, Value]:
    events: Iterable[Event] = (event for _, event in reversed(told))
    ended = next((event for event in events if isinstance(event, StoodDown)), None)
    mode = (
        "exercise" if _practice(told) else "test" if ended is not None and ended.outcome is Outcome.TEST else "actual"
    )
    if ended is None:
        return {"mode": mode}
    return {"mode": mode, "outcome": ended.outcome.value, "saw_room": ended.saw_room or None}


def _practice(told: Told) -> bool:
    return is_practice(event for _, event in told)
