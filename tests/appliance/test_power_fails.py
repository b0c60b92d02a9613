"""Tests the whole daemon and a pretend UPS: on battery, dark in the middle of a call, and what rings and is known when power is back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance import daemon as daemon_of_ours
from appliance.core.ground.words import Door
from appliance.daemon import Daemon
from appliance.plan.hanging import HangKind, HangsOn
from appliance.plan.ids import HangId
from appliance.plan.model import Supply
from appliance.power import SHED
from hardware.power import outage
from hardware.power.twin import TwinUpsd
from hardware.signals import Press
from hardware.simulated.sounder import SimulatedSounder
from tests.appliance.test_daemon import becomes, plan_document, settings
from tests.patience import until

pytestmark = pytest.mark.slow

OFFICE = HangsOn(HangId("office-ups"), "UPS in the office", HangKind.SUPPLY)


def document(port: int) -> bytes:
    supply = Supply(OFFICE.hangs, OFFICE.name, f"nut://127.0.0.1:{port}/ups")
    return plan_document(hangs_on=(OFFICE,), power=(supply,))


@asynccontextmanager
async def box(folder: Path) -> AsyncIterator[Daemon]:
    async with Daemon.started(settings(folder)) as daemon:
        yield daemon


def is_ringing(daemon: Daemon) -> bool:
    ports = [fitted.port for fitted in daemon.annunciator._fitted.values()]
    return any(isinstance(port, SimulatedSounder) and port.playing is not None for port in ports)


async def test_power_fails_during_a_call_and_it_rings_again_when_power_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upsd = TwinUpsd()
    upsd.says("OB LB DISCHRG", runtime_s=120)
    async with upsd.at(0) as port:
        async with box(tmp_path) as daemon:
            await daemon.adopt(document(port)).kept
            await becomes(daemon, "power-low:office-ups", present=True)
            assert (tmp_path / "run" / SHED).exists()
            await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).kept
            await until(lambda: is_ringing(daemon))
            await until(lambda: outage.read(tmp_path / "data") is not None)
        monkeypatch.setattr(daemon_of_ours, "this_boot", lambda: "the boot after it")
        (tmp_path / "run" / SHED).unlink()  # the file is in memory, so a power cut removes it
        upsd.says("OL CHRG", runtime_s=300)
        async with box(tmp_path) as daemon:
            await until(lambda: is_ringing(daemon))
            await becomes(daemon, "power-low:office-ups", present=False)
            await becomes(daemon, "power-on-battery:office-ups", present=False)
            assert not (tmp_path / "run" / SHED).exists()
            last = daemon.power.last_outage
            assert last is not None
            assert last.went_dark("the boot after it")
            told = (await daemon._telling.known(1)).outage
            assert told is not None
            assert told.end == "dark"


async def test_on_low_battery_no_keys_are_made_ahead_and_calls_are_taken_all_the_same(tmp_path: Path) -> None:
    upsd = TwinUpsd()
    upsd.says("OB LB DISCHRG", runtime_s=120)
    async with upsd.at(0) as port, box(tmp_path) as daemon:
        pool = daemon.logbook.pool
        await until(lambda: pool.ready == pool.size)
        await daemon.adopt(document(port)).kept
        await until(lambda: daemon.engine.heard.spares_power)
        while pool.ready:
            pool.take()
        await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).kept
        await until(lambda: is_ringing(daemon))
        assert pool.ready == 0
        upsd.says("OL CHRG", runtime_s=300)
        await until(lambda: pool.ready == pool.size)
        assert not daemon.engine.heard.spares_power


async def test_a_plan_without_power_watches_nothing_and_says_nothing(tmp_path: Path) -> None:
    async with box(tmp_path) as daemon:
        await daemon.adopt(plan_document()).kept
        assert daemon.power.supplies == {}
        assert not [key for key in daemon.engine.board.troubles if key.startswith("power-")]


async def test_a_box_arms_and_rings_where_nobody_answers_for_its_supply(tmp_path: Path) -> None:
    upsd = TwinUpsd()
    async with upsd.at(0) as port:
        pass
    async with box(tmp_path) as daemon:
        await daemon.adopt(document(port)).kept
        await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).kept
        await until(lambda: is_ringing(daemon))
        await becomes(daemon, "power-unwatched:office-ups", present=True)
        assert not (tmp_path / "run" / SHED).exists()
