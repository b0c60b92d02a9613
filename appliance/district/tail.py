"""Takes back what this record lost when it was put back to an earlier state, from whoever brings it. Opens no connection. Nobody's word
counts. The first entry must follow an entry of this record, each further entry the one before it, and the last must be the one that a
believed receipt of the district is about. So what is kept is what the district signed for, and all of it up to there. That this box wrote
it shows when its keys open it. It is kept beside the record and never in it, since this run's own entries have the same numbers.

The same is done for the box that this one replaced: what that box had deposited beyond the copy follows the copy's last entry.
"""

import asyncio
import itertools
import logging
from collections.abc import Sequence

import msgspec

from appliance.api.feed.messages import BringBack, BroughtBackTo
from appliance.core.district.commands import NoteTail
from appliance.core.district.events import BeyondBroughtBack, TailBroughtBack
from appliance.core.ground.words import Cause
from appliance.district.evidence import Evidence
from appliance.engine.engine import Engine
from appliance.envelope.format import GENESIS_DIGEST, FormatError, entry_digest, split
from appliance.logbook.brought_back import UNFINISHED_BEFORE, BroughtBack, Tail, entries_of
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook
from appliance.plan.mistakes import counted
from appliance.words.troubles import ENTRIES_BEYOND_COPY

OPENED_AT_ONCE = 20  # as in `engine.queries`: a press never waits 2 ms for a reader
HASHED_AT_ONCE = 32  # 32 × 1 KB: a fraction of a millisecond on a Pi

AGAIN_S = 60.0  # after a look that failed: nothing is lost meanwhile, and nobody waits for it

TOO_LONG = "what was lost is too long for this box's disk; the district keeps it"

log = logging.getLogger("handbell.district")


class _Reached(msgspec.Struct, frozen=True):
    """How far the tail that is on its way goes."""

    first: int
    number: int
    digest: bytes


class LostTail:
    """The entries that the newest proof against this record is about; one tail at a time. Or, made by `of_box_before`, what the box
    before this one had.
    """

    def __init__(self, engine: Engine, logbook: Logbook, record: Evidence, building: bytes, box: bytes) -> None:
        self._engine = engine
        self._logbook = logbook
        self._record = record
        self._whose = building, box
        self._own_box = box
        self._kept = BroughtBack(logbook.folder)
        self._proof: tuple[int, bytes] | None = None
        self._too_long: tuple[int, bytes] | None = None  # not fetched again before the next start
        self._reached: _Reached | None = None
        self._one_at_a_time = asyncio.Lock()

    def of_box_before(self, box: bytes) -> "LostTail":
        """Make one for what the box that this one replaced had beyond our record. Both take turns."""
        other = LostTail(self._engine, self._logbook, self._record, self._whose[0], box)
        other._own_box = self._own_box
        other._kept = BroughtBack(self._logbook.folder, UNFINISHED_BEFORE)
        other._one_at_a_time = self._one_at_a_time
        return other

    def is_of(self, box: bytes) -> bool:
        """Return whether this is about entries of that box."""
        return self._whose[1] == box

    def is_proven(self, number: int, digest: bytes) -> None:
        """Note that a believed receipt is about this entry, and this record has none or another of that number."""
        if self._proof is None or number > self._proof[0]:
            self._proof, self._reached = (number, digest), None

    async def take(self, said: BringBack) -> BroughtBackTo:
        """Take the next entries; without any, say where to go on. Raises nothing: if a disk fails, the answer says so."""
        try:
            async with self._one_at_a_time:
                return await self._take(said)
        except (OSError, LogbookError) as error:
            self._reached = None
            return _no(said, f"what was lost cannot be kept now: {error}")

    async def _take(self, said: BringBack) -> BroughtBackTo:
        proof = self._proof
        if proof is None:
            return _no(said, "no receipt that is believed is about an entry this record lacks")
        if await asyncio.to_thread(self._kept.has, *proof):
            return _no(said, "")
        if proof == self._too_long:
            return _no(said, TOO_LONG)
        if not said.entries:
            return BroughtBackTo(request=said.request, after=self._reached.number if self._reached else 0, wanted=True)
        reached = await self._hanging(said.entries, proof)
        if reached is None:
            self._reached = None
            return _no(said, "what was brought back does not hang together with this record and the district's receipt")
        if self._reached is None:
            await asyncio.to_thread(self._kept.begin)
        entries = said.entries[: reached.number - split(said.entries[0]).header.number + 1]
        if not await asyncio.to_thread(self._kept.add, entries):
            self._reached, self._too_long = None, proof
            await asyncio.to_thread(self._kept.begin)
            return _no(said, TOO_LONG)
        self._reached = reached
        if reached.number < proof[0]:
            return BroughtBackTo(request=said.request, after=reached.number, wanted=True)
        await self._is_whole(reached)
        return _no(said, "")

    async def _hanging(self, entries: Sequence[bytes], proof: tuple[int, bytes]) -> _Reached | None:
        """Give how far the tail goes with these entries, which are cut at what was proven; None if they do not fit."""
        reached = self._reached
        for count, entry in enumerate(entries, start=1):
            try:
                header, digest = split(entry).header, entry_digest(entry)
            except FormatError:
                return None
            if (header.building, header.box) != self._whose:
                return None
            if reached is None:
                before = await self._before(header.number)
                reached = None if before is None else _Reached(header.number, header.number - 1, before)
            if reached is None or (header.number, header.prev_digest) != (reached.number + 1, reached.digest):
                return None
            reached = _Reached(reached.first, header.number, digest)
            if header.number == proof[0]:
                return reached if digest == proof[1] else None
            if count % HASHED_AT_ONCE == 0:
                await asyncio.sleep(0)
        return reached

    async def _before(self, number: int) -> bytes | None:
        """Give the digest of our own entry before this one; None if there is none."""
        if number == 1:
            return GENESIS_DIGEST
        own = await self._record.entry(number - 1)
        return None if own is None else entry_digest(own)

    async def _is_whole(self, reached: _Reached) -> None:
        head, _ = self._logbook.kept
        tail = await asyncio.to_thread(self._kept.finish, reached.first, reached.number, reached.digest, head=head)
        self._reached = None
        await self._note(tail)

    async def note_what_is_left(self) -> None:
        """Note each tail that a power cut left without its entry. Tries again while the disk is away."""
        while True:
            try:
                async with self._one_at_a_time:
                    for tail, head in await asyncio.to_thread(self._kept.unnoted):
                        await self._note_unless_noted(tail, head)
            except (OSError, LogbookError) as error:
                log.warning("what was brought back before is not looked into now: %s", error)
                await asyncio.sleep(AGAIN_S)
            else:
                return

    async def _note_unless_noted(self, tail: Tail, after: int) -> None:
        """Note a tail unless its entry is on the disk already, and only the mark is missing. Then the entry is among those after
        `after`.
        """
        while rows := await self._logbook.reader.after(after, OPENED_AT_ONCE):
            events = (each.fact.event for each in await self._logbook.opener.open(rows) if each.fact is not None)
            if any(
                isinstance(event, TailBroughtBack | BeyondBroughtBack) and _is_about(event, tail) for event in events
            ):
                await asyncio.to_thread(self._kept.noted, tail)
                return
            after = rows[-1][0]
        await self._note(tail)

    async def _note(self, tail: Tail) -> None:
        """Note a tail. If the disk does not take the entry, whoever brought the tail waits with us; they have a line of their own for
        that.
        """
        readable = await self._readable(tail)
        log.warning("entries %d to %d were brought back, %d readable", tail.first, tail.last, readable)
        box = await asyncio.to_thread(_box_of, tail)
        told = (
            TailBroughtBack(first=tail.first, last=tail.last, readable=readable)
            if box == self._own_box
            else BeyondBroughtBack(former_box=box, first=tail.first, last=tail.last, readable=readable)
        )
        await self._engine.submit(NoteTail(brought_back=told)).kept
        if isinstance(told, BeyondBroughtBack):
            self._engine.report(Cause(ENTRIES_BEYOND_COPY.word, f"{tail.first}-{tail.last}"), says_beyond(told))
        await asyncio.to_thread(self._kept.noted, tail)

    async def _readable(self, tail: Tail) -> int:
        count, rows = 0, entries_of(tail)
        while some := await asyncio.to_thread(lambda: list(itertools.islice(rows, OPENED_AT_ONCE))):
            opened = await self._logbook.opener.open(some)
            count += sum(each.fact is not None for each in opened)
        return count


def _box_of(tail: Tail) -> bytes:
    return next((split(entry).header.box for _, entry in entries_of(tail)), b"")


def says_beyond(told: BeyondBroughtBack) -> str:
    """Say what desks are shown until somebody has read it."""
    count = told.last - told.first + 1
    unread = count - told.readable
    read = f"{told.readable} of them can be read here: handbell log show --brought-back." if told.readable else ""
    closed = f"{unread} of them cannot; the safety office can read them, ask it." if unread else ""
    lacks = f"{counted(count, 'entry', 'entries')} ({told.first} to {told.last})"
    says = f"The district has of the box before this one what the copy lacks: {lacks}."
    return " ".join(each for each in (says, read, closed, ENTRIES_BEYOND_COPY.do) if each)


def _is_about(event: TailBroughtBack | BeyondBroughtBack, tail: Tail) -> bool:
    return (event.first, event.last) == (tail.first, tail.last)


def _no(said: BringBack, says: str) -> BroughtBackTo:
    return BroughtBackTo(request=said.request, after=0, wanted=False, says=says)
