"""Tests what can be read at the plain console: the card for 911, who would be told, what happened today."""

from datetime import UTC

import msgspec
import pytest

from appliance.api.desk.entries import FeedItem, FeedItems
from appliance.api.desk.reach import ReachStep
from appliance.core.ground.words import Stage
from appliance.flows.calls.reach import AsksReach
from appliance.plan.ids import IncidentId, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import REACH, TIMELINE, WALL_MS, board, call
from tests.tui.plain.conversation import Conversation, changed
from tui.line.news import ReachArrived, TimelineArrived
from tui.model import ConsoleModel
from tui.plain.asking.answers import AsksEarlier, AsksHistory, AsksLog
from tui.plain.calls.reach import reach
from tui.plain.history import SAID_MAX, WITHHELD, history, incident_called
from tui.plain.readings import log

# ---- 911


def test_the_card_for_911_says_who_calls_where_and_what() -> None:
    said = Conversation(call(12, "B204", Kind.MEDICAL)).hears("911")
    for words in (
        "Handbell does not call 911: pick up the phone and dial it.",
        "Say: This is Lincoln Middle School, 1 Main Street. Somebody is ill or injured, in Room B204.",
        "Address: 1 Main Street. Room: Room B204, floor 2. The phone there shows: LMS-B204.",
        "Number to call back: 555 0100.",
        "Stay on the line until 911 hangs up.",
    ):
        assert words in said


def test_the_card_without_a_call_is_of_the_building() -> None:
    assert "Say: This is Lincoln Middle School, 1 Main Street. We need help." in Conversation().hears("911")


def test_with_several_calls_the_card_names_no_room_until_one_is_named() -> None:
    desk = Conversation(call(12, "B204"), call(13, "gym"))
    said = desk.hears("911")
    assert "in Room B204" not in said and "Address: 1 Main Street." in said
    assert "For the room, type 911 and the number of the call. Open: Call 12, Room B204" in said
    assert "in gym." in desk.hears("911 13")
    assert "Call 14 is not open." in desk.hears("911 14")


def test_the_card_of_a_drill_says_first_that_911_is_not_called() -> None:
    drill_call = changed(call(12, "B204"), drill=True)
    assert Conversation(drill_call).hears("911").startswith("This is a drill: do NOT call 911 for it.")


def test_what_the_plan_does_not_hold_is_said_from_memory() -> None:
    desk = Conversation()
    assert desk.model.facts is not None
    desk.model = desk.model.with_facts(msgspec.structs.replace(desk.model.facts, address="", phone=""))
    assert "Number to call back: not in the plan, say it from memory." in desk.hears("911")
    desk.model = ConsoleModel(desk=desk.model.desk).with_board(board(), 0)
    assert "say it from memory" in desk.hears("911")


# ---- who would be told


def test_reach_asks_for_one_room() -> None:
    desk = Conversation()
    assert desk.types("reach B204") == AsksReach(RoomId("B204"))
    assert "For which room?" in desk.hears("reach")
    assert desk.types("gym") == AsksReach(RoomId("gym"))


def test_the_chain_is_told_step_by_step() -> None:
    assert reach(ReachArrived(RoomId("B204"), REACH)) == [
        "If Room B204 pressed now, somebody would be told at once.",
        "Its button works.",
        "At once: desk Front office.",
        "After 30 seconds: desk Front office, desk Nurse, sounder Hall, Marcus Bell, Ines Ortiz.",
        "After 60 seconds: nobody.",
    ]


def test_the_first_broken_link_comes_first_and_names_are_said_to_be_left_out() -> None:
    step = ReachStep(after_s=0, places=(), people_count=2, people=())
    broken = msgspec.structs.replace(REACH, button="lost", broken="The button: lost.", steps=(step,))
    assert reach(ReachArrived(RoomId("B204"), broken)) == [
        "If Room B204 pressed now, the chain is broken. The button: lost.",
        "At once: 2 people on duty, whose names are not told here.",
    ]
    assert reach(ReachArrived(RoomId("B204"), None, "No answer.")) == ["No answer."]


# ---- log and history


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("log", AsksLog(IncidentId("i-12"))),
        ("log 12", AsksLog(IncidentId("i-12"))),
        ("log 3", AsksEarlier(3)),
        ("history", AsksHistory(everything=False)),
        ("history all", AsksHistory(everything=True)),
    ],
)
def test_what_happened_is_asked_of_one_or_of_today(line: str, answer: object) -> None:
    assert Conversation(call(12, "B204", stage=Stage.ON_SCENE)).types(line) == answer


def test_with_nothing_open_the_log_says_how_to_hear_of_today() -> None:
    said = Conversation().hears("log")
    assert said == "There is no open call or tap-out. To hear what happened today, type: history"


def test_the_log_is_told_newest_first_and_says_what_it_leaves_out() -> None:
    arrived = TimelineArrived(IncidentId("i-12"), FeedItems(request=0, head=3, items=TIMELINE))
    assert "Note by Dana Reyes" in log(arrived, UTC, proven=True)[0]
    assert log(arrived, UTC, proven=True)[-1].endswith("Call 12 raised from Room B204: emergency")
    assert log(arrived, UTC, proven=False)[-1] == WITHHELD


def item(number: int, incident: str, call: int | None, line: str, wall_ms: int = WALL_MS) -> FeedItem:
    return FeedItem(number=number, wall_ms=wall_ms, incident=IncidentId(incident), call=call, line=line)


YESTERDAY_MS = WALL_MS - 86_400_000
ENTRIES = (
    item(1, "i-1", 1, "Room B204: assist call.", YESTERDAY_MS),
    item(2, "i-1", None, "Stood down.", YESTERDAY_MS),
    item(3, "t-2", 2, "Room 117: tap-out."),
    item(4, "i-3", 3, "gym: emergency call."),
    item(5, "t-2", None, "Over."),
    item(6, "i-0", None, "An entry of something older than these."),
)


def test_the_history_of_today_has_each_call_and_tap_out_newest_first_by_its_number() -> None:
    said = history(ENTRIES, WALL_MS, UTC, everything=False, proven=False)
    assert said[0] == "2 calls and tap-outs today, the newest first."
    assert said[1].startswith("Number 3, at ") and said[1].endswith("gym: emergency call.")
    assert said[2].startswith("Number 2, at ") and said[2].endswith(": Over.")
    assert said[-1] == WITHHELD
    assert not any("B204" in sentence for sentence in said)


def test_a_long_day_is_told_in_part_unless_all_of_it_is_asked_for() -> None:
    entries = tuple(item(number, f"i-{number}", number, "Room: call.") for number in range(1, 16))
    short = history(entries, WALL_MS, UTC, everything=False, proven=True)
    assert len([words for words in short if words.startswith("Number")]) == SAID_MAX
    assert "5 more are earlier today. To hear them, type: history all" in short
    assert len(history(entries, WALL_MS, UTC, everything=True, proven=True)) == 17


def test_a_day_without_calls_is_said() -> None:
    assert history((), WALL_MS, UTC, everything=False, proven=False) == ["Nobody called today."]


def test_a_number_is_that_of_the_newest_that_had_it() -> None:
    assert incident_called(2, ENTRIES) == "t-2"
    assert incident_called(9, ENTRIES) is None
