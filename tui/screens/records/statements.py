"""Statements of one record: checklists, drafts, the words of each, who saw it first, who approved it, and the sheet in both languages."""

from copy import replace
from typing import Any

from textual import work

from appliance.api.records.messages import Written
from appliance.api.records.statements import statement_of
from appliance.communications.words import STAGES, Stage
from appliance.exports.statement import statement_sheet
from appliance.flows.communications.beginning import Begun, beginning, kind_of
from appliance.flows.communications.page import COLUMN, Act, One, listing, page, why_not_changed
from appliance.flows.communications.saying import checklist, heading, read, stands
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_record
from appliance.flows.records.asks import Ask
from appliance.flows.records.naming import named
from appliance.flows.records.report import NOT_NOW
from appliance.flows.records.writing import writing
from appliance.record.words import NEW, ItemId, Part
from tui.asking.choice import Choice
from tui.records.attempt import new_attempt
from tui.records.papers import printed_now, report_paper
from tui.records.printing import printer, send
from tui.screens.records.asking import AskingPanel, drawn, listed
from tui.screens.records.panel import OfRecord, RecordPanel, Session
from tui.screens.records.reading import RecordReading
from tui.screens.records.wording import WIDTH, refused
from tui.widgets.lines import clipped

_HINT = "1-9, or ↑↓ and ENTER chooses   ESC back   F2 I have it"


class StatementsPanel(OfRecord[Act | One | Stage]):
    """What to do at each stage, and every statement that was begun."""

    def __init__(self, session: Session, said: str = "") -> None:
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: WHAT THE SCHOOL SAYS",
            choices=tuple(listed(option, 0) for option in listing(session.sheet)),
            hint=_HINT,
        )
        self._said = said

    def on_mount(self) -> None:
        """Say what was done last."""
        self.says(self._said)

    def chosen(self, value: Act | One | Stage) -> None:
        """Open it."""
        match value:
            case One(item=item):
                self.open(StatementPanel(self.session, item))
            case Stage():
                lines = checklist(self.session.sitter.guidance, value, kind_of(self.sheet))
                self.open(_Reading(self.session, f"WHAT TO DO {STAGES[value].upper()}", lines))
            case _:
                self.open(_BeginPanel(self.session))

    def back(self) -> None:
        """To the record."""
        self.open(self.ways.record(self.session))


class StatementPanel(OfRecord[Ask | Act]):
    """One statement: what it waits for, and everything that is written of it."""

    def __init__(self, session: Session, item: ItemId, said: str = "") -> None:
        sheet = session.sheet
        prints = bool(printer()) and not session.sitter.spares_power
        super().__init__(
            session,
            f"{named(sheet.shown.record)}: STATEMENT {heading(statement_of(sheet.reading, item))}",
            lines=(*stands(sheet, item, session.sitter.guidance), *((NOT_NOW,) if session.sitter.spares_power else ())),
            choices=tuple(_clipped(listed(option, COLUMN)) for option in page(sheet, item, printer=prints)),
            hint=_HINT,
        )
        self._item, self._said = item, said

    def on_mount(self) -> None:
        """Say what was saved last."""
        self.says(self._said)

    def chosen(self, value: Ask | Act) -> None:
        """Ask it, read it or print it."""
        match value:
            case Act.READ:
                lines = read(self.sheet, self._item, self.session.sitter.guidance, self._phone)
                self.open(_ReadingOne(self.session, "THE STATEMENT", lines, self._item))
            case Act.PRINT:
                self._print()
            case Ask() if why := why_not_changed(self.sheet, value):
                self.says(f"! {why}")
            case Ask():
                self.session.chosen_in = self._again
                self.open(self.ways.ask(self.session, Part.REVIEW, value))
            case _:
                raise AssertionError(f"no statement offers {value}")

    def back(self) -> None:
        """To all statements."""
        self.open(StatementsPanel(self.session))

    @property
    def _phone(self) -> str:
        return self.session.sitter.facts.phone

    def _again(self, said: str) -> RecordPanel[Any]:
        return StatementPanel(self.session, self._item, said)

    @work(exclusive=True)
    async def _print(self) -> None:
        self.says("Making it ...")
        printed = printed_now(self.sheet, self.session.sitter.reader)
        made = statement_sheet(self.sheet.reading.shown, self._item, self._phone, printed)
        title = f"record {self.sheet.shown.record.number} {self._item}"
        self.says(await send(await report_paper(made), title))


class _BeginPanel(AskingPanel, OfRecord[Any]):
    """Asks to whom and when, and writes the draft that fits into the record."""

    def __init__(self, session: Session, given: Given | None = None) -> None:
        self.flow = beginning(session.sitter.guidance, kind_of(session.sheet))
        self.given = given or about_record(Known(facts=session.sitter.facts), session.sheet.shown)
        super().__init__(session, **drawn(self.flow, self.given))

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Go on with the next question."""
        return _BeginPanel(self.session, given)

    def back(self) -> None:
        """Begin nothing."""
        self.open(StatementsPanel(self.session))

    def do(self, wanted: Begun) -> None:
        """Write it."""
        self._write(wanted)

    @work(exclusive=True)
    async def _write(self, begun: Begun) -> None:
        """Write the facts one after the other. Where one is refused, the statement stands as far as it came, and it says so."""
        attempt, item, says = new_attempt(), NEW, begun.says
        for field, value in begun.facts:
            answer = await self.box(writing(self.sheet, (field, item), value, attempt=attempt))
            if not isinstance(answer, Written) or not answer.ok:
                says = f"! {refused(answer)}"
                break
            item = answer.item
        if item == NEW:
            self.says(says)
            return
        await self.look_again()
        self.open(StatementPanel(self.session, item, says))


def _clipped[Of](choice: Choice[Of]) -> Choice[Of]:
    """Cut a choice to one line: the words of a statement are read on a page of their own."""
    return replace(choice, words=clipped(choice.words, WIDTH))


class _Reading(RecordReading):
    """Lines to read, from the list of statements."""

    def back(self) -> None:
        """To all statements."""
        self.open(StatementsPanel(self.session))


class _ReadingOne(_Reading):
    """Lines to read, from the page of one statement."""

    def __init__(self, session: Session, what: str, lines: tuple[str, ...], item: ItemId) -> None:
        super().__init__(session, what, lines)
        self._item = item

    def back(self) -> None:
        """To the statement."""
        self.open(StatementPanel(self.session, self._item))
