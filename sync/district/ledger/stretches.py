"""The history of a box as it lies in `entry`: what came together and follows on one another lies together, in one row. Decides nothing.

A backlog of a hundred thousand entries is two hundred rows, each written once; an entry a row were a hundred thousand, each in two
indexes besides. `number` and `place` of a row are those of its last entry, and `count` says how many there are; what lies above a
head is so found without looking at anything below it. Rows never overlap. Every caller holds the box's lock.
"""

from collections.abc import Sequence
from typing import NamedTuple

from appliance.envelope.deposit import ENTRIES_MAX
from appliance.envelope.format import DIGEST_LEN, entries_of
from sync.district.batch import NUMBER_MAX, Sealed
from sync.district.store import Row, Sql

STRETCH_LEN_MAX = 1024 * 1024  # whoever wants one entry of it reads all: 500 of 800 bytes are 0.4 MiB
ASIDE_AT_ONCE = 8  # rows: 8 MiB at most are held while a history is put aside

_COLUMNS = ("building", "box", "number", "count", "place", "received_ms", "digest", "entry")
_NUMBERS = "building = ? AND box = ? AND number BETWEEN ? AND ? AND number - count < ?"
_PLACES = "building = ? AND place BETWEEN ? AND ? AND place - count < ?"


type Whose = tuple[bytes, bytes]
"""Building and box."""


class Placed(NamedTuple):
    """An entry at its place in the building's order."""

    place: int
    box: bytes
    number: int
    entry: bytes
    received_ms: int


def add(sql: Sql, whose: Whose, entries: Sequence[Sealed], place: int, now_ms: int) -> int:
    """Enter new entries, ascending, at `place` and those after it; in how many rows."""
    rows = []
    for stretch in _stretches(entries):
        place += len(stretch)
        rows.append(
            (
                *whose,
                stretch[-1].number,
                len(stretch),
                place - 1,
                now_ms,
                b"".join([each.digest for each in stretch]),
                b"".join([each.entry for each in stretch]),
            )
        )
    sql.add("entry", _COLUMNS, rows)
    return len(rows)


def digests(sql: Sql, whose: Whose, first: int, last: int) -> dict[int, bytes]:
    """Number → digest of the entries kept in the box's history, both ends included."""
    found = {}
    rows = sql.all(f"SELECT number, count, digest FROM entry WHERE {_NUMBERS}", *_numbers(whose, first, last))  # noqa: S608
    for number, count, joined in rows:
        begins = number - count + 1
        for each in range(max(first, begins), min(last, number) + 1):
            at = (each - begins) * DIGEST_LEN
            found[each] = joined[at : at + DIGEST_LEN]
    return found


def digests_among(sql: Sql, whose: Whose, numbers: Sequence[int]) -> dict[int, bytes]:
    """The same of these numbers, ascending. What lies between them is not read, however many that are."""
    found = dict[int, bytes]()
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            found |= digests(sql, whose, first, last)
            first = number
        last = number
    return found | digests(sql, whose, first, last)


def digest_of(sql: Sql, whose: Whose, number: int) -> bytes | None:
    """Of the entry with this number; None where there is none."""
    return digests(sql, whose, number, number).get(number)


def numbers_above(sql: Sql, whose: Whose, number: int, count_max: int) -> list[int]:
    """The lowest numbers above this one."""
    rows = sql.all(
        "SELECT number, count FROM entry WHERE building = ? AND box = ? AND number > ? ORDER BY number LIMIT ?",
        *whose,
        number,
        count_max,
    )
    return [each for last, count in rows for each in range(max(last - count, number) + 1, last + 1)][:count_max]


def lengths_of_numbers(sql: Sql, whose: Whose, after: int, to: int, rows_max: int) -> list[tuple[int, int]]:
    """The oldest rows with entries above `after` up to `to`: last number, bytes."""
    rows = sql.all(
        f"SELECT number, length(entry) FROM entry WHERE {_NUMBERS} ORDER BY number LIMIT ?",  # noqa: S608
        *_numbers(whose, after + 1, to),
        rows_max,
    )
    return [(number, length) for number, length in rows]


def of_numbers(sql: Sql, whose: Whose, after: int, to: int) -> list[bytes]:
    """Entries above `after` up to `to`, oldest first."""
    rows = sql.all(
        f"SELECT number, count, entry FROM entry WHERE {_NUMBERS} ORDER BY number",  # noqa: S608
        *_numbers(whose, after + 1, to),
    )
    return [
        entry
        for last, count, joined in rows
        for number, entry in enumerate(entries_of(joined), last - count + 1)
        if after < number <= to
    ]


def lengths_of_places(sql: Sql, building: bytes, after: int, to: int) -> list[tuple[int, int]]:
    """Rows with entries at places after `after` up to `to`: last place, bytes. In no order."""
    rows = sql.all(f"SELECT place, length(entry) FROM entry WHERE {_PLACES}", *_places(building, after, to))  # noqa: S608
    return [(place, length) for place, length in rows]


def of_places(sql: Sql, building: bytes, after: int, to: int) -> list[Placed]:
    """Entries at places after `after` up to `to`. In no order."""
    rows = sql.all(
        f"SELECT place, count, box, number, entry, received_ms FROM entry WHERE {_PLACES}",  # noqa: S608
        *_places(building, after, to),
    )
    return [
        Placed(place - back, box, number - back, entry, received_ms)
        for place, count, box, number, joined, received_ms in rows
        for back, entry in zip(range(count - 1, -1, -1), entries_of(joined), strict=True)
        if after < place - back <= to
    ]


def put_aside(sql: Sql, whose: Whose, first: int) -> None:
    """Everything from number `first` on changes over into `side_entry`, entry by entry."""
    while rows := sql.all(
        f"SELECT {', '.join(_COLUMNS)} FROM entry WHERE building = ? AND box = ? AND number >= ?"  # noqa: S608
        f" ORDER BY number LIMIT {ASIDE_AT_ONCE}",
        *whose,
        first,
    ):
        for row in rows:
            sql.run("DELETE FROM entry WHERE building = ? AND box = ? AND number = ?", *whose, row[2])
            _part(sql, row, first)


def _part(sql: Sql, row: Row, first: int) -> None:
    """A row that was taken out: what of it is below `first` goes back, the rest aside."""
    building, box, last, count, place, received_ms, digest, joined = row
    entries = entries_of(joined)
    below = max(first - (last - count + 1), 0)
    if below:
        kept = b"".join(entries[:below])
        back = count - below
        left = (building, box, last - back, below, place - back, received_ms, digest[: below * DIGEST_LEN], kept)
        sql.add("entry", _COLUMNS, [left])
    aside = [
        (
            building,
            box,
            last - count + 1 + at,
            digest[at * DIGEST_LEN : (at + 1) * DIGEST_LEN],
            place - count + 1 + at,
            received_ms,
            entries[at],
        )
        for at in range(below, count)
    ]
    sql.add_missing("side_entry", SIDE, aside)


SIDE = ("building", "box", "number", "digest", "place", "received_ms", "entry")


def _stretches(entries: Sequence[Sealed]) -> list[Sequence[Sealed]]:
    """Cut where a number is left out, and where there would be too many bytes."""
    cuts, length = [0], 0
    for at, each in enumerate(entries):
        length += len(each.entry)
        if at and (each.number != entries[at - 1].number + 1 or length > STRETCH_LEN_MAX):
            cuts.append(at)
            length = len(each.entry)
    return [entries[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(entries)], strict=True)] if entries else []


def _numbers(whose: Whose, first: int, last: int) -> tuple[object, ...]:
    """A row that reaches down to `last` ends less than ENTRIES_MAX above it. Whoever asks may name any number a store can count to."""
    return *whose, min(first, NUMBER_MAX), min(last + ENTRIES_MAX - 1, NUMBER_MAX), last


def _places(building: bytes, after: int, to: int) -> tuple[object, ...]:
    """The same of places."""
    return building, min(after + 1, NUMBER_MAX), min(to + ENTRIES_MAX - 1, NUMBER_MAX), to
