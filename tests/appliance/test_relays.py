"""Lamps on relays beside bells, on a box with its record: which calls light them, what hides them, and how they are left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.annunciator import Annunciator
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.words import BuildingResponse, Door
from appliance.core.practice.commands import StartDrill
from appliance.daemon import Daemon
from appliance.plan.document import digest, from_document, to_document
from appliance.plan.ids import BoardId, LineId, RoomId, SounderId, ZoneId
from appliance.plan.model import CircuitBoard, Kind, Plan, SerialLine, Sounder, Speaks, Step, given
from appliance.plan.parse import read
from hardware.modbus import source
from hardware.modbus.twin import TwinBoard
from hardware.ports import SounderPort
from hardware.relay.sounder import RelaySounder
from hardware.relay.twin import TwinRelay
from hardware.signals import Press
from tests.appliance.engine.harness import EXAMPLE, FRONT, Harness, harness_at
from tests.appliance.test_daemon import becomes, settings
from tests.hardware.modbus.wires import pretend
from tests.hardware.running import stays
from tests.patience import patient, until

RED = Sounder(SounderId("red"), "Red lamp", "relay", "GPIO25", ZoneId("west"), kinds=(Kind.EMERGENCY,), dark=True)
BLUE = Sounder(SounderId("blue"), "Blue lamp", "relay", "GPIO5", ZoneId("west"), drills=True)
LOCKDOWN = BuildingResponse.LOCKDOWN


class Lamps:
    """A box with a red and a blue lamp, told at the first step."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.relays = {each.sounder: TwinRelay() for each in (RED, BLUE)}
        self.annunciator = Annunciator(harness.engine, {}, harness.tasks, self._made)

    def _made(self, sounder: Sounder, again_s: int) -> SounderPort:
        relay = self.relays[sounder.sounder]
        return RelaySounder(relay, drills=sounder.drills, goes_dark=sounder.dark)

    def lit(self) -> tuple[bool, bool]:
        """Whether red and blue are lit."""
        return self.relays[RED.sounder].on, self.relays[BLUE.sounder].on

    async def until_lit(self, *, red: bool, blue: bool) -> None:
        await until(lambda: self.lit() == (red, blue))


@asynccontextmanager
async def lamps(folder: Path) -> AsyncIterator[Lamps]:
    async with harness_at(folder) as harness:
        plan = harness.engine.board.index.plan
        told = tuple(replace(person, told_by=(BLUE.sounder,)) for person in plan.people)
        ladder = (Step(0, plan.ladder[0].desks, (RED.sounder, BLUE.sounder)),)
        plan = replace(plan, sounders=(RED, BLUE), people=told, ladder=ladder)
        document = to_document(plan)
        await harness.does(AdoptPlan(document=document, digest=digest(document), plan=plan))
        here = Lamps(harness)
        here.annunciator.use(plan)
        await until(lambda: harness.engine.heard.sounders == {RED.sounder: True, BLUE.sounder: True})
        yield here


async def test_a_call_lights_the_lamps_that_are_for_it(tmp_path: Path) -> None:
    async with lamps(tmp_path) as here:
        await here.harness.press("B204", 1).kept
        await here.until_lit(red=False, blue=True)
        await here.harness.press("B206", 1, "hold", Kind.EMERGENCY).kept
        await here.until_lit(red=True, blue=True)


@pytest.mark.slow
async def test_in_a_lockdown_only_those_that_the_plan_keeps_lit_are(tmp_path: Path) -> None:
    async with lamps(tmp_path) as here:
        await here.harness.press("B206", 1, "hold", Kind.EMERGENCY).kept
        await here.until_lit(red=True, blue=True)
        await here.harness.does(StartResponse(response=LOCKDOWN))
        await here.until_lit(red=False, blue=True)
        await here.harness.does(EndResponse(response=LOCKDOWN))
        await here.until_lit(red=True, blue=True)


async def test_practice_lights_only_those_that_the_plan_has_for_it(tmp_path: Path) -> None:
    async with lamps(tmp_path) as here:
        await here.harness.does(StartDrill(name="autumn", rooms=(RoomId("B204"),)))
        await here.harness.press("B204", 1, "hold", Kind.EMERGENCY).kept
        await here.until_lit(red=False, blue=True)
        assert await stays(lambda: not here.lit()[0], for_s=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.ASSIST, Kind.EMERGENCY])
async def test_at_the_end_every_lamp_is_left_off_while_everything_else_still_runs(tmp_path: Path, kind: Kind) -> None:
    async with lamps(tmp_path) as here:
        await here.harness.press("B206", 1, "hold" if kind is Kind.EMERGENCY else "help", kind).kept
        await until(lambda: here.lit()[1])
        async with patient():
            await here.annunciator.end()
        assert here.lit() == (False, False)
        assert all(each.closed for each in here.relays.values())
        assert not here.harness.tasks.failed.done()
        assert await here.harness.press("B208", 1).kept


def wired(line: Path) -> bytes:
    """Make the example school with a red lamp on relay 5 of a board, and no button there."""
    wires = SerialLine(LineId("bus"), "Wires of the west wing", Speaks.MODBUS, str(line))
    board = CircuitBoard(BoardId("west-io"), "Board in closet W", LineId("bus"), unit=3, relays=8)
    lamp = Sounder(SounderId("red"), "Red lamp", "relay", "west-io/5", ZoneId("west"))
    plan = read(EXAMPLE)
    assert isinstance(plan, Plan)
    told = tuple(replace(person, told_by=(lamp.sounder,)) for person in plan.people)
    ladder = (Step(0, plan.ladder[0].desks, (lamp.sounder,)),)
    return to_document(replace(plan, lines=(wires,), boards=(board,), sounders=(lamp,), people=told, ladder=ladder))


async def test_a_lamp_is_made_anew_where_the_plan_moves_its_board_or_its_line_and_else_left_alone(
    tmp_path: Path,
) -> None:
    plan = from_document(wired(tmp_path / "line"))
    moved = replace(plan, boards=(replace(given(plan.boards)[0], unit=4),))
    elsewhere = replace(moved, lines=(replace(given(plan.lines)[0], port=str(tmp_path / "other")),))
    renamed = replace(elsewhere, boards=(replace(given(moved.boards)[0], name="Board behind the stage"),))
    async with harness_at(tmp_path) as harness:
        relays: list[TwinRelay] = []

        def make(sounder: Sounder, again_s: int) -> SounderPort:
            relays.append(TwinRelay())
            return RelaySounder(relays[-1])

        annunciator = Annunciator(harness.engine, {}, harness.tasks, make)
        for used, made in ((plan, 1), (plan, 1), (moved, 2), (elsewhere, 3), (renamed, 3)):
            annunciator.use(used)
            assert len(relays) == made


@pytest.mark.slow
async def test_the_whole_daemon_lights_a_lamp_on_a_board_sets_it_right_after_its_power_failed_and_leaves_it_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "RESTARTED_SHOWN_S", 3.0)
    board = TwinBoard(3, inputs=0)
    async with pretend({"west-io": board}, tmp_path / "line"):
        async with Daemon.started(settings(tmp_path)) as daemon:
            await daemon.adopt(wired(tmp_path / "line")).kept
            await until(lambda: daemon.engine.heard.sounders.get(SounderId("red")) is True)
            await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).kept
            await until(lambda: board.relays[4])
            board.dead = True
            board.restart()
            await becomes(daemon, "sounder-silent:red", present=True)
            await becomes(daemon, "board-lost:west-io", present=True)
            board.dead = False
            await until(lambda: board.relays[4])
            await becomes(daemon, "sounder-silent:red", present=False)
            await becomes(daemon, "board-restarted:west-io", present=True)
            await becomes(daemon, "board-restarted:west-io", present=False)
        assert board.relays == [False] * 8


@pytest.mark.slow
async def test_a_lamp_whose_board_is_moved_or_taken_out_of_the_plan_is_left_off_over_the_wires_it_was_on(
    tmp_path: Path,
) -> None:
    before, after = TwinBoard(3, inputs=0), TwinBoard(3, inputs=0)
    async with (
        pretend({"west-io": before}, tmp_path / "line"),
        pretend({"west-io": after}, tmp_path / "other"),
        Daemon.started(settings(tmp_path)) as daemon,
    ):
        await daemon.adopt(wired(tmp_path / "line")).kept
        await daemon.intake.press(Press("B204-wall", "help", 1), Door.BUTTON).kept
        await until(lambda: before.relays[4])
        await daemon.adopt(wired(tmp_path / "other")).kept
        await until(lambda: after.relays[4])
        assert not any(before.relays)
        await daemon.engine.submit(StartResponse(response=LOCKDOWN), FRONT).kept
        plan = from_document(wired(tmp_path))
        silent = tuple(replace(sounder, family="simulated", output="none") for sounder in plan.sounders)
        await daemon.adopt(to_document(replace(plan, lines=(), boards=(), sounders=silent))).kept
        await until(lambda: not any(after.relays))
        await until(lambda: not daemon._wires.ending)
        assert "modbus" not in daemon._wires.sources
