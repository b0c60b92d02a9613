"""Tests the main job, end to end: real processes, real sockets, a real disk."""

import asyncio
from pathlib import Path

import pytest

from appliance.core.ground.words import Stage
from tests.system.box import Box

pytestmark = pytest.mark.slow


async def test_a_call_from_press_to_stand_down(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)

        await building.press("B204-wall")
        call = await desk.shows("B204")
        assert (call.room_name, call.stage, call.ringing, call.rings_here) == ("Juniper B204", Stage.CALLED, True, True)
        await building.until_lamp("B204-wall", "received", within_s=1)
        assert building.firmware("B204-wall").flash.receipted == {"help": 1}
        assert (await desk.sees("B204", lambda card: card.lamp == "received")).recorded

        await desk.acknowledges(call)
        await building.until_lamp("B204-wall", "acknowledged", within_s=1)
        await desk.sends(call)
        assert building.lamp("B204-wall") == "acknowledged", "nobody has said yet that they are going"
        await desk.confirms(call)
        await building.until_lamp("B204-wall", "on-the-way", within_s=1)
        await desk.notes_arrival(call)
        await desk.sees("B204", lambda card: card.stage is Stage.ON_SCENE)
        await desk.stands_down(call)
        await desk.sees_no("B204")
        await building.until_lamp("B204-wall", "ready", within_s=1)
        await box.stops()


async def test_a_press_is_shown_within_a_second_and_a_second_press_sounds_again(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        call = await desk.sees("B204", within_s=1)
        await desk.acknowledges(call)
        await desk.sends(call)
        await desk.sees("B204", lambda card: not card.ringing)
        await building.press("B204-wall")
        again = await desk.sees("B204", lambda card: card.ringing, within_s=1)
        assert (again.presses, again.incident) == (2, call.incident)


async def test_holding_the_button_makes_an_emergency_of_it(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.hold("B204-wall")
        await desk.sees("B204", lambda card: card.kind == "emergency")


async def test_two_desks_acting_at_once_agree(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204", "B205")
        front, hall = await box.desk("front"), await box.desk("hall")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await asyncio.gather(building.press("B204-wall"), building.press("B205-wall"))
        call, other = await front.shows("B204"), await hall.shows("B205")
        # Both reach for the same call; whoever comes second has lost nothing.
        await asyncio.gather(front.acknowledges(call), hall.sends(call), hall.acknowledges(other))
        for desk in (front, hall):
            assert (await desk.sees("B204", lambda card: card.stage is Stage.DISPATCHED)).ringing is False
            assert (await desk.sees("B205", lambda card: card.stage is Stage.ACKNOWLEDGED)).ringing is False


async def test_every_button_of_the_school_at_once(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building(), await box.desk("front")
        for button in building.buttons():
            await building.until_lamp(button, "ready", within_s=5)
        await asyncio.gather(*(building.press(button) for button in building.buttons()))
        board = await desk.board(lambda board: len(board.calls) == 20, within_s=1)
        await asyncio.gather(*(desk.shows(card.room) for card in board.calls))
        for button in building.buttons():
            await building.until_lamp(button, "received", within_s=2)
