"""Draws flows about records: a panel for each part that is still to be given. Holds no rule of an act."""

from copy import replace
from typing import Any

from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.parts import Given, Option
from tui.asking.choice import Choice, Field
from tui.screens.records.panel import RecordPanel
from tui.widgets.lines import padded


class AskingPanel(RecordPanel[Any]):
    """Subclasses draw the part that is missing (`drawn`), ask for the part after it, and do what the flow wants."""

    flow: Flow[Any]
    given: Given

    def chosen(self, value: Any) -> None:
        """Go on with this choice."""
        self._go_on(value)

    def entered(self, text: str) -> None:
        """Go on with what was typed, where it will do."""
        part = self.flow.missing(self.given)
        assert part is not None, "it is asked for here"
        why = part.refuses(self.given, text)
        if why:
            self.says(f"! {why}")
        else:
            self._go_on(text)

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Make the panel that asks for the part after this one."""
        raise NotImplementedError

    def do(self, wanted: Any) -> None:
        """Ask the box for what the flow wants."""
        raise NotImplementedError

    def _go_on(self, value: Any) -> None:
        part = self.flow.missing(self.given)
        assert part is not None, "it is asked for here"
        given = replace(self.given, parts=self.given.parts | {part.name: value})
        if self.flow.missing(given) is not None:
            self.open(self.next_part(given))
            return
        match wanted := self.flow.make(given):
            case AskAgain(why=why) | str(why):
                self.says(f"! {why}")
            case Dropped():
                self.back()
            case _:
                self.do(wanted)


def drawn(flow: Flow[Any], given: Given) -> dict[str, Any]:
    """Give what a panel about records is made of, for the part that is missing."""
    part = flow.missing(given)
    assert part is not None, "a flow that lacks nothing is done, and not asked for"
    label = part.label(given) if part.label else ""
    field = (
        Field(label, filters=part.options is not None, enter=part.enter, characters_max=part.characters_max)
        if label
        else None
    )
    return {
        "title": part.title(given) if part.title else part.wording(given),
        "lines": (part.know,) if part.know else (),
        "field": field,
        "choices": tuple(listed(option, part.column) for option in (part.options(given) if part.options else ())),
        "hint": f"ENTER {part.enter}   ESC {part.escape}   F2 I have it" if part.escape else "",
    }


def listed(option: Option, column: int) -> Choice[Any]:
    """Draw a choice as one line. `column` is the width of the first of its two columns, in cells."""
    first, tab, rest = option.shown.partition("\t")
    words = f"{padded(first, column)} {rest}" if tab else first
    return Choice(words, option.value, found_by=option.found_by, digit=option.digit)
