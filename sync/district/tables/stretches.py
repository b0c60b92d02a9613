"""Keeps the history of a box in `entry`: entries that came together and follow on each other lie together, in one row. Decides nothing.

A backlog of a hundred thousand entries is two hundred rows, each written once. With a row for each entry it would be a hundred thousand
rows, each of them in two indexes as well. `number` and `place` of a row are those of its last entry, and `count` says how many entries it
has. So what lies above a head is found without a look at anything below it. Rows never overlap. Every caller holds the box's lock.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from appliance.envelope.deposit import ENTRIES_MAX
from appliance.envelope.format import DIGEST_LEN, entry_digest
from sync.district.batch import NUMBER_MAX, Sealed
from sync.district.store import Row, Sql
from sync.district.tables import rows as reading
from sync.district.tables.rows import READ, Hole, Placed

STRETCH_LEN_MAX = 1024 * 1024  # reading one entry reads all of its row: 500 entries of 800 bytes are 0.4 MiB
ASIDE_AT_ONCE = 8  # rows: at most 8 MiB are in memory while a history is put aside

_COLUMNS = ("building", "box", "number", "count", "place", "received_ms", "digest", "entry")
_NUMBERS = "building = ? AND box = ? AND number BETWEEN ? AND ? AND number - count < ?"

type Whose = tuple[bytes, bytes]
"""Building and box."""


class Read(NamedTuple):
    """What was read of a building: entries that match their digests, and holes where others should be."""

    entries: list[Placed]
    holes: list[Hole]


def add(sql: Sql, whose: Whose, entries: Sequence[Sealed], place: int, now_ms: int) -> int:
    """Enter new entries, ascending, at `place` and the places after it. Give the number of rows."""
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
    """Give number → digest of the entries kept in the box's history, both ends included."""
    found = {}
    rows = sql.all(f"SELECT number, count, digest FROM entry WHERE {_NUMBERS}", *_numbers(whose, first, last))  # noqa: S608
    for number, count, joined in rows:
        if not (isinstance(number, int) and isinstance(count, int)):
            continue  # the row is damaged
        begins = number - count + 1
        for each in range(max(first, begins), min(last, number) + 1):
            at = (each - begins) * DIGEST_LEN
            found[each] = joined[at : at + DIGEST_LEN]
    return found


def digests_among(sql: Sql, whose: Whose, numbers: Sequence[int]) -> dict[int, bytes]:
    """Give the same for these ascending numbers. What lies between them is not read, however much it is."""
    found = dict[int, bytes]()
    for first, last in spans(numbers):
        found |= digests(sql, whose, first, last)
    return found


def spans(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give first and last of the numbers that follow on each other; they are ascending. Questions about such a span use an index in every
    kind of store. For a list of numbers, PostgreSQL goes through all rows of a box, until it has counted its rows.
    """
    begin = 0
    for at, number in enumerate(numbers):
        if at + 1 == len(numbers) or numbers[at + 1] != number + 1:
            yield numbers[begin], number
            begin = at + 1


def digest_of(sql: Sql, whose: Whose, number: int) -> bytes | None:
    """Give the digest of the entry with this number; None where there is none."""
    return digests(sql, whose, number, number).get(number)


def numbers_above(sql: Sql, whose: Whose, number: int, count_max: int) -> list[int]:
    """Give the lowest numbers above this one."""
    rows = sql.all(
        "SELECT number, count FROM entry WHERE building = ? AND box = ? AND number > ? ORDER BY number LIMIT ?",
        *whose,
        number,
        count_max,
    )
    return [each for last, count in rows for each in range(max(last - count, number) + 1, last + 1)][:count_max]


def lengths_of_numbers(sql: Sql, whose: Whose, after: int, to: int, rows_max: int) -> list[tuple[int, int]]:
    """Give the oldest rows with entries above `after` up to `to`: last number, bytes."""
    return reading.lengths(sql, "building = ? AND box = ? AND number", whose, _numbers(whose, after + 1, to), rows_max)


def read_numbers(sql: Sql, whose: Whose, after: int, to: int) -> Read:
    """Read the entries above `after` up to `to`, oldest first."""
    rows, lost = reading.rows(sql, "building = ? AND box = ? AND number", whose, _numbers(whose, after + 1, to))
    read = [reading.read(whose[0], row) for row in rows]
    entries = [each for entries, _ in read for each in entries if after < each.number <= to]
    holes = [hole for _, holes in read for hole in holes if hole.last > after and hole.first <= to]
    return Read(entries, [*holes, *(Hole(whose[1], first, last) for first, last in lost)])


def of_numbers(sql: Sql, whose: Whose, after: int, to: int) -> list[bytes]:
    """Give only the bytes of the same entries."""
    return [each.entry for each in read_numbers(sql, whose, after, to).entries]


def lengths_of_places(sql: Sql, building: bytes, after: int, to: int) -> list[tuple[int, int]]:
    """Give the rows with entries at places after `after` up to `to`, in no order: last place, bytes."""
    return reading.lengths(sql, "building = ? AND place", (building,), _places(building, after, to))


def read_places(sql: Sql, building: bytes, after: int, to: int) -> Read:
    """Read the entries at places after `after` up to `to`, in no order."""
    rows, _ = reading.rows(sql, "building = ? AND place", (building,), _places(building, after, to))
    read = [reading.read(building, row) for row in rows]
    entries = [each for entries, _ in read for each in entries if after < each.place <= to]
    return Read(entries, [hole for _, holes in read for hole in holes])


def unplaced(sql: Sql, whose: Whose, after: int, to: int) -> list[Hole]:
    """Give the rows that end above `after` up to `to` and are not found by their places: an index is damaged, and nobody would be given
    them.
    """
    found = []
    rows = "SELECT number, count, place FROM entry WHERE building = ? AND box = ? AND number > ? AND number <= ?"
    for number, count, place in reading.between(sql, rows, whose, after, to):
        if sql.all("SELECT number FROM entry WHERE building = ? AND place = ?", whose[0], place) != [(number,)]:
            found.append(Hole(whose[1], number - count + 1 if 0 < count <= ENTRIES_MAX else number, number))
    return found


def take_out(sql: Sql, whose: Whose, numbers: Collection[int]) -> list[Hole]:
    """Remove whatever stands for these numbers. Whole entries with other numbers in the same rows stay where they are. Damaged ones are
    removed too, and given as holes.
    """
    lost = list[Hole]()
    span = _numbers(whose, min(numbers), max(numbers))[
        :-1
    ]  # the span finds even rows whose count says that they do not reach down to these numbers
    for row in sql.all(f"SELECT {READ} FROM entry WHERE building = ? AND box = ? AND number BETWEEN ? AND ?", *span):  # noqa: S608
        entries, holes = reading.read(whose[0], row)
        stay = [each for each in entries if each.number not in numbers]
        if not holes and len(stay) == len(entries) > 0:
            continue
        sql.run("DELETE FROM entry WHERE building = ? AND box = ? AND number = ?", *whose, row[1])
        for hole in holes:
            within = [number for number in numbers if hole.first <= number <= hole.last]
            lost += reading.holes_among(whose[1], within, hole.first, hole.last)
        for run in _runs(stay):
            joined = b"".join([each.entry for each in run])
            digest = b"".join([entry_digest(each.entry) for each in run])
            kept = (*whose, run[-1].number, len(run), run[-1].place, run[-1].received_ms, digest, joined)
            sql.add("entry", _COLUMNS, [kept])
    return lost


def put_aside(sql: Sql, whose: Whose, first: int) -> None:
    """Move everything from number `first` on to `side_entry`, entry by entry."""
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
    """Part a row that was taken out: entries below `first` go back, the rest goes aside."""
    building, box, number, count, place, received_ms, digest, joined = row
    entries, _ = reading.read(building, (box, number, count, place, received_ms, digest, joined))
    for run in _runs([each for each in entries if each.number < first]):
        kept = b"".join([each.entry for each in run])
        digests = b"".join([entry_digest(each.entry) for each in run])
        sql.add(
            "entry", _COLUMNS, [(building, box, run[-1].number, len(run), run[-1].place, received_ms, digests, kept)]
        )
    aside = [
        (building, box, each.number, entry_digest(each.entry), each.place, received_ms, each.entry)
        for each in entries
        if each.number >= first
    ]
    sql.add_missing("side_entry", SIDE, aside)


SIDE = ("building", "box", "number", "digest", "place", "received_ms", "entry")


def _runs(entries: Sequence[Placed]) -> list[list[Placed]]:
    """Give the entries in runs without a missing number; they are ascending."""
    runs: list[list[Placed]] = []
    for each in entries:
        if runs and runs[-1][-1].number == each.number - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _stretches(entries: Sequence[Sealed]) -> list[Sequence[Sealed]]:
    """Cut the entries where a number is missing, and where there would be too many bytes."""
    cuts, length = [0], 0
    for at, each in enumerate(entries):
        length += len(each.entry)
        if at and (each.number != entries[at - 1].number + 1 or length > STRETCH_LEN_MAX):
            cuts.append(at)
            length = len(each.entry)
    return [entries[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(entries)], strict=True)] if entries else []


def _numbers(whose: Whose, first: int, last: int) -> tuple[object, ...]:
    """Give the values that find rows with these numbers. A row that reaches down to `last` ends less than ENTRIES_MAX above it. Callers may
    give any number, so it is limited to what a store can count to.
    """
    return *whose, min(first, NUMBER_MAX), min(last + ENTRIES_MAX - 1, NUMBER_MAX), last


def _places(building: bytes, after: int, to: int) -> tuple[object, ...]:
    """Give the values that find rows with these places."""
    return building, min(after + 1, NUMBER_MAX), min(to + ENTRIES_MAX - 1, NUMBER_MAX), to
