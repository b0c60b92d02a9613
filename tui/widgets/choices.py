"""The list of a panel: a line each, as many of them as the screen has room for, and the others by scrolling. Knows no panel."""

from collections.abc import Callable

from textual.geometry import Size
from textual.widgets import OptionList

SMALLEST = 24
"""Lines of the smallest screen a console starts on. A larger one gives half of what it has more to the list, and half to the calls."""
LINES_MIN = 2
"""Less is no list: whoever chooses sees what else there is."""


class Choices(OptionList):
    """`beside` is how many lines of the smallest screen are left to everything else."""

    def __init__(self, *lines: str, beside: Callable[[], int]) -> None:
        super().__init__(*lines, markup=False, compact=True)
        self._beside = beside

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as its lines, within what the screen has."""
        lines = super().get_content_height(container, viewport, width)
        return min(lines, lines_for(viewport.height, self._beside()))


def lines_for(screen: int, beside: int) -> int:
    """How many lines a list has at most on a screen of so many, of which so many on the smallest are for everything else."""
    return max(screen - beside - max(screen - SMALLEST, 0) // 2, LINES_MIN)
