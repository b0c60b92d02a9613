"""Keeps every fact of a building's record as it was sealed, beside the disk: where the record is damaged, the board must follow from these
facts.

Knows no file. When a record begins anew, the history begins anew too, from what was carried over.
"""

from collections.abc import Sequence

from appliance.core.board import Board
from appliance.logbook.batch import Batch, Fact
from appliance.plan.ids import IncidentId


class History:
    """The sealed facts of a building. `begins` is the board before the first of `facts`; `carried` are the facts from which that board was
    folded, as far as they are known.
    """

    def __init__(self) -> None:
        self.begins = Board.empty()
        self.carried: list[Fact] = []
        self.on_disk = True
        """Whether any of `facts` is known to be on disk: a record that began anew in memory alone may never have been written."""
        self.first = 1
        """The number of the entry that holds the first of `facts`."""
        self.lost: set[IncidentId] = set()
        """Calls that were open, and that a start did not find in a damaged record: a later start may find them."""
        self._sealed: list[tuple[int, Fact]] = []  # each fact with the last entry of its batch

    @property
    def facts(self) -> list[Fact]:
        """The facts in order."""
        return [fact for _, fact in self._sealed]

    def up_to(self, number: int) -> list[Fact]:
        """Give the facts of batches that end at this entry or before it."""
        return [fact for last, fact in self._sealed if last <= number]

    def sealed(self, batch: Batch, facts: Sequence[Fact]) -> None:
        """Take facts that are on their way to the disk. Facts that are only carried over are in `carried` already."""
        if not self._sealed:
            self.first = batch.first
        carried = {id(fact) for fact in self.carried}
        self._sealed += [(batch.last, fact) for fact in facts if id(fact) not in carried]

    def ends_at(self, number: int) -> None:
        """Forget what was sealed after that entry: it has not reached the disk."""
        self._sealed = [each for each in self._sealed if each[0] <= number]

    def begins_anew(self, board: Board, carried: list[Fact]) -> None:
        """Begin anew with this board, and nothing else."""
        self.begins, self.carried, self._sealed, self.on_disk = board.copy(), carried, [], False
