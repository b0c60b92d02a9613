"""Proves that promises wait for the disk and alarms do not, while a disk stalls, fills, turns read-only, fails or crawls under a running
daemon.

This is promise 2 in full. The call sounds and shows at once, marked unrecorded, and people can act. Receipts are withheld, the button says
so after five seconds, and a trouble is up. When the disk returns, everything is written in the order in which it happened.
"""

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from appliance.core.calls.events import CallAcknowledged, CallRaised, HelpDispatched
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.words import Stage
from tests.patience import patient
from tests.proof.disk import Disk
from tests.proof.press import use_up_the_room
from tests.system.box import Box
from tests.system.record import read_record

pytestmark = pytest.mark.proof

SHOWN_WITHIN_S = 1.0

type Trouble = Callable[[Disk], AbstractContextManager[None]]


@contextmanager
def stalled(disk: Disk) -> Iterator[None]:
    """Stall the disk: it answers nothing."""
    disk.stall()
    try:
        yield
    finally:
        disk.recover()


@contextmanager
def frozen(disk: Disk) -> Iterator[None]:
    """Freeze the file system: every write waits inside the kernel."""
    subprocess.run(["fsfreeze", "-f", str(disk.path)], check=True)
    try:
        yield
    finally:
        subprocess.run(["fsfreeze", "-u", str(disk.path)], check=True)


@contextmanager
def full(disk: Disk) -> Iterator[None]:
    """Fill the disk to the last byte."""
    ballast = disk.fill()
    try:
        yield
    finally:
        ballast.unlink()


@pytest.mark.parametrize("trouble", [stalled, frozen, full])
async def test_the_disk_goes_away_while_calls_come_and_everything_is_written_when_it_is_back(
    workshop: Path, disk: Disk, trouble: Trouble
) -> None:
    async with Box(workshop / "box", data=disk.path / "data") as box:
        with ExitStack() as away:
            await box.starts()
            building, desk = await box.building("B204", "B205", "B206"), await box.desk("front")
            await building.until_lamp("B204-wall", "ready", within_s=5)
            await building.press("B204-wall")
            before = await desk.shows("B204")
            await building.until_lamp("B204-wall", "received", within_s=2)

            away.enter_context(trouble(disk))
            if trouble is full:
                kept = await use_up_the_room(desk, before)
                print(f"{kept} notes were still kept on the full disk")
            await building.press("B205-wall")
            call = await desk.sees("B205", within_s=SHOWN_WITHIN_S)
            assert call.ringing
            assert not call.recorded
            # Nobody waits: another call comes, and people act on both, while nothing can be written.
            await building.press("B206-wall")
            other = await desk.sees("B206", within_s=SHOWN_WITHIN_S)
            reply = await desk.acknowledges(call)
            assert not reply.recorded
            assert not (await desk.sends(call)).recorded
            await desk.sees("B205", lambda card: card.stage is Stage.DISPATCHED and not card.recorded, SHOWN_WITHIN_S)
            await building.until_lamp("B205-wall", "acknowledged", within_s=SHOWN_WITHIN_S)
            await desk.sees_trouble("logbook-not-recording")
            await building.until_lamp("B206-wall", "not-delivered", within_s=5.5)
            for button in ("B205-wall", "B206-wall"):
                assert building.firmware(button).flash.receipted == {}, "no receipt before the press is on disk"
            assert building.lamp("B205-wall") == "acknowledged", "a person has it: that is true without any disk"

            away.close()
            await desk.sees_no_trouble("logbook-not-recording", within_s=12)
            for button in ("B205-wall", "B206-wall"):
                assert await _receipted(building.firmware(button).flash.receipted) == {"help": 1}
            assert (await desk.sees("B205", lambda card: card.recorded)).stage is Stage.DISPATCHED
            await box.stops()
        record = await read_record(box.data)
    assert record.findings == []
    assert set(record.presses().values()) == {1}
    told = [event for event in record.events if isinstance(event, IncidentEvent)]
    assert [each.incident for each in told if isinstance(each, CallRaised)] == [
        before.incident,
        call.incident,
        other.incident,
    ]
    order = [type(each) for each in told if each.incident == call.incident]
    assert order.index(CallRaised) < order.index(CallAcknowledged) < order.index(HelpDispatched)


@pytest.mark.parametrize("trouble", [stalled, frozen])
async def test_a_disk_that_goes_away_between_a_receipt_and_the_tidying_after_it_stops_nobody(
    workshop: Path, disk: Disk, trouble: Trouble
) -> None:
    async with Box(workshop / "box", data=disk.path / "data") as box:
        await box.starts()
        building, desk = await box.building("B204", "B205"), await box.desk("front")
        await building.until_lamp("B205-wall", "ready", within_s=5)
        receipted = building.firmware("B204-wall").flash.receipted
        for _ in range(3):
            count = receipted.get("help", 0)
            await building.press("B204-wall")
            while receipted.get("help", 0) == count:
                await asyncio.sleep(0.001)
            with trouble(disk):
                await asyncio.sleep(0.2)
                await building.press("B205-wall")
                presses = building.counters("B205-wall")["help"]
                await desk.sees("B205", lambda card, presses=presses: card.presses == presses, SHOWN_WITHIN_S)
            await desk.sees_no_trouble("logbook-not-recording", within_s=12)


async def test_a_disk_that_turns_read_only_does_not_silence_the_school(workshop: Path, disk: Disk) -> None:
    async with Box(workshop / "box", data=disk.path / "data") as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        disk.fail()  # as with a worn card: the file system gives up and turns itself read-only
        await building.press("B204-wall")
        call = await desk.sees("B204", lambda card: card.ringing, within_s=SHOWN_WITHIN_S)
        await desk.sees("B204", lambda card: not card.recorded, within_s=SHOWN_WITHIN_S)
        await desk.sees_trouble("logbook-not-recording")
        await building.until_lamp("B204-wall", "not-delivered", within_s=5.5)
        await desk.acknowledges(call)
        await building.until_lamp("B204-wall", "acknowledged", within_s=SHOWN_WITHIN_S)
        await asyncio.sleep(6)
        assert not (await desk.sees("B204")).recorded
        assert box.running
        assert building.firmware("B204-wall").flash.receipted == {}


async def test_a_slow_disk_delays_receipts_and_nothing_else_and_loses_nothing_at_a_stop(
    workshop: Path, disk: Disk
) -> None:
    async with Box(workshop / "box", data=disk.path / "data") as box:
        await box.starts()
        building, desk = await box.building("B204", "B205", "B206"), await box.desk("front")
        await building.until_lamp("B206-wall", "ready", within_s=5)
        disk.slow_down(0.2)  # as with a worn card that tidies up: each commit takes longer than a stall
        for room in ("B204", "B205", "B206"):
            await building.press(f"{room}-wall")
            await desk.sees(room, within_s=SHOWN_WITHIN_S)
        await box.stops()
        disk.recover()
        record = await read_record(box.data)
        assert record.findings == []
        assert record.open_rooms() == {"B204", "B205", "B206"}


async def _receipted(receipted: dict[str, int]) -> dict[str, int]:
    async with patient(12):
        while not receipted:
            await asyncio.sleep(0.05)
    return receipted
