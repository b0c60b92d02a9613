"""Tells which entries about figures stand over a restart. Pure."""

from appliance.core.figures.events import YEARS_KEPT, FiguresReleased
from appliance.core.ground.stands import Falls, Stands


def changes(event: FiguresReleased) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up, and what it takes down: the same half of years before."""
    return Stands(f"figures:{event.year}-{event.half}"), Falls(f"figures:{event.year - YEARS_KEPT}-{event.half}")
