"""Tests pendants over HTTPS against the daemon as a process: a press gets its receipt once it is kept, and joins the wall button's call."""

import asyncio
from pathlib import Path

import pytest

from tests.patience import patience
from tests.proof.press import Pendant
from tests.system.box import Box
from tests.system.record import read_record
from tests.system.school import pendant_of

pytestmark = pytest.mark.slow


async def test_a_pendant_gets_its_receipt_and_is_shown_as_one_that_cannot_be_told(tmp_path: Path) -> None:
    async with Box(tmp_path, webhook=True) as box:
        await box.starts()
        assert box.webhook_port is not None
        desk = await box.desk("front")
        pendant = Pendant(pendant_of("B201"), box.webhook_port)
        await asyncio.wait_for(pendant.press(), patience())
        call = await desk.sees("B201", lambda card: card.recorded)
        assert (call.kind, call.two_way, call.lamp) == ("emergency", False, "cannot be told")


async def test_a_press_sent_again_after_a_kill_raises_nothing_new(tmp_path: Path) -> None:
    async with Box(tmp_path, webhook=True) as box:
        await box.starts()
        assert box.webhook_port is not None
        pendant = Pendant(pendant_of("B201"), box.webhook_port)
        await asyncio.wait_for(pendant.press(), patience())
        box.kill()
        again = Pendant(pendant.name, pendant.port)  # the new pendant has lost the receipt, but not the count
        sending = asyncio.get_running_loop().create_task(again.press())
        await box.starts()
        await asyncio.wait_for(sending, patience())
        assert again.receipted == 1
        assert (await (await box.desk("front")).sees("B201")).presses == 1
        await box.stops()
        assert list((await read_record(box.data)).presses().values()) == [1]


async def test_wall_button_and_pendant_of_one_room_are_one_call(tmp_path: Path) -> None:
    async with Box(tmp_path, webhook=True) as box:
        await box.starts()
        assert box.webhook_port is not None
        building, desk = await box.building("B201"), await box.desk("front")
        await building.until_lamp("B201-wall", "ready", within_s=5)
        await asyncio.gather(building.press("B201-wall"), Pendant(pendant_of("B201"), box.webhook_port).press())
        card = await desk.sees("B201", lambda card: card.presses == 2)
        assert card.kind == "emergency", "the more urgent of the two"
