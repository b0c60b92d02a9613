"""Brings back into the record what logbooks that were set aside still hold: entries first, then their wraps and look-up tables.

    entries, the newest first, so that the record never has a hole
    ── wraps that key entries name and that no certificate ended
    ── a row for every incident
    ── if everything is there, the folders are destroyed

All folders are read at once: each may hold what is damaged in another, and no clock says which of them is newer. The work may be killed
at any moment, and begins again. It goes in small pieces, while calls come and go. An open call that the start did not find is put among
what is open; the next start rings it.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

import msgspec

from appliance.core.calls.closing import open_after
from appliance.core.calls.events import FirstCall, RecordOpened
from appliance.core.ground.place import Place
from appliance.envelope import format as layout
from appliance.envelope.opening import OpenError, open_entry, open_key_entry
from appliance.envelope.seal import DataKey, wrap_digest
from appliance.logbook import recovery
from appliance.logbook.aside import BROUGHT_BACK, Aside, Breath, Gap, linked
from appliance.logbook.batch import Fact
from appliance.logbook.carve import WrapFound
from appliance.logbook.chain import Stream
from appliance.logbook.gone import gone
from appliance.logbook.store import Logbook
from appliance.record import codec
from appliance.record.events import AnyEvent, KeysDestroyed, RecordMoved
from appliance.record.words import Klass, Status
from appliance.vault.vault import Vault

ROWS_AT_ONCE = 100  # entries in one commit: a tenth of the time that a press may wait for a slow card
LOOKED_AT_ONCE = 200  # numbers between two pauses, where none of them is found
STREAMS_AT_ONCE = 50
ENTRIES_AT_ONCE = 500  # entries of one stream, read at a time


class _Incident(msgspec.Struct):
    """One stream of an incident: the incident, and its keys by number."""

    incident: str
    place: Place
    keys: dict[int, DataKey]
    wraps: list[WrapFound]


class Refilling:
    """Brings entries back from these folders."""

    def __init__(self, logbook: Logbook, vault: Vault, folders: Sequence[Path], breath: Breath) -> None:
        self._logbook = logbook
        self._vault = vault
        self._folders = folders
        self._asides: list[Aside] = []
        self._breath = breath
        self._own = {
            each: key for each in vault.reading_keys.fingerprints() if (key := vault.reading_keys.private_for(each))
        }
        self._ended: set[tuple[str, Klass]] = set()
        self.open_again: list[Place] = []
        """The places of open calls that were found now."""

    async def run(self) -> list[Gap]:
        """Bring back what can be brought back, and give what cannot. If nothing is missing, the folders are deleted. Raises LogbookError,
        OSError.
        """
        office = [each.fingerprint for each in self._logbook.pool.recipients]
        number, above = await self._logbook.work(_below_first)
        ended = gone(self._logbook.folder)
        self._asides = [Aside(folder, self._vault.building, number, ended) for folder in self._folders]
        try:
            for aside in self._asides:
                await aside.look_through(sorted({*self._own, *office}), self._breath)
            gaps = await self._entries(number, above)
            gaps += await self._noted_before([*gaps])
            await self._tables()
            for aside in self._asides:
                if gaps:
                    says = f"{', '.join(map(str, gaps))} cannot be read.\n"
                    (aside.folder / BROUGHT_BACK).write_text(says, "utf-8")
                else:
                    await aside.destroy(self._breath)
        finally:
            for aside in self._asides:
                aside.close()
        return gaps

    # ---- entries

    async def _noted_before(self, gaps: Sequence[Gap]) -> list[Gap]:
        """Give the gaps that an earlier try noted and that are still there: that try has put in the entries below them."""
        oldest = min((aside.oldest for aside in self._asides), default=0)
        known = {gap.last for gap in gaps}
        noted = [
            each for each in sorted(recovery.gaps_in(self._logbook.folder)) if each >= oldest and each not in known
        ]
        sql = "SELECT 1 FROM entry WHERE number = ?"
        there = [
            each
            for each in noted
            if await self._logbook.work(lambda db, each=each: db.execute(sql, (each,)).fetchone()) is not None  # type: ignore[misc]
        ]
        return [Gap(each, each) for each in noted if each not in there]

    async def _entries(self, number: int, above: bytes) -> list[Gap]:
        """Put in every entry below the record's first; each is named by the one above it. A hole is noted before anything below it is put
        in.
        """
        digest: bytes | None = above
        oldest = min((aside.oldest for aside in self._asides), default=number + 1)
        rows, gaps, last_missing = list[tuple[int, bytes, bytes]](), list[Gap](), 0
        while number >= max(oldest, 1):
            entry = linked(self._candidates(number), digest)
            if entry is None:
                last_missing = last_missing or number
                digest = None
            else:
                if last_missing:
                    gaps.append(Gap(number + 1, last_missing))
                    last_missing = 0
                    await self._put_in(rows)
                    recovery.note_gaps(self._logbook.folder, [each.last for each in gaps])
                header = layout.whole_header(entry)
                rows.append((number, header.stream, entry))
                digest = header.prev_digest
            if len(rows) >= ROWS_AT_ONCE:
                await self._put_in(rows)
            number -= 1
            if number % LOOKED_AT_ONCE == 0:
                await self._breath()
        await self._put_in(rows)
        lowest_gap = last_missing or number  # a record begins with entry 1, whatever the lowest entry is that was found
        return [*gaps, Gap(1, lowest_gap)] if lowest_gap else gaps

    async def _put_in(self, rows: list[tuple[int, bytes, bytes]]) -> None:
        if rows:
            await self._logbook.work(lambda db: _write(db, [("INSERT OR IGNORE INTO entry VALUES (?, ?, ?)", rows)]))
            rows.clear()
            await self._breath()

    def _candidates(self, number: int) -> list[bytes]:
        return list(dict.fromkeys(each for aside in self._asides for each in aside.candidates(number)))

    def _wraps(self, number: int) -> list[WrapFound]:
        return list(dict.fromkeys(each for aside in self._asides for each in aside.wraps(number)))

    # ---- tables

    async def _tables(self) -> None:
        """Fill the tables. House streams come first: they hold the certificates of what was destroyed."""
        async for stream in self._streams():
            if await self._incident_of(stream) is None:
                await self._house(stream)
            await self._breath()
        async for stream in self._streams():
            found = await self._incident_of(stream)
            if found is not None:
                await self._incident(stream, found)
            await self._breath()

    async def _streams(self) -> AsyncIterator[bytes]:
        """Give every stream of the record to which no table leads."""
        after, found = b"", [b""]
        while found:
            found = await self._logbook.work(lambda db, after=after: _streams_after(db, after))  # type: ignore[misc]
            for stream in found:
                yield stream
                after = stream

    async def _incident_of(self, stream: bytes) -> _Incident | None:
        """Give the incident of a stream; None for a stream of the house, and for one that nobody here can open."""
        keys: dict[int, DataKey] = {}
        wraps: list[WrapFound] = []
        for number, entry in await self._logbook.reader.of_stream(stream, limit=ENTRIES_AT_ONCE):
            if found := self._wraps(number):
                key, named = self._named(entry, found)
                wraps += named
                if key is not None:
                    keys.setdefault(key.key_no, key)
            event = _event(entry, keys)
            if isinstance(event, FirstCall | RecordOpened):
                return _Incident(event.incident, event.place, keys, wraps)
            if event is not None:
                return None
        return None

    def _named(self, entry: bytes, found: Iterable[WrapFound]) -> tuple[DataKey | None, list[WrapFound]]:
        """Give the key that this key entry introduces, and those wraps that it names; nothing if none opens."""
        header = layout.whole_header(entry)
        here = [wrap for wrap in found if (wrap[2], wrap[3]) == (header.stream, header.key_no)]
        for wrap in here:
            if (private := self._own.get(wrap[1])) is None:
                continue
            try:
                key = open_key_entry(entry, wrap[4], private)
                statement = layout.KeyStatement.decode(open_entry(entry, key))
            except (OpenError, layout.FormatError):
                continue
            return key, [each for each in here if (each[1], wrap_digest(each[4])) in statement.wraps]
        return None, []

    async def _house(self, stream: bytes) -> None:
        """Put in the wraps of a house stream, and take from its certificates what was destroyed and in which entry that is said."""
        after = 0
        while rows := await self._logbook.reader.of_stream(stream, limit=ENTRIES_AT_ONCE, after=after):
            after = rows[-1][0]
            named = [wrap for number, entry in rows for wrap in self._named(entry, self._wraps(number))[1]]
            await self._logbook.work(lambda db, named=named: _write(db, [_into_wrap(named)]))  # type: ignore[misc]
            opened = await self._logbook.opener.open(rows)
            said = [(each.number, each.fact.event) for each in opened if each.fact is not None]
            certificates = [(number, event) for number, event in said if isinstance(event, KeysDestroyed)]
            self._ended |= {(event.incident, klass) for _, event in certificates for klass in event.classes}
            led = [(self._vault.tag(f"incident:{event.incident}"), number) for number, event in certificates]
            await self._logbook.work(lambda db, led=led: _write(db, [(_INTO_DESTROYED, led)]))  # type: ignore[misc]
            await self._breath()

    async def _incident(self, stream: bytes, found: _Incident) -> None:
        """Put in the wraps and the row of an incident, unless it was carried over: then it goes on in a new stream, and is destroyed with
        that.
        """
        tag = self._vault.tag(f"incident:{found.incident}")
        sql = "SELECT 1 FROM any_incident WHERE name = ?"
        if await self._logbook.work(lambda db: db.execute(sql, (tag,)).fetchone()) is not None:
            return
        row = Stream(stream, 0, 0)
        wraps: list[WrapFound] = []
        keys, after, reviewed, opened_apart, is_open = dict[int, DataKey](), 0, False, False, False
        while rows := await self._logbook.reader.of_stream(stream, limit=ENTRIES_AT_ONCE, after=after):
            row.first = row.first or rows[0][0]
            after = rows[-1][0]
            for number, entry in rows:
                if candidates := self._wraps(number):
                    key, named = self._named(entry, candidates)
                    if key is not None and (found.incident, Klass(key.klass)) not in self._ended:
                        keys.setdefault(key.key_no, key)
                        wraps += named
                if (event := _event(entry, keys)) is not None:
                    row.heard(event)
                    reviewed |= isinstance(event, RecordMoved) and event.to is Status.REVIEWED
                    opened_apart |= isinstance(event, RecordOpened)
                    is_open = open_after(event, before=is_open)
            await self._breath()
        incident = (row.first, stream, tag, self._vault.tag(found.place.key(found.incident)))
        known_up_to = min(aside.open_up_to for aside in self._asides)
        if is_open and not row.practice and row.first > known_up_to and await self._is_last_of_room(incident):
            row_of: _Rows = "INSERT INTO open_incident VALUES (?, ?, ?, ?)", [incident]
            self.open_again.append(found.place)
        else:
            unfinished = int((row.owes_record or opened_apart) and not reviewed)
            row_of = "INSERT INTO incident VALUES (?, ?, ?, ?, ?)", [(*incident, unfinished)]
        await self._logbook.work(lambda db: _write(db, [_into_wrap(wraps), row_of]))

    async def _is_last_of_room(self, incident: tuple[int, bytes, bytes, bytes]) -> bool:
        """Return whether nobody called from that room since: a later call rings for this one, or has brought somebody there."""
        first, _, _, room = incident
        sql = (
            "SELECT EXISTS (SELECT 1 FROM open_incident WHERE room = ?1)"
            " OR EXISTS (SELECT 1 FROM incident WHERE room = ?1 AND first > ?2)"
        )
        return not await self._logbook.work(lambda db: db.execute(sql, (room, first)).fetchone()[0])


_INTO_DESTROYED = (
    "INSERT INTO destroyed SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM destroyed WHERE name = ?1 AND number = ?2)"
)

type _Rows = tuple[str, Sequence[tuple[object, ...]]]


def _into_wrap(wraps: Sequence[WrapFound]) -> _Rows:
    sql = (
        "INSERT INTO wrap SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS"
        " (SELECT 1 FROM wrap WHERE stream = ?3 AND key_no = ?4 AND number = ?1 AND recipient = ?2)"
    )
    return sql, wraps


def _write(db: sqlite3.Connection, pieces: Sequence[_Rows]) -> None:
    """Write all pieces in one transaction."""
    if not any(rows for _, rows in pieces):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        for sql, rows in pieces:
            db.executemany(sql, rows)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _below_first(db: sqlite3.Connection) -> tuple[int, bytes]:
    """Give the number below the record's first entry, and the digest that its entry must have."""
    number, entry = db.execute("SELECT number, entry FROM entry ORDER BY number LIMIT 1").fetchone()
    return number - 1, layout.split(entry).header.prev_digest


def _streams_after(db: sqlite3.Connection, after: bytes) -> list[bytes]:
    sql = (
        "SELECT DISTINCT stream FROM entry WHERE stream > ? AND stream NOT IN (SELECT stream FROM any_incident)"
        " ORDER BY stream LIMIT ?"
    )
    return [stream for (stream,) in db.execute(sql, (after, STREAMS_AT_ONCE))]


def _event(entry: bytes, keys: dict[int, DataKey]) -> AnyEvent | None:
    """Give what an entry says; None for a key entry, and if there is no key or it does not open."""
    key = keys.get(layout.whole_header(entry).key_no)
    if key is None:
        return None
    try:
        plaintext = open_entry(entry, key)
        return Fact(*codec.decode(plaintext[1:])).event if plaintext[:1] == layout.FACT else None
    except (OpenError, layout.FormatError, codec.CodecError):
        return None
