"""The foot of the board while something is asked: a field, a list of choices, or both. The panels made of it know commands.

A panel never covers the first calls and never closes by itself: a call that comes in meanwhile shows above it, and what was
typed stays. Not a screen of its own, because the screen below another is not laid out again while a call comes in.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from appliance.core.commands import DeskCommand
from tui.asking.choice import Choice, Field, digits, found
from tui.keys.table import BY_ACTION
from tui.messages import Asked
from tui.widgets.choices import Choices
from tui.widgets.name_field import NameField
from tui.widgets.one_line import OneLine
from tui.widgets.phrase_field import PhraseField

NOTHING_MATCHES = f"! Nothing here has what you typed in it. Take letters away, or {BY_ACTION['close'].shown} closes."


READS_COLUMNS = 76
"""Cells of a line below the title on the smallest screen: 80, less the edges and what the wrapping of words costs."""


class Panel[Value](Vertical):
    """`reads` stands below the title: what to read before a choice.

    Subclasses say what to do in `chosen` where there is a list, in `entered` where there is a line alone.

    `draft` names what is typed here, so that closing does not lose it.
    """

    beside: int = 16
    """Lines of the smallest screen that its list leaves to everything else: its own title, line to type and keys, and the calls."""
    fills: ClassVar[bool] = False
    """Whether it has all the lines that one call leaves, or the one line that says that there is none."""
    stays: ClassVar[bool] = False
    """Whether it stays once the box has done what was asked here, because it shows what came of it."""

    class Closed(Message):
        """A person put the panel away."""

    class Opened(Message):
        """This panel takes the place of the one it came from."""

        def __init__(self, panel: "Panel[Any]") -> None:
            self.panel = panel
            super().__init__()

    def __init__(
        self,
        title: str,
        *,
        field: Field | None = None,
        choices: tuple[Choice[Value], ...] = (),
        draft: str = "",
        reads: str = "",
    ) -> None:
        super().__init__(classes="panel")
        self._title = title
        self._reads = reads
        if reads:
            self.beside += -(-len(reads) // READS_COLUMNS)
        self._field = field
        self._choices = choices
        self._offered = choices
        self._wanted: list[str] = []
        self.draft = draft
        self.preselects = True
        """Whether ENTER alone takes the first of the choices."""
        self._begins_with = field.text if field else ""
        self._refused_at: str | None = None
        """What stood in the line when something was refused: the reason stands until that is changed."""
        self.unanswered = False
        """Whether the box was asked, or another panel comes, and what it says or is decides what the next key meets."""
        self.stumbled: Callable[[], None] = lambda: None
        """Called when something was not done: what was typed ahead was meant for its having been done."""

    @property
    def text(self) -> str:
        """What is typed in the field; what it begins with, before it stands."""
        fields = self.query(Input) if self._field else ()
        return fields.first().value.strip() if fields else self._begins_with.strip()

    @property
    def _in_line(self) -> str | None:
        """Just as it stands in the line, where there is one."""
        return next((each.value for each in self.query(Input)), None)

    @property
    def typed(self) -> str:
        """What a person typed here and would not want to lose; empty when it is what stood there already."""
        return (
            self.text
            if self._field and not self._field.filters and not self._masked and self.text != self._field.text
            else ""
        )

    def chosen(self, value: Value) -> None:
        """A line of the list was chosen. Subclasses answer with a command or a next panel. What is typed beside the list is `text`."""
        raise NotImplementedError

    def entered(self, text: str) -> None:
        """ENTER in the line of a panel that offers no choices. Subclasses answer likewise; where a list ran empty, nothing is done."""

    def picked(self, place: int) -> None:
        """ENTER on a line of the list."""
        if place < len(self._offered):
            self.chosen(self._offered[place].value)

    def ask(self, command: DeskCommand) -> None:
        """Ask the box; the panel stays until it is done."""
        self.unanswered = True
        self.post_message(Asked(command, self))

    def open(self, panel: "Panel[Any]") -> None:
        """Go on with another panel."""
        self.unanswered = True
        self.post_message(self.Opened(panel))

    def refused(self, says: str) -> None:
        """It was not done; say why and leave everything as it stands, but what nobody can read: that is typed again from its start."""
        self.unanswered = False
        self.stumbled()
        if self._masked:
            self.query_one(Input).clear()
        self._refused_at = self._in_line
        self._hints(f"! {says}", refused=True)

    def put_back(self, text: str) -> None:
        """Begin with what was typed here before. Asked for before it is shown."""
        self._begins_with = text

    def reads_now(self, words: str) -> None:
        """Other words below the title from now on: what is free changes while a person reads."""
        if words != self._reads:
            self._reads = words
            for shown in self.query(".reads").results(Static):
                shown.update(words)

    def entitle(self, title: str) -> None:
        """Another title from now on. The board may change before a panel that was just opened stands: it is then made with it."""
        self._title = title
        for shown in self.query(".title").results(Static):
            shown.update(title)

    def offer(self, choices: tuple[Choice[Value], ...]) -> None:
        """Replace the choices, keeping the filter, and the highlight on the line it is on, wherever that stands now."""
        if not self.children:
            self._choices = choices  # it will be made of these
            return
        place = self.query_one(OptionList).highlighted
        was = self._offered[place].value if place is not None and place < len(self._offered) else None
        self._choices = choices
        self._fill(was=was)

    def offered(self, wanted: list[str]) -> tuple[Choice[Value], ...]:
        """What is listed while these words are typed."""
        return found(self._choices, wanted) if wanted else self._choices

    def same(self, was: Value | None, now: Value | None) -> bool:
        """Whether a line stands for what it stood for. Where it does not any more, the highlight stays where it is."""
        return was == now

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        if self._reads:
            yield Static(self._reads, classes="reads", markup=False)
        if self._field:
            yield Static(self._field.label, classes="label", markup=False)
            yield (PhraseField if self._field.phrase else NameField if self._names else OneLine)(
                self._begins_with,
                max_length=self._field.characters_max,
                password=self._field.masked,
                compact=True,
                select_on_focus=False,
            )
        if self._choices:
            yield Choices(beside=lambda: self.beside)
        yield Static(self._hint(), classes="hint", markup=False)

    def on_mount(self) -> None:
        if self._choices:
            self._fill()
        self.aim()

    def aim(self) -> None:
        """Put the keys where a person begins."""
        typing = self._field and (self._field.filters or not self._choices or not self._field.text)
        self.query_one(Input if typing else OptionList).focus()

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._refused_at not in {None, self._in_line}:
            self._refused_at = None
            self._hints(self._hint())
        if self._field and self._field.filters and self._choices:
            self._fill(place=0)  # the first match, not the place of what was highlighted before
            self._hints(self._hint() if self._offered else NOTHING_MATCHES)

    def _hints(self, words: str, *, refused: bool = False) -> None:
        hint = self.query_one(".hint", Static)
        hint.update(words)
        hint.set_class(refused, "refused")

    @on(OneLine.Full)
    def _too_long(self, event: OneLine.Full) -> None:
        event.stop()
        Panel.refused(self, event.says)  # whatever else a refusal does: nothing was answered yet

    @on(Input.Submitted)
    def _entered(self) -> None:
        if not self._choices:
            self.entered(self.text)
        elif self._field and self._field.filters:
            self.query_one(OptionList).action_select()
        else:
            self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.picked(event.option_index)

    def on_key(self, event: events.Key) -> None:
        """Digits choose where nobody types; arrows move the list also from the field above it."""
        if not self._choices:
            return
        self._catch_up()
        choices = self.query_one(OptionList)
        typing = isinstance(self.app.focused, Input)
        if typing and event.key in {"up", "down"}:
            event.stop()
            if self._field and self._field.filters:
                (choices.action_cursor_up if event.key == "up" else choices.action_cursor_down)()
            elif event.key == "down":
                choices.focus()
        elif event.key.isdecimal() and (self._names or not typing):
            self._digit(event, typing=typing)
        elif not typing and self._field and event.key == "up" and choices.highlighted == 0:
            event.stop()
            event.prevent_default()
            self.query_one(Input).focus()

    def _digit(self, event: events.Key, *, typing: bool) -> None:
        """The line of this digit; none in a name that somebody is typing, where it may be meant as part of "Unit 4"."""
        event.stop()
        keys = digits(self._offered)
        if typing and self._field and self.query_one(Input).value not in {"", self._field.text}:
            self.refused(f"A name has no digits. ENTER, then 1-{max(keys)} choose.")
        elif event.key in keys:
            self.chosen(self._offered[keys.index(event.key)].value)

    def _catch_up(self) -> None:
        """A key may overtake the list: what was typed before it narrows the list first, or the key would hit another line."""
        if self._words_typed() != self._wanted:
            self._typed()

    def _words_typed(self) -> list[str]:
        return self.text.casefold().split() if self._field and self._field.filters else []

    def _fill(self, place: int | None = None, was: Value | None = None) -> None:
        self._wanted = wanted = self._words_typed()
        self._offered = self.offered(wanted)
        keys = [""] * len(self._offered) if self._field and self._field.filters else digits(self._offered)
        lines = [f"{key or ' '} {choice.words}" for key, choice in zip(keys, self._offered, strict=True)]
        choices = self.query_one(OptionList)
        place = choices.highlighted or 0 if place is None else place
        place = next(
            (at for at, each in enumerate(self._offered) if was is not None and self.same(was, each.value)), place
        )
        choices.set_options(lines)
        found = bool(wanted) and len(lines) == 1  # somebody typed until one line was left: ENTER means that one
        chosen = self.preselects or was is not None or found
        choices.highlighted = min(place, len(lines) - 1) if lines and chosen else None

    @property
    def _names(self) -> bool:
        return self._field is not None and self._field.names and bool(self._choices)

    @property
    def _masked(self) -> bool:
        return self._field is not None and self._field.masked

    def _hint(self) -> str:
        filters = self._field is not None and self._field.filters
        if filters:
            how = "type to narrow, ↑↓ and ENTER choose"
        elif self._choices and self._field and not self._field.text:
            how = "1-9 choose, after a name ENTER first" if self._names else "ENTER, then 1-9 choose"
        elif self._choices:
            how = "1-9, or ↑↓ and ENTER choose"
        else:
            how = f"ENTER {self._field.enter if self._field else 'goes on'}"
        kept = ", text is kept" if self.draft else ""
        return f"{how}   {BY_ACTION['close'].shown} closes{kept}   F2 I have it"
