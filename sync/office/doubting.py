"""Which doubts are news to somebody who watches: each once, and what may come with the next page only once it stands. Pure."""

from collections.abc import Iterable

from sync.office import exposing
from sync.office.acknowledging import counted, unanswered
from sync.office.store import Doubt

# A page or a receipt that is on its way; a building that is behind is said when it is found so.
# What is about no building, the office does by itself for a server that was put back, mostly before the next look.
PASSING = frozenset({exposing.RECEIPT_MISSING, exposing.WITHHELD})
SAID_ELSEWHERE = frozenset({exposing.BEHIND, exposing.UNFINISHED})


class Doubting:
    """Remembers what was said. One that ended, or went further after it was acknowledged, is news when it shows again."""

    def __init__(self) -> None:
        self._said = set[str]()
        self._passing = set[str]()

    def known(self, found: Iterable[Doubt]) -> None:
        """These were there before."""
        self._said = {each.name for each in _open(found)}

    def first_words(self) -> str:
        """How many that is; empty where there are none."""
        count = len(self._said)
        return "" if not count else f"{counted(count)}: handbell office doubts list"

    def new(self, found: Iterable[Doubt]) -> list[Doubt]:
        """At each look: what is to be said now."""
        open_ones = _open(found)
        passing = {each.name for each in open_ones if each.kind in PASSING or not each.building}
        stand = [each for each in open_ones if each.name not in passing or each.name in self._passing]
        new = [each for each in stand if each.name not in self._said]
        self._said = {each.name for each in stand} | (self._said & passing)
        self._passing = passing
        return new


def _open(found: Iterable[Doubt]) -> list[Doubt]:
    return [each for each in unanswered(found) if each.kind not in SAID_ELSEWHERE]
