"""Tests the way from a wire to the board: a plan with circuit boards and pins, a contact that closes on pretend wires, and the call that
follows.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.words import Door
from appliance.intake import Intake
from appliance.plan.document import digest, to_document
from appliance.plan.families import BUTTON_FAMILIES
from appliance.plan.ids import ButtonId
from appliance.plan.model import Plan
from appliance.plan.parse import examine
from appliance.tasks import Tasks
from appliance.wires import Wires
from appliance.wiring import settings_of
from hardware.families import FAMILIES
from hardware.levels import HEARD
from hardware.modbus.twin import TwinBoard
from hardware.registry import Given, Shared, make_source
from tests.appliance.engine.harness import Harness, harness_at
from tests.appliance.plan.test_wires import wired
from tests.hardware.modbus.wires import pretend
from tests.hardware.running import until

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

PORT = "/dev/serial/by-path/platform-xhci-usb-0:1.2:1.0-port0"
UNDER = ButtonId("A101-under")


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness_at(tmp_path) as harness:
        yield harness


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The example with its wires in use; the circuit boards' line is at our pretend wires."""
    for name, family in FAMILIES.items():
        monkeypatch.setitem(BUTTON_FAMILIES, name, family)
    assert PORT in wired()
    read = examine(wired().replace(PORT, str(tmp_path / "line")), "plan.yaml")
    assert read.plan is not None, read.mistakes
    return read.plan


def wires_of(harness: Harness, folder: Path, tasks: Tasks) -> Wires:
    shared, engine = Shared(folder), harness.engine

    def recorded(button: str, contact: str) -> int:
        return engine.board.counters.get((ButtonId(button), contact, HEARD), 0)

    return Wires(Intake(engine), tasks, lambda settings: make_source(settings, Given(lambda _: None, shared, recorded)))


async def test_a_contact_that_closes_is_a_call_of_its_room_and_stays_one_call_over_a_restart(
    harness: Harness, plan: Plan, tmp_path: Path
) -> None:
    document = to_document(plan)
    await harness.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
    board = TwinBoard(3)
    board.open(1, 2)
    hears = {family: each for family, each in settings_of(plan).items() if family in ("modbus", "gpio")}
    assert set(hears) == {"modbus", "gpio"}
    async with pretend({"west-io": board}, tmp_path / "line"):
        wires = wires_of(harness, tmp_path, harness.tasks)
        wires.use(hears, plan)
        await until(lambda: board.asked >= 5)
        board.close(1, 2)
        await until(lambda: (UNDER, "help", HEARD) in harness.engine.board.counters)
        assert harness.engine.board.counters[UNDER, "help", HEARD] == 1
        assert "line-refused:GPIO17" in harness.engine.board.troubles, "this machine has no such pin"
        (incident,) = harness.engine.board.incidents.values()
        assert (incident.place.room, incident.source.door, incident.pressed_ago_ms) == ("A101", Door.CONTACT, 0)
        wires.use({}, plan)
        await asyncio.sleep(0)

        another = Tasks()
        again = wires_of(harness, tmp_path, another)
        again.use(hears, plan)
        asked = board.asked
        await until(lambda: board.asked >= asked + 8)
        assert harness.engine.board.counters[UNDER, "help", HEARD] == 1
        assert len(harness.engine.board.incidents) == 1
        board.open(1, 2)
        asked = board.asked
        await until(lambda: board.asked >= asked + 5)
        board.close(1, 2)
        await until(lambda: harness.engine.board.counters[UNDER, "help", HEARD] == 2)
        await another.stop()
