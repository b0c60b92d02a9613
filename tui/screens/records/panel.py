"""A panel about records: lines to read above what is asked, ESC goes one step back, and the box is asked in words of records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Protocol

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Static

from appliance.api.desk.plan import PlanFacts
from appliance.api.records.messages import AskRecord, LeaveRecord, RecordShown
from appliance.communications.guidance import Guidance
from appliance.communications_file import shipped
from appliance.flows.records.asks import Ask, next_open
from appliance.flows.records.sheet import Sheet
from appliance.record.words import Attempt, FieldId, Part, Value
from tui.asking.choice import Choice, Field
from tui.records.attempt import new_attempt
from tui.screens.panel import Panel
from tui.screens.records.messages import Answer, Question, RecordAsked
from tui.widgets.choices import Choices
from tui.widgets.one_line import OneLine

BESIDE = 11
"""Lines of the smallest screen that are left to everything but the lines of a panel about records: its edge, its title, what was said
and its keys, three for the calls, and four for what may stand above and below them."""
CLOSED = "Closed after five minutes without a key. Every field that was left is saved."


class Ways(Protocol):
    """What the screens of records lead to, without knowing each other."""

    def records(self, sitter: "Sitter", said: str = "") -> "RecordPanel[Any]": ...
    def begin(self, sitter: "Sitter") -> "RecordPanel[Any]": ...
    def record(self, session: "Session", said: str = "") -> "RecordPanel[Any]": ...
    def part(self, session: "Session", part: Part, said: str = "") -> "RecordPanel[Any]": ...
    def ask(
        self, session: "Session", part: Part, ask: Ask, said: str = "", then: Ask | None = None
    ) -> "RecordPanel[Any]": ...
    def amend(
        self, session: "Session", part: Part, ask: Ask, value: Value, refused_with: str
    ) -> "RecordPanel[Any]": ...


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who sits at this console, as far as records need it. `kiosk`: the box's own screen, where nobody has files."""

    ways: Ways
    facts: PlanFacts
    reader: str
    proven: bool
    kiosk: bool
    zone: tzinfo
    spares_power: bool = False
    """The battery of the box was nearly empty when the records were opened: no report is made for paper."""
    own: Guidance | None = None
    """The district's own file of communications, if this console was started with one or the box adopted one."""

    @property
    def guidance(self) -> Guidance:
        """What the district, or else Handbell, says about communications. The shipped file is read only when somebody asks for it."""
        return self.own or shipped()


@dataclass(slots=True)
class Session:
    """One record while it is open here."""

    sitter: Sitter
    sheet: Sheet
    told: dict[FieldId, Value] = field(default_factory=dict)
    """What was said about an account that is not told yet."""
    telling: Attempt = field(default_factory=new_attempt)
    """Under which it is told, and told again where no answer came: another one once it is."""
    chosen_in: "Callable[[str], RecordPanel[Any]] | None" = None
    """The list in which one fact was chosen by itself: who leaves the fact is back there, with what is said."""


class RecordPanel[Of](Panel[Of]):
    """Subclasses say in `back` what ESC leads to."""

    def __init__(
        self,
        title: str,
        *,
        lines: tuple[str, ...] = (),
        field: Field | None = None,
        choices: tuple[Choice[Of], ...] = (),
        hint: str = "",
    ) -> None:
        super().__init__(title, field=field, choices=choices)
        self.add_class("record")
        self._lines = lines
        self._own_hint = hint

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        if self._lines:
            yield Static("\n".join(self._lines), classes="known", markup=False)
        if self._field:
            yield Static(self._field.label, classes="label", markup=False)
            yield OneLine(self._begins_with, max_length=self._field.characters_max, compact=True, select_on_focus=False)
        if self._choices:
            yield Choices(beside=lambda: BESIDE + len(self._lines) + (2 if self._field else 0))
        yield Static("", classes="says", markup=False)
        yield Static(self._hint(), classes="hint", markup=False)

    def back(self) -> None:
        """ESC was pressed."""
        self.post_message(self.Closed())

    def key_pressed(self, key: str) -> bool:
        """A key that belongs to this panel alone; whether it did something."""
        del key
        return False

    def unattended(self) -> None:
        """Nobody touched a key for a long time: put away whatever is personal, and say so."""
        self.post_message(self.Closed())

    async def box(self, asked: Question) -> Answer:
        """Ask the box, and wait."""
        message = RecordAsked(asked)
        self.unanswered = True
        self.post_message(message)
        try:
            return await message.answer
        finally:
            self.unanswered = False

    def says(self, words: str) -> None:
        """One line above the hint, in words; one that begins with ! tells why something was not done."""
        if words.startswith("!"):
            self.stumbled()
        self.query_one(".says", Static).update(words)

    def on_key(self, event: events.Key) -> None:
        """ESC and the panel's own keys, also with Caps Lock on; the rest is as in every panel."""
        if event.key == "escape":
            self.back()
        elif isinstance(self.app.focused, Input) or not self.key_pressed(event.key.lower()):
            return
        event.stop()
        event.prevent_default()  # no further handler of a base class either

    def _hint(self) -> str:
        return self._own_hint or f"{super()._hint().partition('   ')[0]}   ESC back   F2 I have it"


class OfRecord[Of](RecordPanel[Of]):
    """A panel inside one open record: what is left open closes it."""

    def __init__(self, session: Session, title: str, **asked: Any) -> None:
        super().__init__(title, **asked)
        self.session = session

    @property
    def ways(self) -> Ways:
        """Where one goes from here."""
        return self.session.sitter.ways

    @property
    def sheet(self) -> Sheet:
        """The record."""
        return self.session.sheet

    def leave(self) -> None:
        """Nothing in the record is anybody's own at this desk any more."""
        self.post_message(RecordAsked(LeaveRecord(request=0, incident=self.sheet.shown.record.incident)))

    def go_on(self, part: Part, asked: Ask, said: str = "") -> None:
        """To the question after this one, or to the part's own page at the end."""
        found = next_open(self.sheet, part, asked)
        self.open(self.ways.ask(self.session, part, found, said) if found else self.ways.part(self.session, part, said))

    def go_back(self, part: Part, said: str = "") -> None:
        """To the list in which this was chosen, or to the part's own page."""
        chosen_in, self.session.chosen_in = self.session.chosen_in, None
        self.open(chosen_in(said) if chosen_in else self.ways.part(self.session, part, said))

    async def look_again(self) -> None:
        """Ask the box for the record as it stands now; without an answer the old one stays."""
        shown = await self.box(AskRecord(request=0, incident=self.sheet.shown.record.incident))
        if isinstance(shown, RecordShown):
            self.sheet.take(shown)

    def unattended(self) -> None:
        """Close the record, and go back to the list, which tells nothing of it."""
        self.leave()
        self.open(self.ways.records(self.session.sitter, CLOSED))
