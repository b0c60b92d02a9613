"""Tests that a person says where a call is that came from no room: everything reads it from then on, the call stays its caller's, and it is
undone in one.
"""

import pytest

from appliance.core.calls.by_voice.calling import by_phone
from appliance.core.calls.by_voice.locating import may_be_located, others_there
from appliance.core.calls.by_voice.place_said import place_said
from appliance.core.calls.commands import Acknowledge, LocateCall, RaiseCallFromDesk, StandDown, Undo
from appliance.core.calls.events import ActUndone, CallLocated
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.callers import Caller
from appliance.core.ground.place import WORDS_CHARACTERS_MAX, Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, DeskAct, Outcome, Stage
from appliance.core.practice.commands import ArmWalkTest, StartDrill
from appliance.core.room_clear.commands import BeginClear
from appliance.plan.ids import AreaName, ButtonId, DeskId, PersonId, RoomId
from appliance.plan.model import Kind
from tests.appliance.core.calls.telephones import STRANGER, phones, texts, with_telephones
from tests.appliance.core.story import Story, with_duties

ROOM = Place(room=RoomId("204"))


@pytest.fixture
def story() -> Story:
    told = Story(with_telephones())
    phones(told, STRANGER, outside=True)
    told.seen.clear()
    return told


def locate(story: Story, place: Place = ROOM, desk: str = "front", **fields: object) -> Rejection | None:
    return story.desk(desk, LocateCall, place=place, **fields)


def test_the_place_is_said_and_the_call_rings_on(story: Story) -> None:
    assert locate(story) is None
    by = Actor(DeskId("front"), PersonId("ana"))
    story.sees(CallLocated(incident=story.call.incident, by=by, place=ROOM))
    assert (story.call.place, story.call.came_as, story.call.stage, story.call.ringing) == (
        ROOM,
        Place(),
        Stage.CALLED,
        True,
    )
    assert story.call.unverified, "a place tells nobody who called"


def test_words_that_name_a_room_are_the_room_and_others_stay_words(story: Story) -> None:
    locate(story, Place(words="room 204"))
    assert story.call.place == ROOM
    locate(story, Place(words="behind the gym", near=RoomId("201")))
    assert (story.call.place, story.call.came_as) == (Place(words="behind the gym", near=RoomId("201")), Place())
    locate(story, Place(area=AreaName("Playground")))
    assert story.call.place == Place(area=AreaName("Playground"))


def test_what_makes_no_place_is_refused(story: Story) -> None:
    assert locate(story, Place()) is Rejection.NO_PLACE_SAID
    assert locate(story, Place(near=RoomId("204"))) is Rejection.NO_PLACE_SAID
    assert locate(story, Place(room=RoomId("999"))) is Rejection.NO_SUCH_ROOM
    assert locate(story, Place(area=AreaName("Moon"))) is Rejection.NO_SUCH_AREA
    assert locate(story, Place(words="x" * (WORDS_CHARACTERS_MAX + 1))) is Rejection.PLACE_TOO_LONG
    assert locate(story) is None and locate(story) is Rejection.NO_NEWS
    story.desk("front", StandDown, outcome=Outcome.NOT_ATTENDED, saw_room="", incident=story.call.incident)
    assert story.tell(LocateCall(incident=story.recorded[-1][1].incident, place=ROOM), Actor(DeskId("front"))) is (  # type: ignore[union-attr]
        Rejection.ALREADY_STOOD_DOWN
    )


def test_a_call_from_a_room_or_an_area_says_itself_where_it_is(story: Story) -> None:
    story.press("B203")
    assert locate(story) is Rejection.PLACE_IS_KNOWN
    phones(story, "2204")
    assert locate(story, Place(room=RoomId("201"))) is Rejection.PLACE_IS_KNOWN
    story.desk("front", RaiseCallFromDesk, place=Place(area=AreaName("Playground")), kind=Kind.ASSIST)
    assert locate(story) is Rejection.PLACE_IS_KNOWN
    story.desk("front", RaiseCallFromDesk, place=Place(words="the shed"), kind=Kind.ASSIST)
    assert locate(story) is None, "words may have meant a room that somebody knows by now"


def test_the_caller_calls_in_the_same_call_and_the_room_in_one_of_its_own(story: Story) -> None:
    first = story.call.incident
    locate(story)
    phones(story, STRANGER, outside=True)
    assert (len(story.board.incidents), story.call.presses, story.call.place) == (1, 2, ROOM)
    story.press("B204")
    assert len(story.board.incidents) == 2, "nobody knows that both are one"
    second = story.call.incident
    assert others_there(story.board, story.board.incidents[first]) == (second,)
    assert others_there(story.board, story.board.incidents[second]) == (first,)
    story.press("B203")
    assert others_there(story.board, story.call) == ()


def test_a_pendant_that_is_pressed_again_calls_in_its_own_call_wherever_that_was_said_to_be() -> None:
    story = Story(with_duties())
    story.press("Pbus")
    locate(story)
    story.press("Pbus")
    assert (len(story.board.incidents), story.call.presses, story.call.place) == (1, 2, ROOM)
    assert story.lamp("Pbus") is story.lamp("B204")


def test_two_callers_from_one_room_are_two_calls_that_say_each_other(story: Story) -> None:
    locate(story)
    texts(story, "+17205550124", "help 204")
    assert others_there(story.board, story.call) == (), "what a text says is no place"
    locate(story)
    one, two = story.board.incidents
    assert others_there(story.board, story.board.incidents[one]) == (two,)
    assert others_there(story.board, story.board.incidents[two]) == (one,)


def test_the_lamp_of_the_room_speaks_of_it_and_is_ready_again_after_it(story: Story) -> None:
    assert story.lamp("B204") is Lamp.READY
    locate(story)
    assert story.lamp("B204") is Lamp.SENDING
    story.desk("front", Acknowledge)
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED
    story.desk("front", StandDown, outcome=Outcome.NOT_ATTENDED, saw_room="")
    assert (story.lamp("B204"), story.board.located) == (Lamp.READY, {})


def test_the_desk_in_the_zone_that_was_said_does_not_count_and_the_ladder_goes_on_to_others(story: Story) -> None:
    assert story.call.told == {"desk:front"}
    locate(story, Place(room=RoomId("office")))
    story.at(16)
    assert story.call.told == {"desk:front", "desk:library"}
    assert story.lamp("Boffice") is Lamp.NOT_DELIVERED, "nobody has it, and no desk that counts reported it"


def test_it_is_undone_in_one_and_the_place_is_unknown_again(story: Story) -> None:
    locate(story, Place(room=RoomId("203")))
    locate(story)
    assert story.desk("library", Undo) is Rejection.UNDO_OF_ANOTHER_DESK
    assert story.desk("front", Undo) is None
    assert (story.call.place, story.call.came_as) == (Place(room=RoomId("203")), Place())
    assert story.desk("front", Undo) is Rejection.NOTHING_TO_UNDO
    assert story.lamp("B204") is Lamp.READY and story.lamp("B203") is not Lamp.READY


def test_an_acknowledgement_that_came_after_is_undone_alone(story: Story) -> None:
    locate(story)
    story.desk("front", Acknowledge)
    story.desk("front", Undo)
    assert (story.call.place, story.call.ringing) == (ROOM, True)


def test_after_a_power_cut_it_is_where_it_was_said_to_be(story: Story) -> None:
    locate(story)
    story.restart()
    assert (story.call.place, story.call.came_as) == (ROOM, Place())
    phones(story, STRANGER, outside=True)
    story.press("B204")
    assert [call.presses for call in story.board.incidents.values()] == [2, 1]


def test_nothing_is_practised_where_a_call_was_said_to_be(story: Story) -> None:
    locate(story)
    assert story.desk("front", StartDrill, name="Drill", rooms=(RoomId("204"),)) is Rejection.ROOM_HAS_OPEN_CALL
    assert story.desk("front", ArmWalkTest, button=ButtonId("B204")) is Rejection.ROOM_HAS_OPEN_CALL


def test_a_press_in_a_drill_is_real_where_a_call_was_said_to_be(story: Story) -> None:
    story.desk("front", StartDrill, name="Drill", rooms=(RoomId("204"),))
    locate(story)
    story.at(1)
    story.press("B204")
    assert (story.call.place, story.call.drill, len(story.board.incidents)) == (ROOM, None, 2)


def test_a_class_that_leaves_the_room_leaves_it_for_that_call(story: Story) -> None:
    locate(story)
    story.desk("front", BeginClear, room=RoomId("204"), to=RoomId("205"), walks="Ana", expected=0)
    (clear,) = story.board.clears.values()
    assert clear.incident == story.call.incident


def test_an_unlisted_person_who_said_it_owes_a_name(story: Story) -> None:
    story.tell(LocateCall(incident=story.call.incident, place=ROOM), Actor(DeskId("front")))
    assert list(story.call.names_owed) == [DeskId("front")]


def test_the_record_finds_the_place_that_stands(story: Story) -> None:
    begun = next(event for _, event in story.recorded if hasattr(event, "number") and hasattr(event, "place"))
    call, by = story.call.incident, Actor(DeskId("front"))
    said, other = (CallLocated(incident=call, by=by, place=each) for each in (ROOM, Place(words="the shed")))
    undone = ActUndone(incident=call, by=by, undone=DeskAct.LOCATED)
    shed = Place(words="the shed")
    for events, place in (
        ([], Place()),
        ([said], ROOM),
        ([said, other], shed),
        ([said, other, undone], ROOM),
        ([said, undone], Place()),
        ([undone], Place()),
    ):
        assert place_said(begun, events) == place  # type: ignore[arg-type]


def test_a_tap_out_is_never_placed(story: Story) -> None:
    place = by_phone(Caller("2417"), story.board.index)
    assert place.kind is Kind.ASSIST
    story.press("B203", "tap-out")
    assert not may_be_located(story.call)
