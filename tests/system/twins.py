"""Makes a school whose wall buttons are twins of our real ones: ESPHome's protocol, encrypted, each with every contact our
firmware knows.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from appliance.plan.families import ESPHOME
from appliance.plan.ids import DeskId, RoomId, ZoneId
from appliance.plan.model import Area, Contact, Desk, Kind, Limits, Plan, Room, Step
from hardware.esphome.wire import CONTACTS
from tests.patience import PatientTwins, patient
from tests.ports import free_port
from tests.system.box import Box
from tests.system.school import button_of, key_of, school

ASKS = (
    Contact("help", Kind.ASSIST),
    Contact("hold", Kind.EMERGENCY),
    Contact("medical", Kind.MEDICAL),
    Contact("tap-out", Kind.TAP_OUT),
)
FRONT, HALL = DeskId("front"), DeskId("hall")
OFFICE, HALLWAY = ZoneId("office"), ZoneId("hallway")
OFFICE_ROOM = RoomId("B201")
NEXT_STEP_S = 2
CONNECTED_WITHIN_S = 15.0
LAMP_WITHIN_S = 5.0  # by promise 1; in fact it takes milliseconds


class TwinSchool(PatientTwins):
    """A pretend building whose methods take rooms and find their buttons. `lamps` is everything each lamp said so far, in order."""

    def __init__(self, box: Box, *rooms: str) -> None:
        host, _, port = box.options[1].partition(":")
        named = [button_of(room) for room in rooms]
        self.lamps: dict[str, list[str]] = {button: [] for button in named}
        keys = {button: key_of(button) for button in named}
        super().__init__(host, int(port), keys, contacts=dict.fromkeys(named, CONTACTS), lit=self._note)

    async def pressed(self, room: str, contact: str = "help") -> None:
        """Let somebody in this room press."""
        await self.press(button_of(room), contact)

    async def held(self, room: str) -> None:
        """Let somebody in this room hold the button."""
        await self.hold(button_of(room))

    async def shows(self, room: str, lamp: str, within_s: float = LAMP_WITHIN_S) -> None:
        """Wait until the lamp in this room says this."""
        await self.until_lamp(button_of(room), lamp, within_s=within_s)

    def shown(self, room: str) -> str:
        """Give what the lamp in this room says now."""
        return self.lamp(button_of(room))

    async def until_acknowledged(self, count: int) -> None:
        """Wait until so many lamps say that a person has the call."""
        async with patient(LAMP_WITHIN_S):
            while sum(self.lamp(button) == "acknowledged" for button in self.buttons()) < count:
                await asyncio.sleep(0.01)

    def said_since_ready(self, room: str) -> list[str]:
        """Give everything that lamp said, in order, after it first said "ready"."""
        said = self.lamps[button_of(room)]
        return said[said.index("ready") + 1 :]

    def _note(self, button: str, lamp: str) -> None:
        self.lamps[button].append(lamp)


def twin_plan(count: int = 6, limits: Limits | None = None) -> Plan:
    """Make a plan in which the front office is told first, the hall two seconds later; no bell. B201 is in the office, the other rooms are
    upstairs.
    """
    plan = school(count, limits)
    walls = [each for each in plan.buttons if each.family == "simulated"]
    return replace(
        plan,
        rooms=tuple(_room(each) for each in plan.rooms),
        areas=(*plan.areas, Area("Juniper hallway", HALLWAY, "the phone by the stairs")),
        buttons=tuple(replace(each, family=ESPHOME, contacts=ASKS, safe=True) for each in walls),
        desks=(Desk(FRONT, "Front office", OFFICE), Desk(HALL, "Hall", HALLWAY)),
        sounders=(),
        ladder=(Step(0, (FRONT,)), Step(NEXT_STEP_S, (HALL,))),
    )


def twin_box(folder: Path, plan: Plan | None = None) -> Box:
    """Make a box that such buttons call."""
    return Box(folder, plan=plan or twin_plan(), options=("--esphome", f"127.0.0.1:{free_port()}"))


@asynccontextmanager
async def twins(box: Box, *rooms: str) -> AsyncIterator[TwinSchool]:
    """Give power to the buttons of these rooms, and wait until the box has told each "ready"."""
    async with TwinSchool(box, *rooms) as building:
        for room in rooms:
            await building.shows(room, "ready", CONNECTED_WITHIN_S)
        yield building


def _room(room: Room) -> Room:
    zone = OFFICE if room.room == OFFICE_ROOM else room.zone
    return replace(room, name=f"Room {room.room}", phone_name=f"JMS {room.room}", zone=zone)
