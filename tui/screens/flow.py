"""Draws any flow as panels: one for each part that is still to be given, or for two that are answered at once. Holds no rule of an act."""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from typing import Any

from textual.widgets import Input

from appliance.core.commands import DeskCommand
from appliance.flows.flow import AskAgain, Dropped, Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.naming import going_words
from appliance.flows.parts import SOMEBODY_ELSE, Given, Option, Part
from appliance.words.times import count
from tui.board.aim import LOOKED_AT_MS
from tui.clock import monotonic_ms
from tui.keys.table import BY_ACTION
from tui.screens.panel import Choice, Field, Panel
from tui.widgets.lines import padded

READ_FIRST = "Read this first, then press again."
NOTHING_TYPED = "Nothing was typed yet."

type Sends = Callable[[Panel[Any], Any], None]
"""How what a flow wants is asked for, where that is no command of the desk line."""


@dataclass(frozen=True, slots=True)
class _Both:
    """Somebody who is offered by name, together with a choice of the other part."""

    name: str
    value: Any


_ELSE = object()
"""Chosen where a name is typed in place of one that is offered."""
_MARKED = object()
"""Chosen to go on with the lines that are marked."""


class FlowPanel(Panel[Any]):
    """The next part of a flow, and the one after it where both are answered at once.

    `typed`: a name is typed, none is offered. `why` says why what was answered before is asked again.
    """

    def __init__(
        self, flow: Flow[Any], given: Given, sends: Sends | None = None, *, typed: bool = False, why: str = ""
    ) -> None:
        part = flow.missing(given)
        assert part is not None, "a flow that lacks nothing is done, and not asked for"
        self._flow, self._given, self._sends, self._why = flow, given, sends, why
        self._asked = (part, flow.parts[flow.parts.index(part) + 1]) if part.with_next else (part,)
        self._marked: set[Any] = set()
        self._text = next((each for each in self._asked if each.listed is None), None)
        self._list = next((each for each in self._asked if each.listed is not None), None)
        self._shown_ms: int | None = None
        people = self._text.names(given) if self._text and self._text.names and not typed else ()
        super().__init__(
            _heading(flow, part, given),
            field=_field(self._text, self._list, given, offered=bool(people)),
            choices=_people(people, self._list, given) if people else self._lines(),
            draft="" if people else _draft(flow, self._text, given),
            reads=flow.reads(given) if flow.reads else "",
        )
        self.preselects = part.chosen_beforehand

    def on_mount(self) -> None:
        """From now on it can be read. A question that is asked again says why."""
        self._shown_ms = monotonic_ms()
        if self._why:
            super().refused(self._why)

    def offered(self, wanted: list[str]) -> tuple[Choice[Any], ...]:
        """Where nothing has the typed words in it, what the flow offers for them."""
        listed = super().offered(wanted)
        if listed or not wanted or self._list is None or self._list.unlike is None:
            return listed
        part = self._list
        return tuple(
            choice(option, part.column) for option in self._list.unlike(self._given, " ".join(self.text.split()))
        )

    def chosen(self, value: Any) -> None:
        """Go on with this choice, and with what is typed beside it."""
        if value is _ELSE:
            self.open(FlowPanel(self._flow, self._given, self._sends, typed=True))
        elif isinstance(value, GoOn):
            self._with(value.flow, value.given(self._given))
        elif self._list is not None and self._list.several:
            self._mark(value, self._list)
        elif self._text is None or self._list is None:
            self._go_on({self._asked[0].name: value})
        elif isinstance(value, _Both):
            self._go_on({self._text.name: value.name, self._list.name: value.value})
        elif self._text.lacking and not self.text:
            self.refused(f"{self._text.lacking}: ↑ goes back to the line.")
        else:
            self._go_on({self._list.name: value, self._text.name: self.text})

    def entered(self, text: str) -> None:
        """Go on with what was typed. Words beside a list that ran empty choose nothing."""
        if self._text is None:
            super().refused(self._asked[0].none)
        elif self._asked[0].hidden and not text:
            super().refused(NOTHING_TYPED)
        elif why := self._asked[0].refuses(self._given, text):
            super().refused(why)
        else:
            self._go_on({self._asked[0].name: text})

    def refused(self, says: str) -> None:
        """It was not done. What nobody can read is typed again from the first part of it: only the box knows which part was wrong."""
        hidden = {part.name for part in self._flow.parts if part.hidden} & self._given.parts.keys()
        if hidden:
            self.stumbled()
            self._again(self._flow, self._given, hidden, says)
        else:
            super().refused(says)

    def follow(self, known: Known) -> None:
        """The board as it stands now, where the question is about it."""
        part, now = self._asked[0], replace(self._given, known=known)
        if self._flow.reads is not None:
            self.reads_now(self._flow.reads(now))
        if part.follows is None:
            return
        if part.follows(now) != part.follows(self._given):
            self.entitle(f"{part.gone(self._given)} {BY_ACTION['close'].shown} closes.")
            return
        self._given = now
        if (title := _heading(self._flow, part, now)) != self._title:
            self.entitle(title)
        if (lines := self._lines()) != self._choices:
            self.offer(lines)

    def _lines(self) -> tuple[Choice[Any], ...]:
        """What there is to choose; where several are taken, with the mark of each, below a line that goes on."""
        lines = _choices(self._list, self._given)
        if self._list is None or not self._list.several:
            return lines
        go_on = Choice[Any](f"GO ON with {count(len(self._marked), *self._list.marked)} marked", _MARKED, always=True)
        return (
            go_on,
            *(replace(line, words=f"[{'x' if line.value in self._marked else ' '}] {line.words}") for line in lines),
        )

    def _mark(self, value: Any, part: Part) -> None:
        """Mark a line or take its mark away, or go on once one is marked."""
        if value is not _MARKED:
            self._marked ^= {value}
            self.offer(self._lines())
            for line in self.query(Input):
                line.select_all()  # what was typed found this line: the next letter begins another name
        elif not self._marked:
            self.refused(f"Mark at least one {part.marked[0]}: highlight it and press ENTER.")
        else:
            offered = part.options(self._given) if part.options else ()
            self._go_on({part.name: tuple(each.value for each in offered if each.value in self._marked)})

    def _go_on(self, parts: dict[str, Any]) -> None:
        """Ask for the next part, or for what the flow wants."""
        self._with(self._flow, replace(self._given, parts=self._given.parts | parts))

    def _with(self, flow: Flow[Any], given: Given) -> None:
        if flow.missing(given) is not None:
            self.open(FlowPanel(flow, given, self._sends))
            return
        match wanted := flow.make(given):
            case AskAgain():
                self._ask_again(flow, given, wanted)
            case Dropped():
                self.post_message(self.Closed())
            case str():
                self.refused(wanted)
            case GoOn():
                self._with(wanted.flow, wanted.given(given))
            case _ if self._asked[0].read_first and not self._can_have_been_read:
                self.refused(READ_FIRST)
            case _ if self._sends is not None:
                self._sends(self, wanted)
            case _:
                self.ask(wanted)

    @property
    def _can_have_been_read(self) -> bool:
        return self._shown_ms is not None and monotonic_ms() - self._shown_ms >= LOOKED_AT_MS

    def _ask_again(self, flow: Flow[Any], given: Given, again: AskAgain) -> None:
        """Where the first part that is asked again is asked here, what was typed stays; otherwise the panel of that part comes back."""
        if again.parts[0] in {part.name for part in self._asked}:
            super().refused(again.why)
        else:
            self._again(flow, given, set(again.parts), again.why)

    def _again(self, flow: Flow[Any], given: Given, without: set[str], why: str) -> None:
        self.open(FlowPanel(flow, given.without(without), self._sends, why=why))


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


def _heading(flow: Flow[Any], part: Part, given: Given) -> str:
    heads = part.title or flow.title
    words = heads(given) if heads else part.wording(given)
    return f"{words} ({BY_ACTION[part.other_act].shown})." if part.other_act else words


def entitled(flow: Flow[Any], given: Given) -> str:
    """What stands above the part that is asked for next."""
    part = flow.missing(given)
    assert part is not None, "a flow that lacks nothing is done, and not asked for"
    return _heading(flow, part, given)


def listed(flow: Flow[Any], given: Given) -> tuple[Choice[Any], ...]:
    """The choices of the part that is asked for next, for a panel that draws the rest in its own way."""
    return _choices(flow.missing(given), given)


def _field(text: Part | None, beside: Part | None, given: Given, *, offered: bool) -> Field | None:
    if text is None:
        if beside is None or not beside.narrows:
            return None
        label = beside.label(given) if beside.label else "Type to narrow:"
        return Field(label, filters=True, characters_max=beside.characters_max)
    if offered:
        return None
    return Field(
        text.label(given) if text.label else text.wording(given),
        text.begins(given) or text.offer(given),
        masked=text.hidden and not text.phrase,
        phrase=text.phrase,
        names=text.names is not None and beside is not None,
        enter=text.enter,
        characters_max=text.characters_max,
    )


def _choices(part: Part | None, given: Given) -> tuple[Choice[Any], ...]:
    if part is None or part.listed is None:
        return ()
    left_out = (Choice[Any](part.left_out, "", always=True),) if part.left_out else ()
    return (*left_out, *(choice(option, part.column) for option in part.listed(given)))


def choice(option: Option, column: int = 24) -> Choice[Any]:
    """A line of a list; `column`: cells of the first of its two columns."""
    first, tab, rest = option.shown.partition("\t")
    return Choice(
        f"{padded(first, column)} {rest}" if tab else first,
        option.value,
        always=option.always,
        unfiltered=option.unfiltered,
        found_by=option.found_by,
        digit=option.digit,
    )


def _people(people: tuple[str, ...], beside: Part | None, given: Given) -> tuple[Choice[Any], ...]:
    """Each who may be meant; where another part is answered with it, by each of its choices, so that one digit is enough here too."""
    offered: list[Choice[Any]] = [Choice(going_words(name), name) for name in people]
    if beside is not None and beside.listed is not None:
        offered = [
            Choice(f"{going_words(name)}: {option.shown[:1].lower()}{option.shown[1:]}", _Both(name, option.value))
            for name in people
            for option in beside.listed(given)
        ]
    return (*offered, Choice(SOMEBODY_ELSE, _ELSE))


def _draft(flow: Flow[Any], text: Part | None, given: Given) -> str:
    """What the typed text is kept under: its act, and what was chosen for it. Beside a list too, since a slip on ESC would lose it."""
    if text is None or not text.kept or text.hidden:
        return ""
    about = given.call or given.tap_out
    chosen = (given.parts.get(part.name) for part in flow.parts if part.options is not None and not part.several)
    return " ".join([flow.name, text.name, *([str(about.incident)] if about else []), *map(str, filter(None, chosen))])
