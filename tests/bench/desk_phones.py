"""`phone-dialled`, `phone-told`, `phone-key` and `phone-memory`: measures the door of the desk phones in a real alert daemon. A bare line
stands for the process that speaks to the phone system, so no SIP and no sound is in these figures.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import harness
import msgspec
from buttons import Button, connected
from figures import Figure, p
from msgspec.structs import replace

from appliance.api.framing import frame
from appliance.api.phones.frames import to_phones
from appliance.api.phones.messages import (
    CALLS_MAX,
    Alive,
    Dialled,
    Ended,
    Key,
    Registration,
    Ring,
    Rings,
    RingState,
    Setup,
    Speak,
    State,
    ToPhones,
)
from appliance.core.calls.lamps import Lamp
from appliance.plan.document import digest, to_document
from appliance.plan.messages import MessageWay
from appliance.plan.model import Plan, Role, Step
from appliance.plan.telephones import Telephone
from appliance.speech.phrases import phrases_of

CALLS = 60
WITHIN_S = 10.0
LEAD = "99000"
HAS_CALL = "en.has-your-call-from"
DIALLED_MS_MAX, TOLD_MS_MAX, KEY_MS_MAX, MEMORY_MB_MAX = 100.0, 1000.0, 300.0, 80.0


class Line:
    """A bare end of the line of the phones. Each frame is timed as it comes (perf_counter seconds)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._told: list[tuple[float, ToPhones]] = []
        self._news = asyncio.Event()

    async def read(self) -> None:
        """Read, and stay alive, until cancelled."""
        frames = to_phones()
        while data := await self._reader.read(64 * 1024):
            now_s = time.perf_counter()
            self._told += [(now_s, each) for each in frames.feed(data)]
            self._news.set()
            self.says(Alive())

    def says(self, *messages: msgspec.Struct) -> None:
        """Say these."""
        self._writer.write(b"".join(map(frame, messages)))

    async def told[Found](self, find: Callable[[ToPhones], Found | None]) -> tuple[float, Found]:
        """Wait for the first message in which this is found; give when it came, and what was found."""
        seen = 0
        async with asyncio.timeout(WITHIN_S):
            while True:
                for at_s, message in self._told[seen:]:
                    seen += 1
                    if (found := find(message)) is not None:
                        return at_s, found
                self._news.clear()
                await self._news.wait()

    def forget(self) -> None:
        """Forget what was told so far."""
        self._told.clear()


async def measure() -> AsyncIterator[Figure]:
    """Let rooms press whose lead is rung on a desk phone and answers by a key, and then let rooms dial."""
    names = harness.button_names(2 * CALLS + CALLS_MAX)
    async with harness.folder() as folder:
        data, plan = folder / "data", _plan(len(names))
        data.mkdir(mode=0o700)
        _record(folder / "handbell-phrases", plan)
        async with (
            harness.alert(data, plan) as alert,
            harness.at_the_desk(alert.desk_socket),
            _line(alert.desk_socket.with_name("phones.sock")) as line,
            connected(alert.port, names) as buttons,
        ):
            await alert.quiet()
            told, keyed = list[float](), list[float]()
            for button in buttons[:CALLS]:  # first, while no call rings that the lead was told of
                ring_s, key_s = await _ring(line, button)
                told.append(ring_s)
                keyed.append(key_s)
            dialled = [await _dial(line, number) for number in range(CALLS, 2 * CALLS)]
            for number in range(2 * CALLS, len(names)):
                line.says(_call(number))
            await alert.quiet()
            memory_mb = alert.memory_mb()
    for name, taken, most, about in (
        (
            "phone-dialled",
            dialled,
            DIALLED_MS_MAX,
            "from the word that a room dials, until its caller is told that it is recorded",
        ),
        ("phone-told", told, TOLD_MS_MAX, "from a press until the phone of the lead shall ring"),
        ("phone-key", keyed, KEY_MS_MAX, "from key 1 until the lamp says on the way"),
    ):
        taken_ms = [each * 1000 for each in taken]
        says = f"p95 of {CALLS}; p50 {p(taken_ms, 50):.1f}, worst {max(taken_ms):.1f}; {about}"
        yield Figure(name, p(taken_ms, 95), "ms", value_max=most, says=says)
    about = f"resident, {len(names)} buttons with a room's phone each, after these calls, and {CALLS_MAX} callers on the line"
    yield Figure("phone-memory", memory_mb, "MB", value_max=MEMORY_MB_MAX, says=about)


async def _dial(line: Line, number: int) -> float:
    call = f"c{number}"

    def recorded(message: ToPhones) -> bool | None:
        return True if isinstance(message, Speak) and message.call == call and HAS_CALL in message.clips else None

    line.forget()
    began_s = time.perf_counter()
    line.says(_call(number))
    at_s, _ = await line.told(recorded)
    line.says(Ended(call=call))
    return at_s - began_s


async def _ring(line: Line, button: Button) -> tuple[float, float]:
    """Let one room press and the lead answer; give the seconds until the phone shall ring, and from the key to the lamp."""

    def rung(message: ToPhones) -> Ring | None:
        return next((each for each in message.rings if each.to == LEAD), None) if isinstance(message, Rings) else None

    def over(message: ToPhones) -> bool | None:
        return True if isinstance(message, Rings) and not message.rings else None

    line.forget()
    data, receipt = button.ready_press()
    began_s = time.perf_counter()
    button.write(data)
    at_s, ring = await line.told(rung)
    await receipt
    line.says(*(RingState(id=ring.id, state=each) for each in (State.RINGING, State.ANSWERED, State.ANNOUNCED)))
    lit = button.lights(Lamp.ON_THE_WAY)
    key_s = time.perf_counter()
    line.says(Key(of=ring.id, digit="1"))
    taken_s = await lit - key_s
    line.forget()
    line.says(RingState(id=ring.id, state=State.ENDED))
    await line.told(over)
    return at_s - began_s, taken_s


@asynccontextmanager
async def _line(path: Path) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_unix_connection(path)
    line = Line(reader, writer)
    reading = asyncio.get_running_loop().create_task(line.read())
    await line.told(lambda message: message if isinstance(message, Setup) and message.phrases else None)
    line.says(Registration(why=None))
    try:
        yield line
    finally:
        reading.cancel()
        writer.close()


def _call(number: int) -> Dialled:
    return Dialled(call=f"c{number}", number=_phone(number), proved=True, withheld=False, outside=False)


def _phone(number: int) -> str:
    return f"2{number:04}"


def _plan(rooms: int) -> Plan:
    """Make the bench's school with a phone in each room. Its lead is rung at once."""
    plan = harness.plan_of(rooms)
    (lead,) = plan.people
    told = replace(lead, agreed="2026-08-20", ways=(MessageWay("phone", LEAD, school=True),))
    phones = (replace(room, phone=_phone(at)) for at, room in enumerate(plan.rooms[:rooms]))
    first, *later = plan.ladder
    step = Step(first.after_s, first.desks, roles=(Role.LEAD,))
    return replace(
        plan,
        rooms=(*phones, *plan.rooms[rooms:]),
        people=(told,),
        ladder=(step, *later),
        telephone=Telephone(pbx="10.20.0.5", extension="4357"),
    )


def _record(folder: Path, plan: Plan) -> None:
    """Put a file for each phrase where recorded phrases are. Nobody plays them here."""
    own = folder / digest(to_document(plan))
    own.mkdir(parents=True)
    for clip in phrases_of(plan):
        (own / f"{clip}.wav").write_bytes(b"RIFF")
