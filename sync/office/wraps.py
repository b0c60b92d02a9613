"""Wraps of data keys that wait for their key entry: taken as they are given, and none in another's place. Opens none."""

import hashlib
from collections.abc import Iterable

from appliance.envelope.deposit import Wrap
from appliance.envelope.format import DIGEST_LEN, ID_LEN
from sync.office.store import NUMBER_MAX, Doubt, Kind, Store
from sync.protocol import WRAPS_OF_KEY_MAX

KEY_NO_MAX = 0xFFFF  # two bytes of an entry's header


def take(store: Store, building: bytes, given: Iterable[tuple[bytes, Wrap]], now_ms: int) -> int:
    """Keep those of this building whose data key is not known yet; how many were not known."""
    new = 0
    for of, wrap in given:
        if of != building:
            says = f"A key was given for this building that belongs to building {of.hex()}."
            store.doubt(Doubt(building, b"", wrap.number, Kind.WRAP, says), now_ms)
            continue
        numbers = 0 <= wrap.number <= NUMBER_MAX and 0 <= wrap.key_no <= KEY_NO_MAX
        if not numbers or len(wrap.stream) != ID_LEN or len(wrap.recipient) != DIGEST_LEN or not wrap.wrap:
            says = f"A key was given for entry {wrap.number:,}, with a number that nothing counts to or a field of another length."
            store.doubt(Doubt(building, b"", wrap.number, Kind.WRAP, says), now_ms)
            continue
        known = store.one(
            "SELECT 1 FROM data_key WHERE building = ? AND stream = ? AND key_no = ?",
            building,
            wrap.stream,
            wrap.key_no,
        )
        if known is None:
            new += _take_wrap(store, building, wrap, now_ms)
    return new


def _take_wrap(store: Store, building: bytes, wrap: Wrap, now_ms: int) -> int:
    """Beside others for the same reader: which of them is true is told by the key entry. Of those, one that did not open makes room."""
    at = building, wrap.stream, wrap.key_no, wrap.number, wrap.recipient
    there = store.all(
        "SELECT digest, tried FROM wrap WHERE building = ? AND stream = ? AND key_no = ? AND number = ? AND recipient = ?",
        *at,
    )
    digest = hashlib.sha256(wrap.wrap).digest()
    if any(each == digest for each, _ in there):
        return 0
    if len(there) >= WRAPS_OF_KEY_MAX:
        tried = next((each for each, with_entry in there if with_entry), None)
        if tried is None:
            says = f"For entry {wrap.number:,} more than {WRAPS_OF_KEY_MAX} keys were given; those beyond are left out."
            store.doubt(Doubt(building, b"", wrap.number, Kind.WRAP, says), now_ms)
            return 0
        store.run(
            "DELETE FROM wrap WHERE building = ? AND stream = ? AND key_no = ? AND number = ? AND recipient = ? AND digest = ?",
            *(*at, tried),
        )
    return store.run(
        "INSERT INTO wrap (building, stream, key_no, number, recipient, wrap, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(*at, wrap.wrap, digest),
    )
