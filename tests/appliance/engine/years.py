"""Runs a box through the years: a real engine and logbook by a calendar that the test turns, with records in it, and somebody who stole its
disk.
"""

import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from appliance.core.calls.commands import Acknowledge, RaiseCall, StandDown
from appliance.core.calls.events import CallRaised
from appliance.core.devices.supervision import Heard
from appliance.core.district.commands import NoteOpened
from appliance.core.district.events import StreamOpened
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Door, Outcome, Source
from appliance.engine.engine import Engine
from appliance.engine.forgetting import DutiesOpen, ForgettingKeeper
from appliance.engine.outcome import Done
from appliance.engine.queries import Queries
from appliance.engine.records import Records
from appliance.engine.retention import RetentionKeeper
from appliance.envelope.hybrid import PRIVATE_LEN, PrivateKey
from appliance.logbook.batch import Fact
from appliance.logbook.epoch import rank_of_start, start_entry
from appliance.logbook.opener import unwrapped
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, DeskId, IncidentId, RoomId
from appliance.plan.model import Kind, Plan, Retention
from appliance.plan.parse import read
from appliance.record.decide import No
from appliance.record.events import (
    CopyOffered,
    FactWritten,
    HoldReleased,
    KeysDestroyed,
    RecordEntry,
    RecordHeld,
    RecordMoved,
)
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.words import Author, FieldId, ItemId, Klass, Shown, Status, Value
from appliance.starting import rebuilt
from appliance.tasks import Tasks
from appliance.vault.vault import Vault

FRONT = DeskId("front")
SOMEBODY = Author(desk=FRONT, shown=Shown.NOT_SHOWN)
EXAMPLE = Path(__file__).parents[3] / "appliance" / "plan" / "example.yaml"
A, B, C, D = Klass

FACTS: tuple[tuple[str, str, Value], ...] = (
    ("event_kind", "", "happened"),
    ("anyone_hurt", "", True),
    ("account.text", "account-1", "He bit me when I stood in the door."),
    ("injury.level", "injury-1", "minor"),
    ("injury.body_part", "injury-1", ("arm",)),
)
"""One field of every class, about somebody who was hurt."""


class Calendar:
    """A clock that stands at noon of the day the test says, and ticks from there."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._started_s = time.monotonic()

    def now(self) -> Moment:
        passed_ms = int((time.monotonic() - self._started_s) * 1000)
        noon_ms = int(datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC).timestamp() * 1000)
        return Moment(passed_ms, noon_ms + passed_ms, self.day.weekday() * 1440 + 720)


@dataclass(frozen=True)
class Stolen:
    """A wrap as the disk once had it, with the key entry that names it."""

    stream: bytes
    key_no: int
    wrap: bytes
    entry: bytes


@dataclass
class Years:
    """The running box."""

    folder: Path
    calendar: Calendar
    vault: Vault
    logbook: Logbook
    engine: Engine
    records: Records
    queries: Queries
    retention: RetentionKeeper
    forgetting: ForgettingKeeper

    async def turn_to(self, day: date) -> None:
        """Turn to that day, and let the box notice that the week is another; it also ran in the week before."""
        self.calendar.day = day - timedelta(days=7)
        self.vault.reading_keys.current(self.calendar.now().wall_ms)
        self.calendar.day = day
        current = self.vault.reading_keys.current(self.calendar.now().wall_ms).public
        if self.logbook.pool.recipients[0] != current:
            self.logbook.pool.readdress([current])
            carried = self.engine.carry_forward(await self.logbook.keys_in_use())
            if carried is not None:
                await carried

    async def press(self) -> IncidentId:
        """Make a call; give its id."""
        source = Source(Door.BUTTON, ButtonId("B204-wall"), "help", None)
        raised = await self.engine.submit(
            RaiseCall(place=Place(room=RoomId("B204")), kind=Kind.ASSIST, source=source)
        ).kept
        assert isinstance(raised, Done)
        return next(event.incident for event in raised.events if isinstance(event, CallRaised))

    async def answer(self, incident: IncidentId, outcome: Outcome = Outcome.ATTENDED) -> None:
        """Let somebody go there, and end the call."""
        for command in (Acknowledge(incident=incident), StandDown(incident=incident, outcome=outcome, saw_room="Ana")):
            done = await self.engine.submit(command, Actor(FRONT)).kept
            assert isinstance(done, Done), done

    async def call(self, outcome: Outcome = Outcome.ATTENDED) -> IncidentId:
        """Make a call that was answered and is over."""
        incident = await self.press()
        await self.answer(incident, outcome)
        return incident

    async def record(self, *, offered: bool = True, reviewed: bool = True) -> IncidentId:
        """Make a call with facts of every class, reviewed, and with a copy offered."""
        incident = await self.call()
        await self.write(incident, *(self.fact(incident, *each) for each in FACTS))
        moves = (Status.SUBMITTED, Status.REVIEWED) if reviewed else (Status.SUBMITTED,)
        await self.write(incident, *(RecordMoved(incident=incident, by=SOMEBODY, klass=A, to=to) for to in moves))
        if offered:
            await self.write(incident, CopyOffered(incident=incident, by=SOMEBODY, klass=A, taken=True))
        return incident

    def fact(self, incident: IncidentId, name: str, item: str, value: Value) -> FactWritten:
        field = FIELDS[FieldId(name)]
        return FactWritten(
            incident=incident, by=SOMEBODY, klass=field.klass, field=field.field, item=ItemId(item), value=value
        )

    async def write(self, incident: IncidentId, *events: RecordEntry) -> None:
        kept = await self.records.write(incident, lambda _: events)
        assert not isinstance(kept, No), kept

    async def hold(self, incident: IncidentId, *, on: bool = True) -> None:
        made = RecordHeld if on else HoldReleased
        await self.write(incident, made(incident=incident, by=SOMEBODY, klass=A, reason="a claim"))

    async def opened(self, incident: IncidentId) -> int:
        """Note that the safety office opened the record up to its newest entry of today, and give that entry."""
        stream = await self.logbook.reader.stream_of_incident(incident)
        assert stream is not None
        last = (await self.logbook.reader.of_stream(stream))[-1][0]
        said = StreamOpened(stream=stream, number=last, statement=b"", key=b"", signature=b"")
        await self.engine.submit(NoteOpened(opened=said)).kept
        return last

    async def classes_read(self, incident: IncidentId) -> set[Klass]:
        """Give the classes of which something can be read here and now."""
        told = await self.queries.told_of(incident)
        left = [event for _, _, event in told if not isinstance(event, KeysDestroyed)]
        return {event.klass if isinstance(event, FactWritten) else A for event in left}

    async def certificates(self) -> list[KeysDestroyed]:
        """Give all certificates in the logbook."""
        told = await self.queries._open(await self.logbook.reader.after(0, 100_000))
        return [event for _, _, event in told if isinstance(event, KeysDestroyed)]

    async def wraps(self, incident: IncidentId | None = None) -> list[Stolen]:
        """Give every wrap that is on the disk now, of one incident or of all."""
        stream = await self.logbook.reader.stream_of_incident(incident) if incident is not None else None
        sql = "SELECT wrap.stream, key_no, wrap, entry FROM wrap JOIN entry USING (number)"
        rows = await self.logbook.work(lambda db: db.execute(sql).fetchall())
        return [Stolen(*row) for row in rows if stream is None or row[0] == stream]


@asynccontextmanager
async def years_at(
    folder: Path,
    day: date,
    retention: Retention | None = None,
    duties_open: DutiesOpen | None = None,
    calendar: Calendar | None = None,
) -> AsyncIterator[Years]:
    """Run the box in `folder`, started on that day, with an approved schedule. Without `duties_open`, nothing is owed after any call.
    `calendar` in place of one that ticks by itself.
    """
    calendar, vault = calendar or Calendar(day), Vault.open(folder / "keys")
    wall_ms = calendar.now().wall_ms
    vault.reading_keys.current(wall_ms - 7 * 86_400_000)
    logbook, remembered = await open_logbook(folder / "logbook", vault, wall_ms=wall_ms, unwritable_too=True)
    board = rebuilt(remembered)
    board.calls = max(board.calls, remembered.calls_so_far)
    engine = Engine(board, Heard(), logbook, calendar)
    started = start_entry(
        vault,
        remembered,
        epoch=logbook.epoch,
        epoch_rank=rank_of_start(remembered, vault.rank),
        plan_digest=board.plan_digest,
        clock_trusted=True,
    )
    engine.begin(Fact(calendar.now(), started))
    tasks = Tasks()
    tasks.start(engine.recorder.run(), name="recorder")
    tasks.start(engine.run(), name="engine")
    queries = Queries(logbook, vault.building)
    records = Records(engine, logbook, queries)
    keeper = RetentionKeeper(engine, records, logbook, queries, vault, breath_s=0)
    forgetting = ForgettingKeeper(engine, records, queries, keeper, duties_open or _nothing_owed)
    try:
        plan = _plan(retention or Retention(approved="the board"))
        document = to_document(plan)
        await engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        engine.desk_connected(FRONT)
        engine.desk_touched(FRONT)
        yield Years(folder, calendar, vault, logbook, engine, records, queries, keeper, forgetting)
        assert not tasks.failed.done(), tasks.failed.result()
    finally:
        await tasks.stop()
        await logbook.close()


async def _nothing_owed(record: Record) -> tuple[str, ...]:
    return ()


def _plan(retention: Retention) -> Plan:
    plan = read(EXAMPLE)
    assert isinstance(plan, Plan)
    return msgspec.structs.replace(plan, retention=retention)


# ---- whoever has the disk


def opened_by_a_thief(folder: Path, wraps: Iterable[Stolen], *, from_a_backup: bool = False) -> set[tuple[bytes, int]]:
    """Give the data keys that can be opened with what is in the folder. It tries every file that may be a reading key against every wrap
    that is anywhere in any file, in a table or not. With `from_a_backup` it tries every wrap there ever was.
    """
    files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    privates = [PrivateKey.from_bytes(data) for data in files if len(data) == PRIVATE_LEN]
    return {
        (stolen.stream, stolen.key_no)
        for stolen in wraps
        if (from_a_backup or any(stolen.wrap in data for data in files))
        and any(unwrapped(stolen.entry, stolen.wrap, private) for private in privates)
    }


def traces(folder: Path, wraps: Iterable[Stolen], piece: int = 64) -> int:
    """Count the pieces of these wraps that are anywhere in any file: what was moved within a page may be there in part."""
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    pieces = {stolen.wrap[at : at + piece] for stolen in wraps for at in range(0, len(stolen.wrap) - piece, piece)}
    return sum(each in data for each in pieces)
