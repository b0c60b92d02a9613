"""Reads the record while it is being written: for desks, for the sealed feed and for the background verification. Writes nothing."""

import asyncio
import logging

import msgspec

from appliance.core.calls.events import CallUpgraded, FirstCall, PressedAgain, RecordOpened
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.logbook import verify
from appliance.logbook.errors import LogbookError
from appliance.logbook.lost_pages import LostPages
from appliance.logbook.opener import Opened
from appliance.logbook.store import Logbook
from appliance.plan.ids import AreaName, IncidentId, RoomId
from appliance.plan.model import Kind
from appliance.record.events import AnyEvent

READ_AT_ONCE = 5  # entries opened before giving way, by one reader at a time: a press waits for 5 unwraps of 70 µs
FEED_LIMIT_MAX = 500  # entries per answer: about 500 KiB on the sealed feed, inside one frame
# sealed entries read in one hop to the disk's thread: under a millisecond, for which a press may have to wait
SEALED_AT_ONCE = 125
STREAM_AT_ONCE = 1000  # entries of one incident read at a time: few have more
ROOM_HISTORY_MAX = 20  # incidents of one room in an answer
VERIFY_AGAIN_S = 5.0  # after a read that failed: a disk that is away is tried as seldom here as it is for new entries
VERIFY_PAUSE_S = 0.05  # between background slices: five million entries take half an hour and a fiftieth of a core

log = logging.getLogger("handbell.queries")

type Row = tuple[int, bytes]
type Told = tuple[int, Moment, AnyEvent]


class Verification(msgspec.Struct):
    """How far the background check has come: entries `1` to `checked` hold, except for the findings."""

    checked: int = 0
    complete: bool = False
    findings: list[str] = []


class Queries:
    """Answers questions about the record. Every read goes in small pieces, so that a commit never waits for a long one."""

    def __init__(self, logbook: Logbook, building: bytes) -> None:
        self._logbook = logbook
        self._building = building
        self._lost = LostPages(logbook.folder)
        self._paging_lost = asyncio.Lock()
        self._opening = asyncio.Lock()
        self.verification = Verification()

    @property
    def building(self) -> bytes:
        """Give the building's id, 16 bytes. It stands in the header of every entry."""
        return self._building

    async def feed(
        self,
        after: int,
        limit: int,
        incident: IncidentId | None = None,
        *,
        room: RoomId | None = None,
        newest_first: bool = False,
        brought_back: bool = False,
    ) -> tuple[int, list[Told]]:
        """Give the head, and up to `limit` opened facts above `after`: of one incident, of a room's latest incidents, or of all.

        The facts are always in order; `newest_first` takes the last ones where there are more than `limit`. `brought_back` asks for what
        this record lost and the district had. Then the first number is the last entry looked at, opened or not, and 0 where there is none
        above `after`. In that case it raises OSError besides LogbookError.
        """
        limit = min(limit, FEED_LIMIT_MAX)
        if brought_back:
            async with self._paging_lost:
                rows = await asyncio.to_thread(self._lost.after, after, limit)
            return (rows[-1][0] if rows else 0), await self._open(rows)
        if incident is not None:
            told = await self.told_of(incident)
        elif room is not None:
            told = [each for incident_facts in await self.room_history(room) for each in incident_facts]
        else:
            told = await self._open(
                await (self._logbook.reader.last(limit) if newest_first else self._logbook.reader.after(after, limit))
            )
        above = [each for each in told if each[0] > after]
        return self._logbook.kept[0], above[-limit:] if newest_first else above[:limit]

    async def room_history(self, room: RoomId, limit: int = ROOM_HISTORY_MAX) -> list[list[Told]]:
        """Give a room's calls among its last `limit` incidents, newest first, each as its facts in order. Takes the same time however
        large the logbook is.

        If no incident is of such a room, give the calls of the area of that name. Tap-outs are left out: nothing shows how often somebody
        in one room asked for a break (promise 7).
        """
        most, area = min(limit, ROOM_HISTORY_MAX), Place(area=AreaName(room))
        streams = await self._logbook.reader.streams_of(Place(room=room).key(""), most)
        streams = streams or await self._logbook.reader.streams_of(area.key(""), most)
        incidents = [await self._open(await self._logbook.reader.of_stream(stream, every=False)) for stream in streams]
        return [told for told in incidents if _is_call(told)]

    async def sealed(
        self, after: int, limit: int, length_max: int
    ) -> tuple[int, list[Row], list[tuple[int, bytes, bytes, int, bytes]]]:
        """Give the head, stored entries above `after`, and the wraps that their key entries name; for the sealed feed.

        Stops reading once there are `length_max` bytes of entries. Waits while a damaged record is put together again: a reader would
        take an entry that is not there yet for lost.
        """
        await self._logbook.whole.wait()
        rows, wraps, limit = list[Row](), list[tuple[int, bytes, bytes, int, bytes]](), min(limit, FEED_LIMIT_MAX)
        while len(rows) < limit:
            count = min(limit - len(rows), SEALED_AT_ONCE)
            some, named = await self._logbook.reader.sealed_after(rows[-1][0] if rows else after, count)
            rows += some
            wraps += named
            if len(some) < count or sum(len(entry) for _, entry in rows) >= length_max:
                break
        return self._logbook.kept[0], rows, wraps

    def signed_head(self) -> tuple[int, bytes, bytes]:
        """Give the number, statement and signature of the newest signed head."""
        return self._logbook.signed_head

    def signed_enrolment(self, token: str, csr: str) -> tuple[bytes, bytes, bytes]:
        """Give building, box, and the device's signature on a certificate request (`Logbook.signed_enrolment`)."""
        return self._logbook.signed_enrolment(token, csr)

    @property
    def own_readers(self) -> frozenset[bytes]:
        """Give the fingerprints of the building's reading keys. The wraps for these keys never leave the building."""
        return self._logbook.own_readers

    @property
    def device_key(self) -> bytes:
        """Give the public key of the device that signs heads, 32 bytes."""
        return self._logbook.device_key

    async def verify_all(self) -> None:
        """Check the whole chain once, in slices, oldest first. Ends when it reaches the head; waits while the disk is away.

        A failed read does not end this task: that would end the process, and with it calls that are only in memory. The recorder judges
        the disk.
        """
        await self._logbook.whole.wait()
        link: verify.Link | None = None
        while True:
            after = link.number if link else 0
            try:
                rows = await self._logbook.reader.after(after, verify.SLICE_ENTRIES)
            except LogbookError as error:
                log.warning("verification put off: %s", error)
                await asyncio.sleep(VERIFY_AGAIN_S)
                continue
            for result in verify.check(rows, self._building, link):
                if isinstance(result, verify.Link):
                    link = result
                else:
                    self.verification.findings.append(str(result))
            self.verification.checked = link.number if link else 0
            if len(rows) < verify.SLICE_ENTRIES:
                self.verification.complete = True
                return
            await asyncio.sleep(VERIFY_PAUSE_S)

    async def told_of(self, incident: IncidentId, after: int = 0) -> list[Told]:
        """Give everything above entry `after` that was told of one incident and written to its record, and the certificates of what was
        destroyed of it, oldest first.
        """
        stream = await self._logbook.reader.stream_of_incident(incident)
        told = await self._open(await self._logbook.reader.certificates_of(incident, after))
        certified = bool(told)
        while stream is not None:
            rows = await self._logbook.reader.of_stream(stream, limit=STREAM_AT_ONCE, after=after, every=False)
            told += await self._open(rows)
            if len(rows) < STREAM_AT_ONCE:
                break
            after = rows[-1][0]
        return sorted(told, key=lambda each: each[0]) if certified else told

    async def incident_of(self, stream: bytes) -> IncidentId | None:
        """Give the incident of a stream; None where its beginning cannot be read."""
        begun = await self.beginning_of(stream)
        return begun[1] if begun is not None else None

    async def called(self, stream: bytes) -> tuple[int, IncidentId] | None:
        """Give the number by which people call a stream's incident, and the incident; None as above."""
        told = await self._open(await self._logbook.reader.of_stream(stream, limit=2))
        begun = (event for _, _, event in told if isinstance(event, FirstCall | RecordOpened))
        return next(((event.number, event.incident) for event in begun), None)

    async def beginning_of(self, stream: bytes) -> tuple[Moment, IncidentId] | None:
        """Give when a stream's incident began, and the incident; None as above."""
        told = await self._open(
            await self._logbook.reader.of_stream(stream, limit=2)
        )  # the key entry, and the entry that began the incident
        return next(((at, event.incident) for _, at, event in told if isinstance(event, IncidentEvent)), None)

    async def _open(self, rows: list[Row]) -> list[Told]:
        told: list[Told] = []
        for start in range(0, len(rows), READ_AT_ONCE):
            async with self._opening:  # however many read, only one of them works between two turns of the loop
                opened = await self._logbook.opener.open(rows[start : start + READ_AT_ONCE])
            told.extend(_told(each) for each in opened if each.fact is not None)
            await asyncio.sleep(0)
        return told


def _is_call(told: list[Told]) -> bool:
    """Return whether anything but a break was called for. If no kind could be read, the answer is yes: facts that cannot be opened hide
    nothing.
    """
    kinds = [event.kind for _, _, event in told if isinstance(event, FirstCall | PressedAgain | CallUpgraded)]
    return not kinds or any(kind is not Kind.TAP_OUT for kind in kinds)


def _told(opened: Opened) -> Told:
    assert opened.fact is not None
    return opened.number, opened.fact.at, opened.fact.event
