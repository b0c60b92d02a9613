"""Tests rooms that are found by typing: by their own name and id, and by nothing else in their line."""

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from appliance.api.desk.plan import RoomLine
from appliance.core.building.commands import MarkRoom
from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.words import RoomAnswer
from appliance.flows.calls.raising import RAISE_FROM_LISTS
from appliance.flows.calls.reach import REACH
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.practice.drill import PRACTISE
from appliance.flows.practice.walk_test import WALK_TEST
from appliance.plan.bounds import NAME_CHARACTERS_MAX
from appliance.plan.ids import CheckInId, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, board
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_building import HELP, SAFE, asked, check_in
from tui.asking.choice import Choice, found
from tui.screens.building.check_in import LINE_WIDTH, room_line
from tui.screens.flow import FlowPanel

WEST, EAST = "Library and media centre, west wing", "Library and media centre, east wing"


def room(id: str, name: str, floor: str, *buttons: str) -> RoomLine:
    return RoomLine(room=RoomId(id), name=name, floor=floor, zone="z", phone_name=name, buttons=buttons)


TWO_FLOORS = replace(FACTS, rooms=(room("A1", "Room 9", "2", "A1-wall"), room("A2", "Room 2", "1", "A2-wall")))


@pytest.mark.slow
async def test_the_number_of_a_room_finds_that_room_and_not_the_call_or_the_minutes_of_another(
    stage: Stage, sits: Sits
) -> None:
    noted = replace(asked("301", SAFE), marked_ago_ms=12 * 60_000)
    async with sits() as person:
        stage.shows(board(check_in=check_in(asked("202", HELP, call=12), noted, asked("12", SAFE))))
        await person.sees("I shows them")
        await person.presses("i")
        await person.sees("Room 202", "call 12", "Nurse, 12 min ago")
        await person.presses(*"12")
        await person.sees_no_more("call 12")
        await person.presses("f5")
        await person.until(lambda: bool(stage.acts), "a room marked")
        assert stage.acts == [MarkRoom(check_in=CheckInId("k-1"), room=RoomId("12"), answer=RoomAnswer.NO_ANSWER)]


@pytest.mark.slow
async def test_a_room_whose_whole_number_was_typed_stands_before_those_it_is_a_part_of(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board(check_in=check_in(asked("112"), asked("212"), asked("12", SAFE))))
        await person.sees("I shows them")
        await person.presses("i", *"12", "f5")
        await person.until(lambda: bool(stage.acts), "a room marked")
        assert stage.acts == [MarkRoom(check_in=CheckInId("k-1"), room=RoomId("12"), answer=RoomAnswer.NO_ANSWER)]


@pytest.mark.slow
async def test_rooms_whose_long_names_begin_alike_are_told_apart_and_found_by_where_they_differ(
    stage: Stage, sits: Sits
) -> None:
    rooms = [replace(asked(id), room_name=name) for id, name in (("L1", EAST), ("L2", WEST))]
    async with sits() as person:
        stage.shows(board(check_in=check_in(*rooms)))
        await person.sees("I shows them")
        await person.presses("i")
        await person.sees(EAST, WEST)
        await person.presses(*"west", "f3")
        await person.until(lambda: bool(stage.acts), "a room marked")
        assert stage.acts == [MarkRoom(check_in=CheckInId("k-1"), room=RoomId("L2"), answer=SAFE)]


@pytest.mark.slow
async def test_a_call_is_raised_for_the_room_of_that_number_and_not_for_one_on_that_floor(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        person.app.model = person.app.model.with_facts(TWO_FLOORS)
        await person.presses("r", *"2", "enter", "1")
        wanted = RaiseCallFromDesk(room=RoomId("A2"), kind=Kind.EMERGENCY)
        await person.until(lambda: stage.acts == [wanted], "the call raised for Room 2")


def test_every_list_of_rooms_is_narrowed_by_name_and_id_alone() -> None:
    known = Known(facts=TWO_FLOORS)
    for panel in (FlowPanel(flow, about_nothing(known)) for flow in (RAISE_FROM_LISTS, PRACTISE, REACH)):
        rooms = tuple(choice for choice in panel._choices if choice.found_by)
        assert [choice.found_by for choice in found(rooms, ["2"])] == ["Room 2 A2"]
        assert found(rooms, ["floor"]) == found(rooms, ["x"]) == found(rooms, ["["]) == ()
        assert [choice.found_by for choice in found(rooms, ["a1"])] == ["Room 9 A1"]


def test_a_button_is_found_by_its_room_and_by_its_own_name() -> None:
    buttons = FlowPanel(WALK_TEST, about_nothing(Known(facts=TWO_FLOORS)))._choices
    assert [choice.value for choice in found(buttons, ["2"])] == ["A2-wall"]
    assert [choice.value for choice in found(buttons, ["a1-wall"])] == ["A1-wall"]


def test_what_is_found_by_its_line_still_is() -> None:
    choices = (
        Choice("C  Colours  dark", 1),
        Choice("END", 2, always=True),
        Choice("SIGN OUT dark", 3, unfiltered=True),
    )
    assert [choice.value for choice in found(choices, ["dark"])] == [1, 2]


def test_a_room_keeps_its_name_and_the_line_its_width_whoever_noted_it() -> None:
    name = "Laboratory for earth and life sciences, second floor, room B"
    assert len(name) == NAME_CHARACTERS_MAX
    silent = replace(asked("203"), room_name=name)
    assert room_line(silent, 0).endswith(name)
    called = room_line(replace(asked("202", HELP, call=12), room_name=name), 0)
    assert called.endswith("…second floor, room B call 12") and "Laboratory for earth" in called
    noted = room_line(replace(asked("201", SAFE), room_name=name, marked_by=name), 0)
    assert noted.endswith("…, 30 s ago") and "Laboratory for…floor, room B" in noted
    wide = room_line(replace(asked("201", SAFE), room_name="音楽室と図書室と理科室", marked_by=name), 0)
    assert max(map(cell_len, (called, noted, wide))) <= LINE_WIDTH
