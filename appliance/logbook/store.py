"""The logbook as the engine sees it: open, seal, record, read back. Owns the shelf, the chain and the signed head."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from appliance.core.words import Counting
from appliance.envelope import format as layout
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey
from appliance.envelope.statements import enrolment_statement, renewal_statement
from appliance.logbook import batch as batches
from appliance.logbook import gone, recovery, side_copy, verify, wraps
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.chain import Chain, Stream
from appliance.logbook.errors import Damaged, NotKept
from appliance.logbook.head import Head, HeadFile
from appliance.logbook.opener import Opener
from appliance.logbook.shelf import CHECKPOINT_PAGES, Shelf, fold, open_shelf
from appliance.logbook.side_copy import Copy, CopyFiles
from appliance.logbook.side_copying import SideCopying
from appliance.logbook.wraps import Wrapped
from appliance.plan.ids import IncidentId
from appliance.record.events import KeysDestroyed
from appliance.vault.pool import Pool
from appliance.vault.vault import Vault

HEAD_NAME = "head"

log = logging.getLogger("handbell.logbook")


class Logbook:
    """One building's record, being written by this process alone. Make one with `start.open_logbook`."""

    def __init__(self, folder: Path, vault: Vault, shelf: Shelf, head_file: HeadFile, chain: Chain, pool: Pool) -> None:
        self.folder = folder
        self.kept = chain.head  # number and digest of the newest entry that is on disk
        self.opener = Opener(shelf, vault)
        self.pool = pool
        self._vault = vault
        self._shelf = shelf
        self._head_file = head_file
        self.chain = chain
        self._pages = 0
        self._counts_owed: Mapping[Counting, int] = {}
        self._counts_over: list[Counting] = []
        self.unwritable: str | None = None
        """Why the disk takes nothing, as it was found at the start; None since `reopen`, or from the beginning."""
        self.damaged: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """What was found damaged while in use. The next start puts this file aside and begins another."""
        self.whole = asyncio.Event()
        """Cleared while entries are brought back from a logbook that was set aside: what is missing then is not lost."""
        self.whole.set()
        shelf.on_damage = self._found_damaged
        self.copying = SideCopying(folder, self)

    @property
    def epoch(self) -> str:
        """This run's random id, hex."""
        return self.chain.epoch.hex()

    def seal(self, facts: Sequence[Fact]) -> Batch:
        """Seal facts at the end of the chain, in memory. The batch must be recorded, or tried again, before any later one.

        All or none: where this raises, nothing has changed.
        """
        owed = [self.chain.counted(counting, value) for counting, value in self._counts_owed.items()]
        batch = self.chain.seal(facts)
        self._counts_owed = {}
        batch.counters += owed  # last, so that they hold: what is carried over in the same batch may count less
        over, self._counts_over = self._counts_over, []
        batch.uncounted += [self.chain.counted(counting, 0)[:1] for counting in over]
        return batch

    def owe_counts(self, counts: Mapping[Counting, int]) -> None:
        """Let the next batch, in which nothing new is counted, record these counts, which a damaged logbook had."""
        self._counts_owed = counts

    def forget_counts(self, countings: Sequence[Counting]) -> None:
        """Let the next batch end these: their button has newer ledgers, and keeps a few."""
        self._counts_over += countings

    async def keys_in_use(self) -> list[DataKey]:
        """Data keys of open incidents and of house entries that stand: what must stay readable when a week's key goes."""
        named: dict[tuple[bytes, int], None] = {}
        for data in await self._shelf.work(_standing_and_open):
            with suppress(layout.FormatError):  # damaged, and named by the check of the record; it hides no other key
                header = layout.split(data).header
                named[header.stream, header.key_no] = None
        keys = [await self.opener.key_of(stream, key_no) for stream, key_no in named]
        return [key for key in keys if key is not None]

    def carry_forward(self, keys: Sequence[DataKey], readers: Sequence[PublicKey] | None = None) -> Batch:
        """Name wraps for these keys, for today's recipients or for `readers` alone; the batch is recorded like any other."""
        return self.chain.carry_forward(keys, readers)

    def seal_for(self, office: Sequence[PublicKey]) -> None:
        """New keys are for this week's reading key and for these. Whoever was a reader and is none any more reads nothing new."""
        week, *before = self.pool.recipients
        self.pool.readdress([week, *office])
        if {each.fingerprint for each in before} - {each.fingerprint for each in office}:
            self.chain.renew_keys()

    def destroy(self, certificate: Fact[KeysDestroyed], keys: Sequence[tuple[bytes, int]]) -> Batch:
        """The certificate, and with it in one transaction the end of every wrap of these keys, as (stream, key number)."""
        batch = self.chain.seal([certificate])
        batch.destroyed.extend(keys)
        self.chain.forget(certificate.event.incident)
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

        return self._shelf.begin(lambda db: self._write(db, batch), note)

    def _write(self, db: sqlite3.Connection, batch: Batch) -> None:
        if batch.destroyed:
            try:
                gone.add(self.folder, batch.destroyed)
            except (
                OSError
            ) as error:  # the certificate in this batch counts beside it, and no call may wait for this file
                log.error("the list of destroyed keys cannot be written: %s", error)
        batches.write(db, batch)

    async def record(self, batch: Batch) -> None:
        """Write one batch durably. Raises `NotKept` or `Damaged`."""
        await self.begin(batch)

    def _note(self, batch: Batch, written: asyncio.Future[None]) -> None:
        if written.cancelled():
            return
        if isinstance(damage := written.exception(), Damaged):
            self._found_damaged(damage)
        elif damage is None:
            self.copying.note(batch)
            self.kept = (batch.last, batch.digest)
            self._pages += 1 + 3 * batch.rows  # an upper guess is enough to choose the moment of a checkpoint

    async def sign_head(self) -> None:
        """Keep the signed head of what is on disk. Called when there is a quiet moment, never before a receipt. Raises `NotKept`."""
        head = Head(self.chain.epoch, *self.kept)
        try:
            # in the thread that writes: on a disk that stands still this may take for ever, and calls must not
            await self._shelf.work(lambda _: self._head_file.write(head))
        except OSError as error:
            raise NotKept(f"the signed head could not be written: {error.strerror}") from error

    def head_statement(self) -> bytes:
        """The statement of what is on disk now, unsigned; for a receipt, which the device signs as a whole."""
        return layout.head_statement(self._vault.building, self._vault.box, self.chain.epoch, *self.kept)

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
        await recovery.leave(self._shelf)
        self._shelf = await open_shelf(self.folder / recovery.LOGBOOK_NAME)
        self._shelf.on_damage = self._found_damaged
        self.opener = Opener(self._shelf, self._vault)
        link, findings = await self._shelf.work(
            lambda db: verify.tail(db, self._vault.building, recovery.gaps_in(self.folder))
        )
        if findings:
            raise Damaged("; ".join(str(finding) for finding in findings[:5]))
        stored = link.number if link else 0
        if stored < self.kept[0]:
            raise Damaged(f"it ends at entry {stored}, but entry {self.kept[0]} was on disk before")
        if self.unwritable is not None:
            only_read = self._head_file
            self._head_file = HeadFile(self.folder / HEAD_NAME, self._vault.building, self._vault.box, self._vault.sign)
            only_read.close()
            self.unwritable = None

    async def close(self, *, sign: bool = True) -> None:
        """Sign the head (unless only looking), fold the write-ahead log into the file and let go of it."""
        with suppress(NotKept, Damaged):  # everything kept is in the write-ahead log already
            if sign and self.kept[0] and self.unwritable is None:
                await self.sign_head()
            if self.unwritable is None and not self.damaged.done():
                if sign:
                    await self.copying.write_all()
                await self._shelf.work(fold)
        self._head_file.close()
        if self.unwritable is None and not self.damaged.done():
            await self._shelf.close()
        else:
            await recovery.leave(self._shelf)

    async def copy_to(self, files: CopyFiles) -> None:
        """Write the side copy of that name, as the record is now. Raises `NotKept`, `Damaged`, OSError."""
        if self.unwritable is not None:
            raise NotKept(self.unwritable)
        read = side_copy.what_is_open if files.name == side_copy.OPEN else side_copy.what_stands
        building, own = self._vault.building, self.own_readers
        await self._shelf.work(lambda db: files.write(read(db, building, own)))

    def keep_unwritten(self, batches: Sequence[Batch]) -> None:
        """Keep what a damaged logbook does not take beside it, and let the next start begin another with it. Raises OSError."""
        own = self._vault.reading.fingerprints()
        unwritten = Copy(
            self._vault.building,
            self.chain.epoch,
            *self.kept,
            entries={number: entry for batch in batches for number, _, entry in batch.entries},
            wraps=[wrap for batch in batches for wrap in batch.wraps if wrap[1] in own],
        )
        files = CopyFiles(self.folder, side_copy.UNWRITTEN)
        files.write(unwritten)
        files.sync()
        recovery.mark(self.folder, self.damaged.result() if self.damaged.done() else "it does not take entries")

    def _found_damaged(self, damage: Damaged) -> None:
        if not self.damaged.done():
            log.error("the logbook is damaged: %s", damage)
            self.damaged.set_result(str(damage))

    async def take_up(self, incident: IncidentId) -> bool:
        """Make an incident's stream one that can be written to, however long ago it was stood down. False: there is none.

        Raises `NotKept` or `Damaged`.
        """
        if self.chain.at_hand(incident):
            return True
        tag = self._vault.tag(f"incident:{incident}")
        found = await self._shelf.work(lambda db: _stood_down(db, tag))
        if found is None:
            return False
        first, stream, key_no = found
        self.chain.take_up(incident, Stream(stream, first, key_no))
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

    async def of_stream(
        self, stream: bytes, limit: int = 10_000, after: int = 0, *, every: bool = True
    ) -> list[tuple[int, bytes]]:
        """Entries of one stream above `after`, oldest first. Without `every`: but those that a later one says again, with more."""
        but = "" if every else f"AND {side_copy.NOT_SAID_AGAIN}"
        sql = f"SELECT number, entry FROM entry WHERE stream = ? AND number > ? {but} ORDER BY number LIMIT ?"  # noqa: S608 - our own words
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

    async def streams_of(self, place: str, limit: int) -> list[bytes]:
        """Streams of the incidents of a room or of another place, by its key (`Place.key`), newest first."""
        sql = (
            "SELECT first, stream FROM open_incident WHERE room = :room UNION ALL"
            " SELECT * FROM (SELECT first, stream FROM incident WHERE room = :room ORDER BY first DESC LIMIT :limit)"
            " ORDER BY first DESC LIMIT :limit"
        )
        named = {"room": self._vault.tag(place), "limit": limit}
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


def _standing_and_open(db: sqlite3.Connection) -> list[bytes]:
    """Entries that stand, and entries of open incidents."""
    entries = db.execute("SELECT entry FROM entry JOIN standing USING (number)").fetchall()
    entries += db.execute("SELECT entry.entry FROM entry JOIN open_incident USING (stream)").fetchall()
    return [entry for (entry,) in entries]


def _stood_down(db: sqlite3.Connection, tag: bytes) -> tuple[int, bytes, int] | None:
    """First entry, stream and newest key number of an incident that is over.

    The number is read from the entries, since wraps can be deleted: a number must never be given to a second key.
    """
    row = db.execute("SELECT first, stream FROM incident WHERE name = ?", (tag,)).fetchone()
    if row is None:
        return None
    entries = db.execute("SELECT entry FROM entry WHERE stream = ?", (row[1],)).fetchall()
    return row[0], row[1], max(layout.split(entry).header.key_no for (entry,) in entries)
