"""Draws any flow as panels: one for each part that is still to be given, or for two that are answered at once. Holds no rule of an act."""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from typing import Any

from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.parts import SOMEBODY_ELSE, Given, Option, Part
from tui.screens.panel import Choice, Field, Panel
from tui.widgets.lines import padded

COLUMN = 24  # cells of the first of two columns: the name of a desk or a person

type Sends = Callable[[Panel[Any], Any], None]
"""How what a flow wants is asked for, where that is no command of the desk line."""


@dataclass(frozen=True, slots=True)
class _Both:
    """Somebody who is offered by name, together with a choice of the other part."""

    name: str
    value: Any


_ELSE = object()
"""Chosen where a name is typed in place of one that is offered."""


class FlowPanel(Panel[Any]):
    """The next part of a flow, and the one after it where both are answered at once. `typed`: a name is typed, none is offered."""

    def __init__(self, flow: Flow[Any], given: Given, sends: Sends | None = None, *, typed: bool = False) -> None:
        part = flow.missing(given)
        assert part is not None, "a flow that lacks nothing is done, and not asked for"
        self._flow, self._given, self._sends = flow, given, sends
        self._asked = (part, flow.parts[flow.parts.index(part) + 1]) if part.with_next else (part,)
        self._text = next((each for each in self._asked if each.options is None), None)
        self._list = next((each for each in self._asked if each.options is not None), None)
        people = self._text.names(given) if self._text and self._text.names and not typed else ()
        heads = part.title or flow.title
        super().__init__(
            heads(given) if heads else part.wording(given),
            field=_field(self._text, self._list, given, offered=bool(people)),
            choices=_people(people, self._list, given) if people else _choices(self._list, given),
            draft="" if people else _draft(flow, self._text, given),
        )
        self.preselects = part.chosen_beforehand

    def chosen(self, value: Any) -> None:
        """Go on with this choice, and with what is typed beside it."""
        if value is _ELSE:
            self.open(FlowPanel(self._flow, self._given, self._sends, typed=True))
        elif self._text is None or self._list is None:
            self._go_on({self._asked[0].name: value})
        elif isinstance(value, _Both):
            self._go_on({self._text.name: value.name, self._list.name: value.value})
        else:
            self._go_on({self._list.name: value, self._text.name: self.text})

    def entered(self, text: str) -> None:
        """Go on with what was typed."""
        self._go_on({self._asked[0].name: text})

    def _go_on(self, parts: dict[str, Any]) -> None:
        """Ask for the next part, or for what the flow wants."""
        given = replace(self._given, parts=self._given.parts | parts)
        if self._flow.missing(given) is not None:
            self.open(FlowPanel(self._flow, given, self._sends))
            return
        wanted = self._flow.make(given)
        if isinstance(wanted, AskAgain):
            self.refused(wanted.why)
        elif isinstance(wanted, Dropped):
            self.post_message(self.Closed())
        elif isinstance(wanted, str):
            self.refused(wanted)
        elif self._sends is not None:
            self._sends(self, wanted)
        else:
            self.ask(wanted)


def _field(text: Part | None, beside: Part | None, given: Given, *, offered: bool) -> Field | None:
    if text is None:
        return Field("Type to narrow:", filters=True) if beside is not None and beside.narrows else None
    if offered:
        return None
    return Field(
        text.label(given) if text.label else text.wording(given),
        text.offer(given),
        masked=text.hidden,
        names=text.names is not None and beside is not None,
        enter=text.enter,
        characters_max=text.characters_max,
    )


def _choices(part: Part | None, given: Given) -> tuple[Choice[Any], ...]:
    return tuple(_line(option) for option in part.options(given)) if part is not None and part.options else ()


def _line(option: Option) -> Choice[Any]:
    first, tab, rest = option.shown.partition("\t")
    return Choice(
        f"{padded(first, COLUMN)} {rest}" if tab else first,
        option.value,
        always=option.always,
        unfiltered=option.unfiltered,
        found_by=option.found_by,
        digit=option.digit,
    )


def _people(people: tuple[str, ...], beside: Part | None, given: Given) -> tuple[Choice[Any], ...]:
    """Each who may be meant; where another part is answered with it, by each of its choices, so that one digit is enough here too."""
    offered: list[Choice[Any]] = [Choice(name, name) for name in people]
    if beside is not None and beside.options is not None:
        offered = [
            Choice(f"{name}: {option.shown[:1].lower()}{option.shown[1:]}", _Both(name, option.value))
            for name in people
            for option in beside.options(given)
        ]
    return (*offered, Choice(SOMEBODY_ELSE, _ELSE))


def _draft(flow: Flow[Any], text: Part | None, given: Given) -> str:
    """What the typed text is kept under. Beside a list too, since a slip on ESC would lose it."""
    if text is None or not text.kept or text.hidden:
        return ""
    about = given.call or given.tap_out
    return f"{flow.name} {text.name}{f' {about.incident}' if about else ''}"
