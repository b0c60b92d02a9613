"""Proves that a new button can be taken out of its bag: found by mDNS without a key, adopted from the command line, proven by a press. All
parts are real.
"""

import asyncio
from pathlib import Path

import pytest

from hardware.esphome import wire
from tests.firmware.host import HostDevice, program
from tests.patience import patient
from tests.proof.lan import Lan
from tests.proof.wing import Wing
from tests.system.command import buttons, until_it_says

pytestmark = pytest.mark.proof

DEVICE, BUTTON, AT = "handbell-b202-second", "b202-second", "10.78.0.12"


async def test_a_device_without_a_key_is_found_given_one_and_proven_and_its_press_rings(
    lan: Lan, tmp_path: Path
) -> None:
    async with Wing(lan, tmp_path) as wing:
        computer = lan.computer("new", AT)
        async with HostDevice(
            program("button"), tmp_path, name=DEVICE, address="0.0.0.0", contacts=("help",), network=computer.network
        ) as device:
            says = {"mac": device.mac.replace(":", ""), "project_name": wire.BUTTON_PROJECT, "friendly_name": "New"}
            await wing.announce_from(
                computer, [{"device": DEVICE, "addresses": [AT], "port": device.port, "says": says}]
            )
            desk = await wing.starts()
            assert "no key" in await until_it_says(wing.box, f"? {DEVICE}")
            adopting = await buttons(wing.box, "adopt", DEVICE, "--room", "B202")
            await adopting.says(f"- {{id: {BUTTON}, room: B202, family: esphome, key: {BUTTON}")
            await adopting.says(f"Press {BUTTON} now")
            await device.tap()
            code, said = await adopting.ends()
            assert (code, "PASSED" in said) == (0, True), said
            assert not (await desk.board()).calls, "the press was the test"

            device.press()
            assert (await desk.shows("B202")).two_way
            async with patient(10):  # by then its flash holds this press
                while not any(each.shows == "received" for each in (await wing.known(desk)).buttons):
                    await asyncio.sleep(0.05)
            await device.cut_power()
            await device.restore_power()  # the key that it got is in its flash
            device.press()
            await desk.sees("B202", lambda card: card.presses == 2, within_s=20)
