"""Knows of which data keys the copy of this record has every wrap now, and when a replica must ask for the whole set anew. A replica that
follows is given wraps with their key entries. There are two ways in which its set becomes different from ours. A wrap must go: an open
call was reviewed, or a key was destroyed. Or a wrap came another way: it was made again for a new week or reader, or is needed only
later. Then `version` rises. Nothing here delays a call: a look reads pieces of under a millisecond, some seconds after the entries it is
about.
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence

from appliance.engine.engine import Engine
from appliance.logbook import copied, gone
from appliance.logbook.copied import Key, Needed, Row, Wrap
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook

LOOK_EVERY_S = 5.0  # between a change and the look at it; what must go is gone from the target within 24 h
# times as long as a look took: uses at most a twentieth of the disk's thread, however many records nobody has reviewed
REST = 20
LOOK_ANYWAY_S = 3600.0  # because wraps that nobody needs are also dropped without an entry
_VERSIONS_AN_ENTRY = 1024  # so that no version is given twice, although nothing of it is kept except the record

log = logging.getLogger("handbell.recovery")


class KeptKeys:
    """Compares the copy's wraps with what is needed. `run` is its one task. `before_drop` is awaited before wraps leave the set, so that
    no bundle needs a wrap that is gone.
    """

    def __init__(self, engine: Engine, logbook: Logbook) -> None:
        self._engine = engine
        self._logbook = logbook
        self.version = version_of(logbook.kept[0])
        self.recipients: frozenset[bytes] = frozenset()
        """Whom any wrap in the set is for."""
        self.before_drop: Callable[[], Awaitable[None]] = _nothing
        self.looked = 0
        """Up to which entry the last look knows what is needed."""
        self._needed: Needed | None = None
        self._handed = 0
        """The sum of the set as whoever follows has it, up to entry `_up_to`: handed out with an entry, or in the set of this version."""
        self._up_to = 0
        self._since: list[tuple[int, int]] = []
        """Number and part of that sum, of what was handed out since the last look began."""
        self._more = False
        """Something was handed out with the whole set that may not belong to it."""
        self._gone = 0
        self._key_of: dict[int, Key] = {}
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Look whenever the record has grown, and from time to time."""
        loop = asyncio.get_running_loop()
        looked_at, looked_s = -1, 0.0
        while True:
            head, began_s = self._logbook.kept[0], loop.time()
            if head != looked_at or began_s - looked_s >= LOOK_ANYWAY_S:
                try:
                    await self.look()
                    looked_at, looked_s = head, began_s
                except LogbookError as error:
                    log.warning("what a copy should have is not looked into now: %s", error)
            await asyncio.sleep(max(LOOK_EVERY_S, REST * (loop.time() - began_s)))

    async def look(self) -> None:
        """Compare what is needed with what was handed out. Raises LogbookError."""
        await self._logbook.whole.wait()
        async with self._looking:
            up_to, handed, head = self._up_to, self._handed, self._logbook.kept[0]
            more, self._more = self._more, False
            self._since.clear()
            destroyed = len(await asyncio.to_thread(gone.gone, self._logbook.folder))
            needed = await self._read_needed()
            found = _Found(up_to, head)
            await self._read_rows(needed, found)
            first = self._needed is None
            self.recipients = frozenset(found.recipients)
            changed = more or found.up_to != handed or destroyed != self._gone
            if changed and not first:
                await self.before_drop()
            self._needed, self._gone, self.looked = needed, destroyed, head
            if first or changed:  # then everything up to the head is asked for anew
                self._handed = found.up_to_head + sum(each for number, each in self._since if number > head)
                self._up_to = max(self._up_to, head)
                self.version = max(self.version + 1, version_of(head))
                self._engine.refresh()  # whoever holds an answer open for us looks again

    async def needed(self) -> Needed:
        """Give what is needed, as of the last look. Raises LogbookError."""
        if self._needed is None:
            await self.look()
        assert self._needed is not None
        return self._needed

    async def is_newer(self, number: int, stream: bytes) -> bool:
        """Return whether this wrap came after the last look. Then it is handed out whatever its stream is, and the next look takes it
        back if it must go.
        """
        if number <= self.looked:
            return False
        needed = await self._needed_now((), {stream})
        self._more |= not needed.streams
        return True

    async def handed(self, entries: Sequence[tuple[int, bytes]], wraps: Iterable[Wrap]) -> list[Wrap]:
        """Give the wraps, out of these, that a copy has with these entries; they count as handed out with them. Raises LogbookError."""
        wraps = list(wraps)
        needed = await self._needed_now(entries, {wrap[2] for wrap in wraps})
        kept = [wrap for wrap in wraps if needed.holds(wrap[2], wrap[3])]
        if entries:
            new = [(wrap[0], hash((wrap[0], wrap[1]))) for wrap in kept if wrap[0] > self._up_to]
            self._handed += sum(each for _, each in new)
            self._since += new
            self._up_to = max(self._up_to, entries[-1][0])
        return kept

    # ---- reading

    async def _needed_now(self, entries: Sequence[tuple[int, bytes]], streams: set[bytes]) -> Needed:
        """Give what is needed of these streams at this moment. Of what stands: what stood at the last look, or is among these entries."""
        found: list[bytes] = []
        for piece in itertools.batched(sorted(streams), copied.ASKED_AT_ONCE, strict=False):
            found += await self._logbook.work(lambda db, piece=piece: copied.needed_of(db, piece))  # type: ignore[misc]
        keys = set(self._needed.keys) if self._needed is not None else set[Key]()
        if entries and streams:
            first, last = entries[0][0], entries[-1][0]
            standing = await self._logbook.work(lambda db: copied.standing_between(db, first, last))
            named = (copied.key_of(entry) for number, entry in entries if number in standing)
            keys.update(key for key in named if key is not None)
        return Needed(frozenset(found), frozenset(keys))

    async def _read_needed(self) -> Needed:
        streams = set(await self._logbook.work(copied.open_streams))
        first = 0
        while found := await self._logbook.work(lambda db, first=first: copied.unfinished_after(db, first)):  # type: ignore[misc]
            streams.update(stream for _, stream in found)
            first = found[-1][0]
        return Needed(frozenset(streams), await self._standing())

    async def _standing(self) -> frozenset[Key]:
        """Give the keys of what stands. The key of an entry never changes, so only new entries are looked up."""
        tag, numbers = b"", list[int]()
        while found := await self._logbook.work(lambda db, tag=tag: copied.standing_after(db, tag)):  # type: ignore[misc]
            numbers += (number for _, number in found)
            tag = found[-1][0]
        key_of = {number: self._key_of[number] for number in numbers if number in self._key_of}
        new = [number for number in numbers if number not in key_of]
        for begin in range(0, len(new), copied.STANDING_AT_ONCE):
            some = new[begin : begin + copied.STANDING_AT_ONCE]
            key_of |= await self._logbook.work(lambda db, some=some: copied.keys_of(db, some))  # type: ignore[misc]
        self._key_of = key_of
        return frozenset(key_of.values())

    async def _read_rows(self, needed: Needed, found: "_Found") -> None:
        """Read every wrap of these streams and keys."""
        for piece in itertools.batched(sorted(needed.streams), copied.STREAMS_AT_ONCE, strict=False):
            found.add(await self._logbook.work(lambda db, piece=piece: copied.rows_of_streams(db, piece)))  # type: ignore[misc]
        for part in itertools.batched(sorted(needed.keys), copied.STREAMS_AT_ONCE, strict=False):
            found.add(await self._logbook.work(lambda db, part=part: copied.rows_of_keys(db, part)))  # type: ignore[misc]


class _Found:
    """Sums over the set of wraps, up to what was handed out and up to the head. For ten thousand records the wraps themselves would take
    megabytes.
    """

    def __init__(self, number: int, head: int) -> None:
        self._number, self._head = number, head
        self.up_to = self.up_to_head = 0
        self.recipients: set[bytes] = set()

    def add(self, rows: Iterable[Row]) -> None:
        for number, recipient in rows:
            each = hash((number, recipient))
            self.recipients.add(recipient)
            self.up_to += each if number <= self._number else 0
            self.up_to_head += each if number <= self._head else 0


def version_of(number: int) -> int:
    """Give the lowest version that wraps can have once entry `number` is in the record."""
    return number * _VERSIONS_AN_ENTRY


async def _nothing() -> None:
    """Do nothing before wraps are dropped."""
