"""Tests who is told when nobody acknowledges."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, HandOff, ReportShown
from appliance.core.calls.events import (
    CallRaised,
    HelpOverdue,
    LadderExhausted,
    PressedAgain,
    StepSkipped,
    StepTaken,
)
from appliance.core.calls.lamps import Lamp
from appliance.core.calls.reach import would_be_told
from appliance.core.calls.sounding import rings_at, sounding
from appliance.core.devices.events import TroubleRaised
from appliance.core.ground.words import Awaited
from appliance.plan.ids import DeskId, RoomId, SounderId, ZoneId
from appliance.plan.model import Kind, Limits, Plan, Sounder, Step
from tests.appliance.core.story import Story, school

FRONT, LIBRARY, HALL = DeskId("front"), DeskId("library"), SounderId("hall")


def test_the_ladder_climbs_on_time_and_is_exhausted_after_ninety_seconds(story):
    story.press("B204")
    call = story.call.incident
    story.seen.clear()
    story.at(14.999)
    story.sees_of_calls()
    story.at(15)
    story.sees_of_calls(StepTaken(incident=call, step=1, told=("desk:front", "desk:library")))
    story.at(30)
    story.sees_of_calls(StepTaken(incident=call, step=2, told=("desk:front", "desk:library", "sounder:hall")))
    story.at(60)
    everyone = ("desk:front", "desk:library", "sounder:hall", "person:ana", "sounder:radio")
    story.sees_of_calls(StepTaken(incident=call, step=3, told=everyone))
    story.at(89.999)
    story.sees_of_calls()
    story.at(90)
    story.sees_of_calls(LadderExhausted(incident=call))
    story.at(149.999)
    story.sees_of_calls()
    story.at(150)
    story.sees_of_calls(StepTaken(incident=call, step=3, told=everyone))
    story.at(209)
    story.sees_of_calls()
    story.at(210)
    story.sees_of_calls(StepTaken(incident=call, step=3, told=everyone))


def test_whoever_is_off_duty_is_not_told(story):
    story.week_minute = 30
    story.press("B204")
    story.at(61)
    assert {"person:ana", "person:ben"} <= story.call.told


def test_an_acknowledgement_stops_the_ladder(story):
    story.press("B204")
    story.at(16)
    story.desk("front", Acknowledge)
    story.seen.clear()
    story.at(70)
    story.sees_of_calls()


def test_a_tap_out_asks_the_first_step_again_every_two_minutes(story):
    story.press("B204", "tap-out")
    story.seen.clear()
    story.at(119)
    story.sees_of_calls()
    story.at(240)
    waits = HelpOverdue(incident=story.call.incident, awaited=Awaited.COVER)
    again = StepTaken(incident=story.call.incident, step=0, told=("desk:front",))
    story.sees_of_calls(waits, again, waits, again)


def test_help_pressed_beside_a_tap_out_climbs_like_any_call(story):
    story.press("B204", "tap-out")
    story.at(10)
    story.press("B204", "hold")
    story.at(25)
    assert (story.call.number, story.call.step) == (2, 1)


def test_a_desk_that_becomes_attended_is_told_at_once(story):
    story.leave("front")
    story.press("B204")
    assert "desk:front" not in story.call.told
    story.at(3)
    story.connect("front")
    story.touch("front")
    story.at(4)
    assert "desk:front" in story.call.told
    assert story.seen[-1].cause.key == "step-unreachable:0"
    assert "step-unreachable:0" not in story.board.troubles


def test_an_exhausted_call_gets_its_ladder_back_when_somebody_comes(story):
    for desk in ("front", "library"):
        story.leave(desk)
    story.heard.sounder_reports("hall", False)
    story.heard.sounder_reports("radio", False)
    story.press("B204")
    assert story.call.exhausted
    story.at(20)
    story.connect("library")
    story.touch("library")
    story.at(21)
    assert (story.call.exhausted, story.call.told) == (False, {"desk:library"})


def test_an_office_call_makes_up_for_its_own_desk_once(story):
    story.press("Boffice")
    assert story.call.told == {"desk:library"}
    assert story.call.step == 1
    story.at(30)
    assert story.call.step == 2


def test_a_new_plan_sets_new_deadlines_and_loses_no_call(story):
    story.press("B204")
    story.press("B201")
    shorter = replace(school(), rooms=school().rooms[:1], ladder=school().ladder[:1], limits=Limits(exhausted_s=40))
    story.at(31)
    story.adopt(shorter)
    assert [call.room for call in story.board.incidents.values()] == [RoomId("204"), RoomId("201")]
    assert {(call.step, call.due_what, call.due_ms) for call in story.board.incidents.values()} == {
        (0, "acknowledge", 40_000)
    }
    story.at(40)
    assert all(call.exhausted for call in story.board.incidents.values())
    assert story.desk("front", Acknowledge, incident=next(iter(story.board.incidents))) is None


def test_handed_to_a_desk_where_nobody_sits_any_more_it_rings_for_everybody_again_at_once(story):
    story.adopt(replace(school(), ladder=(Step(0, (FRONT, LIBRARY), (HALL,)),)))
    story.press("B204")
    story.desk("front", ReportShown)
    story.desk("front", HandOff, to=LIBRARY)
    assert sounding(story.board, story.now) == {}
    story.leave("library")
    story.look()
    assert rings_at(story.board, story.call, FRONT)
    assert HALL in sounding(story.board, story.now)


def test_handed_to_the_last_desk_there_was_nobody_has_it_and_the_lamp_says_so(story):
    story.adopt(replace(school(), ladder=(Step(0, (FRONT, LIBRARY)),)))
    story.press("B204")
    story.desk("front", HandOff, to=LIBRARY)
    story.leave("front")
    story.leave("library")
    story.look()
    assert story.lamp("B204") is Lamp.NOT_DELIVERED
    story.saw()
    story.at(60)
    assert "StepSkipped" not in story.saw(), "said once"


def test_when_the_ladder_goes_on_from_a_hand_off_its_first_step_is_told_again_too(story):
    story.adopt(replace(school(), ladder=(Step(0, (FRONT,), (HALL,)), Step(15, (FRONT, LIBRARY)))))
    story.press("B204")
    story.desk("front", ReportShown)
    story.desk("front", HandOff, to=LIBRARY)
    story.at(14)
    assert HALL not in sounding(story.board, story.now)
    story.at(15)
    assert HALL in sounding(story.board, story.now)
    assert story.call.told >= {"desk:front", "desk:library"}
    assert story.call.step == 1


def test_handed_to_a_desk_of_no_step_the_ladder_ends_where_it_reaches_nobody_else(story):
    story.adopt(replace(school(), ladder=(Step(0, (FRONT,)),)))
    story.press("B204")
    story.desk("front", HandOff, to=LIBRARY)
    story.leave("front")
    story.at(200)
    assert story.call.exhausted


def test_what_is_overdue_after_a_hand_off_rings_also_where_it_rang_before(story):
    story.adopt(replace(school(), ladder=(Step(0, (FRONT,), (HALL,)), Step(60, (FRONT, LIBRARY)), Step(120, (FRONT,)))))
    story.press("B204")
    story.desk("front", Acknowledge)
    story.desk("front", HandOff, to=LIBRARY)
    story.desk("library", Acknowledge)
    assert HALL not in sounding(story.board, story.now)
    story.at(61)
    assert story.call.ringing
    assert HALL in sounding(story.board, story.now)
    assert story.call.told >= {"desk:front", "desk:library", "sounder:hall"}


RED = SounderId("red")


def with_lamp(*steps: Step, **fields) -> Plan:
    """Make the school with a red lamp on a relay."""
    plan = school()
    lamp = Sounder(RED, "Red lamp", "relay", "pin/17", ZoneId("office"), **fields)
    return replace(plan, sounders=(*plan.sounders, lamp), ladder=steps)


def with_nobody(tell_story, plan: Plan) -> Story:
    """Tell a story in which the lamp works and no desk is attended."""
    story = tell_story(plan)
    story.heard.sounder_reports("red", True)
    for desk in ("front", "library"):
        story.leave(desk)
    story.look()
    story.seen.clear()
    return story


BELL_LATER = Step(0, (FRONT, LIBRARY), (RED,)), Step(15, (FRONT, LIBRARY), (HALL,))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kinds": (Kind.EMERGENCY,), "zones": (ZoneId("office"),)},
        {"kinds": (Kind.EMERGENCY,)},
        {"zones": (ZoneId("office"),)},
        {"dark": True},
    ],
)
def test_a_lamp_is_nobody_so_the_bells_of_the_next_step_come_at_once(tell_story, fields):
    story = with_nobody(tell_story, with_lamp(*BELL_LATER, **fields))
    would = would_be_told(story.board, story.heard, RoomId("204"), story.now)
    story.press("B204")
    assert [type(event) for event in story.seen] == [CallRaised, StepSkipped, TroubleRaised, StepTaken]
    assert sounding(story.board, story.now)[HALL]
    assert story.call.told == set(would.at_once)
    assert (RED in sounding(story.board, story.now)) is (not fields or "dark" in fields)
    assert ("sounder:red" in story.call.told) is ("zones" not in fields), "no call of this room is ever for it"


def test_a_lamp_of_a_later_step_is_lit_and_the_step_after_it_comes_at_once(tell_story):
    plan = with_lamp(Step(0, (FRONT,)), Step(15, (), (RED,)), Step(30, (), (HALL,)))
    story = with_nobody(tell_story, plan)
    story.press("B204")
    assert sounding(story.board, story.now).keys() == {RED, HALL}
    assert story.board.troubles.keys() & {"step-unreachable:0", "step-unreachable:1"} == {"step-unreachable:0"}, (
        "a step that only lights lamps is in order"
    )
    story.look()
    assert "step-unreachable:0" in story.board.troubles, "the lamp mends nothing"


def test_with_nothing_but_lamps_the_ladder_is_exhausted_at_once(tell_story):
    story = with_nobody(tell_story, with_lamp(Step(0, (FRONT,), (RED,))))
    story.press("B204")
    assert story.call.exhausted
    assert story.lamp("B204") is Lamp.NOT_DELIVERED
    assert RED in sounding(story.board, story.now)


def test_handed_to_nobody_the_lamp_is_lit_again_and_the_next_step_comes_at_once(tell_story):
    story = tell_story(with_lamp(*BELL_LATER))
    story.heard.sounder_reports("red", True)
    story.press("B204")
    story.desk("front", ReportShown)
    story.desk("front", HandOff, to=LIBRARY)
    story.leave("front")
    story.leave("library")
    story.look()
    assert sounding(story.board, story.now).keys() == {RED, HALL}


def test_a_lamp_that_was_told_is_lit_once_a_press_makes_the_call_one_that_it_is_for(tell_story):
    story = with_nobody(tell_story, with_lamp(*BELL_LATER, kinds=(Kind.EMERGENCY,)))
    story.press("B204", "help")
    assert RED not in sounding(story.board, story.now)
    story.press("B204", "hold")
    assert RED in sounding(story.board, story.now)


def test_a_press_once_everybody_has_gone_counts_no_lamp_as_told(tell_story):
    story = with_nobody(tell_story, with_lamp(Step(0, (FRONT,), (RED,))))
    story.press("B204", "tap-out")
    story.seen.clear()
    story.press("B204", "tap-out")
    assert [type(event) for event in story.seen] == [PressedAgain, StepTaken, StepSkipped, LadderExhausted]
