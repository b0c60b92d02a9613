"""The list of records: those that are not finished, newest first. Opens one, or begins one that nobody pressed for."""

from textual import work
from textual.widgets import OptionList

from appliance.api.record_messages import AskRecord, AskRecords, RecordLine, RecordShown, RecordsKnown
from appliance.plan.ids import IncidentId
from tui.records.sheet import Sheet
from tui.records.wording import listed, refused
from tui.screens.panel import Choice
from tui.screens.record_panel import RecordPanel, Session, Sitter

MORE = "Older ones ..."
_HINT = "1-9, ↑↓ ENTER open   N nobody pressed   F finished too   ESC   F2 I have it"


class RecordListPanel(RecordPanel[RecordLine | int]):
    """A choice is a record, or the place in the log from which older ones are asked."""

    def __init__(self, sitter: Sitter, said: str = "") -> None:
        waits: Choice[RecordLine | int] = Choice("Asking the box ...", -1, always=True)
        super().__init__("RECORDS that are not finished, newest first", choices=(waits,), hint=_HINT)
        self._sitter = sitter
        self._said = said
        self._found: list[Choice[RecordLine | int]] = []
        self._unfinished = True

    def on_mount(self) -> None:
        """Ask at once."""
        self.says(self._said)
        self._ask(None)

    def chosen(self, value: RecordLine | int | None, text: str) -> None:
        """Open it."""
        del text
        if isinstance(value, RecordLine):
            self._open(value.incident)
        elif value is not None and value >= 0:
            self._ask(value)

    def key_pressed(self, key: str) -> bool:
        """Begin one, or list the finished ones too."""
        if key == "n":
            self.open(self._sitter.ways.begin(self._sitter))
        elif key == "f":
            self._unfinished, self._found = not self._unfinished, []
            self._ask(None)
        return key in {"n", "f"}

    @work(exclusive=True)
    async def _ask(self, before: int | None) -> None:
        answer = await self.box(AskRecords(request=0, unfinished=self._unfinished, before=before))
        if not isinstance(answer, RecordsKnown):
            self.says(f"! {refused(answer)}")
            self._unfinished = True
            return
        lines: list[Choice[RecordLine | int]] = [
            Choice(listed(line, self._sitter.zone), line, always=True) for line in answer.records
        ]
        self._found += lines
        more: list[Choice[RecordLine | int]] = (
            [Choice(MORE, answer.before, always=True)] if answer.before is not None else []
        )
        empty: list[Choice[RecordLine | int]] = [Choice("None. N begins one.", -1, always=True)]
        self.offer((*(self._found or empty), *more))
        self.query_one(OptionList).focus()

    @work(exclusive=True)
    async def _open(self, incident: IncidentId) -> None:
        shown = await self.box(AskRecord(request=0, incident=incident))
        if isinstance(shown, RecordShown):
            self.open(self._sitter.ways.record(Session(self._sitter, Sheet(shown, self._sitter.zone))))
        else:
            self.says(f"! {refused(shown)}")
