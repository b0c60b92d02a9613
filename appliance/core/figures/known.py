"""Tells what was released, and that nothing is released twice. Pure; reads no document."""

from collections.abc import Mapping

import msgspec

from appliance.core.figures.commands import ReleaseFigures
from appliance.core.figures.events import YEARS_KEPT, FiguresReleased
from appliance.core.ground.rejections import Rejection

type Half = tuple[int, int]
"""The year, and 1 or 2. Later halves are greater."""


class Figures(msgspec.Struct, frozen=True):
    """The documents that stand, by their half. It is never changed in place: with each entry there is another one."""

    released: Mapping[Half, bytes] = {}

    @property
    def newest(self) -> Half | None:
        """The newest half that was released; None before the first."""
        return max(self.released, default=None)


def note(figures: Figures, command: ReleaseFigures) -> list[FiguresReleased] | Rejection:
    """Give the entry for a command, or why there is none: a half is released once, and none before the newest.

    A release of an older half could be a second one, whose first does not stand any more.
    """
    if figures.newest is not None and (command.year, command.half) <= figures.newest:
        return Rejection.FIGURES_RELEASED_ALREADY
    return [FiguresReleased(year=command.year, half=command.half, document=command.document)]


def after(figures: Figures, event: FiguresReleased) -> Figures:
    """Give what is known after an event."""
    released = {**figures.released, (event.year, event.half): event.document}
    released.pop((event.year - YEARS_KEPT, event.half), None)
    return Figures(released)
