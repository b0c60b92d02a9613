"""Fixtures for tests of the firmware. `button` is our firmware, with power. `client` is somebody who talks to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.firmware.host import KEY, HostDevice, program
from tests.hardware.esphome.twin.api_client import Client, connected


@pytest.fixture
async def button(tmp_path: Path) -> AsyncIterator[HostDevice]:
    async with HostDevice(program("button"), tmp_path, key=KEY) as device:
        yield device


@pytest.fixture
async def client(button: HostDevice) -> AsyncIterator[Client]:
    async with connected((button.address, button.port), KEY) as client:
        yield client
