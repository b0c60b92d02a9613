"""Tests a real button with a disk that goes away: the desk rings at once, the lamp says *not delivered*, and the receipt comes when the
disk is back.
"""

import time
from pathlib import Path

import pytest

from tests.proof.disk import Disk
from tests.proof.press import use_up_the_room
from tests.system.desk import Desk
from tests.system.real_button import RealButton, box_with, real_buttons
from tests.system.record import read_record

pytestmark = pytest.mark.proof

SHOWN_WITHIN_S = 1.0


async def rings_without_a_receipt(wall: RealButton, desk: Desk) -> None:
    """Check promise 2, from the finger to the lamp."""
    pressed_s = time.monotonic()
    await wall.tap()
    call = await desk.sees(wall.room, lambda card: card.ringing, within_s=SHOWN_WITHIN_S)
    assert not call.recorded
    await wall.until_lamp("not-delivered", within_s=5.2)
    print(f"{wall.button} said not delivered {time.monotonic() - pressed_s:.2f} s after the press")
    assert wall.kept().receipted["help"] == 0
    await desk.sees_trouble("logbook-not-recording")


async def test_a_disk_that_answers_nothing_costs_the_receipt_until_it_answers(workshop: Path, disk: Disk) -> None:
    async with (
        real_buttons(workshop, "B204", "B205") as (wall, other),
        box_with(workshop / "box", wall, other, data=disk.path / "data") as box,
    ):
        await box.starts()
        desk = await box.desk("front")
        await other.until_lamp("ready", within_s=5)
        await wall.until_lamp("ready", within_s=5)
        disk.stall()
        await rings_without_a_receipt(wall, desk)
        await other.tap()
        await desk.acknowledges(await desk.sees("B205", within_s=SHOWN_WITHIN_S))
        await other.until_lamp("acknowledged")
        assert other.kept().receipted["help"] == 0, "a person has it: that is true without any disk"
        disk.recover()
        await wall.until_receipted("help", 1, within_s=12)
        await other.until_receipted("help", 1, within_s=12)
        await desk.shows("B204")
        await wall.until_lamp("received")
        await box.stops()
        record = await read_record(box.data)
    assert record.findings == []
    assert set(record.presses().values()) == {1}


async def test_a_full_disk_costs_the_receipt_until_there_is_room(workshop: Path, disk: Disk) -> None:
    async with (
        real_buttons(workshop, "B204", "B205") as (wall, other),
        box_with(workshop / "box", wall, other, data=disk.path / "data") as box,
    ):
        await box.starts()
        desk = await box.desk("front")
        await other.until_lamp("ready", within_s=5)
        await wall.until_lamp("ready", within_s=5)
        await other.tap()
        before = await desk.shows("B205")
        ballast = disk.fill()
        await use_up_the_room(desk, before)
        await rings_without_a_receipt(wall, desk)
        ballast.unlink()
        await wall.until_receipted("help", 1, within_s=12)


async def test_a_disk_that_fails_for_good_never_gives_a_receipt_and_silences_nobody(workshop: Path, disk: Disk) -> None:
    async with (
        real_buttons(workshop, "B204") as (wall,),
        box_with(workshop / "box", wall, data=disk.path / "data") as box,
    ):
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        disk.fail()
        await rings_without_a_receipt(wall, desk)
        await desk.acknowledges(await desk.sees("B204"))
        await wall.until_lamp("acknowledged")
        await wall.keeps_its_lamp(for_s=6)
        assert wall.kept().receipted["help"] == 0
