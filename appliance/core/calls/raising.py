"""Decides what follows when a call comes in: from a button or a desk, real or practice, new or again. Pure; changes nothing."""

import msgspec

from appliance.core.board import Board, Drill
from appliance.core.calls.closing import REOPEN_MS_MAX
from appliance.core.calls.commands import BeginRecord, RaiseCall, RaiseCallFromDesk
from appliance.core.calls.events import (
    CallRaised,
    CallRaisedElsewhere,
    FirstCall,
    Follows,
    PressedAgain,
    PressedOften,
    RecordOpened,
    ReopenedByPress,
)
from appliance.core.calls.ladder import Ladder, ladder_for
from appliance.core.calls.reach import more_than_lamps, raised_at
from appliance.core.devices import chatter
from appliance.core.devices.supervision import Heard
from appliance.core.ground.callers import NUMBER_CHARACTERS_MAX, Caller
from appliance.core.ground.incident import Incident, caller_spot
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, called_by_plan, planned_place, why_not_there
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause, Door, Source
from appliance.plan.bounds import ID_CHARACTERS_MAX
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.words.troubles import BUTTON_CHATTERING


def raise_call(board: Board, heard: Heard, command: RaiseCall, now: Moment) -> list[Follows] | Rejection:
    """Take a press that is no walk test. If it was recorded before it is a repeat; any other press is a call."""
    if is_repeat(board, command.source):
        return Rejection.REPEAT
    too_many = chatter.pressed(board, heard, command.source.button, command.folded or 1, now)
    return [*called(board, heard, command, now), *too_many]


def raise_call_from_desk(
    board: Board, heard: Heard, command: RaiseCallFromDesk, by: Actor, now: Moment
) -> list[Follows] | Rejection:
    """Raise a call that somebody phoned or told a desk about. The room or area must be in the plan: a person can be asked which one it
    is, or say the place in words.
    """
    place = called_by_plan(command.where, board.index)
    why_not = why_not_there(place, board.index)
    if why_not is not None:
        return why_not
    source = Source(door=Door.DESK, actor=by)
    call = RaiseCall(place=place, kind=command.kind, source=source, pressed_ago_ms=0)
    return called(board, heard, call, now)


def called(board: Board, heard: Heard, call: RaiseCall, now: Moment) -> list[Follows]:
    """Raise a new incident, or join the open one of the same place. Practice and real never share an incident (promise 9).

    If a real call or tap-out is open at this place, every press there is real, even one that a drill would have taken for practice.
    """
    drill = _practised(board, call, now)
    open_already = _joined(board, call, drill=drill is not None)
    if open_already is not None:
        return pressed_again(board, heard, open_already, call, now)
    over = None if drill is not None else _over_by_chatter(board, call, now)
    if over is not None:
        again = ReopenedByPress(
            incident=over.incident, kind=call.kind, source=call.source, pressed_ago_ms=call.pressed_ago_ms
        )
        return [again, *ladder_for(board, heard, over, now).climb(0, told_already=False)]
    number = board.calls + 1
    incident = _name(board, number)
    ladder = Ladder(board, heard, incident, call.place, now)
    knows = raised_at(board, heard, call.source, now)
    raised = _raised(call, incident, number, ladder.first(knows), drill)
    return [raised, *ladder.after_first(knows)]


def _raised(
    call: RaiseCall, incident: IncidentId, number: int, told: tuple[str, ...], drill: Drill | None
) -> FirstCall:
    if call.place.room is None:
        return CallRaisedElsewhere(
            incident=incident,
            number=number,
            place=call.place,
            kind=call.kind,
            source=call.source,
            pressed_ago_ms=call.pressed_ago_ms,
            told=told,
        )
    return CallRaised(
        incident=incident,
        number=number,
        room=call.place.room,
        kind=call.kind,
        source=call.source,
        pressed_ago_ms=call.pressed_ago_ms,
        told=told,
        drill=None if drill is None else drill.drill,
    )


def joins(board: Board, call: RaiseCall, now: Moment) -> Incident | None:
    """Give the open incident that a press would join, or None."""
    return _joined(board, call, drill=_practised(board, call, now) is not None)


def _practised(board: Board, call: RaiseCall, now: Moment) -> Drill | None:
    """Give the drill that the press belongs to, or None."""
    real = board.anything_at(call.place, call.source.button, drill=False) or (
        None if call.place.unknown else board.said_in(call.place.spot(""), drill=False)
    )
    return None if real is not None else board.drill_in(call.place, call.pressed_ago_ms, now)


def _over_by_chatter(board: Board, call: RaiseCall, now: Moment) -> Incident | None:
    """Give the last incident of a chattering device, if it was stood down a moment ago: then the press is no new call."""
    button = call.source.button
    if button is None or Cause(BUTTON_CHATTERING.word, button).key not in board.troubles:
        return None
    lately = [
        incident
        for incident, at in board.stood_down.values()
        if now.mono_ms - at.mono_ms <= REOPEN_MS_MAX and button in incident.buttons and _same_slot(incident, call)
    ]
    return lately[-1] if lately else None


def _same_slot(incident: Incident, call: RaiseCall) -> bool:
    """Whether a press would take the slot that an incident had. For the same button, two unknown places are one."""
    if (incident.drill is not None, incident.kind is Kind.TAP_OUT) != (False, call.kind is Kind.TAP_OUT):
        return False
    if incident.origin.unknown or call.place.unknown:
        return incident.origin.unknown and call.place.unknown
    return incident.origin.spot("") == call.place.spot("")


def _joined(board: Board, call: RaiseCall, *, drill: bool) -> Incident | None:
    """Give what a press joins: the open call of its place, whatever was pressed. If there is none and the press is a tap-out, it joins
    the open tap-out.

    A press for help never joins a tap-out: it is a call of its own, and rings as one. In an unknown place, only the same button is
    known to be the same caller; by telephone and text it is the same number.
    """
    spot = caller_spot(call.place, call.source)
    if spot is not None:
        return board.open_in(spot, drill)
    if call.kind is Kind.TAP_OUT:
        return board.anything_at(call.place, call.source.button, drill)
    return board.call_at(call.place, call.source.button, drill)


def pressed_again(board: Board, heard: Heard, incident: Incident, call: RaiseCall, now: Moment) -> list[Follows]:
    """Sound again from the first step of the ladder on, also after help was sent. A call that rings already goes on as it does."""
    rings = incident.rings_for(call.kind)
    if call.folded and rings:
        often = PressedOften(
            incident=incident.incident,
            kind=call.kind,
            source=call.source,
            pressed_ago_ms=call.pressed_ago_ms,
            presses=incident.presses + call.folded,
            holds=incident.holds + call.folded * call.source.held,
        )
        return [often]
    again = PressedAgain(
        incident=incident.incident, kind=call.kind, source=call.source, pressed_ago_ms=call.pressed_ago_ms
    )
    if rings and incident.kind is not Kind.TAP_OUT:
        return [again]
    return [
        again,
        *ladder_for(board, heard, incident, now).climb(0, told_already=more_than_lamps(board, incident.told)),
    ]


def begin_record(board: Board, command: BeginRecord, by: Actor) -> list[Follows] | Rejection:
    """Begin the record of an incident that rang nowhere: it takes the next number, and still rings nowhere."""
    if command.room not in board.index.rooms:
        return Rejection.NO_SUCH_ROOM
    number = board.calls + 1
    opened = RecordOpened(
        incident=_name(board, number),
        number=number,
        room=command.room,
        kind=command.kind,
        known_by=command.known_by,
        occurred_ms=command.occurred_ms,
        by=by,
        attempt=command.attempt,
    )
    return [opened]


def is_repeat(board: Board, source: Source) -> bool:
    """Whether this press was recorded already: the device's count is not above the highest one recorded."""
    counting = source.counting
    if counting is None or source.counter is None:
        return False
    return source.counter <= board.counters.get(counting, -1)


def _name(board: Board, number: int) -> IncidentId:
    return IncidentId(f"{board.epoch[:8]}-{number}")


BARE_CHARACTERS_MAX = 2 * ID_CHARACTERS_MAX
"""No id of a plan is longer than half of this. A button that no plan knows is told with a word before its id ("unplaced:…")."""


def bare_call(press: RaiseCall, index: PlanIndex) -> RaiseCall:
    """Give the same press with nothing in it that could be wrong. A bare call stays as it is, and so does anything that is no press."""
    source: object = press.source
    if not isinstance(source, Source):
        return press
    planned = None if source.button is None else index.buttons.get(source.button)
    return RaiseCall(
        place=_place(press.place) if planned is None else planned_place(planned),
        kind=press.kind if isinstance(press.kind, Kind) else Kind.ASSIST,
        source=Source(
            door=source.door if isinstance(source.door, Door) else Door.BUTTON,
            button=None if source.button is None else ButtonId(_text(source.button)),
            caller=_caller(source.caller),
        ),
        pressed_ago_ms=None,
    )


def _caller(caller: object) -> Caller | msgspec.UnsetType:
    if not isinstance(caller, Caller):
        return msgspec.UNSET
    number = caller.number if isinstance(caller.number, str) else ""
    return Caller(
        number=_text(number)[:NUMBER_CHARACTERS_MAX],
        withheld=caller.withheld is True,
        outside=caller.outside is not False,
        unproved=caller.unproved is not False,
        unverified=caller.unverified is not False,
    )


def _place(place: object) -> Place:
    room = place.room if isinstance(place, Place) else None
    return Place() if room is None else Place(room=RoomId(_text(room)))


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()[:BARE_CHARACTERS_MAX]
