"""Tests room check-ins: which rooms are asked, what they answered, and what the box is asked for."""

from msgspec.structs import replace

from appliance.core.building.commands import EndCheckIn, MarkRoom, StartCheckIn
from appliance.core.ground.words import RoomAnswer
from appliance.flows.building.check_in import (
    ANSWERS,
    END_CHECK_IN,
    END_CHECK_IN_IF_SURE,
    MARK_ROOM,
    MARK_ROOM_AT_ONCE,
    NOBODY_ASKS,
    START_CHECK_IN,
    NextRoom,
    answered,
    by_answer,
    whole_or_several_zones,
    whole_or_zones,
)
from appliance.flows.building.standing import check_in_spoken, check_in_words
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.plan.ids import CheckInId, RoomId, ZoneId
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from tests.tui.boards import FACTS, board, drill
from tests.tui.test_building import HELP, MIXED, SAFE, SILENT

NAME, ROOM = CheckInId("k-1"), RoomId("203")
ON = Known(view=board(check_in=MIXED), facts=FACTS)
TWO_ZONES = replace(FACTS, rooms=(*FACTS.rooms[:4], replace(FACTS.rooms[4], zone="west")))


def given(known: Known = ON, **parts: object) -> Given:
    now = about_nothing(known)
    now.parts.update(parts)
    return now


def test_every_room_is_asked_or_a_zone_where_there_are_several() -> None:
    assert [option.shown for option in whole_or_several_zones(given())] == ["every room (5)"], (
        "the only zone is every room"
    )
    assert [option.says for option in whole_or_zones(given())] == ["every room", "only zone z"], "but it may be typed"
    zones = whole_or_zones(given(Known(view=board(), facts=TWO_ZONES)))
    assert [option.shown for option in zones] == ["every room (5)", "only zone z (4 rooms)", "only zone west (1 room)"]
    assert START_CHECK_IN.make(given(rooms=zones[2].value)) == StartCheckIn(zones=(ZoneId("west"),))


def test_in_a_drill_its_rooms_stand_first_and_others_are_said_to_end_it() -> None:
    practice, whole = whole_or_several_zones(given(Known(view=board(drill=drill("117", "B204")), facts=FACTS)))
    assert (practice.value, practice.shown) == (
        StartCheckIn(practice=True),
        "PRACTICE: the rooms of the drill Medical practice (2)",
    )
    assert (whole.value, whole.shown) == (StartCheckIn(), "REAL, the drill ends: every room (5)")


def test_each_kind_but_a_tap_out_can_be_raised_for_a_room_that_needs_help() -> None:
    raised = [kind for kind in KINDS if kind is not Kind.TAP_OUT]
    call = MARK_ROOM.missing(given(room=ROOM, answer=HELP))
    assert call is not None and call.options is not None
    assert [option.value for option in call.options(given())] == [*raised, "none"], "the most urgent first"
    both = MARK_ROOM_AT_ONCE.missing(given(room=ROOM))
    assert both is not None and both.options is not None and both.title is not None
    assert both.title(given(room=ROOM)) == "Room 203: what did it answer?"
    assert both.title(given(room=RoomId("202"))) == "Room 202 (call 12 is open): what did it answer?"
    offered = [option.value for option in both.options(given())]
    least_first = [(HELP, kind) for kind in reversed(raised)]
    assert offered == [*least_first, (HELP, None), (SAFE, None), (SILENT, None)], "ENTER alone raises the least"


def test_an_answer_marks_a_room_and_raises_the_call_that_was_chosen() -> None:
    assert MARK_ROOM.missing(given(room=ROOM, answer=SAFE)) is None
    assert MARK_ROOM.make(given(room=ROOM, answer=SAFE, call="")) == marked(SAFE)
    assert MARK_ROOM.make(given(room=ROOM, answer=HELP, call="none")) == marked(HELP)
    assert MARK_ROOM.make(given(room=ROOM, answer=HELP, call=Kind.MEDICAL)) == marked(HELP, Kind.MEDICAL)
    assert MARK_ROOM_AT_ONCE.make(given(room=ROOM, answer=(HELP, Kind.ASSIST))) == marked(HELP, Kind.ASSIST)
    assert MARK_ROOM_AT_ONCE.make(given(room=ROOM, answer=(SILENT, None))) == marked(SILENT)
    assert MARK_ROOM.make(given(Known(view=board()), room=ROOM, answer=SAFE, call="")) == NOBODY_ASKS


def marked(answer: RoomAnswer, call: Kind | None = None) -> MarkRoom:
    return MarkRoom(check_in=NAME, room=ROOM, answer=answer, call=call)


def test_a_key_marks_at_once_unless_a_call_may_be_raised() -> None:
    assert answered(given(), ROOM, SAFE) == marked(SAFE)
    assert answered(given(), ROOM, SILENT) == marked(SILENT)
    assert answered(given(), ROOM, HELP) is None


def test_it_is_ended_at_once_or_by_whoever_is_sure() -> None:
    assert END_CHECK_IN.make(given()) == EndCheckIn(check_in=NAME)
    assert END_CHECK_IN.make(given(Known(view=board()))) == NOBODY_ASKS
    part = END_CHECK_IN_IF_SURE.missing(given())
    assert part is not None and part.options is not None and part.title is not None
    assert part.title(given()) == "END the room check-in? 2 rooms have not answered."
    go_on, end = part.options(given())
    assert END_CHECK_IN_IF_SURE.make(given(sure=go_on.value)) == NextRoom()
    assert END_CHECK_IN_IF_SURE.make(given(sure=end.value)) == EndCheckIn(check_in=NAME)


def test_silence_stands_first_wherever_rooms_are_listed_by_what_they_answered() -> None:
    assert list(ANSWERS) == [SILENT, HELP, SAFE] == list(RoomAnswer)
    assert [(words.heading, rooms) for words, rooms in by_answer(MIXED)] == [
        ("No answer", ("Room 203", "Room 204")),
        ("Needs help", ("Room 202",)),
        ("Safe", ("Room 201",)),
    ]
    nobody_safe = replace(MIXED, rooms=MIXED.rooms[:3])
    assert [words.said for words, _ in by_answer(nobody_safe)] == ["no answer", "needs help"]
    assert [f"{words.mark} {words.shown}" for words in ANSWERS.values()] == ["? NO ANSWER", "! NEEDS HELP", "= safe"]


def test_how_the_rooms_stand_is_read_and_heard_alike() -> None:
    assert check_in_words(MIXED, 0).endswith(": 2 NO ANSWER, 1 needs help, 1 safe of 4")
    assert check_in_spoken(MIXED) == "Room check-in: 2 of 4 rooms have not answered, 1 needs help, 1 is safe."
    assert check_in_spoken(replace(MIXED, practice=True)).startswith("Drill room check-in: ")
