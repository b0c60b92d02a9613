"""Draws any flow as panels: one for each part that is still to be given, or for two that are answered at once. Holds no rule of an act."""

from collections.abc import Callable
from copy import replace
from typing import Any

from textual.widgets import Input

from appliance.core.commands import DeskCommand
from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option
from tui.asking.choice import Choice
from tui.asking.question import (
    After,
    CalledOff,
    Marked,
    NothingToAsk,
    Question,
    Refused,
    Wants,
    choices,
    heading,
)
from tui.asking.question import choice as line_of
from tui.board.aim import LOOKED_AT_MS
from tui.clock import monotonic_ms
from tui.keys.table import BY_ACTION
from tui.screens.panel import Panel
from tui.widgets.lines import padded

READ_FIRST = "Read this first, then press again."

type Sends = Callable[[Panel[Any], Any], None]
"""How what a flow wants is asked for, where that is no command of the desk line."""


class FlowPanel(Panel[Any]):
    """The next part of a flow, and the one after it where both are answered at once.

    `typed`: a name is typed, none is offered. `why` says why what was answered before is asked again.
    """

    def __init__(
        self, flow: Flow[Any], given: Given, sends: Sends | None = None, *, typed: bool = False, why: str = ""
    ) -> None:
        self._question = Question(flow, given, typed=typed, why=why)
        self._sends = sends
        self._shown_ms: int | None = None
        super().__init__(
            self._question.title,
            field=self._question.field,
            choices=self._lines(),
            draft=self._question.draft,
            reads=self._question.reads,
        )
        self.preselects = self._question.part.chosen_beforehand

    def on_mount(self) -> None:
        """From now on it can be read. A question that is asked again says why."""
        self._shown_ms = monotonic_ms()
        if self._question.why:
            super().refused(self._question.why)

    def offered(self, wanted: list[str]) -> tuple[Choice[Any], ...]:
        """Where nothing has the typed words in it, what the flow offers for them."""
        listed = super().offered(wanted)
        return listed or (self._drawn(self._question.unlike(self.text)) if wanted else ())

    def chosen(self, value: Any) -> None:
        """Go on with this choice, and with what is typed beside it."""
        self._goes_on(self._question.chosen(value, self.text))

    def entered(self, text: str) -> None:
        """Go on with what was typed."""
        self._goes_on(self._question.entered(text))

    def refused(self, says: str) -> None:
        """It was not done. What nobody can read is typed again from the first part of it: only the box knows which part was wrong."""
        if again := self._question.again(says):
            self.stumbled()
            self._ask(again)
        else:
            super().refused(says)

    def follow(self, known: Known) -> None:
        """The board as it stands now, where the question is about it."""
        now = replace(self._question, given=replace(self._question.given, known=known))
        if now.flow.reads is not None:
            self.reads_now(now.reads)
        match self._question.followed(known):
            case None:
                return
            case str() as gone:
                self.entitle(f"{gone} {BY_ACTION['close'].shown} closes.")
            case Question() as followed:
                self._question = followed
                if (title := followed.title) != self._title:
                    self.entitle(title)
                if (lines := self._lines()) != self._choices:
                    self.offer(lines)

    def _lines(self) -> tuple[Choice[Any], ...]:
        return self._drawn(self._question.choices)

    def _drawn(self, lines: tuple[Choice[Any], ...]) -> tuple[Choice[Any], ...]:
        return tuple(_padded(line, self._question.column) for line in lines)

    def _goes_on(self, after: After) -> None:
        """Ask for the next part, or for what the flow wants."""
        match after:
            case Question():
                self._ask(after)
            case Marked(question):
                self._question = question
                self.offer(self._lines())
                for line in self.query(Input):
                    line.select_all()  # what was typed found this line: the next letter begins another name
            case Refused(says, line=True):
                self.refused(f"{says}: ↑ goes back to the line.")
            case Refused(says):
                super().refused(says)
            case NothingToAsk(says):
                self.refused(says)
            case CalledOff():
                self.post_message(self.Closed())
            case Wants() if self._question.part.read_first and not self._can_have_been_read:
                self.refused(READ_FIRST)
            case Wants(wanted) if self._sends is not None:
                self._sends(self, wanted)
            case Wants(wanted):
                self.ask(wanted)

    @property
    def _can_have_been_read(self) -> bool:
        return self._shown_ms is not None and monotonic_ms() - self._shown_ms >= LOOKED_AT_MS

    def _ask(self, question: Question) -> None:
        self.open(FlowPanel(question.flow, question.given, self._sends, typed=question.typed, why=question.why))


def begin(flow: Flow[DeskCommand], given: Given, panel: Panel[Any]) -> None:
    """Go on from a panel with a flow: with its first part, or at once with what it wants where it lacks nothing."""
    if flow.missing(given) is not None:
        panel.open(FlowPanel(flow, given))
        return
    wanted = flow.make(given)
    if isinstance(wanted, str):
        panel.refused(wanted)
    elif not isinstance(wanted, AskAgain | Dropped):
        panel.ask(wanted)


def entitled(flow: Flow[Any], given: Given) -> str:
    """What stands above the part that is asked for next."""
    part = flow.missing(given)
    assert part is not None, "a flow that lacks nothing is done, and not asked for"
    return heading(flow, part, given)


def listed(flow: Flow[Any], given: Given) -> tuple[Choice[Any], ...]:
    """The choices of the part that is asked for next, for a panel that draws the rest in its own way."""
    part = flow.missing(given)
    return tuple(_padded(line, part.column if part else 24) for line in choices(part, given))


def choice(option: Option, column: int = 24) -> Choice[Any]:
    """A line of a list; `column`: cells of the first of its two columns."""
    return _padded(line_of(option), column)


def _padded(line: Choice[Any], column: int) -> Choice[Any]:
    first, tab, rest = line.words.partition("\t")
    return replace(line, words=f"{padded(first, column)} {rest}") if tab else line
