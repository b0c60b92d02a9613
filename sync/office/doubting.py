"""Finds which doubts are news to somebody who watches. Each is told once. A doubt that the next page may end is told only if it is still
there at the next look. Pure.
"""

from collections.abc import Iterable

from sync.office import exposing
from sync.office.acknowledging import counted, unanswered
from sync.office.store import Doubt

# PASSING: a page or a receipt may be on its way. SAID_ELSEWHERE: a building that is behind is told as soon as it is found so. A doubt about
# no building passes, too: after a server was put back the office sends everything again by itself, mostly before the next look.
PASSING = frozenset({exposing.RECEIPT_MISSING, exposing.WITHHELD})
SAID_ELSEWHERE = frozenset({exposing.BEHIND, exposing.UNFINISHED})


class Doubting:
    """Remembers what was told. A doubt that ended, or that went further after it was acknowledged, is news when it shows again."""

    def __init__(self) -> None:
        self._said = set[str]()
        self._passing = set[str]()

    def known(self, found: Iterable[Doubt]) -> None:
        """Take these doubts as told: they were there before."""
        self._said = {each.name for each in _open(found)}

    def first_words(self) -> str:
        """Say how many doubts there were before; empty where there were none."""
        count = len(self._said)
        return "" if not count else f"{counted(count)}: handbell office doubts list"

    def new(self, found: Iterable[Doubt]) -> list[Doubt]:
        """Give what must be told after this look."""
        open_ones = _open(found)
        passing = {each.name for each in open_ones if each.kind in PASSING or not each.building}
        stand = [each for each in open_ones if each.name not in passing or each.name in self._passing]
        new = [each for each in stand if each.name not in self._said]
        self._said = {each.name for each in stand} | (self._said & passing)
        self._passing = passing
        return new


def _open(found: Iterable[Doubt]) -> list[Doubt]:
    return [each for each in unanswered(found) if each.kind not in SAID_ELSEWHERE]
