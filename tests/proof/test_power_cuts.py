"""Tests power cuts while people press: every image of the disk, as the cut leaves it, holds every press that had a receipt by then.

What makes the check fair: the promises are noted first and the image is taken after, at one instant, under the lock that every write to the
disk takes (`disk.py`). So a receipt that was noted must be in the image, whatever the disk's own cache lost: of writes that were not
flushed, an image keeps all, none or any, in any order, torn at any sector. A press without a receipt may be there or not. Each image is
mounted (ext4 replays its journal) and opened as the next start would open it.
"""

import asyncio
import random
import subprocess
from pathlib import Path

import pytest

from tests.proof.disk import Cut, Disk, mounted
from tests.proof.press import Pressing, broken_promises
from tests.rounds import seeds
from tests.system.box import Box
from tests.system.record import read_record

pytestmark = pytest.mark.proof

CUTS = 40  # every second cut comes while something is written
WRITTEN_WITHIN_S = 60  # somebody presses every tenth of a second, so a longer wait means that something is wrong
KEPT = (0.0, 0.0, 0.3, 0.7, 1.0)
"""Chances that the disk's cache kept a write that was not flushed: the extremes of an honest disk, and values between them."""


@pytest.mark.parametrize("seed", seeds("power-cuts"))
async def test_every_receipt_is_on_the_disk_whenever_the_power_fails(workshop: Path, disk: Disk, seed: str) -> None:
    dice = random.Random(seed)
    receipts, at_risk = 0, 0
    async with Box(workshop / "box", data=disk.path / "data") as box:
        await box.starts()
        pressing = Pressing(await box.building(), dice=dice, pause_s=0.1)
        pressing.start()
        try:
            for number in range(CUTS):
                promises, cut = await power_cut(disk, pressing, dice, writing=number % 2 == 0)
                if number % 8 == 7:  # now and then the box itself starts anew, with a log to recover
                    box.kill()
                    await box.starts()
                problems = await asyncio.to_thread(check, cut.image, promises, workshop / "copy")
                assert problems == []
                receipts, at_risk = sum(promises.values()), at_risk + (cut.unflushed > 0)
                if number % 10 == 0:
                    await end_all(box)
        finally:
            await pressing.abandon()
    print(f"{CUTS} cuts, {receipts} receipts promised by the last, {at_risk} cuts with something at risk")
    assert receipts > CUTS * 5, "presses went on between the cuts, or nothing is proven"
    assert at_risk >= CUTS // 2, (
        "each cut while something is written caught the disk with it unflushed, or nothing is proven"
    )


async def test_a_box_starts_from_what_a_power_cut_left_and_rings(workshop: Path, disk: Disk) -> None:
    dice = random.Random(7)
    async with Box(workshop / "box", data=disk.path / "data") as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await building.until_lamp("B204-wall", "sending", within_s=2)
        call = await desk.shows("B204")
        await building.until_lamp("B204-wall", "received", within_s=2)
        image = disk.cut(dice, keep=0.0).image
        box.kill()
        with mounted(image, workshop / "copy") as left:
            box.data = left / "data"
            await box.starts()
            async with box.sitting_at("hall") as after:
                again = await after.sees("B204", lambda card: card.ringing)
                assert again.incident == call.incident
                await building.press("B204-wall")
                await after.sees("B204", lambda card: card.presses == 2 and card.recorded)
            await box.stops()


@pytest.mark.parametrize("attempt", range(4))
async def test_a_power_cut_in_the_very_first_start_leaves_a_first_start(
    workshop: Path, disk: Disk, attempt: int
) -> None:
    """Keys, folders and the empty record are made in some order. Whatever part of it is there, the next start goes on from it."""
    dice = random.Random(attempt)
    images: list[bytearray] = []
    async with Box(workshop / "box", data=disk.path / "data") as box:
        subprocess.run(["sync", "-f", str(disk.path)], check=True)  # whoever provisions a box makes sure of that
        disk.slow_down(0.005)
        box.launches()
        while not box.notices:
            images.append(disk.cut(dice, dice.choice(KEPT)).image)
            await asyncio.sleep(0.01)
        box.kill()
        disk.recover()
        for image in images[-6:]:
            with mounted(image, workshop / "copy") as left:
                box.data = left / "data"
                box.launches()
                await box.is_ready()
                await box.stops()


async def power_cut(
    disk: Disk, pressing: Pressing, dice: random.Random, *, writing: bool
) -> tuple[dict[str, int], Cut]:
    """Cut the power at some moment, or while something is being written; give what was promised by then, and the disk after it."""
    await asyncio.sleep(dice.uniform(0.02, 0.4))
    promises, keep = pressing.promises(), dice.choice(KEPT)
    if writing:
        return promises, await asyncio.to_thread(disk.cut_before_flush, dice, keep, within_s=WRITTEN_WITHIN_S)
    return promises, disk.cut(dice, keep)


def check(image: bytearray, promises: dict[str, int], folder: Path) -> list[str]:
    """Give everything that is wrong with what a cut left. It runs in a thread of its own, so that the box goes on meanwhile."""
    with mounted(image, folder) as left:
        record = asyncio.run(read_record(left / "data"))
    return [*record.findings, *record.troubles, *broken_promises(record, promises)]


async def end_all(box: Box) -> None:
    """Stand down what is open, so that the record stays as long as a morning's and not as a year's."""
    async with box.sitting_at("front") as desk:
        for card in (await desk.board()).calls:
            await desk.stands_down(card)
