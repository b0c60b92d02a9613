"""The quiet queue at the plain console: asked once, covered, out, back; never in the way of a call."""

import msgspec

from appliance.api.messages import NameOwedLine, TapOutLine
from appliance.core.commands import Acknowledge, Arrive, AssignCover, NameWhoActed, StandDown
from appliance.core.words import Awaited, Outcome, Stage
from appliance.plan.ids import IncidentId, PersonId, RoomId
from appliance.plan.model import Role
from tests.tui.boards import FRONT, board, call
from tests.tui.plain.conversation import Conversation
from tui.plain.answers import AsksLog

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
    assert desk.told(board(tap_outs=(late,))) == [said.replace("Asks", "Asked again. Asks")]
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
