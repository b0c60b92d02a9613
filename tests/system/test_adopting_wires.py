"""Tests how a new user takes buttons on wires into service: pressed, listed, adopted, walked to. The twins and the box are
real processes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.plan.ids import BoardId, LineId
from appliance.plan.model import CircuitBoard, Plan, SerialLine, Speaks
from hardware.inovonics.receiver import RESEND_S
from hardware.levels import COPIES_S
from tests.patience import patient, until
from tests.system.box import Box
from tests.system.command import buttons, ran
from tests.system.school import school
from tests.system.wire import Wire

pytestmark = pytest.mark.slow

READS_S = 1.0  # the time to read the message, before anybody presses


def with_line(family: str, at: Path) -> Plan:
    line = SerialLine(LineId("wire"), "Wire in the office", Speaks(family), str(at))
    boards = (
        (CircuitBoard(BoardId("west-io"), "Board in the office", LineId("wire"), 3, 8, 0),)
        if family == "modbus"
        else ()
    )
    return replace(school(4), lines=(line,), boards=boards)


@asynccontextmanager
async def newcomer(folder: Path, family: str, roster: str) -> AsyncIterator[tuple[Box, Wire]]:
    at = folder / "wire"
    wire = Wire(family, at, roster)
    try:
        await until(at.exists)
        async with Box(folder, plan=with_line(family, at)) as box:
            await box.starts()
            yield box, wire
    finally:
        wire.ends()


FREE = {"alarmdecoder": ("free new",)}  # its press lasts until this sentence ends it
ROOM = ("--room", "B204")
DUTY = ("--duty", "Yard 2", "--near", "B204")


@pytest.mark.parametrize(
    ("family", "roster", "device", "listed", "place", "planned"),
    [
        ("inovonics", "new=178-1234567:EN1223S", "178-1234567", "claims: EN1223S", DUTY, 'help: "178-1234567/1"'),
        ("modbus", "new=3/1/2", "west-io/1", "input 1 closed as input 2 opened", ROOM, "help: west-io/1/2"),
        ("alarmdecoder", "new=zone/12", "wire/zone/12", "claims: panic", ROOM, "help: wire/zone/12"),
    ],
)
async def test_a_press_lists_it_adopting_plans_it_and_the_next_press_proves_it(
    tmp_path: Path, family: str, roster: str, device: str, listed: str, place: tuple[str, ...], planned: str
) -> None:
    async with newcomer(tmp_path, family, roster) as (box, wire):
        desk = await box.desk("front")
        await asyncio.sleep(RESEND_S)  # a press that comes sooner may be an old one, and no test
        says = await lists(box, wire, family, device)
        assert f"? {device} {'closed' if family == 'modbus' else 'heard'}" in says
        assert "ago on wire" in says
        assert listed in says
        assert not (await desk.board()).calls, "a stranger never rings"

        adopting = await buttons(box, "adopt", device, "--button", "new-1", "--contacts", "help=emergency", *place)
        await adopting.says("Press new-1")
        await asyncio.sleep(READS_S)
        wire.told("press new", *FREE.get(family, ()))
        code, says = await adopting.ends()
        assert code == 0, says
        assert "It has no key, and proves nobody." in says
        assert "Where it has a lamp" in says
        assert planned in says
        assert "PASSED: new-1 was pressed and heard." in says
        assert not (await desk.board()).calls, "that was a test"
        code, says = await ran(box, "list")
        assert "cannot be told" in next(each for each in says.splitlines() if " new-1 " in each)
        assert f"? {device}" not in says

        await asyncio.sleep(COPIES_S)  # a press that comes sooner may be a copy of the last one
        wire.told("press new", *FREE.get(family, ()))
        await desk.board(lambda board: len(board.calls) == 1)


async def lists(box: Box, wire: Wire, family: str, device: str) -> str:
    """Press the device until `handbell buttons list` has it; give the list."""
    async with patient(20):
        while True:
            wire.told("press new", *FREE.get(family, ()))
            await asyncio.sleep(COPIES_S)
            _, says = await ran(box, "list")
            if f"? {device}" in says:
                return says
