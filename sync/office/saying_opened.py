"""Saying *opened*, stream by stream: only of what is over, and of which every entry was opened and checked. Forgets nothing itself.

A building may forget on this word. So it is said of an incident that was stood down, whose entries up to its last are all in their
place in the chain, covered by a receipt that counts, and readable to the last one.
"""

from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Opened
from sync.office.chain import ASIDE, IN_PLACE
from sync.office.keyring import Keyring
from sync.office.opening import A_FACT, A_KEY
from sync.office.store import Store
from sync.office.taking import believed_up_to


def sign(store: Store, keyring: Keyring, building: bytes, now_ms: int) -> int:
    """Sign what may be said now and was not; how many. After a rotation again, what the building does not show to have heard."""
    signed = 0
    for box, number in store.all("SELECT box, number FROM box WHERE building = ?", building):
        up_to = min(number, believed_up_to(store, box))
        for stream, last in _over(store, building, box, keyring.signing_key):
            if last > up_to or not _all_read(store, building, stream):
                continue
            digest = _digest(store, box, last)
            said = keyring.sign(Opened(building, stream, last, digest, now_ms).pack())
            _keep(store, building, stream, last, now_ms, said)
            signed += 1
    return signed


def unsent(store: Store) -> list[tuple[bytes, bytes, int, Signed]]:
    """Building, stream, last entry and what was signed, for what the district was not told yet."""
    rows = store.all("SELECT building, stream, last, statement, key, signature FROM opened WHERE sent = 0")
    return [(building, stream, last, Signed(*signed)) for building, stream, last, *signed in rows]


def sent(store: Store, building: bytes, stream: bytes, last: int) -> None:
    """The district has it."""
    store.run("UPDATE opened SET sent = 1 WHERE building = ? AND stream = ? AND last = ?", building, stream, last)


def _over(store: Store, building: bytes, box: bytes, signing_key: bytes) -> list[tuple[bytes, int]]:
    """Streams of incidents that are over, and their last entry, where this was not said of it or by another key in vain."""
    rows = store.all(
        "SELECT s.stream, (SELECT max(number) FROM entry e WHERE e.building = s.building AND e.stream = s.stream"
        "                  AND e.chained != ?) AS newest, o.last, o.taken, o.key"
        " FROM stream s LEFT JOIN opened o ON o.building = s.building AND o.stream = s.stream"
        " WHERE s.building = ? AND s.box = ? AND s.open = 0 AND s.house = 0 AND s.sealed IS NOT NULL",
        *(ASIDE, building, box),
    )
    return [
        (stream, newest)
        for stream, newest, last, taken, key in rows
        if last is None or last < newest or (not taken and key != signing_key)
    ]


def _all_read(store: Store, building: bytes, stream: bytes) -> bool:
    row = store.one(
        "SELECT 1 FROM entry WHERE building = ? AND stream = ? AND chained != ? AND (opened NOT IN (?, ?) OR chained != ?)",
        *(building, stream, ASIDE, A_FACT, A_KEY, IN_PLACE),
    )
    return row is None


def _digest(store: Store, box: bytes, number: int) -> bytes:
    row = store.one("SELECT digest FROM entry WHERE box = ? AND number = ? AND chained = ?", box, number, IN_PLACE)
    assert row is not None
    digest: bytes = row[0]
    return digest


def _keep(store: Store, building: bytes, stream: bytes, last: int, now_ms: int, said: Signed) -> None:
    store.run(
        "INSERT OR REPLACE INTO opened (building, stream, last, signed_ms, statement, key, signature)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(building, stream, last, now_ms, said.statement, said.key, said.signature),
    )
