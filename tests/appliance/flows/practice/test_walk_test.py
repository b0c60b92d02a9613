"""Tests walk tests: which buttons there are, and what the box is asked for."""

from msgspec.structs import replace

from appliance.api.board.practice import WalkTestOverLine
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress, EndWalkTest
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.practice.walk_test import (
    END_WALK_TEST,
    NO_TEST_WAITS,
    TEST_PRESS,
    WALK_TEST,
    begun,
    buttons,
    last_test,
)
from appliance.plan.ids import ButtonId, DeskId
from tests.tui.boards import FACTS, FRONT, WALL_MS, WITH_PENDANTS, board
from tests.tui.test_walk_test import ARMED, RANG, TWELVE


def test_every_button_is_offered_by_its_room_or_duty_and_said_to_ring_where_it_does() -> None:
    known = Known(facts=WITH_PENDANTS)
    lines = {option.value: option for option in buttons(about_nothing(known))}
    assert lines[ButtonId("b-gym")].line == "Gymnasium\tGround  b-gym (will ring)"
    assert lines[ButtonId("b-117")].line == "Room 117\tfloor 1  b-117"
    assert lines[ButtonId("b-117")].typed == ("b-117", "Room 117", "117")
    assert lines[ButtonId("bus")].says == "the pendant of Bus duty"
    assert lines[ButtonId("bus")].line == "Bus duty\tpendant  bus"
    (part,) = WALK_TEST.parts
    assert part.label is not None and part.label(about_nothing(known)) == "Room or duty:"
    assert part.label(about_nothing(Known(facts=FACTS))) == "Room:"
    chosen = about_nothing(known)
    chosen.parts["button"] = ButtonId("bus")
    assert WALK_TEST.make(chosen) == ArmWalkTest(button=ButtonId("bus"))


def test_only_the_desk_that_stands_the_test_says_that_it_was_the_press() -> None:
    assert TEST_PRESS.make(about_nothing(Known(desk=FRONT, view=RANG))) == AttestTestPress(incident=TWELVE)
    assert TEST_PRESS.make(about_nothing(Known(desk=DeskId("nurse"), view=RANG))) == NO_TEST_WAITS


def test_what_is_armed_is_ended() -> None:
    armed = about_nothing(Known(view=board(walk_test=ARMED)))
    assert END_WALK_TEST.make(armed) == EndWalkTest(button=ButtonId("b-gym"))
    assert END_WALK_TEST.make(about_nothing(Known(view=board()))) == "No button is being tested."


def test_a_screen_ends_the_test_that_is_on_and_begins_one_where_none_is() -> None:
    assert begun(Known(view=board(walk_test=ARMED))) is END_WALK_TEST
    assert begun(Known(view=board())) is begun(Known()) is WALK_TEST


def test_the_last_test_says_what_came_of_it_and_which_key_tests_again() -> None:
    over = WalkTestOverLine(button="b-gym", passed=False, ended_ms=0, wall_ms=WALL_MS)
    assert last_test(board()) == ("none since the box started", None)
    assert last_test(board(), "W") == ("none since the box started: W tests a button", None)
    words, passed = last_test(board(test_over=over), "W")
    assert (words.endswith(": NOT PASSED: W tests it again"), passed) == (True, False)
    assert last_test(board(test_over=over))[0].endswith(": NOT PASSED")
    words, passed = last_test(board(test_over=replace(over, passed=True)), "W")
    assert (words.startswith("b-gym at "), words.endswith(": heard and answered"), passed) == (True, True, True)
