"""Can the building be called for help today? Everything on one screen, and ENTER signs it."""

import textwrap

from textual.message import Message

from appliance.api.board.board import BoardView
from appliance.api.desk.morning import MorningKnown
from appliance.api.duties.messages import DutiesKnown
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.people.day_check import signed
from appliance.flows.people.morning import Found, morning, verdict
from appliance.flows.people.sign_day import NOT_YET, SIGN_DAY
from appliance.flows.sentences import ASKING_THE_BOX
from appliance.plan.ids import DeskId
from tui.keys.table import BY_ACTION
from tui.screens.flow import begin
from tui.screens.reading import ReadingPanel

WIDTH = 60
"""80 columns less the mark and the name before the words, and the scroll bar."""
MARKS = {True: "=", False: "!", None: "-"}
ASK_AGAIN_S = 30.0  # what a box finds changes in minutes (a battery, a certificate); asking reads a few files


class MorningPanel(ReadingPanel):
    """What the box found, asked again and again, beside what the board says. Takes the whole screen while no call is open."""

    opened_by = "morning"

    @property
    def beside(self) -> int:  # type: ignore[override]
        """The whole screen while no call is open."""
        return super().beside if self._view.calls else 6

    class Wanted(Message):
        """The box is to be asked. `proven`: somebody is signed in here with a PIN, and what they owe or are owed is counted too."""

        def __init__(self, *, proven: bool) -> None:
            self.proven = proven
            super().__init__()

    def __init__(self, desk: DeskId | None, view: BoardView, uncovered: tuple[str, ...]) -> None:
        super().__init__(_title(view), (ASKING_THE_BOX,))
        self._desk = desk
        self._view = view
        self._uncovered = uncovered
        self._known: MorningKnown | None = None
        self._owed: DutiesKnown | None = None

    def on_mount(self) -> None:
        """Ask, and go on asking: a panel left open overnight must not be signed for the day before."""
        super().on_mount()
        self._ask_box()
        self.set_interval(ASK_AGAIN_S, self._ask_box)

    def take(self, known: MorningKnown | None, refused: str, owed: DutiesKnown | None = None) -> None:
        """The box answered."""
        self._known, self._owed = known, owed
        if known is None:
            self.show((refused,))
        else:
            self._paint(0)

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As the board stands now."""
        self._view, self._uncovered = view, uncovered
        if self._known is not None:
            self._paint(passed_ms)

    def picked(self, place: int) -> None:
        """ENTER signs, in the name of whoever proved who they are; anybody else is asked for theirs first."""
        del place
        if self._known is None:
            self.refused(NOT_YET)
        else:
            begin(SIGN_DAY, about_nothing(Known(self._desk, self._view)), self)

    def _ask_box(self) -> None:
        self.post_message(self.Wanted(proven=self._view.proven))

    def _paint(self, passed_ms: int) -> None:
        assert self._known is not None
        found = morning(self._view, self._known, self._uncovered, passed_ms, self._shown_owed)
        self.entitle(f"{_title(self._view)} {verdict(found)}")
        self.show(tuple(line for each in found for line in _lines(each)))

    @property
    def _shown_owed(self) -> DutiesKnown | None:
        """What is owed goes with whoever proved who they are: it is not shown once they signed out."""
        return self._owed if self._view.proven else None

    def _hint(self) -> str:
        return f"↑↓ move   ENTER signs that you looked   {BY_ACTION['close'].shown} closes   F2 I have it"


def _title(view: BoardView) -> str:
    done = signed(view)
    return f"MORNING CHECK.{f' {done}.' if done else ''}"


def _lines(found: Found) -> list[str]:
    first, *rest = textwrap.wrap(found.words, WIDTH) or [""]
    return [f"{MARKS[found.well]} {found.name:<13} {first}", *(f"{'':<15} {line}" for line in rest)]
