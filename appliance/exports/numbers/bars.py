"""Draws times as bars: half of all calls, nine of ten, and the figure to compare with. Pure; the figures stand in words beside them."""

from appliance.exports.picture import Box, Picture, Stroke
from appliance.numbers.percentile import Times

WIDE = 70.0
_HIGH = 7.0
_BAR = 2.6
_LEAST_MM = 0.4  # a bar of a few seconds is still seen


def bars(times: Times, asked_s: int, longest_s: int) -> Picture:
    """Draw two bars, black for half of all calls and grey for nine of ten, on a line of `longest_s`. An upright line is at `asked_s`.

    All lengths are seconds. `longest_s` is the longest of all that stand under each other, so that they can be compared.
    """
    scale = WIDE / max(longest_s, 1)
    asked = asked_s * scale
    upright = (Stroke((asked, 0), (asked, _HIGH)),) if asked <= WIDE else ()
    return Picture(
        WIDE,
        _HIGH,
        (
            Box(0, 0.6, max(times.half_s * scale, _LEAST_MM), _BAR),
            Box(0, 0.6 + _BAR + 0.4, max(times.most_s * scale, _LEAST_MM), _BAR, "grey"),
            *upright,
        ),
    )
