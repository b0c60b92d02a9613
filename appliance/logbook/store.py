"""The logbook as the engine sees it: open, seal, record, read back. Owns the shelf, the chain and the signed head."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag

from appliance.core.events import (
    ButtonsTakenOver,
    CallRaised,
    CheckInStarted,
    EpochStarted,
    Event,
    IncidentEvent,
    NoticeTaken,
    OfficeTrusted,
    PlanAdopted,
    ResponseStarted,
    RoomMarked,
    SafePressed,
)
from appliance.core.words import Counting
from appliance.envelope import format as layout
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey
from appliance.envelope.statements import enrolment_statement, renewal_statement
from appliance.logbook import batch as batches
from appliance.logbook import recovery, refuge, verify, wraps
from appliance.logbook.batch import Batch, Fact, is_of_the_board
from appliance.logbook.chain import Chain, Stream
from appliance.logbook.errors import Damaged, LogbookError, NotKept
from appliance.logbook.head import Head, HeadFile
from appliance.logbook.opener import Opened, Opener
from appliance.logbook.shelf import CHECKPOINT_PAGES, Shelf, open_shelf
from appliance.logbook.wraps import Wrapped
from appliance.plan.ids import ButtonId, IncidentId
from appliance.record.events import KeysDestroyed
from appliance.vault import vault as vaults
from appliance.vault.pool import Pool
from appliance.vault.vault import Vault

HEAD_NAME = "head"

_COUNTER = msgspec.msgpack.Decoder(tuple[str, str, str, int])


class Remembered(msgspec.Struct):
    """What the board is rebuilt from: facts in entry order, and what went wrong on the way.

    `troubles` say why a damaged logbook is `set_aside`; `unreadable` name entries of what is open or stands. `epoch_rank` is the highest
    found, 0 where none was, also in what was set aside once that is salvaged.
    """

    facts: list[Fact[Event]] = []
    parent: tuple[str, int, str] | None = None
    epoch_rank: int = 0
    calls_so_far: int = 0
    lost_calls: int = 0  # open, but of which nobody can say from where
    troubles: list[str] = []
    set_aside: Path | None = None
    unreadable: list[str] = []


class Logbook:
    """One building's record, being written by this process alone. Make one with `Logbook.open`."""

    def __init__(self, folder: Path, vault: Vault, shelf: Shelf, head_file: HeadFile, chain: Chain, pool: Pool) -> None:
        self.folder = folder
        self.kept = chain.head  # number and digest of the newest entry that is on disk
        self.opener = Opener(shelf, vault)
        self.pool = pool
        self._vault = vault
        self._shelf = shelf
        self._head_file = head_file
        self._chain = chain
        self._pages = 0
        self.unwritable: str | None = None
        self._copy: Path | None = None

    @classmethod
    async def open(
        cls, folder: Path, vault: Vault, *, wall_ms: int, set_aside: bool = True, memory: Path | None = None
    ) -> tuple["Logbook", Remembered]:
        """Open, verify the tail, and read what is open and what stands. Begins a new epoch id; its start entry is the caller's.

        A damaged logbook is set aside and a new one begun, or raises `Damaged` where `set_aside` is False. Raises `Busy` when
        another process owns the logbook, `NotKept` or `OSError` when the disk takes nothing; with `memory`, a folder in memory, a
        record that is there is then read from a copy, and `unwritable` says why until `reopen` succeeds.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy, unwritable = None, None
        try:
            head_file, found = await _find(folder, vault, wall_ms, set_aside=set_aside)
        except (NotKept, OSError) as error:
            if memory is None or not (folder / recovery.LOGBOOK_NAME).exists():
                raise
            copy, unwritable = refuge.take(folder, memory), str(error)
            head_file, found = await _find(copy, vault, wall_ms, set_aside=set_aside)
        if memory is not None and copy is None:
            refuge.leave(memory / refuge.REFUGE_NAME)  # of a run that was killed: nothing looks after it any more
        epoch = os.urandom(layout.ID_LEN)
        pool = Pool([vault.reading.current(wall_ms).public], vault.building, epoch)
        start = (found.parent.number, found.parent.digest) if found.parent else (0, layout.GENESIS_DIGEST)
        chain = Chain(building=vault.building, box=vault.box, epoch=epoch, head=start, pool=pool, tagger=vault)
        logbook = cls(folder, vault, found.shelf, head_file, chain, pool)
        logbook._copy, logbook.unwritable = copy, unwritable
        try:
            remembered = await logbook._remember()
        except BaseException:
            # A connection left open would keep its lock, and its thread would keep the process from ending.
            await logbook.close(sign=False)
            raise
        remembered.parent = (found.parent.epoch.hex(), *_hex(start)) if found.parent else None
        remembered.troubles = found.troubles
        remembered.set_aside = found.set_aside
        return logbook, remembered

    @property
    def epoch(self) -> str:
        """This run's random id, hex."""
        return self._chain.epoch.hex()

    def seal(self, facts: Sequence[Fact]) -> Batch:
        """Seal facts at the end of the chain, in memory. The batch must be recorded, or tried again, before any later one."""
        return self._chain.seal(facts)

    async def keys_in_use(self) -> list[DataKey]:
        """Data keys of open incidents and of house entries that stand: what must stay readable when a week's key goes."""
        rows, _ = await self._shelf.work(_standing_and_open)
        named: dict[tuple[bytes, int], None] = {}
        for _, data in rows:
            with suppress(layout.FormatError):  # damaged, and named by the check of the record; it hides no other key
                header = layout.split(data).header
                named[header.stream, header.key_no] = None
        keys = [await self.opener.key_of(stream, key_no) for stream, key_no in named]
        return [key for key in keys if key is not None]

    def carry_forward(self, keys: Sequence[DataKey], readers: Sequence[PublicKey] | None = None) -> Batch:
        """Name wraps for these keys, for today's recipients or for `readers` alone; the batch is recorded like any other."""
        return self._chain.carry_forward(keys, readers)

    def seal_for(self, office: Sequence[PublicKey]) -> None:
        """New keys are for this week's reading key and for these. Whoever was a reader and is none any more reads nothing new."""
        week, *before = self.pool.recipients
        self.pool.readdress([week, *office])
        if {each.fingerprint for each in before} - {each.fingerprint for each in office}:
            self._chain.renew_keys()

    def destroy(self, certificate: Fact[KeysDestroyed], keys: Sequence[tuple[bytes, int]]) -> Batch:
        """The certificate, and with it in one transaction the end of every wrap of these keys, as (stream, key number)."""
        batch = self._chain.seal([certificate])
        batch.destroyed.extend(keys)
        self._chain.forget(certificate.event.incident)
        self.opener.forget(keys)
        return batch

    def begin(self, batch: Batch, then: Callable[[asyncio.Future[None]], None] | None = None) -> asyncio.Future[None]:
        """Hand one batch to the disk; once the future is done, it is there. It fails with `NotKept` or `Damaged`; the batch stays valid.

        `then` is told before whoever awaits the future.
        """

        def note(written: asyncio.Future[None]) -> None:
            self._note(batch, written)
            if then is not None:
                then(written)

        return self._shelf.begin(lambda db: batches.write(db, batch), note)

    async def record(self, batch: Batch) -> None:
        """Write one batch durably. Raises `NotKept` or `Damaged`."""
        await self.begin(batch)

    def _note(self, batch: Batch, written: asyncio.Future[None]) -> None:
        if not written.cancelled() and written.exception() is None:
            self.kept = (batch.last, batch.digest)
            self._pages += 1 + 3 * batch.rows  # an upper guess is enough to choose the moment of a checkpoint

    async def sign_head(self) -> None:
        """Keep the signed head of what is on disk. Called when there is a quiet moment, never before a receipt. Raises `NotKept`."""
        head = Head(self._chain.epoch, *self.kept)
        try:
            # in the thread that writes: on a disk that stands still this may take for ever, and calls must not
            await self._shelf.work(lambda _: self._head_file.write(head))
        except OSError as error:
            raise NotKept(f"the signed head could not be written: {error.strerror}") from error

    def head_statement(self) -> bytes:
        """The statement of what is on disk now, unsigned; for a receipt, which the device signs as a whole."""
        return layout.head_statement(self._vault.building, self._vault.box, self._chain.epoch, *self.kept)

    @property
    def signed_head(self) -> tuple[int, bytes, bytes]:
        """Number, statement and device signature of the newest signed head; zero and empty before the first."""
        newest = self._head_file.newest
        return (newest[0].number, newest[1], newest[2]) if newest else (0, b"", b"")

    def signed_enrolment(self, token: str, csr: str) -> tuple[bytes, bytes, bytes]:
        """Building, box, and the device's signature on a certificate request; with an empty token, on one that renews."""
        building, box = self._vault.building, self._vault.box
        asked = enrolment_statement(token, csr, building, box) if token else renewal_statement(csr, building, box)
        return building, box, self._vault.sign(asked)

    @property
    def own_readers(self) -> frozenset[bytes]:
        """Fingerprints of the building's reading keys, whose wraps never leave it."""
        return self._vault.reading.fingerprints()

    @property
    def device_key(self) -> bytes:
        """Public key of the device that signs heads, 32 bytes."""
        return self._vault.device_public

    async def tidy(self) -> None:
        """Checkpoint the write-ahead log once it has grown. For quiet moments only."""
        if self._pages >= CHECKPOINT_PAGES:
            await self._shelf.work(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
            self._pages = 0

    async def reopen(self) -> None:
        """After a failed write: open the file afresh and verify that it ends where we believe. Raises `NotKept` or `Damaged`."""
        with suppress(NotKept, Damaged):
            await self._shelf.work(_leave_as_it_is)
        with suppress(
            sqlite3.Error, ValueError
        ):  # a connection that cannot close is dropped; its lock goes with its file handle
            await self._shelf.close()
        self._shelf = await open_shelf(self.folder / recovery.LOGBOOK_NAME)
        self.opener = Opener(self._shelf, self._vault)
        link, findings = await self._shelf.work(lambda db: verify.tail(db, self._vault.building))
        if findings:
            raise Damaged("; ".join(str(finding) for finding in findings[:5]))
        stored = link.number if link else 0
        if stored < self.kept[0]:
            raise Damaged(f"it ends at entry {stored}, but entry {self.kept[0]} was on disk before")
        if self._copy is not None:
            of_copy = self._head_file
            self._head_file = HeadFile(self.folder / HEAD_NAME, self._vault.building, self._vault.box, self._vault.sign)
            of_copy.close()
            self._leave_copy()

    async def close(self, *, sign: bool = True) -> None:
        """Sign the head (unless only looking), fold the write-ahead log into the file and let go of it."""
        with suppress(NotKept, Damaged):  # everything kept is in the write-ahead log already
            if sign and self.kept[0] and self._copy is None:
                await self.sign_head()
            await self._shelf.work(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
        self._head_file.close()
        await self._shelf.close()
        self._leave_copy()

    def _leave_copy(self) -> None:
        if self._copy is not None:
            refuge.leave(self._copy)
            self._copy, self.unwritable = None, None

    async def take_up(self, incident: IncidentId) -> bool:
        """Make an incident's stream one that can be written to, however long ago it was stood down. False: there is none.

        Raises `NotKept` or `Damaged`.
        """
        if self._chain.at_hand(incident):
            return True
        tag = self._vault.tag(f"incident:{incident}")
        found = await self._shelf.work(lambda db: _stood_down(db, tag))
        if found is None:
            return False
        first, stream, key_no = found
        self._chain.take_up(incident, Stream(stream, first, key_no))
        return True

    async def work[T](self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run one short job of `forgetting` on the file. Raises `NotKept` or `Damaged`."""
        return await self._shelf.work(job)

    # ---- reading back

    async def after(self, number: int, limit: int) -> list[tuple[int, bytes]]:
        """Up to `limit` stored entries above `number`, oldest first."""
        return await self._shelf.work(lambda db: verify.rows_after(db, number, limit))

    async def last(self, limit: int, before: int | None = None) -> list[tuple[int, bytes]]:
        """The newest `limit` stored entries (below `before`), newest first."""
        top = before if before is not None else 1 << 62
        sql = "SELECT number, entry FROM entry WHERE number < ? ORDER BY number DESC LIMIT ?"
        return await self._shelf.work(lambda db: db.execute(sql, (top, limit)).fetchall())

    async def of_stream(self, stream: bytes, limit: int = 10_000, after: int = 0) -> list[tuple[int, bytes]]:
        """Entries of one stream above `after`, oldest first."""
        sql = "SELECT number, entry FROM entry WHERE stream = ? AND number > ? ORDER BY number LIMIT ?"
        return await self._shelf.work(lambda db: db.execute(sql, (stream, after, limit)).fetchall())

    async def stream_of_incident(self, incident: str) -> bytes | None:
        """The stream of an incident, open or not."""
        tag = self._vault.tag(f"incident:{incident}")
        sql = "SELECT stream FROM any_incident WHERE name = ?"
        row = await self._shelf.work(lambda db: db.execute(sql, (tag,)).fetchone())
        return row[0] if row else None

    async def certificates_of(self, incident: str, after: int = 0) -> list[tuple[int, bytes]]:
        """Entries above `after` that say what was destroyed of an incident, oldest first; also where nothing else of it can be read."""
        tag = self._vault.tag(f"incident:{incident}")
        sql = "SELECT number, entry FROM destroyed JOIN entry USING (number) WHERE name = ? AND number > ? ORDER BY number"
        return await self._shelf.work(lambda db: db.execute(sql, (tag, after)).fetchall())

    async def streams_of_records(self, *, unfinished: bool, before: int, limit: int) -> list[tuple[int, bytes]]:
        """First entry and stream of incidents stood down, newest first, below `before`; of those alone whose record is owed."""
        owed = "unfinished = 1 AND" if unfinished else ""
        sql = f"SELECT first, stream FROM incident WHERE {owed} first < ? ORDER BY first DESC LIMIT ?"  # noqa: S608 - our own words
        return await self._shelf.work(lambda db: db.execute(sql, (before, limit)).fetchall())

    async def streams_in_keeping(self, after: int, limit: int) -> list[tuple[int, bytes, bool]]:
        """First entry and stream of incidents stood down, oldest first, above `after`, and whether any key of theirs is kept."""
        sql = (
            "SELECT first, stream, EXISTS (SELECT 1 FROM wrap WHERE wrap.stream = incident.stream) FROM incident"
            " WHERE first > ? ORDER BY first LIMIT ?"
        )
        return await self._shelf.work(
            lambda db: [(first, stream, bool(kept)) for first, stream, kept in db.execute(sql, (after, limit))]
        )

    async def stream_in_keeping_before(self, first: int, within: int) -> tuple[int, bytes] | None:
        """First entry and stream of the newest incident stood down that began at or before `first`, and of which any key is kept.

        None where not one of the `within` incidents before `first` has a key left.
        """
        sql = (
            "SELECT first, stream FROM (SELECT first, stream FROM incident WHERE first <= ? ORDER BY first DESC LIMIT ?) AS near"
            " WHERE EXISTS (SELECT 1 FROM wrap WHERE wrap.stream = near.stream) ORDER BY first DESC LIMIT 1"
        )
        return await self._shelf.work(lambda db: db.execute(sql, (first, within)).fetchone())

    async def streams_of_room(self, room: str, limit: int) -> list[bytes]:
        """Streams of a room's incidents, newest first."""
        sql = (
            "SELECT first, stream FROM open_incident WHERE room = :room UNION ALL"
            " SELECT * FROM (SELECT first, stream FROM incident WHERE room = :room ORDER BY first DESC LIMIT :limit)"
            " ORDER BY first DESC LIMIT :limit"
        )
        named = {"room": self._vault.tag(f"room:{room}"), "limit": limit}
        rows = await self._shelf.work(lambda db: db.execute(sql, named).fetchall())
        return [stream for _, stream in rows]

    async def wrapped_after(self, place: tuple[bytes, int], limit: int) -> list[Wrapped]:
        """Up to `limit` data keys after `place`, and who has wraps of them."""
        return await self._shelf.work(lambda db: wraps.wrapped_after(db, place, limit))

    async def wraps_between(self, first: int, last: int) -> list[tuple[int, bytes, bytes, int, bytes]]:
        """Wraps named by key entries `first` to `last`, columns as in the table."""
        return await self._shelf.work(lambda db: batches.wraps_between(db, first, last))

    async def sealed_after(
        self, number: int, limit: int
    ) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes, bytes, int, bytes]]]:
        """As `after`, with the wraps the key entries among them name, columns as in the table; read in one hop."""

        def read(
            db: sqlite3.Connection,
        ) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes, bytes, int, bytes]]]:
            rows = verify.rows_after(db, number, limit)
            return rows, batches.wraps_between(db, rows[0][0], rows[-1][0]) if rows else []

        return await self._shelf.work(read)

    async def counters(self) -> dict[Counting, int]:
        """The highest count recorded for every contact and ledger ever heard of; a row that cannot be read is passed over."""
        rows = await self._shelf.work(lambda db: db.execute("SELECT hidden FROM counter").fetchall())
        counts: dict[Counting, int] = {}
        for (hidden,) in rows:
            try:
                button, contact, ledger, value = _COUNTER.decode(self._vault.reveal(hidden))
            except (InvalidTag, msgspec.MsgspecError):
                continue  # then that contact's next press rings once more than it must, and is recorded again
            counts[ButtonId(button), contact, ledger] = value
        return counts

    async def salvage(self, remembered: Remembered) -> list[Fact[Event]]:
        """What a logbook set aside still tells of the plan, of the safety office, of open calls and of what the whole building does;
        nothing where it cannot be read, or none was.

        A call of which the beginning cannot be read is left out, since nobody knows from where it came, and counted in `lost_calls`.
        Practice stays behind with its drill.
        """
        if remembered.set_aside is None:
            return []
        try:
            old = await open_shelf(remembered.set_aside / recovery.LOGBOOK_NAME)
        except LogbookError:
            return []
        try:
            rows, open_streams = await old.work(_standing_and_open)
            opened = await Opener(old, self._vault).open(rows)
        except LogbookError:
            return []
        finally:
            await old.close()
        facts = [each.fact for each in opened if each.fact is not None and is_of_the_board(each.fact)]
        remembered.epoch_rank = max(remembered.epoch_rank, _highest_rank(facts))
        raised = {fact.event.incident: fact.event for fact in facts if isinstance(fact.event, CallRaised)}
        remembered.lost_calls += len(open_streams) - len(raised)
        real = {incident for incident, call in raised.items() if call.drill is None}
        return [
            fact
            for fact in facts
            if isinstance(fact.event, PlanAdopted | OfficeTrusted | NoticeTaken)
            or _in_earnest(fact.event)
            or (isinstance(fact.event, IncidentEvent) and fact.event.incident in real)
        ]

    # ---- start

    async def _remember(self) -> Remembered:
        rows, open_streams = await self._shelf.work(_standing_and_open)
        opened = await self.opener.open(rows)
        remembered = Remembered(facts=[each.fact for each in opened if each.fact and is_of_the_board(each.fact)])
        remembered.unreadable = [f"entry {each.number} cannot be read ({each.fault})" for each in opened if each.fault]
        readable = [
            (layout.split(data).header.stream, each) for (_, data), each in zip(rows, opened, strict=True) if each.fact
        ]
        key_nos = await self._shelf.work(lambda db: _newest_key_nos(db, {stream for stream, _ in readable}))
        self._take_up(readable, open_streams, key_nos)
        remembered.lost_calls = len(open_streams) - len(self._chain.incidents)
        remembered.epoch_rank = _highest_rank(remembered.facts)
        for fact in remembered.facts:
            if isinstance(fact.event, EpochStarted):
                remembered.calls_so_far = fact.event.calls_so_far
        epoch_entry = self._chain.house.first if self._chain.house else 0
        sql = "SELECT count(*) FROM any_incident WHERE first > ?"
        remembered.calls_so_far += await self._shelf.work(lambda db: db.execute(sql, (epoch_entry,)).fetchone()[0])
        return remembered

    def _take_up(
        self, readable: list[tuple[bytes, Opened]], open_streams: dict[bytes, int], key_nos: dict[bytes, int]
    ) -> None:
        """Go on with the streams that are open: each gets a new key at its first write in this epoch."""
        for stream, opened in readable:
            event = opened.fact.event if opened.fact else None
            if isinstance(event, CallRaised) and stream in open_streams:
                self._chain.incidents[event.incident] = Stream(stream, open_streams[stream], key_nos[stream])
            if isinstance(event, IncidentEvent) and event.incident in self._chain.incidents:
                self._chain.incidents[event.incident].heard(event)
            elif isinstance(event, EpochStarted):
                self._chain.house = Stream(stream, opened.number, key_nos[stream])


def _leave_as_it_is(db: sqlite3.Connection) -> None:
    """No checkpoint at closing: it would copy into the file what the write-ahead log could not be synced with."""
    db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)


async def _find(folder: Path, vault: Vault, wall_ms: int, *, set_aside: bool) -> tuple[HeadFile, recovery.Found]:
    head_file = HeadFile(folder / HEAD_NAME, vault.building, vault.box, vault.sign)
    try:
        signed = head_file.read(lambda statement, signature: vaults.verify(vault.device_public, statement, signature))
        return head_file, await recovery.find(folder, vault.building, signed, wall_ms, set_aside=set_aside)
    except BaseException:
        head_file.close()
        raise


def _hex(head: tuple[int, bytes]) -> tuple[int, str]:
    return head[0], head[1].hex()


def _highest_rank(facts: Sequence[Fact[Event]]) -> int:
    """Of the box that wrote them; 0 where nothing tells it."""
    started = (fact.event.epoch_rank for fact in facts if isinstance(fact.event, EpochStarted))
    taken_over = (fact.event.rank for fact in facts if isinstance(fact.event, ButtonsTakenOver))
    return max((*started, *taken_over), default=0)


def _in_earnest(event: Event) -> bool:
    """A response, a check-in or a room's answer. Practice stays behind with its drill, and answers without a check-in say nothing."""
    match event:
        case ResponseStarted() | CheckInStarted():
            return event.drill is None
        case _:
            return isinstance(event, RoomMarked | SafePressed)


def _standing_and_open(db: sqlite3.Connection) -> tuple[list[tuple[int, bytes]], dict[bytes, int]]:
    """Entries that stand and entries of open incidents, in number order; and the open streams with their first numbers."""
    rows = dict(db.execute("SELECT number, entry FROM entry JOIN standing USING (number)").fetchall())
    open_streams = dict(db.execute("SELECT stream, first FROM open_incident").fetchall())
    for stream in open_streams:
        rows.update(db.execute("SELECT number, entry FROM entry WHERE stream = ?", (stream,)).fetchall())
    return sorted(rows.items()), open_streams


def _stood_down(db: sqlite3.Connection, tag: bytes) -> tuple[int, bytes, int] | None:
    """First entry, stream and newest key number of an incident that is over.

    The number is read from the entries, since wraps can be deleted: a number must never be given to a second key.
    """
    row = db.execute("SELECT first, stream FROM incident WHERE name = ?", (tag,)).fetchone()
    if row is None:
        return None
    entries = db.execute("SELECT entry FROM entry WHERE stream = ?", (row[1],)).fetchall()
    return row[0], row[1], max(layout.split(entry).header.key_no for (entry,) in entries)


def _newest_key_nos(db: sqlite3.Connection, streams: set[bytes]) -> dict[bytes, int]:
    """The number of the newest key used in each stream."""
    sql = "SELECT max(key_no) FROM wrap WHERE stream = ?"
    return {stream: db.execute(sql, (stream,)).fetchone()[0] or 0 for stream in streams}
