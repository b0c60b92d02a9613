"""Tests walk tests and drills at the plain console, with a button that cannot say when it was pressed."""

from msgspec.structs import replace

from appliance.api.board.practice import WalkTestOverLine as OverLine
from appliance.core.practice.commands import AttestTestPress
from appliance.plan.ids import ButtonId
from tests.tui.boards import WALL_MS, board, drill
from tests.tui.plain.conversation import Conversation
from tests.tui.test_drills import AUTUMN
from tests.tui.test_walk_test import ARMED, RANG, TWELVE

REAL = "REAL in the drill too: b-gym (it cannot say when pressed)."
ASKED = "Walk test: Gymnasium rang. If it was pressed just now, for the test, type: just now. Else it is REAL."


def test_it_is_said_that_it_will_ring_then_asked_then_answered() -> None:
    desk = Conversation()
    assert desk.told(board(walk_test=ARMED)) == [
        "Walk test: press the button in Gymnasium now, within 1 minute. "
        "It rings as a real call, since it cannot say when it was pressed."
    ]
    call, asked = desk.told(RANG)
    assert "Gymnasium" in call
    assert asked == ASKED
    assert ASKED in desk.hears("board")
    assert desk.does("just now") == AttestTestPress(incident=TWELVE)
    over = OverLine(button="b-gym", passed=True, ended_ms=1, wall_ms=WALL_MS)
    assert "Walk test of b-gym passed." in desk.told(board(test_over=over))


def test_at_another_desk_it_is_real_and_nothing_is_asked() -> None:
    desk = Conversation()
    said = desk.told(replace(RANG, walk_test=replace(ARMED, rang=TWELVE, desk="nurse")))
    assert said[-1] == "Gymnasium rang. It is REAL, unless Nurse says that it was their walk test."
    assert desk.hears("just now") == "No walk test of this desk waits for an answer."


def test_a_call_that_cannot_be_the_test_any_more_is_asked_about_no_more() -> None:
    desk = Conversation()
    desk.told(RANG)
    assert desk.told(replace(RANG, walk_test=ARMED)) == []
    assert desk.hears("just now") == "No walk test of this desk waits for an answer."


def test_what_stays_real_is_said_before_a_drill_starts_and_while_it_runs() -> None:
    desk = Conversation()
    assert desk.hears("drill gym, B204") == f"{REAL} What is the drill called? Press Enter alone for Practice."
    desk.hears("cancel")
    assert "REAL" not in desk.hears("drill B204")
    desk.hears("cancel")
    running = replace(drill("gym"), untimed=(ButtonId("b-gym"),))
    (begun,) = desk.told(board(drill=running))
    assert begun.endswith(f"Any other call is REAL. {REAL}")
    assert REAL in desk.hears("board")
    assert REAL in desk.hears("drills")
    planned = replace(AUTUMN, untimed=(ButtonId("b-gym"),))
    desk.told(board(planned=(planned,)))
    assert "2 rooms, b-gym REAL." in desk.hears("drills")
