"""Keeps the state of one board on a pair of wires: who wants to know what of it, and how it answers. Knows no line and no time.

Inputs and relays have the numbers that are printed on the board, from 1.
"""

from collections.abc import Callable

import msgspec

from hardware.modbus.codec import COILS, INPUTS

LOST_AFTER = 3
"""How many questions in a row may stay without an answer. One may be hit by noise. If one board is dark, three take a second. If 8 boards
go dark at once, the first is reported after some 3 s and the last within 5 s: after its first miss, a board is asked only once the
boards that answer have had their turn.
"""


class Inputs(msgspec.Struct, frozen=True):
    """A board's inputs, as they were just read."""

    board: str
    levels: tuple[bool, ...]


class Coils(msgspec.Struct, frozen=True):
    """A board's relays, as they were just read back."""

    board: str
    levels: tuple[bool, ...]


class Lost(msgspec.Struct, frozen=True):
    """A board does not answer any more, or its answers do not fit the questions."""

    board: str
    why: str


class Found(msgspec.Struct, frozen=True):
    """A board that was lost answers again."""

    board: str


class Forgot(msgspec.Struct, frozen=True):
    """A board's relays were not as they were told, and were set again: the board's power was gone for a moment."""

    board: str


type Report = Inputs | Coils | Lost | Found | Forgot


class Poll(msgspec.Struct, frozen=True, eq=False):
    """What somebody wants to know of one board, again and again. `take` must neither block nor raise."""

    board: str
    unit: int
    inputs: int
    relays: int
    take: Callable[[Report], None]


class ModbusBoard:
    """One unit on the line: who wants to know what, and how it answers."""

    def __init__(self, board: str, unit: int) -> None:
        self.board, self.unit = board, unit
        self.polls: list[Poll] = []
        self.missed: dict[int, int] = {}
        self.silent = 0
        """How many questions in a row got nothing, not even a refusal. Each costs the other boards a tenth of a second."""
        self.lost = False
        self.asked_s = 0.0
        self.cycles = 0
        self.to_open: set[int] = set()
        """Relays that were to be opened while nobody could say how they are. They are told so, without an answer, when the board is asked
        again.
        """

    @property
    def inputs(self) -> int:
        """How many inputs are read."""
        return max((each.inputs for each in self.polls), default=0)

    @property
    def relays(self) -> int:
        """How many relays are read back."""
        return max((each.relays for each in self.polls), default=0)

    @property
    def gone(self) -> bool:
        """Whether the board answers none of the questions that it is asked. If only its relays are missing, its contacts are still read."""
        asked = [function for function, count in ((INPUTS, self.inputs), (COILS, self.relays)) if count]
        return self.lost and (self.silent >= LOST_AFTER or all(function in self.missed for function in asked))

    @property
    def relays_lost(self) -> bool:
        """Whether nobody can say how its relays are. Waiting for that would keep the other boards waiting."""
        return self.silent >= LOST_AFTER or self.missed.get(COILS, 0) >= LOST_AFTER

    def doubtful(self, function: int) -> bool:
        """Return whether the next answer to this question decides something."""
        return self.gone or 0 < self.missed.get(function, 0) < LOST_AFTER

    def answered(self, function: int, levels: tuple[bool, ...]) -> None:
        """Take in the levels that the board answered."""
        self.missed.pop(function, None)
        self.silent = 0
        if self.lost and not self.missed:
            self.lost = False
            self._tell(Found(self.board))
        for poll in list(self.polls):
            wanted = poll.inputs if function == INPUTS else poll.relays
            if wanted:
                poll.take((Inputs if function == INPUTS else Coils)(self.board, levels[:wanted]))

    def did_not(self, function: int, why: str, *, refused: bool) -> None:
        """Take in that the board refused, or said nothing."""
        self.missed[function] = self.missed.get(function, 0) + 1
        self.silent = 0 if refused else self.silent + 1
        if max(self.silent, self.missed[function]) >= LOST_AFTER and not self.lost:
            self.lost = True
            of = "inputs" if function == INPUTS else "relays"
            self._tell(Lost(self.board, f"asked for its {of}, unit {self.unit} on the line: {why}"))

    def forgot(self) -> None:
        """Report that its relays were not as they were told."""
        self._tell(Forgot(self.board))

    def _tell(self, report: Report) -> None:
        for poll in list(self.polls):
            poll.take(report)
