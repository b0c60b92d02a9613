"""Tests that sources begin, change and end with the settings they are made from, and that a family that does not change is left alone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.ground.commands import Look
from appliance.intake import Intake
from appliance.plan.families import BUTTON_FAMILIES
from appliance.plan.parse import examine
from appliance.wires import Wires
from appliance.wiring import fittings_of, output_of
from hardware.errors import HardwareError
from hardware.families import FAMILIES
from hardware.inovonics.settings import InovonicsSettings
from hardware.modbus.settings import ModbusSettings
from hardware.points import Alarm, InputPair, PanelZone, PinPair
from hardware.ports import Fitting, SignalSource
from hardware.registry import Given, Settings, Shared, make_source
from hardware.serial.line import Wire
from hardware.serial.pty import Pty
from hardware.signals import FamilyLost
from hardware.simulated.building import PretendBuilding
from hardware.simulated.settings import SimulatedSettings
from hardware.simulated.source import SimulatedSource
from tests.appliance.engine.harness import Harness, harness_at
from tests.appliance.plan.test_wires import wired
from tests.hardware.running import until
from tests.ports import free_port

HOST, KEY = "127.0.0.1", bytes(range(32))


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness_at(tmp_path) as harness:
        yield harness


def wires_of(harness: Harness, made: list[SimulatedSource]) -> Wires:
    def make(settings: Settings) -> SignalSource:
        if settings.port == 1:
            raise HardwareError("there is no such wire")
        made.append(
            SimulatedSource(settings.host, settings.port, dict.fromkeys(harness.engine.board.index.buttons, KEY).get)
        )
        return made[-1]

    return Wires(Intake(harness.engine), harness.tasks, make)


async def test_a_family_that_changes_is_made_anew_and_one_that_does_not_is_left_alone(harness: Harness) -> None:
    made: list[SimulatedSource] = []
    wires, plan, port = wires_of(harness, made), harness.engine.board.index.plan, free_port()
    wires.use({"simulated": SimulatedSettings(HOST, port)}, plan)
    await made[0].listening.wait()
    wires.use({"simulated": SimulatedSettings(HOST, port)}, plan)
    assert [wires.sources["simulated"]] == made

    wires.use({"simulated": SimulatedSettings(HOST, port + 0)}, plan)
    assert len(made) == 1, "the same value is no change"
    other = free_port()
    wires.use({"simulated": SimulatedSettings(HOST, other)}, plan)
    await made[1].listening.wait()
    assert (made[0].listening.is_set(), made[1].port) == (False, other)
    button = next(iter(harness.engine.board.index.buttons))
    async with PretendBuilding(HOST, other, {button: KEY}) as building:
        await building.press(button, "help")
        await until(lambda: bool(harness.engine.board.incidents))


async def test_one_that_comes_back_on_the_same_wire_waits_until_the_wire_is_let_go(harness: Harness) -> None:
    made: list[SimulatedSource] = []
    wires, plan, port = wires_of(harness, made), harness.engine.board.index.plan, free_port()
    for wanted in ({"simulated": SimulatedSettings(HOST, port)}, {}, {"simulated": SimulatedSettings(HOST, port)}):
        wires.use(wanted, plan)
        if len(made) == 1 and wanted:
            await made[0].listening.wait()
    assert wires.sources == {"simulated": made[1]}
    await made[1].listening.wait()
    await harness.engine.submit(Look()).kept
    assert "family-lost:simulated" not in harness.engine.board.troubles


async def test_a_line_passes_to_whoever_the_plan_gives_it_however_often_that_changes(
    harness: Harness, tmp_path: Path
) -> None:
    shared, plan = Shared(), harness.engine.board.index.plan
    wires = Wires(Intake(harness.engine), harness.tasks, lambda settings: make_source(settings, Given({}.get, shared)))
    pty = Pty(tmp_path / "line", 9600, lambda _: None)
    wire = Wire("radio", str(tmp_path / "line"), 9600)

    async def has(baud: int) -> None:
        await until(lambda: [line.wire.baud for line, _ in shared.lines._taken.values()] == [baud])
        await harness.engine.submit(Look()).kept
        assert [each for each in harness.engine.board.troubles if each.startswith("family-lost")] == []

    wires.use({"inovonics": InovonicsSettings((wire,))}, plan)
    await has(9600)
    for baud in (19200, 38400):
        wires.use({"inovonics": InovonicsSettings((replace(wire, baud=baud),))}, plan)
    await has(38400)
    wires.use({"modbus": ModbusSettings((replace(wire, baud=1200),), ())}, plan)
    await has(1200)
    pty.close()


async def test_what_is_not_planned_any_more_is_not_missed(harness: Harness) -> None:
    made: list[SimulatedSource] = []
    wires, plan = wires_of(harness, made), harness.engine.board.index.plan
    wires.use({"simulated": SimulatedSettings(HOST, 1)}, plan)
    await harness.engine.submit(Look()).kept
    assert "there is no such wire" in harness.engine.board.troubles["family-lost:simulated"].detail
    assert not wires.sources
    wires.use({}, plan)
    await harness.engine.submit(Look()).kept
    assert "family-lost:simulated" not in harness.engine.board.troubles
    wires.use({"simulated": SimulatedSettings(HOST, 0)}, plan)
    await made[0].listening.wait()
    Intake(harness.engine).hear(FamilyLost("simulated", "unplugged"))
    wires.use({}, plan)
    await harness.engine.submit(Look()).kept
    await asyncio.sleep(0)
    assert "family-lost:simulated" not in harness.engine.board.troubles
    assert not wires.sources


def test_each_source_is_told_where_its_contacts_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, family in FAMILIES.items():
        monkeypatch.setitem(BUTTON_FAMILIES, name, family)
    plan = examine(wired(), "plan").plan
    assert plan is not None
    assert fittings_of(plan, "inovonics")["play-2"] == Fitting(
        "", points={"help": Alarm(178 << 24 | 1234567, 1)}, part="EN1223S"
    )
    assert fittings_of(plan, "modbus") == {
        "A101-under": Fitting("", points={"help": InputPair("west-io", "bus", 3, 1, 2)}, holds=True)
    }
    assert fittings_of(plan, "gpio")["A101-knee"].points == {"help": PinPair("GPIO17", "GPIO27")}
    assert fittings_of(plan, "alarmdecoder")["bank-1"].points == {"help": PanelZone("panel", "zone", "12", 0)}
    assert fittings_of(plan, "esphome")["A101-desk"] == Fitting("handbell-a101-desk")


def test_a_sounder_of_a_family_that_is_not_known_is_named_with_those_that_are() -> None:
    plan = examine(wired(), "plan").plan
    assert plan is not None
    with pytest.raises(HardwareError, match="'megaphone'; known are alsa, esphome, file, relay, simulated"):
        output_of(plan, replace(plan.sounders[0], family="megaphone"), 10)
