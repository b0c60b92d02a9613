"""A school on wires: two receivers, a panel and a board, all pretend, and a real box that hears them. Each way to call has a name.

async with Wired.at(folder) as school:
        await school.starts()
        school.pulls_both_receivers()
        await school.is_heard("contact")

Knows no trouble: the test that pulls says which trouble is right.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from appliance.api.board.calls import CallCard
from appliance.api.desk.buttons import AskButtons, ButtonsKnown
from appliance.plan.ids import AreaName, BoardId, ButtonId, KeyId, LineId, RoomId, SounderId, ZoneId
from appliance.plan.model import Button, CircuitBoard, Contact, Kind, Plan, SerialLine, Sounder, Speaks, Step, Wire
from hardware.alarmdecoder.twin.panel import Panel
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.modbus.twin import TwinBoard, TwinBus
from hardware.points import PanelZone
from hardware.serial.pty import Pty
from hardware.simulated.building import PretendBuilding
from tests.patience import patient, until
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import school

PENDANT, CONTACT, HOLD_UP, WALL = "pendant", "contact", "hold-up button", "wall button"
WAYS = {PENDANT: "Juniper yard", CONTACT: "Juniper B201", HOLD_UP: "Juniper B202", WALL: "Juniper B203"}
"""The place from which each way calls, as a desk reads it."""
ON_WIRES = ("yard-1", "B201-under", "B202-bank")
UID = 178 << 24 | 1234567
CLOSES, OPENS = 1, 2
HELP = (Contact("help", Kind.EMERGENCY),)
LAMP = 1


def on_wires(folder: Path) -> Plan:
    """Make the school of the system tests, with wires whose far ends are in this folder, and a lamp that every call lights."""
    plan = school(4)
    lines = (
        SerialLine(LineId("radio-a"), "Receiver in the office", Speaks.INOVONICS, str(folder / "radio-a")),
        SerialLine(LineId("radio-b"), "Receiver in the gym", Speaks.INOVONICS, str(folder / "radio-b")),
        SerialLine(LineId("panel"), "Burglar panel", Speaks.ALARMDECODER, str(folder / "panel")),
        SerialLine(LineId("bus"), "Wires of the west wing", Speaks.MODBUS, str(folder / "bus")),
    )
    board = CircuitBoard(BoardId("west-io"), "Board in closet W", LineId("bus"), unit=3, inputs=8, relays=8)
    pendant = Button(
        ButtonId("yard-1"),
        RoomId(""),
        "inovonics",
        KeyId(""),
        HELP,
        duty="Yard 1",
        area=AreaName("Juniper yard"),
        part="EN1223S",
        wires=(Wire("help", "178-1234567/1"),),
    )
    contact = _button("B201-under", "B201", "modbus", f"west-io/{CLOSES}/{OPENS}")
    hold_up = _button("B202-bank", "B202", "alarmdecoder", "panel/zone/12")
    lamp = Sounder(SounderId("lamp"), "Lamp west", "relay", f"west-io/{LAMP}", ZoneId("office"))
    first = Step(0, plan.ladder[0].desks, (lamp.sounder,))
    return replace(
        plan,
        buttons=(*plan.buttons, pendant, contact, hold_up),
        sounders=(*plan.sounders, lamp),
        ladder=(first, *plan.ladder[1:]),
        lines=lines,
        boards=(board,),
    )


class Wired:
    """`box`, and what hangs on its wires. The people of `desk` are at the front office."""

    def __init__(self, box: Box, folder: Path, radio: PretendRadio) -> None:
        self.box = box
        self.radio = radio
        self.board = TwinBoard(3)
        self.board.open(CLOSES, OPENS)
        self.bus = TwinBus({"west-io": self.board})
        self.bus_line = Pty(folder / "bus", 19_200, self.bus.heard)
        self.panel_line = Pty(folder / "panel", 115_200)
        self.panel = Panel(self.panel_line.burst, {"hold-up": PanelZone("panel", "zone", "12", 0)})
        self.walls: PretendBuilding
        self.desk: Desk

    @classmethod
    @asynccontextmanager
    async def at(cls, folder: Path, data: Path | None = None) -> AsyncIterator["Wired"]:
        """Plug everything in; nothing hears it yet."""
        receivers, yard = [folder / "radio-a", folder / "radio-b"], {"yard": PretendTransmitter(UID)}
        async with AsyncExitStack() as stack:
            radio = await stack.enter_async_context(PretendRadio(receivers, yard))
            box = await stack.enter_async_context(Box(folder, plan=on_wires(folder), data=data))
            wired = cls(box, folder, radio)
            living = [
                asyncio.get_running_loop().create_task(each)
                for each in (wired.bus.run(wired.bus_line.send), wired.panel.run(every_s=1.0))
            ]
            try:
                yield wired
            finally:
                for task in living:
                    task.cancel()
                await asyncio.gather(*living, return_exceptions=True)
                wired.bus_line.close()
                wired.panel_line.close()

    async def starts(self) -> None:
        """Start the daemon, with somebody at the front desk; returns once every wire is heard."""
        await self.box.starts()
        self.walls = await self.box.building("B203")
        await self._is_ready()
        await self.walls.until_lamp("B203-wall", "ready", within_s=5)

    async def starts_again(self) -> None:
        """Start the daemon after a kill."""
        await self.box.starts()
        await self._is_ready()

    async def _is_ready(self) -> None:
        self.desk = await self.box.desk("front")
        self.radio.check_in("yard")
        await until(lambda: all(self.radio.receiver(each).waiting == 0 for each in (1, 2)))
        async with patient():
            while not await self._are_connected():
                await asyncio.sleep(0.05)

    async def _are_connected(self) -> bool:
        answer = await self.desk.line.ask(AskButtons(request=0))
        assert isinstance(answer, ButtonsKnown)
        return all(each.connected_at for each in answer.buttons if each.button in ON_WIRES)

    async def presses(self, way: str) -> None:
        """Call in this way, and let go."""
        await self.begins_to_press(way)
        await self.lets_go(way)

    async def begins_to_press(self, way: str) -> None:
        """Begin to call in this way. A contact or a pendant stays closed."""
        match way:
            case "pendant":
                self.radio.close("yard")
            case "contact":
                self.board.close(CLOSES, OPENS)
            case "hold-up button":
                self.panel.press("hold-up")
            case _:
                await self.walls.press("B203-wall")

    async def lets_go(self, way: str) -> None:
        """Let go, after as long as a hand holds on."""
        await asyncio.sleep(0.6)
        if way == PENDANT:
            self.radio.open("yard")
        if way == CONTACT:
            self.board.open(CLOSES, OPENS)

    async def is_heard(self, way: str) -> CallCard:
        """Press in this way, and wait until the press is at the desk and rings: as a new call, or in the open one."""
        before = next(
            (each.presses for each in (await self.desk.board()).calls if each.room_name.endswith(WAYS[way])), 0
        )
        await self.presses(way)
        return await self.sees(way, lambda card: card.presses > before and card.ringing)

    async def sees(self, way: str, holds: Callable[[CallCard], bool] = lambda card: True) -> CallCard:
        """Wait for a call from there, of which this is true."""

        def is_it(card: CallCard) -> bool:
            return card.room_name.endswith(WAYS[way]) and holds(card)

        board = await self.desk.board(lambda board: any(map(is_it, board.calls)))
        return next(filter(is_it, board.calls))

    async def is_lit(self) -> None:
        """Wait until the lamp on the board is lit."""
        await until(lambda: self.board.relays[LAMP - 1])


def _button(name: str, room: str, family: str, at: str) -> Button:
    return Button(ButtonId(name), RoomId(room), family, KeyId(""), HELP, wires=(Wire("help", at),))
