"""Makes a box with a record in a folder of its own: keys, logbook, epoch. Real SQLite, real keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.core.calls.events import ActUndone, CallRaised, CallRaisedElsewhere, NoteAdded, StoodDown
from appliance.core.events import Event
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, DeskAct, Door, Outcome, Source
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.epoch import rank_of_start, start_entry
from appliance.logbook.remembering import Remembered
from appliance.logbook.start import open_logbook
from appliance.logbook.store import Logbook
from appliance.plan.ids import ButtonId, DeskId, IncidentId, RoomId
from appliance.plan.model import Kind
from appliance.vault.vault import Vault

WALL_MS = 1_795_500_000_000  # a Tuesday in November 2026


@dataclass
class Box:
    vault: Vault
    logbook: Logbook
    remembered: Remembered
    wall_ms: int = WALL_MS

    async def keep(self, *events: Event) -> Batch:
        """Seal and record these events."""
        batch = self.seal(*events)
        await self.logbook.record(batch)
        return batch

    def seal(self, *events: Event) -> Batch:
        return self.logbook.seal([Fact(Moment(0, self.wall_ms), event) for event in events])

    async def told(self) -> list[Event]:
        """Give every fact in the logbook that can be opened, in order."""
        opened = await self.logbook.opener.open(await self.logbook.reader.after(0, 10_000))
        return [each.fact.event for each in opened if each.fact is not None]


@asynccontextmanager
async def box_at(folder: Path, wall_ms: int = WALL_MS) -> AsyncIterator[Box]:
    """Run the box in `folder`, started: its epoch's start entry is on disk."""
    vault = Vault.open(folder / "keys")
    logbook, remembered = await open_logbook(folder / "logbook", vault, wall_ms=wall_ms)
    box = Box(vault, logbook, remembered, wall_ms)
    try:
        started = start_entry(
            vault,
            remembered,
            epoch=logbook.epoch,
            epoch_rank=rank_of_start(remembered, vault.rank),
            plan_digest="",
            clock_trusted=True,
        )
        logbook.owe_counts(remembered.counters if remembered.set_aside is not None else {})
        await logbook.record(logbook.seal([Fact(Moment(0, wall_ms), started), *remembered.carried]))
        yield box
    finally:
        await logbook.close()


def call(number: int, room: str = "B204", counter: int | None = None) -> CallRaised:
    """Make a call from a room's wall button."""
    source = Source(Door.BUTTON, ButtonId(f"{room}-wall"), "help", counter if counter is not None else number)
    return CallRaised(
        incident=IncidentId(f"i-{number}"),
        number=number,
        room=RoomId(room),
        kind=Kind.ASSIST,
        source=source,
        pressed_ago_ms=0,
        told=(),
    )


def call_from(number: int, place: Place) -> CallRaisedElsewhere:
    """Make a call that somebody at the desk raised for a place that is no room."""
    return CallRaisedElsewhere(
        incident=IncidentId(f"i-{number}"),
        number=number,
        place=place,
        kind=Kind.ASSIST,
        source=Source(Door.DESK, actor=Actor(DeskId("front"))),
        pressed_ago_ms=0,
        told=(),
    )


def stand_down(number: int) -> StoodDown:
    by = Actor(DeskId("front"))
    return StoodDown(incident=IncidentId(f"i-{number}"), by=by, outcome=Outcome.ATTENDED, saw_room="A. Ortiz")


def undone(number: int) -> ActUndone:
    """Make the undo of a stand-down that was a slip."""
    return ActUndone(incident=IncidentId(f"i-{number}"), by=Actor(DeskId("front")), undone=DeskAct.STOOD_DOWN)


def note(number: int, text: str) -> NoteAdded:
    return NoteAdded(incident=IncidentId(f"i-{number}"), by=Actor(DeskId("front")), text=text)
