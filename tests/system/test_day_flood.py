"""Tests forty rooms that call within a moment: no view hides a call that nobody has, and the one key takes each of them."""

import asyncio
from pathlib import Path

import pytest

from tests.system.graphical import graphical_desk
from tests.system.school import rooms
from tests.system.twins import twin_box, twin_plan, twins

pytestmark = pytest.mark.slow

CALLS = 40


async def test_of_forty_calls_none_is_hidden_and_each_is_acknowledged(tmp_path: Path) -> None:
    calling = rooms(CALLS)
    async with twin_box(tmp_path, twin_plan(CALLS)) as box:
        await box.starts()
        async with graphical_desk(box, "hall") as hall, twins(box, *calling) as building:
            await asyncio.gather(*(building.pressed(room) for room in calling))
            await hall.sees(f"{CALLS} CALLS, {CALLS} OF THEM WAIT", *calling)
            for room in calling:
                await building.shows(room, "received")
            for left in reversed(range(CALLS)):
                await hall.acknowledges()
                await building.until_acknowledged(CALLS - left)
                waiting = [room for room in calling if building.shown(room) == "received"]
                await hall.sees(f"{CALLS} CALLS, {left} OF THEM WAIT", *waiting)
            for room in calling:
                await building.shows(room, "acknowledged")
