"""One record: what the appliance knows, its parts, and what may be done with it. ESC closes it, and then it is nobody's here."""

from typing import Any

from textual import work

from appliance.api.records.forgetting import ForgettingKnown
from appliance.api.records.messages import (
    AskForgetting,
    AskOwnPage,
    AskReceipt,
    AskViews,
    OwnPage,
    ReceiptMade,
    ViewsKnown,
    Written,
)
from appliance.exports.gone import in_short
from appliance.flows.records.account import HALF_TOLD, THROW_AWAY, words_for_receipt
from appliance.flows.records.first_reading import lines as first_readings
from appliance.flows.records.forgetting import KEPT_HEADING, kept
from appliance.flows.records.naming import named
from appliance.flows.records.page import COLUMN, STEPS, Act, may_hold, page
from appliance.flows.records.part import IN_OTHER_PARTS, first_asked
from appliance.flows.records.standing import standing
from appliance.flows.records.steps import HELD_AT_ONCE, held_at_once
from appliance.record.words import Part
from tui.screens.duties.listing import DutyListPanel
from tui.screens.records.account import DRAFT
from tui.screens.records.asking import listed
from tui.screens.records.own_page import OwnPagePanel
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.reading import RecordReading
from tui.screens.records.receipt import ReceiptPanel
from tui.screens.records.report import ReportPanel
from tui.screens.records.review import MissingPanel
from tui.screens.records.statements import StatementsPanel
from tui.screens.records.step import StepPanel
from tui.screens.records.wording import (
    happened,
    known,
    refused,
    view_line,
    withheld,
    wrapped,
)

_MORE = "To read or write more, sign in at the board first: O, then your PIN."
_HINT = "1-9, or ↑↓ and ENTER chooses   ESC closes the record   F2 I have it"
_HINT_OF_WHO_HOLDS = "1-9, or ↑↓ and ENTER   H holds it   ESC closes the record   F2 I have it"


class RecordPage(OfRecord[Part | Act]):
    """The middle of everything about one record."""

    def __init__(self, session: Session, said: str = "") -> None:
        shown = session.sheet.shown
        held = f", HELD: {shown.held_for}" if shown.held_for else ", HELD" if shown.record.held else ""
        first = (line for each in first_readings(shown, session.sheet.zone) for line in wrapped(each))
        lines = (*known(session.sheet), *first, *wrapped(withheld(shown)), *in_short(shown, session.sheet.zone))
        super().__init__(
            session,
            f"{named(shown.record)}: {standing(shown.record).line}{held}",
            lines=tuple(line for line in lines if line),
            choices=tuple(listed(option, COLUMN) for option in page(session.sheet, proven=session.sitter.proven)),
            hint=_HINT_OF_WHO_HOLDS if may_hold(shown) else _HINT,
        )
        self._said = said

    def on_mount(self) -> None:
        """Say what was done last, or who is shown more."""
        self.says(self._said or ("" if self.session.sitter.proven else _MORE))

    def chosen(self, value: Part | Act) -> None:
        """A part, or an act."""
        match value:
            case Part():
                first = first_asked(self.sheet, value)
                self.open(self.ways.ask(self.session, value, first) if first else self.ways.part(self.session, value))
            case Act.MISSING:
                self._missing()
            case Act.RECEIPT:
                self._receipt()
            case Act.HAPPENED:
                self.open(RecordReading(self.session, "WHAT HAPPENED", happened(self.sheet)))
            case Act.OWED:
                self.open(DutyListPanel(self.session.sitter, self.session))
            case Act.REPORT:
                self.open(ReportPanel(self.session))
            case Act.STATEMENTS:
                self.open(StatementsPanel(self.session))
            case Act.VIEWS:
                self._views()
            case Act.OWN_PAGE:
                self._own_page()
            case Act.KEPT:
                self._kept()
            case _:
                self.open(StepPanel(self.session, STEPS[value]))

    def key_pressed(self, key: str) -> bool:
        """H holds the record at once: whoever fears for it must not have to find words first."""
        if key != "h" or not may_hold(self.sheet.shown):
            return False
        self._hold()
        return True

    def back(self) -> None:
        """Close it; an account that was begun and not told is asked about first."""
        if self.sheet.drafts.get(DRAFT, "").strip():
            self.open(HalfToldPanel(self.session))
        else:
            close(self)

    def _missing(self) -> None:
        if self.sheet.shown.missing:
            self.open(MissingPanel(self.session))
        else:
            self.says(f"! {IN_OTHER_PARTS}")

    @work(exclusive=True)
    async def _receipt(self) -> None:
        entry = words_for_receipt(self.sheet)
        answer = await self.box(AskReceipt(request=0, incident=self.sheet.shown.record.incident, entry=entry))
        if isinstance(answer, ReceiptMade):
            self.sheet.receipt = answer.receipt
            self.open(ReceiptPanel(self.session))
        else:
            self.says(f"! {refused(answer)}")

    @work(exclusive=True)
    async def _hold(self) -> None:
        await self._done(await self.box(held_at_once(self.sheet.shown)), HELD_AT_ONCE)

    @work(exclusive=True)
    async def _views(self) -> None:
        answer = await self.box(AskViews(request=0, incident=self.sheet.shown.record.incident))
        if isinstance(answer, ViewsKnown):
            lines = tuple(view_line(view, self.sheet.zone) for view in answer.views)
            self.open(RecordReading(self.session, "WHO READ IT", lines or ("Nobody yet.",)))
        else:
            self.says(f"! {refused(answer)}")

    @work(exclusive=True)
    async def _own_page(self) -> None:
        answer = await self.box(AskOwnPage(request=0, incident=self.sheet.shown.record.incident))
        if isinstance(answer, OwnPage):
            self.open(OwnPagePanel(self.session, answer))
        else:
            self.says(f"! {refused(answer)}")

    @work(exclusive=True)
    async def _kept(self) -> None:
        line = self.sheet.shown.record
        answer = await self.box(AskForgetting(request=0, incident=line.incident))
        if isinstance(answer, ForgettingKnown):
            self.open(RecordReading(self.session, KEPT_HEADING, kept(answer, line.number)))
        else:
            self.says(f"! {refused(answer)}")

    async def _done(self, answer: object, says: str) -> None:
        if isinstance(answer, Written) and answer.ok:
            await self.look_again()
            self.open(RecordPage(self.session, says))
        else:
            self.says(f"! {refused(answer)}")


class HalfToldPanel(OfRecord[bool]):
    """Closing throws away what is not told: nobody who comes next may find it."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {HALF_TOLD}",
            choices=tuple(listed(option, 0) for option in THROW_AWAY),
        )

    def chosen(self, value: bool) -> None:
        """Close, or stay."""
        if value:
            close(self)
        else:
            self.open(self.ways.part(self.session, Part.TEACHER))

    def back(self) -> None:
        """Stay."""
        self.open(RecordPage(self.session))


def close(panel: OfRecord[Any]) -> None:
    """Leave the record, and list the others."""
    panel.leave()
    panel.open(panel.ways.records(panel.session.sitter))
