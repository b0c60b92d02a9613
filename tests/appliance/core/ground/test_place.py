"""Tests calls from where no button is: from an area, from a place in words, from an unknown place."""

import msgspec
import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import RaiseCall, RaiseCallFromDesk, StandDown, Undo
from appliance.core.calls.events import CallRaised, CallRaisedElsewhere, PressedAgain
from appliance.core.calls.raising import bare_call
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.place import WORDS_CHARACTERS_MAX, Place, belongs_to, phone_at, title, without_words, zone_of
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause, Door, Outcome, Source
from appliance.core.practice.commands import ArmWalkTest, StartDrill
from appliance.core.transcript import line
from appliance.plan.ids import AreaName, ButtonId, LineId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind, SerialLine, Speaks
from tests.appliance.core.story import Story, school, with_duties

INDEX = PlanIndex(school())
PLAYGROUND, GYM = Place(area=AreaName("Playground")), Place(words="Behind the gym")
NEAR = Place(words="Behind the gym", near=RoomId("201"))


def phones(story: Story, place: Place, kind: Kind = Kind.ASSIST) -> Rejection | None:
    return story.desk("front", RaiseCallFromDesk, place=place, kind=kind)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (Place(room=RoomId("201")), "Room 201"),
        (Place(room=RoomId("999")), "999"),
        (PLAYGROUND, "Playground"),
        (GYM, "Behind the gym"),
        (NEAR, "Behind the gym, near Room 201"),
        (Place(), "place unknown"),
        (Place(near=RoomId("201")), "place unknown, near Room 201"),
    ],
)
def test_a_place_has_a_title_for_people(place, says):
    assert title(place, INDEX) == says


@pytest.mark.parametrize(
    "mixed",
    [
        {"room": "201", "area": "Playground"},
        {"room": "201", "words": "by the door"},
        {"area": "Playground", "words": "by the slide"},
        {"room": "201", "near": "202"},
        {"area": "Playground", "near": "202"},
    ],
)
def test_what_rules_each_other_out_is_no_place(mixed):
    with pytest.raises(ValueError, match="A place is a room, or an area, or words"):
        Place(**mixed)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(mixed, Place)


def test_its_zone_and_its_phone_are_the_rooms_the_areas_or_those_of_the_room_near_it():
    assert [zone_of(each, INDEX) for each in (Place(room=RoomId("201")), PLAYGROUND, NEAR, GYM, Place())] == [
        "upstairs",
        "office",
        "upstairs",
        None,
        None,
    ]
    assert [phone_at(each, INDEX) for each in (PLAYGROUND, NEAR, Place())] == ["", "201", ""]


def test_a_call_from_an_area_rings_and_another_one_from_there_is_the_same_call(story):
    phones(story, PLAYGROUND, Kind.MEDICAL)
    assert (story.call.place, story.call.room, story.call.ringing) == (PLAYGROUND, None, True)
    phones(story, PLAYGROUND)
    assert isinstance(story.seen[0], CallRaisedElsewhere)
    assert (len(story.board.incidents), story.call.presses) == (1, 2)


def test_words_are_the_same_place_only_where_they_are_the_same(story):
    phones(story, GYM)
    phones(story, Place(words="  behind THE  gym", near=RoomId("201")))
    assert story.call.presses == 2
    phones(story, Place(words="Behind the gyms"))
    assert [call.number for call in story.board.incidents.values()] == [1, 2]


def test_nobody_can_say_that_two_unknown_places_are_one(story):
    for _ in range(2):
        phones(story, Place())
    phones(story, Place(near=RoomId("201")))
    assert [call.number for call in story.board.incidents.values()] == [1, 2, 3]


def test_words_that_are_just_a_name_of_the_plan_are_that_room_or_area(story):
    phones(story, Place(words="room  201"))
    phones(story, Place(words="PLAYGROUND", near=RoomId("202")))
    assert [call.place for call in story.board.incidents.values()] == [Place(room=RoomId("201")), PLAYGROUND]
    assert isinstance(story.seen[0], CallRaised) and story.seen[0].room == "201"


def test_what_the_plan_does_not_have_and_what_fits_no_line_is_refused(story):
    assert phones(story, Place(area=AreaName("Pool"))) is Rejection.NO_SUCH_AREA
    assert phones(story, Place(words="by the pool", near=RoomId("999"))) is Rejection.NO_SUCH_ROOM
    assert phones(story, Place(words="x" * (WORDS_CHARACTERS_MAX + 1))) is Rejection.PLACE_TOO_LONG
    assert phones(story, Place(words="x" * WORDS_CHARACTERS_MAX)) is None


def test_what_a_terminal_might_obey_is_no_word_of_a_place(story):
    phones(story, Place(words="by\x1b[31m the\npool"))
    assert story.call.place == Place(words="by [31m the pool")


def test_a_desk_in_the_zone_of_the_area_does_not_count_and_of_words_every_desk_does(story):
    story.desk("library", RaiseCallFromDesk, place=PLAYGROUND, kind=Kind.ASSIST)
    assert "desk:front" not in story.call.told, "the front desk stands in the playground's zone"
    story.desk("library", RaiseCallFromDesk, place=GYM, kind=Kind.ASSIST)
    assert "desk:front" in story.call.told


def test_a_call_from_the_room_that_is_near_is_a_call_of_its_own_and_lamps_speak_of_rooms_alone(story):
    phones(story, NEAR)
    assert story.lamp("B201").value == "ready"
    story.press("B201")
    assert [call.number for call in story.board.incidents.values()] == [1, 2]


def test_it_is_no_practice_while_a_drill_runs(story):
    story.desk("front", StartDrill, name="practice", rooms=(RoomId("201"),))
    phones(story, NEAR)
    phones(story, PLAYGROUND)
    assert [call.drill for call in story.board.incidents.values()] == [None, None]


def test_a_slip_of_a_stand_down_is_taken_back_unless_the_place_has_called_again(story):
    phones(story, PLAYGROUND)
    first = story.call.incident
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert story.desk("front", Undo, incident=first) is None and story.call.incident == first
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    phones(story, PLAYGROUND)
    assert story.desk("front", Undo, incident=first) is Rejection.UNDO_AFTER_NEW_CALL


def test_it_rings_again_after_a_restart_where_it_was(story):
    for place in (PLAYGROUND, NEAR, Place()):
        phones(story, place)
    story.restart()
    assert [(call.place, call.ringing) for call in story.board.incidents.values()] == [
        (PLAYGROUND, True),
        (NEAR, True),
        (Place(), True),
    ]
    phones(story, PLAYGROUND)
    assert any(isinstance(event, PressedAgain) for _, event in story.recorded) and len(story.board.incidents) == 3


def test_an_area_that_another_plan_does_not_have_keeps_its_name_and_every_desk_counts(story):
    phones(story, PLAYGROUND)
    story.adopt(replace(school(), areas=()))
    assert title(story.call.place, story.board.index) == "Playground"
    assert zone_of(story.call.place, story.board.index) is None


def test_its_line_in_the_log_says_where_and_withheld_it_says_the_room_near_it(story):
    phones(story, NEAR)
    [raised] = [event for event in story.seen if isinstance(event, CallRaisedElsewhere)]
    says = line(raised, story.board.index)
    assert says.startswith("Behind the gym, near Room 201: assist call, raised at Front office by Ana Ortiz. Told: ")
    kept_back = line(replace(raised, place=without_words(raised.place)), story.board.index)
    assert kept_back.startswith("a place in words, near Room 201: assist")
    assert without_words(PLAYGROUND) == PLAYGROUND


def test_a_console_of_before_asks_for_a_room_and_no_call_is_for_two_places():
    asked = msgspec.json.decode(b'{"type":"raise-call-from-desk","room":"201","kind":"assist"}', type=RaiseCallFromDesk)
    assert asked.where == Place(room=RoomId("201"))
    for places in ({}, {"room": "201", "place": {"words": "by the pool"}}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"type": "raise-call-from-desk", "kind": "assist", **places}, RaiseCallFromDesk)


def test_a_press_of_a_button_near_it_is_none_of_its_presses(story):
    phones(story, NEAR)
    assert story.board.concerning(ButtonId("B201")) == []


def test_a_pendant_pressed_again_is_the_same_call_though_nobody_knows_where_it_is():
    story = Story(with_duties())
    for pendant in ("Pbus", "Pbus", "Pgym", "Pgym"):
        story.press(pendant)
    assert [(call.place, call.presses) for call in story.board.incidents.values()] == [
        (Place(), 2),
        (Place(near=RoomId("201")), 2),
    ]


def test_two_pendants_of_unknown_places_are_two_calls_and_none_joins_what_a_desk_was_told(story):
    story.adopt(with_duties())
    phones(story, Place())
    story.press("Pbus")
    story.press("Pgate")
    assert [call.presses for call in story.board.incidents.values()] == [1, 1, 1]


def test_a_pendant_of_an_area_joins_its_area():
    story = Story(with_duties())
    phones(story, PLAYGROUND)
    story.press("Pplay")
    assert (len(story.board.incidents), story.call.place, story.call.presses) == (1, PLAYGROUND, 2)


def test_help_on_a_pendant_is_a_call_beside_its_tap_out_and_a_tap_out_joins_the_call():
    story = Story(with_duties())
    story.press("Pbus", "tap-out")
    story.press("Pbus", "help")
    story.press("Pbus", "tap-out")
    assert [(call.kind, call.presses) for call in story.board.incidents.values()] == [
        (Kind.TAP_OUT, 1),
        (Kind.ASSIST, 2),
    ]


def test_once_it_is_over_a_pendant_calls_anew_and_over_a_restart_its_call_is_its_own():
    story = Story(with_duties())
    story.press("Pbus")
    story.restart()
    story.press("Pbus")
    assert story.call.presses == 2
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    story.press("Pbus")
    assert (story.call.number, story.call.presses) == (2, 1)


def test_a_pendant_is_tested_on_a_walk_and_not_while_its_call_is_open():
    story = Story(with_duties())
    story.press("Pgate")
    assert story.desk("front", ArmWalkTest, button=ButtonId("Pbus")) is None, "another pendant's call is no hindrance"
    story.press("Pbus")
    assert story.board.test_over is not None and story.board.test_over.passed
    story.press("Pbus")
    assert story.call.number == 2
    assert story.desk("front", ArmWalkTest, button=ButtonId("Pbus")) is Rejection.ROOM_HAS_OPEN_CALL


def test_a_receiver_that_was_exchanged_is_known_once_a_pendant_was_tested_by_it():
    line = SerialLine(LineId("radio"), "Receiver", Speaks.INOVONICS, "/run/radio")
    story = Story(replace(with_duties(), lines=(line,)))
    story.tell(ReportTrouble(cause=Cause("line-other", "radio"), detail="its serial number was 1 and is 2"))
    for button, left in (("B204", ["line-other:radio"]), ("Pbus", [])):
        story.desk("front", ArmWalkTest, button=ButtonId(button))
        story.press(button)
        assert list(story.board.troubles) == left


def test_a_pendant_is_called_by_its_duty_and_by_what_is_known_of_its_place():
    index = PlanIndex(with_duties())
    says = {name: belongs_to(index.buttons[ButtonId(name)], index) for name in ("Pbus", "Pgym", "Pplay", "B201")}
    assert says == {
        "Pbus": "Duty Pbus",
        "Pgym": "Duty Pgym, near Room 201",
        "Pplay": "Duty Pplay, Playground",
        "B201": "Room 201",
    }
    assert "" not in index.buttons_in


def test_a_press_that_can_only_just_ring_keeps_the_place_of_its_duty():
    plan = PlanIndex(with_duties())
    press = RaiseCall(place=Place(), kind=Kind.ASSIST, source=Source(Door.RECEIVER, ButtonId("Pgym")), pressed_ago_ms=0)
    assert bare_call(press, plan).place == Place(near=RoomId("201"))
