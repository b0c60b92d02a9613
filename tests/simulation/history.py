"""Every fact of a building's record as it was sealed, kept beside the disk: what the board must follow from where the record is damaged.

Knows no file. A record that begins anew begins it anew: from what was carried over.
"""

from collections.abc import Sequence

from appliance.core.board import Board
from appliance.logbook.batch import Batch, Fact
from appliance.plan.ids import IncidentId


class History:
    """`begins` is the board before the first of `facts`; `carried` are those it was folded from, as far as they are known."""

    def __init__(self) -> None:
        self.begins = Board.empty()
        self.carried: list[Fact] = []
        self.on_disk = True
        """Whether anything of `facts` is known to be: a record that began anew in memory alone may never have been written."""
        self.first = 1
        """The number of the first entry of the first of `facts`."""
        self.lost: set[IncidentId] = set()
        """Calls that were open, and that a start did not find in a damaged record: they may be found later."""
        self._sealed: list[tuple[int, Fact]] = []  # with the last entry of its batch

    @property
    def facts(self) -> list[Fact]:
        """In order."""
        return [fact for _, fact in self._sealed]

    def up_to(self, number: int) -> list[Fact]:
        """Those in batches that end there or before."""
        return [fact for last, fact in self._sealed if last <= number]

    def sealed(self, batch: Batch, facts: Sequence[Fact]) -> None:
        """These are on their way. What is only carried over is there already."""
        if not self._sealed:
            self.first = batch.first
        carried = {id(fact) for fact in self.carried}
        self._sealed += [(batch.last, fact) for fact in facts if id(fact) not in carried]

    def ends_at(self, number: int) -> None:
        """What was sealed behind that entry has not reached the disk."""
        self._sealed = [each for each in self._sealed if each[0] <= number]

    def begins_anew(self, board: Board, carried: list[Fact]) -> None:
        """With this board, and nothing else."""
        self.begins, self.carried, self._sealed, self.on_disk = board.copy(), carried, [], False
