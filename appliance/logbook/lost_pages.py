"""Pages of what was brought back, each read without what lies before it. Opens and judges nothing; one thread at a time.

A tail's file never changes once it has its name, and its numbers have no gap. So the places of some of its entries are found once, by
their lengths alone, and remembered: of 300,000 entries 19,000 places. Two tails may have the same numbers, of two histories.
"""

import heapq
from array import array
from collections.abc import Iterator
from pathlib import Path

from appliance.logbook.brought_back import ENTRY_LEN_MAX, PREFIX_LEN, BroughtBack, Tail, entries_of

STRIDE = 16  # entries between two places that are remembered: fewer cost memory, more are read in vain
PAGE_LEN_MAX = (
    4 * 1024 * 1024
)  # of one page, for this process keeps to 80 MB: a district could sign for entries of 1 MiB each

type Row = tuple[int, bytes]


class LostPages:
    """Looks into the folder for each page, since a tail may come while somebody pages."""

    def __init__(self, logbook: Path) -> None:
        self._kept = BroughtBack(logbook)
        self._places: dict[Tail, array[int]] = {}

    def after(self, number: int, limit: int) -> list[Row]:
        """The next entries above a number, in order; none where there is none. All that have the last one's number are among them, and
        so it may be a few more than `limit`. Raises OSError.
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
        if stride < len(places):  # else it is damaged before that
            yield from (row for row in entries_of(tail, places[stride]) if row[0] > number)


def _places(tail: Tail) -> array[int]:
    """Where every `STRIDE`th entry begins."""
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
