"""Lays out the kept data folder with the modes that a box has, and says what a daemon started from it tells. See `make_data_folder.py`."""

import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from appliance.core.board import Board
from appliance.core.district.statements import Known as District
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.daemon import Daemon
from appliance.envelope.format import entry_digest
from appliance.envelope.hybrid import PrivateKey
from appliance.logbook.opener import unwrapped
from appliance.record.events import AnyEvent
from appliance.settings import Address, Settings
from tests.ports import free_port

PACKED = Path(__file__).with_name("data_folder_v1.tar.xz")
TOLD = Path(__file__).with_name("data_folder_v1.json")
OFFICE_SEED = "0f" * 32
"""The seed of the safety office's reader. The test keeps it, since it also checks that the reader's wraps still open."""
FOLDERS = ("closed", "killed")

type Entry = tuple[int, tuple[Moment, AnyEvent] | None]
"""An entry's number and what it says; None for a key entry, and for an entry whose key is gone for good."""


class Call(msgspec.Struct, frozen=True):
    """An open call or tap-out in earnest, as far as no clock changes it. A practice call is left out: it ends with its drill, and the clock
    ends the drill.
    """

    incident: str
    number: int
    room: str
    kind: str
    stage: str
    presses: int


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a daemon tells of the folder it was started from. `digest` is the digest of entry `head`. `standing` is what stands until it is
    replaced. `calls` is how many calls there were. `for_the_office` is how many data keys the safety office's reader opens.
    """

    head: int
    digest: str
    open: list[Call]
    counts: list[tuple[str, str, str, int]]
    standing: dict[str, list[str]]
    calls: int
    for_the_office: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What was told when the folders were made. The killed folder is the closed folder a day later, so both have the same first entries.

    `incident` is a record of the first day, `code` its reporter's.
    """

    incident: str
    code: str
    folders: dict[str, Told]
    entries: list[Entry]


def laid_out(name: str, folder: Path) -> Settings:
    """Unpack one of the two folders below `folder`, and set the modes: Git keeps none, and our archive keeps no owner."""
    with tarfile.open(PACKED) as packed:
        packed.extractall(folder, [each for each in packed if each.name.partition("/")[0] == name], filter="data")
    data = (folder / name).rename(folder / "data")
    for path in (data, *data.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    (folder / "run").mkdir(mode=0o700)
    return Settings(data=data, run=folder / "run", webhook=Address("127.0.0.1", free_port()))


def kept() -> Kept:
    """Give what was told when the folders were made."""
    return msgspec.json.decode(TOLD.read_bytes(), type=Kept)


@asynccontextmanager
async def started(at: Settings) -> AsyncIterator[Daemon]:
    """Start a daemon over it; everything that it decided at its start is on the disk."""
    async with Daemon.started(at) as daemon:
        await daemon.engine.recorder.caught_up()
        yield daemon


async def told_by(daemon: Daemon, head: int) -> Told:
    """Give what the daemon tells of the record up to entry `head`, and of what is open and stands now."""
    board = daemon.engine.board
    [(_, newest)] = await daemon.logbook.reader.after(head - 1, 1)
    return Told(
        head=head,
        digest=entry_digest(newest).hex(),
        open=[_call(each) for each in board.incidents.values() if each.drill is None],
        counts=sorted((*counting, count) for counting, count in board.counters.items()),
        standing=_standing(board),
        calls=board.calls,
        for_the_office=await _opened_by_the_office(daemon, head),
    )


async def entries_told_by(daemon: Daemon, head: int) -> list[Entry]:
    """Give what entries 1 to `head` say."""
    opened = await daemon.logbook.opener.open(await daemon.logbook.reader.after(0, head))
    assert not [each.fault for each in opened if each.fault is not None]
    return [(each.number, None if each.fact is None else (each.fact.at, each.fact.event)) for each in opened]


async def _opened_by_the_office(daemon: Daemon, head: int) -> int:
    reader = PrivateKey.from_bytes(bytes.fromhex(OFFICE_SEED))
    entries = dict(await daemon.logbook.reader.after(0, head))
    wraps = await daemon.logbook.reader.wraps_between(1, head)
    theirs = [(number, wrap) for number, recipient, _, _, wrap in wraps if recipient == reader.public.fingerprint]
    return sum(unwrapped(entries[number], wrap, reader) is not None for number, wrap in theirs)


def _call(incident: Incident) -> Call:
    return Call(incident.incident, incident.number, incident.room, incident.kind, incident.stage, incident.presses)


def _standing(board: Board) -> dict[str, list[str]]:
    """Give what stands, by its name; only what no clock and no device outside ends."""
    response, asked, district = board.response, board.check_in, board.district
    drill = board.drill or board.drill_over
    return {
        "plan": [board.plan_digest],
        "pins": sorted(board.pins),
        "operators": sorted(f"{desk}: {person}" for desk, person in board.operators.items()),
        "troubles of devices": sorted(key for key in board.troubles if key.startswith("button-tampered:")),
        "drill": [drill.name] if drill is not None else [],
        "planned drills": [each.name for each in board.planned.values()],
        "response": [f"{response.response}: {response.detail}"] if response is not None else [],
        "check-in": sorted(f"{room}: {mark.answer}" for room, mark in asked.marks.items()) if asked is not None else [],
        "office": [district.root.hex(), str(district.countersigned), *(f"{a}: {b}" for a, b in _notices(district))],
    }


def _notices(district: District) -> list[tuple[int, int]]:
    return sorted((about, notice.version) for about, notice in district.notices.items())
