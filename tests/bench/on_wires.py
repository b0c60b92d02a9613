"""The devices on wires that a bench needs: their part of the plan, and the far ends of their lines, at the pace of real ones. Measures
nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from appliance.api.desk.buttons import AskButtons, ButtonsKnown
from appliance.api.desk.client import DeskClient
from appliance.plan.ids import BoardId, ButtonId, KeyId, LineId, RoomId, ZoneId
from appliance.plan.model import Button, CircuitBoard, Contact, Kind, Plan, Room, SerialLine, Speaks, Wire
from hardware.modbus.twin import TwinBoard, TwinBus
from hardware.serial.pty import Pty

HELP = (Contact("help", Kind.ASSIST),)
PART = "EN1223S"
SECURITY = 178
RADIO, BUS, PANEL = "radio", "bus", "panel"
BAUDS: Mapping[str, int] = {RADIO: 9_600, BUS: 19_200, PANEL: 115_200}
INPUTS = 8  # of each board: four buttons, each on a pair of inputs
OPEN_WAIT_S = 60.0


def pendants(count: int) -> tuple[Button, ...]:
    """Make pendants. Each belongs to a duty and to no place, so each pendant's press is a call of its own."""
    return tuple(
        Button(
            ButtonId(f"P{number:03}"),
            RoomId(""),
            "inovonics",
            KeyId(""),
            HELP,
            duty=f"Duty {number}",
            part=PART,
            wires=(Wire("help", f"{SECURITY}-{number}/1"),),
        )
        for number in range(1, count + 1)
    )


def contacts(boards: int) -> tuple[Button, ...]:
    """Make four buttons for each board, each on a pair of its inputs, in a room of its own."""
    return tuple(
        _in_a_room(f"M{board:02}{pair}", "modbus", f"io-{board}/{2 * pair + 1}/{2 * pair + 2}")
        for board in range(1, boards + 1)
        for pair in range(INPUTS // 2)
    )


def zones(count: int) -> tuple[Button, ...]:
    """Make hold-up buttons, each on a zone of the panel."""
    return tuple(_in_a_room(f"Z{zone:02}", "alarmdecoder", f"{PANEL}/zone/{zone}") for zone in range(1, count + 1))


def with_wires(plan: Plan, folder: Path, buttons: Sequence[Button], boards: int = 0) -> Plan:
    """Add these buttons, their rooms and their lines in this folder to a plan."""
    families = {each.family for each in buttons}
    speak = {
        "inovonics": (RADIO, Speaks.INOVONICS),
        "modbus": (BUS, Speaks.MODBUS),
        "alarmdecoder": (PANEL, Speaks.ALARMDECODER),
    }
    lines = tuple(
        SerialLine(LineId(name), f"Line {name}", speaks, str(folder / name))
        for family, (name, speaks) in speak.items()
        if family in families
    )
    rooms = tuple(
        Room(each.room, f"Room {each.button}", "1", ZoneId("west"), f"Rm {each.button}")
        for each in buttons
        if each.room
    )
    made = tuple(
        CircuitBoard(BoardId(f"io-{number}"), f"Board {number}", LineId(BUS), unit=number, inputs=INPUTS)
        for number in range(1, boards + 1)
    )
    return replace(plan, rooms=(*plan.rooms, *rooms), buttons=(*plan.buttons, *buttons), lines=lines, boards=made)


@asynccontextmanager
async def bus(folder: Path, boards: int) -> AsyncIterator[list[TwinBoard]]:
    """Run so many boards on one pair of wires, with every contact wired and at rest."""
    made = [TwinBoard(number, INPUTS, relays=0) for number in range(1, boards + 1)]
    for board in made:
        for pair in range(INPUTS // 2):
            board.open(2 * pair + 1, 2 * pair + 2)
    twin = TwinBus({f"io-{each.unit}": each for each in made})
    line = Pty(folder / BUS, BAUDS[BUS], twin.heard)
    async with living(twin.run(line.send)):
        yield made
    line.close()


@asynccontextmanager
async def living(*work: Coroutine[Any, Any, object]) -> AsyncIterator[None]:
    """Run these until the block ends."""
    tasks = [asyncio.get_running_loop().create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until_connected(desk: DeskClient, is_meant: Callable[[str], bool]) -> None:
    """Wait until every button of the families that are meant hangs on an open line, as far as the box knows."""
    async with asyncio.timeout(OPEN_WAIT_S):
        while True:
            answer = await desk.ask(AskButtons(request=0))
            if not isinstance(answer, ButtonsKnown):
                raise RuntimeError("the box did not say how its buttons stand")
            if all(each.connected_at for each in answer.buttons if is_meant(each.family)):
                return
            await asyncio.sleep(0.1)


def _in_a_room(name: str, family: str, at: str) -> Button:
    return Button(ButtonId(name), RoomId(f"r-{name}"), family, KeyId(""), HELP, wires=(Wire("help", at),))
