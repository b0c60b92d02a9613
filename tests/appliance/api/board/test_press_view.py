"""Tests what a card says of a press by radio, at a wired contact or at the panel, and of who carries the pendant."""

import pytest
from msgspec.structs import replace

from appliance.api.access import Reads, proven, unproven
from appliance.api.board.calls import CallCard
from appliance.api.board.view import Views
from appliance.api.desk.plan_view import uncovered
from appliance.core.board import Board, WalkTest
from appliance.core.devices.supervision import Heard
from appliance.core.ground.carried import Carried
from appliance.core.ground.moment import Today
from appliance.core.ground.place import Place, planned_place
from appliance.core.ground.words import Door, Source
from appliance.plan.ids import AreaName, ButtonId, KeyId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Button, Contact, Kind, Plan
from tests.appliance.api.board.test_view import CALL, NOW
from tests.appliance.doors.harness import FRONT, school

PLAY, YARD, BUS, UNDER = map(ButtonId, ("play-2", "yard-1", "bus", "206-under"))
HELP = (Contact("help", Kind.EMERGENCY),)


def pendant(button: ButtonId, duty: str, **where: object) -> Button:
    return Button(button, RoomId(""), "inovonics", KeyId(""), HELP, duty=duty, **where)  # type: ignore[arg-type]


def with_pendants() -> Plan:
    """Make a plan with three pendants (near a room, of an area, and of no known place) and with a room whose only button is a wired
    contact.
    """
    plan = school()
    one_way = (
        pendant(PLAY, "Playground 2", near=RoomId("201")),
        pendant(YARD, "Yard 1", area=AreaName("Playground")),
        pendant(BUS, "Bus duty"),
        Button(UNDER, RoomId("206"), "modbus", KeyId(""), HELP),
    )
    return replace(plan, buttons=(*plan.buttons, *one_way))


INDEX = PlanIndex(with_pendants())


def views(source: Source, heard: Heard | None = None, place: Place | None = None, **board: object) -> Views:
    index = board.pop("index", INDEX)
    assert isinstance(index, PlanIndex)
    assert source.button is not None
    shown = Board(index=index, **board)  # type: ignore[arg-type]
    shown.put(replace(CALL, source=source, place=place or planned_place(INDEX.buttons[source.button])))
    return Views(shown, heard or Heard(), NOW, unrecorded=frozenset(), recording=True, version=7)


def card(source: Source, heard: Heard | None = None, reads: Reads | None = None, **board: object) -> CallCard:
    (only,) = views(source, heard, **board).at(FRONT, reads).calls
    return only


def by_radio(button: ButtonId, hop: str = "") -> Source:
    source = Source(Door.RECEIVER, button, "help", 3, ledger="heard")
    return replace(source, hop=hop) if hop else source


@pytest.mark.parametrize(
    ("button", "called"),
    [(PLAY, "Playground 2, near Room 201"), (YARD, "Yard 1, Playground"), (BUS, "Bus duty")],
)
def test_a_pendants_call_is_called_by_its_duty_and_its_place_as_far_as_it_is_planned(button: str, called: str) -> None:
    shown = card(by_radio(ButtonId(button)))
    assert (shown.room, shown.room_name, shown.heard_by) == (None, called, "pendant")
    assert (shown.two_way, shown.lamp) == (False, "cannot be told")


def test_under_a_plan_that_has_moved_it_the_card_says_where_it_was_when_it_was_pressed() -> None:
    moved = replace(with_pendants(), buttons=(pendant(PLAY, "Playground 2", near=RoomId("204")),))
    shown = card(by_radio(PLAY), index=PlanIndex(moved))
    assert shown.room_name == "Playground 2, near Room 201"


def test_the_first_hop_is_a_repeater_as_printed_on_it_or_the_receiver() -> None:
    assert card(by_radio(PLAY, "010002bc")).hop == "1-700"
    assert card(by_radio(PLAY, "b212d687")).hop == "receiver"
    assert card(by_radio(PLAY)).hop == ""


def test_a_wired_contact_and_a_panel_are_told_apart_and_a_button_is_neither() -> None:
    doors = {Door.CONTACT: "contact", Door.PANEL: "panel", Door.BUTTON: "", Door.WEBHOOK: ""}
    for door, heard_by in doors.items():
        shown = card(Source(door, UNDER, "help", 3))
        assert (shown.heard_by, shown.duty, shown.room_name) == (heard_by, "", "Room 206")


def carried(duty: str = "Playground 2") -> Heard:
    heard = Heard()
    heard.carried[PLAY] = Carried("Ms Rivera", duty, Today(0, NOW.mono_ms + 60_000))
    return heard


def test_the_card_says_who_carries_it_to_a_desk_and_not_to_whoever_watches() -> None:
    assert card(by_radio(PLAY), carried()).carried == "Ms Rivera"
    assert card(by_radio(PLAY), carried(), proven(())).carried == "Ms Rivera"
    assert card(by_radio(PLAY), carried(), unproven(None)).carried == ""
    assert card(by_radio(YARD), carried()).carried == ""


def test_the_board_says_it_too_with_no_name_to_whoever_watches() -> None:
    shown = views(by_radio(PLAY), carried())
    assert [(each.duty, each.name) for each in shown.at(FRONT).carried] == [("Playground 2", "Ms Rivera")]
    assert [(each.duty, each.name) for each in shown.at(None).carried] == [("Playground 2", "")]


def test_what_was_said_of_another_duty_is_not_said_of_this_one() -> None:
    shown = views(by_radio(PLAY), carried("Bus duty"))
    assert shown.at(FRONT).carried == ()
    assert shown.at(FRONT).calls[0].carried == ""


def test_no_pendant_and_no_contact_counts_among_the_buttons_that_cover() -> None:
    board = views(by_radio(PLAY)).at(FRONT)
    assert board.buttons_planned == len(school().buttons) - 1, "206 has none that can be told"
    assert sum(zone.planned for zone in board.zones) == board.buttons_planned
    assert "Room 206: its button cannot be told" in uncovered(INDEX)
    assert not [each for each in board.cut_off if "206" in each.room_name], "it was never covered"


def test_a_walk_test_of_a_duty_is_called_by_it() -> None:
    testing = WalkTest(button=PLAY, armed_ms=NOW.mono_ms, ends_ms=NOW.mono_ms + 90_000)
    test = views(by_radio(BUS), walk_test=testing).at(FRONT).walk_test
    assert test is not None
    assert (test.room_name, test.pendant) == ("Playground 2, near Room 201", True)
