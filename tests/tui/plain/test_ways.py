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
        "b-B204 (esphome, class 1): nobody said what it hangs on; tested 2 days ago.",
        "B204-knee (modbus, class 2): AWAY NOW; on Board in closet W, then Wires of the west wing, then UPS in the office; never tested.",
        "phone LMS-B204: not watched, never counted.",
        "Out of zone north: 2 or more ways.",
        "desk Front office: nobody said what it hangs on; last key just now.",
        "sounder Hall (alsa): on output default; proved itself 2 hours ago.",
        "Class 1, two-way: covers a room; counted: by the button, in its flash; latched: yes: it tells its count until it has a receipt, "
        "also after a power cut; told: its lamps: received, on the way, not delivered; proved: by its own key; supervised within: 3 min "
        "after it was last heard.",
        "Class 2, wired: covers no room; counted: by the box; on a board it may miss a press shorter than 0.3 s; latched: as long as its "
        "contact stays closed; told: nothing; proved: by nothing: who reaches the wire can press; supervised within: a dead board 1 s, the "
        "last of 8 at once 5 s; a cut wire 1 s, where both of its contacts are wired, else never.",
    ]
    assert "All of them share: UPS in the office." in ways_told(WaysArrived(WAYS, RoomId("gym")))


def test_a_room_that_is_gone_and_a_box_that_does_not_answer_are_said() -> None:
    assert ways_told(WaysArrived(WAYS, RoomId("attic"))) == ["The plan has no such room any more."]
    assert ways_told(WaysArrived(None, None, "No answer.")) == ["No answer."]
