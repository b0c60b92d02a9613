"""Tests the real firmware of the sounder over its encrypted API."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.esphome import wire
from hardware.ports import Pattern
from tests.firmware.host import KEY, HostDevice, program
from tests.hardware.esphome.twin.api_client import Client, connected
from tests.hardware.running import until

pytestmark = pytest.mark.slow


@pytest.fixture
async def sounder(tmp_path: Path) -> AsyncIterator[HostDevice]:
    async with HostDevice(program("sounder"), tmp_path, name="handbell-hall-1", key=KEY) as device:
        yield device


@pytest.fixture
async def listener(sounder: HostDevice) -> AsyncIterator[Client]:
    """Connect somebody who tells the sounder what to play, and remembers what it says that it plays."""
    async with connected((sounder.address, sounder.port), KEY) as client:
        assert (await client.info()).project_name == wire.SOUNDER_PROJECT
        yield client


async def test_it_plays_what_it_is_told_and_nothing_else(listener: Client) -> None:
    await listener.until_sounding("silent")
    for pattern in Pattern:
        await listener.sound(pattern)
        await listener.until_sounding(pattern)
    await listener.sound("")
    await listener.until_sounding("silent")


async def test_an_older_box_is_refused_even_after_a_power_cut(sounder: HostDevice, listener: Client) -> None:
    await listener.sound("low", epoch=9)
    await listener.until_sounding("low")
    await sounder.cut_power()
    await sounder.restore_power()
    async with connected((sounder.address, sounder.port), KEY) as again:
        await again.sound("high", epoch=8)
        await until(lambda: again.says[wire.FAULTS] == "older-box 9")
        assert again.says[wire.SOUNDING] == "silent"


async def test_it_says_that_handbell_is_down_after_thirty_seconds_alone(listener: Client) -> None:
    told_s = time.monotonic()
    await listener.sound("")
    await listener.until_sounding("silent")
    await listener.until_sounding("down", within_s=32)
    assert time.monotonic() - told_s >= 30
    await listener.sound("")
    await listener.until_sounding("silent")
