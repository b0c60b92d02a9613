"""Drills that are planned, and what the last one took. Asks for one command at a time; decides nothing."""

import textwrap
from datetime import tzinfo

from appliance.api.board.board import BoardView
from appliance.api.board.practice import DrillOverLine, PlannedDrillLine
from appliance.core.practice.commands import DropDrillPlan, EndDrill
from appliance.plan.ids import DrillId, DrillPlanId
from tui.drills import measured_words, planned_words
from tui.messages import Asked
from tui.screens.panel import Choice, Panel
from tui.screens.reading import ReadingPanel

WIDTH = 76
"""80 columns less a margin and the scroll bar."""


class MeasuredPanel(ReadingPanel):
    """What the last drill took, call by call."""

    def __init__(self, over: DrillOverLine) -> None:
        super().__init__(_title(over), _lines(over))


class DrillEndedPanel(ReadingPanel):
    """Ends the drill and shows what it took as soon as the board says so."""

    def __init__(self, drill: DrillId) -> None:
        super().__init__("Ending it ...", ())
        self._drill = drill

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self.post_message(Asked(EndDrill(drill=self._drill)))

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As the board stands now."""
        del passed_ms, uncovered
        if view.drill is None and view.drill_over is not None:
            self.entitle(_title(view.drill_over))
            self.show(_lines(view.drill_over))


class DropPlanPanel(Panel[DrillPlanId]):
    """Which planned drill will not be practised."""

    def __init__(self, planned: tuple[PlannedDrillLine, ...], box_ms: int, zone: tzinfo) -> None:
        super().__init__(
            "DROP which planned drill?",
            choices=tuple(Choice(planned_words(each, box_ms, zone), each.plan) for each in planned),
        )

    def chosen(self, value: DrillPlanId) -> None:
        """Drop it."""
        self.ask(DropDrillPlan(plan=value))


def _title(over: DrillOverLine) -> str:
    return f"MEASURED in the drill {over.name}, from the press:"


def _lines(over: DrillOverLine) -> tuple[str, ...]:
    return tuple(
        line for words in measured_words(over) for line in textwrap.wrap(words, WIDTH, subsequent_indent="    ")
    )
