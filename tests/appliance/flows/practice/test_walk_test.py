"""Tests walk tests: which buttons there are, and what the box is asked for."""

from appliance.core.practice.commands import ArmWalkTest, AttestTestPress, EndWalkTest
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.practice.walk_test import END_WALK_TEST, NO_TEST_WAITS, TEST_PRESS, WALK_TEST, buttons
from appliance.plan.ids import ButtonId, DeskId
from tests.tui.boards import FACTS, FRONT, WITH_PENDANTS, board
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
