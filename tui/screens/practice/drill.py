"""Panels about drills: what is asked of practice, and what the last drill took."""

import textwrap

from appliance.api.board.board import BoardView
from appliance.api.board.practice import DrillOverLine
from appliance.core.practice.commands import EndDrill
from appliance.flows.practice.measured import measured_title, measured_words
from tui.messages import Asked
from tui.screens.reading import ReadingPanel

WIDTH = 76
"""80 columns less a margin and the scroll bar."""


class MeasuredPanel(ReadingPanel):
    """What the last drill took, call by call."""

    def __init__(self, over: DrillOverLine) -> None:
        super().__init__(measured_title(over), _lines(over))


class DrillEndedPanel(ReadingPanel):
    """Ends the drill and shows what it took as soon as the board says so."""

    def __init__(self, end: EndDrill) -> None:
        super().__init__("Ending it ...", ())
        self._end = end

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self.post_message(Asked(self._end))

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As the board stands now."""
        del passed_ms, uncovered
        if view.drill is None and view.drill_over is not None:
            self.entitle(measured_title(view.drill_over))
            self.show(_lines(view.drill_over))


def _lines(over: DrillOverLine) -> tuple[str, ...]:
    return tuple(
        line for words in measured_words(over) for line in textwrap.wrap(words, WIDTH, subsequent_indent="    ")
    )
