"""What belongs to no call: who sits where, which plan is true, what is wrong. Pure; decides, changes nothing."""

from appliance.core import chatter, damping
from appliance.core.board import Board
from appliance.core.commands import AdoptPlan, ReportRestored, ReportTrouble, SignIn, TakeOverButtons
from appliance.core.events import (
    ButtonBackInService,
    ButtonsTakenOver,
    Event,
    OperatorSignedIn,
    OperatorSignedOut,
    PlanAdopted,
    TroubleRaised,
    TroubleRestored,
    WalkTestEnded,
)
from appliance.core.moment import Moment
from appliance.core.rejections import Rejection
from appliance.core.supervision import Heard, families_of, unheard
from appliance.core.words import Actor, Cause
from appliance.plan.ids import ButtonId
from appliance.plan.model import Plan, Speaks, given
from appliance.plan.wire_text import pins_of

LOST = "button-lost"


def sign_in(board: Board, command: SignIn, by: Actor) -> list[Event] | Rejection:
    """This person is at this desk from now on."""
    if command.person not in board.index.people:
        return Rejection.NO_SUCH_PERSON
    if board.operators.get(by.desk) == command.person:
        return Rejection.NO_NEWS
    return [OperatorSignedIn(desk=by.desk, person=command.person)]


def sign_out(board: Board, by: Actor) -> list[Event] | Rejection:
    """Nobody by name is at the desk; the desk goes on working."""
    return [OperatorSignedOut(desk=by.desk)] if by.desk in board.operators else Rejection.NO_NEWS


def adopt_plan(board: Board, command: AdoptPlan, by: Actor | None) -> list[Event] | Rejection:
    """Another plan is true. Open calls stay open; troubles of what the new plan no longer has are over."""
    if command.digest == board.plan_digest:
        return Rejection.NO_NEWS
    who = command.adopted_by if by is None else by.person or by.desk
    adopted: list[Event] = [PlanAdopted(by=who, digest=command.digest, document=command.document)]
    return adopted + _outlived(board, command.plan) + _gone(board, command.plan) + _who_left(board, command.plan)


def take_over(board: Board, command: TakeOverButtons, by: Actor) -> list[Event] | Rejection:
    """A rank goes up and never down."""
    if command.rank <= board.epoch_rank:
        return Rejection.NO_NEWS
    return [ButtonsTakenOver(by=by, rank=command.rank, reports=command.reports)]


def report_trouble(board: Board, heard: Heard, command: ReportTrouble) -> list[Event] | Rejection:
    """One cause is one trouble: also where a wire says that a button is lost, and it is known why, or comes to be known."""
    cause = command.cause
    heard.failed_again(cause)
    if cause.what == chatter.CHATTERING:
        heard.chattering.add(cause.subject)
    if cause.key in board.troubles or (cause.what == LOST and not _missed(board, heard, ButtonId(cause.subject))):
        return Rejection.NO_NEWS
    return [TroubleRaised(cause=cause, detail=command.detail), *_explained(board, cause)]


def _missed(board: Board, heard: Heard, name: ButtonId) -> bool:
    """Whether a button that is not heard is missed. One that is not, is once it is in service, or its family is heard, again."""
    button = board.index.buttons.get(name)
    return name not in board.out_of_service and (button is None or button.family not in unheard(board, heard))


def _explained(board: Board, cause: Cause) -> list[Event]:
    """Buttons that were named one by one before it was known that none of their family can be heard."""
    families, buttons = families_of(board, cause), board.index.buttons
    lost = [each.cause for each in board.troubles.values() if each.cause.what == LOST]
    return [
        TroubleRestored(cause=each)
        for each in lost
        if (button := buttons.get(ButtonId(each.subject))) is not None and button.family in families
    ]


def report_restored(board: Board, heard: Heard, command: ReportRestored, now: Moment) -> list[Event] | Rejection:
    """A cause not open is no news, and neither is one that comes and goes."""
    cause = command.cause
    if cause.what == chatter.CHATTERING:
        heard.chattering.discard(cause.subject)
    if cause.key not in board.troubles or chatter.holds(heard, cause, now):
        return Rejection.NO_NEWS
    if not damping.restored(board, heard, cause, now):
        return Rejection.NO_NEWS
    return [TroubleRestored(cause=command.cause)]


def _outlived(board: Board, plan: Plan) -> list[Event]:
    """Troubles of what the new plan does not have, and of buttons it has at last: nothing else would ever put them right.

    A button of another family is another device, whatever it is called.
    """
    buttons = {str(button.button) for button in plan.buttons}
    were = board.index.buttons
    others = {each.button for each in plan.buttons if each.button in were and were[each.button].family != each.family}
    known = {
        "desk-unattended": {str(desk.desk) for desk in plan.desks},
        "sounder-silent": {str(sounder.sounder) for sounder in plan.sounders},
    }
    hung_on = _hung_on(plan)

    def over(cause: Cause) -> bool:
        if cause.what == "button-unplaced":
            return cause.subject in buttons
        if cause.what.startswith("button-"):
            return cause.subject not in buttons or cause.subject in others
        for kind, subjects in hung_on.items():
            if cause.what.startswith(kind):
                return cause.subject not in subjects
        return cause.what in known and cause.subject not in known[cause.what]

    return [TroubleRestored(cause=each.cause) for each in board.troubles.values() if over(each.cause)]


def _hung_on(plan: Plan) -> dict[str, set[str]]:
    """What the troubles of each such kind are about: lines, pins among them, the receivers and panels at their ends, boards."""
    lines = given(plan.lines)
    pins = {name for button in plan.buttons for _, name in pins_of(button)}
    return {
        "line-": {str(line.line) for line in lines} | pins,
        "receiver-": {str(line.line) for line in lines if line.speaks is Speaks.INOVONICS},
        "panel-": {str(line.line) for line in lines if line.speaks is Speaks.ALARMDECODER},
        "board-": {str(board.board) for board in given(plan.boards)},
    }


def _gone(board: Board, plan: Plan) -> list[Event]:
    """Buttons that the new plan does not have: out of service, they never come back by themselves; under test, nobody can press them."""
    buttons = {button.button for button in plan.buttons}
    back = [ButtonBackInService(by=None, button=name) for name in board.out_of_service if name not in buttons]
    test = board.walk_test
    return [*back, *([WalkTestEnded(button=test.button)] if test is not None and test.button not in buttons else [])]


def _who_left(board: Board, plan: Plan) -> list[Event]:
    """Operators whom the new plan does not know: what is done at their desks from now on is not theirs."""
    people = {person.person for person in plan.people}
    return [OperatorSignedOut(desk=desk) for desk, person in board.operators.items() if person not in people]
