"""The panel of a table-top exercise: what the table hears now, with each piece of news as its minute comes, and what came of it."""

import textwrap
from datetime import tzinfo

from textual.message import Message

from appliance.api.board.board import BoardView
from appliance.api.board.practice import ExerciseLine
from appliance.flows.known import Known
from appliance.flows.practice.exercise import ExerciseAct
from appliance.flows.practice.exercise_words import said_now, scenario_of
from appliance.flows.zone import zone_at
from tui.messages import Asked
from tui.screens.practice.drill import WIDTH
from tui.screens.reading import ReadingPanel

WAITING = "Asking the box ..."
NOT_DONE = "NOT DONE"


class ExercisePanel(ReadingPanel):
    """Follows the board. Where an act led here, it is asked for first, and what comes of it is shown as soon as the board says so."""

    opened_by = "exercise"
    stays = True

    class NextWanted(Message):
        """What can be done next is to be asked."""

    def __init__(self, known: Known, act: ExerciseAct | None = None) -> None:
        self._scenarios = known.scenarios
        self._act = act
        on = known.view.exercise if known.view else None
        zone = zone_at(known.view)
        title, lines = (WAITING, ()) if on is None or act else (entitled(on), self._lines_of(on, known.passed_ms, zone))
        super().__init__(title, lines)

    def on_mount(self) -> None:
        """Ask for what led here."""
        super().on_mount()
        if self._act is not None:
            self.post_message(Asked(self._act, self))

    def refused(self, says: str) -> None:
        """It was not done: say so also above, where it was said that the box is asked."""
        super().refused(says)
        if self._title == WAITING:
            self.entitle(NOT_DONE)

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As the board stands now."""
        del uncovered
        if view.exercise is not None:
            self.entitle(entitled(view.exercise))
            self.show(self._lines_of(view.exercise, passed_ms, zone_at(view)), on_top=False)

    def picked(self, place: int) -> None:
        """ENTER leads on to what can be done next, whatever line the reader is on."""
        del place
        self.post_message(self.NextWanted())

    def _hint(self) -> str:
        return f"↑↓ move   ENTER what to do next   {self._closes}   F2 I have it"

    def _lines_of(self, on: ExerciseLine, passed_ms: int, zone: tzinfo) -> tuple[str, ...]:
        said = said_now(on, scenario_of(on, self._scenarios()), passed_ms, zone)
        return tuple(line for words in said for line in textwrap.wrap(words, WIDTH, subsequent_indent="    "))


def entitled(on: ExerciseLine) -> str:
    """What stands above it."""
    return f"{'AFTER THE EXERCISE' if on.state.over else 'EXERCISE'} {on.title}"
