"""A small school with a real engine, a real logbook and real sockets, and the words in which tests are told."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.adoption.adoption import Adoption
from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.desk.client import DeskClient
from appliance.api.desk.health import DoorKnown
from appliance.api.desk.people import ProveSelf
from appliance.clock import SystemClock
from appliance.core.board import Board
from appliance.core.calls.commands import RaiseCall
from appliance.core.devices.supervision import Heard
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Source
from appliance.district.keeper import Keeper
from appliance.doors.console.door import SOCKET_MODE, DeskDoor
from appliance.doors.feed.rights import FeedRights
from appliance.doors.feed.sealed_feed import Feed
from appliance.doors.listening import bind_unix
from appliance.doors.page.challenges import Challenges
from appliance.doors.page.opening import Openings
from appliance.doors.peer import Rights
from appliance.doors.records.feed_lines import FeedLines
from appliance.doors.records.user import Services
from appliance.doors.sitting.proving import Proving
from appliance.engine.engine import Engine
from appliance.engine.forgetting import ForgettingKeeper
from appliance.engine.outcome import Submission
from appliance.engine.queries import Queries
from appliance.engine.receipts import Receipts
from appliance.engine.records import Records
from appliance.engine.responses import ResponseNotes
from appliance.engine.retention import RetentionKeeper
from appliance.health.telling import Telling
from appliance.listed.keeper import ListedKeeper
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.owed.owed import Owed
from appliance.plan.document import digest, from_document, to_document
from appliance.plan.ids import ButtonId, DeskId, KeyId, PersonId, RoomId, ZoneId
from appliance.plan.model import Area, Button, Contact, Desk, Hours, Kind, Person, Plan, Role, Room, Step
from appliance.recovery.bundling import Given
from appliance.recovery.recovery import Recovery
from appliance.settings import Settings
from appliance.tasks import Tasks
from appliance.vault.credentials import Credentials
from appliance.vault.people import People
from appliance.vault.slow_hash import SlowHash
from appliance.vault.vault import Vault
from hardware.ports import SignalSource
from tests.patience import patience, patient

FRONT, NURSE = DeskId("front"), DeskId("nurse")
PIN = "830917"
ALL_WEEK = (Hours(0, 7 * 1440),)


def school() -> Plan:
    """Make the plan: rooms 201 to 206 with a button each, of which 206 has a pendant that cannot be told; two desks, two people."""
    upstairs, office = ZoneId("upstairs"), ZoneId("office")
    rooms = tuple(Room(RoomId(f"20{n}"), f"Room 20{n}", "2", upstairs, f"Cedar 20{n}") for n in range(1, 7))
    return Plan(
        building="Cedar Creek",
        timezone="UTC",
        address="1 Main Street",
        phone="555 0100",
        rooms=rooms,
        areas=(Area("Playground", upstairs, "use the radio"),),
        buttons=tuple(
            Button(
                ButtonId(f"B{room.room}"),
                room.room,
                "webhook" if room.room == "206" else "simulated",
                KeyId("k"),
                (Contact("help", Kind.ASSIST),),
            )
            for room in rooms
        ),
        desks=(Desk(FRONT, "Front office", office), Desk(NURSE, "Nurse", office)),
        people=(
            Person(PersonId("ana"), "Ana Ortiz", (Role.LEAD,), ALL_WEEK),
            Person(PersonId("ben"), "Ben Ruiz", (Role.NURSE,), ALL_WEEK),
        ),
        sounders=(),
        occupied=ALL_WEEK,
        ladder=(Step(0, (FRONT, NURSE)), Step(15, (FRONT, NURSE))),
    )


@dataclass
class Harness:
    """The running parts, and the words in which tests are told."""

    engine: Engine
    queries: Queries
    logbook: Logbook
    folder: Path
    tasks: Tasks
    people: People
    records: Records
    keeper: Keeper
    recovery: Recovery
    vault: Vault
    given: Given
    owed: Owed
    openings: Openings
    sources: dict[str, SignalSource] = field(default_factory=dict)
    """Families of buttons; a test may add more."""
    _counts: dict[str, int] = field(default_factory=dict)

    def feed(self, rights: FeedRights | None = None) -> Feed:
        """Make the sealed feed with these rights; the daemon's own user has every right."""
        return Feed(
            self.engine, self.queries, self.keeper, self.recovery, rights or FeedRights(os.geteuid(), None, None)
        )

    async def stalled_disk(self) -> Callable[[], None]:
        """Let the disk answer nothing, by keeping the connection's own thread busy, until the returned function is called."""
        begun, over = threading.Event(), threading.Event()

        def keep_busy(_: object) -> None:
            begun.set()
            over.wait(patience())

        self.logbook._database.begin(keep_busy)
        await asyncio.to_thread(begun.wait, patience())
        return over.set

    @property
    def listed(self) -> ListedKeeper:
        """What gives the rules and the calendar that count."""
        return self.owed.listed

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.folder / "credentials")

    @property
    def socket(self) -> Path:
        return self.folder / "desk.sock"

    def press(self, room: str, counter: int | None = None, ago_ms: int | None = 0) -> Submission:
        """Make the next press of a room's button: just now, or `ago_ms` ago; None means that nobody knows when."""
        self._counts[room] = counter or self._counts.get(room, 0) + 1
        source = Source(Door.BUTTON, ButtonId(f"B{room}"), "help", self._counts[room])
        call = RaiseCall(place=Place(room=RoomId(room)), kind=Kind.ASSIST, source=source, pressed_ago_ms=ago_ms)
        return self.engine.submit(call)

    def adopt(self, document: bytes) -> Submission:
        plan = from_document(document)
        return self.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan))

    def give_pins(self, *people: str) -> None:
        """Give PINs, as an administrator does on the box before school."""
        for person in people:
            self.people.set(PersonId(person), PIN)

    @asynccontextmanager
    async def console(self, desk: DeskId | None) -> AsyncIterator["Console"]:
        async with DeskClient.connect(self.socket, desk, "test") as line:
            yield Console(line)


@dataclass
class Console:
    """A desk as a person uses it."""

    line: DeskClient

    async def sees(self, room: str) -> CallCard:
        """Wait until a call from the room is on the board; give its card."""
        board = await self.board(lambda board: any(card.room == room for card in board.calls))
        return next(card for card in board.calls if card.room == room)

    async def proves(self, person: str, secret: str = PIN) -> Reply:
        """Prove who is here, with a PIN."""
        return await self.line.ask(ProveSelf(request=0, person=PersonId(person), secret=secret))

    async def attended(self) -> None:
        """Touch a key, and wait until the desk counts as attended."""
        await self.line.present()
        await self.board(lambda board: board.here is not None and board.here.attended)

    async def board(self, until: Callable[[BoardView], bool] = lambda board: True) -> BoardView:
        async with patient():
            async for board in self.line.states():
                if until(board):
                    return board
        raise AssertionError("the states of a line never end by themselves")


@asynccontextmanager
async def running_harness(folder: Path, rights: Rights) -> AsyncIterator[Harness]:
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        vault = Vault.open(folder / "keys")
        logbook, _ = await open_logbook(folder / "logbook", vault, wall_ms=clock.now().wall_ms)
        stack.push_async_callback(logbook.close)
        board = Board.empty()
        board.epoch = logbook.epoch
        engine = Engine(board, Heard(), logbook, clock)
        queries = Queries(logbook, vault.building)
        tasks = Tasks()
        stack.push_async_callback(tasks.stop)
        tasks.start(engine.recorder.run(), name="recorder")
        tasks.start(engine.run(), name="engine")
        kept = Records(engine, logbook, queries)
        tasks.start(ResponseNotes(engine, kept).run(), name="responses in records")
        keeper = Keeper(engine, logbook, vault, folder / "keys")
        keeper.take_up()
        given = Given(
            folder / "keys", folder / "devices.json", lambda: keeper.trust.recovery, lambda: keeper.trust.root
        )
        recovery = Recovery(engine, logbook, queries, vault, given, Settings(data=folder))
        owed = Owed(engine, kept, logbook, queries, breath_s=0)
        openings = Openings(engine, vault.building, vault.pages_key(), Challenges())
        people = People(folder / "keys")
        harness = Harness(
            *(engine, queries, logbook, folder, tasks, people, kept, keeper, recovery, vault, given, owed, openings)
        )
        listening = bind_unix(harness.socket, SOCKET_MODE)
        buttons = Adoption(engine, harness.credentials, harness.sources, harness.adopt, vault.keep_rank)
        retention = RetentionKeeper(engine, kept, logbook, queries, vault, breath_s=0)
        records = Services(
            engine,
            kept,
            Receipts(logbook, vault),
            FeedLines(),
            Proving(harness.people, SlowHash(folder / "keys" / "codes.pepper"), lambda: engine.board.index),
            retention,
            ForgettingKeeper(engine, kept, queries, retention, owed.open_of),
            Telling(
                Settings(data=folder),
                harness.credentials,
                vault.device_public,
                lambda: engine.board.index,
                lambda: (DoorKnown(door="desk", where=str(harness.socket)),),
            ).known,
            owed,
            keeper,
            recovery,
            openings=harness.openings,
        )
        door = DeskDoor(engine, queries, listening, harness.adopt, buttons, records, rights)
        await harness.adopt(to_document(school())).kept
        tasks.start(door.run(), name="desk door")
        tasks.start(keeper.recipients.run(), name="wraps for the safety office")
        await asyncio.sleep(0)
        yield harness
        assert not tasks.failed.done(), f"the task {tasks.failed.result()} failed"
