"""The urgent lane: keeps entries of open calls one by one, ahead of the backlog, each with a holding receipt. Opens nothing.

A fork does not close it: whichever history goes on, a call is a call. Held entries are checked against the chain when the backlog reaches
them.
"""

from collections import Counter
from collections.abc import Sequence
from copy import replace

from appliance.envelope.deposit import Held, Refused, Signed
from appliance.envelope.statements import Holding
from sync.district.batch import ROW_LEN, Batch, Sealed, room_of
from sync.district.store import Sql
from sync.district.tables import audit, boxes, damage, forks, kept_entries, stretches
from sync.district.tables.boxes import Box
from sync.district.tables.deposits import Terms, superseded
from sync.district.tables.quota import URGENT_BYTES_PER_DAY, OverQuota, over_quota
from sync.protocol import UrgentEntry, UrgentTold

LOOKED_AT = 2_000  # at most so many entries are in one answer
SHARE_MAX = 256  # entries of one building in an answer: as many as a box sends ahead when its line comes back (`uplink/urgent.py`)

_URGENT = ("n", "building", "box", "number", "place", "received_ms")


def hold(sql: Sql, box_id: bytes, batch: Batch, terms: Terms, certificate: str = "") -> Held | Refused | OverQuota:
    """Keep each entry and give its receipt: the same bytes for the same entry for ever."""
    box = boxes.locked(sql, box_id, certificate)
    if box is None:
        return boxes.UNKNOWN
    refused = boxes.closed(box) or boxes.before_its_first(box, batch.first.number)
    if refused is not None:
        return refused
    newest = max(each.number for each in batch.entries)
    said = "said_number = CASE WHEN said_number < ? THEN ? ELSE said_number END"
    sql.run(f"UPDATE box SET seen_ms = ?, {said} WHERE box = ?", terms.now_ms, newest, newest, box.box)  # noqa: S608 — as above
    known = stretches.digests_among(sql, box.whose, [each.number for each in batch.entries])
    new, other = _parted(box, batch.entries, known)
    apart = forks.apart(sql, box, other, _parts_at(sql, box, other, terms.now_ms))
    if not new and not apart.entries:
        # The box asks again. Entries that are here take no more room, so the receipt is given even when the day is used up.
        batch = replace(batch, wraps=kept_entries.missing_wraps(sql, box.building, batch.wraps))
    if new or apart.entries or batch.wraps:
        brings = (*new, *apart.entries)
        room = room_of(brings, batch.wraps, 2 * len(brings))
        over = over_quota(sql, box, room, terms.now_ms, terms.bytes_per_day + URGENT_BYTES_PER_DAY)
        if (over := over or forks.slowed(sql, box, apart, terms.now_ms)) is not None:
            return over
    places = _keep(sql, box, batch, new, apart, terms.now_ms)
    receipts = () if box.state == "superseded" else _receipts(sql, box, batch.entries, len(new), terms)
    _tell(
        sql, box, new, places, terms.now_ms
    )  # last, so that the counter of the whole district is locked for the shortest time
    return Held(receipts) if receipts else superseded(boxes.head(sql, box.box))


def told(sql: Sql, after: int) -> UrgentTold:
    """Give what came by this lane after `after`. If `after` is beyond everything, this server was put back to an older copy, and gives
    numbers a second time: then give all from the beginning. An office knows what it has already.

    Of a building that brings more than its share, only the newest are told, so that no other building's call waits behind them. The office
    gets the rest as it gets all entries.
    """
    if after > audit.last_of(sql, "urgent"):
        after = 0
    rows = sql.all(
        f"SELECT n, building, box, number, place, received_ms FROM urgent WHERE n > ? ORDER BY n LIMIT {LOOKED_AT}",  # noqa: S608
        after,
    )
    shares, told = Counter[bytes](), list[UrgentEntry]()
    for _, *row in reversed(rows):
        shares[row[0]] += 1
        if shares[row[0]] <= SHARE_MAX:
            told.append(UrgentEntry(*row))
    return UrgentTold(tuple(reversed(told)), rows[-1][0] if rows else after)


def _keep(sql: Sql, box: Box, batch: Batch, new: list[Sealed], apart: forks.Apart, now_ms: int) -> dict[int, int]:
    """Keep what is new, and give number → place."""
    places = kept_entries.keep(sql, box, new, batch.wraps, now_ms, receipts=len(new)) if new else {}
    if apart.entries:
        kept_entries.keep_aside(sql, box, apart.entries, () if new else batch.wraps, now_ms)
    elif batch.wraps and not new:
        kept_entries.keep_late_wraps(sql, box, batch.wraps)
    if apart.parts_at is not None:
        forks.name(sql, box, apart.parts_at, now_ms)
    return places


def _parts_at(sql: Sql, box: Box, other: list[Sealed], now_ms: int) -> int | None:
    """Give the number where another history begins. Entries that differ only from damaged ones are kept as well, but show
    no other history.
    """
    if not other:
        return None
    damaged = damage.among(sql, box, [each.number for each in other], now_ms)
    first = next((each for each in other if each.number not in damaged or forks.is_not_the_head(box, each)), None)
    return first.number if first is not None and forks.parts_here(sql, box, first) else None


def _parted(box: Box, entries: Sequence[Sealed], known: dict[int, bytes]) -> tuple[list[Sealed], list[Sealed]]:
    """Sort entries into new ones, and those of another history than the one here."""
    new, other = list[Sealed](), list[Sealed]()
    for each in entries:
        if each.number not in known and each.number > box.number:
            new.append(each)
        elif known.get(each.number) != each.digest:
            other.append(each)
    return new, other


def _tell(sql: Sql, box: Box, new: list[Sealed], places: dict[int, int], now_ms: int) -> None:
    if new:
        first = audit.next_of(sql, "urgent", len(new))
        rows = [
            (n, box.building, box.box, each.number, places[each.number], now_ms) for n, each in enumerate(new, first)
        ]
        sql.add("urgent", _URGENT, rows)


def _receipts(sql: Sql, box: Box, entries: Sequence[Sealed], counted: int, terms: Terms) -> tuple[Signed, ...]:
    """Give a receipt for each entry: the one that was given for it before, or a new one. The room of the new ones is `counted` already."""
    kept = kept_entries.receipts_of(sql, box, kept_entries.HOLDING, [(each.number, each.digest) for each in entries])
    given = damage.whole_receipts(sql, box, kept_entries.HOLDING, kept, (terms.key, terms.now_ms))
    made = {
        (each.number, each.digest): terms.key.sign(
            Holding(box.building, box.box, each.header.epoch, each.number, each.digest, terms.now_ms)
        )
        for each in entries
        if (each.number, each.digest) not in given
    }
    kept_entries.keep_receipts(sql, box, kept_entries.HOLDING, [(*at, signed) for at, signed in made.items()])
    if len(made) > counted:
        kept_entries.count_room(sql, box, ROW_LEN * (len(made) - counted))
    given |= made
    return tuple(given[each.number, each.digest] for each in entries)
