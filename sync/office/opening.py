"""Gets data keys from wraps, and facts from entries. Believes a data key only by its commitment, and a wrap only if it opens in its own
place.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from appliance.core.ground.moment import Moment
from appliance.envelope.deposit import Wrap
from appliance.envelope.format import FACT, FormatError, split, unpack_header
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.opening import OpenError, open_entry, open_key_entry
from appliance.envelope.seal import DataKey
from appliance.record.codec import CodecError, decode
from appliance.record.events import AnyEvent
from sync.office.chain import ASIDE
from sync.office.keyring import Keyring
from sync.office.store import Doubt, Kind, Store

UNREAD, A_FACT, A_KEY, UNREADABLE = 0, 1, 2, 3  # in the column `opened`
KEYS_KEPT = 4096  # data keys kept in memory, 1 KiB each: one page touches far fewer streams

_WAITING = (  # joined in this order, wraps first: a box may give very many wraps whose entry never comes
    "SELECT w.stream, w.key_no, w.number, w.recipient, w.wrap, w.digest AS wrap_digest, e.entry, e.box, e.digest"
    " FROM wrap w CROSS JOIN entry e"
    " ON e.building = w.building AND e.stream = w.stream AND e.number = w.number AND e.chained != ?"
    " WHERE w.building = ? AND w.stream = ? AND w.tried != e.digest"
)


class Told(NamedTuple):
    """A fact, its number and its moment."""

    number: int
    at: Moment
    event: AnyEvent


class Opener:
    """Opens what the office's keys open. `store` keeps every data key, sealed."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._private = {key.opening.public.fingerprint: key.opening for key in keyring.keys}
        self._keys: dict[tuple[bytes, bytes, int], DataKey] = {}

    @property
    def recipients(self) -> tuple[bytes, ...]:
        """The fingerprints of the keys that open here, the newest last."""
        return tuple(self._private)

    @property
    def private_keys(self) -> tuple[PrivateKey, ...]:
        """The keys that open here, the newest last."""
        return tuple(self._private.values())

    def take_keys(self, building: bytes, streams: Iterable[bytes], now_ms: int) -> set[tuple[bytes, int]]:
        """Open every wrap of these streams whose key entry has come. Give stream and number of each new key."""
        rows = [row for stream in streams for row in self._store.all(_WAITING, ASIDE, building, stream)]
        return self._open(building, rows, now_ms)

    def take_key(self, building: bytes, of: Wrap, now_ms: int) -> set[tuple[bytes, int]]:
        """Do the same for the wraps in the place of one wrap."""
        sql = f"{_WAITING} AND w.key_no = ? AND w.number = ? AND w.recipient = ?"
        at = of.stream, of.key_no, of.number, of.recipient
        return self._open(building, self._store.all(sql, ASIDE, building, *at), now_ms)

    def _open(self, building: bytes, rows: Iterable[tuple[Any, ...]], now_ms: int) -> set[tuple[bytes, int]]:
        touched, doubts = set[tuple[bytes, int]](), dict[tuple[bytes, int], Doubt]()
        for stream, key_no, number, recipient, wrap, wrap_digest, entry, box, digest in rows:
            private = self._private.get(recipient)
            if private is None or (stream, key_no) in touched:
                continue  # the wrap is for a key that is no longer here; or another wrap opened already
            place = (building, stream, key_no)
            try:
                key = _opened(entry, wrap, private, place)
            except (OpenError, FormatError) as wrong:
                says = f"The key of entry {number:,} does not open for {recipient.hex()[:8]}: {wrong}."
                doubts.setdefault((stream, key_no), Doubt(building, box, number, Kind.WRAP, says))
                self._store.run(
                    "UPDATE wrap SET tried = ? WHERE building = ? AND stream = ? AND key_no = ? AND number = ? AND recipient = ?"
                    " AND digest = ?",
                    *(digest, *place, number, recipient, wrap_digest),
                )
                continue
            self._keep(place, number, entry, key)
            touched.add((stream, key_no))
        for of, doubt in doubts.items():
            if of not in touched:
                self._store.doubt(doubt, now_ms)
        return touched

    def key(self, building: bytes, stream: bytes, key_no: int) -> DataKey | None:
        """Give a data key that the office has."""
        place = (building, stream, key_no)
        if (known := self._keys.get(place)) is not None:
            return known
        row = self._store.one("SELECT sealed FROM data_key WHERE building = ? AND stream = ? AND key_no = ?", *place)
        if row is None:
            return None
        sealed = self._store.unsealed(row[0], *_aad(place))
        if sealed is None:
            return None
        klass, raw = msgspec.msgpack.decode(sealed, type=tuple[str, bytes])
        if len(self._keys) >= KEYS_KEPT:
            self._keys.clear()
        self._keys[place] = DataKey(raw, stream, key_no, klass)
        return self._keys[place]

    def read(self, building: bytes, stream: bytes, keys: Iterable[int], now_ms: int) -> list[tuple[bytes, Told]]:
        """Open what could not be opened before, with the data keys of these numbers. Give box and fact for each that opens now, oldest
        first.
        """
        found = [
            each
            for key_no in keys
            if (key := self.key(building, stream, key_no)) is not None
            for each in self._read(building, stream, key, now_ms)
        ]
        return sorted(found, key=_number)

    def _read(self, building: bytes, stream: bytes, key: DataKey, now_ms: int) -> list[tuple[bytes, Told]]:
        rows = self._store.all(  # as the index is made, so that entries that do not open are never read again
            "SELECT box, number, digest, entry FROM entry WHERE building = ? AND stream = ? AND opened = 0"
            " AND substr(entry, 79, 2) = ? ORDER BY number",
            *(building, stream, key.key_no.to_bytes(2)),
        )
        found = []
        for box, number, digest, entry in rows:
            told, state = None, A_KEY
            try:
                told = fact_of(entry, key)
                state = A_KEY if told is None else A_FACT
            except (OpenError, FormatError, CodecError) as wrong:
                state = UNREADABLE
                says = f"Entry {number:,} of box {box.hex()[:8]} does not open: {wrong}"
                self._store.doubt(Doubt(building, box, number, Kind.CONTENT, says), now_ms)
            self._store.run(
                "UPDATE entry SET opened = ? WHERE box = ? AND number = ? AND digest = ?", state, box, number, digest
            )
            if told is not None:
                found.append((box, told))
        return found

    def facts(self, building: bytes, stream: bytes) -> list[Told]:
        """Give every fact of a stream that opens, oldest first; of two histories, the one that counts."""
        rows = self._store.all(
            "SELECT entry FROM entry WHERE building = ? AND stream = ? AND opened = ? AND chained != ? ORDER BY number",
            *(building, stream, A_FACT, ASIDE),
        )
        return list(self.facts_in(building, stream, (entry for (entry,) in rows)))

    def newest_facts(self, building: bytes, stream: bytes, most: int) -> list[Told]:
        """Give the newest facts, at most so many, oldest first: for a box that writes on and on."""
        rows = self._store.all(
            "SELECT entry FROM entry WHERE building = ? AND stream = ? AND opened = ? AND chained != ? ORDER BY number DESC LIMIT ?",
            *(building, stream, A_FACT, ASIDE, most),
        )
        return list(self.facts_in(building, stream, (entry for (entry,) in reversed(rows))))

    def facts_in(self, building: bytes, stream: bytes, entries: Iterable[bytes]) -> Iterable[Told]:
        """Give the facts of entries that were opened before."""
        for entry in entries:
            try:
                key = self.key(building, stream, unpack_header(entry).key_no)
                told = None if key is None else fact_of(entry, key)
            except (OpenError, FormatError, CodecError):  # the entry opened when it came, so it is damaged now
                self._store.is_damaged = True
                continue
            if told is not None:
                yield told

    def _keep(self, place: tuple[bytes, bytes, int], number: int, entry: bytes, key: DataKey) -> None:
        sealed = self._store.seal(msgspec.msgpack.encode((key.klass, key.raw)), *_aad(place))
        self._store.run(
            "INSERT OR IGNORE INTO data_key (building, stream, key_no, number, epoch, sealed) VALUES (?, ?, ?, ?, ?, ?)",
            *(*place, number, unpack_header(entry).epoch, sealed),
        )
        self._store.run("DELETE FROM wrap WHERE building = ? AND stream = ? AND key_no = ?", *place)


def _number(found: tuple[bytes, Told]) -> int:
    return found[1].number


def fact_of(entry: bytes, key: DataKey) -> Told | None:
    """Give the fact in an entry, None for a key entry. Raises OpenError, FormatError, CodecError."""
    plaintext = open_entry(entry, key)
    if plaintext[:1] != FACT:
        return None
    return Told(split(entry).header.number, *decode(plaintext[1:]))


def _opened(entry: bytes, wrap: bytes, private: PrivateKey, place: tuple[bytes, bytes, int]) -> DataKey:
    """Open a wrap that the building made, or one that the office made for a later key of its own. The commitment proves both."""
    header = unpack_header(entry)
    if (header.stream, header.key_no) != place[1:]:
        raise OpenError("it was given under another stream or key number than its entry has")
    return open_key_entry(entry, wrap, private, named=False)


def _aad(place: tuple[bytes, bytes, int]) -> tuple[bytes, ...]:
    building, stream, key_no = place
    return b"data key", building, stream, key_no.to_bytes(2)
