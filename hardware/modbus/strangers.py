"""Lists inputs that closed and belong to no planned button, for a person who takes one into service. Pure; none of them rings.

A changeover contact opens one input and closes another. Both are one button, and it is listed with both. The input that was closed for
longer at a time is the one that is closed at rest. Knows no line.
"""

from collections.abc import Callable, Iterable

import msgspec

from hardware.ports import Stranger

STRANGERS_MAX = 64  # the newest, as many as fit on a screen
# Two readings and a half. An input that opens so soon before or after another one closes is the other half of the same contact.
TOGETHER_S = 0.5


class _Met(msgspec.Struct):
    board: str
    closes: int
    opens: int | None
    closed_s: float


class Strangers:
    """The inputs that closed. `line_of` gives the line of a board."""

    def __init__(self, line_of: Callable[[str], str]) -> None:
        self._line_of = line_of
        self._met: dict[tuple[str, int], _Met] = {}
        self._opened: dict[str, tuple[int, float]] = {}
        """Board → which of its inputs opened last, and when."""
        self._since_s: dict[tuple[str, int], float] = {}
        """Since when an input has been closed."""
        self._longest_s: dict[tuple[str, int], float] = {}

    def found(self, board: str, number: int, now_s: float) -> None:
        """Note that an input is closed when its board is read for the first time. Nobody knows since when, and whether somebody presses
        it.
        """
        self._since_s[board, number] = now_s

    def opened(self, board: str, number: int, now_s: float) -> None:
        """Note that an input of no button opened. If one reading has both, openings are noted before closings."""
        self._opened[board] = number, now_s
        closed_s = now_s - self._since_s.pop((board, number), now_s)
        self._longest_s[board, number] = max(closed_s, self._longest_s.get((board, number), 0.0))
        for met in self._met.values():
            if met.board == board and met.opens is None and met.closes != number:
                met.opens = number if now_s - met.closed_s <= TOGETHER_S else None

    def closed(self, board: str, number: int, now_s: float) -> None:
        """Note that an input of no button closed: a person who adds a button presses it and sees it here."""
        self._since_s[board, number] = now_s
        for met in list(self._met.values()):
            if (met.board, met.opens) == (board, number):
                if self._rests(board, number) >= self._rests(board, met.closes):
                    return  # the button was let go
                del self._met[board, met.closes]
        opened, opened_s = self._opened.get(board, (number, now_s))
        before = self._met.pop((board, number), None)
        beside = before.opens if before is not None else None
        if opened != number and now_s - opened_s <= TOGETHER_S:
            beside = opened
        self._met[board, number] = _Met(board, number, beside, now_s)
        if len(self._met) > STRANGERS_MAX:
            del self._met[next(iter(self._met))]

    def _rests(self, board: str, number: int) -> float:
        return self._longest_s.get((board, number), 0.0)

    def forget(self, board: str, numbers: Iterable[int | None]) -> None:
        """Remove these inputs: they belong to a button now."""
        for number in numbers:
            if number is not None:
                self._met.pop((board, number), None)

    def all(self, now_s: float) -> tuple[Stranger, ...]:
        """Return all of them, with how long ago each closed; the newest last."""
        return tuple(self._stranger(met, now_s) for met in self._met.values())

    def _stranger(self, met: _Met, now_s: float) -> Stranger:
        place = f"{met.board}/{met.closes}"
        claims, wire = "input closed", place
        if met.opens is not None:
            claims, wire = f"input {met.closes} closed as input {met.opens} opened", f"{place}/{met.opens}"
        line, ago_ms = self._line_of(met.board), max(0, round((now_s - met.closed_s) * 1000))
        return Stranger(place, "", "", claims, keyless=False, found="closed", line=line, wire=wire, heard_ago_ms=ago_ms)
