"""Tests the ways into and out of rooms at the plain console: all in short, and one room at length."""

from appliance.flows.devices.ways import AsksWays
from appliance.plan.ids import RoomId
from tests.tui.boards import WAYS
from tests.tui.plain.conversation import Conversation
from tui.line.news import WaysArrived
from tui.plain.devices.ways import ways_told


def test_all_are_asked_for_by_a_word_and_told_in_short_what_is_lost_first() -> None:
    desk = Conversation()
    assert "Press Enter alone to leave it out." in desk.hears("ways")
    assert desk.types("") == AsksWays()
    assert ways_told(WaysArrived(WAYS)) == [
        "Room B204 has lost its second way in: board west-io.",
        "1 of 2 rooms has fewer than two independent ways in or out.",
        "They are: Gymnasium.",
        "For one at length, type: ways and the room",
    ]


def test_one_room_is_told_at_length() -> None:
    desk = Conversation()
    assert desk.types("ways B204") == AsksWays(RoomId("B204"))
    desk.hears("ways")
    assert desk.types("gym") == AsksWays(RoomId("gym"))
    assert ways_told(WaysArrived(WAYS, RoomId("B204"))) == [
        "Room B204 (B204): 2 or more ways in, 1 now; 2 or more ways out of zone north.",
        "b-B204 (esphome): nobody said what it hangs on; tested 2 days ago.",
        "B204-knee (modbus): AWAY NOW; on Board in closet W, then Wires of the west wing, then UPS in the office; never tested.",
        "phone LMS-B204: not watched, never counted.",
        "Out of zone north: 2 or more ways.",
        "desk Front office: nobody said what it hangs on; last key just now.",
        "sounder Hall (alsa): on output default; proved itself 2 hours ago.",
    ]
    assert "All of them share: UPS in the office." in ways_told(WaysArrived(WAYS, RoomId("gym")))


def test_a_room_that_is_gone_and_a_box_that_does_not_answer_are_said() -> None:
    assert ways_told(WaysArrived(WAYS, RoomId("attic"))) == ["The plan has no such room any more."]
    assert ways_told(WaysArrived(None, None, "No answer.")) == ["No answer."]
