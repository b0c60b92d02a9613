"""Tests the pretend building against the real source: every failure it can pretend, and what the appliance hears of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from hardware.ports import UNDELIVERED_AFTER_S, Feedback, Phase
from hardware.signals import CheckIn, Fault, Press, Signal
from hardware.simulated.building import PretendBuilding
from hardware.simulated.source import SimulatedSource
from tests.hardware.running import until
from tests.patience import PatientBuilding

pytestmark = pytest.mark.slow


KEY = bytes(range(32))
BUTTON = "B204-1"


@dataclass
class Appliance:
    """An appliance that does what one with a good disk would do: it gives a receipt for every press, at once."""

    source: SimulatedSource
    heard: list[Signal] = field(default_factory=list)
    receipts: dict[str, int] = field(default_factory=dict)
    answers: bool = True

    def hear(self, signal: Signal) -> None:
        self.heard.append(signal)
        match signal:
            case Press(button, contact, counter) if self.answers:
                self.receipts[contact] = max(counter, self.receipts.get(contact, 0))
                self.source.tell(button, Feedback(Phase.RECEIVED, 1, dict(self.receipts)))

    def counters(self) -> list[int]:
        return [each.counter for each in self.heard if isinstance(each, Press)]

    def faults(self) -> list[str]:
        return [each.what for each in self.heard if isinstance(each, Fault)]


@asynccontextmanager
async def school(seed: int = 1) -> AsyncIterator[tuple[PatientBuilding, Appliance]]:
    source = SimulatedSource("127.0.0.1", 0, {BUTTON: KEY}.get)
    appliance = Appliance(source)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(source.run(appliance.hear))
        await source.listening.wait()
        source.tell(BUTTON, Feedback(Phase.READY, 1))
        async with PatientBuilding("127.0.0.1", source.port, {BUTTON: KEY}, seed=seed) as building:
            await building.until_lamp(BUTTON, "ready", within_s=2)
            yield building, appliance
        task.cancel()


async def test_a_press_is_received() -> None:
    async with school() as (building, _):
        await building.press(BUTTON, "help")
        await building.until_lamp(BUTTON, "received", within_s=1)


async def test_an_appliance_that_says_nothing_is_not_delivered_after_five_seconds() -> None:
    async with school() as (building, appliance):
        appliance.answers = False
        loop = asyncio.get_running_loop()
        pressed_s = loop.time()
        await building.press(BUTTON, "help")
        await building.until_lamp(BUTTON, "not-delivered", within_s=6)
        assert (
            loop.time() - pressed_s >= UNDELIVERED_AFTER_S - 0.01
        )  # a margin, since the button counts in whole milliseconds
        assert set(appliance.counters()) == {1} and len(appliance.counters()) > 1, "said again and again meanwhile"


async def test_a_dead_button_is_dark_and_counts_nothing_but_what_was_counted_survives() -> None:
    async with school() as (building, appliance):
        await building.press(BUTTON)
        await building.until_lamp(BUTTON, "received", within_s=1)
        building.cut_power(BUTTON)
        assert building.lamp(BUTTON) == "dark"
        with pytest.raises(RuntimeError, match="no power"):
            await building.press(BUTTON)
        building.restore_power(BUTTON)
        await building.until_lamp(BUTTON, "received", within_s=3)
        assert building.counters(BUTTON)["help"] == 1
        assert appliance.counters() == [1]


async def test_a_press_and_a_power_cut_come_late_with_an_unknown_age() -> None:
    async with school() as (building, appliance):
        building.unplug(BUTTON)
        await building.press(BUTTON)
        building.cut_power(BUTTON)
        building.restore_power(BUTTON)
        building.plug_in(BUTTON)
        await building.until_lamp(BUTTON, "received", within_s=3)
        assert [each.age_ms for each in appliance.heard if isinstance(each, Press)] == [None]


async def test_presses_get_through_a_wire_that_loses_repeats_and_reorders() -> None:
    for seed in (1, 2, 3):
        async with school(seed) as (building, appliance):
            building.set_weather(BUTTON, lose=0.3, repeat=0.5, reorder=0.5)
            for _ in range(6):
                await building.press(BUTTON)
            await until(lambda appliance=appliance: 6 in appliance.counters(), within_s=8)
            building.set_weather(BUTTON)
            await building.until_lamp(BUTTON, "received", within_s=8)


async def test_a_repeating_wire_repeats_the_same_counter() -> None:
    async with school() as (building, appliance):
        building.set_weather(BUTTON, repeat=1.0)
        await building.press(BUTTON)
        await until(lambda: appliance.counters() == [1, 1])


async def test_a_reordering_wire_swaps_neighbours_and_still_delivers_the_last() -> None:
    async with school() as (building, appliance):
        building.set_weather(BUTTON, reorder=1.0)
        await building.press(BUTTON)
        await building.press(BUTTON)
        await until(lambda: appliance.counters()[:2] == [2, 1])
        await building.press(BUTTON)
        await until(lambda: 3 in appliance.counters(), within_s=1)


async def test_a_flapping_link_loses_no_press() -> None:
    async with school() as (building, appliance):
        async with asyncio.TaskGroup() as both:
            both.create_task(building.flap(BUTTON, times=4, every_s=0.2))
            for _ in range(5):
                await building.press(BUTTON)
                await asyncio.sleep(0.15)
        await building.until_lamp(BUTTON, "received", within_s=3)
        assert set(appliance.counters()) == {1, 2, 3, 4, 5}


async def test_a_half_open_connection_is_replaced() -> None:
    async with school() as (building, appliance):
        building.go_half_open(BUTTON)
        await building.press(BUTTON)
        await building.until_lamp(BUTTON, "received", within_s=3)
        assert appliance.counters() == [1]


async def test_a_wiped_button_is_named_and_its_first_press_is_heard() -> None:
    async with school() as (building, appliance):
        for _ in range(3):
            await building.press(BUTTON)
        await building.until_lamp(BUTTON, "received", within_s=1)
        building.wipe(BUTTON)
        assert building.counters(BUTTON) == {"help": 0, "hold": 0}
        await until(lambda: "wiped" in appliance.faults())
        await building.press(BUTTON)
        await until(lambda: appliance.counters() == [1, 2, 3, 1])


async def test_a_counter_that_falls_back_believes_no_receipt() -> None:
    async with school() as (building, appliance):
        for _ in range(3):
            await building.press(BUTTON)
        await building.until_lamp(BUTTON, "received", within_s=1)
        building.turn_back(BUTTON, by=2)
        await building.press(BUTTON)
        await until(lambda: "unknown-count" in appliance.faults())
        assert building.lamp(BUTTON) == "sending"


async def test_a_wrong_key_is_refused_until_the_right_one_is_back() -> None:
    async with school() as (building, appliance):
        building.change_key(BUTTON, bytes(32))
        await until(lambda: "refused" in appliance.faults())
        await until(lambda: building.firmware(BUTTON).refused is not None)
        building.change_key(BUTTON, KEY)
        await building.until_lamp(BUTTON, "ready", within_s=5)


async def test_a_low_supply_is_named() -> None:
    async with school() as (building, appliance):
        building.lower_supply(BUTTON, 4200)
        await until(lambda: appliance.faults() == ["low-supply"])
        building.mend_supply(BUTTON)
        await building.flap(BUTTON, times=1)
        await until(lambda: [each.supply_mv for each in appliance.heard if isinstance(each, CheckIn)][-1] == 5000)


async def test_a_chattering_contact_is_named_and_its_presses_counted() -> None:
    async with school() as (building, appliance):
        await building.chatter(BUTTON, closures=11)
        await until(lambda: appliance.faults() == ["chattering"] and 11 in appliance.counters())


async def test_an_appliance_that_goes_away_before_its_first_word_is_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hardware.simulated.line.CONNECT_WITHIN_S", 0.2)
    came: list[asyncio.StreamWriter] = []

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(writer)

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with PatientBuilding("127.0.0.1", server.sockets[0].getsockname()[1], {BUTTON: KEY}):
        await until(lambda: len(came) >= 2)
    server.close()
    server.abort_clients()
    await server.wait_closed()


async def test_holding_is_another_contact() -> None:
    async with school() as (building, appliance):
        await building.hold(BUTTON)
        await until(
            lambda: (
                [(p.contact, p.counter) for p in appliance.heard if isinstance(p, Press)] == [("help", 1), ("hold", 1)]
            )
        )


async def test_what_a_button_has_not_is_said_plainly() -> None:
    async with school() as (building, _):
        with pytest.raises(KeyError, match="no contact medical; it has help"):
            await building.press(BUTTON, "medical")
        with pytest.raises(KeyError, match="no button B999"):
            building.lamp("B999")
        with pytest.raises(TimeoutError, match="shows ready, not received"):
            await PretendBuilding.until_lamp(building, BUTTON, "received", within_s=0.05)
