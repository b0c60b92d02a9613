"""A school's wires, pressed all the time, whatever the box does: pendants, contacts of boards and an alarm panel. Knows no record.

Each kind says in `sure` which of its presses must be recorded, whatever happened to the box. It says no more than a wire can prove.
"""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from appliance.plan.ids import BoardId, ButtonId, KeyId, LineId, RoomId
from appliance.plan.model import Button, CircuitBoard, Contact, Kind, Plan, SerialLine, Speaks, Wire
from hardware.alarmdecoder.twin.school import PretendSchool
from hardware.inovonics.codec import Reader, Transmission
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.modbus.pretend import PretendWing
from hardware.points import PanelZone
from tests.patience import until
from tests.system.school import rooms

REST_S = 10.0  # between two presses of one pendant: so most of them come while a line is young
WAITING_MAX = 5  # a receiver keeps seven frames, and nobody can know of those that it forgets
LET_GO = 3  # readings of a board: two are an opening, and before the third it is on disk
HEARD = (
    4  # readings of a board: one is a press; after 0.6 s, which is so many, it is on disk, unless the disk stands still
)
UNITS, ON_EACH = (3, 4), 4  # boards, and buttons on each
ZONES = 4


class Pendants:
    """Pendants, each of a duty whose place nobody knows, so that each has calls of its own. An acknowledged press is sure."""

    def __init__(self, at: Path, count: int = 12) -> None:
        self.pressed: Counter[str] = Counter()
        self.names = [f"yard-{number}" for number in range(1, count + 1)]
        self.radio = PretendRadio([at], {name: PretendTransmitter(_uid(name)) for name in self.names})
        self._at = at

    def planned(self, plan: Plan) -> Plan:
        """Add the pendants and their receiver to a plan."""
        line = SerialLine(LineId("radio-a"), "Receiver in the office", Speaks.INOVONICS, str(self._at))
        buttons = (
            Button(
                ButtonId(name),
                RoomId(""),
                "inovonics",
                KeyId(""),
                (Contact("help", Kind.EMERGENCY),),
                duty=f"Duty of {name}",
                part="EN1223S",
                wires=(Wire("help", f"178-{_uid(name) & 0xFFFFFF}/1"),),
            )
            for name in self.names
        )
        return replace(plan, buttons=(*plan.buttons, *buttons), lines=(*(plan.lines or ()), line))

    @property
    def waiting(self) -> int:
        """How many frames have no answer."""
        return self.radio.receiver().waiting

    async def check_in(self) -> None:
        """Let each pendant check in, so that it is known for good to have been open."""
        for name in self.names:
            self.radio.check_in(name)
            await self.until_answered()

    async def until_answered(self) -> None:
        """Wait until no frame waits for an answer any more."""
        await until(lambda: not self.waiting)

    async def run(self, dice: random.Random) -> None:
        """Press them one after the other, without end."""
        rest_s = REST_S / len(self.names)
        for name in itertools.cycle(self.names):
            while self.waiting > WAITING_MAX:
                await asyncio.sleep(0.05)
            self.pressed[name] += 1
            await self.radio.press(name, for_s=dice.uniform(0.05, rest_s))
            await asyncio.sleep(dice.uniform(0.05, rest_s))

    def sure(self) -> Counter[str]:
        """Give the presses for which the receiver has an answer."""
        found: Counter[str] = Counter()
        for data in self.radio.receiver().acknowledged:
            for frame in Reader().feed(data):
                if isinstance(frame, Transmission) and frame.alarm(1) and not frame.no_change:
                    found[f"yard-{frame.uid & 0xFFFFFF}"] += 1
        return found


class Contacts:
    """Buttons on two boards. A press is sure if one run of the box saw the contact open, one run saw it closed, and each read on long
    enough.
    """

    def __init__(self, at: Path, life: Callable[[], int]) -> None:
        self.pressed: Counter[str] = Counter()
        self.sure: Counter[str] = Counter()
        self._at = at
        self._life = life
        self._on = {unit: [f"knee-{unit}-{number}" for number in range(1, ON_EACH + 1)] for unit in UNITS}
        self._wired = {
            name: (unit, 2 * number - 1, 2 * number)
            for unit, names in self._on.items()
            for number, name in enumerate(names, 1)
        }
        self.wing = PretendWing(at, self._wired)

    def planned(self, plan: Plan) -> Plan:
        """Add these buttons to a plan, two or three in a room."""
        line = SerialLine(LineId("bus"), "Wires of the west wing", Speaks.MODBUS, str(self._at))
        boards = (CircuitBoard(BoardId(f"io-{unit}"), f"Board {unit}", line.line, unit, inputs=16) for unit in UNITS)
        buttons = (
            Button(
                ButtonId(name),
                RoomId(room),
                "modbus",
                KeyId(""),
                (Contact("help", Kind.EMERGENCY),),
                wires=(Wire("help", f"io-{unit}/{closes}/{opens}"),),
            )
            for (name, (unit, closes, opens)), room in zip(self._wired.items(), itertools.cycle(rooms(4)), strict=False)
        )
        return replace(
            plan,
            buttons=(*plan.buttons, *buttons),
            lines=(*(plan.lines or ()), line),
            boards=tuple(boards),
        )

    def read(self, unit: int = UNITS[0]) -> int:
        """How often a board was read."""
        return self.wing.boards[str(unit)].asked

    async def run(self, dice: random.Random) -> None:
        """Press on each board one button after the other, without end."""
        async with asyncio.TaskGroup() as pressing:
            for unit in UNITS:
                pressing.create_task(self._run(unit, random.Random(dice.random())))

    async def _run(self, unit: int, dice: random.Random) -> None:
        for name in itertools.cycle(self._on[unit]):
            was_open = max(await readings(self._life, lambda: self.read(unit), dice.uniform(0.2, 2.0))) >= LET_GO
            self.pressed[name] += 1
            self.wing.close(name)
            was_heard = max(await readings(self._life, lambda: self.read(unit), dice.uniform(0.2, 3.0))) >= HEARD
            self.sure[name] += was_open and was_heard
            self.wing.open(name)


class HoldUps:
    """Buttons of an alarm panel, which says each thing only once. A press is sure if the line was open and the boards were still read
    afterwards.
    """

    def __init__(self, at: Path, life: Callable[[], int], read: Callable[[], int]) -> None:
        self.pressed: Counter[str] = Counter()
        self.sure: Counter[str] = Counter()
        self.pid: int | None = None
        self._at = at
        self._life = life
        self._read = read
        self._zones = {f"bank-{zone}": PanelZone("panel", "zone", str(zone), 0) for zone in range(1, ZONES + 1)}
        self.school = PretendSchool(at, self._zones)

    def planned(self, plan: Plan) -> Plan:
        """Add these buttons to a plan, one or two in a room."""
        line = SerialLine(LineId("panel"), "Burglar panel", Speaks.ALARMDECODER, str(self._at))
        buttons = (
            Button(
                ButtonId(name),
                RoomId(room),
                "alarmdecoder",
                KeyId(""),
                (Contact("help", Kind.EMERGENCY),),
                wires=(Wire("help", f"panel/zone/{zone.number}"),),
            )
            for (name, zone), room in zip(self._zones.items(), itertools.cycle(rooms(4)), strict=False)
        )
        return replace(plan, buttons=(*plan.buttons, *buttons), lines=(*(plan.lines or ()), line))

    async def run(self, dice: random.Random) -> None:
        """Press them one after the other, without end."""
        for name in itertools.cycle(self._zones):
            await asyncio.sleep(dice.uniform(0.2, 2.0))
            life, was_open = self._life(), self._is_open()
            await asyncio.sleep(0.1)
            is_open = was_open and self._is_open() and life == self._life()
            self.pressed[name] += 1
            self.school.panel.press(name)
            read = await readings(self._life, self._read, dice.uniform(0.2, 2.0))
            self.sure[name] += is_open and read[0] >= HEARD
            self.school.panel.free(name)

    def _is_open(self) -> bool:
        """Whether the box has the line open, so that it hears what is said then."""
        try:
            return self._at.readlink() in [fd.readlink() for fd in Path(f"/proc/{self.pid}/fd").iterdir()]
        except OSError:
            return False  # the box is being killed


async def readings(life: Callable[[], int], read: Callable[[], int], for_s: float) -> list[int]:
    """Give how often a board was read in this time, in each run of the box."""
    loop, now, before, found = asyncio.get_running_loop(), life(), read(), [0]
    ends_s = loop.time() + for_s
    while loop.time() < ends_s:
        await asyncio.sleep(0.05)
        if life() != now:
            now, before = life(), read()
            found.append(0)
        found[-1] = read() - before
    return found


def _uid(name: str) -> int:
    return 0xB2000000 + int(name.removeprefix("yard-"))
