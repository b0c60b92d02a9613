"""Tests a part that fails by a bug of ours: it is named and begun again, and everything else goes on."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance import wires
from appliance.annunciator import Annunciator
from appliance.api.desk.client import DeskClient
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.ground.commands import Look
from appliance.core.ground.words import Cause
from appliance.daemon import Daemon
from appliance.doors.console.showing import Showing
from appliance.plan.ids import ButtonId, DeskId
from appliance.plan.model import Sounder
from appliance.record.events import AnyEvent
from appliance.settings import Address
from hardware.errors import HardwareError
from hardware.ports import Feedback, SignalSource, SounderPort, Sounding
from hardware.registry import Given
from hardware.signals import Signal
from hardware.simulated.settings import SimulatedSettings
from hardware.simulated.sounder import SimulatedSounder
from hardware.simulated.source import SimulatedSource
from tests.appliance.engine.harness import Harness, harness_at
from tests.appliance.test_daemon import becomes, plan_document, pressed, settings
from tests.patience import patient
from tests.ports import free_port


class CrackedSounder(SimulatedSounder):
    """Fails by a bug of ours the first time it runs, or is told anything."""

    def __init__(self, *, runs: bool, is_told: bool) -> None:
        super().__init__()
        self.runs, self.is_told = runs, is_told

    async def run(self, report: Callable[[str | None], None]) -> None:
        if not self.runs:
            self.runs = True
            raise ZeroDivisionError("a fault of ours")
        await super().run(report)

    def sound(self, sounding: Sounding) -> None:
        if not self.is_told:
            raise ZeroDivisionError("a fault of ours")
        super().sound(sounding)


class CrackedSource(SimulatedSource):
    """Fails the first time it runs, and whenever it tells this button."""

    cannot_tell = ""
    runs = True

    async def run(self, hear: Callable[[Signal], None]) -> None:
        if not self.runs:
            self.runs = True
            raise ZeroDivisionError("a fault of ours")
        await super().run(hear)

    def tell(self, button: str, feedback: Feedback) -> None:
        if button == self.cannot_tell:
            raise ZeroDivisionError("a fault of ours")
        super().tell(button, feedback)


async def trouble(harness: Harness, key: str, *, present: bool) -> None:
    async with patient():
        while (key in harness.engine.board.troubles) is not present:
            await harness.engine.submit(Look()).kept
            await asyncio.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    "ports",
    [[CrackedSounder(runs=False, is_told=True)], [CrackedSounder(runs=True, is_told=False), SimulatedSounder()]],
    ids=["as it runs", "as it is told"],
)
async def test_a_sounder_that_fails_is_silent_by_name_begun_again_and_sounds(
    tmp_path: Path, ports: list[SimulatedSounder]
) -> None:
    left = iter(ports)

    def make(sounder: Sounder, again_s: int) -> SounderPort:
        if sounder is not first:
            raise HardwareError("there is one sounder in this test")
        return next(left)

    async with harness_at(tmp_path) as harness:
        plan = harness.engine.board.index.plan
        first = plan.sounders[0]
        silent, said = Cause("sounder-silent", first.sounder), list[type[AnyEvent]]()
        harness.engine.listen(
            lambda change: said.extend(type(each) for each in change.shown if cause_of(each) == silent)
        )
        Annunciator(harness.engine, {}, harness.tasks, make).use(plan)
        async with patient():
            while said != [TroubleRaised, TroubleRestored]:
                await asyncio.sleep(0.01)
        assert not harness.tasks.failed.done()


async def test_a_sounder_that_cannot_be_taken_into_service_is_tried_again_with_the_next_refresh(tmp_path: Path) -> None:
    port = SimulatedSounder()
    can_be_made = False

    def make(sounder: Sounder, again_s: int) -> SounderPort:
        if not can_be_made or sounder is not first:
            raise HardwareError("its device is away")
        return port

    async with harness_at(tmp_path) as harness:
        plan = harness.engine.board.index.plan
        first = plan.sounders[0]
        annunciator = Annunciator(harness.engine, {}, harness.tasks, make)
        annunciator.use(plan)
        annunciator.refresh()
        await trouble(harness, f"sounder-silent:{first.sounder}", present=True)
        can_be_made = True
        annunciator.refresh()
        await trouble(harness, f"sounder-silent:{first.sounder}", present=False)


async def test_a_button_that_cannot_be_told_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        buttons = harness.engine.board.index.buttons
        source = CrackedSource("127.0.0.1", 0, {}.get)
        source.cannot_tell = broken = next(iter(buttons))
        families: dict[str, SignalSource] = {each.family: source for each in buttons.values()}
        annunciator = Annunciator(harness.engine, families, harness.tasks, no_sounder)
        annunciator.tell(buttons)
        await trouble(harness, f"button-unforeseen:{broken}", present=True)
        assert source._feedbacks.keys() == buttons.keys() - {broken}
        source.cannot_tell = ""
        annunciator.tell(buttons)
        await trouble(harness, f"button-unforeseen:{broken}", present=False)


@pytest.mark.slow
async def test_a_listener_that_fails_is_a_lost_family_until_it_hears_again_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[CrackedSource] = []

    def cracked(settings: SimulatedSettings, given: Given) -> SignalSource:
        made.append(CrackedSource(settings.host, settings.port, given.key_of))
        made[0].runs = False
        return made[0]

    monkeypatch.setattr(wires, "make_source", cracked)
    where = Address("127.0.0.1", free_port())
    async with Daemon.started(settings(tmp_path, simulated=where)) as daemon:
        await daemon.adopt(plan_document()).kept
        await becomes(daemon, "family-lost:simulated", present=True)
        assert "ZeroDivisionError" in daemon.engine.board.troubles["family-lost:simulated"].detail
        await becomes(daemon, "family-lost:simulated", present=False)
        assert made[0].listening.is_set()
        await pressed(daemon, ButtonId("B204-wall"), 1)
        assert not daemon.tasks.failed.done()


@pytest.mark.slow
async def test_a_desk_line_that_fails_is_named_and_consoles_are_let_in_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows, times = Showing._keep_showing, 1

    async def fails_once(showing: Showing) -> None:
        nonlocal times
        if times:
            times -= 1
            raise ZeroDivisionError("a fault of ours")
        await shows(showing)

    monkeypatch.setattr(Showing, "_keep_showing", fails_once)
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
        await becomes(daemon, "part-failed:desk line", present=True)
        async with patient(), DeskClient.connect(tmp_path / "run" / "desk.sock", DeskId("front"), "test"):
            pass
        await pressed(daemon, ButtonId("B204-wall"), 1)
        assert not daemon.tasks.failed.done()


def cause_of(event: AnyEvent) -> Cause | None:
    return event.cause if isinstance(event, TroubleRaised | TroubleRestored) else None


def no_sounder(sounder: Sounder, again_s: int) -> SounderPort:
    raise HardwareError("there is no sounder in this test")
