"""Keeps wraps of data keys that wait for their key entry: as they are given, and none in another's place. Opens none itself."""

import hashlib
from collections.abc import Callable, Iterable

from appliance.envelope.deposit import Wrap
from appliance.envelope.format import DIGEST_LEN, ID_LEN
from sync.office.store import NUMBER_MAX, Doubt, Kind, Store
from sync.protocol import WRAPS_OF_KEY_MAX

KEY_NO_MAX = 0xFFFF  # two bytes of an entry's header


def take(
    store: Store,
    building: bytes,
    given: Iterable[tuple[bytes, Wrap]],
    now_ms: int,
    try_waiting: Callable[[Wrap], object],
) -> int:
    """Keep the wraps of this building whose data key is not known yet. Give how many were new. `try_waiting` is called for a wrap that
    finds no room: it tries the wraps that wait in its place, if their key entry has come.
    """
    new = 0
    for of, wrap in given:
        if of != building:
            says = f"A key was given for this building that belongs to building {of.hex()}."
            store.doubt(Doubt(building, b"", wrap.number, Kind.WRAP, says), now_ms)
            continue
        numbers = 0 <= wrap.number <= NUMBER_MAX and 0 <= wrap.key_no <= KEY_NO_MAX
        if not numbers or len(wrap.stream) != ID_LEN or len(wrap.recipient) != DIGEST_LEN or not wrap.wrap:
            says = f"A key was given for entry {wrap.number:,}, with an impossible number or a field of another length."
            store.doubt(Doubt(building, b"", wrap.number, Kind.WRAP, says), now_ms)
            continue
        if not _is_known(store, building, wrap):
            new += _take_wrap(store, building, wrap, now_ms, try_waiting)
    return new


def _is_known(store: Store, building: bytes, wrap: Wrap) -> bool:
    sql = "SELECT 1 FROM data_key WHERE building = ? AND stream = ? AND key_no = ?"
    return store.one(sql, building, wrap.stream, wrap.key_no) is not None


def _take_wrap(store: Store, building: bytes, wrap: Wrap, now_ms: int, try_waiting: Callable[[Wrap], object]) -> int:
    """Keep a wrap beside others for the same reader: the key entry will show which of them is true. If there is no room, a wrap that did
    not open is dropped for it.
    """
    at = building, wrap.stream, wrap.key_no, wrap.number, wrap.recipient
    digest = hashlib.sha256(wrap.wrap).digest()
    there = _there(store, at)
    if digest in there:
        return 0
    if len(there) >= WRAPS_OF_KEY_MAX and not any(there.values()):
        try_waiting(wrap)
        if _is_known(store, building, wrap):
            return 0
        there = _there(store, at)
    if len(there) >= WRAPS_OF_KEY_MAX:
        tried = next((each for each, with_entry in there.items() if with_entry), None)
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


def _there(store: Store, at: tuple[bytes, bytes, int, int, bytes]) -> dict[bytes, bytes]:
    """Give the wraps in this place, by digest, each with the digest of the key entry that it did not open with; empty
    where it still waits.
    """
    sql = "SELECT digest, tried FROM wrap WHERE building = ? AND stream = ? AND key_no = ? AND number = ? AND recipient = ?"
    return dict(store.all(sql, *at))
