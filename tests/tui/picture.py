"""Draws what a console shows as an SVG that a person can look at and a program can compare, and measures the contrast of everything in it.

Half blocks are drawn as rectangles, so that a picture looks the same whatever fonts there are. Nothing is fetched from anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.segment import Segment
from textual.app import App
from textual.color import Color

WIDE, HIGH = 10, 20
"""The size of a cell in pixels; a cell's two half blocks are squares."""
FONT = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"
BLOCKS = {"▀": (0.0, 0.5), "▄": (0.5, 0.5), "█": (0.0, 1.0), "▌": (0.0, 1.0)}
"""For each block, where it begins and how high it is, in cells. The left half block (a card's edge) is also half as wide."""
VGA = ((0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 170, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170))
"""The eight dark colours of a text console, each 85 darker than its bright one; but for dark yellow, which is shown as brown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One letter with its marks, and how it is painted. A letter that takes two cells is followed by an empty cell."""

    letter: str
    text: str
    ground: str
    bold: bool
    underlined: bool


def cells_of(app: App[None], *, sixteen: bool) -> list[list[Cell]]:
    """Give the screen as painted. With `sixteen`, paint it as a text console does, with sixteen colours and eight grounds."""
    strips = app.screen._compositor.render_strips(app.size)
    return [[cell for segment in strip for cell in _cells(segment, sixteen=sixteen)] for strip in strips]


def svg(cells: list[list[Cell]]) -> str:
    """Give the picture; each row is a line of the file."""
    width, height = len(cells[0]) * WIDE, len(cells) * HIGH
    rows = "\n".join("".join(_row(row, number)) for number, row in enumerate(cells))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"<style>text{{font:16.6px {FONT};white-space:pre}}.b{{font-weight:bold}}rect{{shape-rendering:crispEdges}}</style>\n"
        f"{rows}\n</svg>\n"
    )


def contrasts(cells: list[list[Cell]]) -> dict[tuple[str, str], float]:
    """Give the colours of text and ground for everything that must be read, with their contrast (WCAG 2.1, relative luminance)."""
    return {
        (cell.text, cell.ground): _contrast(cell.text, cell.ground)
        for row in cells
        for cell in row
        if cell.letter.strip() and cell.letter not in BLOCKS
    }


def _cells(segment: Segment, *, sixteen: bool) -> Iterator[Cell]:
    style = segment.style
    text, ground = "#ffffff", "#000000"
    if style is not None and style.color is not None:
        text = _colour(style.color, bright=True) if sixteen else style.color.get_truecolor().hex
    if style is not None and style.bgcolor is not None:
        ground = _colour(style.bgcolor, bright=False) if sixteen else style.bgcolor.get_truecolor().hex
    if style is not None and style.reverse:
        text, ground = ground, text
    bold, underlined = bool(style and style.bold), bool(style and style.underline)
    for start, end, wide in split_graphemes(segment.text)[0]:
        for letter in (segment.text[start:end], *[""] * (wide - 1)):
            yield Cell(letter, text, ground, bold, underlined)


def _colour(colour: object, *, bright: bool) -> str:
    number = colour.downgrade(ColorSystem.STANDARD).number or 0  # type: ignore[attr-defined]
    red, green, blue = VGA[number % 8]
    lift = 85 if bright and number >= 8 else 0
    return f"#{red + lift:02x}{green + lift:02x}{blue + lift:02x}" if number != 3 or lift else "#aa5500"


def _row(row: list[Cell], number: int) -> Iterator[str]:
    top, at = number * HIGH, 0
    for ground, run in groupby(row, key=lambda cell: cell.ground):
        length = len(list(run))
        yield f'<rect x="{at * WIDE}" y="{top}" width="{length * WIDE}" height="{HIGH}" fill="{ground}"/>'
        at += length
    at = 0
    for (letter, text, bold, _), group in groupby(row, key=_look):
        run = list(group)
        if letter:
            yield _block(letter, at, top, len(run), text)
        else:
            yield from _words([cell.letter for cell in run], at, top, text, bold=bold)
        at += len(run)


def _look(cell: Cell) -> tuple[str, str, bool, bool]:
    return (cell.letter if cell.letter in BLOCKS else "", cell.text, cell.bold, cell.underlined)


def _block(letter: str, at: int, top: int, length: int, colour: str) -> str:
    begins, high = BLOCKS[letter]
    width = length * WIDE // (2 if letter == "▌" else 1)
    return (
        f'<rect x="{at * WIDE}" y="{top + begins * HIGH:g}" width="{width}" height="{high * HIGH:g}" fill="{colour}"/>'
    )


def _words(letters: list[str], at: int, top: int, colour: str, *, bold: bool) -> Iterator[str]:
    words = "".join(letters)
    begins, ends = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    if words := words.strip():
        weight = ' class="b"' if bold else ""
        yield (
            f'<text x="{(at + begins) * WIDE}" y="{top + 15}" fill="{colour}" textLength="{(len(letters) - begins - ends) * WIDE}"{weight}>'
            f"{escape(words)}</text>"
        )


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Give the relative luminance, from 0 to 1 (WCAG 2.1)."""
    parts = Color.parse(colour).rgb
    linear = [part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
