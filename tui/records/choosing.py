"""Choices by one key each: which key, where on the lines, what is chosen. Pure; knows no screen."""

import textwrap
from dataclasses import dataclass

from appliance.record.codes import LISTS
from appliance.record.schema import Field, Shape
from appliance.record.words import Value
from tui.records.sheet import Sheet

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
"""35 keys: the longest list of codes has 30."""
DIGITS = 9
"""How many of them are digits."""
ADD = "+"
"""Stands for a person who is not in the record yet."""
MANY = (Shape.CODES, Shape.ITEMS)
ONE = (Shape.CODE, Shape.ITEM, Shape.YES_NO)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: the key that chooses it, what it says, what it stands for."""

    key: str
    words: str
    value: str | bool


def choices(field: Field, sheet: Sheet) -> tuple[Choice, ...]:
    """What a field can be answered with."""
    match field.shape:
        case Shape.YES_NO:
            return Choice("y", "yes", True), Choice("n", "no", False)
        case Shape.ITEM | Shape.ITEMS:
            found: list[tuple[str, str]] = [(words, item) for item, words in sheet.called(field.of_group).items()]
            if field.of_group == "person":
                found.append(("somebody else: add them to the people first", ADD))
        case _:
            found = [
                (f"{code.label}: {code.means}" if code.means else code.label, code.code)
                for code in LISTS[field.codes].codes
            ]
    return tuple(Choice(key, words, value) for key, (words, value) in zip(KEYS, found, strict=False))


def chosen(value: Value) -> frozenset[str | bool]:
    """What of the choices a value has."""
    match value:
        case tuple():
            return frozenset(value)
        case str() | bool():
            return frozenset({value})
        case _:
            return frozenset()


def value_of(field: Field, picked: frozenset[str | bool], offered: tuple[Choice, ...]) -> Value:
    """The value of what is picked, in the order of the list; None where nothing is."""
    found = tuple(each.value for each in offered if each.value in picked)
    if not found:
        return None
    if field.shape in MANY:
        return tuple(str(each) for each in found)
    return found[0]


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
