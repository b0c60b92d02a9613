"""Tests how a call comes in: once, again, late, from a desk, and with nobody there."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, Dispatch, RaiseCallFromDesk
from appliance.core.calls.events import CallRaised, LadderExhausted, PressedAgain, StepSkipped, StepTaken
from appliance.core.devices.events import TroubleRaised
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause, Door, Source, Stage
from appliance.core.transcript import line
from appliance.plan.ids import ButtonId, DeskId, IncidentId, PersonId, RoomId, SounderId
from appliance.plan.model import NO_PLAN, Kind, Role
from tests.appliance.core.story import Story, school


def test_a_press_tells_the_first_step_at_once(story):
    story.press("B204")
    story.sees(
        CallRaised(
            incident=IncidentId("aaaaaaaa-1"),
            number=1,
            room=RoomId("204"),
            kind=Kind.ASSIST,
            source=Source(Door.BUTTON, ButtonId("B204"), "help", 1),
            pressed_ago_ms=0,
            told=("desk:front",),
        )
    )
    assert (story.call.stage, story.call.ringing, story.call.due_what) == (Stage.CALLED, True, "next-step")
    assert story.call.due_ms == story.now_ms + 15_000


def test_a_press_recorded_before_is_a_repeat(story):
    story.press("B204", counter=7)
    assert story.press("B204", counter=7) is Rejection.REPEAT
    assert story.press("B204", counter=6) is Rejection.REPEAT
    assert story.press("B204", counter=8) is None
    assert story.call.presses == 2


def test_two_contacts_count_for_themselves(story):
    story.press("B204", "help", counter=7)
    assert story.press("B204", "hold", counter=1) is None


def test_a_press_held_on_is_one_press_that_rang_twice(story):
    story.press("B204")
    story.press("B204", "hold")
    assert (story.call.presses, story.call.holds) == (2, 1)
    story.press("B204")
    assert (story.call.presses, story.call.holds) == (3, 1)


def test_two_rooms_are_two_calls_and_one_room_is_one(story):
    story.press("B204")
    story.press("B205")
    story.press("B204")
    assert story.saw() == ["CallRaised", "CallRaised", "PressedAgain"]
    assert [call.number for call in story.board.incidents.values()] == [1, 2]


def test_a_press_raises_the_kind_and_never_lowers_it(story):
    story.press("B204", "help")
    story.press("B204", "hold")
    assert story.call.kind is Kind.EMERGENCY
    story.press("B204", "tap-out")
    assert story.call.kind is Kind.EMERGENCY


def test_a_press_after_dispatch_rings_again_and_leaves_the_stage(story):
    story.press("B204")
    story.desk("front", Dispatch, role=Role.LEAD)
    assert not story.call.ringing
    story.press("B204")
    assert (story.call.stage, story.call.ringing) == (Stage.DISPATCHED, True)
    story.desk("front", Acknowledge)
    assert (story.call.stage, story.call.ringing) == (Stage.DISPATCHED, False)


def test_taking_notice_of_another_press_does_not_put_off_what_is_due(story):
    story.press("B204")
    story.desk("front", Dispatch, role=Role.LEAD)
    due_ms = story.call.due_ms
    story.at(20)
    story.press("B204")
    story.desk("front", Acknowledge)
    assert (story.call.due_ms, story.call.due_what) == (due_ms, "confirm")


def test_a_late_press_says_how_late(story):
    story.press("B204", ago_ms=None)
    assert story.call.pressed_ago_ms is None


def test_a_call_from_a_desks_own_zone_goes_on_to_the_next_step(story):
    story.press("Boffice")
    call = story.call.incident
    raised, skipped, taken = story.seen
    assert raised.told == ()
    assert skipped == StepSkipped(incident=call, step=0)
    assert taken == StepTaken(incident=call, step=1, told=("desk:library",))
    assert not any(trouble.cause.what == "step-unreachable" for trouble in story.board.troubles.values())


def test_with_nobody_at_the_first_desk_the_next_step_is_taken_and_it_is_trouble(story):
    story.leave("front")
    story.press("B204")
    call = story.call.incident
    assert story.seen[0].told == ()
    assert story.seen[1] == StepSkipped(incident=call, step=0)
    assert isinstance(story.seen[2], TroubleRaised)
    assert story.seen[2].cause == Cause("step-unreachable", "0")
    assert story.seen[3] == StepTaken(incident=call, step=1, told=("desk:library",))


def test_with_nobody_at_all_the_ladder_is_exhausted_at_once(story):
    for desk in ("front", "library"):
        story.leave(desk)
    story.heard.sounder_reports("hall", False)
    story.heard.sounder_reports("radio", False)
    story.press("B204")
    assert story.seen[-1] == LadderExhausted(incident=story.call.incident)
    assert (story.call.exhausted, story.call.due_what) == (True, "tell-again")


@pytest.mark.parametrize("ladder", ["none", "another desk"])
def test_a_desk_that_raises_a_call_in_its_own_zone_is_told_whatever_the_first_step_names(ladder):
    plan = school()
    elsewhere = replace(plan.ladder[0], desks=(DeskId("library"),), sounders=(), roles=())
    story = Story(replace(plan, ladder=() if ladder == "none" else (elsewhere, *plan.ladder[1:])))
    story.leave("library")
    for sounder in ("hall", "radio"):
        story.heard.sounder_reports(SounderId(sounder), False)
    story.seen.clear()
    story.desk("front", RaiseCallFromDesk, room=RoomId("office"), kind=Kind.MEDICAL)
    assert story.call.told >= {"desk:front"} and not story.call.exhausted
    assert "Told: Front office." in line(story.seen[0], story.board.index)
    assert any(isinstance(event, StepSkipped) for event in story.seen), "and who is told next need not wait"


def test_a_desk_raises_a_call_for_somebody(story):
    by = Actor(DeskId("front"), PersonId("ana"))
    story.tell(RaiseCallFromDesk(room=RoomId("204"), kind=Kind.MEDICAL), by)
    assert story.call.source == Source(Door.DESK, actor=by)
    assert story.tell(RaiseCallFromDesk(room=RoomId("999"), kind=Kind.MEDICAL), by) is Rejection.NO_SUCH_ROOM


def test_a_press_from_a_room_the_plan_does_not_know_rings_all_the_same(story):
    story.press("B999")
    assert story.call.told == {"desk:front"}


def test_without_a_plan_every_attended_desk_is_told(tell_story):
    story = tell_story(NO_PLAN)
    story.press("B204")
    assert story.call.told == {"desk:front", "desk:library"}


def test_a_desk_command_without_a_desk_is_a_bug(story):
    story.press("B204")
    with pytest.raises(AssertionError):
        story.tell(Acknowledge(incident=story.call.incident), None)


def test_pressed_again_is_recorded_as_pressed(story):
    story.press("B204", "hold")
    story.press("B204", "help")
    again = next(event for event in story.seen if isinstance(event, PressedAgain))
    assert again.kind is Kind.ASSIST
