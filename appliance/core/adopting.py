"""Another plan becomes true: what the new one no longer has is over. Pure; decides, changes nothing."""

from appliance.core.board import Board
from appliance.core.devices.events import ButtonBackInService, TroubleRestored
from appliance.core.events import Event
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause
from appliance.core.people.events import OperatorSignedOut
from appliance.core.practice.events import WalkTestEnded
from appliance.plan.model import Plan, Speaks, given
from appliance.plan.wire_text import pins_of
from appliance.words.troubles import About, row_of


def adopt_plan(board: Board, command: AdoptPlan, by: Actor | None) -> list[Event] | Rejection:
    """Another plan is true. Open calls stay open; troubles of what the new plan no longer has are over."""
    if command.digest == board.plan_digest:
        return Rejection.NO_NEWS
    who = command.adopted_by if by is None else by.person or by.desk
    adopted: list[Event] = [PlanAdopted(by=who, digest=command.digest, document=command.document)]
    return adopted + _outlived(board, command.plan) + _gone(board, command.plan) + _who_left(board, command.plan)


def _outlived(board: Board, plan: Plan) -> list[Event]:
    """Troubles of what the new plan does not have, and of buttons it has at last: nothing else would ever put them right.

    A button of another family is another device, whatever it is called.
    """
    buttons = {str(button.button) for button in plan.buttons}
    were = board.index.buttons
    others = {each.button for each in plan.buttons if each.button in were and were[each.button].family != each.family}
    known = {
        About.DESK: {str(desk.desk) for desk in plan.desks},
        About.SOUNDER: {str(sounder.sounder) for sounder in plan.sounders},
        **_hung_on(plan),
    }

    def over(cause: Cause) -> bool:
        about = row_of(cause.what).about
        if about is About.STRANGER:
            return cause.subject in buttons
        if about is About.BUTTON:
            return cause.subject not in buttons or cause.subject in others
        return about in known and cause.subject not in known[about]

    return [TroubleRestored(cause=each.cause) for each in board.troubles.values() if over(each.cause)]


def _hung_on(plan: Plan) -> dict[About, set[str]]:
    """What the troubles of each such kind are about: lines, pins among them, the receivers and panels at their ends, boards."""
    lines = given(plan.lines)
    pins = {name for button in plan.buttons for _, name in pins_of(button)}
    return {
        About.LINE: {str(line.line) for line in lines} | pins,
        About.RECEIVER: {str(line.line) for line in lines if line.speaks is Speaks.INOVONICS},
        About.PANEL: {str(line.line) for line in lines if line.speaks is Speaks.ALARMDECODER},
        About.BOARD: {str(board.board) for board in given(plan.boards)},
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
