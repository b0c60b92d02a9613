"""Checks the whole store anew, as if everything had just come: believes nothing that was concluded before. Asks nobody."""

from appliance.envelope.format import DIGEST_LEN, ID_LEN, entry_digest, unpack_header
from sync.office import chain, incidents, runs, taking
from sync.office.opening import UNREAD, Opener
from sync.office.store import Doubt, Kind, Store

AT_ONCE = 5_000  # entries read at a time: 4 MB


def verify(store: Store, opener: Opener, now_ms: int) -> int:
    """Check every entry again, and give how many. Doubts about what was given and not kept stay."""
    with store.writing():
        store.run("DELETE FROM doubt WHERE kind IN (?, ?, ?)", Kind.CHAIN, Kind.RUN, Kind.CONTENT)
        store.run(
            "UPDATE box SET number = 0, digest = ?, epoch = ?, device_key = NULL", bytes(DIGEST_LEN), bytes(ID_LEN)
        )
        store.run("UPDATE entry SET chained = ?, opened = ?", chain.WAITING, UNREAD)
        store.run("UPDATE building SET plan = 0, plan_box = NULL")
        store.run("DELETE FROM run")
        store.run("UPDATE stream SET house = 0")
        store.run("UPDATE receipt SET fits = 0")
        count = _digests(store, now_ms)
        for building, box in store.all("SELECT building, box FROM box ORDER BY building, box"):
            chain.begin_at_decisions(store, building, box)
            chain.advance(store, box, now_ms)
        for building, stream in store.all("SELECT DISTINCT building, stream FROM entry"):
            keys = store.all("SELECT key_no FROM data_key WHERE building = ? AND stream = ?", building, stream)
            incidents.refresh(store, opener, building, {stream: {key_no for (key_no,) in keys}}, now_ms)
        for building, box in store.all("SELECT building, box FROM box ORDER BY building, box"):
            taking.fit_receipts(store, box)
            runs.check(store, opener, building, box, now_ms)
    return count


def _digests(store: Store, now_ms: int) -> int:
    """Check that the disk kept what it was given."""
    count, last = 0, 0
    while rows := store.all(
        "SELECT rowid, building, box, number, digest, entry FROM entry WHERE rowid > ? ORDER BY rowid LIMIT ?",
        last,
        AT_ONCE,
    ):
        for rowid, building, box, number, digest, entry in rows:
            last, count = rowid, count + 1
            if entry_digest(entry) != digest or unpack_header(entry).number != number:
                says = f"Entry {number:,} of box {box.hex()[:8]} is not what was collected: this disk changed it."
                store.doubt(Doubt(building, box, number, Kind.CONTENT, says), now_ms)
    return count
