"""Decides about walk tests: one button is pressed to see that it is heard (promise 9). Pure; changes nothing."""

from collections.abc import Sequence

from appliance.core.board import Board
from appliance.core.building.responses import nothing_real_is_on
from appliance.core.calls.commands import RaiseCall, StandDown
from appliance.core.calls.raising import is_repeat, raise_call
from appliance.core.calls.responding import respond
from appliance.core.devices.events import TroubleRestored
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, planned_place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause, Outcome, Stage
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress, EndWalkTest
from appliance.core.practice.events import Follows, PressAttested, WalkTestArmed, WalkTestEnded, WalkTestPassed
from appliance.plan.ids import ButtonId
from appliance.words.troubles import TROUBLES
from appliance.words.troubles.row import About


def arm_walk_test(board: Board, command: ArmWalkTest, by: Actor) -> list[Follows] | Rejection:
    """Start a walk test: of one button at a time, of none whose room waits for help, and not while a real response or check-in runs."""
    button = board.index.buttons.get(command.button)
    if button is None:
        return Rejection.NO_SUCH_BUTTON
    if board.walk_test is not None:
        return Rejection.WALK_TEST_ALREADY_ARMED
    if not nothing_real_is_on(board):
        return Rejection.RESPONSE_RUNNING
    place = planned_place(button)
    if any(board.anything_at(place, button.button, drill) for drill in (False, True)) or _said_there(board, place):
        return Rejection.ROOM_HAS_OPEN_CALL
    return [WalkTestArmed(by=by, button=command.button)]


def _said_there(board: Board, place: Place) -> bool:
    """Whether somebody said of an open call that it is there."""
    return not place.unknown and board.said_in(place.spot(""), drill=False) is not None


def call_to_attest(board: Board) -> Incident | None:
    """Give the call that may be the press for which a walk test waits. It is from a button that can never say when it was pressed, so it
    rang.

    A person's word makes it a test only if nothing speaks against it: there was one press, and nobody sent help or judged it more
    urgent.
    """
    test = board.walk_test
    call = None if test is None or test.rang is None else board.incidents.get(test.rang)
    if test is None or call is None or test.button not in board.index.untimed:
        return None
    contact = board.index.contact(test.button, call.source.contact or "")
    as_pressed = call.presses == 1 and contact is not None and contact.kind is call.kind
    return call if as_pressed and call.stage in {Stage.CALLED, Stage.ACKNOWLEDGED} else None


def attest_test_press(
    board: Board, heard: Heard, command: AttestTestPress, by: Actor, now: Moment
) -> list[Follows] | Rejection:
    """Pass a test by the word of the person who watches it: the press was made just now, for the test. The call that it raised ends, and
    the test is passed.
    """
    test, call = board.walk_test, call_to_attest(board)
    if test is None or call is None or call.incident != command.incident or now.mono_ms >= test.ends_ms:
        return Rejection.NO_TEST_PRESS
    if test.by is None or test.by.desk != by.desk:
        return Rejection.TEST_OF_ANOTHER_DESK
    over = respond(board, heard, StandDown(incident=call.incident, outcome=Outcome.TEST, saw_room=""), by, now)
    if isinstance(over, Rejection):
        return over
    attested = PressAttested(by=by, button=test.button, incident=call.incident)
    return [*over, attested, *proven_by_a_test(board, test.button)]


def end_walk_test(board: Board, command: EndWalkTest) -> list[Follows] | Rejection:
    """End a walk test by a person's word: nobody waits for the press any more."""
    if board.walk_test is None or board.walk_test.button != command.button:
        return Rejection.NO_SUCH_BUTTON
    return [WalkTestEnded(button=command.button)]


ENDED_BY_A_TEST = tuple(each for each in TROUBLES.values() if each.ended_by_a_test)
"""What is wrong until a person has looked at the button and pressed it for a test: with the button, or with the line that hears it."""


def press(board: Board, heard: Heard, command: RaiseCall, now: Moment) -> Sequence[Follows] | Rejection:
    """Take a press. If a walk test waits for it, it is a test; any other press is a call, or a repeat of a recorded one."""
    test = [] if is_repeat(board, command.source) else is_expected_test(board, command, now)
    return test if test else raise_call(board, heard, command, now)


def is_expected_test(board: Board, call: RaiseCall, now: Moment) -> list[Follows]:
    """Give WalkTestPassed if a walk test waits for this press, else nothing.

    A press from before the test was armed, or at an unknown time, is a call that arrives late; so is any press in a room that has
    called since. Neither may ever pass for a test.
    """
    test = board.walk_test
    if test is None or call.source.button != test.button or call.pressed_ago_ms is None:
        return []
    if not test.armed_ms <= now.mono_ms - call.pressed_ago_ms <= now.mono_ms < test.ends_ms:
        return []
    if any(board.anything_at(call.place, test.button, drill) for drill in (False, True)) or _said_there(
        board, call.place
    ):
        return []
    passed: list[Follows] = [WalkTestPassed(button=test.button, source=call.source)]
    return [*passed, *proven_by_a_test(board, test.button)]


def proven_by_a_test(board: Board, button: ButtonId) -> list[Follows]:
    """The end of troubles that ask for a look at the button and a test of it: a person has done both, and it was heard."""
    causes = [Cause(each.word, button) for each in ENDED_BY_A_TEST if each.of_a_button]
    planned = board.index.buttons.get(button)
    lines = () if planned is None else board.index.receivers.get(planned.family, ())
    causes += [Cause(each.word, line) for each in ENDED_BY_A_TEST if each.about is About.LINE for line in lines]
    return [TroubleRestored(cause=cause) for cause in causes if cause.key in board.troubles]
