"""Checks whether each run of a box begins with a start entry that its device signed and that names the entry before it. Opens through
`Opener`.
"""

import struct

from appliance.core.ground.events import EpochStarted
from appliance.envelope.deposit import Signed
from appliance.envelope.format import GENESIS_DIGEST, epoch_statement, unpack_header
from appliance.envelope.opening import OpenError
from appliance.record.codec import CodecError
from sync.office.chain import IN_PLACE
from sync.office.opening import Opener, fact_of
from sync.office.store import Doubt, Kind, Store
from sync.transport.checking import is_signed

NOT_READ, HOLDS, DOES_NOT = 0, 1, 2  # in the column `started`
AT_ONCE = 64  # runs, each of them a start of a box, that are looked at after one page
LOOKED_AT = (
    16  # entries of a run in which its start entry must be: it is the first fact, and only key entries come before it
)


def check(store: Store, opener: Opener, building: bytes, box: bytes, now_ms: int, most: int = -1) -> None:
    """Look at every run whose start entry was not read yet, or at the newest `most` of them."""
    runs = store.all(
        "SELECT first, epoch, parent_epoch, parent_digest FROM run WHERE box = ? AND started = ? ORDER BY first DESC LIMIT ?",
        *(box, NOT_READ, most),
    )
    for first, epoch, parent_epoch, parent_digest in reversed(runs):
        started = _first_fact(store, opener, building, box, first, epoch)
        if started is None:
            continue
        parent = None if parent_digest == GENESIS_DIGEST else (parent_epoch.hex(), first - 1, parent_digest.hex())
        says = _wrong(store, building, box, epoch, parent, started)
        if says:
            text = f"The run of box {box.hex()[:8]} from entry {first:,} on: {says}."
            store.doubt(Doubt(building, box, first, Kind.RUN, text), now_ms)
        store.run("UPDATE run SET started = ? WHERE box = ? AND first = ?", DOES_NOT if says else HOLDS, box, first)


def _first_fact(store: Store, opener: Opener, building: bytes, box: bytes, first: int, epoch: bytes) -> object | None:
    """Give the first fact of a run; None where it cannot be read yet."""
    rows = store.all(
        "SELECT entry FROM entry WHERE box = ? AND number >= ? AND chained = ? ORDER BY number LIMIT ?",
        *(box, first, IN_PLACE, LOOKED_AT),
    )
    for (entry,) in rows:
        header = unpack_header(entry)
        key = opener.key(building, header.stream, header.key_no)
        if header.epoch != epoch or key is None:
            return None
        try:
            told = fact_of(entry, key)
        except (OpenError, CodecError):
            return None  # the doubt was named where the entry was read
        if told is not None:
            return told.event
    return None


def _wrong(
    store: Store, building: bytes, box: bytes, epoch: bytes, parent: tuple[str, int, str] | None, started: object
) -> str:
    if not isinstance(started, EpochStarted):
        return "it begins without a start entry"
    if started.epoch != epoch.hex():
        return "its start entry is another run's"
    if started.parent != parent:
        return "its start entry names another entry before it than there is"
    try:
        key, signature = bytes.fromhex(started.device_key), bytes.fromhex(started.signature)
    except ValueError:
        return "its start entry has no signature"
    try:
        statement = epoch_statement(building, box, started)
    except (struct.error, ValueError):
        return "its start entry has fields that no device could have signed"
    if not is_signed(Signed(statement, key, signature)):
        return "the signature of its start entry does not hold"
    store.run("UPDATE box SET device_key = coalesce(device_key, ?) WHERE box = ?", key, box)
    known = store.one("SELECT device_key, listed_key FROM box WHERE box = ?", box)
    assert known is not None
    if key != known[0]:
        return "it is signed by another device than the runs before it"
    if known[1] is not None and key != known[1]:
        return "it is signed by another device than the one the district enrolled"
    return ""
