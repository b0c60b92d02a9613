"""Makes the data folders of a box of this tree that has lived for eight years and two days, as they are at four moments. Spoils nothing.

closed the end of the first day killed in the middle of the second, with calls of every kind onward killed again, an hour later: all those
calls were stood down, an old record was destroyed, and rooms have called again rested the same as onward, closed cleanly
"""

import asyncio
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, StartResponse
from appliance.core.calls.commands import Acknowledge, Arrive, Dispatch, StandDown
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Actor, BuildingResponse, Door, Outcome, RoomAnswer
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.daemon import Daemon
from appliance.engine.outcome import Done
from appliance.envelope import format as layout
from appliance.logbook import side_copy
from appliance.logbook.side_copy import CopyFiles
from appliance.plan.document import to_document
from appliance.plan.ids import DeskId, RoomId
from appliance.plan.model import Kind, Retention, Role
from appliance.settings import Address, Settings
from hardware.signals import Press
from tests.appliance.engine.years import Stolen, years_at
from tests.patience import patient
from tests.ports import free_port
from tests.system.school import button_of
from tests.vectors.data_folder import Told, started, told_by
from tests.vectors.make_data_folder import days

DRILL_S = 3 * 3600  # longer than the proof takes, since a drill ends by the clock
KEPT_FOR_DAYS = 365 * 8 + 30
FRONT = Actor(DeskId("front"))


class Lived(msgspec.Struct, frozen=True):
    """`folder` has the four folders. `told` is what a daemon tells of `onward` and `rested`; `rows` and `wraps` are what both of them hold.

    `destroyed` has every wrap of what was destroyed, as the disk had it before. It names the keys (stream, number) that must not open
    again.
    """

    folder: Path
    told: dict[str, Told]
    rows: dict[int, tuple[bytes, bytes]]
    wraps: set[tuple[object, ...]]
    destroyed: list[Stolen]


async def lived(folder: Path) -> Lived:
    """Live the years and the two days below `folder`."""
    (folder / "data").mkdir(mode=0o700, parents=True)
    stolen = await _years(folder)
    await days(folder)
    stolen += await _an_hour(folder)
    told: dict[str, Told] = {}
    for name in ("onward", "rested"):
        async with started(laid_out(folder / name, folder / "looked-at" / name)) as daemon:
            head = await _head_before(daemon)
            rows, wraps = await daemon.logbook.work(lambda db, head=head: _rows(db, head))  # type: ignore[misc]
            told[name] = await told_by(daemon, head)
            opener = daemon.logbook.opener
            stolen = [each for each in stolen if await opener.key_of(each.stream, each.key_no) is None]
    return Lived(folder, told, rows, wraps, stolen)


def laid_out(base: Path, folder: Path) -> Settings:
    """Copy one of the folders, so that a daemon can start over it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(base, folder / "data")
    (folder / "run").mkdir(mode=0o700)
    webhook, buttons = (Address("127.0.0.1", free_port()) for _ in range(2))
    return Settings(data=folder / "data", run=folder / "run", webhook=webhook, esphome=buttons)


async def _years(folder: Path) -> list[Stolen]:
    """Make old records. Two of them end, one of those in part; gives all wraps as they were. A third one is as old, and nobody has
    destroyed it yet.
    """
    today = datetime.now(UTC).date()
    long_ago = today - timedelta(days=KEPT_FOR_DAYS)
    async with years_at(folder / "data", long_ago) as box:
        await box.record()
        await box.turn_to(today - timedelta(days=365 * 6 + 200))
        await box.record()
        stolen = await box.wraps()
        await box.turn_to(today)
        assert await box.retention.destroy_due()
        box.calendar.day = long_ago
        await box.record()
    return stolen


async def _an_hour(folder: Path) -> list[Stolen]:
    """Stand down every call, destroy the old record, and let rooms call again. Then the power goes, or somebody stops the daemon."""
    async with started(laid_out(folder / "killed", folder / "hour")) as daemon:
        stolen = [Stolen(*row) for row in await daemon.logbook.work(_wraps)]
        await _stand_all_down(daemon)
        await _destroy(daemon)
        await _call(daemon)
        await _copied(daemon)
        shutil.copytree(daemon.settings.data, folder / "onward")
    shutil.copytree(folder / "hour" / "data", folder / "rested")
    return stolen


def _rows(db: sqlite3.Connection, head: int) -> tuple[dict[int, tuple[bytes, bytes]], set[tuple[object, ...]]]:
    entries = db.execute("SELECT number, stream, entry FROM entry WHERE number <= ?", (head,))
    rows = {number: (stream, entry) for number, stream, entry in entries}
    return rows, set(db.execute("SELECT * FROM wrap WHERE number <= ?", (head,)))


def _wraps(db: sqlite3.Connection) -> list[tuple[bytes, int, bytes, bytes]]:
    return db.execute("SELECT wrap.stream, key_no, wrap, entry FROM wrap JOIN entry USING (number)").fetchall()


async def _stand_all_down(daemon: Daemon) -> None:
    if daemon.engine.board.drill is not None:
        await _does(daemon, EndDrill(drill=daemon.engine.board.drill.drill))
    for call in list(daemon.engine.board.incidents.values()):
        there = Arrive(incident=call.incident, responder="Thaddeus Quimby")
        for act in (Acknowledge(incident=call.incident), there):  # refused if it was done before
            await daemon.engine.submit(act, FRONT).kept
        ends = Outcome.COVERED if call.kind is Kind.TAP_OUT else Outcome.ATTENDED
        await _does(daemon, StandDown(incident=call.incident, outcome=ends, saw_room="Ottoline Vasquez"))


async def _destroy(daemon: Daemon) -> None:
    plan = replace(daemon.engine.board.index.plan, retention=Retention(approved="the board"))
    assert isinstance(await daemon.adopt(to_document(plan)).kept, Done)
    assert await daemon.retention.destroy_due()


async def _call(daemon: Daemon) -> None:
    """Let three rooms call, each further than the one before; one of them asks for a break as well. A fourth room practises."""
    for room, contact in (("B201", "help"), ("B202", "hold"), ("B203", "medical"), ("B201", "tap-out")):
        await presses(daemon, button_of(room), contact)
    calls = {str(call.room): call.incident for call in daemon.engine.board.incidents.values()}
    await _does(daemon, Acknowledge(incident=calls["B202"]))
    await _does(daemon, Acknowledge(incident=calls["B203"]))
    await _does(daemon, Dispatch(incident=calls["B203"], role=Role.NURSE))
    await _practise(daemon)
    await daemon.engine.recorder.caught_up()


async def _practise(daemon: Daemon) -> None:
    """Practise. No drill can begin while the building is secured, so that ends first. Afterwards the building is secured again, and asks
    its rooms.
    """
    asked = daemon.engine.board.check_in
    assert asked is not None
    await _does(daemon, EndResponse(response=BuildingResponse.SECURE))
    await _does(daemon, EndCheckIn(check_in=asked.check_in))
    await _does(daemon, StartDrill(name="summer", rooms=(RoomId("B204"),), ends_after_s=DRILL_S))
    await presses(daemon, button_of("B204"))
    dog = StartResponse(response=BuildingResponse.SECURE, detail="the dog is back", check_in=True)
    await _does(daemon, dog)
    asked = daemon.engine.board.check_in
    assert asked is not None
    room = MarkRoom(check_in=asked.check_in, room=RoomId("B203"), answer=RoomAnswer.NEEDS_HELP)
    await _does(daemon, room)


async def _copied(daemon: Daemon) -> None:
    """Wait until the side copies are up to date. It takes a quiet twentieth of a second, which nearly always comes before a power cut."""
    async with patient(1):
        while not await daemon.logbook.work(lambda db: _is_copied(daemon, db)):
            await asyncio.sleep(0.01)


def _is_copied(daemon: Daemon, db: sqlite3.Connection) -> bool:
    """Return whether the copies say what the record says. The copy of what stands may name an older head: an entry that changes nothing
    that stands, such as a further step for a call, does not write that copy anew.
    """
    building, own = daemon.vault.building, daemon.logbook.own_readers
    is_open, stands = (
        CopyFiles(daemon.settings.logbook, name).read(building) for name in (side_copy.OPEN, side_copy.STANDING)
    )
    if stands is None or is_open != side_copy.what_is_open(db, building, own):
        return False
    now = side_copy.what_stands(db, building, own)
    return replace(now, run=stands.run, number=stands.number, digest=stands.digest) == stands


async def presses(daemon: Daemon, button: str, contact: str = "help") -> None:
    """Press a button with the next count, as its firmware would; returns when the press is on disk."""
    counted = [(key, count) for key, count in daemon.engine.board.counters.items() if key[:2] == (button, contact)]
    (_, _, ledger), count = max(counted, key=lambda each: each[1], default=(("", "", ""), 0))
    done = daemon.intake.press(Press(button, contact, count + 1, ledger=ledger or None), Door.BUTTON)
    assert isinstance(await done.kept, Done)


async def _does(daemon: Daemon, command: DeskCommand) -> None:
    done = await daemon.engine.submit(command, FRONT).kept
    assert isinstance(done, Done), done


async def _head_before(daemon: Daemon) -> int:
    """Give the newest entry of the folder the daemon was started from: the one that its own first entry follows."""
    started = daemon.logbook.epoch
    rows = await daemon.logbook.reader.after(0, 1 << 30)
    return next(number for number, entry in reversed(rows) if layout.whole_header(entry).epoch.hex() != started)
