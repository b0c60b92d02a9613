"""Tests each way in which power fails, and in which its watcher fails: with NUT's own upsd and driver, a real record and a desk.

Each row is one thing that goes wrong: what is named at the desk and within how long, whether the box spares its battery, that every room is
heard meanwhile, and that it ends by itself.
"""

import asyncio
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from appliance.doors.peer import Rights
from appliance.plan.document import to_document
from appliance.plan.hanging import HangKind, HangsOn
from appliance.plan.ids import HangId
from appliance.plan.model import Supply
from appliance.power import SHED, Power
from image_build.tree.compose import FILES
from tests.appliance.doors.harness import FRONT, Harness, running_harness, school
from tests.hardware.power.real_upsd import RealUpsd, needs_nut
from tests.patience import patient

pytestmark = [pytest.mark.proof, needs_nut]

OFFICE = HangsOn(HangId("office-ups"), "UPS in the office", HangKind.SUPPLY)
ROOMS = ("201", "202", "203", "204", "205")
SHOWN_S, UNWATCHED_S = 5.0, 10.0  # the plan's limits; on a busy machine the test waits longer, and the bench measures


class Box:
    """A box with a UPS, at which a row may pull."""

    def __init__(self, upsd: RealUpsd, driver: "subprocess.Popen[bytes]", server: "subprocess.Popen[bytes]") -> None:
        self.upsd, self.driver, self.server = upsd, driver, server

    async def begins_again(self) -> None:
        """Start again whatever has ended, as systemd does."""
        if self.driver.poll() is not None:
            self.driver = await self.upsd.start_driver()
        if self.server.poll() is not None:
            self.server = self.upsd.start_upsd()
        self.driver.send_signal(signal.SIGCONT)


class Row(msgspec.Struct, frozen=True):
    """One thing that goes wrong: which troubles are named, within how long, what a desk shows, and whether power is spared."""

    name: str
    pull: Callable[[Box], None]
    named: frozenset[str]
    within_s: float
    state: str
    spares: bool = False


def _says(status: str) -> Callable[[Box], None]:
    return lambda box: box.upsd.says(status, runtime_s=120 if "LB" in status else 1380)


def _kills(which: str) -> Callable[[Box], None]:
    def kill(box: Box) -> None:
        process: subprocess.Popen[bytes] = getattr(box, which)
        process.kill()
        process.wait()

    return kill


def _hangs(box: Box) -> None:
    box.driver.send_signal(signal.SIGSTOP)


ON, LOW, UNWATCHED = "power-on-battery", "power-low", "power-unwatched"
ROWS = (
    Row("the UPS is on battery", _says("OB DISCHRG"), frozenset({ON}), SHOWN_S, "battery"),
    Row("its battery is nearly empty", _says("OB LB DISCHRG"), frozenset({ON, LOW}), SHOWN_S, "low", spares=True),
    Row("upsd is killed", _kills("server"), frozenset({UNWATCHED}), UNWATCHED_S, "mains"),
    Row("its driver is killed", _kills("driver"), frozenset({UNWATCHED}), UNWATCHED_S, "mains"),
    Row("its driver hangs", _hangs, frozenset({UNWATCHED}), UNWATCHED_S, "mains"),
    Row("it says nonsense", _says('ALARM "\\" OBLB ½'), frozenset({UNWATCHED}), UNWATCHED_S, "mains"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_it_is_named_and_every_room_is_heard_and_it_ends_by_itself(row: Row, tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness:
        (tmp_path / "nut").mkdir()
        upsd = RealUpsd(tmp_path / "nut")
        upsd.use(FILES / "usr/lib/handbell/nut")
        try:
            await _proves(row, harness, Box(upsd, await upsd.start_driver(), upsd.start_upsd()))
        finally:
            upsd.close()


async def _proves(row: Row, harness: Harness, box: Box) -> None:
    supply = Supply(OFFICE.hangs, OFFICE.name, f"nut://127.0.0.1:{box.upsd.port}/ups")
    await harness.adopt(to_document(msgspec.structs.replace(school(), hangs_on=(OFFICE,), power=(supply,)))).kept
    power = Power(harness.engine, harness.tasks, harness.folder, harness.folder, "this boot")
    power.use([supply])
    low = harness.folder / SHED
    async with harness.console(FRONT) as desk:
        await desk.board(lambda board: [line.state for line in board.power] == ["mains"])
        row.pull(box)
        async with patient(row.within_s):
            while _open(harness) != row.named:
                await asyncio.sleep(0.05)
        board = await desk.board(lambda board: {each.what for each in board.troubles} >= row.named)
        (shown,) = board.power
        assert (shown.state, shown.watched) == (row.state, UNWATCHED not in row.named)
        assert board.spares_power == low.exists() == row.spares

        for room in ROOMS:
            harness.press(room)
            assert (await desk.sees(room)).presses == 1

        box.upsd.says("OL CHRG", runtime_s=900)
        await box.begins_again()
        async with patient(row.within_s):
            while _open(harness):
                await asyncio.sleep(0.05)
        board = await desk.board(lambda board: not board.spares_power)
        assert len(board.calls) == len(ROOMS), "power that is back ends no call"
        assert not low.exists()
    power.use([])


def _open(harness: Harness) -> set[str]:
    return {each.cause.what for each in harness.engine.board.troubles.values() if each.cause.what.startswith("power-")}
