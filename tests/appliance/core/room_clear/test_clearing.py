"""Tests room clears: begun, told by the lamp of the other room, counted there, over; and that no press for help becomes part of one."""

import pytest
from msgspec.structs import replace

from appliance.core.building.commands import EndCheckIn, EndResponse, PressSafe, StartCheckIn, StartResponse
from appliance.core.building.events import SafePressed
from appliance.core.building.responses import dark
from appliance.core.calls.commands import RaiseCallFromDesk, StandDown
from appliance.core.calls.lamps import Lamp
from appliance.core.devices.commands import TakeOutOfService
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, BuildingResponse, ClearEnd, Door, Outcome, Source
from appliance.core.practice.commands import EndDrill, MakeDrillReal, StartDrill
from appliance.core.room_clear.clearing import CLASS_MAX, CLEARS_MAX, WALKS_CHARACTERS_MAX
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from appliance.core.room_clear.events import ClassHere, ClassHerePressed, ClearBegan, ClearEnded
from appliance.core.standing import changes
from appliance.core.transcript import line
from appliance.plan.ids import ButtonId, ClearId, DeskId, PersonId, RoomId
from appliance.plan.model import Kind, Room
from tests.appliance.core.story import Story, as_found, replayed, school

FIRST, SECOND = ClearId("aaaaaaaa-r1"), ClearId("aaaaaaaa-r2")
ANA = Actor(DeskId("front"), PersonId("ana"))
R201, R202, R203 = RoomId("201"), RoomId("202"), RoomId("203")


def begin(story, room=R201, to=R202, walks="Ana Ortiz", **fields):
    return story.desk("front", BeginClear, room=room, to=to, walks=walks, **fields)


def here(story, number, clear=FIRST, expected=0):
    return story.desk("library", CountHere, clear=clear, here=number, expected=expected)


def safe(story, room="202", ago_ms=0, counter=1):
    source = Source(Door.BUTTON, ButtonId(f"B{room}"), "safe", counter)
    return story.tell(PressSafe(room=RoomId(room), source=source, pressed_ago_ms=ago_ms))


def drill(story, *rooms):
    return story.desk("front", StartDrill, name="Autumn", rooms=rooms)


def clear_events(story):
    return [event for event in story.seen if isinstance(event, ClearBegan | ClassHere | ClassHerePressed | ClearEnded)]


@pytest.fixture
def begun(story):
    assert begin(story, expected=24) is None
    story.seen.clear()
    return story


class TestFromTheBeginningToTheEnd:
    def test_one_act_names_both_rooms_and_who_walks_and_lights_the_other_rooms_lamp(self, story):
        assert begin(story, walks="  Ana   Ortiz ", expected=24) is None
        story.sees(ClearBegan(by=ANA, clear=FIRST, room=R201, to=R202, walks="Ana Ortiz", expected=24))
        assert story.lamp("B202") is Lamp.CLASS_COMING
        assert story.lamp("B201") is story.lamp("B203") is Lamp.READY

    def test_it_is_over_when_all_are_counted_there(self, begun):
        assert here(begun, 22) is None
        assert begun.board.clears[FIRST].here == 22
        assert here(begun, 24) is None
        assert not begun.board.clears
        assert begun.seen[-1] == ClearEnded(
            by=Actor(DeskId("library"), PersonId("ana")), clear=FIRST, how=ClearEnd.ALL_HERE, here=24, expected=24
        )
        assert begun.lamp("B202") is Lamp.READY

    def test_without_a_number_no_count_ends_it_until_somebody_says_how_many_walk(self, story):
        begin(story)
        assert here(story, 24) is None
        assert FIRST in story.board.clears
        assert here(story, 24, expected=24) is None
        assert not story.board.clears

    def test_a_person_ends_it_and_the_record_says_who_was_not_counted(self, begun):
        here(begun, 20)
        assert begun.desk("front", EndClear, clear=FIRST) is None
        assert begun.seen[-1] == ClearEnded(by=ANA, clear=FIRST, how=ClearEnd.ENDED, here=20, expected=24)
        assert begun.desk("front", EndClear, clear=FIRST) is Rejection.NO_SUCH_CLEAR
        assert here(begun, 21) is Rejection.NO_SUCH_CLEAR

    def test_no_time_ends_it(self, begun):
        begun.at(6 * 3600)
        assert FIRST in begun.board.clears

    def test_it_starts_no_response_and_touches_no_call(self, story):
        story.press("B201")
        before = dict(story.board.incidents)
        begin(story)
        assert story.board.response is None
        assert story.board.incidents == before
        assert story.board.clears[FIRST].incident == story.call.incident
        story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
        assert FIRST in story.board.clears, "the class is not there because the call is over"

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"room": RoomId("999")}, Rejection.NO_SUCH_ROOM),
            ({"to": RoomId("999")}, Rejection.NO_SUCH_ROOM),
            ({"to": R201}, Rejection.CLEARED_INTO_ITSELF),
            ({"walks": "  "}, Rejection.WHO_WALKS),
            ({"walks": "12"}, Rejection.WHO_WALKS),
            ({"walks": "a" * (WALKS_CHARACTERS_MAX + 1)}, Rejection.WHO_WALKS),
            ({"expected": -1}, Rejection.NOT_A_CLASS),
            ({"expected": CLASS_MAX + 1}, Rejection.NOT_A_CLASS),
            ({"practice": True}, Rejection.NO_SUCH_DRILL),
        ],
    )
    def test_what_cannot_be_is_refused(self, story, fields, why):
        assert begin(story, **fields) is why
        assert not story.board.clears

    @pytest.mark.parametrize(
        ("number", "expected", "why"),
        [
            (-1, 0, Rejection.NOT_A_CLASS),
            (CLASS_MAX + 1, 0, Rejection.NOT_A_CLASS),
            (25, 0, Rejection.MORE_THAN_WALK),
            (20, CLASS_MAX + 1, Rejection.NOT_A_CLASS),
        ],
    )
    def test_a_count_that_cannot_be_is_refused(self, begun, number, expected, why):
        assert here(begun, number, expected=expected) is why
        assert begun.board.clears[FIRST].here is None

    def test_two_desks_that_say_the_same_say_it_once(self, begun):
        assert begin(begun) is Rejection.CLEAR_RUNNING
        assert here(begun, 20) is None
        assert here(begun, 20) is Rejection.NO_NEWS

    def test_so_many_rooms_at_once_are_an_evacuation(self, tell_story):
        plan, rooms = school(), [RoomId(f"4{n:02}") for n in range(CLEARS_MAX + 1)]
        more = tuple(Room(room, f"Room {room}", "4", plan.rooms[0].zone, room) for room in rooms)
        story = tell_story(replace(plan, rooms=(*plan.rooms, *more)))
        for room in rooms[:-1]:
            assert begin(story, room=room) is None
        assert begin(story, room=rooms[-1]) is Rejection.TOO_MANY_CLEARS


class TestThePressOfSafe:
    def test_it_says_that_the_class_is_there_and_puts_the_lamp_out_and_counts_nobody(self, begun):
        assert safe(begun) is None
        assert ClassHerePressed(clear=FIRST, room=R202, button=ButtonId("B202")) in begun.seen
        assert begun.lamp("B202") is Lamp.READY
        assert (begun.board.clears[FIRST].pressed, begun.board.clears[FIRST].here) == (True, None)
        assert safe(begun, counter=1) is Rejection.REPEAT
        safe(begun, counter=2)
        assert len(clear_events(begun)) == 1, "the second press says nothing new"

    @pytest.mark.parametrize("ago_ms", [None, 10_001])
    def test_an_older_press_and_one_of_unknown_age_say_nothing_of_the_class(self, story, ago_ms):
        story.at(60)
        begin(story)
        story.at(70)
        assert safe(story, ago_ms=ago_ms) is None
        assert clear_events(story)[1:] == []
        assert isinstance(story.seen[-1], SafePressed), "it is recorded, and gets its receipt"

    def test_a_press_of_another_room_says_nothing_of_the_class(self, begun):
        safe(begun, room="201")
        assert clear_events(begun) == []

    def test_where_two_classes_come_nobody_knows_which_one_is_there(self, begun):
        begin(begun, room=R203)
        begun.seen.clear()
        safe(begun)
        assert clear_events(begun) == []
        assert begun.lamp("B202") is Lamp.CLASS_COMING

    def test_a_room_that_is_asked_by_a_check_in_answers_that_alone(self, begun):
        begun.desk("front", StartCheckIn)
        begun.seen.clear()
        safe(begun)
        assert clear_events(begun) == []
        assert begun.seen[0].check_in == begun.board.check_in.check_in
        begun.desk("front", EndCheckIn, check_in=begun.board.check_in.check_in)
        safe(begun, counter=2)
        assert len(clear_events(begun)) == 1


class TestAPressForHelp:
    @pytest.mark.parametrize(("button", "contact"), [("B202", "help"), ("B202", "hold"), ("B201", "medical")])
    def test_it_is_a_call_as_ever_in_both_rooms(self, begun, button, contact):
        alone = Story()
        for story in (begun, alone):
            story.seen.clear()
            assert story.press(button, contact) is None
        assert begun.saw() == alone.saw()
        assert (begun.call.kind, begun.call.stage, begun.call.drill) == (alone.call.kind, alone.call.stage, None)
        assert begun.lamp(button) is alone.lamp(button) is not Lamp.CLASS_COMING

    def test_the_lamp_says_the_call_until_it_is_over_and_then_the_class_again(self, begun):
        begun.press("B202")
        assert begun.lamp("B202") is Lamp.SENDING
        begun.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
        assert begun.lamp("B202") is Lamp.CLASS_COMING

    def test_a_button_that_nobody_may_rely_on_says_that_alone(self, begun):
        begun.desk(
            "front",
            TakeOutOfService,
            button=ButtonId("B202"),
            people=(PersonId("ana"), PersonId("ben")),
            reason="Paint",
            ends_after_s=600,
        )
        assert begun.lamp("B202") is Lamp.OUT_OF_SERVICE


class TestTheBuilding:
    def test_in_a_lockdown_nobody_is_sent_into_the_hall_and_a_class_on_its_way_is_not_forgotten(self, begun):
        begun.desk("front", StartResponse, response=BuildingResponse.LOCKDOWN)
        assert FIRST in begun.board.clears
        assert begin(begun, room=R203) is Rejection.NOBODY_WALKS_IN_LOCKDOWN
        begun.desk("front", EndResponse, response=BuildingResponse.LOCKDOWN)
        assert begin(begun, room=R203) is None

    @pytest.mark.parametrize("response", [each for each in BuildingResponse if each is not BuildingResponse.LOCKDOWN])
    def test_any_other_response_is_no_reason_to_stay_in_a_dangerous_room(self, story, response):
        story.desk("front", StartResponse, response=response)
        assert begin(story) is None
        assert story.board.response.response is response, "the class changes no response"


class TestPractice:
    def test_it_is_of_rooms_of_the_drill_and_ends_with_it(self, story):
        drill(story, R201, R202)
        assert begin(story, to=R203, practice=True) is Rejection.ROOM_NOT_IN_DRILL
        assert begin(story, practice=True) is None
        assert story.board.clears[FIRST].drill == story.board.drill.drill
        story.desk("front", EndDrill, drill=story.board.drill.drill)
        assert not story.board.clears
        assert story.seen[-1] == ClearEnded(by=None, clear=FIRST, how=ClearEnd.DRILL_ENDED, here=None, expected=0)

    @pytest.mark.parametrize(
        "real",
        [
            lambda story: story.desk("front", StartResponse, response=BuildingResponse.HOLD),
            lambda story: story.desk("front", MakeDrillReal, drill=story.board.drill.drill),
            lambda story: story.at(2 * 3600),
        ],
    )
    def test_whatever_ends_the_drill_ends_it(self, story, real):
        drill(story, R201, R202)
        begin(story, practice=True)
        real(story)
        assert story.board.drill is None
        assert not story.board.clears

    def test_a_real_one_ends_it_first_and_leaves_the_drill(self, story):
        drill(story, R201, R202)
        begin(story, practice=True)
        story.seen.clear()
        assert begin(story) is None
        assert [type(event) for event in story.seen] == [ClearEnded, ClearBegan]
        assert story.seen[0].how is ClearEnd.REAL_BEGAN
        assert story.board.clears[SECOND].drill is None
        assert story.board.drill is not None

    def test_none_begins_beside_a_real_one(self, story):
        drill(story, R201, R202)
        begin(story, room=R203)
        assert begin(story, practice=True) is Rejection.CLEAR_RUNNING

    @pytest.mark.parametrize("button", ["B201", "B202"])
    def test_none_begins_in_a_room_with_a_real_call_nor_goes_there(self, story, button):
        drill(story, R201, R202)
        story.at(10)
        story.press(button, ago_ms=None)
        assert story.call.drill is None
        assert begin(story, practice=True) is Rejection.ROOM_HAS_OPEN_CALL
        assert begin(story) is None, "a real one may begin, and is what was meant"

    @pytest.mark.parametrize("room", [R201, R202])
    def test_no_drill_begins_in_a_room_that_a_class_really_leaves_or_goes_to(self, begun, room):
        assert drill(begun, room, R203) is Rejection.CLEAR_RUNNING
        assert begun.board.drill is None
        assert drill(begun, R203) is None

    def test_a_practised_lockdown_darkens_no_lamp_that_says_that_a_class_really_comes(self, story):
        drill(story, R201, R202)
        begin(story)
        story.desk("front", StartResponse, response=BuildingResponse.LOCKDOWN, practice=True)
        assert not dark(story.board, ButtonId("B202"))
        assert dark(story.board, ButtonId("B201"))
        safe(story)
        assert dark(story.board, ButtonId("B202")), "the class is there, and practice goes on"

    def test_one_whose_drill_was_lost_ends_at_the_next_look(self, story):
        drill(story, R201, R202)
        begin(story, practice=True)
        story.board.drill = None
        story.look()
        assert not story.board.clears


class TestAfterAPowerCut:
    def test_a_class_on_its_way_is_still_on_its_way_with_its_age_its_count_and_its_press(self, begun):
        begun.at(100)
        safe(begun)
        here(begun, 20)
        begun.restart(after_ms=60_000)
        clear = begun.board.clears[FIRST]
        assert (clear.walks, clear.here, clear.expected, clear.pressed) == ("Ana Ortiz", 20, 24, True)
        assert begun.now.mono_ms - clear.began.mono_ms == 160_000
        assert begun.lamp("B202") is Lamp.READY
        assert here(begun, 24) is None
        assert not begun.board.clears

    def test_the_lamp_says_it_again(self, begun):
        begun.restart()
        assert begun.lamp("B202") is Lamp.CLASS_COMING

    def test_the_next_one_has_a_name_of_its_own(self, begun):
        begun.restart()
        begin(begun, room=R203)
        assert list(begun.board.clears) == [FIRST, ClearId("bbbbbbbb-r1")]

    def test_nothing_of_one_that_is_over_stands(self, begun):
        safe(begun)
        here(begun, 24)
        assert not as_found(begun.recorded).clears
        stands = {}
        for _, event in begun.recorded:
            for change in changes(event):
                stands[change.key] = type(change).__name__
        assert {key: how for key, how in stands.items() if key.startswith("clear")} == {
            f"clear:{FIRST}": "Falls",
            f"clear-counted:{FIRST}": "Falls",
            f"clear-pressed:{FIRST}": "Falls",
        }
        assert replayed(begun.recorded) == begun.board


def test_each_step_has_its_sentence(story):
    drill(story, R201, R202)
    begin(story, practice=True)
    begin(story, expected=24)
    safe(story)
    here(story, 20, clear=SECOND)
    story.desk("front", EndClear, clear=SECOND)
    begin(story, room=R203)
    said = [line(event, story.board.index) for event in clear_events(story)]
    assert said == [
        "DRILL, room clear begun at Front office by Ana Ortiz: Room 201 goes to Room 202 with Ana Ortiz, how many was not said.",
        "The room clear of the drill is over, because a real one began: nobody was counted.",
        "Room clear begun at Front office by Ana Ortiz: Room 201 goes to Room 202 with Ana Ortiz, 24 children.",
        "Room 202: the class is there, pressed on its button; nobody counted.",
        "Room clear: 20 of 24 are there, noted at Library by Ana Ortiz.",
        "The room clear was ended at Front office by Ana Ortiz: 20 of 24 counted.",
        "Room clear begun at Front office by Ana Ortiz: Room 203 goes to Room 202 with Ana Ortiz, how many was not said.",
    ]


def test_a_desk_that_raises_a_call_for_the_room_raises_it_as_ever(begun):
    assert begun.desk("front", RaiseCallFromDesk, room=R202, kind=Kind.ASSIST) is None
    assert (begun.call.room, begun.call.drill) == ("202", None)
