"""Tests a hold-up button of the building's alarm panel, from its wire to the record: one call, by the panel's door, also over a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.words import Door
from appliance.intake import Intake
from appliance.plan.check import check
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, KeyId, LineId, RoomId
from appliance.plan.model import Button, Contact, Kind, Plan, SerialLine, Speaks, Wire
from appliance.wires import Wires
from appliance.wiring import settings_of
from hardware.alarmdecoder.twin.panel import Panel
from hardware.levels import HEARD
from hardware.points import PanelZone
from hardware.registry import Given, Shared, make_source
from hardware.serial.pty import Pty
from tests.appliance.engine.harness import Harness, harness_at
from tests.hardware.running import until

pytestmark = pytest.mark.slow

BUTTON, ROOM = ButtonId("bank-1"), RoomId("A103")


def with_a_panel(plan: Plan, port: Path) -> Plan:
    line = SerialLine(LineId("panel"), "Burglar panel", Speaks.ALARMDECODER, str(port))
    contacts, wires = (Contact("help", Kind.EMERGENCY),), (Wire("help", "panel/zone/12"),)
    button = Button(BUTTON, ROOM, "alarmdecoder", KeyId(""), contacts, wires=wires)
    return replace(plan, lines=(line,), buttons=(*plan.buttons, button))


class Bank:
    """A box that hears a panel."""

    def __init__(self, harness: Harness, pty: Pty, wires: Wires) -> None:
        self.harness, self.pty, self.wires = harness, pty, wires
        self.panel = Panel(pty.burst, {"bank-1": PanelZone("panel", "zone", "12", 0)})

    def calls(self) -> list[tuple[str | None, Kind, Door, int]]:
        return [
            (each.room, each.kind, each.source.door, each.presses)
            for each in self.harness.engine.board.incidents.values()
        ]

    def troubles(self) -> set[str]:
        return set(self.harness.engine.board.troubles)

    async def listens(self) -> None:
        await until(lambda: any(link.connected_at for link in self.wires.sources["alarmdecoder"].links().values()))  # type: ignore[attr-defined]


@asynccontextmanager
async def a_bank(folder: Path) -> AsyncIterator[Bank]:
    async with harness_at(folder) as harness:
        engine, pty = harness.engine, Pty(folder / "panel", 115_200)
        plan = with_a_panel(engine.board.index.plan, pty.link)
        assert not [each for each in check(plan) if not each.warning]
        document = to_document(plan)
        await engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        shared = Shared(folder)

        def recorded(button: str, contact: str) -> int:
            return engine.board.counters.get((ButtonId(button), contact, HEARD), 0)

        wires = Wires(
            Intake(engine), harness.tasks, lambda settings: make_source(settings, Given({}.get, shared, recorded))
        )
        wires.use(settings_of(plan), plan)
        bank = Bank(harness, pty, wires)
        try:
            await bank.listens()
            yield bank
        finally:
            pty.close()


async def test_a_press_is_a_call_of_its_room_by_the_panels_door_and_is_recorded(tmp_path: Path) -> None:
    async with a_bank(tmp_path) as bank:
        bank.panel.press("bank-1")
        await until(lambda: bank.calls() == [(ROOM, Kind.EMERGENCY, Door.PANEL, 1)])
        await until(lambda: bank.harness.engine.board.counters.get((BUTTON, "help", HEARD)) == 1)
        assert not next(iter(bank.harness.engine.board.incidents.values())).source.two_way


async def test_what_was_recorded_rings_once_also_over_a_restart_and_the_next_press_counts_on(tmp_path: Path) -> None:
    async with a_bank(tmp_path) as bank:
        bank.panel.press("bank-1")
        await until(lambda: bank.calls() == [(ROOM, Kind.EMERGENCY, Door.PANEL, 1)])
    async with a_bank(tmp_path) as bank:
        bank.panel.keypad()
        assert bank.calls() == [(ROOM, Kind.EMERGENCY, Door.PANEL, 1)], "still open"
        bank.panel.press("bank-1")
        await until(lambda: bank.calls() == [(ROOM, Kind.EMERGENCY, Door.PANEL, 2)])


async def test_a_panel_without_mains_and_a_cable_that_is_pulled_are_troubles_with_what_to_do(tmp_path: Path) -> None:
    async with a_bank(tmp_path) as bank:
        bank.panel.power(mains=False)
        await until(lambda: "panel-on-battery:panel" in bank.troubles())
        bank.pty.unplug()
        await until(lambda: "line-missing:panel" in bank.troubles())
        told = bank.harness.engine.board.troubles["panel-on-battery:panel"].detail
        assert told.startswith("its keypads say so; the alarm panel has no mains")
        bank.pty.plug_in()
        await until(lambda: "line-missing:panel" not in bank.troubles())
        bank.panel.power(mains=True)
        await until(lambda: "panel-on-battery:panel" not in bank.troubles())


async def test_a_burglar_is_no_call_and_is_listed_for_whoever_takes_a_button_into_service(tmp_path: Path) -> None:
    async with a_bank(tmp_path) as bank:
        bank.panel.alarm("30", "130")
        source = bank.wires.sources["alarmdecoder"]
        await until(lambda: [each.wire for each in source.strangers()] == ["panel/zone/30"])  # type: ignore[attr-defined]
        assert bank.calls() == []
