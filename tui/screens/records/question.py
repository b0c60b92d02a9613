"""One question of a record: its choices by one key each, or a line to type. Saved as it is left; "saved" is said after the box did."""

import enum
from copy import replace

from textual import events, on, work
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from appliance.api.records.messages import Written
from appliance.flows.communications.wording import why_not_said
from appliance.flows.parts import Option
from appliance.flows.records.answers import (
    FIRST_OF_A_PERSON,
    HOW_TYPED,
    MANY,
    ONE,
    TYPED_IN_A_LINE,
    choices,
    chosen,
    value_of,
)
from appliance.flows.records.asks import Ask, asks, before, next_open, opened, same_item
from appliance.flows.records.naming import named
from appliance.flows.records.typed import as_typed
from appliance.flows.records.writing import unchanged, writing
from appliance.record.schema import Shape
from appliance.record.typed import Wrong, parse
from appliance.record.words import NEW, Part, Value
from tui.records.attempt import new_attempt
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.wording import refused
from tui.widgets.choice_grid import ChoiceGrid
from tui.widgets.choice_rows import DIGITS, keyed
from tui.widgets.lines import spread
from tui.widgets.one_line import OneLine

_TITLE_WIDTH = 77
LETTERED = "1-9 answers, a-z goes there   ENTER answers"


class Way(enum.Enum):
    """Where a person goes on to."""

    NEXT = "the next question"
    BACK = "the one before"
    OUT = "the part's own page"


class QuestionPanel(OfRecord[None]):
    """`then` is the question to go back to, where this one is about a person who was missing there. `said`: of the one before."""

    def __init__(self, session: Session, part: Part, ask: Ask, said: str = "", then: Ask | None = None) -> None:
        super().__init__(session, "")
        self.part, self.asked, self.then = part, ask, then
        self._said = said
        self._asked_before = asks(session.sheet, part)
        self._attempt = new_attempt()
        self._busy = False
        self._warned_about: str | frozenset[str | bool] | None = None
        """What stood here when ESC could not save it."""

    def compose(self) -> ComposeResult:
        yield Static(self._heading(), classes="title", markup=False)
        yield Static(self.question, classes="question", markup=False)
        how = HOW_TYPED[self.asked.field.shape] if self.asked.field.shape in TYPED_IN_A_LINE else ""
        if known := " ".join(filter(None, (self.asked.field.help, how))):
            yield Static(known, classes="label", markup=False)
        yield self._answering()
        yield Static(self._said, classes="says", markup=False)
        yield Static(self._hint(), classes="hint", markup=False)

    @property
    def question(self) -> str:
        """What is asked, and of whom where it is about one of several."""
        of = (
            ""
            if self.asked.item in {"", NEW}
            else f"   {self.sheet.naming.item(self.asked.field.group, self.asked.item)}"
        )
        return f"{self.asked.field.ask}{of}"

    def aim(self) -> None:
        """Answering is possible at once."""
        self.query_one("#answer").focus()

    # ---- keys

    def back(self) -> None:
        """ESC: what stands here is saved first. Where it cannot be, a second ESC tries again, and then leaves it out."""
        again = self._answered() == self._warned_about
        self._warned_about = self._answered()
        self.leave_for(Way.OUT, saved_or_not=again)

    @on(ChoiceGrid.Left)
    def _left(self, event: ChoiceGrid.Left) -> None:
        event.stop()
        if event.added:
            self._add_person()
        else:
            self.leave_for(Way.NEXT)

    @on(ChoiceGrid.Looked)
    def _looked(self, event: ChoiceGrid.Looked) -> None:
        event.stop()
        self.says(event.says)

    @on(Input.Submitted)
    def _line_entered(self, event: Input.Submitted) -> None:
        event.stop()
        event.prevent_default()  # an ordinary panel takes it for its own answer
        self.leave_for(Way.NEXT)

    def on_key(self, event: events.Key) -> None:
        """One step back: BACKSPACE where nobody types, arrow up from a line; TAB leaves a text of several lines."""
        answering = self.query_one("#answer")
        steps = {
            "backspace": isinstance(answering, ChoiceGrid),
            "up": isinstance(answering, Input),
            "shift+tab": True,
        }
        if event.key == "escape":
            self.back()
        elif steps.get(event.key):
            self.leave_for(Way.BACK)
        elif event.key == "tab":
            self.leave_for(Way.NEXT)
        else:
            return
        event.stop()
        event.prevent_default()

    # ---- leaving

    @work  # not exclusive: who came second would end the first, and then do nothing itself
    async def leave_for(self, way: Way, *, saved_or_not: bool = False) -> None:
        """Save what is answered, then go on. A refusal says why and keeps everything as it stands."""
        if self._busy:
            return
        self._busy = True
        done = await self._saved()
        self._busy = False
        if not done and saved_or_not and not self.unanswered:  # or another panel comes, which asks about it
            self._said = f"NOT saved: {self.asked.field.label}"
            done = True
        if done:
            self.go(way)

    async def _saved(self) -> bool:
        value = self._value()
        if isinstance(value, Wrong):
            self.says(f"! {value.says}")
            return False
        return await self.save(value)

    async def save(self, value: Value) -> bool:
        """Whether it is in the record now."""
        where = (self.asked.field.field, self.asked.item)
        if unchanged(self.sheet, where, value):
            self._said = ""
            return True
        sitter = self.session.sitter
        if why := why_not_said(self.sheet, sitter.facts, lambda: sitter.guidance, where, value):
            self.says(f"! NOT SAVED: {why}")
            return False
        self.says("Saving ...")
        answer = await self.box(writing(self.sheet, where, value, attempt=self._attempt))
        if not isinstance(answer, Written) or not answer.ok:
            self._refused(answer if isinstance(answer, Written) else None, value)
            return False
        self.sheet.wrote(where[0], answer.item, value, answer.entry)
        self.asked = replace(self.asked, item=answer.item)
        self._said = f"Saved: {self.asked.field.label}"
        await self.look_again()
        return True

    def go(self, way: Way) -> None:
        """On to what is asked next."""
        if way is Way.BACK:
            self.session.chosen_in = None
        alone = self.session.chosen_in is not None and self.then is None
        only_opened = alone and way is Way.NEXT
        next_ = opened(self.sheet, self.part, self._asked_before) if only_opened else self._next(way)
        if self.then and not (next_ and same_item(self.asked, next_)):
            self.open(self.ways.ask(self.session, self.then.field.part, self.then, self._said))
        elif next_:
            self.open(self.ways.ask(self.session, self.part, next_, self._said, self.then))
        else:
            self.go_back(self.part, self._said)

    def _next(self, way: Way) -> Ask | None:
        """What was answered already is passed by on the way on, and not on the way back."""
        match way:
            case Way.NEXT:
                return next_open(self.sheet, self.part, self.asked)
            case Way.BACK:
                return before(asks(self.sheet, self.part), self.asked)
            case Way.OUT:
                return None

    def _refused(self, answer: Written | None, value: Value) -> None:
        self.says(f"! NOT SAVED: {refused(answer)}")
        if answer is not None and self.sheet.seen(self.asked.field.field, self.asked.item):
            self.open(self.ways.amend(self.session, self.part, self.asked, value, answer.says))

    def _add_person(self) -> None:
        self.open(self.ways.ask(self.session, Part.TEACHER, FIRST_OF_A_PERSON, then=self.asked))

    # ---- the answer

    def _answering(self) -> Widget:
        field, value = self.asked.field, self._standing()
        if field.shape in ONE or field.shape in MANY:
            return ChoiceGrid(keyed(self._choices_of()), chosen(value), many=field.shape in MANY, adds=NEW)
        text = as_typed(field, value, self.sheet.place)
        if field.shape is Shape.WORDS:
            return TextArea(
                text, id="answer", compact=True, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False
            )
        return OneLine(text, id="answer", compact=True, select_on_focus=field.shape is not Shape.TEXT)

    def _choices_of(self) -> tuple[Option, ...]:
        field = self.asked.field
        return choices(field, self.sheet.called(field.of_group), adds=True)

    def _standing(self) -> Value:
        return self.sheet.value(self.asked.field.field, self.asked.item)

    def _answered(self) -> str | frozenset[str | bool]:
        """As it stands on the screen."""
        answering = self.query_one("#answer")
        if isinstance(answering, ChoiceGrid):
            return answering.picked
        assert isinstance(answering, Input | TextArea)
        return answering.value if isinstance(answering, Input) else answering.text

    def _value(self) -> Value | Wrong:
        field, answered = self.asked.field, self._answered()
        if not isinstance(answered, str):
            return value_of(
                field, (each.value for each in self.query_one(ChoiceGrid).offered if each.value in answered)
            )
        if answered == as_typed(field, self._standing(), self.sheet.place):
            return self._standing()  # never touched: a time is not rounded by being looked at
        return parse(field, answered, self.sheet.place)

    def _heading(self) -> str:
        return spread(f"{named(self.sheet.shown.record)}: {self.asked.field.label}", self._so_far(), _TITLE_WIDTH).plain

    def _so_far(self) -> str:
        found = [ask for ask in asks(self.sheet, self.part) if ask.item != NEW]
        return f"{found.index(self.asked) + 1} of {len(found)}" if self.asked in found else ""

    def _hint(self) -> str:
        field = self.asked.field
        lettered = field.shape in (*ONE, *MANY) and len(self._choices_of()) > DIGITS
        if field.shape in ONE:
            how = LETTERED if lettered else "a key answers   ENTER next   BACKSPACE back"
        elif field.shape in MANY:
            how = (
                "1-9, or a-z and SPACE, ticks   ENTER next"
                if lettered
                else "1-9 or SPACE ticks   ENTER next   BACKSPACE back"
            )
        elif field.shape is Shape.WORDS:
            how = "TAB next   SHIFT-TAB back"
        else:
            how = "ENTER next   ↑ back"
        return f"{how}   ESC leaves   F2 I have it"
