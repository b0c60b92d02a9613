"""Signs *opened*, stream by stream: only for what is over, and only where every entry was opened and checked. Forgets nothing itself.

A building may forget on this word. So it is said only of an incident that was stood down, and whose entries are all in their place in the
chain, covered by a receipt that counts, and readable.
"""

from collections.abc import Collection

from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Opened
from sync.office.chain import ASIDE, IN_PLACE
from sync.office.keyring import Keyring
from sync.office.opening import A_FACT, A_KEY
from sync.office.store import Store
from sync.office.taking import believed_up_to

AT_ONCE = 5_000  # incidents of one box that are over and for which *opened* was not said: if there are more, the newest


def sign(store: Store, keyring: Keyring, building: bytes, now_ms: int) -> int:
    """Sign what may be said now and was not said yet. Give how many were signed."""
    signed = 0
    for box, number in store.all("SELECT box, number FROM box WHERE building = ?", building):
        up_to = min(number, believed_up_to(store, box, in_place=True))
        for stream, last in _owed(store, building, box, up_to):
            if last > up_to or not _all_read(store, building, stream):
                continue
            if _said(store, building, stream, last, keyring.signing_key):
                _no_longer_owed(store, building, stream)
                continue
            digest = _digest(store, box, last)
            said = keyring.sign(Opened(building, stream, last, digest, now_ms).pack())
            _keep(store, building, stream, last, now_ms, said)
            signed += 1
    return signed


def unsent(store: Store, but: Collection[bytes], of_each: int) -> list[tuple[bytes, bytes, int, Signed]]:
    """Give building, stream, last entry and statement for what the district was not told yet: of each building so many, and none of the
    buildings in `but`.
    """
    rows = []
    for (building,) in store.all("SELECT DISTINCT building FROM opened WHERE sent = 0 ORDER BY building"):
        if building not in but:
            rows += store.all(
                "SELECT building, stream, last, statement, key, signature FROM opened WHERE building = ? AND sent = 0"
                " LIMIT ?",
                *(building, of_each),
            )
    return [(building, stream, last, Signed(*signed)) for building, stream, last, *signed in rows]


def sent(store: Store, building: bytes, stream: bytes, last: int) -> None:
    """Note that the district has our signed word."""
    store.run("UPDATE opened SET sent = 1 WHERE building = ? AND stream = ? AND last = ?", building, stream, last)


def send_again(store: Store) -> None:
    """Send again all that no building's record shows to have come, because the district may have lost it. What it has already changes
    nothing there.
    """
    store.run("UPDATE opened SET sent = 0 WHERE taken = 0")


def owe_again(store: Store) -> None:
    """Owe again what no building shows to have heard: the office signs with another key from now on."""
    store.run(
        "UPDATE stream SET owed = 1 WHERE (building, stream) IN (SELECT building, stream FROM opened WHERE taken = 0)"
    )


def _owed(store: Store, building: bytes, box: bytes, up_to: int) -> list[tuple[bytes, int]]:
    """Give the streams, and their last entries, of incidents that are over and began by `up_to`: the newest."""
    rows = store.all(
        "SELECT stream, (SELECT max(number) FROM entry e WHERE e.building = s.building AND e.stream = s.stream AND e.chained != ?)"
        " FROM stream s WHERE building = ? AND box = ? AND owed = 1 AND open = 0 AND house = 0 AND first <= ?"
        " ORDER BY received_ms DESC LIMIT ?",
        *(ASIDE, building, box, up_to, AT_ONCE),
    )
    return [(stream, last) for stream, last in rows]


def _said(store: Store, building: bytes, stream: bytes, last: int, signing_key: bytes) -> bool:
    """Whether this was said already, with today's key or so that the building heard it."""
    row = store.one("SELECT last, taken, key FROM opened WHERE building = ? AND stream = ?", building, stream)
    return row is not None and row[0] == last and bool(row[1] or row[2] == signing_key)


def _no_longer_owed(store: Store, building: bytes, stream: bytes) -> None:
    store.run("UPDATE stream SET owed = 0 WHERE building = ? AND stream = ?", building, stream)


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
    _no_longer_owed(store, building, stream)
