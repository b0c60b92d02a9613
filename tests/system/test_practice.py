"""Tests walk tests and drills over the wire: nobody takes practice for real, or real for practice."""

from pathlib import Path

import pytest

from appliance.core.practice.commands import ArmWalkTest, EndDrill, StartDrill
from appliance.plan.ids import ButtonId, DrillId, RoomId
from tests.system.box import Box

pytestmark = pytest.mark.slow


async def test_a_walk_test_takes_the_expected_press_and_no_other(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204", "B205"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.until_lamp("B205-wall", "ready", within_s=5)
        await desk.does(ArmWalkTest(button=ButtonId("B204-wall")))
        await building.until_lamp("B204-wall", "test", within_s=1)
        assert building.lamp("B205-wall") == "ready"
        await building.press("B205-wall")
        await desk.shows("B205")
        await building.press("B204-wall")
        await building.until_lamp("B204-wall", "ready", within_s=1)
        board = await desk.board(lambda board: board.walk_test is None)
        assert [card.room for card in board.calls] == ["B205"]
        assert any("Walk test passed" in line for line in await desk.timeline())
        await building.press("B204-wall")
        assert not (await desk.shows("B204")).drill, "the next press is real"


async def test_a_drill_names_its_rooms_and_any_other_press_is_real(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204", "B205"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await desk.does(StartDrill(name="autumn", rooms=(RoomId("B204"),)))
        board = await desk.board(lambda board: board.drill is not None)
        assert board.drill is not None
        await building.press("B204-wall")
        await building.press("B205-wall")
        assert (await desk.shows("B204")).drill
        assert not (await desk.shows("B205")).drill
        box.kill()
        await box.starts()
        desk = await box.desk("front")
        assert (await desk.sees("B204")).drill, "a drill is still one after a restart"
        assert not (await desk.sees("B205")).drill
        await desk.does(EndDrill(drill=DrillId(board.drill.drill)))
        await desk.sees_no("B204")
        await desk.sees("B205")
