"""Tests a lockdown with a room check-in against the real daemon: rooms answer *safe*, one calls for help, and in between the power goes."""

from pathlib import Path

import msgspec
import pytest

from appliance.api.board.board import BoardView
from appliance.api.board.building import CheckInView
from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, StartCheckIn, StartResponse
from appliance.core.ground.words import BuildingResponse, RoomAnswer
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.plan.ids import DrillId, RoomId
from appliance.plan.model import Plan
from hardware.simulated.building import PretendBuilding
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import CONTACTS, button_of, school

pytestmark = pytest.mark.slow

LOCKDOWN = BuildingResponse.LOCKDOWN
SILENT, HELP, SAFE = RoomAnswer.NO_ANSWER, RoomAnswer.NEEDS_HELP, RoomAnswer.SAFE
FITTED = (*CONTACTS, "safe")


def school_with_safe() -> Plan:
    """Make a school of six rooms whose wall buttons have a contact *safe*."""
    plan = school(6)
    walls = tuple(msgspec.structs.replace(each, safe=each.family == "simulated") for each in plan.buttons)
    return msgspec.structs.replace(plan, buttons=walls)


async def until_ready(building: PretendBuilding, *rooms: str) -> None:
    for room in rooms:
        await building.until_lamp(button_of(room), "ready", within_s=5)


async def sees_answer(desk: Desk, room: str, answer: RoomAnswer) -> CheckInView:
    """Wait until a room has answered this; give the whole check-in as it is then."""

    def answered(board: BoardView) -> bool:
        asked = board.check_in.rooms if board.check_in is not None else ()
        return any(each.room == room and each.answer is answer for each in asked)

    board = await desk.board(answered)
    assert board.check_in is not None
    return board.check_in


async def test_a_lockdown_with_a_check_in_survives_a_power_cut_in_the_middle(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=school_with_safe()) as box:
        await box.starts()
        building = await box.building("B201", "B202", "B203", contacts=FITTED)
        front, hall = await box.desk("front"), await box.desk("hall")
        await until_ready(building, "B201", "B202", "B203")
        await front.does(StartResponse(response=LOCKDOWN, detail="west doors", check_in=True))
        board = await hall.board(lambda board: board.response is not None and board.check_in is not None)
        assert board.check_in is not None
        assert board.check_in.count(SILENT) == 6
        await building.press("B201-wall", "safe")
        await building.press("B202-wall", "help")
        call = await front.shows("B202")
        await hall.does(MarkRoom(check_in=board.check_in.check_in, room=RoomId("B204"), answer=SAFE))
        await sees_answer(front, "B201", SAFE)
        stands = await sees_answer(front, "B204", SAFE)
        assert [(each.room, each.answer) for each in stands.rooms] == [
            ("B203", SILENT),
            ("B205", SILENT),
            ("B206", SILENT),
            ("B202", HELP),
            ("B201", SAFE),
            ("B204", SAFE),
        ], "silence first"
        assert {each.room: each.marked_by for each in stands.rooms if each.answer is SAFE} == {
            "B201": "button",
            "B204": "Hall",
        }
        assert next(each.call for each in stands.rooms if each.room == "B202") == call.number
        box.kill()
        await box.starts()
        front = await box.desk("front")
        after = await front.board(lambda board: board.check_in is not None)
        assert after.response is not None
        assert (after.response.response, after.response.detail) == (LOCKDOWN, "west doors")
        assert after.check_in is not None
        assert [(each.room, each.answer) for each in after.check_in.rooms] == [
            (each.room, each.answer) for each in stands.rooms
        ]
        await building.until_lamp("B203-wall", "ready", within_s=10)
        await building.press("B203-wall", "safe")
        await sees_answer(front, "B203", SAFE)
        await front.does(EndCheckIn(check_in=after.check_in.check_in))
        await front.does(EndResponse(response=LOCKDOWN))
        board = await front.board(lambda board: board.response is None and board.check_in is None)
        assert [card.room for card in board.calls] == ["B202"], "a call is not over because the lockdown is"
        lines = await front.timeline()
        assert any("2 no answer (Juniper B205, Juniper B206), 1 needed help, 3 safe" in line for line in lines)


async def test_outside_a_check_in_safe_is_no_call_and_is_receipted_once(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=school_with_safe()) as box:
        await box.starts()
        building, desk = await box.building("B201", "B202", contacts=FITTED), await box.desk("front")
        await until_ready(building, "B201", "B202")
        await building.press("B201-wall", "safe")
        await building.until_lamp("B201-wall", "ready", within_s=5)
        await building.press("B202-wall", "help")
        board = await desk.board(lambda board: any(card.room == "B202" for card in board.calls))
        assert [card.room for card in board.calls] == ["B202"]
        assert not [each.what for each in board.troubles if each.what.startswith("button-")]
        await desk.does(StartCheckIn())
        stands = await sees_answer(desk, "B202", HELP)
        assert stands.count(SAFE) == 0, "what was pressed before it began answers nothing"
        box.kill()
        await box.starts()
        desk = await box.desk("front")
        await building.until_lamp("B201-wall", "ready", within_s=10)
        await sees_answer(desk, "B201", SILENT)
        said = [line for line in await desk.timeline() if "safe was pressed" in line]
        assert said == ["Juniper B201: safe was pressed; no room check-in took it as an answer."], (
            "receipted, and not said again"
        )


async def test_practice_of_a_lockdown_ends_with_its_drill(tmp_path: Path) -> None:
    async with Box(tmp_path, plan=school_with_safe()) as box:
        await box.starts()
        desk = await box.desk("front")
        await desk.does(StartDrill(name="autumn", rooms=(RoomId("B201"), RoomId("B202"))))
        await desk.does(StartResponse(response=LOCKDOWN, practice=True, check_in=True))
        board = await desk.board(lambda board: board.check_in is not None)
        assert board.response is not None and board.response.practice
        assert board.check_in is not None and board.check_in.practice
        assert [each.room for each in board.check_in.rooms] == ["B201", "B202"]
        assert board.drill is not None
        await desk.does(EndDrill(drill=DrillId(board.drill.drill)))
        await desk.board(lambda board: board.response is None and board.check_in is None)
        lines = await desk.timeline()
        assert all(line.startswith("DRILL, ") for line in lines if "ockdown" in line or "check-in" in line)
