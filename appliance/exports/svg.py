"""Writes a drawing as SVG inside a page. It is hidden from screen readers: all that it shows stands in words beside it. Writes no file."""

from typing import assert_never

from appliance.exports.picture import INKS, LINE_MM, Box, Disc, Drawn, Picture, Shape, Stroke, Tone


def svg(picture: Picture) -> str:
    """Give the element, as large as on paper."""
    parts = "".join(map(_part, picture.parts))
    edge = LINE_MM / 2  # so that an outline at the edge is not cut off
    box = f"{_n(-edge)} {_n(-edge)} {_n(picture.width + LINE_MM)} {_n(picture.height + LINE_MM)}"
    size = f'width="{_n(picture.width + LINE_MM)}mm" height="{_n(picture.height + LINE_MM)}mm"'
    return f'<svg {size} viewBox="{box}" aria-hidden="true">{parts}</svg>'


def _part(part: Drawn) -> str:
    match part:
        case Box(x, y, width, height, fill):
            return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" {_filled(fill)}/>'
        case Disc(x, y, radius, fill):
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" {_filled(fill)}/>'
        case Shape(points, fill):
            through = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            return f'<polygon points="{through}" {_filled(fill)}/>'
        case Stroke((x1, y1), (x2, y2), tone):
            ends = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
            return f'<line {ends} stroke="{_ink(tone)}" stroke-width="{LINE_MM}"/>'
        case _:
            assert_never(part)


def _filled(fill: Tone | None) -> str:
    if fill is None:
        return f'fill="none" stroke="#000" stroke-width="{LINE_MM}"'
    return f'fill="{_ink(fill)}"'


def _ink(tone: Tone) -> str:
    return f"#{INKS[tone]:02x}{INKS[tone]:02x}{INKS[tone]:02x}"


def _n(length: float) -> str:
    """Write a length to a hundredth of a millimetre, finer than any printer, so that the same drawing has the same bytes everywhere."""
    return f"{length:.2f}".rstrip("0").rstrip(".") or "0"
