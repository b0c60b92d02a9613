"""Which panel each way between the screens of records leads to. The one place that knows them all, so that none knows another."""

from typing import Any

from appliance.flows.records.asks import Ask, Step
from appliance.record.words import Part, Value
from tui.screens.records.account import first_of_account
from tui.screens.records.amend import AmendPanel
from tui.screens.records.listing import RecordListPanel
from tui.screens.records.new import NewPanel
from tui.screens.records.page import RecordPage
from tui.screens.records.panel import RecordPanel, Session, Sitter
from tui.screens.records.part import MorePanel, PartPanel
from tui.screens.records.question import QuestionPanel


class RecordWays:
    """The ways there are (`tui.screens.records.panel.Ways`)."""

    def records(self, sitter: Sitter, said: str = "") -> RecordPanel[Any]:
        """The list."""
        return RecordListPanel(sitter, said)

    def begin(self, sitter: Sitter) -> RecordPanel[Any]:
        """A record of something nobody pressed for."""
        return NewPanel(sitter)

    def record(self, session: Session, said: str = "") -> RecordPanel[Any]:
        """One record."""
        return RecordPage(session, said)

    def part(self, session: Session, part: Part, said: str = "") -> RecordPanel[Any]:
        """One of its parts."""
        return PartPanel(session, part, said)

    def ask(self, session: Session, part: Part, ask: Ask, said: str = "", then: Ask | None = None) -> RecordPanel[Any]:
        """One of its questions."""
        match ask.step:
            case Step.TELL:
                return first_of_account(session, said)
            case Step.MORE:
                return MorePanel(session, part, ask, said)
            case Step.FACT:
                return QuestionPanel(session, part, ask, said, then)

    def amend(self, session: Session, part: Part, ask: Ask, value: Value, refused_with: str) -> RecordPanel[Any]:
        """A change that needs its reason."""
        return AmendPanel(session, part, ask, value, refused_with)
