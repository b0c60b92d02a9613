"""Checks whether each entry of a box follows the one before it, as far as entries have come, and finds where a run of the box begins. Opens
nothing.

Entries come in any order, because open calls go ahead of the backlog. Here they are put in their places one by one, from the first on. Of
two histories, the one goes on that the office decided for; while nothing is decided, the one that the district has countersigned.
"""

from typing import NamedTuple

from appliance.envelope.format import ID_LEN, unpack_header
from sync.office import believing, successions
from sync.office.store import Doubt, Kind, Store

SIDES_MAX = 8  # how many entries with one number are looked at: two are a fork, and a box that makes more makes them without end
WAITING, IN_PLACE, ASIDE = 0, 1, 2  # in the column `chained`


class _Link(NamedTuple):
    number: int
    digest: bytes
    epoch: bytes


class _Candidate(NamedTuple):
    number: int
    digest: bytes
    countersigned: int
    entry: bytes


def advance(store: Store, box: bytes, now_ms: int) -> int:
    """Put what came in its place. Give the number up to which everything is in place."""
    row = store.one("SELECT building, number, digest, epoch FROM box WHERE box = ?", box)
    assert row is not None, "a box that was never listed and gave nothing"
    building, link = row[0], _Link(*row[1:])
    if link.number == 0 and (said := successions.parent(store, box)) is not None:
        link = _Link(said.number, said.digest, said.epoch)  # this box goes on where the former box ended
    decided = successions.own(store, building, box)
    until = believing.revoked_above(store, box)
    while until is None or link.number < until:
        found = _at(store, box, link.number + 1, decided.get(link.number + 1))
        if not found:
            beyond = _beyond_what_is_lost(store, box, link, decided)
            if beyond is None:
                break
            says = f"Entries {link.number + 1:,} to {beyond.number:,} of box {box.hex()[:8]} are lost; the office let it go on."
            store.doubt(Doubt(building, box, link.number + 1, Kind.CHAIN, says), now_ms)
            link = beyond
            continue
        chosen = _chosen(found, link, decided.get(link.number + 1))
        if link.number + 1 not in decided:
            _doubt_fork(store, building, box, found, now_ms)
        if chosen is None:
            _doubt_link(store, building, box, link, found, now_ms)
            break
        link = _put(store, box, link, chosen)
    store.run("UPDATE box SET number = ?, digest = ?, epoch = ? WHERE box = ?", *link, box)
    if until is not None:  # later entries are kept but in no record: whoever has the revoked box may have written them
        store.run("UPDATE entry SET chained = ? WHERE box = ? AND number > ?", ASIDE, box, until)
    return link.number


def begin_at_decisions(store: Store, building: bytes, box: bytes) -> None:
    """After the office decided a fork, go back to where the histories part, so that the chosen one takes the other's place."""
    for number, digest in sorted(successions.own(store, building, box).items()):
        store.run("DELETE FROM doubt WHERE box = ? AND number = ? AND kind = ?", box, number, Kind.FORK)
        row = store.one(
            "SELECT chained, entry FROM entry WHERE box = ? AND number = ? AND digest = ?", box, number, digest
        )
        head = store.one("SELECT number FROM box WHERE box = ?", box)
        if row is None or row[0] == IN_PLACE or head is None or head[0] < number:
            continue
        link = _before(store, box, number, row[1])
        store.run("UPDATE entry SET chained = ? WHERE box = ? AND number >= ?", WAITING, box, number)
        store.run("UPDATE receipt SET fits = 0 WHERE box = ? AND number >= ?", box, number)
        store.run("DELETE FROM run WHERE box = ? AND first >= ?", box, number)
        store.run("UPDATE box SET number = ?, digest = ?, epoch = ? WHERE box = ?", *link, box)


def _beyond_what_is_lost(store: Store, box: bytes, link: _Link, decided: dict[int, bytes]) -> _Link | None:
    """Give where to go on though entries are missing: before an entry that the office decided for, if the entry before it never came."""
    for number, digest in sorted(decided.items()):
        row = store.one("SELECT entry FROM entry WHERE box = ? AND number = ? AND digest = ?", box, number, digest)
        if row is not None and number > link.number + 1 and not _at(store, box, number - 1):
            return _before(store, box, number, row[0])
    return None


def _before(store: Store, box: bytes, number: int, entry: bytes) -> _Link:
    """Give what an entry says it follows. The epoch is zeros where the entry before was never seen."""
    digest = unpack_header(entry).prev_digest
    row = store.one("SELECT entry FROM entry WHERE box = ? AND number = ? AND digest = ?", box, number - 1, digest)
    return _Link(number - 1, digest, bytes(ID_LEN) if row is None else unpack_header(row[0]).epoch)


def _at(store: Store, box: bytes, number: int, decided: bytes | None = None) -> list[_Candidate]:
    """Give all that came as this entry: the one decided for first, then countersigned ones."""
    rows = store.all(
        "SELECT number, digest, countersigned, entry FROM entry WHERE box = ? AND number = ?"
        " ORDER BY digest != ?, countersigned DESC, received_ms, digest LIMIT ?",
        *(box, number, decided or b"", SIDES_MAX),
    )
    return [_Candidate(*row) for row in rows]


def _chosen(found: list[_Candidate], link: _Link, decided: bytes | None) -> _Candidate | None:
    """Give the entry that follows on `link`; None where none does, or several do and nobody decided."""
    if decided is not None:
        found = [each for each in found if each.digest == decided]
    following = [each for each in found if unpack_header(each.entry).prev_digest == link.digest]
    if len(following) > 1:
        following = [each for each in following if each.countersigned]
    return following[0] if len(following) == 1 else None


def _put(store: Store, box: bytes, link: _Link, chosen: _Candidate) -> _Link:
    header = unpack_header(chosen.entry)
    store.run(
        "UPDATE entry SET chained = CASE digest WHEN ? THEN ? ELSE ? END WHERE box = ? AND number = ?",
        *(chosen.digest, IN_PLACE, ASIDE, box, chosen.number),
    )
    if header.epoch != link.epoch:
        store.run(
            "INSERT OR REPLACE INTO run (box, first, epoch, parent_epoch, parent_digest) VALUES (?, ?, ?, ?, ?)",
            *(box, chosen.number, header.epoch, link.epoch, link.digest),
        )
    return _Link(chosen.number, chosen.digest, header.epoch)


def _doubt_fork(store: Store, building: bytes, box: bytes, found: list[_Candidate], now_ms: int) -> None:
    if len(found) > 1:
        digests = " or ".join(each.digest.hex()[:16] for each in found)
        where = f"Box {box.hex()[:8]} has two histories from entry {found[0].number:,} on"
        says = f"{where}: {digests}. Decide: handbell office root notice fork"
        store.doubt(Doubt(building, box, found[0].number, Kind.FORK, says), now_ms)


def _doubt_link(store: Store, building: bytes, box: bytes, link: _Link, found: list[_Candidate], now_ms: int) -> None:
    if len(found) > 1:
        return  # two histories, which are named already
    number = found[0].number
    says = (
        f"Entry {number:,} of box {box.hex()[:8]} does not follow entry {link.number:,} as it was given: one of them was changed "
        "or replaced, or entries were taken out."
    )
    store.doubt(Doubt(building, box, number, Kind.CHAIN, says), now_ms)
