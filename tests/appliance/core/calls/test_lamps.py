"""Tests that the lamp never claims more than is true."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import (
    Acknowledge,
    Arrive,
    Confirm,
    Dispatch,
    RaiseCallFromDesk,
    ReportShown,
    StandDown,
)
from appliance.core.calls.lamps import Lamp, in_own_zone
from appliance.core.ground.words import Answer, Outcome
from appliance.plan.ids import ButtonId, DeskId, RoomId, SounderId
from appliance.plan.model import Kind, Role
from hardware.ports import Phase
from tests.appliance.core.story import school


def test_the_words_are_those_of_the_wires():
    assert {lamp.value for lamp in Lamp} == {phase.value for phase in Phase}


def test_from_press_to_ready(story):
    assert story.lamp("B204") is Lamp.READY
    story.press("B204")
    assert story.lamp("B204") is Lamp.SENDING
    story.desk("front", ReportShown)
    assert story.lamp("B204") is Lamp.RECEIVED
    story.desk("front", Acknowledge)
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED
    story.desk("front", Dispatch, role=Role.LEAD)
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED
    story.desk("front", Confirm, responder="Ana", answer=Answer.OWN_REPLY)
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.desk("front", Arrive, responder="Ana")
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.press("B204")
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert story.lamp("B204") is Lamp.READY


def test_other_rooms_stay_ready(story):
    story.press("B204")
    assert story.lamp("B205") is Lamp.READY


def test_unrecorded_is_not_received_but_a_person_who_has_it_shows(story):
    story.press("B204")
    story.unrecorded = frozenset({story.call.incident})
    story.desk("front", ReportShown)
    assert story.lamp("B204") is Lamp.SENDING
    story.desk("front", Acknowledge)
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED


def test_not_received_in_five_seconds_is_not_delivered(story):
    story.press("B204")
    story.at(4.9)
    assert story.lamp("B204") is Lamp.SENDING
    story.at(5)
    assert story.lamp("B204") is Lamp.NOT_DELIVERED
    story.desk("front", ReportShown)
    assert story.lamp("B204") is Lamp.RECEIVED


def test_shown_at_a_desk_that_nobody_attends_any_more_is_not_received(story):
    story.press("B204")
    story.desk("front", ReportShown)
    story.at(10)
    story.leave("front")
    assert story.lamp("B204") is Lamp.NOT_DELIVERED


def test_a_console_that_came_after_has_yet_to_show_the_call(story):
    story.press("B204")
    story.desk("front", ReportShown)
    story.at(2)
    story.leave("front")
    story.at(3)
    story.connect("front")
    assert story.lamp("B204") is Lamp.SENDING
    assert story.desk("front", ReportShown) is None, "the same call, and news all the same"
    assert story.lamp("B204") is Lamp.RECEIVED


def test_shown_at_the_rooms_own_desk_is_not_received(story):
    story.press("Boffice")
    story.desk("front", ReportShown)
    assert story.lamp("Boffice") is Lamp.SENDING
    story.desk("library", ReportShown)
    assert story.lamp("Boffice") is Lamp.RECEIVED


def test_nobody_to_reach_is_not_delivered_at_once(story):
    for desk in ("front", "library"):
        story.leave(desk)
    story.heard.sounder_reports("radio", False)
    story.press("B204")
    assert story.lamp("B204") is Lamp.NOT_DELIVERED


def test_exhausted_is_not_delivered_until_somebody_has_it(story):
    story.press("B204")
    story.desk("front", ReportShown)
    story.at(90)
    assert story.lamp("B204") is Lamp.NOT_DELIVERED
    story.desk("front", Acknowledge)
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED


def test_a_button_without_a_place_shows_its_own_call(story):
    story.press("B999")
    story.desk("front", ReportShown)
    assert story.lamp("B999") is Lamp.RECEIVED
    assert story.lamp("B998") is Lamp.READY


def moved(plan, button, room):
    return replace(
        plan, buttons=tuple(replace(b, room=RoomId(room)) if b.button == button else b for b in plan.buttons)
    )


def without(plan, button):
    return replace(plan, buttons=tuple(each for each in plan.buttons if each.button != button))


def test_a_button_that_another_plan_moves_or_drops_speaks_of_its_call_until_that_ends(story):
    for plan in (moved(school(), "B204", "205"), without(school(), "B204")):
        story.adopt(school())
        story.press("B204")
        story.desk("front", ReportShown)
        story.adopt(plan)
        assert story.lamp("B204") is Lamp.RECEIVED
        story.desk("front", Acknowledge)
        assert story.lamp("B204") is Lamp.ACKNOWLEDGED
        story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
        assert story.lamp("B204") is Lamp.READY


def test_a_button_that_only_joined_a_call_speaks_of_it_too(story):
    story.desk("front", RaiseCallFromDesk, room=RoomId("204"), kind=Kind.ASSIST)
    story.press("B204")
    story.adopt(without(school(), "B204"))
    assert story.lamp("B204") is Lamp.SENDING


def test_help_on_its_way_to_one_call_is_not_on_its_way_to_another(story):
    story.press("B204")
    story.desk("front", Dispatch, role=Role.LEAD)
    story.desk("front", Confirm, responder="Ana", answer=Answer.OWN_REPLY)
    story.adopt(moved(school(), "B204", "205"))
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.press("B204", room="205")
    assert story.lamp("B204") is Lamp.SENDING
    story.restart()
    assert story.lamp("B204") is Lamp.SENDING, "the record tells as much"


@pytest.mark.parametrize("wait_s", [0, 4])
def test_after_a_power_cut_it_must_be_shown_again(story, wait_s):
    story.press("B204")
    story.desk("front", ReportShown)
    story.restart()
    story.connect("front")
    story.touch("front")
    story.at(wait_s)
    assert story.lamp("B204") is Lamp.SENDING


def test_of_two_calls_of_a_moved_button_the_one_that_is_left_is_spoken_of(story):
    story.press("B204")
    first = story.call.incident
    story.adopt(moved(school(), "B204", "205"))
    story.press("B204", room="205")
    story.desk("front", Acknowledge)
    second = story.call.incident
    assert [each.incident for each in story.board.concerning(ButtonId("B204"))] == [second, first]
    story.desk("front", StandDown, incident=first, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED
    story.desk("front", StandDown, incident=second, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert story.lamp("B204") is Lamp.READY
    assert story.board.pressed == {}


def only_front_attended(story):
    story.leave("library")
    for sounder in ("hall", "radio"):
        story.heard.sounder_reports(SounderId(sounder), False)


def test_a_call_raised_at_the_desk_in_its_own_zone_is_not_undelivered_and_a_press_there_is(story):
    only_front_attended(story)
    story.desk("front", RaiseCallFromDesk, room=RoomId("office"), kind=Kind.MEDICAL)
    assert story.call.told == {"desk:front"} and not story.call.exhausted
    assert story.lamp("Boffice") is Lamp.SENDING
    story.desk("front", ReportShown)
    story.at(20)
    assert story.lamp("Boffice") is Lamp.RECEIVED
    story.leave("front")
    assert story.lamp("Boffice") is Lamp.NOT_DELIVERED, "nobody sits there any more"
    story.connect("front")
    story.touch("front")
    story.desk("front", ReportShown)
    assert story.lamp("Boffice") is Lamp.RECEIVED
    story.press("Boffice")
    assert story.lamp("Boffice") is Lamp.NOT_DELIVERED, "who sits there may be part of what happens"


def test_a_call_raised_there_that_nobody_answers_goes_on_and_is_not_delivered_in_the_end(story):
    only_front_attended(story)
    story.desk("front", RaiseCallFromDesk, room=RoomId("office"), kind=Kind.MEDICAL)
    story.desk("front", ReportShown)
    story.at(400)
    assert story.call.exhausted
    assert story.lamp("Boffice") is Lamp.NOT_DELIVERED


def test_a_desk_does_not_count_for_its_own_zone_unless_it_raised_the_call(story):
    front, library = DeskId("front"), DeskId("library")
    story.desk("front", RaiseCallFromDesk, room=RoomId("office"), kind=Kind.MEDICAL)
    assert not in_own_zone(story.board, story.call, front)
    story.press("Boffice")
    assert in_own_zone(story.board, story.call, front) and not in_own_zone(story.board, story.call, library)
    story.press("B204")
    assert not in_own_zone(story.board, story.call, front)
