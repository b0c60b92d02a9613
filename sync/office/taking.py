"""Takes an answer of the district's server into the store: each entry and receipt counts only for what it says itself. Opens nothing.

The server may lie about everything. Building, box, number and stream are read from the entry, never from what stands beside it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from appliance.envelope.deposit import Collected, Signed, StoredEntry
from appliance.envelope.format import DIGEST_LEN, ID_LEN, FormatError, entry_digest, split
from appliance.envelope.statements import COUNTERSIGNED_LABEL, Countersigned, Holding
from sync.office import believing, successions
from sync.office.kinds import TIME_MS_MAX
from sync.office.store import NUMBER_MAX, Doubt, Kind, Store
from sync.protocol import Buildings
from sync.transport.checking import is_signed

_CLOSED = "closed "  # the beginning of a setting's name; then the building's id in hex
_UNFINISHED = "unfinished "  # the same for a building's unfinished pages
COUNTERSIGNED, HOLDING = 1, 2  # in the column `kind`
UNSAID = "no state"  # for a box that a server lists without a state; empty means that the box was not listed yet


def heads(store: Store) -> dict[bytes, int]:
    """Give for each box the entry at which it ends, as the district said last. Read this before asking for the list (`take_listing`)."""
    return dict(store.all("SELECT box, listed FROM box"))


def take_listing(store: Store, listed: Buildings, now_ms: int = 0, before: Mapping[bytes, int] | None = None) -> None:
    """Take what the district says there is. It is kept beside what the district gives, to be compared with it. `before`: what it had said
    when the list was asked for; what came since is newer than the list.
    """
    for each in listed.buildings:
        if len(each.building) != ID_LEN or any(len(box.box) != ID_LEN for box in each.boxes):
            says = f"The district lists building {each.building.hex()[:32]}, and it or one of its boxes has an id that is none."
            store.doubt(Doubt(b"", b"", 0, Kind.ELSEWHERE, says), 0)
            continue
        named = store.seal(each.name.encode(), b"building", each.building)
        store.run(
            "INSERT INTO building (building, named) VALUES (?, ?) ON CONFLICT DO UPDATE SET named = excluded.named",
            each.building,
            named,
        )
        for box in each.boxes:
            know_box(store, each.building, box.box)
            store.run(
                "UPDATE box SET listed_key = ?, listed_state = ?, listed_seen_ms = ? WHERE box = ? AND building = ?",
                *(box.device_key, box.state or UNSAID, _within(box.last_seen_ms, TIME_MS_MAX), box.box, each.building),
            )
            number = _within(box.number, NUMBER_MAX)
            store.run(
                "UPDATE box SET listed = ?, listed_digest = ? WHERE box = ? AND building = ? AND NOT (listed > ? AND listed > ?)",
                *(number, box.digest, box.box, each.building),
                *(number, NUMBER_MAX if before is None else before.get(box.box, 0)),
            )
        for box in each.boxes:  # each of them is known by now, since a box may follow on one that is listed later
            successions.take(store, each.building, box, now_ms)
        keep_closed(store, each.building, each.closed_ms > 0)


class Taken(NamedTuple):
    """The streams that an answer has entries of, with the numbers of their data keys; whether any of it was new; and box, number and digest
    of the entries that new receipts go up to.
    """

    streams: dict[bytes, set[int]]
    new: bool
    signed: list[tuple[bytes, int, bytes]]


def take(store: Store, building: bytes, answer: Collected, now_ms: int) -> Taken:
    """Keep what an answer about this building brings, except its wraps. Taking the same again changes nothing."""
    touched, signed_for, new = dict[bytes, set[int]](), list[tuple[bytes, int, bytes]](), 0
    for stored in answer.entries:
        kept = _take_entry(store, building, stored, touched)
        if isinstance(kept, int):
            new += kept
        else:
            store.doubt(Doubt(building, b"", stored.number, *kept), now_ms)
    for signed in answer.receipts:
        taken = take_receipt(store, signed, building)
        if not isinstance(taken, int):
            store.doubt(Doubt(building, b"", 0, Kind.RECEIPT, taken), now_ms)
        elif taken:
            new += taken
            said, kind, number = _said(signed)
            signed_for += [(said.box, number, said.digest)] if kind == COUNTERSIGNED else []
    return Taken(touched, new > 0, signed_for)


def take_receipt(store: Store, signed: Signed, building: bytes | None = None) -> str | int:
    """Keep a receipt whose signature holds, whoever signed it, because keys may be named later. Give whether it was new, or say why it was
    not kept: for example, it belongs to another building.
    """
    try:
        said, kind, number = _said(signed)
    except FormatError as wrong:
        return f"What was given as a receipt {wrong.what}."
    if building is not None and said.building != building:
        return f"A receipt was given for this building that belongs to building {said.building.hex()}."
    if number > NUMBER_MAX:
        return f"A receipt was given for entry {number:,}, an impossible number."
    if not is_signed(signed):
        return f"The receipt for entry {number:,} of box {said.box.hex()[:8]} was changed, or never signed."
    return store.run(
        "INSERT OR IGNORE INTO receipt (box, kind, number, digest, key, statement, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(said.box, kind, number, said.digest, signed.key, signed.statement, signed.signature),
    )


def read_receipt(signed: Signed) -> list[bytes | int] | None:
    """Give the box, kind, number and digest that a receipt is for; None where it is no receipt."""
    try:
        said, kind, number = _said(signed)
    except FormatError:
        return None
    return [said.box, kind, number, said.digest]


def list_signed(store: Store, signed: Iterable[tuple[bytes, int, bytes]]) -> None:
    """Take receipts that came since the list was asked for. They show that the district has the entries that they cover, if those are in
    their place.
    """
    for box, number, digest in signed:
        store.run(
            "UPDATE box SET listed = ?, listed_digest = ? WHERE box = ? AND listed < ? AND EXISTS"
            " (SELECT 1 FROM entry e WHERE e.box = box.box AND e.number = ? AND e.digest = ? AND e.chained = 1)",
            *(number, digest, box, number, number, digest),
        )


def keep_unfinished(store: Store, building: bytes, *, unfinished: bool) -> None:
    """Note whether a building's newest page had more after it: what is missing then was not asked for yet."""
    if unfinished != is_unfinished(store, building):
        store.keep_setting(_UNFINISHED + building.hex(), b"\1" if unfinished else b"")


def is_unfinished(store: Store, building: bytes) -> bool:
    """Whether a building's pages were cut off before their end."""
    return bool(store.setting(_UNFINISHED + building.hex()))


def keep_closed(store: Store, building: bytes, closed: bool) -> None:
    """Note whether the district closed the building: then nobody expects to hear of it."""
    if closed != is_closed(store, building):
        store.keep_setting(_CLOSED + building.hex(), b"\1" if closed else b"")


def is_closed(store: Store, building: bytes) -> bool:
    """Whether the building was closed when it was last listed."""
    return bool(store.setting(_CLOSED + building.hex()))


def know_box(store: Store, building: bytes, box: bytes) -> None:
    """Note a new box: nothing of it is in its place yet."""
    store.run(
        "INSERT OR IGNORE INTO box (box, building, digest, epoch) VALUES (?, ?, ?, ?)",
        *(box, building, bytes(DIGEST_LEN), bytes(ID_LEN)),
    )


def _said(signed: Signed) -> tuple[Countersigned | Holding, int, int]:
    """Read a receipt, its kind and the entry that it is for. Raises FormatError."""
    if signed.statement.startswith(COUNTERSIGNED_LABEL):
        countersigned = Countersigned.unpack(signed.statement)
        return countersigned, COUNTERSIGNED, countersigned.last
    holding = Holding.unpack(signed.statement)
    return holding, HOLDING, holding.number


def _take_entry(
    store: Store, building: bytes, stored: StoredEntry, touched: dict[bytes, set[int]]
) -> tuple[Kind, str] | int:
    """Keep an entry, and give whether that changed anything; or say why not."""
    try:
        header = split(stored.entry).header
    except FormatError as wrong:
        return Kind.GARBLED, f"What was given as entry {stored.number:,} is none: {wrong}."
    if header.building != building or stored.building != building:
        return Kind.ELSEWHERE, f"What was given as entry {stored.number:,} belongs to building {header.building.hex()}."
    if header.number != stored.number:
        return Kind.ELSEWHERE, f"What was given as entry {stored.number:,} is entry {header.number:,}."
    if header.number > NUMBER_MAX or not 0 <= stored.received_ms <= TIME_MS_MAX:
        return Kind.GARBLED, f"What was given as entry {stored.number:,} has an impossible number or time."
    known = store.one("SELECT building FROM box WHERE box = ?", header.box)
    if known is not None and known[0] != building:
        return Kind.ELSEWHERE, f"Entry {stored.number:,} is of a box that belongs to building {known[0].hex()}."
    know_box(store, building, header.box)
    new = store.run(
        "INSERT INTO entry (box, number, digest, building, stream, received_ms, countersigned, entry)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET countersigned = excluded.countersigned WHERE excluded.countersigned > countersigned",
        *(header.box, header.number, entry_digest(stored.entry), building, header.stream),
        *(stored.received_ms, stored.countersigned, stored.entry),
    )
    store.run("UPDATE box SET heard_ms = max(heard_ms, ?) WHERE box = ?", stored.received_ms, header.box)
    if (
        new and stored.countersigned
    ):  # the entry was deposited since the list was asked for: the district says that it has this one, too
        store.run(
            "UPDATE box SET listed = ?, listed_digest = ? WHERE box = ? AND listed < ?",
            *(header.number, entry_digest(stored.entry), header.box, header.number),
        )
    touched.setdefault(header.stream, set()).add(header.key_no)
    return new


def fit_receipts(store: Store, box: bytes) -> None:
    """Note which receipts are for an entry in its place. The others are looked at whenever doubts are asked for."""
    store.run(
        "UPDATE receipt SET fits = 1 WHERE box = ? AND fits = 0 AND EXISTS (SELECT 1 FROM entry e WHERE e.box = receipt.box"
        " AND e.number = receipt.number AND e.digest = receipt.digest AND e.chained = 1)",
        box,
    )


def believed_up_to(store: Store, box: bytes, *, in_place: bool = False) -> int:
    """Give the highest entry of a box that a countersigned receipt that counts is for; `in_place`: only in the history that goes on."""
    keys = believing.receipt_keys(store)
    rows = store.all(
        "SELECT number, key FROM receipt WHERE box = ? AND kind = ? AND fits >= ? ORDER BY number DESC",
        *(box, COUNTERSIGNED, in_place),
    )
    return next((number for number, key in rows if key in keys), 0)


def _within(number: int, most: int) -> int:
    """Give a claimed number as far as it can be kept: even an absurd one is then compared with what was given."""
    return min(max(number, 0), most)
