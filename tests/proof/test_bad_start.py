"""Tests starts on a disk that takes nothing: with a record the box arms all the same; without one it says what is wrong."""

from pathlib import Path

import pytest

from tests.hardware.running import until
from tests.proof.disk import Disk
from tests.proof.press import use_up_the_room
from tests.system.box import Box
from tests.system.record import read_record

pytestmark = pytest.mark.proof


async def test_a_box_started_on_a_full_disk_is_armed_and_writes_when_there_is_room(workshop: Path, disk: Disk) -> None:
    async with Box(workshop / "box", data=disk.path / "data") as box:
        await box.starts()
        building = await box.building("B204", "B205")
        async with box.sitting_at("front") as desk:
            await building.until_lamp("B204-wall", "ready", within_s=5)
            await building.press("B204-wall")
            await desk.shows("B204")
        box.kill()
        ballast = disk.fill()
        await box.starts()
        async with box.sitting_at("front") as desk:
            call = await desk.sees("B204", lambda card: card.ringing)
            await use_up_the_room(desk, call)
            await desk.sees_trouble("logbook-not-recording")
            await building.press("B205-wall")
            await desk.sees("B205", lambda card: card.ringing and not card.recorded, within_s=6)
            await building.until_lamp("B205-wall", "not-delivered", within_s=6)
            ballast.unlink()
            await desk.sees("B205", lambda card: card.recorded, within_s=12)
            await until(lambda: building.firmware("B205-wall").flash.receipted == {"help": 1})
            await desk.sees_no_trouble("logbook-not-recording", within_s=12)
        await box.stops()


async def test_a_box_started_on_a_read_only_disk_is_armed_and_records_when_it_can(workshop: Path, disk: Disk) -> None:
    async with Box(workshop / "box", data=disk.path / "data") as box:
        await box.starts()
        building = await box.building("B204", "B205")
        async with box.sitting_at("front") as desk:
            await building.until_lamp("B204-wall", "ready", within_s=5)
            await building.press("B204-wall")
            await desk.shows("B204")
        box.kill()
        disk.remount("ro")
        await box.starts()
        async with box.sitting_at("front") as desk:
            await desk.sees("B204", lambda card: card.ringing)
            trouble = await desk.sees_trouble("logbook-not-recording")
            assert "read-only" in trouble.lower()
            await building.press("B205-wall")
            await desk.sees("B205", lambda card: card.ringing and not card.recorded, within_s=6)
            await building.until_lamp("B205-wall", "not-delivered", within_s=6)
            disk.remount("rw")
            await desk.sees("B205", lambda card: card.recorded, within_s=12)
            await until(lambda: building.firmware("B205-wall").flash.receipted == {"help": 1})
            await desk.sees_no_trouble("logbook-not-recording", within_s=12)
        await box.stops()
    record = await read_record(disk.path / "data")
    assert record.findings == []
    assert record.open_rooms() == {"B204", "B205"}


@pytest.mark.parametrize("trouble", ["full", "read-only"])
async def test_a_first_start_on_a_disk_that_takes_nothing_rings_and_says_that_nothing_is_recorded(
    workshop: Path, disk: Disk, trouble: str
) -> None:
    async with Box(workshop / "box", data=disk.path / "data") as box:
        if trouble == "full":
            disk.fill()
        else:
            disk.remount("ro")
        box.launches()
        await box.is_ready()
        async with box.sitting_at("front") as desk:
            says = await desk.sees_trouble("logbook-not-recording")
            assert ("No space left on device" if trouble == "full" else "Read-only file system") in says
            assert "Traceback" not in box.journal()
        await box.stops()
