"""Exposes what a district's server holds back, and what a building does not hear: compares what was given with what was said. Asks nobody.

A server that lies can show each office another truth. But it cannot take back a receipt that it signed: the office has the receipts it was
given, the building has its own in its record, and a reporter may have one on paper.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from appliance.envelope.statements import Succession
from sync.office import admitted, behind, believing, incidents, successions, taking
from sync.office.chain import IN_PLACE
from sync.office.store import Doubt, Kind, Store
from sync.office.taking import believed_up_to, is_closed
from sync.transport.line import printable

DAY_MS = 86_400_000
SILENT_DAYS = 4  # as long as a long weekend; every start of a box and every sign-in is an entry
OPENED_WITHIN_DAYS = 14  # the same as the building counts with (`appliance.district.overdue`)

UNSIGNED = {"fork", "superseded"}  # states of a box in which the district takes everything and signs nothing
WITHHELD, SILENT, OVERDUE, STATE = "withheld", "silent", "overdue", "state"
BEHIND = "behind"
RECEIPT_MISSING = "receipt missing"
UNFINISHED = "unfinished"
OPENED = "opened"  # the kind of overdue where the building should have heard an *opened*
LISTED = "listed"  # the kind of gap where the list names entries that did not come
ROLLED_BACK, DAMAGED, LOST_NOTICE = admitted.ROLLED_BACK, admitted.DAMAGED, admitted.LOST_NOTICE


def doubts(
    store: Store, now_ms: int, silent_days: int = SILENT_DAYS, unfinished: Collection[bytes] = ()
) -> list[Doubt]:
    """Give all doubts of all buildings: those named while collecting, and those that show now. Each has its name, and what a person said of
    it. `unfinished`: buildings for which the receipts of the newest entries come only with the next round.
    """
    found = _shown(store, now_ms, silent_days, unfinished)
    named = (each for each in found if each.kind != RECEIPT_MISSING or each.building not in unfinished)
    names = incidents.buildings(store)
    return [
        replace(
            each,
            whose=names.get(each.building, ""),
            name=store.name_of(each),
            acknowledged=store.acknowledged(each),
        )
        for each in named
    ]


def _shown(store: Store, now_ms: int, silent_days: int, unfinished: Collection[bytes]) -> list[Doubt]:
    found = list(store.doubts())
    for building, name in incidents.buildings(store).items():
        of_boxes = list[Doubt]()
        for (box,) in store.all("SELECT box FROM box WHERE building = ? ORDER BY box", building):
            of_boxes += _of_box(store, building, name, box, now_ms, silent_days)
        if building not in unfinished and taking.is_unfinished(store, building):
            of_boxes = list(_not_accused(building, name, of_boxes))
        found += of_boxes
        found += _overdue(store, building, name, now_ms)
    for late in behind.every(store):
        says = behind.says(store, late.building)
        found.append(Doubt(late.building, b"", 0, BEHIND, says, about="since", further=late.since_ms))
    return [*found, *admitted.by_server(store), *admitted.lost_by_server(store), *admitted.lost_here(store)]


def _of_box(store: Store, building: bytes, name: str, box: bytes, now_ms: int, silent_days: int) -> Iterator[Doubt]:
    row = store.one(
        "SELECT number, heard_ms, shown, listed, listed_digest, listed_state, listed_seen_ms FROM box WHERE box = ?",
        box,
    )
    if row is None:
        store.is_damaged = True  # the building names this box, so its row is lost
        return
    number, heard_ms, shown, listed, listed_digest, state, seen_ms = row
    given = int((store.one("SELECT coalesce(max(number), 0) AS number FROM entry WHERE box = ?", box) or (0,))[0])
    whose = f"{name}, box {box.hex()[:8]}"
    believed = believed_up_to(store, box)
    until = believing.revoked_above(store, box)
    wanted = listed if until is None else min(listed, until)  # what a revoked box wrote later belongs in no record
    if number == 0 and (first := _begins_later(store, box)) is not None:
        at, digest = first
        says = (
            f"{whose}: it begins with entry {at:,}, and nothing proves yet on which box it follows. What is before is another's, or lost."
            " Call the school. If it stands in another one's place, let it go on: "
            f"handbell office root notice fork {building.hex()} {box.hex()} {at} {digest.hex()}"
        )
        yield Doubt(building, box, at, WITHHELD, says)
    elif wanted > number:
        missing = f"entries {number + 1:,} to {wanted:,}"
        says = f"{whose}: the district says it has {missing}, and gave not all of them."
        yield Doubt(building, box, number, WITHHELD, says, about=LISTED, further=wanted)
    if max(believed, shown) > max(given, number):
        proof = "a receipt of the district" if believed >= shown else "the building's own record"
        says = (
            f"{whose}: {proof} goes up to entry {max(believed, shown):,}, but the district gave only up to {given:,}."
        )
        yield Doubt(building, box, given, WITHHELD, says, about="signed", further=max(believed, shown))
    kept = number if state in UNSIGNED else max(believed_up_to(store, box, in_place=True), _signed_up_to(store, box))
    is_another = listed == kept and listed_digest is not None and not _has(store, box, kept, listed_digest)
    if state and (listed < kept or is_another):  # without a state, the box was not listed since this store was mended
        says = f"{whose}: the district now says it ends at entry {listed:,}, and gave up to {kept:,} before: it was put back, or lies."
        back = kept - listed  # the number gets smaller as the box sends again what is missing
        yield Doubt(building, box, kept, ROLLED_BACK, says, about=f"ended at {kept}", further=back)
    yield from _receipts(store, building, whose, box, believed)
    if until is not None and state != "revoked":
        says = (
            f"{whose}: this office revoked it, and the district still takes what it brings. On the server's machine: handbell district "
            f"revoke {box.hex()}"
        )
        yield Doubt(building, box, 0, STATE, says)
    if until is not None:
        return  # the district shut the box out, as this office asked
    heirs = successions.heirs(store, building, box)
    if state == "superseded" and len(heirs) == 1:
        yield from _beyond(building, whose, heirs[0], number)
    elif state not in {"", "ok"}:
        yield Doubt(building, box, 0, STATE, f"{whose}: {_STATES.get(state, printable(state))}.")
    newest_ms = max(heard_ms, seen_ms)
    if len(heirs) > 1:
        yield from _two_heirs(store, building, whose, heirs)
    if state == "ok" and not is_closed(store, building) and now_ms - newest_ms > silent_days * DAY_MS:
        since = datetime.fromtimestamp(newest_ms / 1000, UTC).strftime("since %Y-%m-%d") if newest_ms else "ever"
        says = f"{whose}: nothing was heard {since}. Call the school and its IT."
        yield Doubt(building, box, 0, SILENT, says, about="since", further=newest_ms)


def _not_accused(building: bytes, name: str, found: list[Doubt]) -> Iterator[Doubt]:
    """Drop the doubts that may only come from pages that were cut off: those are not the district's fault. Say once that the building is
    unfinished.
    """
    yield from (each for each in found if not _may_come(each))
    if any(_may_come(each) for each in found):
        says = f"{name}: collecting was cut off before its end. What is missing comes with the next: handbell office collect"
        yield Doubt(building, b"", 0, UNFINISHED, says)


def _may_come(doubt: Doubt) -> bool:
    return doubt.kind == RECEIPT_MISSING or (doubt.kind == WITHHELD and doubt.about == LISTED)


def _begins_later(store: Store, box: bytes) -> tuple[int, bytes] | None:
    """Give number and digest of the first entry, if the district countersigned it and it is not number 1. None otherwise."""
    row = store.one("SELECT number, digest, countersigned FROM entry WHERE box = ? ORDER BY number LIMIT 1", box)
    return (row[0], row[1]) if row is not None and row[0] > 1 and row[2] else None


def _beyond(building: bytes, whose: str, heir: Succession, number: int) -> Iterator[Doubt]:
    """Name the entries that a box wrote after another box had followed on it. They are kept, and read as any other, but no record goes on
    from them.
    """
    if number > heir.number:
        says = (
            f"{whose}: box {heir.new_box.hex()[:8]} follows on it after entry {heir.number:,}, and it wrote up to entry {number:,} itself. "
            "That is kept beside, and belongs to no record that goes on. Call the school: is the old box still at work?"
        )
        yield Doubt(building, heir.former_box, heir.number, STATE, says, about=f"beyond {heir.number}", further=number)


def _two_heirs(store: Store, building: bytes, whose: str, heirs: list[Succession]) -> Iterator[Doubt]:
    """Name two boxes that follow on the same one, even where the district names no fork."""
    decided = believing.decided(store, building, heirs[0].former_box)
    if any(successions.chosen(store, each, decided) for each in heirs):
        return
    names = ", ".join(f"{each.new_box.hex()[:8]} after entry {each.number:,}" for each in heirs)
    says = (
        f"{whose}: several boxes say that they follow on it ({names}). Call the school, and decide by the first entry of the true one: "
        f"handbell office root notice fork {building.hex()} {heirs[0].former_box.hex()} {heirs[0].number + 1} DIGEST"
    )
    yield Doubt(building, heirs[0].former_box, heirs[0].number + 1, Kind.FORK, says)


def _receipts(store: Store, building: bytes, whose: str, box: bytes, believed: int) -> Iterator[Doubt]:
    keys = believing.receipt_keys(store)
    other = store.all(
        "SELECT r.number, r.key FROM receipt r JOIN entry e ON e.box = r.box AND e.number = r.number AND e.chained = ?"
        " WHERE r.box = ? AND r.fits = 0 AND e.digest != r.digest ORDER BY r.number",
        *(IN_PLACE, box),
    )
    for number, key in other:
        if key in keys:
            says = f"{whose}: the district signed a receipt for another entry {number:,} than the one it gave."
            yield Doubt(building, box, number, Kind.RECEIPT, says)
    said = _signed_up_to(store, box)
    if keys and said > believed:
        says = f"{whose}: the district says entry {said:,} is countersigned; its receipts that count go up to {believed:,}."
        yield Doubt(building, box, said, RECEIPT_MISSING, says, about="said", further=said)
    if not keys and said:
        says = f"{whose}: no receipt counts yet. Sign the district's receipt keys: handbell office root notice receipt-keys"
        yield Doubt(building, box, 0, Kind.RECEIPT, says)


def _signed_up_to(store: Store, box: bytes) -> int:
    """Give the highest entry in its place of which the district said that it is countersigned when it gave it."""
    row = store.one(
        "SELECT number FROM entry WHERE box = ? AND countersigned = 1 AND chained = ? ORDER BY number DESC LIMIT 1",
        box,
        IN_PLACE,
    )
    return int(row[0]) if row is not None else 0


def _overdue(store: Store, building: bytes, name: str, now_ms: int) -> Iterator[Doubt]:
    before_ms = now_ms - OPENED_WITHIN_DAYS * DAY_MS
    row = store.one(
        "SELECT count(*), max(signed_ms) FROM opened WHERE building = ? AND taken = 0 AND signed_ms < ?",
        building,
        before_ms,
    )
    if row is not None and row[0]:
        says = (
            f"{name}: of {row[0]:,} incidents the office said *opened* over {OPENED_WITHIN_DAYS} days ago, and the building's record "
            "does not show that it heard: the district or the uplink holds it back, or the line is down."
        )
        yield Doubt(building, b"", 0, OVERDUE, says, about=OPENED, further=row[1])
    rows = store.all(
        # In these words, because this is how the index is made: 0 has no key, 3 does not open.
        "SELECT box, number, stream, received_ms FROM entry WHERE building = ? AND received_ms < ? AND opened IN (0, 3)",
        *(building, before_ms),
    )
    above = {box: believing.revoked_above(store, box) for box in {box for box, *_ in rows}}
    late = [(stream, at_ms) for box, number, stream, at_ms in rows if (until := above[box]) is None or number <= until]
    closed = {stream for stream, _ in late}
    if closed:
        says = (
            f"{name}: {len(closed):,} streams have entries the office has no key for after {OPENED_WITHIN_DAYS} days. "
            "Is one of its keys in the notice?"
        )
        yield Doubt(building, b"", 0, OVERDUE, says, about="no key", further=max(at_ms for _, at_ms in late))


def _has(store: Store, box: bytes, number: int, digest: bytes) -> bool:
    return (
        number == 0
        or store.one("SELECT 1 FROM entry WHERE box = ? AND number = ? AND digest = ?", box, number, digest) is not None
    )


_STATES = {
    "fork": "two histories, and the district countersigns nothing until the office decides",
    "superseded": "another box has taken its place",
    "revoked": "revoked at the district, and not by this office: handbell office root notice revoke, so that the buildings hear it",
}
