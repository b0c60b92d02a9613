"""Reads from an intact record what the board is rebuilt from at a start, and checks it against the side copies. Writes nothing."""

import sqlite3
from pathlib import Path

import msgspec

from appliance.core import standing
from appliance.core.calls.closing import reopens
from appliance.core.calls.events import FirstCall, PressedOften, StoodDown
from appliance.core.devices.rank import highest_rank
from appliance.core.events import Event
from appliance.core.ground.events import EpochStarted, IncidentEvent
from appliance.core.ground.ledgers import LEDGERS_MAX, ledgers_of
from appliance.core.ground.words import Counting
from appliance.envelope import format as layout
from appliance.logbook import scratch, side_copy
from appliance.logbook.batch import Fact, is_of_the_board
from appliance.logbook.chain import Chain, Stream
from appliance.logbook.database import READ_S, Database, end_after
from appliance.logbook.errors import Damaged
from appliance.logbook.opener import Opened, Opener
from appliance.logbook.salvage import Salvaged, revealed
from appliance.logbook.side_copy import Copy, CopyFiles
from appliance.vault.vault import Vault

# entries since the side copies were written, usually those of 50 ms; after more than this the copies tell too little of today
LATER_MAX = 2000


class Remembered(msgspec.Struct):
    """What the board is rebuilt from, in entry order, and what went wrong on the way.

    `carried`: facts of a damaged logbook, to be recorded anew. `troubles` say why it is `set_aside`. `missing`: how many of its entries
    cannot be read. `unreadable` name entries that are open or stand. `lost_calls`: calls that are open, and nobody can say from where.
    `ask_rooms`: why the former box may have had open calls that ring nowhere; only the start that takes its place says it.
    """

    facts: list[Fact[Event]] = []
    carried: list[Fact] = []
    counters: dict[Counting, int] = {}
    parent: tuple[str, int, str] | None = None
    epoch_rank: int = 0
    calls_so_far: int = 0
    lost_calls: int = 0
    missing: int = 0
    ask_rooms: str = ""
    troubles: list[str] = []
    set_aside: Path | None = None
    unreadable: list[str] = []

    @classmethod
    def after_damage(cls, salvaged: Salvaged, why: str, aside: Path | None) -> "Remembered":
        """Make the value for a logbook that begins anew after damage."""
        return cls(
            carried=salvaged.facts,
            counters=salvaged.counters,
            epoch_rank=salvaged.epoch_rank,
            calls_so_far=salvaged.calls_so_far,
            lost_calls=salvaged.lost_calls,
            missing=salvaged.missing,
            unreadable=salvaged.unreadable,
            troubles=[why],
            set_aside=aside,
        )


class _Seen(msgspec.Struct):
    """What the look-up tables say."""

    is_open: Copy
    stands: Copy
    key_nos: dict[bytes, int]


async def remember(database: Database, opener: Opener, vault: Vault, chain: Chain, copies: Path | None) -> Remembered:
    """Read what is open and what stands, and let the chain go on with its streams. Raises `Damaged`, `NotKept`.

    `copies`: the folder of the side copies against which the tables are checked. None for a caller that only looks: then the tables are
    believed.
    """
    own = vault.reading_keys.fingerprints()
    await database.work(lambda db: end_after(db, READ_S))
    seen = await database.work(lambda db: _look(db, vault.building, own))
    if missing := set(seen.stands.standing.values()) - seen.stands.entries.keys():
        raise Damaged(f"entry {min(missing)} is said to stand, and is not there")
    rows = dict(seen.is_open.entries)
    rows.update((number, seen.stands.entries[number]) for number in seen.stands.standing.values())
    opened = await opener.open(sorted(rows.items()))
    remembered = Remembered(facts=[each.fact for each in opened if each.fact and is_of_the_board(each.fact)])
    remembered.unreadable = [f"entry {each.number} cannot be read ({each.fault})" for each in opened if each.fault]
    remembered.counters = revealed(seen.stands.counters.values(), vault)
    if copies is not None:
        _hold_against_each_other(seen, opened, remembered, vault)
        await _hold_against_copies(database, opener, seen, opened, vault, copies)
    _take_up(chain, seen, rows, opened)
    remembered.lost_calls = len(seen.is_open.streams) - len(chain.incidents)
    remembered.epoch_rank = highest_rank(fact.event for fact in remembered.facts)
    for fact in remembered.facts:
        if isinstance(fact.event, EpochStarted):
            remembered.calls_so_far = fact.event.calls_so_far
    epoch_entry = chain.house.first if chain.house else 0
    await database.work(lambda db: end_after(db, READ_S))  # the time spent on opening entries is no fault of the file
    sql = "SELECT count(*) FROM any_incident WHERE first > ?"
    remembered.calls_so_far += await database.work(lambda db: db.execute(sql, (epoch_entry,)).fetchone()[0])
    return remembered


def _look(db: sqlite3.Connection, building: bytes, own: frozenset[bytes]) -> _Seen:
    is_open, stands = side_copy.what_is_open(db, building, own), side_copy.what_stands(db, building, own)
    streams = {
        header.stream
        for entry in (*is_open.entries.values(), *stands.entries.values())
        if (header := side_copy.header_of(entry))
    }
    sql = "SELECT max(key_no) FROM wrap WHERE stream = ?"
    return _Seen(is_open, stands, {stream: db.execute(sql, (stream,)).fetchone()[0] or 0 for stream in streams})


def _take_up(chain: Chain, seen: _Seen, rows: dict[int, bytes], opened: list[Opened]) -> None:
    """Go on with the streams that are open: each gets a new key at its first write in this epoch."""
    for each in opened:
        event = each.fact.event if each.fact else None
        if event is None:
            continue
        stream = layout.split(rows[each.number]).header.stream
        if isinstance(event, FirstCall) and stream in seen.is_open.streams:
            chain.incidents[event.incident] = Stream(stream, seen.is_open.streams[stream], seen.key_nos[stream])
        if isinstance(event, IncidentEvent) and event.incident in chain.incidents:
            chain.incidents[event.incident].heard(event)
        elif isinstance(event, EpochStarted):
            chain.house = Stream(stream, each.number, seen.key_nos[stream])


# ---- whether the look-up tables can be believed: SQLite checks no page


def _hold_against_each_other(seen: _Seen, opened: list[Opened], remembered: Remembered, vault: Vault) -> None:
    """Check that each row leads to what it says. Raises `Damaged`."""
    for first in seen.is_open.streams.values():
        if first not in seen.is_open.entries:
            raise Damaged(f"an open incident is said to begin at entry {first}, which is none of its stream")
    said = {number: tag for tag, number in seen.stands.standing.items()}
    for each in opened:
        if each.fact is None or each.number not in said or not is_of_the_board(each.fact):
            continue
        tags = {vault.tag(change.key) for change in standing.changes(each.fact.event)}
        if said[each.number] not in tags:
            raise Damaged(f"entry {each.number} is said to stand for something it does not say")
    if len(remembered.counters) != len(seen.stands.counters):
        raise Damaged("a count of presses cannot be read")


async def _hold_against_copies(
    database: Database, opener: Opener, seen: _Seen, opened: list[Opened], vault: Vault, copies: Path
) -> None:
    """Check that later entries ended whatever a side copy holds and the tables do not. Raises `Damaged`."""
    head = max(seen.is_open.number, seen.stands.number)
    for name, of_tables in ((side_copy.OPEN, seen.is_open), (side_copy.STANDING, seen.stands)):
        kept = CopyFiles(copies, name).read(vault.building)
        if kept is None or not kept.number:
            continue
        if kept.number > head:
            raise Damaged(f"it ends at entry {head}, but a side copy tells of entry {kept.number}")
        if head - kept.number > LATER_MAX or await _digest_of(database, kept.number) != kept.digest:
            continue  # the copy is old, or belongs to another history
        later = await database.work(lambda db, after=kept.number: _rows_after(db, after))  # type: ignore[misc]
        changed = await opener.open(later)
        if not await _all_open(changed, dict(later), opener):
            continue  # without their key nobody knows what these entries changed
        if name == side_copy.OPEN:
            _compare_open(kept, of_tables, changed, dict(later), opened)
            await _compare_entries(kept, of_tables, database, opener)
        else:
            _compare_standing(kept, of_tables, changed, vault)
        await _compare_readable(kept, of_tables, opener, opened, vault)


def _compare_open(kept: Copy, seen: Copy, later: list[Opened], rows: dict[int, bytes], opened: list[Opened]) -> None:
    facts = [(each.number, each.fact) for each in later if each.fact is not None]
    over = {_stream_of(rows[number]) for number, fact in facts if isinstance(fact.event, StoodDown)}
    back = {_stream_of(rows[number]) for number, fact in facts if reopens(fact.event)}
    for stream in kept.streams.keys() - seen.streams.keys() - over:
        raise Damaged(f"the call that began at entry {kept.streams[stream]} is open, and no table says so")
    said_over: set[bytes] = set()
    for number, fact in ((each.number, each.fact) for each in opened if each.fact and each.number in seen.entries):
        if isinstance(fact.event, StoodDown):
            said_over.add(_stream_of(seen.entries[number]))
        elif reopens(fact.event):
            said_over.discard(_stream_of(seen.entries[number]))
    for stream in seen.streams.keys() - kept.streams.keys() - back:
        # An open call without a word that it is over was found in what was set aside, after the copy was written.
        if seen.streams[stream] <= kept.number and stream in said_over:
            raise Damaged(
                f"the call that began at entry {seen.streams[stream]} is over, and a table says that it is open"
            )


async def _compare_entries(kept: Copy, seen: Copy, database: Database, opener: Opener) -> None:
    """Check that each entry of an open call is there as it was. An entry may be passed over if a later one says it again. Raises
    `Damaged`.
    """
    of_open = {number: entry for number, entry in kept.entries.items() if _stream_of(entry) in seen.streams}
    passed_over = sorted(of_open.keys() - seen.entries.keys())
    there = {**seen.entries, **await database.work(lambda db: side_copy.entries_of(db, passed_over))}
    for number, entry in of_open.items():
        if there.get(number) != entry:
            raise Damaged(f"entry {number} of an open call is not the one that was recorded")
    for each in await opener.open([(number, there[number]) for number in passed_over]):
        if each.fact is not None and not isinstance(each.fact.event, PressedOften):
            raise Damaged(f"entry {each.number} of an open call is passed over, and nothing says it again")


def _compare_standing(kept: Copy, seen: Copy, later: list[Opened], vault: Vault) -> None:
    facts = [each.fact for each in later if each.fact is not None and is_of_the_board(each.fact)]
    changed = {vault.tag(change.key) for fact in facts for change in standing.changes(fact.event)}
    for tag, number in kept.standing.items():
        if tag not in changed and seen.standing.get(tag) != number:
            raise Damaged(f"entry {number} stands, and no table says so")
        if seen.standing.get(tag) == number and seen.entries.get(number) != kept.entries.get(number):
            raise Damaged(f"entry {number} is not the one that was recorded")
    if missing := [kept.counters[tag] for tag in kept.counters.keys() - seen.counters.keys()]:
        there = revealed(seen.counters.values(), vault)
        full = {button for button, ledgers in ledgers_of(there).items() if len(ledgers) >= LEDGERS_MAX}
        # a button with fewer ledgers keeps its counts; with all places full, a newer ledger may have taken one
        if any(button not in full for button, _, _ in revealed(missing, vault)):
            raise Damaged("a count of presses is not there any more")


async def _compare_readable(kept: Copy, seen: Copy, opener: Opener, opened: list[Opened], vault: Vault) -> None:
    """Check that the side copy's wraps open nothing that cannot be opened here. Raises `Damaged`."""
    told = {each.number for each in opened if each.fact is not None}
    unopened: dict[int, bytes] = {}
    for number, entry in kept.entries.items():
        header = layout.whole_header(entry)
        if number in seen.entries and number not in told and await opener.key_of(header.stream, header.key_no) is None:
            unopened[number] = entry
    if not unopened:
        return
    database = await scratch.poured(kept.entries, kept.wraps)
    try:
        if any(each.fact is not None for each in await Opener(database, vault).open(sorted(unopened.items()))):
            raise Damaged(f"the key of entry {min(unopened)} is damaged")
    finally:
        await database.close()


async def _all_open(later: list[Opened], rows: dict[int, bytes], opener: Opener) -> bool:
    for each in later:
        header = side_copy.header_of(rows[each.number])
        if each.fact is None and header is not None and await opener.key_of(header.stream, header.key_no) is None:
            return False
    return True


async def _digest_of(database: Database, number: int) -> bytes | None:
    sql = "SELECT entry FROM entry WHERE number = ?"
    row = await database.work(lambda db: db.execute(sql, (number,)).fetchone())
    return layout.entry_digest(row[0]) if row is not None else None


def _rows_after(db: sqlite3.Connection, number: int) -> list[tuple[int, bytes]]:
    return db.execute("SELECT number, entry FROM entry WHERE number > ? ORDER BY number", (number,)).fetchall()


def _stream_of(entry: bytes) -> bytes:
    return layout.whole_header(entry).stream
