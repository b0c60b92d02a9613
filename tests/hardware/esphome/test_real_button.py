"""Tests the source with our real firmware, on Linux, over its encrypted API: only the finger is pretended."""

import asyncio
import time
from pathlib import Path

import pytest

from hardware.esphome.address import Address
from hardware.esphome.giving_key import give_key
from hardware.ports import Feedback, Fitting, Phase
from hardware.signals import BY_DEVICE
from tests.firmware.host import HostDevice, program
from tests.hardware.esphome.lan import HOST, KEYS, Lan, lan
from tests.hardware.running import until

pytestmark = pytest.mark.slow


def button(folder: Path, **changes: object) -> HostDevice:
    return HostDevice(program("button"), folder, **({"name": "handbell-a", "key": KEYS["A"]} | changes))  # type: ignore[arg-type]


def at(device: HostDevice) -> dict[str, Fitting]:
    return {"A": Fitting("handbell-a", f"{device.address}:{device.port}")}


async def shows(harness: Lan, lamp: str, within_s: float = 3) -> None:
    await until(lambda: harness.source.links()["A"].lamp == lamp, within_s)


async def test_a_press_is_heard_told_and_shown_from_sending_to_ready(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path) as device:
        harness.source.expect(at(device))
        await harness.comes("A")
        harness.source.tell("A", Feedback(Phase.READY, 1))
        await shows(harness, "ready")
        await device.tap("help")
        await until(lambda: len(harness.presses()) == 1)
        await shows(harness, "sending")
        ledger = harness.presses()[0].ledger
        for phase in (Phase.RECEIVED, Phase.ACKNOWLEDGED, Phase.ON_THE_WAY, Phase.READY):
            harness.source.tell("A", Feedback(phase, 1, {"help": 1}, ledger))
            await shows(harness, phase.value)
        assert harness.source.links()["A"].firmware.startswith("handbell.button")
        assert len(harness.presses()) == 1
        assert not harness.faults()


async def test_a_button_that_dials_in_needs_no_address(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path, dial_in=f"{HOST}:{harness.source.port}") as device:
        harness.source.expect({"A": Fitting("handbell-a")})
        await harness.comes("A", 20)
        assert harness.source.links()["A"].connected_at == f"{HOST} (it called)"
        await device.tap("help")
        await until(lambda: [each.counter for each in harness.presses()] == [1])


async def test_presses_made_while_nobody_listened_are_heard_each_with_its_count_and_an_age_that_is_true(
    tmp_path: Path,
) -> None:
    async with button(tmp_path) as device:
        await device.tap("help")
        await device.tap("help")
        await device.cut_power()
        await device.restore_power()
        pressed_s = time.monotonic()
        await device.tap("help")
        async with lan() as harness:
            harness.source.expect(at(device))
            await until(lambda: len(harness.presses()) >= 3)
            assert [each.counter for each in harness.presses()[:3]] == [1, 2, 3]
            assert [each.age_ms is None for each in harness.presses()[:3]] == [True, True, False]
            assert 0 < (harness.presses()[2].age_ms or 0) <= (time.monotonic() - pressed_s) * 1000


async def test_a_press_without_a_receipt_is_heard_again_until_it_has_one(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path) as device:
        harness.source.expect(at(device))
        await harness.comes("A")
        await device.tap("help")
        await until(lambda: len(harness.presses()) >= 2, 5)
        assert {each.counter for each in harness.presses()} == {1}
        harness.source.tell("A", Feedback(Phase.RECEIVED, 1, {"help": 1}, harness.presses()[0].ledger))
        await shows(harness, "received")
        heard = len(harness.presses())
        await asyncio.sleep(3)
        assert len(harness.presses()) == heard


async def test_a_wiped_button_is_named_and_another_board_with_its_key_is_told_from_it(tmp_path: Path) -> None:
    async with lan() as harness:
        async with button(tmp_path) as device:
            harness.source.expect(at(device))
            await until(lambda: bool(harness.check_ins()))
            await device.cut_power()
            device.wipe()
            await device.restore_power()
            await harness.names("A", "wiped", 10)
        async with button(tmp_path / "spare", mac="06:48:42:00:00:02") as spare:
            harness.source.expect(at(spare))
            await harness.names("A", "swapped-board", 10)
        assert harness.faults() == [("A", "wiped"), ("A", "swapped-board")]


async def test_a_frozen_device_is_known_within_fifteen_seconds_and_taken_back_when_it_thaws(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path) as device:
        harness.source.expect(at(device))
        await harness.comes("A")
        await asyncio.sleep(1)
        device.freeze()
        await harness.goes("A", 15)
        device.thaw()
        await harness.comes("A", 10)


async def test_a_wrong_key_is_refused_and_named(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path, key=bytes(range(3, 35))) as device:
        harness.source.expect(at(device))
        await harness.names("A", "refused", 5)
        assert not harness.check_ins()


async def test_a_new_device_takes_its_key_and_goes_by_it(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path, key=b"") as device:
        await give_key("handbell-a", Address(device.address, device.port), KEYS["A"])
        harness.source.expect(at(device))
        await harness.comes("A", 10)


async def test_eight_idle_connections_are_named_and_pass(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path) as device:
        idle = [await asyncio.open_connection(device.address, device.port) for _ in range(8)]
        try:
            harness.source.expect(at(device))
            await harness.names("A", "slots-taken", 10)
        finally:
            for _, writer in idle:
                writer.close()
        await harness.comes("A", 15)


async def test_its_own_troubles_are_handed_on(tmp_path: Path) -> None:
    async with lan() as harness, button(tmp_path) as device:
        harness.source.expect(at(device))
        await harness.comes("A")
        device.set_tampered(True)
        await harness.names("A", "tampered", 5)
        device.set_tampered(False)
        await harness.mends("A", "tampered", 5)
        assert {what for _, what in harness.faults()} <= BY_DEVICE
