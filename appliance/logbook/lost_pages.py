"""Reads pages of what was brought back, each without the entries before it. Opens and judges nothing; one thread at a time. A tail's file
never changes once it has its name, and its numbers have no gap. So the places of some of its entries are found once, by their lengths
alone, and remembered: 19,000 places for 300,000 entries. Two tails from two histories may have the same numbers.
"""

import heapq
from array import array
from collections.abc import Iterator
from pathlib import Path

from appliance.logbook.brought_back import ENTRY_LEN_MAX, PREFIX_LEN, BroughtBack, Tail, entries_of

STRIDE = 16  # entries between two remembered places: a smaller stride costs memory, a larger one reads more in vain
PAGE_LEN_MAX = (
    4 * 1024 * 1024
)  # of one page, since this process keeps to 80 MB: a district could sign for entries of 1 MiB each

type Row = tuple[int, bytes]


class LostPages:
    """Gives pages of what was brought back. Looks into the folder for each page, since a tail may come while somebody pages."""

    def __init__(self, logbook: Path) -> None:
        self._kept = BroughtBack(logbook)
        self._places: dict[Tail, array[int]] = {}

    def after(self, number: int, limit: int) -> list[Row]:
        """Give the next entries above a number, in order; none if there are none. All entries with the same number as the last one are
        included, so there may be a few more than `limit`. Raises OSError.
        """
        tails = self._kept.tails()
        self._places = {tail: places for tail, places in self._places.items() if tail in tails}
        rows: list[Row] = []
        length = 0
        for row in heapq.merge(*(self._above(tail, number) for tail in tails), key=lambda row: row[0]):
            if (len(rows) >= limit or length >= PAGE_LEN_MAX) and row[0] != rows[-1][0]:
                break
            rows.append(row)
            length += len(row[1])
        return rows

    def _above(self, tail: Tail, number: int) -> Iterator[Row]:
        if number >= tail.last:
            return
        if (places := self._places.get(tail)) is None:
            places = self._places[tail] = _places(tail)
        stride = max(number + 1 - tail.first, 0) // STRIDE
        if stride < len(places):  # otherwise the file is damaged before that place
            yield from (row for row in entries_of(tail, places[stride]) if row[0] > number)


def _places(tail: Tail) -> array[int]:
    """Give the place where every `STRIDE`th entry begins."""
    places, at, count = array("Q"), 0, 0
    with tail.path.open("rb") as file:
        while len(prefix := file.read(PREFIX_LEN)) == PREFIX_LEN:
            if count % STRIDE == 0:
                places.append(at)
            length = int.from_bytes(prefix)
            if length > ENTRY_LEN_MAX:
                break
            at, count = at + PREFIX_LEN + length, count + 1
            file.seek(at)
    return places
