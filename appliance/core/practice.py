"""Drills and walk tests: practice that is marked, bounded and ends by itself (promise 9). Pure; decides, changes nothing."""

from appliance.core.board import Board
from appliance.core.building import nothing_real_is_on
from appliance.core.calls import proven_by_a_test
from appliance.core.commands import ArmWalkTest, AttestTestPress, EndDrill, EndWalkTest, StandDown, StartDrill
from appliance.core.drill_over import drill_over
from appliance.core.events import DrillStarted, Event, PressAttested, WalkTestArmed, WalkTestEnded
from appliance.core.incident import Incident
from appliance.core.moment import Moment
from appliance.core.place import planned_place
from appliance.core.rejections import Rejection
from appliance.core.response import TEXT_CHARACTERS_MAX, respond
from appliance.core.supervision import Heard
from appliance.core.words import Actor, Outcome, Stage
from appliance.plan.ids import DrillId


def start_drill(board: Board, command: StartDrill, by: Actor) -> list[Event] | Rejection:
    """Practise in named rooms of the plan, none of which has an open call; never for longer than the plan's `drill_s`."""
    name = command.name.strip()
    if not 0 < len(name) <= TEXT_CHARACTERS_MAX:
        return Rejection.TEXT_EMPTY_OR_TOO_LONG
    if board.drill is not None:
        return Rejection.DRILL_ALREADY_RUNNING
    if not nothing_real_is_on(board):
        return Rejection.RESPONSE_RUNNING
    if not command.rooms or any(room not in board.index.rooms for room in command.rooms):
        return Rejection.NO_SUCH_ROOM
    if any(board.anything_in(room, drill=False) for room in command.rooms):
        return Rejection.ROOM_HAS_OPEN_CALL
    longest_s = board.index.plan.limits.drill_s
    asked_s = longest_s if command.ends_after_s is None else command.ends_after_s
    return [
        DrillStarted(
            by=by,
            drill=DrillId(f"{board.epoch[:8]}-d{board.drills + 1}"),
            name=name,
            rooms=tuple(dict.fromkeys(command.rooms)),
            ends_after_s=max(1, min(asked_s, longest_s)),
        )
    ]


def end_drill(board: Board, command: EndDrill, by: Actor) -> list[Event] | Rejection:
    """A person ends the drill that is running."""
    if board.drill is None or board.drill.drill != command.drill:
        return Rejection.NO_SUCH_DRILL
    return drill_over(board, board.drill, by)


def arm_walk_test(board: Board, command: ArmWalkTest, by: Actor) -> list[Event] | Rejection:
    """One button at a time, never one whose room is waiting for help, and none while the building is in earnest."""
    button = board.index.buttons.get(command.button)
    if button is None:
        return Rejection.NO_SUCH_BUTTON
    if board.walk_test is not None:
        return Rejection.WALK_TEST_ALREADY_ARMED
    if not nothing_real_is_on(board):
        return Rejection.RESPONSE_RUNNING
    place = planned_place(button)
    if any(board.anything_at(place, button.button, drill) for drill in (False, True)):
        return Rejection.ROOM_HAS_OPEN_CALL
    return [WalkTestArmed(by=by, button=command.button)]


def call_to_attest(board: Board) -> Incident | None:
    """The call that may be the press a walk test waits for: of a button that can never say when it was pressed, so that it rang.

    A person's word makes it a test only while nothing speaks against that: one press, and nobody sent help or judged it urgent.
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
) -> list[Event] | Rejection:
    """Who stands the test says that the press was made just now, for it: the call it rang as is over, and the test is passed."""
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


def end_walk_test(board: Board, command: EndWalkTest) -> list[Event] | Rejection:
    """A person stops waiting for the press."""
    if board.walk_test is None or board.walk_test.button != command.button:
        return Rejection.NO_SUCH_BUTTON
    return [WalkTestEnded(button=command.button)]
