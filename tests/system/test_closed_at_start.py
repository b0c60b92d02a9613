"""Tests on the real daemon that a contact which is closed when the box starts rings, unless it was recorded as closed before. Each family
has a story.
"""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.plan.ids import BoardId, ButtonId, KeyId, LineId, RoomId
from appliance.plan.model import Button, CircuitBoard, Contact, Kind, Plan, SerialLine, Speaks
from appliance.plan.model import Wire as At
from hardware.levels import COPIES_S
from tests.patience import patient, until
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import school
from tests.system.wire import Wire

pytestmark = pytest.mark.slow

WRITTEN_S = 1.0  # a quarter of a second is enough to write what is remembered of contacts
SAID_S = 3.0


def planned(family: str, at: str, port: Path) -> Plan:
    plan = school(4)
    line = SerialLine(LineId("wire"), "Wire in the office", Speaks(family), str(port))
    boards = (
        (CircuitBoard(BoardId("west-io"), "Board in the office", LineId("wire"), 3, 8, 0),)
        if family == "modbus"
        else ()
    )
    contacts = (Contact("help", Kind.EMERGENCY),)
    button = Button(ButtonId("new"), RoomId("B204"), family, KeyId(""), contacts, wires=(At("help", at),))
    return replace(plan, buttons=(*plan.buttons, button), lines=(line,), boards=boards)


@pytest.mark.parametrize(
    ("family", "at", "roster", "closes", "stays", "opens"),
    [
        ("inovonics", "178-55/1", "new=178-55:EN1210", "close new", "check-in new", "open new"),
        ("modbus", "west-io/1/2", "new=3/1/2", "close new", "close new", "open new"),
        ("alarmdecoder", "wire/rf/0180036/1", "new=rf/0180036/1", "press new", "say !RFX:0180036,84", "free new"),
    ],
)
async def test_what_is_closed_at_a_start_rings_once_and_again_only_after_it_opened(
    tmp_path: Path, family: str, at: str, roster: str, closes: str, stays: str, opens: str
) -> None:
    port = tmp_path / "wire"
    wire = Wire(family, port, roster)
    try:
        await until(port.exists)
        async with Box(tmp_path, plan=planned(family, at, port)) as box:
            wire.told(closes)
            await box.starts()
            desk = await box.desk("front")
            await until_presses(desk, 1, wire, stays)
            await asyncio.sleep(WRITTEN_S)
            box.kill()

            await box.starts()
            desk = await box.desk("front")
            for _ in range(round(SAID_S)):
                wire.told(stays)
                await asyncio.sleep(1)
            assert presses(await desk.board()) == 1, "it was closed before, and is recorded"
            wire.told(opens)
            await asyncio.sleep(COPIES_S)
            wire.told(closes)
            await desk.board(lambda board: presses(board) == 2)
    finally:
        wire.ends()


async def until_presses(desk: Desk, count: int, wire: Wire, stays: str) -> None:
    """Wait until so many presses are in calls. Meanwhile the wire says again and again that the contact is closed."""
    async with patient(20):
        while presses(await desk.board()) != count:
            wire.told(stays)
            await asyncio.sleep(0.5)


def presses(board: BoardView) -> int:
    return sum(each.presses for each in board.calls)
