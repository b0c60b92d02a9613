"""Tests which ways are away now, and when each was last proved: also over a restart, and years later."""

import pytest
from msgspec.structs import replace

from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.devices.service import WORKS_ALL_THE_SAME
from appliance.core.devices.ways import CALLS_ALL_THE_SAME, away, lost_ways, proved_ago_ms
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, Cause, Door, Source
from appliance.core.practice.commands import ArmWalkTest
from appliance.core.practice.events import PressAttested, WalkTestPassed
from appliance.plan.ids import BoardId, ButtonId, DeskId, IncidentId, KeyId, LineId, RoomId, SounderId
from appliance.plan.model import Button, Plan, SerialLine, Speaks, Wire
from appliance.plan.model import CircuitBoard as PlannedBoard
from appliance.plan.ways import Way
from hardware.alarmdecoder.faults import FAULTS as ALARMDECODER
from hardware.faults import COMMON
from hardware.inovonics.faults import FAULTS as INOVONICS
from tests.appliance.core.story import WALL_MS, school

PORT = "/dev/serial/by-id/usb-adapter"


def wired() -> Plan:
    """Make the school with a second button in room 204, on an input of a board."""
    plan = school()
    knee = Button(
        ButtonId("K204"),
        RoomId("204"),
        "modbus",
        KeyId(""),
        plan.buttons[0].contacts[:1],
        wires=(Wire("help", "west-io/1"),),
    )
    return replace(
        plan,
        buttons=(*plan.buttons, knee),
        lines=(SerialLine(LineId("bus"), "Bus", Speaks.MODBUS, PORT),),
        boards=(PlannedBoard(BoardId("west-io"), "Board in closet W", LineId("bus"), 3, inputs=8),),
    )


def lost(story) -> list[tuple[str, bool, int, tuple[str, ...]]]:
    return [(each.room.room, each.inward, each.left, each.causes) for each in lost_ways(story.board, story.heard)]


def ago_ms(story, kind: str, subject: str) -> int | None:
    return proved_ago_ms(story.board, story.heard, Way(kind, subject, subject, "", ()), story.now)


def tested(story, button: str = "B201") -> None:
    story.desk("front", ArmWalkTest, button=ButtonId(button))
    story.press(button)


@pytest.mark.parametrize(
    "cause", [Cause("board-lost", "west-io"), Cause("line-missing", "bus"), Cause("line-silent", "bus")]
)
def test_a_room_has_lost_its_second_way_while_the_board_or_its_line_is_away(tell_story, cause):
    story = tell_story(wired())
    assert lost(story) == []
    story.tell(ReportTrouble(cause=cause, detail="look at it"))
    assert lost(story) == [("204", True, 1, (f"{cause.what.split('-')[0]} {cause.subject}",))]
    story.tell(ReportRestored(cause=cause))
    assert lost(story) == []


@pytest.mark.parametrize(("pin", "away"), [("GPIO17", True), ("GPIO27", False)])
def test_a_pin_that_is_refused_takes_its_way_and_one_that_only_watches_the_wire_does_not(tell_story, pin, away):
    plan = wired()
    knee = replace(plan.buttons[-1], family="gpio", wires=(Wire("help", "GPIO17/GPIO27"),))
    story = tell_story(replace(plan, buttons=(*plan.buttons[:-1], knee)))
    cause = Cause("line-refused", pin)
    story.tell(ReportTrouble(cause=cause, detail="look at it"))
    assert lost(story) == ([("204", True, 1, ("line GPIO17",))] if away else [])
    story.tell(ReportRestored(cause=cause))
    assert lost(story) == []


def test_a_button_in_trouble_is_a_way_lost_and_a_room_with_one_has_none_left(tell_story):
    story = tell_story(wired())
    for button in ("K204", "B205"):
        story.tell(ReportTrouble(cause=Cause("button-broken-wire", button), detail="look at it"))
    assert lost(story) == [("204", True, 1, ("button K204",)), ("205", True, 0, ("button B205",))]


@pytest.mark.parametrize("what", sorted(CALLS_ALL_THE_SAME))
def test_what_only_asks_for_a_look_at_a_button_takes_no_way_away(story, what):
    story.tell(ReportTrouble(cause=Cause(what, "B205"), detail="look at it"))
    assert (away(story.board, story.heard), lost(story)) == (frozenset(), [])
    story.tell(ReportTrouble(cause=Cause("button-stuck", "B205"), detail="look at it"))
    assert lost(story) == [("205", True, 0, ("button B205",))]


def test_what_only_asks_for_a_look_is_said_in_the_words_of_the_families():
    said = {f"button-{word}" for word in (*COMMON, *INOVONICS, *ALARMDECODER)}
    assert said >= CALLS_ALL_THE_SAME - WORKS_ALL_THE_SAME


def test_nobody_at_a_desk_is_no_way_lost(story):
    story.tell(ReportTrouble(cause=Cause("desk-unattended", "front"), detail="sit there"))
    assert (away(story.board, story.heard), lost(story)) == (frozenset(), [])


def test_a_button_was_proved_by_its_walk_test_also_after_a_restart(story):
    assert ago_ms(story, "button", "B201") is None
    tested(story)
    story.restart(after_ms=86_400_000)
    assert ago_ms(story, "button", "B201") == 86_400_000
    assert (story.board.test_over, story.board.walk_test) == (None, None)


def test_a_proof_read_back_takes_down_no_test_that_runs_since(story):
    tested(story)
    story.desk("front", ArmWalkTest, button=ButtonId("B202"))
    story.restart()
    assert story.board.proved.keys() == {"B201"}
    story.look()
    assert story.board.walk_test is None, "over at the first look, as ever"
    assert story.board.test_over is not None
    assert not story.board.test_over.passed


@pytest.mark.parametrize(
    "event",
    [
        WalkTestPassed(button=ButtonId("B201"), source=Source(Door.BUTTON, ButtonId("B201"), "help", 4, ledger="old")),
        PressAttested(by=Actor(DeskId("front")), button=ButtonId("B201"), incident=IncidentId("i")),
    ],
)
def test_folded_again_it_sets_nothing_but_when_the_button_was_proved(event):
    board = Board.empty()
    apply(board, event, Moment(0, WALL_MS, 600))
    assert board.proved == {"B201": WALL_MS}
    board.proved.clear()
    assert (board, board.test_over) == (Board.empty(), None)


def test_nobody_says_how_long_ago_where_the_clock_could_not_be_trusted(story):
    tested(story)
    story.week_minute = None
    assert ago_ms(story, "button", "B201") is None
    tested(story, "B202")
    story.week_minute = 600
    assert ago_ms(story, "button", "B202") is None
    assert ago_ms(story, "button", "B201") == 0


def test_a_desk_is_proved_by_a_key_and_a_sounder_by_itself(story):
    story.at(30)
    assert (ago_ms(story, "desk", "front"), ago_ms(story, "desk", "nobody")) == (30_000, None)
    story.heard.sounder_reports(SounderId("hall"), True, story.now)
    story.at(50)
    story.heard.sounder_reports(SounderId("hall"), False, story.now)
    assert ago_ms(story, "sounder", "hall") == 20_000
