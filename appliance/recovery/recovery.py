"""What this room gives the sealed feed for a copy of the record: entries with a head that ends at them, wraps, what was destroyed."""

import asyncio

import msgspec

from appliance.engine.engine import Engine
from appliance.engine.queries import Queries
from appliance.envelope import format as layout
from appliance.logbook import gone
from appliance.logbook.copied import Place, Wrap
from appliance.logbook.store import Logbook
from appliance.recovery.copies import CopyKeeper
from appliance.recovery.kept_keys import KeptKeys
from appliance.recovery.wraps_kept import Page, page
from appliance.vault.vault import Vault


class Piece(msgspec.Struct, frozen=True):
    """Entries of the record in order, and the wraps a copy has with them. Statement and signature: of a head at the last of them."""

    head: int
    entries: list[tuple[int, bytes]]
    wraps: list[Wrap]
    statement: bytes
    signature: bytes


class Recovery:
    """One for the daemon."""

    def __init__(self, engine: Engine, logbook: Logbook, queries: Queries, vault: Vault) -> None:
        self.keys = KeptKeys(engine, logbook)
        self.copies = CopyKeeper(engine, logbook, vault.building)
        self._engine = engine
        self._logbook = logbook
        self._queries = queries
        self._vault = vault

    @property
    def device_key(self) -> bytes:
        """Public key of the device that signs heads, 32 bytes."""
        return self._vault.device_public

    @property
    def countersigned(self) -> int:
        """The newest entry that a verified receipt covers."""
        return self._engine.heard.district.newest(self._engine.board.district)[0]

    async def after(self, number: int, limit: int, length_max: int) -> Piece:
        """Entries above `number`, at most so many and of so many bytes, but for one. Raises LogbookError.

        A head is signed for each piece (0.03 ms): whoever keeps both in one transaction never has entries without a head that ends at
        them, and nobody who can write where the copy lies can add one.
        """
        head, rows, wraps = await self._queries.sealed(number, limit, length_max)
        if not rows:
            return Piece(head, [], [], b"", b"")
        rows = within(rows, length_max)
        last, entry = rows[-1]
        of_these = [wrap for wrap in wraps if wrap[0] <= last]
        needed = await self.keys.handed(rows, of_these)
        own, countersigned = self._logbook.own_readers, self.countersigned
        outside = [wrap for wrap in of_these if wrap[0] > countersigned and wrap[1] not in own]
        statement = layout.head_statement(
            self._vault.building, self._vault.box, layout.unpack_header(entry).epoch, last, layout.entry_digest(entry)
        )
        return Piece(head, rows, list(dict.fromkeys((*needed, *outside))), statement, self._vault.sign(statement))

    async def wraps(self, after: Place) -> Page:
        """A page of the whole set. Raises LogbookError."""
        return await page(self._logbook, self.keys, after, self.countersigned)

    async def gone(self) -> list[tuple[bytes, int]]:
        """Stream and number of every data key that was destroyed."""
        return sorted(await asyncio.to_thread(gone.gone, self._logbook.folder))


def within(rows: list[tuple[int, bytes]], length_max: int) -> list[tuple[int, bytes]]:
    """As many rows as fit, and the first however long it is."""
    length = 0
    for count, (_, entry) in enumerate(rows):
        length += len(entry)
        if length > length_max and count > 0:
            return rows[:count]
    return rows
