"""The real firmware of the sounder, driven over its encrypted API."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aioesphomeapi import APIClient, TextSensorState, UserService
from aioesphomeapi.model import EntityState

from hardware.esphome import wire
from hardware.ports import Pattern
from tests.firmware.host import KEY, HostDevice, program
from tests.hardware.running import until

pytestmark = pytest.mark.slow


class Listener:
    """Somebody who tells a sounder what to play, and remembers what it says it plays."""

    def __init__(self, api: APIClient, sound: UserService, names: dict[int, str]) -> None:
        self._api, self._sound, self._names = api, sound, names
        self.says: dict[str, str] = {}
        api.subscribe_states(self._state)

    @classmethod
    async def of(cls, api: APIClient) -> "Listener":
        entities, services = await api.list_entities_services()
        return cls(
            api, *(each for each in services if each.name == wire.SOUND), {each.key: each.name for each in entities}
        )

    async def sound(self, pattern: str, epoch: int = 1) -> None:
        await self._api.execute_service(self._sound, {"epoch": epoch, "pattern": pattern, "dark": False})

    async def until_sounding(self, what: str, within_s: float = 2) -> None:
        await until(lambda: self.says.get(wire.SOUNDING) == what, within_s)

    def _state(self, state: EntityState) -> None:
        assert isinstance(state, TextSensorState)
        self.says[self._names[state.key]] = state.state


@pytest.fixture
async def sounder(tmp_path: Path) -> AsyncIterator[HostDevice]:
    async with HostDevice(program("sounder"), tmp_path, name="handbell-hall-1", key=KEY) as device:
        yield device


@pytest.fixture
async def listener(sounder: HostDevice) -> AsyncIterator[Listener]:
    api = APIClient(sounder.address, sounder.port, None, noise_psk=sounder.psk)
    await api.connect(login=True)
    assert (await api.device_info()).project_name == wire.SOUNDER_PROJECT
    yield await Listener.of(api)
    await api.disconnect(force=True)


async def test_it_plays_what_it_is_told_and_nothing_else(listener: Listener) -> None:
    await listener.until_sounding("silent")
    for pattern in Pattern:
        await listener.sound(pattern)
        await listener.until_sounding(pattern)
    await listener.sound("")
    await listener.until_sounding("silent")


async def test_an_older_box_is_refused_even_after_a_power_cut(sounder: HostDevice, listener: Listener) -> None:
    await listener.sound("low", epoch=9)
    await listener.until_sounding("low")
    await sounder.cut_power()
    await sounder.restore_power()
    api = APIClient(sounder.address, sounder.port, None, noise_psk=sounder.psk)
    await api.connect(login=True)
    again = await Listener.of(api)
    await again.sound("high", epoch=8)
    await until(lambda: again.says.get(wire.FAULTS) == "older-box 9")
    assert again.says[wire.SOUNDING] == "silent"
    await api.disconnect(force=True)


async def test_it_says_that_handbell_is_down_after_thirty_seconds_alone(listener: Listener) -> None:
    told_s = time.monotonic()
    await listener.sound("")
    await listener.until_sounding("silent")
    await listener.until_sounding("down", within_s=32)
    assert time.monotonic() - told_s >= 30
    await listener.sound("")
    await listener.until_sounding("silent")
