"""A school with a phone system, the door of its desk phones over a running box, and the other end of its line as a test plays it."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec.structs import replace

from appliance.api.ask import Refusal
from appliance.api.framing import frame
from appliance.api.phones.frames import to_phones
from appliance.api.phones.messages import (
    Alive,
    Dialled,
    Ended,
    HangUp,
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
from appliance.by_voice import VoiceIntake
from appliance.core.board import Trouble
from appliance.core.calls.commands import ReportShown
from appliance.core.ground.callers import Caller
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.core.ground.words import Actor
from appliance.doors.listening import bind_unix
from appliance.doors.phones.door import SOCKET_MODE, PhonesDoor, PhonesRights
from appliance.engine.change import Change
from appliance.messaging import Messaging
from appliance.plan.document import digest, to_document
from appliance.plan.ids import PersonId
from appliance.plan.messages import Language, MessageWay
from appliance.plan.model import Plan
from appliance.plan.telephones import Telephone
from appliance.speech.phrases import phrases_of
from hardware.messengers.phone import PhoneMessenger
from tests.appliance.doors.harness import ALL_WEEK, FRONT, Harness, school
from tests.patience import until

ANA, BEN = "2210", "+17205550111"
"""The phone on Ana's desk, and the one in Ben's pocket."""


def with_phones(**changes: object) -> Plan:
    """Make the usual school with a phone system: rooms 201 to 205 have the phones 2201 to 2205, room 202 is quiet, and the first step of
    the ladder rings Ana and Ben.
    """
    plan = school()
    rooms = tuple(
        replace(each, phone=f"2{each.room}", quiet=each.room == "202") for each in plan.rooms if each.room != "206"
    )
    ways = {
        "ana": MessageWay("phone", ANA, hours=ALL_WEEK, school=True),
        "ben": MessageWay("phone", BEN, hours=ALL_WEEK, language=Language.ES),
    }
    people = tuple(replace(each, agreed="2026-08-20", ways=(ways[each.person],)) for each in plan.people)
    first = replace(plan.ladder[0], people=(PersonId("ana"), PersonId("ben")))
    planned = replace(
        plan,
        rooms=(*rooms, plan.rooms[-1]),
        people=people,
        ladder=(first, *plan.ladder[1:]),
        telephone=Telephone(pbx="10.20.0.5", extension="4357"),
    )
    return replace(planned, **changes) if changes else planned


@dataclass
class Process:
    """The other end of the line: what it was told, and what it says."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    told: list[ToPhones] = field(default_factory=list)
    over: bool = False

    async def listen(self) -> None:
        frames = to_phones()
        with suppress(ConnectionError):
            while data := await self.reader.read(64 * 1024):
                self.told += frames.feed(data)
        self.over = True

    def says(self, *messages: msgspec.Struct) -> None:
        self.writer.write(b"".join(map(frame, messages)))

    def all[Told: ToPhones](self, kind: type[Told]) -> list[Told]:
        return [each for each in self.told if isinstance(each, kind)]

    @property
    def rings(self) -> tuple[Ring, ...]:
        """What shall ring now."""
        told = [each for each in self.told if isinstance(each, Rings)]
        return told[-1].rings if told else ()

    def ring(self, to: str) -> Ring | None:
        return next((each for each in self.rings if each.to == to), None)

    async def rung(self, to: str) -> Ring:
        """Wait until this phone shall ring."""
        await until(lambda: self.ring(to) is not None)
        found = self.ring(to)
        assert found is not None
        return found

    def answers(self, ring: Ring) -> None:
        """Let somebody pick this phone up and hear the announcement begin."""
        self.says(
            *(RingState(id=ring.id, state=state) for state in (State.RINGING, State.ANSWERED, State.ANNOUNCED)),
        )

    def presses(self, ring: Ring, digit: str) -> None:
        self.says(Key(of=ring.id, digit=digit))

    def dials(self, number: str, call: str = "c1", **how: bool) -> None:
        """Let the phone with this number dial the help extension; the phone system vouches for it unless it is said otherwise."""
        known = {"proved": True, "withheld": False, "outside": False} | how
        self.says(Dialled(call=call, number=number, **known))  # type: ignore[arg-type]

    def hangs_up(self, call: str = "c1") -> None:
        self.says(Ended(call=call))

    def spoken(self, call: str = "c1") -> list[tuple[str, ...]]:
        """Give everything that this caller was told, in order; a tone is "tone"."""
        own = [each for each in self.told if isinstance(each, Speak) and each.call == call]
        return [(*(("tone",) if each.tone else ()), *each.clips) for each in own]

    async def hears(self, *clips: str, call: str = "c1") -> None:
        """Wait until this caller is told exactly these clips."""
        try:
            await until(lambda: self.spoken(call)[-1:] == [clips])
        except TimeoutError:
            raise AssertionError(f"told {self.spoken(call)}, and not {clips}") from None

    def hung_up(self, call: str = "c1") -> bool:
        return HangUp(call=call) in self.told

    async def refused(self) -> str:
        """Wait until the box closes this line; give its last sentence."""
        await until(lambda: self.over)
        return "".join(each.says for each in self.told if isinstance(each, Refusal))


@dataclass
class Phones:
    """The door over a running box, and the way that it drives."""

    harness: Harness
    door: PhonesDoor
    way: PhoneMessenger
    folder: Path
    recorded: bool

    @property
    def incidents(self) -> list[Incident]:
        return [*self.harness.engine.board.incidents.values()]

    @property
    def callers(self) -> list[tuple[str | None, Caller | None]]:
        """Give the room and the caller of each open call."""
        return [(each.room, each.source.called_by) for each in self.incidents]

    def messages(self) -> tuple[Spoken, ...]:
        return self.harness.engine.board.messages.get(self.incidents[0].incident, ())

    def trouble(self, word: str) -> Trouble | None:
        troubles = self.harness.engine.board.troubles.values()
        return next((each for each in troubles if each.cause.what == word), None)

    def staffs_front_desk(self) -> None:
        """Let somebody be at the front desk, whose console shows every call as soon as it comes."""
        engine = self.harness.engine
        engine.desk_connected(FRONT)
        engine.desk_touched(FRONT)

        def shows(_: Change) -> None:
            for each in self.incidents:
                if FRONT not in each.shown_at:
                    engine.submit(ReportShown(incident=each.incident), Actor(FRONT))

        engine.listen(shows, "a console that shows everything")

    async def adopts(self, plan: Plan) -> None:
        await self.harness.adopt(to_document(plan)).kept

    def records_phrases(self, leave_out: Callable[[str], bool] = lambda _: False) -> None:
        """Put a file for each phrase of the plan into the folder, as whoever records them does."""
        record_phrases(self.folder, self.harness.engine.board.index.plan, leave_out)

    @asynccontextmanager
    async def process(self, *, registers: bool = True) -> AsyncIterator[Process]:
        """Connect as the process of the phones does."""
        path = self.harness.folder / "phones.sock"
        async with connected(path, registers=registers, recorded=self.recorded) as process:
            yield process


@asynccontextmanager
async def connected(path: Path, *, registers: bool = True, recorded: bool = True) -> AsyncIterator[Process]:
    """Connect to this door as the process of the phones does. `registers`: the phone system takes the account at once. `recorded`: wait
    until the box says that phrases are there.
    """
    reader, writer = await asyncio.open_unix_connection(path)
    process = Process(reader, writer)
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(process.listen())
        try:
            if registers:
                await until(lambda: any(each.phrases or not recorded for each in process.all(Setup)))
                process.says(Alive(), Registration(why=None))
            yield process
        finally:
            writer.close()
            listening.cancel()


def record_phrases(folder: Path, plan: Plan, leave_out: Callable[[str], bool] = lambda _: False) -> None:
    """Put a file for each phrase of a plan into its folder, as whoever records them does."""
    own = folder / digest(to_document(plan))
    own.mkdir(parents=True, exist_ok=True)
    for clip in phrases_of(plan):
        if not leave_out(clip):
            (own / f"{clip}.wav").write_bytes(b"RIFF")


@asynccontextmanager
async def phones(
    harness: Harness, *, plan: Plan | None = None, rights: PhonesRights | None = None, recorded: bool = True
) -> AsyncIterator[Phones]:
    """Open the door over a box whose plan has phones. `recorded`: all phrases of the plan are there."""
    way = PhoneMessenger()
    folder = harness.folder / "phrases"
    await harness.adopt(to_document(plan or with_phones())).kept
    door = PhonesDoor(
        harness.engine,
        VoiceIntake(harness.engine).phone_call,
        bind_unix(harness.folder / "phones.sock", SOCKET_MODE),
        way,
        folder,
        rights or PhonesRights(os.geteuid(), None),
    )
    opened = Phones(harness, door, way, folder, recorded)
    if recorded:
        opened.records_phrases()
    messaging = Messaging(harness.engine, harness.tasks, {"phone": way}.__getitem__)
    harness.tasks.start(messaging.keep_saying(), name="messages")
    harness.tasks.start(door.run(), name="phones")
    yield opened
    await harness.tasks.stop("messages")
    await harness.tasks.stop("phones")
