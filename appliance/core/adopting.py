"""Decides what follows when another plan becomes true: troubles, tests and sign-ins of what it no longer has end. Pure; changes nothing."""

from appliance.core.board import Board
from appliance.core.devices.events import ButtonBackInService, TroubleRestored
from appliance.core.events import Event
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause
from appliance.core.pages import deciding as pages
from appliance.core.people.events import OperatorSignedOut
from appliance.core.practice.events import WalkTestEnded
from appliance.plan.model import Plan, Speaks, given
from appliance.plan.wire_text import pins_of
from appliance.words.troubles import row_of
from appliance.words.troubles.row import About


def adopt_plan(board: Board, command: AdoptPlan, by: Actor | None) -> list[Event] | Rejection:
    """Make another plan true. Open calls stay open; troubles of what the new plan no longer has are over."""
    if command.digest == board.plan_digest:
        return Rejection.NO_NEWS
    who = command.adopted_by if by is None else by.person or by.desk
    adopted: list[Event] = [PlanAdopted(by=who, digest=command.digest, document=command.document)]
    over = [*_outlived(board, command.plan), *_gone(board, command.plan), *pages.outlived(board, command.plan)]
    return [*adopted, *over, *_who_left(board, command.plan)]


def _outlived(board: Board, plan: Plan) -> list[Event]:
    """End troubles of what the new plan does not have, and of unplaced buttons that it now has: nothing else would ever end them.

    A button of another family is another device, even under the same name.
    """
    now = [*plan.buttons, *(page.button for page in given(plan.pages))]
    buttons = {str(button.button) for button in now}
    were = board.index.buttons
    others = {each.button for each in now if each.button in were and were[each.button].family != each.family}
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
    """Give, for each kind of trouble about wires, the subjects that the plan has: lines and pins, the receivers and panels at the end of
    lines, and boards.
    """
    lines = given(plan.lines)
    pins = {name for button in plan.buttons for _, name in pins_of(button)}
    return {
        About.LINE: {str(line.line) for line in lines} | pins,
        About.RECEIVER: {str(line.line) for line in lines if line.speaks is Speaks.INOVONICS},
        About.PANEL: {str(line.line) for line in lines if line.speaks is Speaks.ALARMDECODER},
        About.BOARD: {str(board.board) for board in given(plan.boards)},
    }


def _gone(board: Board, plan: Plan) -> list[Event]:
    """End what waits for buttons that the new plan does not have: buttons out of service would never come back, and a walk test would
    wait for nobody.
    """
    buttons = {*(button.button for button in plan.buttons), *(page.page for page in given(plan.pages))}
    back = [ButtonBackInService(by=None, button=name) for name in board.out_of_service if name not in buttons]
    test = board.walk_test
    return [*back, *([WalkTestEnded(button=test.button)] if test is not None and test.button not in buttons else [])]


def _who_left(board: Board, plan: Plan) -> list[Event]:
    """Sign out operators whom the new plan does not know, so that later acts at their desks are not taken as theirs."""
    people = {person.person for person in plan.people}
    return [OperatorSignedOut(desk=desk) for desk, person in board.operators.items() if person not in people]
