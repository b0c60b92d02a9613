"""Gives the engine the logbook: seal, record, sign, mend, close. Owns database, chain and signed head; `reader` reads back."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from appliance.core.ground.words import Counting
from appliance.envelope import format as layout
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey
from appliance.envelope.statements import enrolment_statement, renewal_statement
from appliance.logbook import batch as batches
from appliance.logbook import gone, recovery, side_copy, verify
from appliance.logbook.batch import Batch, Fact
from appliance.logbook.chain import Chain
from appliance.logbook.database import CHECKPOINT_PAGES, Database, fold, open_database
from appliance.logbook.errors import Damaged, NotKept
from appliance.logbook.head import Head, HeadFile
from appliance.logbook.opener import Opener
from appliance.logbook.reader import Reader
from appliance.logbook.side_copy import Copy, CopyFiles
from appliance.logbook.side_copying import SideCopying
from appliance.plan.ids import IncidentId
from appliance.record.events import KeysDestroyed
from appliance.vault.pool import Pool
from appliance.vault.vault import Vault

HEAD_NAME = "head"

log = logging.getLogger("handbell.logbook")


class Logbook:
    """One building's record, which this process alone writes. Make one with `start.open_logbook`."""

    def __init__(
        self, folder: Path, vault: Vault, database: Database, head_file: HeadFile, chain: Chain, pool: Pool
    ) -> None:
        self.folder = folder
        self.kept = chain.head  # number and digest of the newest entry that is on disk
        self.opener = Opener(database, vault)
        self.reader = Reader(database, vault)
        self.pool = pool
        self._vault = vault
        self._database = database
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
        database.on_damage = self._found_damaged
        self.copying = SideCopying(folder, self)

    @property
    def epoch(self) -> str:
        """This run's random id, in hex."""
        return self.chain.epoch.hex()

    def seal(self, facts: Sequence[Fact]) -> Batch:
        """Seal facts at the end of the chain, in memory. The batch must be recorded, or tried again, before any later one.

        It is all or none: if this raises, nothing has changed.
        """
        owed = [self.chain.counted(counting, value) for counting, value in self._counts_owed.items()]
        batch = self.chain.seal(facts)
        self._counts_owed = {}
        # these come last, so that they hold: facts carried over in the same batch may count less
        batch.counters += owed
        over, self._counts_over = self._counts_over, []
        batch.uncounted += [self.chain.counted(counting, 0)[:1] for counting in over]
        return batch

    def owe_counts(self, counts: Mapping[Counting, int]) -> None:
        """Let the next batch record these counts, which a damaged logbook had; nothing new is counted in that batch."""
        self._counts_owed = counts

    def forget_counts(self, countings: Sequence[Counting]) -> None:
        """Let the next batch end these counts: their button has newer ledgers, and keeps only a few."""
        self._counts_over += countings

    async def keys_in_use(self) -> list[DataKey]:
        """Give the data keys of open incidents and of house entries that stand: these must stay readable when a week's key goes."""
        named: dict[tuple[bytes, int], None] = {}
        for data in await self.reader.standing_and_open():
            # a damaged entry is named by the check of the record; it hides no other key
            with suppress(layout.FormatError):
                header = layout.split(data).header
                named[header.stream, header.key_no] = None
        keys = [await self.opener.key_of(stream, key_no) for stream, key_no in named]
        return [key for key in keys if key is not None]

    def carry_forward(self, keys: Sequence[DataKey], readers: Sequence[PublicKey] | None = None) -> Batch:
        """Name wraps for these keys, for today's recipients or for `readers` alone; the batch is recorded like any other."""
        return self.chain.carry_forward(keys, readers)

    def seal_for(self, office: Sequence[PublicKey]) -> None:
        """Make new keys for this week's reading key and these readers. A reader who is none any more can read nothing new."""
        week, *before = self.pool.recipients
        self.pool.readdress([week, *office])
        if {each.fingerprint for each in before} - {each.fingerprint for each in office}:
            self.chain.renew_keys()

    def destroy(self, certificate: Fact[KeysDestroyed], keys: Sequence[tuple[bytes, int]]) -> Batch:
        """Seal the certificate; the same transaction deletes every wrap of these keys, given as (stream, key number)."""
        batch = self.chain.seal([certificate])
        batch.destroyed.extend(keys)
        self.chain.forget(certificate.event.incident)
        self.opener.forget(keys)
        return batch

    def begin(self, batch: Batch, then: Callable[[asyncio.Future[None]], None] | None = None) -> asyncio.Future[None]:
        """Hand one batch to the disk; once the future is done, the batch is there. It fails with `NotKept` or `Damaged`; the batch stays
        valid.

        `then` is told before whoever awaits the future.
        """

        def note(written: asyncio.Future[None]) -> None:
            self._note(batch, written)
            if then is not None:
                then(written)

        return self._database.begin(lambda db: self._write(db, batch), note)

    def _write(self, db: sqlite3.Connection, batch: Batch) -> None:
        if batch.destroyed:
            try:
                gone.add(self.folder, batch.destroyed)
            except OSError as error:  # the certificate in this batch counts too, and no call may wait for this file
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
            # in the thread that writes: on a disk that hangs this may take for ever, and calls must not wait for it
            await self._database.work(lambda _: self._head_file.write(head))
        except OSError as error:
            raise NotKept(f"the signed head could not be written: {error.strerror}") from error

    def head_statement(self) -> bytes:
        """Give the unsigned statement of what is on disk now. It goes into a receipt, which the device signs as a whole."""
        return layout.head_statement(self._vault.building, self._vault.box, self.chain.epoch, *self.kept)

    @property
    def signed_head(self) -> tuple[int, bytes, bytes]:
        """Number, statement and device signature of the newest signed head; zero and empty before the first."""
        newest = self._head_file.newest
        return (newest[0].number, newest[1], newest[2]) if newest else (0, b"", b"")

    def signed_enrolment(self, token: str, csr: str) -> tuple[bytes, bytes, bytes]:
        """Give building, box, and the device's signature on a certificate request; an empty token means a request that renews."""
        building, box = self._vault.building, self._vault.box
        asked = enrolment_statement(token, csr, building, box) if token else renewal_statement(csr, building, box)
        return building, box, self._vault.sign(asked)

    @property
    def own_readers(self) -> frozenset[bytes]:
        """Fingerprints of the building's reading keys. The wraps for these keys never leave the building."""
        return self._vault.reading_keys.fingerprints()

    @property
    def device_key(self) -> bytes:
        """Public key of the device that signs heads, 32 bytes."""
        return self._vault.device_public

    async def tidy(self) -> None:
        """Checkpoint the write-ahead log once it has grown. For quiet moments only."""
        if self._pages >= CHECKPOINT_PAGES:
            await self._database.work(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
            self._pages = 0

    async def reopen(self) -> None:
        """After a failed write, open the file afresh and verify that it ends where we believe. Raises `NotKept` or `Damaged`."""
        await recovery.leave(self._database)
        self._database = await open_database(self.folder / recovery.LOGBOOK_NAME)
        self._database.on_damage = self._found_damaged
        self.opener = Opener(self._database, self._vault)
        self.reader = Reader(self._database, self._vault)
        link, findings = await self._database.work(
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
        """Sign the head (unless `sign` is False), fold the write-ahead log into the file and close it."""
        with suppress(NotKept, Damaged):  # everything kept is in the write-ahead log already
            if sign and self.kept[0] and self.unwritable is None:
                await self.sign_head()
            if self.unwritable is None and not self.damaged.done():
                if sign:
                    await self.copying.write_all()
                await self._database.work(fold)
        self._head_file.close()
        if self.unwritable is None and not self.damaged.done():
            await self._database.close()
        else:
            await recovery.leave(self._database)

    async def copy_to(self, files: CopyFiles) -> None:
        """Write the side copy of that name, as the record is now. Raises `NotKept`, `Damaged`, OSError."""
        if self.unwritable is not None:
            raise NotKept(self.unwritable)
        read = side_copy.what_is_open if files.name == side_copy.OPEN else side_copy.what_stands
        building, own = self._vault.building, self.own_readers
        await self._database.work(lambda db: files.write(read(db, building, own)))

    def keep_unwritten(self, batches: Sequence[Batch]) -> None:
        """Keep beside a damaged logbook what it does not take, and let the next start begin another logbook with it. Raises OSError."""
        own = self._vault.reading_keys.fingerprints()
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
        """Make an incident's stream writable, however long ago it was stood down. Return False if there is none.

        Raises `NotKept` or `Damaged`.
        """
        if self.chain.at_hand(incident):
            return True
        found = await self.reader.stood_down(incident)
        if found is None:
            return False
        self.chain.take_up(incident, found)
        return True

    async def work[T](self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run one short job of `forgetting` on the file. Raises `NotKept` or `Damaged`."""
        return await self._database.work(job)
