"""Keeps two histories of one box: names the place, keeps both sides, and lets only the safety office decide. Opens nothing."""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from appliance.envelope.deposit import ForkDecided, HeadTold, Refused
from appliance.envelope.format import GENESIS_DIGEST, entry_digest, unpack_header
from sync.district.batch import Sealed
from sync.district.store import Row, Sql
from sync.district.tables import audit, boxes, damage, kept_entries, stretches
from sync.district.tables.boxes import Box
from sync.district.tables.damage import NOTHING_HERE
from sync.district.tables.quota import DAY_MS, Limit, OverQuota
from sync.protocol import Fork, Forks, RolledBack

TOLD_MAX = 200  # in one answer: 70 KB, and a few milliseconds of the store
CANDIDATES_MAX = (
    8  # entries with one number that are kept without delay: a box put back eight times before the office decided once
)
OPEN_MAX = 64  # undecided, of one box: when a box was put back, its newest entries come in ten pieces, and each can make a fork
BEYOND_EVERY_MS = (
    10 * 60_000
)  # one more body is kept in this time: whatever a box does, a call of it is kept within ten minutes
# How often one box may say it in a day, since each time makes the office read its building from the beginning; and how many are kept, since
# a box can say it without end.
ROLLED_BACK_MAX = 8


class Apart(NamedTuple):
    """Entries to keep aside, and the number at which their history begins to differ from the one here, if this is the place."""

    entries: Sequence[Sealed]
    parts_at: int | None
    is_crowded: bool
    """Whether one of their numbers already has as many entries as are kept without delay."""


def apart(sql: Sql, box: Box, others: Sequence[Sealed], parts_at: int | None) -> Apart:
    """Give those of these entries that are not kept aside yet."""
    here = kept_entries.aside_of(sql, box, others)
    new = [each for each in others if each.digest not in here.get(each.number, ())]
    return Apart(new, parts_at, any(len(here.get(each.number, ())) >= CANDIDATES_MAX for each in new))


def slowed(sql: Sql, box: Box, apart: Apart, now_ms: int) -> OverQuota | None:
    """Say that a box must wait; None where these entries may be kept aside now. A box that makes histories without end is named, and only
    one more body of it is kept every BEYOND_EVERY_MS.
    """
    if not apart.entries or not (apart.is_crowded or _one_too_many(sql, box, apart.parts_at)):
        return None
    left_ms = box.beyond_ms + BEYOND_EVERY_MS - now_ms
    if 0 < left_ms <= BEYOND_EVERY_MS:
        says = (
            f"This box has brought more histories of itself than the safety office can decide about; one more is kept every "
            f"{BEYOND_EVERY_MS // 60_000} minutes. Nothing of this was kept. It goes on by itself."
        )
        return OverQuota(Refused("quota", says), (left_ms + 999) // 1000, Limit.HISTORIES)
    sql.run("UPDATE box SET beyond_ms = ? WHERE box = ?", now_ms, box.box)
    about = (
        f"one more than {CANDIDATES_MAX} of one number or {OPEN_MAX} undecided, from entry {apart.entries[0].number} on"
    )
    audit.add(sql, now_ms, f"box {box.box.hex()}", "histories without end", about)
    return None


def parts_here(sql: Sql, box: Box, other: Sealed) -> bool:
    """Whether a history begins to differ with this entry. A history that goes on with what is kept aside differed before, at a place that
    is named already.
    """
    before = other.number - 1, other.header.prev_digest
    if stretches.digest_of(sql, box.whose, before[0]) == before[1]:
        return True
    aside = "SELECT 1 FROM side_entry WHERE building = ? AND box = ? AND number = ? AND digest = ?"
    named = "SELECT 1 FROM fork WHERE box = ? AND number < ? LIMIT 1"
    return sql.one(aside, *box.whose, *before) is None or sql.one(named, box.box, other.number) is None


def is_not_the_head(box: Box, other: Sealed) -> bool:
    """Whether this entry has the head's number and is another one. The head is known even where its row is gone."""
    return _head_at(box, other.number) not in (None, other.digest)


def name(sql: Sql, box: Box, number: int, now_ms: int) -> None:
    """Name the number at which two histories part. What the office has decided stays decided."""
    if sql.one("SELECT 1 FROM fork WHERE box = ? AND number = ?", box.box, number) is not None:
        return
    here = _head_at(box, number) or stretches.digest_of(sql, box.whose, number)
    first = NOTHING_HERE if here is None else here
    sql.run(
        "INSERT INTO fork (n, box, number, building, digest, found_ms, decided) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(audit.next_of(sql, "fork"), box.box, number, box.building, first, now_ms, b""),
    )
    if box.state == "ok":
        boxes.set_state(sql, box.box, "fork")
    audit.add(sql, now_ms, f"box {box.box.hex()}", "fork found", f"entry {number}")


def refusal(head: HeadTold, number: int) -> Refused:
    """Give the refusal that the box gets."""
    if head.state == "fork":
        says = (
            f"There are two histories of this box from entry {number} on. Both are kept; nothing is countersigned until "
            "the safety office decides."
        )
    else:
        says = f"The safety office decided for another history than this one from entry {number} on. This one is kept."
    return Refused("fork", says, head)


def decide(sql: Sql, decision: ForkDecided, building: bytes, now_ms: int) -> None:
    """Let the history go on whose entry `number` has `digest`. A box, building or entry that is not known changes nothing here."""
    box = boxes.locked(sql, decision.box)
    known = sql.one("SELECT 1 FROM fork WHERE box = ? AND number = ?", decision.box, decision.number)
    if box is None or known is None or box.building != building:
        return
    if not _goes_on(sql, box, decision, now_ms):
        about = (
            f"box {box.box.hex()} entry {decision.number}: it is not here, or the entry before it is of another history"
        )
        audit.add(sql, now_ms, "office", "fork left undecided", about)
        return
    sql.run("UPDATE fork SET decided = ? WHERE box = ? AND number = ?", decision.digest, box.box, decision.number)
    open_yet = sql.one("SELECT 1 FROM fork WHERE box = ? AND length(decided) = 0", box.box)
    if box.state == "fork" and open_yet is None:
        boxes.set_state(sql, box.box, "ok")
    audit.add(sql, now_ms, "office", "fork decided", f"box {box.box.hex()} entry {decision.number}")


def undecided(sql: Sql) -> int:
    """Count the forks that wait for the office's decision."""
    row = sql.one("SELECT count(*) FROM fork WHERE length(decided) = 0")
    assert row is not None  # a count always gives a row
    return int(row[0])


def named(sql: Sql, after: int = 0, now_ms: int = 0) -> Forks:
    """Give the histories that do not fit together, beginning after the `after`-th that was found; at most TOLD_MAX. `now_ms`: for what is
    told only for a while.
    """
    page = f"WHERE n > ? ORDER BY n LIMIT {TOLD_MAX + 1}"
    forks = sql.all(f"SELECT n, building, box, number, digest, found_ms, decided FROM fork {page}", after)  # noqa: S608
    back = sql.all(f"SELECT n, building, box, number, countersigned, found_ms FROM rolled_back {page}", after)  # noqa: S608
    found = sorted(n for n, *_ in (*forks, *back))
    to = found[:TOLD_MAX][-1] if found else after
    aside = _aside(sql, after, to)
    told = tuple(_fork(row, aside.get(row[0], [])) for row in forks if row[0] <= to)
    rolled_back = tuple(RolledBack(*row[1:]) for row in back if row[0] <= to)
    return Forks(told, rolled_back, to, len(found) > TOLD_MAX, () if after else damage.told(sql, now_ms))


def server_was_rolled_back(sql: Sql, box: Box, countersigned: int, now_ms: int) -> None:
    """Note that the box holds a receipt for more than is here, once for each such place. Not where we still have that receipt: then the
    office has decided for another history since.
    """
    if _signed_for(sql, box, countersigned):
        return
    place = (box.box, box.number, countersigned)
    if sql.one("SELECT 1 FROM rolled_back WHERE box = ? AND number = ? AND countersigned = ?", *place) is not None:
        return
    today = sql.one("SELECT count(*) FROM rolled_back WHERE box = ? AND found_ms > ?", box.box, now_ms - DAY_MS)
    if today is not None and today[0] >= ROLLED_BACK_MAX:
        return  # this box was named often enough for people to act
    sql.run(
        "INSERT INTO rolled_back (n, box, number, countersigned, building, found_ms) VALUES (?, ?, ?, ?, ?, ?)",
        *(audit.next_of(sql, "fork"), *place, box.building, now_ms),
    )
    about = f"receipt up to {countersigned}, entries here up to {box.number}"
    audit.add(sql, now_ms, f"box {box.box.hex()}", "this server was rolled back", about)
    keep_newest(sql)


def keep_newest(sql: Sql) -> None:
    """Keep the newest few of what each box said of a server that was put back; the audit log has all of it."""
    nth = "SELECT n, row_number() OVER (PARTITION BY box ORDER BY n DESC) AS nth FROM rolled_back"
    sql.run(f"DELETE FROM rolled_back WHERE n IN (SELECT n FROM ({nth}) AS each WHERE nth > ?)", ROLLED_BACK_MAX)  # noqa: S608


def _one_too_many(sql: Sql, box: Box, number: int | None) -> bool:
    """Whether a fork at this number is new, and would be one more than the office can decide about."""
    if number is None or sql.one("SELECT 1 FROM fork WHERE box = ? AND number = ?", box.box, number) is not None:
        return False
    row = sql.one("SELECT count(*) FROM fork WHERE box = ? AND length(decided) = 0", box.box)
    return row is not None and row[0] >= OPEN_MAX


def _aside(sql: Sql, after: int, to: int) -> dict[int, list[tuple[int, bytes]]]:
    """Give fork → place and digest of each entry with its number that is kept aside."""
    found: dict[int, list[tuple[int, bytes]]] = {}
    for n, place, digest in sql.all(
        "SELECT f.n, s.place, s.digest FROM fork f"
        " JOIN side_entry s ON s.building = f.building AND s.box = f.box AND s.number = f.number WHERE f.n > ? AND f.n <= ?",
        after,
        to,
    ):
        found.setdefault(n, []).append((place, digest))
    for n, number, *whose in sql.all(
        "SELECT f.n, f.number, c.building, c.new_box FROM fork f"
        " JOIN succession c ON c.former_box = f.box AND c.number + 1 = f.number WHERE f.n > ? AND f.n <= ?",
        after,
        to,
    ):
        found.setdefault(n, []).extend((0, digest) for digest in first_entries(sql, (whose[0], whose[1]), number))
    return found


def first_entries(sql: Sql, whose: stretches.Whose, number: int) -> set[bytes]:
    """Give the digests of what a box that follows on another brought as its first entry."""
    aside = sql.all("SELECT digest FROM side_entry WHERE building = ? AND box = ? AND number = ?", *whose, number)
    here = stretches.digest_of(sql, whose, number)
    return {digest for (digest,) in aside} | ({here} if here is not None else set())


def _fork(row: Row, aside: list[tuple[int, bytes]]) -> Fork:
    _, building, box, number, digest, found_ms, decided = row
    others = [other for _, other in sorted(aside, key=itemgetter(0)) if other != digest]
    told = (digest, *others[:CANDIDATES_MAX])
    return Fork(building, box, number, told, found_ms, decided, len(others) + 1 - len(told))


def _signed_for(sql: Sql, box: Box, number: int) -> bool:
    """Whether a countersigned receipt up to this number or a later one is kept here, in whatever history."""
    at = (box.building, box.box, kept_entries.COUNTERSIGNED, number)
    query = "SELECT 1 FROM receipt WHERE building = ? AND box = ? AND kind = ? AND number >= ? LIMIT 1"
    return sql.one(query, *at) is not None


def _goes_on(sql: Sql, box: Box, decision: ForkDecided, now_ms: int) -> bool:
    """Whether the chosen entry is here. If it stands aside, the other history changes places with it.

    The chosen entry must follow on the history that is here up to it: if that parts earlier, the earlier fork must be decided first.
    Undecided forks above it are dropped with their history; if the one that goes on parts again, that is named again. The entries after the
    chosen one come again from the box itself, from the new head on, and are checked as any deposit is.
    """
    at = (box.building, box.box, decision.number)
    if decision.digest in (stretches.digest_of(sql, box.whose, decision.number), _head_at(box, decision.number)):
        return True
    side = sql.one(
        "SELECT entry FROM side_entry WHERE building = ? AND box = ? AND number = ? AND digest = ?",
        *at,
        decision.digest,
    )
    if side is None:
        return False
    if not (isinstance(side[0], bytes) and entry_digest(side[0]) == decision.digest):
        damage.lost_aside(sql, box, decision.number, decision.digest, now_ms)
        return False
    if not _follows(sql, box, decision.number, unpack_header(side[0]).prev_digest):
        return False
    stretches.put_aside(sql, box.whose, decision.number)
    damage.forget_from(sql, box, decision.number)
    sql.run("DELETE FROM fork WHERE box = ? AND number > ? AND length(decided) = 0", box.box, decision.number)
    boxes.put_back_head(sql, box, decision.number - 1, unpack_header(side[0]).prev_digest)
    return True


def _head_at(box: Box, number: int) -> bytes | None:
    """Give the head's digest, if it has this number: it is known even where its row is gone."""
    return box.digest if number == box.number else None


def _follows(sql: Sql, box: Box, number: int, prev_digest: bytes) -> bool:
    """Whether an entry `number` that names this digest as the one before it follows on what is here, or on a gap that was named as one."""
    fork = sql.one("SELECT digest FROM fork WHERE box = ? AND number = ?", box.box, number)
    if fork is not None and fork[0] == NOTHING_HERE:
        return True
    if number > box.number + 1:
        return False
    if number - 1 == box.before_first[0]:
        return prev_digest == box.before_first[1]
    return prev_digest == (stretches.digest_of(sql, box.whose, number - 1) or GENESIS_DIGEST)
