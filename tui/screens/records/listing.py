"""The list of records, newest first: those not finished, or the finished ones too. Opens one, or begins one nobody pressed for."""

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from appliance.api.records.forgetting import ForgettingKnown
from appliance.api.records.messages import AskForgetting, AskRecord, AskRecords, RecordLine, RecordShown, RecordsKnown
from appliance.flows.records.forgetting import HEADING, LIST_LINE, going
from appliance.flows.records.listing import MORE, NO_NUMBER, heading, no_such, number_in
from appliance.flows.records.part import lines as lines_of
from appliance.flows.records.sheet import Sheet
from appliance.flows.sentences import ASKING_THE_BOX
from appliance.plan.ids import IncidentId
from appliance.record.words import Part
from tui.asking.choice import Choice, Field
from tui.screens.records.panel import BESIDE, RecordPanel, Session, Sitter
from tui.screens.records.wording import listed, refused, wrapped
from tui.widgets.choices import Choices

_GOING = -2
"""Stands in the list for what will be forgotten here."""
_HINT = "1-9, ↑↓ ENTER  N nobody pressed  F finished  G by number  ESC  F2 I have it"


class RecordListPanel(RecordPanel[RecordLine | int]):
    """A choice is a record, or the place in the log from which older ones are asked."""

    def __init__(self, sitter: Sitter, said: str = "") -> None:
        waits: Choice[RecordLine | int] = Choice(ASKING_THE_BOX, -1, always=True)
        super().__init__(heading(unfinished=True), choices=(waits,), hint=_HINT)
        self._sitter = sitter
        self._said = said
        self._found: list[Choice[RecordLine | int]] = []
        self._unfinished = True

    def on_mount(self) -> None:
        """Ask at once."""
        self.says(self._said)
        self._ask(None, unfinished=True)

    def chosen(self, value: RecordLine | int) -> None:
        """Open it."""
        if isinstance(value, RecordLine):
            self._open(value.incident)
        elif value == _GOING:
            self._list_going()
        elif value >= 0:
            self._ask(value, unfinished=self._unfinished)

    def key_pressed(self, key: str) -> bool:
        """Begin one, list the finished ones too, or open one by its number: whoever has that need not be shown the list."""
        if key == "n":
            self.open(self._sitter.ways.begin(self._sitter))
        elif key == "f":
            self._ask(None, unfinished=not self._unfinished)
        elif key == "g":
            self.open(NumberPanel(self._sitter))
        return key in {"n", "f", "g"}

    @work(exclusive=True)
    async def _ask(self, before: int | None, *, unfinished: bool) -> None:
        answer = await self.box(AskRecords(request=0, unfinished=unfinished, before=before))
        if not isinstance(answer, RecordsKnown):
            self.says(f"! {refused(answer)}")
            return
        self._unfinished = unfinished
        self.entitle(heading(unfinished=unfinished))
        lines: list[Choice[RecordLine | int]] = [
            Choice(listed(line, self._sitter.zone), line, always=True) for line in answer.records
        ]
        self._found = lines if before is None else self._found + lines
        more: list[Choice[RecordLine | int]] = (
            [Choice(MORE, answer.before, always=True)] if answer.before is not None else []
        )
        empty: list[Choice[RecordLine | int]] = [Choice("None. N begins one.", -1, always=True)]
        going: list[Choice[RecordLine | int]] = [Choice(LIST_LINE, _GOING, always=True)] if self._sitter.proven else []
        self.offer((*(self._found or empty), *more, *going))
        self.query_one(OptionList).focus()

    @work(exclusive=True)
    async def _list_going(self) -> None:
        answer = await self.box(AskForgetting(request=0))
        if isinstance(answer, ForgettingKnown):
            self.open(GoingPanel(self._sitter, answer))
        else:
            self.says(f"! {refused(answer)}")

    @work(exclusive=True)
    async def _open(self, incident: IncidentId) -> None:
        await opened(self, self._sitter, incident)


class GoingPanel(RecordPanel[None]):
    """What will be forgotten here, and when, to be moved through. Choosing a line does nothing."""

    def __init__(self, sitter: Sitter, known: ForgettingKnown) -> None:
        super().__init__(HEADING, hint="↑↓ move   ESC back   F2 I have it")
        self._sitter = sitter
        self._read = tuple(part for line in going(known) for part in wrapped(line))

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        yield Choices(*self._read, beside=lambda: BESIDE + 2)
        yield Static(self._hint(), classes="hint", markup=False)

    def back(self) -> None:
        """To the list."""
        self.open(self._sitter.ways.records(self._sitter))


class NumberPanel(RecordPanel[None]):
    """One record by the number people say, or that stands on a receipt; finished or not."""

    def __init__(self, sitter: Sitter) -> None:
        super().__init__(
            "OPEN A RECORD BY ITS NUMBER",
            field=Field("The number on the receipt or the report, such as 12:"),
            hint="ENTER opens it   ESC back   F2 I have it",
        )
        self._sitter = sitter

    def entered(self, text: str) -> None:
        """Look for it."""
        number = number_in(text)
        if number is None:
            self.says(f"! {NO_NUMBER}")
        else:
            self._look(number)

    def back(self) -> None:
        """To the list."""
        self.open(self._sitter.ways.records(self._sitter))

    @work(exclusive=True)
    async def _look(self, number: int) -> None:
        answer = await self.box(AskRecords(request=0, number=number))
        if not isinstance(answer, RecordsKnown):
            self.says(f"! {refused(answer)}")
        elif not answer.records:
            self.says(f"! {no_such(number)}")
        else:
            await opened(self, self._sitter, answer.records[0].incident)


async def opened(panel: RecordPanel[Any], sitter: Sitter, incident: IncidentId, part: Part | None = None) -> None:
    """Open this record in the place of the panel, at one of its parts where that is asked for and is theirs; or say there why not."""
    shown = await panel.box(AskRecord(request=0, incident=incident))
    if isinstance(shown, RecordShown):
        session = Session(sitter, Sheet(shown, sitter.zone))
        there = part is not None and bool(lines_of(session.sheet, part))
        panel.open(sitter.ways.part(session, part) if part and there else sitter.ways.record(session))
    else:
        panel.says(f"! {refused(shown)}")
