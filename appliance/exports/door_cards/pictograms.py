"""Draws the signs of a door card: what to do with a button, what it asks for, and the rhythm of the two lights of its lamp. Pure.

The shapes of the kinds of calls are those of the screen (`appliance/words/kinds.py`), so that a shape means the same everywhere.
"""

from appliance.door_cards.card import NO_LIGHT, PENDANT_SIGN, PHONE_SIGN, SAFE_SIGN
from appliance.door_cards.legend import DRAWN_MS, LEGEND, Blink
from appliance.exports.picture import Box, Disc, Drawn, Picture, Shape, Stroke, Tone, beside
from appliance.plan.model import Kind

_SIZE = 9.0  # of a sign: capitals of this height are read from 3 m with 20/40 sight
_STRIP_WIDE, _STRIP_HIGH = 11.0, 3.0  # of one light; four seconds pass from left to right
_SEEN_MS = 160  # a shorter flash is drawn this wide: paper shows nothing narrower
_FAINT_BELOW = 0.1  # of the full light; the dimmest sign is 0.05


def signs(names: tuple[str, ...]) -> Picture | None:
    """Give these signs beside each other; None if there are none. Raises KeyError for a name that nobody drew."""
    return beside(tuple(_SIGNS[each] for each in names)) if names else None


def _arrow(x: float) -> tuple[Drawn, ...]:
    """Draw a finger's push: an arrow down to the button."""
    return (
        Box(x - 0.7, 0, 1.4, 2.2),
        Shape(((x - 1.7, 2.2), (x + 1.7, 2.2), (x, 4.4))),
    )


def _button() -> tuple[Drawn, ...]:
    return Disc(4.5, 7.4, 2.6), Box(0, 7.4, 9, 3, "white"), Box(0.6, 7.3, 7.8, 1.5)


def _hourglass(x: float) -> tuple[Drawn, ...]:
    return (
        Stroke((x, 0.4), (x + 2.6, 0.4)),
        Stroke((x, 4.4), (x + 2.6, 4.4)),
        Shape(((x + 0.2, 0.4), (x + 2.4, 0.4), (x + 1.3, 2.4))),
        Shape(((x + 0.2, 4.4), (x + 2.4, 4.4), (x + 1.3, 2.4)), None),
    )


def _handset() -> tuple[Drawn, ...]:
    return (
        Shape(((0.5, 3.6), (1.6, 1.6), (7.4, 1.6), (8.5, 3.6), (8.5, 5.4), (6, 5.4), (6, 3.6), (3, 3.6), (3, 5.4), (0.5, 5.4))),
        Shape(((2.2, 8.6), (3.2, 5.6), (5.8, 5.6), (6.8, 8.6))),
        Disc(4.5, 7, 0.8, "white"),
    )  # fmt: skip


def _pendant() -> tuple[Drawn, ...]:
    return Stroke((1, 0), (4.5, 4.6)), Stroke((8, 0), (4.5, 4.6)), Disc(4.5, 6.6, 2.3), Disc(4.5, 6.6, 1, "white")


def _strip(blink: Blink | None, x: float) -> tuple[Drawn, ...]:
    """Draw when one light is lit: black is lit, grey is faint."""
    wide = _STRIP_WIDE / DRAWN_MS
    tone: Tone = "grey" if blink is not None and blink.level < _FAINT_BELOW else "black"
    lit = (
        Box(
            x + start * wide, 0, min(max(until - start, _SEEN_MS) * wide, _STRIP_WIDE - start * wide), _STRIP_HIGH, tone
        )
        for start, until in (blink.spans() if blink is not None else ())
    )
    return (*lit, Box(x, 0, _STRIP_WIDE, _STRIP_HIGH, None))


def _lights(left: Blink | None, right: Blink | None) -> Picture:
    """Draw both lights as they are on the button: the left one on the left."""
    gap = 1.0
    return Picture(
        2 * _STRIP_WIDE + gap, _STRIP_HIGH, (*_strip(left, 0), *_strip(right, _STRIP_WIDE + gap))
    )  # fmt: skip


def _sign(*parts: Drawn) -> Picture:
    return Picture(_SIZE, _SIZE, parts)


_SIGNS: dict[str, Picture] = {
    "press": _sign(*_button(), *_arrow(4.5)),
    "hold": _sign(*_button(), *_arrow(2.6), *_hourglass(5.6)),
    PENDANT_SIGN: _sign(*_pendant()),
    PHONE_SIGN: _sign(*_handset()),
    SAFE_SIGN: _sign(Shape(((0.8, 4.8), (2.2, 3.4), (3.8, 5), (7.2, 1.2), (8.4, 2.4), (3.8, 7.6)))),
    str(Kind.EMERGENCY): _sign(Shape(((4.5, 0.6), (8.8, 8.2), (0.2, 8.2)))),
    str(Kind.MEDICAL): _sign(Box(3.2, 0.6, 2.6, 7.8), Box(0.6, 3.2, 7.8, 2.6)),
    str(Kind.ASSIST): _sign(Box(1.2, 1.2, 6.6, 6.6)),
    str(Kind.TAP_OUT): _sign(Disc(4.5, 4.5, 3.6), Disc(4.5, 4.5, 2.6, "white")),
    NO_LIGHT: _lights(None, None),
    **{str(each.lamp): _lights(each.left, each.right) for each in LEGEND},
}
