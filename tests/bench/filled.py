"""Fills a logbook of any size fast: real entries, sealed and chained by the product's own code, most incidents stood down.

It is kept under var/bench for the next run, as long as the code that made it is the same. There is never more than one of each size.
"""

import hashlib
import itertools
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import harness

from appliance.core.calls.events import (
    CallAcknowledged,
    CallRaised,
    CallShown,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    NoteAdded,
    StoodDown,
)
from appliance.core.events import Event
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, Answer, Door, Outcome, Source
from appliance.envelope.hybrid import PrivateKey
from appliance.logbook.batch import Fact
from appliance.logbook.epoch import start_entry
from appliance.logbook.start import open_logbook
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import Kind, Role
from appliance.vault.vault import Vault

ROOMS = 300
BUSY_ROOM = 0  # every second call is of this room, so that even a small logbook has its twenty incidents
OPEN = 5
MADE_BY_LEN = 12
BRIEF = 3  # entries of an incident: the key, the call, the stand-down
BATCH = 4000  # facts in a transaction; a fill has no receipts that must go out soon
WALL_MS = 1_795_500_000_000  # a Tuesday in November 2026
FRONT = Actor(harness.FRONT)
LONG = " He was held by two adults until he let go of the chair, and then he walked with them." * 9


async def filled(entries: int, *, brief: bool = False, outward: bool = False) -> Path:
    """Give the data folder of a box with about so many entries and a plan. It is made now unless it exists already.

    With `brief` each incident only begins and ends, so that there are many. With `outward` every key is also wrapped for a safety office,
    and notes are long, so that an entry has about 800 bytes.
    """
    name = f"filled-{entries}{'-brief' if brief else ''}{'-outward' if outward else ''}"
    data = harness.WORK / f"{name}-{_made_by()}"
    if (data / "whole").exists():
        return data
    for old in harness.WORK.glob(f"{name}-{'?' * MADE_BY_LEN}"):
        shutil.rmtree(old)
    began_s = time.monotonic()
    await _fill(data, _brief_incidents(entries) if brief else _incidents(entries, LONG if outward else ""), outward)
    (data / "whole").touch()
    print(
        f"# filled {entries:,} entries in {time.monotonic() - began_s:.0f} s, kept in var/bench/{data.name}", flush=True
    )
    return data


def busy_room() -> RoomId:
    """Give the room whose incidents lie close together."""
    return RoomId(f"r-{harness.button_names(ROOMS)[BUSY_ROOM]}")


def quiet_room() -> RoomId:
    """Give a room whose incidents lie far apart."""
    return RoomId(f"r-{harness.button_names(ROOMS)[ROOMS // 2]}")


async def _fill(data: Path, incidents: Iterator[Event], outward: bool) -> None:
    plan = harness.plan_of(ROOMS)
    harness.keep_keys(data, plan)
    vault = Vault.open(data / "keys")
    logbook, remembered = await open_logbook(data / "logbook", vault, wall_ms=WALL_MS)
    document = to_document(plan)
    start = start_entry(vault, remembered, epoch=logbook.epoch, epoch_rank=1, plan_digest="", clock_trusted=True)
    first: list[Event] = [start, PlanAdopted(by="bench", digest=digest(document), document=document)]
    # A fill that is cut short is thrown away, so it need not be durable while it runs.
    await logbook._database.work(lambda db: db.execute("PRAGMA synchronous=OFF"))
    logbook.pool.size = BATCH
    if outward:
        logbook.seal_for([PrivateKey.generate().public])
    for events in itertools.batched(itertools.chain(first, incidents), BATCH, strict=False):
        logbook.pool.refill_some(sum(isinstance(event, CallRaised) for event in events) - logbook.pool.ready)
        await logbook.record(logbook.seal([Fact(Moment(0, WALL_MS), event) for event in events]))
        await logbook.tidy()
    await logbook.close()


def _incidents(entries: int, more: str) -> Iterator[Event]:
    """Make incidents of about 20 entries, one after the other; the last ones stay open."""
    names = harness.button_names(ROOMS)
    count = max(1, entries // 20)
    for number in range(1, count + 1):
        name = names[BUSY_ROOM if number % 2 else number // 2 % ROOMS]
        yield from _incident(number, name, more, stands=number > count - OPEN)


def _brief_incidents(entries: int) -> Iterator[Event]:
    """Make incidents of BRIEF entries, all stood down."""
    names = harness.button_names(ROOMS)
    for number in range(1, entries // BRIEF + 1):
        begun, *_, ended = _incident(number, names[number % ROOMS], "", stands=False)
        yield from (begun, ended)


def _incident(number: int, name: str, more: str, *, stands: bool) -> Iterator[Event]:
    incident = IncidentId(f"00000000-{number}")
    yield CallRaised(
        incident=incident,
        number=number,
        room=RoomId(f"r-{name}"),
        kind=Kind.ASSIST,
        source=Source(Door.BUTTON, ButtonId(name), "help", number, ledger="0" * 32),
        pressed_ago_ms=0,
        told=("desk:front",),
    )
    yield CallShown(incident=incident, desk=harness.FRONT)
    yield CallAcknowledged(incident=incident, by=FRONT)
    yield HelpDispatched(incident=incident, by=FRONT, role=Role.LEAD)
    yield HelpConfirmed(incident=incident, by=FRONT, responder="Sam Lindqvist", answer=Answer.OWN_REPLY)
    yield HelpArrived(incident=incident, by=FRONT, responder="Sam Lindqvist")
    for minute in range(12):
        yield NoteAdded(
            incident=incident, by=FRONT, text=f"Minute {minute}: calmer; the class is in the library.{more}"
        )
    if not stands:
        yield StoodDown(incident=incident, by=FRONT, outcome=Outcome.ATTENDED, saw_room="Sam Lindqvist")


def _made_by() -> str:
    """Give a digest of the code that made it. If the code of logbook, event or envelope changes, another file is made."""
    sources = [
        path
        for folder in ("core", "envelope", "logbook", "vault", "plan")
        for path in sorted((harness.HERE.parents[1] / "appliance" / folder).glob("*.*"))
        if path.suffix in {".py", ".sql"}
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in [*sources, Path(__file__)])).hexdigest()[:MADE_BY_LEN]
