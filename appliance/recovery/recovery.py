"""Gives a replica all that it copies of the record: entries with a head that ends at them, wraps, what was destroyed, the bundle."""

import asyncio

import msgspec

from appliance.api.records.recovery import RecoveryKnown
from appliance.engine.engine import Engine
from appliance.engine.queries import Queries, Row
from appliance.envelope import format as layout
from appliance.envelope.deposit import Signed
from appliance.envelope.hybrid import fingerprint
from appliance.envelope.open_calls import OPEN_MAX, OpenCalls
from appliance.logbook import copied, gone
from appliance.logbook.copied import Place, Wrap
from appliance.logbook.predecessor import predecessor_in
from appliance.logbook.store import Logbook
from appliance.recovery.asking import Asking
from appliance.recovery.bundling import Bundling, Given
from appliance.recovery.copies import CopyKeeper
from appliance.recovery.handed_keys import HandedKeys
from appliance.recovery.kept_keys import KeptKeys
from appliance.recovery.phrase import Phrase
from appliance.recovery.succession import earlier_proofs, key_named, proof
from appliance.recovery.wraps_kept import Page, page
from appliance.settings import Settings
from appliance.vault.vault import Vault

SOUND_WITHIN = 256  # entries searched for one that is not damaged: as many as a start verifies


class Piece(msgspec.Struct, frozen=True):
    """Entries of the record in order, and the wraps that a copy has with them. Statement and signature are of a head at the last of these
    entries; without entries, at the newest entry; empty if there is no such entry. `is_open`: which calls are open there, signed; empty
    if the record goes on beyond, or more calls are open than one statement holds.
    """

    head: int
    entries: list[tuple[int, bytes]]
    wraps: list[Wrap]
    statement: bytes
    signature: bytes
    is_open: bytes = b""
    is_open_signature: bytes = b""


class Recovery:
    """Gives what is copied; one for the daemon."""

    def __init__(
        self, engine: Engine, logbook: Logbook, queries: Queries, vault: Vault, given: Given, settings: Settings
    ) -> None:
        self.keys = KeptKeys(engine, logbook)
        self.bundling = Bundling(engine, logbook, vault, self.keys, given)
        self.keys.before_drop = self.bundling.make
        self.phrase = Phrase(engine, self.bundling)
        self.copies = CopyKeeper(engine, logbook, vault.building)
        self.asking = Asking(engine, settings)
        self.handed = HandedKeys(engine, logbook)
        self._engine = engine
        self._logbook = logbook
        self._queries = queries
        self._vault = vault
        self._given = given
        self._signed = (b"", b"")
        self._signed_open = (b"", b"")

    @property
    def device_key(self) -> bytes:
        """Public key of the device that signs heads, 32 bytes."""
        return self._vault.device_public

    @property
    def countersigned(self) -> int:
        """The newest entry that a verified receipt covers."""
        return self._engine.heard.district.newest(self._engine.board.district)[0]

    async def after(self, number: int, limit: int, length_max: int) -> Piece:
        """Give entries above `number`, at most so many and of so many bytes, but at least one. Raises LogbookError.

        A head is signed for each piece (0.03 ms). So whoever keeps both in one transaction never has entries without a head that ends at
        them, and nobody who can write to the place of the copy can add an entry.
        """
        head, rows, wraps = await self._sound(number, limit, length_max)
        if not rows:
            newest = await self._newest()
            signed = (*self._signed_head(*newest), *await self._signed_open_at(*newest)) if newest else (b"", b"")
            return Piece(head, [], [], *signed)
        rows = within(rows, length_max)
        last, entry = rows[-1]
        of_these = [wrap for wrap in wraps if wrap[0] <= last]
        needed = await self.keys.handed(rows, of_these)
        own, countersigned = self._logbook.own_readers, self.countersigned
        outside = [wrap for wrap in of_these if wrap[0] > countersigned and wrap[1] not in own]
        is_open = await self._signed_open_at(last, entry)
        return Piece(head, rows, list(dict.fromkeys((*needed, *outside))), *self._signed_head(last, entry), *is_open)

    async def _sound(self, number: int, limit: int, length_max: int) -> tuple[int, list[Row], list[Wrap]]:
        """Give the head, and entries as `after` says. An entry with a damaged header opens for nobody, and no head can be signed at it:
        it is left out, as lost for good. If only such entries come, the head given is where the follower is.
        """
        after = number
        while True:
            head, found, wraps = await self._queries.sealed(after, limit, length_max)
            rows = [row for row in found if is_sound(*row)]
            if rows or not found:
                return head if rows or after == number else number, rows, wraps
            after = found[-1][0]

    async def _newest(self) -> Row | None:
        """Give the newest entry at which a head can be signed. Raises LogbookError."""
        for count in (1, SOUND_WITHIN):
            for row in await self._logbook.reader.last(count):
                if is_sound(*row):
                    return row
        return None

    def known(self, request: int) -> RecoveryKnown:
        """Tell an administrator about phrase and bundle."""
        known, public = self._engine.board.recovery, self.phrase.public
        _, none = self.bundling.given(outward=True)
        heard = self._engine.heard.copy
        return RecoveryKnown(
            request=request,
            fingerprint=fingerprint(public) if public else b"",
            set_ms=known.key.wall_ms if known.key is not None else 0,
            checked_ms=known.checked.wall_ms if known.checked is not None else 0,
            office=len(self._given.office()),
            bundle=self.bundling.serial,
            says=heard.bundle_failed or none,
            for_phrase=self.bundling.for_phrase(public),
            at_copy=heard.bundle_serial,
            to_vouch=self.bundling.to_vouch,
            vouched=self.bundling.vouched,
        )

    async def wraps(self, after: Place) -> Page:
        """Give a page of the whole set. Raises LogbookError."""
        return await page(self._logbook, self.keys, after, self.countersigned)

    def succession(self) -> tuple[Signed | None, Signed | None, tuple[Signed, ...]]:
        """Give the key that names the next box, the proof that this box follows on another, and the proofs of the boxes before."""
        board = self._engine.board
        return key_named(board, self._vault), proof(board), earlier_proofs(board)

    async def former_head(self) -> Signed | None:
        """Give what the former box signed about its last entry here."""
        before = await asyncio.to_thread(predecessor_in, self._logbook.folder)
        if before is None or not before.head_statement:
            return None
        return Signed(before.head_statement, before.device_key, before.head_signature)

    async def gone(self) -> list[tuple[bytes, int]]:
        """Give stream and number of every data key that was destroyed."""
        return sorted(await asyncio.to_thread(gone.gone, self._logbook.folder))

    async def _signed_open_at(self, number: int, entry: bytes) -> tuple[bytes, bytes]:
        """Sign which calls are open after this entry, if it is the newest. Raises LogbookError."""
        newest, streams = await self._logbook.work(copied.open_at_head)
        if newest != number or len(streams) > OPEN_MAX:
            return b"", b""
        digest = layout.entry_digest(entry)
        statement = OpenCalls(self._vault.building, self._vault.box, number, digest, tuple(streams)).pack()
        if statement != self._signed_open[0]:
            self._signed_open = statement, self._vault.sign(statement)
        return self._signed_open

    def _signed_head(self, number: int, entry: bytes) -> tuple[bytes, bytes]:
        """Give statement and signature of a head. The last ones are used again if nothing changed: at every change, each follower that
        waits is looked at.
        """
        epoch, digest = layout.unpack_header(entry).epoch, layout.entry_digest(entry)
        statement = layout.head_statement(self._vault.building, self._vault.box, epoch, number, digest)
        if statement != self._signed[0]:
            self._signed = statement, self._vault.sign(statement)
        return self._signed


def is_sound(number: int, entry: bytes) -> bool:
    """Return whether the header of an entry of this number can be read."""
    try:
        return layout.whole_header(entry).number == number
    except layout.FormatError:
        return False


def within(rows: list[tuple[int, bytes]], length_max: int) -> list[tuple[int, bytes]]:
    """Give as many rows as fit, but always the first, however long it is."""
    length = 0
    for count, (_, entry) in enumerate(rows):
        length += len(entry)
        if length > length_max and count > 0:
            return rows[:count]
    return rows
