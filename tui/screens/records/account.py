"""One's own account: who tells it, for whom, who was with them; then the words, which nobody edits once they are told."""

from typing import Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.widgets import OptionList, Static, TextArea

from appliance.api.records.messages import AccountTaken
from appliance.flows.parts import Option
from appliance.flows.records.account import DONE, NOT_TOLD, WORDS, Question, account, checked, no_account, questions
from appliance.flows.records.asks import TELL, Ask
from appliance.flows.records.first_reading import told
from appliance.flows.records.naming import named
from appliance.record.typed import Wrong
from appliance.record.words import Part, Value
from tui.records.attempt import new_attempt
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.question import QuestionPanel, Way
from tui.screens.records.receipt import ReceiptPanel
from tui.screens.records.wording import refused

DRAFT = "account"
_HINT = "TAB when you are done   ESC leaves, your text stays   F2 I have it"
_ASKED = "TAB back to writing   1, 2 or ENTER chooses   F2 I have it"


def first_of_account(session: Session, said: str = "") -> OfRecord[Any]:
    """The first question about an account that waits to be told: at once the words, where these were begun."""
    if session.sheet.drafts.get(DRAFT):
        return TellPanel(session)
    return _panel(session, 0, said)


def _questions(session: Session) -> tuple[Question, ...]:
    return questions(session.sheet, proven=session.sitter.proven, words_first=False)


def _panel(session: Session, place: int, said: str = "") -> OfRecord[Any]:
    """The question at this place."""
    question = _questions(session)[place]
    return TellPanel(session) if question == WORDS else TellerPanel(session, question, said)


class TellerPanel(QuestionPanel):
    """Kept here until the account is told, and saved with it: a name without an account says nothing."""

    def __init__(self, session: Session, question: Question, said: str = "") -> None:
        super().__init__(session, Part.TEACHER, Ask(question.field), said)
        self._question = question

    async def save(self, value: Value) -> bool:
        """Keep it until then."""
        self.session.told[self.asked.field.field] = value
        return True

    def back(self) -> None:
        """To the part: nothing is written yet."""
        self.go(Way.OUT)

    def go(self, way: Way) -> None:
        """To the next question, or the one before."""
        place = _questions(self.session).index(self._question) + (1 if way is Way.NEXT else -1)
        if way is Way.NEXT and no_account(self._question, self._standing()):
            self.go_on(Part.TEACHER, TELL)
        elif way is Way.OUT or place < 0:
            self.open(self.ways.part(self.session, Part.TEACHER))
        else:
            self.open(_panel(self.session, place))

    def _standing(self) -> Value:
        return self.session.told.get(self.asked.field.field)

    def _choices_of(self) -> tuple[Option, ...]:
        return self._question.offered or super()._choices_of()

    def _value(self) -> Value | Wrong:
        """What was chosen of what the box offers, which are no codes of the field; else as for every question."""
        answered = self._answered()
        if not self._question.offered or isinstance(answered, str):
            return checked(self._question, super()._value())
        return next((each.value for each in self._question.offered if each.value in answered), None)

    def _so_far(self) -> str:
        every = _questions(self.session)
        return f"{every.index(self._question) + 1} of {len(every)}"

    def _hint(self) -> str:
        if self._question.needed:
            return "ENTER next; alone it goes on without an account   ESC leaves   F2 I have it"
        return super()._hint()


class TellPanel(OfRecord[bool]):
    """The words. TAB asks whether they are done, because they are then kept as they were told."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, f"{named(session.sheet.shown.record)}: YOUR ACCOUNT")

    def compose(self) -> ComposeResult:
        field = WORDS.field
        yield Static(self._title, classes="title", markup=False)
        yield Static(field.ask, classes="question", markup=False)
        yield Static(field.help, classes="label", markup=False)
        yield TextArea(
            self.sheet.drafts.get(DRAFT, ""),
            id="answer",
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
        )
        yield OptionList(*(f"{at} {each.shown}" for at, each in enumerate(DONE, 1)), markup=False, compact=True)
        yield Static("", classes="says", markup=False)
        yield Static(_HINT, classes="hint", markup=False)

    def aim(self) -> None:
        """Writing is possible at once, where the text ended."""
        self._write_on()
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)

    @on(TextArea.Changed)
    def _text_changed(self) -> None:
        self.sheet.drafts[DRAFT] = self.query_one(TextArea).text

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        event.prevent_default()
        self._decide(DONE[event.option_index].value)

    def on_key(self, event: events.Key) -> None:
        """TAB between the words and the question below them."""
        asked = isinstance(self.app.focused, OptionList)
        if event.key == "escape":
            self.back()
        elif event.key in {"tab", "shift+tab"}:
            self._write_on() if asked else self._ask()
        elif asked and event.key in {"1", "2"}:
            self._decide(DONE[int(event.key) - 1].value)
        else:
            return
        event.stop()
        event.prevent_default()

    def back(self) -> None:
        """To the part. The text stays in the sheet until the record is closed."""
        self.open(self.ways.part(self.session, Part.TEACHER, NOT_TOLD))

    def _write_on(self) -> None:
        self.query_one(OptionList).display = False
        self.remove_class("deciding")
        self.query_one(".hint", Static).update(_HINT)
        self.query_one(TextArea).focus()

    def _ask(self) -> None:
        if no_account(WORDS, self.query_one(TextArea).text.strip()):
            self.go_on(Part.TEACHER, TELL)  # nothing to keep: later, or never
            return
        question = self.query_one(OptionList)
        question.display = True
        self.add_class("deciding")
        question.highlighted = 0
        question.focus()
        self.query_one(".hint", Static).update(_ASKED)

    def _decide(self, keep: bool) -> None:
        if keep:
            self._tell()
        else:
            self._write_on()

    @work(exclusive=True)
    async def _tell(self) -> None:
        incident, words = self.sheet.shown.record.incident, self.query_one(TextArea).text
        self.says("Saving ...")
        answer = await self.box(account(incident, words, self.session.told, self.session.telling))
        if isinstance(answer, AccountTaken):
            await self._taken(answer)
        else:
            self._write_on()
            self.says(f"! NOT SAVED: {refused(answer)}")

    async def _taken(self, answer: AccountTaken) -> None:
        self.session.told.clear()
        self.session.telling = new_attempt()
        self.sheet.drafts.pop(DRAFT, None)
        self.sheet.code = answer.code or self.sheet.code
        self.sheet.receipt = answer.receipt
        await self.look_again()
        first = told(answer.first_reading, self.sheet.zone) if answer.first_reading is not None else ""
        self.open(ReceiptPanel(self.session, then=TELL, first=first))
