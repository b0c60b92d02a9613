"""Tests how contacts on pins become signals: edges, levels, pairs, and pins that cannot be had."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from hardware.gpio.source import GpioSource
from hardware.gpio.twin import TwinPins
from hardware.levels import ButtonContact
from hardware.opened import Opened
from hardware.points import PinPair
from hardware.ports import Fitting
from hardware.signals import Fault, Mended, Press, Signal, WireFault, WireMended
from tests.hardware.running import stays, until

pytestmark = pytest.mark.slow  # these tests run in real time: in `make test`, not in `make check`

FITTINGS = {
    "knee": Fitting("", points={"help": PinPair("GPIO17", "GPIO27")}, holds=True),
    "door": Fitting("", points={"help": PinPair("GPIO5", None)}),
}


class Header:
    """Two buttons on three pins, and what is heard of them."""

    def __init__(self, pins: TwinPins, heard: list[Signal], source: GpioSource) -> None:
        self.pins, self.heard, self.source = pins, heard, source

    def press(self) -> None:
        self.pins.close("GPIO17")
        self.pins.open("GPIO27")

    def release(self) -> None:
        self.pins.open("GPIO17")
        self.pins.close("GPIO27")

    def presses(self) -> list[tuple[str, str, int | None, int | None]]:
        return [
            (each.button, each.contact, each.counter, each.age_ms) for each in self.heard if isinstance(each, Press)
        ]

    def said(self, kind: type[WireFault | WireMended]) -> list[tuple[str, str]]:
        return [(each.subject, each.what) for each in self.heard if isinstance(each, kind)]


def pins() -> TwinPins:
    """Give pins that are all wired and at rest."""
    header = TwinPins(["GPIO17", "GPIO27", "GPIO5", "GPIO6"])
    header.close("GPIO27")
    return header


@asynccontextmanager
async def header(
    wired: TwinPins | None = None,
    opened: Opened | None = None,
    recorded: Mapping[tuple[str, str], int] = {},
) -> AsyncIterator[Header]:
    wired, heard = wired or pins(), list[Signal]()
    source = GpioSource(lambda button, contact: recorded.get((button, contact), 0), opened or Opened(None), wired)
    source.expect(FITTINGS)
    async with asyncio.TaskGroup() as running:
        task = running.create_task(source.run(heard.append))
        await until(lambda: len(wired.taken) + len(wired.busy) == 3)
        yield Header(wired, heard, source)
        task.cancel()
    assert wired.taken == {}


async def test_each_press_rings_once_also_one_that_is_over_before_anybody_looks() -> None:
    async with header() as box:
        for count in (1, 2, 3):
            box.press()
            box.release()
            await until(lambda count=count: len(box.presses()) == count)  # type: ignore[misc]
        assert await stays(lambda: box.presses() == [("knee", "help", n, 0) for n in (1, 2, 3)], 0.5)


async def test_help_that_is_held_on_is_hold() -> None:
    async with header() as box:
        box.press()
        await until(lambda: box.presses() == [("knee", "help", 1, 0), ("knee", "hold", 1, 0)])


async def test_a_contact_that_is_closed_at_a_start_rings_unless_it_was_recorded_as_closed() -> None:
    wired = pins()
    wired.close("GPIO5")
    async with header(wired) as box:
        await until(lambda: box.presses() == [("door", "help", 1, None)])
    opened = Opened(None)
    opened.note(ButtonContact("door", "help"), 6)
    async with header(wired, opened, {("door", "help"): 7}) as box:
        assert await stays(lambda: box.presses() == [], 0.5)


async def test_a_cut_wire_is_told_of_its_button_and_mended() -> None:
    async with header() as box:
        box.pins.open("GPIO27")
        await until(lambda: any(isinstance(each, Fault) for each in box.heard))
        (fault,) = [each for each in box.heard if isinstance(each, Fault)]
        assert (fault.button, fault.what) == ("knee", "broken-wire")
        del box.heard[:]
        box.pins.close("GPIO27")
        await until(lambda: Mended("knee", "broken-wire") in box.heard)
        assert box.presses() == []


async def test_a_pin_that_is_not_there_or_anothers_is_named_and_the_others_ring() -> None:
    wired = pins()
    wired.busy = {"GPIO17"}
    async with header(wired) as box:
        await until(lambda: box.said(WireFault) == [("GPIO17", "refused")])
        box.pins.close("GPIO5")
        await until(lambda: box.presses() == [("door", "help", 1, 0)])
        wired.busy = set()
        await until(lambda: ("GPIO17", "refused") in box.said(WireMended))


async def test_a_pin_that_goes_is_told_and_a_press_meanwhile_rings_when_it_is_back() -> None:
    async with header() as box:
        box.pins.gone = {"GPIO5"}
        await until(lambda: box.said(WireFault) == [("GPIO5", "refused")])
        box.pins.close("GPIO5")
        box.pins.gone = set()
        await until(lambda: box.presses() == [("door", "help", 1, None)])


async def test_a_closing_wire_rings_also_where_the_opening_ones_pin_is_not_to_be_had() -> None:
    wired = pins()
    wired.busy = {"GPIO27"}
    async with header(wired) as box:
        await until(lambda: box.said(WireFault) == [("GPIO27", "refused")])
        box.press()
        await until(lambda: ("knee", "help", 1, 0) in box.presses())


async def test_a_plan_that_changes_takes_new_pins_and_lets_go_of_old_ones() -> None:
    async with header() as box:
        box.source.expect({"new": Fitting("", points={"help": PinPair("GPIO6", None)})})
        await until(lambda: set(box.pins.taken) == {"GPIO6"})
        assert set(box.source.links()) == {"new"}
        box.pins.close("GPIO6")
        await until(lambda: box.presses() == [("new", "help", 1, 0)])


def test_a_pretend_output_reads_back_and_is_off_when_it_is_let_go_of() -> None:
    wired = pins()
    relay = wired.output("GPIO6")
    relay.set(True)
    assert relay.level()
    relay.close()
    assert wired.switched == [("GPIO6", False), ("GPIO6", True), ("GPIO6", False)]
