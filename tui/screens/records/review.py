"""What is still wanted of a record and why, a sentence each. ENTER goes to where it is said."""

from typing import Any

from appliance.api.records.messages import MissingView
from appliance.flows.records.naming import named
from appliance.flows.records.page import still_wanted
from appliance.flows.records.part import by_itself, leads_to, why_not_asked
from appliance.record.words import NEW
from tui.asking.choice import Choice
from tui.screens.records.panel import OfRecord, RecordPanel, Session
from tui.widgets.lines import clipped

_LINE = 74


class MissingPanel(OfRecord[MissingView]):
    """What every such record has comes first, marked; the rest is because of what was said."""

    def __init__(self, session: Session, said: str = "") -> None:
        shown = session.sheet.shown
        super().__init__(
            session,
            f"{named(shown.record)}: WHAT IS STILL WANTED",
            lines=(f"{still_wanted(shown)}.", "Those with ! are wanted before it can be submitted."),
            choices=tuple(Choice(_words(session, each), each) for each in shown.missing),
            hint="1-9, or ↑↓ and ENTER goes there   ESC back   F2 I have it",
        )
        self._said = said

    def on_mount(self) -> None:
        """Say what was saved last."""
        self.says(self._said)

    def chosen(self, value: MissingView) -> None:
        """Ask it; or say whose it is."""
        ask = leads_to(self.sheet, value)
        if why := why_not_asked(self.sheet, ask):
            self.says(f"! {why}")
            return
        self.session.chosen_in = self._again if by_itself(ask) else None
        self.open(self.ways.ask(self.session, ask.field.part, ask))

    def back(self) -> None:
        """To the record."""
        self.open(self.ways.record(self.session))

    def _again(self, said: str) -> RecordPanel[Any]:
        """What is wanted now; the record, where that is nothing more."""
        missing = self.sheet.shown.missing
        return MissingPanel(self.session, said) if missing else self.ways.record(self.session, said)


def _words(session: Session, missing: MissingView) -> str:
    group = missing.field.partition(".")[0]
    of = f" ({session.sheet.naming.item(group, missing.item)})" if missing.item not in {"", NEW} else ""
    return clipped(f"{'!' if missing.minimal else ' '} {missing.says}{of}", _LINE)
