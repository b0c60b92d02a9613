"""Defines that figures were released. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import FiguresEvent

YEARS_KEPT = 10
"""A release stands until the one of the same half so many years later. Ours: longer than any comparison that a school makes."""


class FiguresReleased(FiguresEvent, frozen=True, kw_only=True, tag="figures-released-1"):
    """The figures of one half of a school year were made, once and for ever. `document` is their JSON (`appliance.numbers.release`).

    `year` and `half` name the half: 1 is January to June, 2 is July to December.
    """

    year: int
    half: int
    document: bytes
