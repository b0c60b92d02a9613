"""Opens stored entries with the building's own reading keys. Knows wraps; writes nothing."""

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Sequence, Set

import msgspec

from appliance.envelope import format as layout
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.opening import OpenError, open_entry, open_key_entry
from appliance.envelope.seal import DataKey
from appliance.logbook.batch import Fact
from appliance.logbook.database import Database
from appliance.record import codec
from appliance.vault.vault import Vault

KEYS_KEPT = 1024  # data keys kept open at a time, 100 bytes each: enough for a busy week of incidents


class Opened(msgspec.Struct, frozen=True):
    """One entry and what it says.

    `fact` is None for a key entry, for an entry whose key this building no longer holds, and for one with a `fault`.
    """

    number: int
    fact: Fact | None
    fault: str | None = None


class Opener:
    """Finds the data key of an entry through its wraps, and keeps the newest keys."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._keys: OrderedDict[tuple[bytes, int], DataKey] = OrderedDict()

    async def open(self, rows: Sequence[tuple[int, bytes]]) -> list[Opened]:
        """Open entries given as (number, bytes). An entry that cannot be read comes back with its fault; the others are read all the
        same.
        """
        return [await self._open(number, entry) for number, entry in rows]

    async def key_of(self, stream: bytes, key_no: int) -> DataKey | None:
        """Give the data key, or None if no wrap of it can be opened here."""
        known = self._keys.get((stream, key_no))
        if known is None:
            found = await self._database.work(lambda db: _wraps_of(db, stream, key_no))
            known = next((key for row in found if (key := self._unwrapped(row)) is not None), None)
            if known is not None:
                self._keep(stream, key_no, known)
        else:
            self._keys.move_to_end((stream, key_no))
        return known

    async def opens_without(self, stream: bytes, key_no: int, recipients: Set[bytes]) -> bool:
        """Return whether a wrap for anybody but these recipients opens the data key here. Asks the disk, not the keys at hand."""
        found = await self._database.work(lambda db: _wraps_of(db, stream, key_no))
        return any(row[0] not in recipients and self._unwrapped(row) is not None for row in found)

    def forget(self, keys: Iterable[tuple[bytes, int]]) -> None:
        """Let go of these data keys, given as (stream, key number)."""
        for key in keys:
            self._keys.pop(key, None)

    async def _open(self, number: int, entry: bytes) -> Opened:
        try:
            return Opened(number, await self._fact(layout.split(entry), entry))
        except (layout.FormatError, OpenError, codec.CodecError) as error:
            return Opened(number, None, str(error))

    async def _fact(self, entry: layout.Entry, data: bytes) -> Fact | None:
        key = await self.key_of(entry.header.stream, entry.header.key_no)
        if key is None:
            return None
        plaintext = open_entry(data, key)
        return Fact(*codec.decode(plaintext[1:])) if plaintext[:1] == layout.FACT else None

    def _unwrapped(self, row: tuple[bytes, bytes, bytes]) -> DataKey | None:
        recipient, wrap, key_entry = row
        private = self._vault.reading_keys.private_for(recipient)
        return unwrapped(key_entry, wrap, private) if private is not None else None

    def _keep(self, stream: bytes, key_no: int, key: DataKey) -> None:
        self._keys[stream, key_no] = key
        if len(self._keys) > KEYS_KEPT:
            self._keys.popitem(last=False)


def unwrapped(key_entry: bytes, wrap: bytes, private: PrivateKey) -> DataKey | None:
    """Give the data key in a wrap; None if it does not open. The key must be the one to which its key entry commits. The key entry need
    not name the wrap: no entry of the former box names the wraps that the safety office handed over (`recovery.handed_keys`).
    """
    try:
        return open_key_entry(key_entry, wrap, private, named=False)
    except (OpenError, layout.FormatError):
        return None


def _wraps_of(db: sqlite3.Connection, stream: bytes, key_no: int) -> list[tuple[bytes, bytes, bytes]]:
    return db.execute(
        "SELECT recipient, wrap, entry FROM wrap JOIN entry USING (number) WHERE wrap.stream = ? AND key_no = ?"
        " AND typeof(wrap) = 'blob'",
        (stream, key_no),
    ).fetchall()
