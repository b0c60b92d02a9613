"""`built`: our firmware as programs, built where it is not. `button`: one of them with power. `client`: somebody who talks to it."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.firmware.host import KEY, HostDevice, program
from tests.hardware.esphome.twin.api_client import Client, connected

ROOT = Path(__file__).parents[2]
BUILD_WITHIN_S = 180  # cold; a second build is looked up in an instant


@pytest.fixture(scope="session")
def built() -> None:
    """Skips, saying by name what is missing, where the firmware cannot be built."""
    done = subprocess.run([ROOT / ".ci/esphome"], capture_output=True, text=True, timeout=BUILD_WITHIN_S, check=False)
    if done.returncode:
        pytest.skip(done.stderr.strip())


@pytest.fixture
async def button(built: None, tmp_path: Path) -> AsyncIterator[HostDevice]:
    async with HostDevice(program("button"), tmp_path, key=KEY) as device:
        yield device


@pytest.fixture
async def client(button: HostDevice) -> AsyncIterator[Client]:
    async with connected((button.address, button.port), KEY) as client:
        yield client


@pytest.fixture(scope="session")
def esphome(built: None) -> Path:
    """ESPHome itself."""
    return ROOT / "var/esphome/venv/bin/esphome"
