"""Reads rows of `entry`: compares each entry with the digest beside it, and reports whatever is damaged as a hole. Decides nothing.

A damaged row can hold anything, and a row on a damaged page cannot be read at all; the rows beside it are still read.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from appliance.envelope.deposit import ENTRIES_MAX
from appliance.envelope.format import (
    AROUND_LEN,
    BEGINS,
    DIGEST_LEN,
    FRONT_LEN,
    HEADER_LEN,
    entry_digest,
)
from sync.district.batch import NUMBER_MAX
from sync.district.store import Row, RowUnreadable, Sql, StoreUnreadable

PLACE_MAX = (
    2**53
)  # the last place of a building: ten thousand a second for 28,000 years, with room for what comes behind it
LOOKS_MAX = 64  # how often to look for where the next entry begins in a damaged row: each look may compute a digest over all of it
READ = "box, number, count, place, received_ms, digest, entry"  # the columns as `read` takes them


class Placed(NamedTuple):
    """An entry at its place in the building's order."""

    place: int
    box: bytes
    number: int
    entry: bytes
    received_ms: int


class Hole(NamedTuple):
    """Numbers of a box, both ends included, for which the store has something else than what came."""

    box: bytes
    first: int
    last: int


def rows(sql: Sql, key: str, of: tuple[bytes, ...], span: tuple[Any, ...]) -> tuple[list[Row], list[tuple[int, int]]]:
    """Give the rows whose `key` is in a span, in its order; and, where pages are damaged, the keys of rows that cannot be read. Then each
    row is read alone, found by what the index has.
    """
    column, (*_, begin, end, at_most) = key.rpartition(" ")[2], span
    there = f"FROM entry WHERE {key} BETWEEN ? AND ?"
    together = f"SELECT {READ} {there} AND {column} - count < ? ORDER BY {column}"
    alone = f"SELECT {READ} FROM entry WHERE {key} = ? AND {column} - count < ?"  # noqa: S608
    try:
        return sql.all(together, *of, begin, end, at_most), []
    except StoreUnreadable:
        found = keys(sql, f"SELECT {column} {there} ORDER BY {column} LIMIT ?", of, (begin, end), NUMBER_MAX)
    readable, lost, before = list[Row](), list[tuple[int, int]](), 0
    for each in found:
        try:
            readable += sql.all(alone, *of, each, at_most)
        except StoreUnreadable:
            lost.append((max(before, each - ENTRIES_MAX) + 1, each))
        before = each
    return readable, lost


def keys(sql: Sql, statement: str, of: tuple[bytes, ...], span: tuple[int, int], rows_max: int) -> list[int]:
    """Give the keys of the rows in a span, in its order. `statement` takes `of`, both ends and how many. On PostgreSQL a row that cannot be
    read hides its key: then the key is where reading fails.
    """
    begin, end = span
    try:
        return [key for (key,) in sql.all(statement, *of, begin, end, rows_max)]
    except RowUnreadable:
        if begin == end:
            return [begin]
    middle = (begin + end) // 2
    below = keys(sql, statement, of, (begin, middle), rows_max)
    left = rows_max - len(below)
    return [*below, *keys(sql, statement, of, (middle + 1, end), left)] if left else below


def between(sql: Sql, statement: str, of: tuple[object, ...], after: int, to: int) -> list[Row]:
    """Give the rows of a table with places, in the order of the places. `statement` takes `of` and then both ends. A row that cannot be
    read is left out. Raises StoreUnreadable where the index is at fault: the rows that it leads to are whole, and would be skipped.
    """
    try:
        return sql.all(statement, *of, after, to)
    except StoreUnreadable as wrong:
        if to - after <= 1:
            if not isinstance(wrong, RowUnreadable):
                sql.one(_in_index_alone(statement), *of, after, to)
            return []
    middle = (after + to) // 2
    return [*between(sql, statement, of, after, middle), *between(sql, statement, of, middle, to)]


def _in_index_alone(statement: str) -> str:
    """Give a statement that counts the same rows: for that SQLite reads no page of the table."""
    rows = statement.rindex(" FROM ", 0, statement.index(" WHERE building = ?"))
    return f"SELECT count(*){statement[rows:].partition(' ORDER BY ')[0]}"


def lengths(
    sql: Sql, key: str, of: tuple[bytes, ...], span: tuple[Any, ...], rows_max: int = NUMBER_MAX
) -> list[tuple[int, int]]:
    """Give key and length in bytes of the rows whose `key` is in a span, in its order; length 0 for a row that cannot be read."""
    column, (*_, begin, end, at_most) = key.rpartition(" ")[2], span
    where = f"{key} BETWEEN ? AND ?"
    both = f"SELECT {column}, length(entry) FROM entry WHERE {where} AND {column} - count < ? ORDER BY {column} LIMIT ?"  # noqa: S608
    alone = f"SELECT {column} FROM entry WHERE {where} ORDER BY {column} LIMIT ?"  # noqa: S608
    try:
        found = sql.all(both, *of, begin, end, at_most, rows_max)
    except StoreUnreadable:
        return [(each, 0) for each in keys(sql, alone, of, (begin, end), rows_max)]
    return [(each, length) for each, length in found]


def read(building: bytes, row: Row) -> tuple[list[Placed], list[Hole]]:
    """Give the entries of a row that match the digests beside them, and the holes where others should be. A damaged row
    can hold anything.
    """
    box, last, count, place, received_ms, digest, joined = row
    if not all(isinstance(each, int) for each in (last, count, place, received_ms)):
        return [], []
    if not (isinstance(digest, bytes) and isinstance(joined, bytes) and 0 < count <= ENTRIES_MAX):
        return [], [Hole(box, last, last)]
    first = last - count + 1
    if not count <= place <= PLACE_MAX:
        return [], [Hole(box, first, last)]  # nobody would ever be given a row with such a place
    found = _whole(building, box, first, digest, joined)
    entries = [Placed(place - last + number, box, number, entry, received_ms) for number, entry in found.items()]
    return entries, [] if len(found) == count else holes_among(box, found, first, last)


def holes_among(box: bytes, there: Collection[int], first: int, last: int) -> list[Hole]:
    """Give the numbers from `first` to `last` that are not `there`, as ranges."""
    holes, begin = list[Hole](), first
    for number in (*sorted(there), last + 1):
        if number > begin:
            holes.append(Hole(box, begin, number - 1))
        begin = number + 1
    return holes


def _whole(building: bytes, box: bytes, first: int, digest: bytes, joined: bytes) -> dict[int, bytes]:
    """Give number → entry. After one that is damaged, the next is found by the bytes that every entry begins with."""
    front, found, left = BEGINS + building + box, dict[int, bytes](), LOOKS_MAX
    at = joined.find(front)
    while at >= 0 and left:
        end = at + AROUND_LEN + int.from_bytes(joined[at + HEADER_LEN - 4 : at + HEADER_LEN])
        number = int.from_bytes(joined[at + FRONT_LEN : at + FRONT_LEN + 8])
        entry, at_digest = joined[at:end], (number - first) * DIGEST_LEN
        if number >= first and entry_digest(entry) == digest[at_digest : at_digest + DIGEST_LEN]:
            found[number] = entry
        else:
            left, end = left - 1, at + 1
        at = end if joined.startswith(front, end) else joined.find(front, end)
    return found
