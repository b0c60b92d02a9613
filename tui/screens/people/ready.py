"""Who is ready before a call: gaps of the coming week first, then own trainings, names or counts. ENTER begins to schedule."""

import textwrap

from textual.message import Message

from appliance.api.board.board import BoardView
from appliance.api.listed.readiness import ReadinessKnown
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.people.ready import ONLY_WHO_SCHEDULES, SCHEDULE
from appliance.flows.people.ready_words import whole
from appliance.flows.sentences import ASKING_THE_BOX
from tui.keys.table import BY_ACTION
from tui.screens.reading import ReadingPanel
from tui.screens.sending import flow_panel

WIDTH = 75
"""80 columns less the frame and the scroll bar."""


class ReadyPanel(ReadingPanel):
    """Empty until the box has answered. Takes the whole screen while no call is open. It asks again when somebody signs in or out, because
    another person reads other lines.
    """

    opened_by = "ready"

    class Wanted(Message):
        """The box is to be asked."""

    def __init__(self, known: Known) -> None:
        super().__init__("WHO IS READY in the coming week", (ASKING_THE_BOX,))
        view = known.view
        self.beside = 12 if view is not None and view.calls else 7
        self._desk_knows = known
        self._proven = view is not None and view.proven

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self.post_message(self.Wanted())

    def take(self, known: ReadinessKnown | None, refused: str, desk_knows: Known) -> None:
        """The box answered."""
        self._desk_knows = desk_knows
        lines = (refused,) if known is None else whole(known)
        if known is not None:
            self.entitle(_title(known))
        self.show(tuple(part for line in lines for part in textwrap.wrap(line, WIDTH, subsequent_indent="    ")))

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As the board stands now."""
        del passed_ms, uncovered
        if view.proven != self._proven:
            self._proven = view.proven
            self.show((ASKING_THE_BOX,))
            self.post_message(self.Wanted())

    def picked(self, place: int) -> None:
        """ENTER begins what whoever schedules does."""
        del place
        known = self._desk_knows
        if known.ready is None or not known.ready.schedules:
            self.refused(ONLY_WHO_SCHEDULES)
        elif (part := SCHEDULE.missing(about_nothing(known))) and part.options and part.options(about_nothing(known)):
            self.open(flow_panel(SCHEDULE, known))
        else:
            self.refused(SCHEDULE.parts[0].none)

    def _hint(self) -> str:
        return f"↑↓ move   ENTER fill a gap, note a training   {BY_ACTION['close'].shown} closes   F2 I have it"


def _title(known: ReadinessKnown) -> str:
    number = len(known.gaps)
    if not known.today:
        return "WHO IS READY: the day is not known"
    return (
        f"WHO IS READY: {number} gap{'' if number == 1 else 's'} in the coming week"
        if number
        else "WHO IS READY: no gap"
    )
