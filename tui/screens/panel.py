"""The foot of the board while something is asked: a field, a list of choices, or both. The panels made of it know commands.

A panel never covers the first calls and never closes by itself: a call that comes in meanwhile shows above it, and what was
typed stays. Not a screen of its own, because the screen below another is not laid out again while a call comes in.
"""

from dataclasses import dataclass
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from appliance.core.commands import DeskCommand
from tui.keys import BY_ACTION
from tui.messages import Asked

NOTE_LEN_MAX = 1000
"""What the box takes (`Rejection.TEXT_EMPTY_OR_TOO_LONG`)."""


@dataclass(frozen=True, slots=True)
class Choice[Value]:
    """One line of a list and what it stands for. `always` keeps it in sight whatever the filter."""

    words: str
    value: Value
    always: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A line to type in. `text` is what stands there already; `filters` narrows the choices instead of being an answer; what is
    typed into a `masked` one is neither shown nor kept."""

    label: str
    text: str = ""
    filters: bool = False
    masked: bool = False


class Panel[Value](Vertical):
    """Subclasses say what to do in `chosen`. `draft` names what is typed here, so that closing does not lose it."""

    class Closed(Message):
        """A person put the panel away."""

    class Opened(Message):
        """This panel takes the place of the one it came from."""

        def __init__(self, panel: "Panel[Any]") -> None:
            self.panel = panel
            super().__init__()

    def __init__(
        self, title: str, *, field: Field | None = None, choices: tuple[Choice[Value], ...] = (), draft: str = ""
    ) -> None:
        super().__init__(classes="panel")
        self._title = title
        self._field = field
        self._choices = choices
        self._offered = choices
        self.draft = draft

    @property
    def text(self) -> str:
        """What is typed in the field."""
        return self.query_one(Input).value.strip() if self._field else ""

    @property
    def typed(self) -> str:
        """What a person typed here and would not want to lose; empty when it is what stood there already."""
        return (
            self.text
            if self._field and not self._field.filters and not self._masked and self.text != self._field.text
            else ""
        )

    def chosen(self, value: Value | None, text: str) -> None:
        """A choice was made (None in a panel without choices). Subclasses answer with a command or a next panel."""
        raise NotImplementedError

    def ask(self, command: DeskCommand) -> None:
        """Ask the box; the panel stays until it is done."""
        self.post_message(Asked(command, self))

    def open(self, panel: "Panel[Any]") -> None:
        """Go on with another panel."""
        self.post_message(self.Opened(panel))

    def refused(self, says: str) -> None:
        """It was not done; say why and leave everything as it stands."""
        self.query_one(".hint", Static).update(f"! {says}")

    def put_back(self, text: str) -> None:
        """Type what was typed here before."""
        self.query_one(Input).value = text

    def offer(self, choices: tuple[Choice[Value], ...]) -> None:
        """Replace the choices, keeping the filter and the highlighted line."""
        self._choices = choices
        self._fill()

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        if self._field:
            yield Static(self._field.label, classes="label", markup=False)
            yield Input(
                self._field.text,
                max_length=NOTE_LEN_MAX,
                password=self._field.masked,
                compact=True,
                select_on_focus=False,
            )
        if self._choices:
            yield OptionList(markup=False, compact=True)
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
        if self._field and self._field.filters:
            self._fill()

    @on(Input.Submitted)
    def _entered(self) -> None:
        if not self._choices:
            self.chosen(None, self.text)
        elif self._field and self._field.filters:
            self.query_one(OptionList).action_select()
        else:
            self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.chosen(self._offered[event.option_index].value, self.text)

    def on_key(self, event: events.Key) -> None:
        """Digits choose where nobody types; arrows move the list also from the field above it."""
        if not self._choices:
            return
        choices = self.query_one(OptionList)
        typing = isinstance(self.app.focused, Input)
        if typing and event.key in {"up", "down"}:
            event.stop()
            if self._field and self._field.filters:
                (choices.action_cursor_up if event.key == "up" else choices.action_cursor_down)()
            elif event.key == "down":
                choices.focus()
        elif not typing and event.key.isdecimal() and 1 <= int(event.key) <= len(self._offered):
            event.stop()
            self.chosen(self._offered[int(event.key) - 1].value, self.text)
        elif not typing and self._field and event.key == "up" and choices.highlighted == 0:
            event.stop()
            event.prevent_default()
            self.query_one(Input).focus()

    def _fill(self) -> None:
        wanted = self.text.casefold().split() if self._field and self._field.filters else []
        self._offered = tuple(
            choice
            for choice in self._choices
            if choice.always or all(word in choice.words.casefold() for word in wanted)
        )
        digits = not (self._field and self._field.filters)
        lines = [
            f"{place} {choice.words}" if digits and place < 10 else f"  {choice.words}"
            for place, choice in enumerate(self._offered, 1)
        ]
        choices = self.query_one(OptionList)
        place = choices.highlighted or 0
        choices.set_options(lines)
        choices.highlighted = min(place, len(lines) - 1) if lines else None

    @property
    def _masked(self) -> bool:
        return self._field is not None and self._field.masked

    def _hint(self) -> str:
        filters = self._field is not None and self._field.filters
        if filters:
            how = "type to narrow, ↑↓ and ENTER choose"
        elif self._choices:
            how = "1-9, or ↑↓ and ENTER choose"
        else:
            how = "ENTER signs in" if self._masked else "ENTER writes it down"
        kept = ", text is kept" if self._field and not filters and not self._masked else ""
        return f"{how}   {BY_ACTION['close'].shown} closes{kept}   F2 I have it"
