"""How soon help came, on the screen: the sentences, unattended calls first, and as charts with C. Asks, decides nothing.

The library that draws takes 5 MB and a tenth of a second: imported when somebody wants a chart.
"""

import textwrap

from textual import events
from textual.message import Message
from textual.widgets import OptionList, Static

from appliance.api.board.board import BoardView
from appliance.api.listed.figures import FiguresKnown
from appliance.exports.numbers.reading import releases_of
from appliance.exports.numbers.spoken import spoken
from appliance.flows.building.figures import FIGURES
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.sentences import ASKING_THE_BOX
from appliance.numbers.release import Release
from tui.screens.building.charted import Charted, charts_of
from tui.screens.flow import entitled
from tui.screens.reading import ReadingPanel

WIDTH = 75
"""80 columns less the frame and the scroll bar."""
CHART = "c"


class FiguresPanel(ReadingPanel):
    """Empty until the box has answered. C goes from the sentences to each chart and back. Takes the whole screen while no call is open."""

    opened_by = "figures"

    class Wanted(Message):
        """The box is to be asked."""

    def __init__(self, view: BoardView) -> None:
        self._heading = entitled(FIGURES, about_nothing(Known(view=view)))
        super().__init__(self._heading, (ASKING_THE_BOX,))
        self.beside = 11 if view.calls else 7
        self._charts: tuple[Charted, ...] = ()
        self._charted = 0
        """Which chart is shown, from 1 on; 0 are the sentences."""

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self.post_message(self.Wanted())

    def take(self, known: FiguresKnown | None, refused: str) -> None:
        """The box answered."""
        releases = releases_of(known) if known is not None else refused
        if isinstance(releases, str):
            self.show((releases,))
        else:
            self._tell(releases)

    def on_key(self, event: events.Key) -> None:
        """C shows the next chart, and after the last one the sentences."""
        if event.key.lower() == CHART and self._charts:
            event.stop()
            self._turn()
        else:
            super().on_key(event)

    def _tell(self, releases: tuple[Release, ...]) -> None:
        self.show(tuple(part for line in spoken(releases, at_length=True) for part in _wrapped(line)))
        self._charts = charts_of(releases)
        self._renew_hint()

    def _turn(self) -> None:
        """Put away what is shown, and show what comes next."""
        self._charted = (self._charted + 1) % (len(self._charts) + 1)
        reader = self.query_one(OptionList)
        reader.display = not self._charted
        if self._charted:
            charted = self._charts[self._charted - 1]
            self.entitle(charted.title)
            self._draw(charted, reader)
        else:
            self.entitle(self._heading)
            self.query(".chart").set(display=False)
            reader.focus()
        self._renew_hint()

    def _draw(self, charted: Charted, reader: OptionList) -> None:
        """Draw it in the place of the sentences."""
        from tui.widgets.chart import Chart  # noqa: PLC0415

        for chart in self.query(Chart):
            chart.display = True
            chart.show(charted)
            chart.focus()
            return
        self.mount(Chart(charted, beside=lambda: self.beside), before=reader)

    def _renew_hint(self) -> None:
        for hint in self.query(".hint").results(Static):
            hint.update(self._hint())

    def _hint(self) -> str:
        if not self._charts:
            return super()._hint()
        if not self._charted:
            return f"C as a chart   {super()._hint()}"
        turns = "in words" if self._charted == len(self._charts) else "next chart"
        return f"C {turns}   {self._closes}   F2 I have it"


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ")
