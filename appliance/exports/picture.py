"""Defines a drawing before it becomes SVG or PDF: pictograms and bars. Pure values; knows no format. Lengths are millimetres on paper,
from the upper left corner. There is no colour: a page must serve on a black-and-white printer, and colour alone tells nobody anything.
"""

from typing import Literal

import msgspec

type Tone = Literal["black", "grey", "white"]

INKS: dict[Tone, int] = {"black": 0, "grey": 110, "white": 255}
"""Brightness, 0 to 255. This grey has 5:1 against white: WCAG 2.1, 1.4.11, asks for 3:1 of what must be seen in a drawing."""

LINE_MM = 0.3
"""How wide lines and outlines are drawn. Office printers lose lines of less than 0.1 mm on a copy of a copy."""


class Box(msgspec.Struct, frozen=True):
    """A rectangle, filled with a tone, or only its outline (None)."""

    x: float
    y: float
    width: float
    height: float
    fill: Tone | None = "black"


class Disc(msgspec.Struct, frozen=True):
    """A circle around a point, filled, or only its outline (None)."""

    x: float
    y: float
    radius: float
    fill: Tone | None = "black"


class Shape(msgspec.Struct, frozen=True):
    """A polygon through at least three points, filled, or only its outline (None)."""

    points: tuple[tuple[float, float], ...]
    fill: Tone | None = "black"


class Stroke(msgspec.Struct, frozen=True):
    """A line from one point to another."""

    start: tuple[float, float]
    end: tuple[float, float]
    tone: Tone = "black"


type Drawn = Box | Disc | Shape | Stroke


class Picture(msgspec.Struct, frozen=True):
    """A drawing of this size. Later parts lie over earlier ones."""

    width: float
    height: float
    parts: tuple[Drawn, ...]


def beside(pictures: tuple[Picture, ...], gap: float = 1.0) -> Picture:
    """Set drawings beside each other, on the middle of their height."""
    height = max(each.height for each in pictures)
    parts: list[Drawn] = []
    x = 0.0
    for each in pictures:
        parts += [moved(part, x, (height - each.height) / 2) for part in each.parts]
        x += each.width + gap
    return Picture(x - gap, height, tuple(parts))


def moved(part: Drawn, x: float, y: float) -> Drawn:
    """Give the part, moved to the right and down."""
    match part:
        case Box() | Disc():
            return msgspec.structs.replace(part, x=part.x + x, y=part.y + y)
        case Shape(points, fill):
            return Shape(tuple((at + x, down + y) for at, down in points), fill)
        case Stroke((at, down), (to, below), tone):
            return Stroke((at + x, down + y), (to + x, below + y), tone)
