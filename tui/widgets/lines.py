"""Lines as wide as asked, with something at both ends. Widths are in cells, as the terminal that takes most has them. Knows no call.

Terminals do not agree on how wide a letter is: a vowel of Hindi or a mark above a letter of Thai takes a cell on some and none on
others. A line is measured for those that give each its own. On the others it ends a little earlier, and nothing is pushed off it.
"""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import bidirectional, east_asian_width

from rich.cells import get_character_cell_size, split_graphemes
from textual.content import Content

MEASURED_MAX = 4096
"""Texts whose width is remembered: every line of the largest board, twice. Only what counts the time is measured anew each second."""
NAME_WIDTH_MIN = 16
"""Of a name beside everything else there is to say."""
BOTH_ENDS_FROM = 6
"""Cells of a name that is cut. On fewer there is one end: the last one where a number stands there, else the beginning."""
LEFT_TO_RIGHT = "\u200e"
"""Around a name that runs from right to left, so that a terminal that turns it does not turn the state and the time beside it. Not the
isolates (U+2068, U+2069): a Linux text console draws something for each of them, and nothing for this."""
_FIRST_RIGHT_TO_LEFT = "\u0590"
"""Hebrew begins here; nothing before it runs from right to left."""


@lru_cache(MEASURED_MAX)
def cells(text: str) -> int:
    """How wide `text` is at most."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def spread(left: str, right: str, width: int, style: str = "", name: str = "") -> Content:
    """`left` and `right` at the two ends of a line; `left` is cut with an ellipsis where they would meet.

    A `name` in it makes way for all the rest first, but not for all of itself.
    """
    room = max(width - cells(right) - (1 if right else 0), 0)
    over = cells(left) - room
    if name and over > 0:
        before, _, after = left.partition(name)
        least = min(NAME_WIDTH_MIN, room - cells(before) - (1 if after else 0))
        left = left.replace(name, both_ends(name, max(cells(name) - over, least)), 1)
    cut = clipped(left, room)
    return Content.styled(f"{padded(cut, width - cells(right))}{right}", style)


def padded(text: str, width: int) -> str:
    """`text` with blanks behind it up to `width`."""
    return f"{_apart(text)}{' ' * (width - cells(text))}"


def clipped(text: str, width: int) -> str:
    """`text`, cut with an ellipsis where it is longer than `width`."""
    if cells(text) <= width:
        return _apart(text)
    return _apart(f"{_first(_letters(text), width - 1)}…") if width > 0 else ""


def both_ends(name: str, width: int) -> str:
    """`name`, cut in its middle where it is longer than `width`: the end is what tells one room of a wing from the next.

    The end is whole words where half of the width holds one: `Science labora…B 204`.
    """
    narrow = width < BOTH_ENDS_FROM
    if cells(name) <= width or (narrow and not name[-1:].isdigit()):
        return clipped(name, width)
    if width <= 0:
        return ""
    letters = _letters(name)
    end = _first(letters[::-1], width - 1 if narrow else width // 2, backwards=True)
    if not name.removesuffix(end).endswith(" "):
        end = end.partition(" ")[2] or end
    end = end.lstrip()
    begin = "" if narrow else _first(letters, width - 1 - cells(end)).rstrip()
    return _apart(f"{begin}…{end}")


def _cell(letter: str) -> int:
    """Nothing for what no terminal draws; else as much as the one that gives it most."""
    if "\u200b" <= letter <= "\u200f":
        return 0
    return max(get_character_cell_size(letter), 2 if east_asian_width(letter) in "WF" else 1)


def _letters(text: str) -> list[str]:
    """As a person counts them: a mark stays with the letter it belongs to."""
    return [text[start:end] for start, end, _ in split_graphemes(text)[0]]


def _first(letters: Iterable[str], width: int, *, backwards: bool = False) -> str:
    """As many of them as fit; from the end of a text where they come `backwards`."""
    taken: list[str] = []
    for letter in letters:
        width -= cells(letter)
        if width < 0:
            break
        taken.append(letter)
    return "".join(reversed(taken) if backwards else taken)


def _apart(text: str) -> str:
    """`text` so that it turns nothing beside it, whatever it is written in."""
    if max(text, default="") < _FIRST_RIGHT_TO_LEFT or text.startswith(LEFT_TO_RIGHT):
        return text
    turns = any(bidirectional(each) in {"R", "AL"} for each in text)
    return f"{LEFT_TO_RIGHT}{text}{LEFT_TO_RIGHT}" if turns else text
