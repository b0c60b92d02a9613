"""Decides what people at a desk do in an open incident, from acknowledgement to stand-down. Pure; changes nothing."""

from typing import assert_never

from appliance.core.board import Board
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    NoteOtherHelp,
    ReportShown,
    StandDown,
    Upgrade,
)
from appliance.core.calls.events import (
    AllRightConfirmed,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallShown,
    CallUpgraded,
    Follows,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    NoteAdded,
    OneArrived,
    OneConfirmed,
    OtherHelpNoted,
    StoodDown,
)
from appliance.core.calls.ladder import ladder_for
from appliance.core.calls.reach import counts_for, more_than_lamps
from appliance.core.calls.stages import refusal
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import RESPONDERS_MAX, and_sent, can_name, meant
from appliance.core.ground.words import Actor, Outcome, Stage
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind

type ResponseCommand = (
    ReportShown
    | Acknowledge
    | Dispatch
    | Confirm
    | Arrive
    | ConfirmAllRight
    | Upgrade
    | Downgrade
    | HandOff
    | AddNote
    | NoteOtherHelp
    | StandDown
)

_UNSEEN = {Outcome.TEST, Outcome.NOT_ATTENDED}
"""Outcomes for which nobody must have seen the room."""


def respond(board: Board, heard: Heard, command: ResponseCommand, by: Actor, now: Moment) -> list[Follows] | Rejection:
    """Give what follows from one act of a desk in an open incident."""
    incident = board.incidents.get(command.incident)
    if incident is None:
        return why_not_open(board, command.incident)
    refused = refusal(command, incident) or _of_a_tap_out(board, command, incident)
    if refused is not None:
        return refused
    match command:
        case Upgrade() | HandOff():
            return _ring_on(board, heard, command, incident, by, now)
        case Dispatch():
            return _dispatch(board, command, incident, by)
        case Downgrade():
            return _downgrade(command, incident, by)
        case StandDown():
            return _stand_down(command, incident, by)
        case ReportShown():
            shown_ms = incident.shown_at.get(by.desk)
            if shown_ms is not None and heard.shows_still(by.desk, shown_ms):
                return Rejection.NO_NEWS
            return [CallShown(incident=incident.incident, desk=by.desk)]
        case _:
            return _plain(board, command, incident, by)


def _of_a_tap_out(board: Board, command: ResponseCommand, incident: Incident) -> Rejection | None:
    """Refuse what a tap-out does not allow, and what only a tap-out allows (`tap_outs.py`)."""
    quiet = incident.kind is Kind.TAP_OUT
    match command:
        case AddNote() | NoteOtherHelp() if quiet:
            return Rejection.NO_NOTE_ON_TAP_OUT
        case Upgrade() if (
            quiet and board.open_in(incident.place.spot(incident.incident), incident.drill is not None) is not None
        ):
            return Rejection.CALL_BESIDE_TAP_OUT
        case StandDown(outcome=Outcome.COVERED) if not quiet:
            return Rejection.NOT_AN_OUTCOME
        case StandDown(outcome=Outcome.COVERED) if incident.stage is not Stage.ON_SCENE:
            return Rejection.NOT_ON_SCENE
        case _:
            return None


def why_not_open(board: Board, incident: IncidentId) -> Rejection:
    """Say why an incident is not open. Numbers are given in order, so one that was given and is not open was stood down."""
    number = incident.rpartition("-")[2]
    given = number.isascii() and number.isdecimal() and len(number) < 10 and 1 <= int(number) <= board.calls
    return Rejection.ALREADY_STOOD_DOWN if given else Rejection.NO_SUCH_CALL


def _plain(
    board: Board,
    command: Acknowledge | Confirm | Arrive | ConfirmAllRight | AddNote | NoteOtherHelp,
    incident: Incident,
    by: Actor,
) -> list[Follows] | Rejection:
    """Decide acts that concern only the incident itself."""
    match command:
        case Acknowledge():
            return _acknowledged(incident, by) or Rejection.NOTHING_TO_ACKNOWLEDGE
        case Confirm() | Arrive():
            return _comes(board, command, incident, by)
        case ConfirmAllRight():
            return [AllRightConfirmed(incident=incident.incident, by=by)]
        case AddNote():
            text = command.text.strip()
            if not 0 < len(text) <= TEXT_CHARACTERS_MAX:
                return Rejection.TEXT_EMPTY_OR_TOO_LONG
            return [NoteAdded(incident=incident.incident, by=by, text=text)]
        case NoteOtherHelp(helper=wanted, outcome=outcome):
            helper = next((each for each in board.index.plan.helpers if each.helper == wanted), None)
            if helper is None:
                return Rejection.NO_SUCH_HELPER
            return [
                OtherHelpNoted(incident=incident.incident, by=by, kind=helper.kind, name=helper.name, outcome=outcome)
            ]
        case _:
            assert_never(command)


def _acknowledged(incident: Incident, by: Actor) -> list[Follows]:
    return [CallAcknowledged(incident=incident.incident, by=by)] if incident.ringing else []


def _comes(board: Board, command: Confirm | Arrive, incident: Incident, by: Actor) -> list[Follows] | Rejection:
    """Note that a responder goes or is there: one of those sent, if the name says which, or else a person whom nobody sent."""
    name = _name(command.responder)
    if isinstance(name, Rejection):
        return name
    which = meant(incident.sent, name, board.index.people)
    if which is None and len(incident.sent) >= RESPONDERS_MAX:
        return Rejection.TOO_MANY_SENT
    alone = incident.sent == () or (which is not None and len(incident.sent) == 1)
    call = incident.incident
    match command:
        case Confirm(answer=answer):
            if alone:
                return [HelpConfirmed(incident=call, by=by, responder=name, answer=answer)]
            return [OneConfirmed(incident=call, by=by, responder=name, answer=answer, which=which)]
        case Arrive():
            if alone:
                return [HelpArrived(incident=call, by=by, responder=name)]
            return [OneArrived(incident=call, by=by, responder=name, which=which)]
        case _:
            assert_never(command)


def _dispatch(board: Board, command: Dispatch, incident: Incident, by: Actor) -> list[Follows] | Rejection:
    if command.person is not None and command.person not in board.index.people:
        return Rejection.NO_SUCH_PERSON
    if command.beside is command.role:
        return Rejection.NOT_A_PAIR
    both = ((command.role, command.person), *(((command.beside, None),) if command.beside else ()))
    after = incident.sent
    for role, person in both:
        after = and_sent(after, role, person, at_ms=0)
    if len(after) > max(RESPONDERS_MAX, len(incident.sent)):
        return Rejection.TOO_MANY_SENT
    sent = [HelpDispatched(incident=incident.incident, by=by, role=role, person=person) for role, person in both]
    return [*_acknowledged(incident, by), *sent]


def _downgrade(command: Downgrade, incident: Incident, by: Actor) -> list[Follows] | Rejection:
    """Make the call less urgent, and no more than that: it stays open, and what is due stays due."""
    if command.kind is Kind.TAP_OUT or command.kind.urgency >= incident.kind.urgency:
        return Rejection.NOT_A_DOWNGRADE
    if incident.unanswered:
        return Rejection.RINGS_UNANSWERED
    return [CallDowngraded(incident=incident.incident, by=by, kind=command.kind)]


def _stand_down(command: StandDown, incident: Incident, by: Actor) -> list[Follows] | Rejection:
    saw_room = command.saw_room.strip()
    if command.outcome is Outcome.DRILL_ENDED:
        return Rejection.NOT_AN_OUTCOME
    if len(saw_room) > TEXT_CHARACTERS_MAX:
        return Rejection.TEXT_EMPTY_OR_TOO_LONG
    nobody_need = command.outcome in _UNSEEN or incident.kind is Kind.TAP_OUT or incident.drill is not None
    if not (can_name(saw_room) if saw_room else nobody_need):
        return Rejection.WHO_SAW_THE_ROOM
    ended = StoodDown(incident=incident.incident, by=by, outcome=command.outcome, saw_room=saw_room)
    return [*_acknowledged(incident, by), ended]


def _ring_on(
    board: Board, heard: Heard, command: Upgrade | HandOff, incident: Incident, by: Actor, now: Moment
) -> list[Follows] | Rejection:
    """Decide acts after which the call rings: for everybody again, or at the desk that it is handed to."""
    ladder = ladder_for(board, heard, incident, now)
    from_first = ladder.climb(0, told_already=more_than_lamps(board, incident.told))
    match command:
        case Upgrade():
            if command.kind.urgency <= incident.kind.urgency:
                return Rejection.NOT_MORE_URGENT
            return [CallUpgraded(incident=incident.incident, by=by, kind=command.kind), *from_first]
        case HandOff():
            if command.to not in board.index.desks:
                return Rejection.NO_SUCH_DESK
            if command.to == by.desk:
                return Rejection.NO_NEWS
            handed = CallHandedOff(incident=incident.incident, by=by, to=command.to)
            # A desk where nobody sits cannot take the call over. So everybody is told as well, and it rings somewhere.
            return [handed] if counts_for(board, heard, command.to, incident.place, now) else [handed, *from_first]
        case _:
            assert_never(command)


def _name(responder: str) -> str | Rejection:
    name = responder.strip()
    if not can_name(name):
        return Rejection.RESPONDER_NOT_NAMED
    return name if len(name) <= TEXT_CHARACTERS_MAX else Rejection.TEXT_EMPTY_OR_TOO_LONG
