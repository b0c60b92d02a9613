"""Choices by one key each: which key, and where on the lines. Pure; knows no screen and no record."""

import textwrap
from dataclasses import dataclass

from appliance.flows.parts import Option

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
"""35 keys: the longest list of codes has 30."""
DIGITS = 9
"""How many of them are digits."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: the key that chooses it, what it says, what it stands for."""

    key: str
    words: str
    value: str | bool


def keyed(options: tuple[Option, ...]) -> tuple[Choice, ...]:
    """Each option with its key: yes and no have their first letters."""
    keys = "yn" if {option.value for option in options} == {True, False} else KEYS
    return tuple(Choice(key, option.shown, option.value) for key, option in zip(keys, options, strict=False))


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of one line: which choice it belongs to, and what it says, as wide as its column."""

    place: int
    words: str


def rows(
    offered: tuple[Choice, ...], picked: frozenset[str | bool], width: int, *, many: bool
) -> tuple[tuple[Cell, ...], ...]:
    """The lines of a list: in up to three columns read downwards, or one below the other where a choice is long."""
    longest = max((len(each.words) for each in offered), default=0) + len(_lead(offered[0], frozenset(), many)) + 1
    columns = max(min(_COLUMNS_MAX, width // longest, -(-len(offered) // _ROWS_MIN)), 1)
    if columns == 1:
        return tuple(
            (Cell(place, part.ljust(width)),)
            for place, each in enumerate(offered)
            for part in _wrapped(each, picked, width, many)
        )
    height, wide = -(-len(offered) // columns), width // columns
    places = [[column * height + row for column in range(columns)] for row in range(height)]
    return tuple(
        tuple(
            Cell(place, f"{_lead(offered[place], picked, many)}{offered[place].words}".ljust(wide))
            for place in row
            if place < len(offered)
        )
        for row in places
    )


def out_of_sight(found: tuple[tuple[Cell, ...], ...], seen: tuple[tuple[Cell, ...], ...], top: int) -> str:
    """How many choices are above and below the lines that are seen, and which arrow goes there; empty where all are seen."""
    above, below = found[:top], found[top + len(seen) :]
    up, down = len(_places(above)), len(_places(below) - _places(seen))
    return "   ".join(f"{number} more: {arrow}" for number, arrow in ((up, "↑"), (down, "↓")) if number)


def _places(lines: tuple[tuple[Cell, ...], ...]) -> set[int]:
    return {cell.place for row in lines for cell in row}


_COLUMNS_MAX, _ROWS_MIN = 3, 4
"""Ours: a handful of choices is read fastest one below the other."""


def _lead(choice: Choice, picked: frozenset[str | bool], many: bool) -> str:
    """What stands before the words: `[x] 3 ` where several may be picked, `● 3 ` where one is."""
    here = choice.value in picked
    mark = ("[x]" if here else "[ ]") if many else ("●" if here else " ")
    return f"{mark} {choice.key} "


def _wrapped(choice: Choice, picked: frozenset[str | bool], width: int, many: bool) -> list[str]:
    lead = _lead(choice, picked, many)
    return textwrap.wrap(f"{lead}{choice.words}", width - 1, subsequent_indent=" " * len(lead), drop_whitespace=True)
