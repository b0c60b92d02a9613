"""Tests a sounder on the LAN and the whole daemon: it rings with the board, falls silent with it, and notices when the board is gone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.ground.words import BuildingResponse, Door
from appliance.daemon import Daemon
from appliance.plan.document import from_document, to_document
from appliance.plan.ids import KeyId, SounderId, ZoneId
from appliance.plan.model import Sounder, Step
from appliance.plan.parse import read
from appliance.settings import Address, Settings
from hardware.esphome.twin.sounder_line import PretendSounder
from hardware.ports import PHASE_REFRESH_S
from hardware.signals import Press
from tests.appliance.engine.harness import EXAMPLE, FRONT
from tests.hardware.running import until
from tests.ports import free_port

KEY = bytes(range(32))
GYM = Sounder(SounderId("gym"), "Sounder in the gym", "esphome", "", ZoneId("east"), key=KeyId("gym-key"))
SILENT = "sounder-silent:gym"


def document() -> bytes:
    plan = read(EXAMPLE)
    assert not isinstance(plan, list)
    first = Step(0, plan.ladder[0].desks, (GYM.sounder,))
    told = tuple(replace(person, told_by=(GYM.sounder,)) for person in plan.people)
    ladder = (first, *(replace(step, sounders=(GYM.sounder,)) for step in plan.ladder[1:]))
    return to_document(replace(plan, sounders=(GYM,), people=told, ladder=ladder))


@asynccontextmanager
async def gym(folder: Path) -> AsyncIterator[tuple[Daemon, PretendSounder]]:
    """Run the daemon with its plan; the sounder has called it."""
    where = Address("127.0.0.1", free_port())
    (folder / "run").mkdir()
    async with (
        Daemon.started(Settings(data=folder / "data", run=folder / "run", esphome=where)) as daemon,
        PretendSounder("gym", KEY, dials=(where.host, where.port)) as sounder,
    ):
        daemon.credentials.put(KeyId("gym-key"), KEY)
        await daemon.adopt(document()).kept
        await until(lambda: sounder.line.told > 0, 5)
        yield daemon, sounder


@pytest.mark.slow
async def test_it_rings_when_somebody_calls(tmp_path: Path) -> None:
    async with gym(tmp_path) as (daemon, sounder):
        assert sounder.playing == "silent"
        await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).spoken
        await until(lambda: sounder.playing == "medium", 5)
        assert SILENT not in daemon.engine.board.troubles
        await until(lambda: daemon.annunciator.links()[GYM.sounder].lamp == "medium")


@pytest.mark.slow
async def test_in_a_lockdown_it_rings_and_lights_nothing(tmp_path: Path) -> None:
    async with gym(tmp_path) as (daemon, sounder):
        await daemon.engine.submit(StartResponse(response=BuildingResponse.LOCKDOWN), FRONT).kept
        await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).spoken
        await until(lambda: sounder.playing == "medium" and sounder.line.board.dark, 5)
        await daemon.engine.submit(EndResponse(response=BuildingResponse.LOCKDOWN), FRONT).kept
        await until(lambda: sounder.playing == "medium" and not sounder.line.board.dark, 5)


@pytest.mark.slow
async def test_it_is_told_again_and_again_while_the_board_lives(tmp_path: Path) -> None:
    async with gym(tmp_path) as (_, sounder):
        before = sounder.line.told
        await until(lambda: sounder.line.told >= before + 2, 2 * PHASE_REFRESH_S + 1)
        assert sounder.played == ["silent"]


@pytest.mark.slow
async def test_without_power_it_is_a_trouble_with_its_name_until_it_is_back(tmp_path: Path) -> None:
    async with gym(tmp_path) as (daemon, sounder):
        sounder.line.hang_up()
        sounder.line.power_down()
        await until(lambda: SILENT in daemon.engine.board.troubles, 15)
        assert "Check its power" in daemon.engine.board.troubles[SILENT].detail
        sounder.line.power_up()
        await until(lambda: SILENT not in daemon.engine.board.troubles, 10)


@pytest.mark.slow
async def test_a_new_plan_without_it_lets_go_of_it(tmp_path: Path) -> None:
    async with gym(tmp_path) as (daemon, sounder):
        plan = read(EXAMPLE)
        assert not isinstance(plan, list)
        quiet = tuple(replace(each, family="simulated") for each in plan.sounders)
        await daemon.adopt(to_document(replace(plan, sounders=quiet))).kept
        await until(lambda: not sounder.line.sessions())


@pytest.mark.slow
async def test_one_that_leaves_the_plan_while_it_rings_is_silenced_first(tmp_path: Path) -> None:
    """A sounder goes on ringing when its appliance vanishes, and nobody would ever speak to it again."""
    async with gym(tmp_path) as (daemon, sounder):
        await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).spoken
        await until(lambda: sounder.playing == "medium", 5)
        plan = read(EXAMPLE)
        assert not isinstance(plan, list)
        quiet = tuple(replace(each, family="simulated") for each in plan.sounders)
        await daemon.adopt(to_document(replace(plan, sounders=quiet))).kept
        await until(lambda: not sounder.line.sessions())
        assert sounder.playing == "silent"


@pytest.mark.slow
async def test_one_that_is_only_called_something_else_goes_on_ringing(tmp_path: Path) -> None:
    async with gym(tmp_path) as (daemon, sounder):
        await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).spoken
        await until(lambda: sounder.playing == "medium", 5)
        plan = from_document(document())
        renamed = tuple(replace(each, name="Sounder in the new gym") for each in plan.sounders)
        await daemon.adopt(to_document(replace(plan, sounders=renamed))).kept
        before = sounder.line.told
        await until(lambda: sounder.line.told > before, 15)
        assert sounder.played[-2:] == ["silent", "medium"]
