"""Tests a lamp on a pin of the box, over pretend pins: it does as it is told, is off at the end, and its pin is opened again after a
failure.
"""

import asyncio

import pytest

from hardware.errors import HardwareError
from hardware.gpio.relay import PinRelay
from hardware.gpio.twin import TwinPins
from hardware.ports import Pattern, Sounding
from hardware.relay.sounder import RelaySounder
from tests.hardware.running import until

pytestmark = pytest.mark.slow  # these tests run in real time: in `make test`, not in `make check`

LIT, DARK = Sounding(Pattern.HIGH, 1), Sounding(None, 1)
LAMP = "GPIO25"


async def test_a_pin_is_switched_and_read_back() -> None:
    pins = TwinPins([LAMP])
    relay = PinRelay(pins, LAMP)
    assert not await relay.reads()
    await relay.throw(True)
    assert pins.levels[LAMP]
    assert await relay.reads()
    relay.close()
    assert not pins.levels[LAMP]
    assert LAMP not in pins.taken


async def test_a_pin_that_is_not_there_or_another_s_says_so() -> None:
    pins = TwinPins([LAMP])
    with pytest.raises(HardwareError, match="no pin named GPIO99"):
        await PinRelay(pins, "GPIO99").reads()
    pins.busy.add(LAMP)
    with pytest.raises(HardwareError, match="Device or resource busy"):
        await PinRelay(pins, LAMP).throw(True)


async def test_a_pin_that_is_held_by_something_is_no_relay_that_works() -> None:
    class Shorted(TwinPins):
        def look_at(self, name: str) -> bool:
            return False

    with pytest.raises(HardwareError, match="GPIO25 was switched and stays as it was"):
        await PinRelay(Shorted([LAMP]), LAMP).throw(True)


async def test_a_lamp_on_a_pin_is_lit_and_left_off_and_its_pin_is_free_again() -> None:
    pins, reports = TwinPins([LAMP]), list[str | None]()
    sounder = RelaySounder(PinRelay(pins, LAMP))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sounder.run(reports.append))
        sounder.sound(LIT)
        await until(lambda: pins.levels[LAMP] and reports == [None])
        pins.gone.add(LAMP)
        sounder.sound(DARK)
        await until(lambda: reports[-1] is not None)
        assert LAMP not in pins.taken
        pins.gone.clear()
        await until(lambda: reports[-1] is None and not pins.levels[LAMP])
        sounder.sound(LIT)
        await until(lambda: pins.levels[LAMP])
        task.cancel()
    assert not pins.levels[LAMP]
    assert LAMP not in pins.taken
