"""Tests the quiet queue at the plain console: asked once, covered, out, back; never in the way of a call."""

import msgspec
import pytest

from appliance.api.board.calls import BreaksLine, NameOwedLine, SpaceLine, TapOutLine
from appliance.core.calls.commands import (
    Acknowledge,
    Arrive,
    AssignCover,
    ConfirmAllRight,
    NameWhoActed,
    NoteSeclusion,
    StandDown,
    Upgrade,
)
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Awaited, KnownBy, NoBreak, Outcome, Stage
from appliance.core.practice.commands import MakeReal
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import FRONT, board, call, drill
from tests.tui.plain.conversation import Conversation
from tui.plain.asking.answers import AsksLog

ASKED = TapOutLine(
    incident=IncidentId("t-4"),
    number=4,
    room=RoomId("117"),
    room_name="Room 117",
    stage=Stage.CALLED,
    drill=False,
    recorded=True,
    age_ms=0,
    presses=1,
    asks=True,
    asks_here=True,
    told_ago_ms=0,
    overdue=None,
    cover="",
    two_way=True,
    lamp="received",
)
GOING = msgspec.structs.replace(ASKED, stage=Stage.CONFIRMED, cover="Ines Ortiz", asks=False, asks_here=False)


def test_a_tap_out_is_said_once_and_again_only_when_it_is_asked_again() -> None:
    desk = Conversation()
    said = "Tap-out 4, Room 117: Asks for a short break or cover. Type: cover 4"
    assert desk.told(board(tap_outs=(ASKED,))) == [said]
    assert desk.told(board(tap_outs=(msgspec.structs.replace(ASKED, age_ms=60_000),))) == []
    late = msgspec.structs.replace(ASKED, overdue=Awaited.COVER)
    assert desk.told(board(tap_outs=(late,))) == [said.replace("Type", "Waiting too long. Type")]
    again = msgspec.structs.replace(late, presses=2)
    assert desk.told(board(tap_outs=(again,)))[0].startswith("Tap-out 4, Room 117: Asked again. Asks for")
    assert desk.told(board(tap_outs=(GOING,))) == ["Tap-out 4, Room 117: Going to cover: Ines Ortiz."]
    assert desk.told(board()) == ["Tap-out 4, Room 117: Over."]


def test_cover_goes_the_educator_is_out_and_back() -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(ASKED,)))
    assert desk.does("cover 4 ines") == AssignCover(incident=ASKED.incident, role=Role.NURSE, person=PersonId("ortiz"))
    desk.told(board(tap_outs=(GOING,)))
    assert desk.does("out") == Arrive(incident=ASKED.incident, responder="Ines Ortiz")
    over = StandDown(incident=ASKED.incident, outcome=Outcome.COVERED, saw_room="")
    assert desk.does("back") == over


OUT = msgspec.structs.replace(GOING, stage=Stage.ON_SCENE)


@pytest.mark.parametrize(
    ("line", "says", "to_type"),
    [
        (
            msgspec.structs.replace(ASKED, overdue=Awaited.COVER),
            "Asks for a short break or cover. Waiting too long.",
            "Type: cover 4",
        ),
        (
            msgspec.structs.replace(GOING, asks_here=True, overdue=Awaited.ARRIVAL),
            "Going to cover: Ines Ortiz. Not there yet.",
            "Once cover is there, type: out 4. If somebody else goes, type: cover 4",
        ),
        (
            msgspec.structs.replace(OUT, asks_here=True, overdue=Awaited.ALL_RIGHT),
            "Covered by Ines Ortiz. The educator is out. Out for long.",
            "If all is well, type: still out 4. Once the educator is back, type: back 4",
        ),
    ],
)
def test_what_waits_too_long_is_said_with_what_to_type_for_it(line: TapOutLine, says: str, to_type: str) -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(msgspec.structs.replace(line, overdue=None, asks_here=False),)))
    assert desk.told(board(tap_outs=(line,))) == [f"Tap-out 4, Room 117: {says} {to_type}"]
    assert desk.hears("board 4") == f"Tap-out 4, Room 117: {says} Asked 1 second ago. {to_type}"


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("still out 4", ConfirmAllRight(incident=ASKED.incident)),
        ("still", ConfirmAllRight(incident=ASKED.incident)),
        ("to call 4", Upgrade(incident=ASKED.incident, kind=Kind.ASSIST)),
        ("cover 4 by radio", AssignCover(incident=ASKED.incident, cover="somebody on the radio")),
        ("cover 4 Pat Lee", AssignCover(incident=ASKED.incident, cover="Pat Lee")),
        ("cover 4 somebody else Anna", AssignCover(incident=ASKED.incident, cover="Anna")),
    ],
)
def test_a_tap_out_is_still_out_or_a_call_or_covered_by_anybody(typed: str, command: DeskCommand) -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(OUT,)))
    assert desk.does(typed) == command


@pytest.mark.parametrize("words", ["12", "2", "undo", "no", "Nobody", "?", "not needed", "send 4"])
def test_what_is_nobodys_name_covers_nothing(words: str) -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(ASKED,)))
    assert "Who said that they go and cover?" in desk.hears(f"cover 4 {words}")
    assert desk.does("by radio") == AssignCover(incident=ASKED.incident, cover="somebody on the radio")


def test_cover_that_is_like_nobody_of_the_plan_is_taken_by_its_name_and_what_is_like_somebody_is_asked() -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(ASKED,)))
    asked = desk.hears("cover 4")
    assert "Type 1 for somebody who answered by radio or phone. Type 2 for somebody else, whose name you type." in asked
    assert "Or type a name." in asked
    assert "Did you mean" in desk.hears("danna")
    assert desk.hears("2") == "What is the name of whoever goes?"
    assert desk.does("Danna") == AssignCover(incident=ASKED.incident, cover="Danna")
    desk.hears("cover 4")
    assert desk.does("1") == AssignCover(incident=ASKED.incident, cover="somebody on the radio")
    desk.hears("cover 4")
    assert "12345 is nobody's name: nothing was done." in desk.hears("12345")
    assert desk.does("Pat") == AssignCover(incident=ASKED.incident, cover="Pat")


@pytest.mark.parametrize(
    ("typed", "line", "instead"),
    [
        ("all right 4", OUT, "still out 4"),
        ("worse 4 assist", GOING, "to call 4"),
        ("arrived 4", GOING, "out 4"),
        ("send 4 nurse", ASKED, "cover 4"),
        ("stand down 4", OUT, "back 4"),
        ("stand down 4", ASKED, "not needed 4"),
    ],
)
def test_an_act_about_a_call_with_the_number_of_a_tap_out_says_what_to_type(
    typed: str, line: TapOutLine, instead: str
) -> None:
    desk = Conversation(call(3, "B204"))
    desk.told(board(call(3, "B204"), tap_outs=(line,)))
    said = desk.hears(typed)
    assert said.startswith("Call 4 is not open: nothing was done. Open: Tap-out 4, Room 117: ")
    assert said.endswith(f". Type: {instead}")
    assert "Type:" not in desk.hears("less 4")


PRACTISED = msgspec.structs.replace(ASKED, drill=True)


def test_a_tap_out_of_practice_is_made_real_by_its_number_and_a_real_one_is_real_already() -> None:
    desk = Conversation(call(3, "B204"))
    desk.told(board(call(3, "B204"), drill=drill("117"), tap_outs=(PRACTISED,)))
    assert desk.does("real 4") == MakeReal(incident=ASKED.incident)
    assert desk.hears("real 3") == "This call is real already."
    desk.told(board(tap_outs=(ASKED,), drill=drill("117")))
    assert desk.hears("real 4") == "This tap-out is real already."


@pytest.mark.parametrize(
    ("real", "says"),
    [
        (ASKED, "Asks for a short break or cover. Type: cover 4"),
        (msgspec.structs.replace(ASKED, asks_here=False), "Asks for a short break or cover."),
        (msgspec.structs.replace(OUT, presses=2), "Covered by Ines Ortiz. The educator is out."),
    ],
)
def test_a_tap_out_that_another_desk_made_real_is_told(real: TapOutLine, says: str) -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(msgspec.structs.replace(real, drill=True),), drill=drill("117")))
    (said,) = desk.told(board(tap_outs=(real,), drill=drill("117")))
    assert said == f"Tap-out 4, Room 117: It is REAL now, no practice. {says}"


def test_calls_and_tap_outs_do_not_stand_in_each_others_way() -> None:
    desk = Conversation()
    desk.told(board(call(3, "B204"), tap_outs=(ASKED,)))
    assert desk.does("have") == Acknowledge(incident=IncidentId("i-3"))
    assert "Call 4 is not open" in desk.hears("have 4")
    assert "Tap-out 3 is not open" in desk.hears("cover 3 nurse")


def test_a_tap_out_told_just_now_is_not_acted_on() -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(ASKED,)))
    assert "Tap-out 4 came just now: nothing was done." in desk.hears("cover 4 nurse", after_ms=100)


OWED = msgspec.structs.replace(GOING, names_owed=(NameOwedLine(desk=FRONT, due_in_ms=60_000),))


def test_a_name_owed_for_a_tap_out_is_said_and_given() -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(ASKED,)))
    assert desk.told(board(tap_outs=(OWED,))) == [
        "Tap-out 4, Room 117: Going to cover: Ines Ortiz. A name is owed. Type: name 4"
    ]
    assert desk.does("name Ana Reyes") == NameWhoActed(incident=ASKED.incident, name="Ana Reyes")


def test_a_name_owed_for_a_tap_out_by_another_desk_is_not_asked_for_and_an_own_one_falls_overdue_once() -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(GOING,)))
    others = msgspec.structs.replace(GOING, names_owed=(NameOwedLine(desk=DeskId("nurse"), due_in_ms=60_000),))
    assert desk.told(board(tap_outs=(others,))) == []
    assert "name" not in desk.hears("board 4")
    desk.told(board(tap_outs=(OWED,)))
    overdue = "Tap-out 4, Room 117: Going to cover: Ines Ortiz. A name is overdue. Type: name 4"
    assert desk.waits(60_000) == [overdue]
    assert desk.waits(60_000) == []
    assert "A name is overdue. Type: name 4" in desk.hears("board")


def test_with_a_call_beside_the_tap_out_a_name_needs_the_number() -> None:
    desk = Conversation(call(3, "B204"))
    desk.told(board(call(3, "B204"), tap_outs=(OWED,)))
    assert "Say which call or tap-out" in desk.hears("name Ana Reyes")
    assert desk.does("name 4 Ana Reyes") == NameWhoActed(incident=ASKED.incident, name="Ana Reyes")
    assert desk.hears("name 3 Ana") == "No name is owed here: everybody who acted in it at this desk is known."


def test_the_log_of_a_tap_out_is_asked_by_its_number() -> None:
    desk = Conversation(call(3, "B204"))
    desk.told(board(call(3, "B204"), tap_outs=(ASKED,)))
    assert desk.types("log tap-out 4") == AsksLog(ASKED.incident)


PLANNED = BreaksLine(
    cover_within_min=5,
    covers=(Role.LEAD,),
    spaces=(SpaceLine(name="Gymnasium", room=RoomId("gym"), places=2, adult="the coach", call_open=False),),
    places_free=2,
)


def test_what_the_plan_says_of_cover_and_spaces_is_told_with_the_question_and_can_be_read_again() -> None:
    desk = Conversation()
    says = (
        "Cover: by the team lead, expected within 5 min. To recalibrate: Gymnasium (2, in sight: the coach). "
        "Free: at least 2 of 2."
    )
    told = desk.told(board(tap_outs=(ASKED,), breaks=PLANNED))
    assert told == [f"Tap-out 4, Room 117: Asks for a short break or cover. {says} Type: cover 4"]
    assert desk.told(board(tap_outs=(GOING,), breaks=PLANNED)) == ["Tap-out 4, Room 117: Going to cover: Ines Ortiz."]
    assert says in desk.hears("board")


@pytest.mark.parametrize(
    ("when", "ago_s"), [("just now", 0), ("1", 0), ("an hour ago", 3600), ("nobody knows", None), ("earlier", None)]
)
def test_when_it_began_is_said_as_it_is_known(when: str, ago_s: int | None) -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(OUT,), breaks=PLANNED))
    for said in ("no break 4", "1", "gym", when):
        desk.hears(said)
    noted = desk.does("by telephone")
    assert isinstance(noted, NoteSeclusion) and (noted.ago_s, noted.why) == (ago_s, NoBreak.NOT_CHOSEN)


def test_a_break_that_was_none_is_said_word_by_word_and_the_tap_out_goes_on() -> None:
    desk = Conversation()
    desk.told(board(tap_outs=(OUT,), breaks=PLANNED))
    asked = desk.hears("no break 4")
    assert "A break is chosen, the door is never held, and an adult is in sight. What was not so?" in asked
    assert "In which room was it?" in desk.hears("door held")
    assert "When did it begin?" in desk.hears("gym")
    assert "How did it become known?" in desk.hears("10 minutes ago")
    assert desk.does("over the radio") == NoteSeclusion(
        room=RoomId("gym"), why=NoBreak.DOOR_HELD, known_by=KnownBy.RADIO, ago_s=600
    )
