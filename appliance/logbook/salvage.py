"""Finds what a damaged record can still tell: what is open, what stands, the counts, and how many entries are missing. It reads all there
is: the side copies, what SQLite can still read, and the bytes of both files. An entry counts if its digest is the one that the next
entry, the signed head or a side copy names; if nothing names it, by its seal. Changes nothing, and raises nothing for damage.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag

from appliance.core import standing
from appliance.core.building.events import CheckInStarted, ResponseStarted, RoomMarked, SafePressed
from appliance.core.calls.closing import is_practice, reopens
from appliance.core.calls.events import FirstCall, StoodDown
from appliance.core.devices.rank import highest_rank
from appliance.core.district.events import (
    BoxReplaced,
    CopyTargetChanged,
    NoticeTaken,
    OfficeTrusted,
    RecoveryChecked,
    RecoveryKeySet,
    SuccessionKeyNamed,
)
from appliance.core.events import Event
from appliance.core.ground.events import EpochStarted, IncidentEvent, ListedEvent, PlanAdopted
from appliance.core.ground.stands import Stands
from appliance.core.ground.words import Counting
from appliance.envelope import format as layout
from appliance.logbook import carve, scratch, side_copy
from appliance.logbook.batch import Fact, is_of_the_board, wraps_between
from appliance.logbook.database import end_after
from appliance.logbook.errors import Damaged
from appliance.logbook.gone import gone
from appliance.logbook.head import Head
from appliance.logbook.opener import Opened, Opener
from appliance.logbook.side_copy import Copy, CopyFiles
from appliance.plan.ids import ButtonId, IncidentId
from appliance.record.events import KeysDestroyed
from appliance.vault.vault import Vault

LOOK_S = 1.5  # for SQLite, for the bytes of the file, and for what they say: the box is to be armed within five seconds
LOOK_AT_ONCE_BYTES = 1 << 20  # read from the end of the file; the clock is looked at between two pieces
NUMBER_MAX = (1 << 63) - 1  # SQLite's largest integer
OPEN_AT_ONCE = 500  # entries opened between two looks at the clock

_counter = msgspec.msgpack.Decoder(tuple[str, str, str, int])


class Salvaged(msgspec.Struct):
    """`facts` to carry over, in the order they were recorded. `tip` is the newest entry that is known of, read or not. `entries` and
    `wraps`: what the side copies had, as stored.

    `missing`: how many entries up to the tip cannot be read, and may be calls. `lost_calls`: calls that are open, and nobody can say from
    where.

    `unreadable` name entries that stand. `open_up_to`: the entry up to which it is known what is open.
    """

    facts: list[Fact] = []
    open_up_to: int = 0
    counters: dict[Counting, int] = {}
    tip: Head | None = None
    missing: int = 0
    lost_calls: int = 0
    unreadable: list[str] = []
    epoch_rank: int = 0
    calls_so_far: int = 0
    entries: dict[int, bytes] = {}
    wraps: list[carve.WrapFound] = []


class _Gathered(msgspec.Struct):
    """Rows from all sources. `is_open` and `stands` each say how far they reach: up to that entry nothing else is open, or stands."""

    is_open: Copy
    stands: Copy
    unwritten: Copy
    found: dict[int, list[bytes]] = {}
    wraps: set[carve.WrapFound] = set()
    anchors: dict[int, bytes] = {}
    of_copies: dict[int, bytes] = {}
    wraps_of_copies: list[carve.WrapFound] = []

    @property
    def base(self) -> int:
        """The entry up to which both copies reach."""
        return min(self.is_open.number, self.stands.number)

    def add(self, entries: Iterable[tuple[int, bytes]]) -> None:
        """Take what looks like an entry of that number."""
        for number, entry in entries:
            with suppress(layout.FormatError):
                known = self.found.setdefault(number, [])
                if entry not in known and layout.whole_header(entry).number == number and 0 < number <= NUMBER_MAX:
                    known.append(entry)

    def add_copy(self, copy: Copy) -> None:
        self.add(copy.entries.items())
        self.wraps.update(copy.wraps)
        self.of_copies.update(copy.entries)
        self.wraps_of_copies += copy.wraps
        if copy.number:
            self.anchors[copy.number] = copy.digest


async def salvage(
    aside: Path | None,
    copies: Path,
    vault: Vault,
    signed: Head | None,
    *,
    with_sqlite: bool = True,
    look_s: float = LOOK_S,
) -> Salvaged:
    """Tell what `aside`, the file of a damaged record, and the side copies in the folder `copies` still hold.

    If `aside` is None, there is no file, and only the side copies are read. Without SQLite, the file is only read byte by byte: SQLite
    may be what ends the process.
    """
    gathered = _gather(
        aside, copies, vault, signed, with_sqlite=with_sqlite, look_s=look_s
    )  # gathered before anything else runs
    chosen = _linked(gathered.found, gathered.anchors)
    told, unopened = await _opened(gathered, chosen, vault, look_s)
    astray = await _astray(gathered, chosen, vault)
    return _folded(gathered, chosen, told, unopened, astray, vault, signed)


# ---- gathering


def _gather(
    aside: Path | None, copies: Path, vault: Vault, signed: Head | None, *, with_sqlite: bool, look_s: float
) -> _Gathered:
    building, own = vault.building, vault.reading_keys.fingerprints()
    kept = {name: CopyFiles(copies, name).read(building) for name in side_copy.NAMES}
    with _reading(aside if with_sqlite else None, look_s) as db, closing(carve.Pages.of(aside)) as pages:
        nothing = Copy(building, b"", 0, b"")
        gathered = _Gathered(
            _that_tells(kept[side_copy.OPEN])
            or _seen(db, lambda db: side_copy.what_is_open(db, building, own))
            or _seen(db, lambda db: side_copy.open_entries(db, building))
            or nothing,
            _that_tells(kept[side_copy.STANDING])
            or _seen(db, lambda db: side_copy.what_stands(db, building, own))
            or _seen(db, lambda db: side_copy.standing_entries(db, building))
            or nothing,
            kept[side_copy.UNWRITTEN] or nothing,
        )
        for copy in (gathered.is_open, gathered.stands, gathered.unwritten):
            gathered.add_copy(copy)
        if signed is not None:
            gathered.anchors[signed.number] = signed.digest
        base = gathered.base
        if base:
            later = "SELECT number, entry FROM entry WHERE number > ?"
            gathered.add(_seen(db, lambda db: db.execute(later, (base,)).fetchall()) or ())
            wraps = _seen(db, lambda db: wraps_between(db, base + 1, NUMBER_MAX)) or ()
            gathered.wraps.update(wrap for wrap in wraps if side_copy.is_wrap(wrap) and wrap[1] in own)
        gathered.add(each for each in pages.entries_in_wal(building) if each[0] > base)
        gathered.wraps.update(wrap for wrap, _ in carve.wraps_in(pages.wal, sorted(own)))
        if not _all_there(gathered):
            _look_into(pages, gathered, building, sorted(own), look_s)
    ended = gone(copies)
    gathered.wraps = {wrap for wrap in gathered.wraps if (wrap[2], wrap[3]) not in ended}
    gathered.wraps_of_copies = [wrap for wrap in gathered.wraps_of_copies if (wrap[2], wrap[3]) not in ended]
    return gathered


def _that_tells(kept: Copy | None) -> Copy | None:
    """Give the copy, but None for the copy of a record without an entry: it tells nothing."""
    return kept if kept is not None and kept.number else None


def _seen[T](db: sqlite3.Connection | None, read: Callable[[sqlite3.Connection], T]) -> T | None:
    """Give what SQLite reads, None if it cannot."""
    try:
        return read(db) if db is not None else None
    except (sqlite3.Error, layout.FormatError, TypeError, ValueError):  # a damaged row may hold anything
        return None


def _all_there(gathered: _Gathered) -> bool:
    """Return whether every entry was found, from the end of both copies up to the newest known entry, with a wrap of the key it is sealed
    under.

    False if there is no such copy.
    """
    top = max((*gathered.found, *gathered.anchors), default=0)
    told = (gathered.is_open, gathered.stands)
    if any(copy.entries and not copy.wraps for copy in told):
        return False  # the wraps that open these entries must be found too
    keys = {(stream, key_no) for _, _, stream, key_no, _ in gathered.wraps}
    later = (gathered.found.get(number, ()) for number in range(gathered.base + 1, top + 1))
    return bool(gathered.base) and all(any(_key_of(entry) in keys for entry in found) for found in later)


def _key_of(entry: bytes) -> tuple[bytes, int]:
    header = layout.whole_header(entry)
    return header.stream, header.key_no


def _look_into(pages: carve.Pages, gathered: _Gathered, building: bytes, own: list[bytes], look_s: float) -> None:
    """Look at the file's own bytes, from its end, where the newest entries mostly are, until all are found or it has taken too long."""
    until_s = time.monotonic() + look_s
    for begin, end in pages.pieces(LOOK_AT_ONCE_BYTES):
        if _all_there(gathered) or time.monotonic() > until_s:
            return
        found = pages.entries_in(begin, end, building)
        gathered.add((number, entry) for number, entry, _ in found if number > gathered.base)
        gathered.wraps.update(wrap for wrap, _ in pages.wraps_in(begin, end, own))


def _linked(found: Mapping[int, list[bytes]], anchors: Mapping[int, bytes]) -> dict[int, list[bytes]]:
    """Give for each number the entries that may be there, newest number first: the one that is named, or all if none is named."""
    chosen: dict[int, list[bytes]] = {}
    named: tuple[int, bytes] | None = None
    for number in sorted(found, reverse=True):
        digest = anchors.get(number) or (named[1] if named is not None and named[0] == number else None)
        options = [each for each in found[number] if digest is None or layout.entry_digest(each) == digest]
        if options:
            chosen[number] = options
        named = (number - 1, layout.whole_header(options[0]).prev_digest) if len(options) == 1 else None
    return chosen


# ---- telling


async def _opened(
    gathered: _Gathered, chosen: dict[int, list[bytes]], vault: Vault, look_s: float
) -> tuple[dict[int, Opened], set[int]]:
    """Open everything, newest first. If several entries may be at a number, keep the one that opens, so that each number has one entry.

    Also give the numbers of the entries that no key here opens.
    """
    told: dict[int, Opened] = {}
    unopened: set[int] = set()
    until_s = time.monotonic() + look_s
    rest = sorted(chosen, reverse=True)
    while rest and time.monotonic() < until_s:
        database = await scratch.poured(
            {number: options[0] for number, options in chosen.items()}, list(gathered.wraps)
        )
        try:
            opener = Opener(database, vault)
            for begin in range(0, len(rest), OPEN_AT_ONCE):
                for each in await opener.open(
                    [(number, chosen[number][0]) for number in rest[begin : begin + OPEN_AT_ONCE]]
                ):
                    told[each.number] = each
                    header = layout.whole_header(chosen[each.number][0])
                    known = each.fact is not None or await opener.key_of(header.stream, header.key_no) is not None
                    (unopened.discard if known else unopened.add)(each.number)
                if time.monotonic() > until_s:
                    break
        finally:
            await database.close()
        rest = [number for number in rest if len(chosen[number]) > 1 and (number in unopened or told[number].fault)]
        for number in rest:
            del chosen[number][0]
    return told, unopened


async def _astray(gathered: _Gathered, chosen: dict[int, list[bytes]], vault: Vault) -> list[Fact]:
    """Give the facts that were kept because they could not be written, if other entries have their numbers: they happened all the same,
    and last.
    """
    rows = {n: e for n, e in gathered.unwritten.entries.items() if chosen.get(n, [b""])[0] != e}
    if not rows:
        return []
    beside = {number: options[0] for number, options in chosen.items()}
    database = await scratch.poured({**beside, **rows}, list(gathered.wraps))
    try:
        return [each.fact for each in await Opener(database, vault).open(sorted(rows.items())) if each.fact is not None]
    finally:
        await database.close()


def _folded(
    gathered: _Gathered,
    chosen: dict[int, list[bytes]],
    told: dict[int, Opened],
    unopened: set[int],
    astray: list[Fact],
    vault: Vault,
    signed: Head | None,
) -> Salvaged:
    read = {number for number, each in told.items() if not each.fault}
    tip = _tip(gathered, chosen, _proven(gathered, chosen, read, unopened), signed)
    facts = [(number, each.fact) for number, each in sorted(told.items()) if each.fact is not None]
    facts += enumerate(astray, max(chosen, default=0) + 1)
    live = [(number, fact) for number, fact in facts if is_of_the_board(fact)]
    calls = _open_calls(gathered, facts)
    stands = _standing(gathered, live)
    carried: dict[int, Fact] = {number: fact for number, fact in stands.items() if _goes_on(fact.event)}
    carried |= dict(calls)
    begun = {
        layout.whole_header(chosen[number][0]).stream
        for number, fact in live
        if isinstance(fact.event, FirstCall) and number in chosen
    }
    runs = [fact.event for fact in stands.values() if isinstance(fact.event, EpochStarted)]
    raised = [fact.event for _, fact in live if isinstance(fact.event, FirstCall)]
    if gathered.base:
        base, known = gathered.base, read - unopened
    else:  # Nothing says from where on entries must be there, and nobody has a key of what was destroyed long ago.
        base, known = min(chosen, default=1) - 1, read
    return Salvaged(
        facts=[fact for _, fact in sorted(carried.items())],
        open_up_to=gathered.is_open.number,
        counters=_counters(gathered, live, vault),
        tip=tip,
        missing=sum(number not in known for number in range(base + 1, tip.number + 1)) if tip else 1,
        unreadable=_unreadable(gathered, read, unopened),
        lost_calls=_lost_calls(
            gathered, begun, {layout.whole_header(chosen[each][0]).stream for each in unopened}, facts
        ),
        epoch_rank=highest_rank(fact.event for _, fact in live),
        entries=gathered.of_copies,
        wraps=gathered.wraps_of_copies,
        calls_so_far=max((*(each.calls_so_far for each in runs), *(each.number for each in raised)), default=0),
    )


def _lost_calls(gathered: _Gathered, begun: set[bytes], closed: set[bytes], facts: list[tuple[int, Fact]]) -> int:
    """Count the streams of open calls of which no read entry is the beginning. If nothing says which calls are open, each stream that
    nobody here can open may be one, minus as many as were destroyed.
    """
    if gathered.is_open.number:
        return sum(stream not in begun for stream in gathered.is_open.streams)
    destroyed = {fact.event.incident for _, fact in facts if isinstance(fact.event, KeysDestroyed)}
    return max(len(closed - begun) - len(destroyed), 0)


def _unreadable(gathered: _Gathered, read: set[int], unopened: set[int]) -> list[str]:
    """Name each entry that stands and cannot be read. If nothing tells what stands, say how many entries might."""
    if not gathered.stands.number and unopened:
        return [f"{len(unopened)} entries cannot be opened"]
    return [
        f"entry {number} cannot be read" for number in sorted({*gathered.stands.standing.values()} - (read - unopened))
    ]


def _proven(
    gathered: _Gathered, chosen: dict[int, list[bytes]], read: set[int], unopened: set[int]
) -> dict[int, bytes]:
    """Give the digests of entries that opened, and of entries that follow on one of those: in any other entry one flipped bit may have
    changed the number.
    """
    proven = dict(gathered.anchors)
    for number in sorted(read):
        entry = chosen[number][0]
        if number not in unopened or proven.get(number - 1) == layout.whole_header(entry).prev_digest:
            proven[number] = layout.entry_digest(entry)
    return {number: digest for number, digest in proven.items() if number in read}


def _tip(
    gathered: _Gathered, chosen: dict[int, list[bytes]], proven: dict[int, bytes], signed: Head | None
) -> Head | None:
    """Give the newest entry of which anything is known: from the signed head, from a side copy, or because it was read."""
    known = [signed] if signed is not None else []
    known += [Head(copy.run, copy.number, copy.digest) for copy in (gathered.is_open, gathered.stands) if copy.number]
    if proven:
        newest = max(proven)
        known.append(Head(layout.whole_header(chosen[newest][0]).epoch, newest, proven[newest]))
    return max(known, key=lambda head: head.number, default=None)


def _open_calls(gathered: _Gathered, facts: list[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
    """Give every fact of each real call that is open at the end, and of its record. Up to where the copy of what is open reaches, nothing
    else was open.
    """
    known = gathered.is_open
    open_now: dict[IncidentId, list[tuple[int, Fact]]] = {}
    over: dict[IncidentId, list[tuple[int, Fact]]] = {}
    for number, fact in facts:
        event = fact.event
        if not isinstance(event, IncidentEvent) or (number <= known.number and number not in known.entries):
            continue
        if isinstance(event, FirstCall):
            open_now[event.incident] = []
        if reopens(event) and event.incident in over:
            open_now[event.incident] = over.pop(event.incident)
        if event.incident in open_now:
            open_now[event.incident].append((number, fact))
        if isinstance(event, StoodDown) and event.incident in open_now:
            over[event.incident] = open_now.pop(event.incident)
    # Practice is left behind with its drill.
    real = (told for told in open_now.values() if not is_practice(fact.event for _, fact in told))
    return [each for told in real for each in told]


def _standing(gathered: _Gathered, live: list[tuple[int, Fact[Event]]]) -> dict[int, Fact[Event]]:
    known = gathered.stands
    of_copy = set(known.standing.values())
    stands: dict[str, tuple[int, Fact[Event]]] = {}
    for number, fact in live:
        if number <= known.number and number not in of_copy:
            continue
        for change in standing.changes(fact.event):
            if isinstance(change, Stands):
                stands[change.key] = (number, fact)
            else:
                stands.pop(change.key, None)
    return dict(stands.values())


def _counters(gathered: _Gathered, live: list[tuple[int, Fact[Event]]], vault: Vault) -> dict[Counting, int]:
    counts = revealed(gathered.stands.counters.values(), vault)
    for _, fact in live:
        if (counted := standing.counter_of(fact.event)) is not None:
            counts[counted[0]] = max(counted[1], counts.get(counted[0], 0))
    return counts


def revealed(hidden: Iterable[bytes], vault: Vault) -> dict[Counting, int]:
    """Give the counts in these rows of `counter`; a row that cannot be read is passed over."""
    counts: dict[Counting, int] = {}
    for each in hidden:
        try:
            button, contact, ledger, value = _counter.decode(vault.reveal(each))
        except (InvalidTag, msgspec.MsgspecError):
            continue  # then that contact's next press rings once more than it must, and is recorded again
        counts[ButtonId(button), contact, ledger] = value
    return counts


def _goes_on(event: Event) -> bool:
    """Return whether what stands is carried over. Practice is left behind with its drill, and a trouble is raised again if it persists."""
    match event:
        case ResponseStarted() | CheckInStarted():
            return event.drill is None
        case _:
            of_the_building = PlanAdopted | OfficeTrusted | NoticeTaken | RoomMarked | SafePressed
            of_recovery = CopyTargetChanged | RecoveryKeySet | RecoveryChecked | SuccessionKeyNamed | BoxReplaced
            return isinstance(event, of_the_building | of_recovery | ListedEvent)


@contextmanager
def _reading(aside: Path | None, look_s: float) -> Iterator[sqlite3.Connection | None]:
    """Open SQLite's view of the damaged file, for so long; None if SQLite refuses it."""
    try:
        db = scratch.only_read(aside) if aside is not None else None
    except (sqlite3.Error, Damaged):
        db = None
    if db is None:
        yield None
        return
    end_after(db, look_s)
    try:
        yield db
    finally:
        db.close()
