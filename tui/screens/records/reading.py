"""Lines about one record, to be moved through. Reads only."""

from textual.app import ComposeResult
from textual.widgets import Static

from appliance.flows.records.naming import named
from tui.screens.records.panel import BESIDE, OfRecord, Session
from tui.screens.records.wording import wrapped
from tui.widgets.choices import Choices


class RecordReading(OfRecord[None]):
    """Choosing a line does nothing."""

    def __init__(self, session: Session, what: str, lines: tuple[str, ...]) -> None:
        super().__init__(
            session, f"{named(session.sheet.shown.record)}: {what}", hint="↑↓ move   ESC back   F2 I have it"
        )
        self._read = tuple(part for line in lines for part in wrapped(line))

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        yield Choices(*self._read, beside=lambda: BESIDE + 2)
        yield Static(self._hint(), classes="hint", markup=False)

    def back(self) -> None:
        """To the record."""
        self.open(self.ways.record(self.session))
