"""One part of a record: its questions with their answers, and what can be added. ENTER goes to any of them."""

from typing import Any

from appliance.flows.records.asks import ALONE, Ask, open_ones
from appliance.flows.records.naming import PARTS, named
from appliance.flows.records.part import (
    NOTHING_HERE,
    added,
    by_itself,
    first_things,
    lines,
    more,
    what_waits,
    why_not_asked,
)
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import GROUPS
from appliance.record.words import NEW, ItemId, Part
from tui.asking.choice import Choice
from tui.screens.records.asking import listed
from tui.screens.records.panel import OfRecord, RecordPanel, Session
from tui.widgets.lines import clipped

_LINE = 74
_QUESTION = 32
"""Cells of a question in its line, so that answers stand below each other."""
_ITEM_MIN = 8
"""Cells that are left of the name of an item at least, however long its question is: `support…`."""


class PartPanel(OfRecord[Ask | Part | None]):
    """Where a part is entered and left. The part stands for all that waits in it, None where there is nothing to ask."""

    def __init__(self, session: Session, part: Part, said: str = "") -> None:
        self.part = part
        found = open_ones(session.sheet, part)
        lead = [Choice(clipped(first_things(found), _LINE), part)] if found else []
        written = (Choice(_words(session.sheet, ask), ask) for ask in lines(session.sheet, part))
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {PARTS[part].partition(',')[0].upper()}, {what_waits(found)}",
            choices=(*lead, *written) or (Choice(NOTHING_HERE, None),),
            hint="1-9, or ↑↓ and ENTER chooses   ESC back to the record   F2 I have it",
        )
        self._said = said

    def on_mount(self) -> None:
        """Say what was saved last."""
        self.says(self._said)

    def chosen(self, value: Ask | Part | None) -> None:
        """Ask it; or say whose it is."""
        if isinstance(value, Part):
            self.open(self.ways.ask(self.session, self.part, open_ones(self.sheet, self.part)[0]))
        elif value is None:
            self.says(f"! {NOTHING_HERE}")
        elif why := why_not_asked(self.sheet, value):
            self.says(f"! {why}")
        else:
            self.session.chosen_in = self._again if by_itself(value) else None
            self.open(self.ways.ask(self.session, self.part, value))

    def back(self) -> None:
        """To the record."""
        self.open(self.ways.record(self.session))

    def _again(self, said: str) -> RecordPanel[Any]:
        return self.ways.part(self.session, self.part, said)


class MorePanel(OfRecord[bool]):
    """Whether there is another of a group. Never answered for a person: the second key is theirs."""

    def __init__(self, session: Session, part: Part, ask: Ask, said: str) -> None:
        group = GROUPS[ask.field.group]
        there = session.sheet.called(group.name).values()
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {group.many}",
            lines=tuple(f"  {clipped(called, _LINE)}" for called in there),
            choices=tuple(listed(option, 0) for option in more(ask)),
        )
        self._part, self._ask, self._said = part, ask, said

    def on_mount(self) -> None:
        """Say what was saved last."""
        self.says(self._said)

    def chosen(self, value: bool) -> None:
        """Add one, or go on."""
        if value:
            self.open(self.ways.ask(self.session, self._part, Ask(self._ask.field, NEW)))
        else:
            self.go_on(self._part, self._ask, self._said)

    def back(self) -> None:
        """To the part."""
        self.open(self.ways.part(self.session, self._part))


def _words(sheet: Sheet, ask: Ask) -> str:
    new = added(ask)
    return f"+ {new}" if new else _line(sheet, ask)


def _line(sheet: Sheet, ask: Ask) -> str:
    """A question and its answer; `!` where an answer is wanted."""
    where = (ask.field.field, ask.item)
    value = sheet.value(*where)
    of = _short(sheet, ask.field.group, ask.item) if ask.item != ALONE else ""
    says = "" if value is None else sheet.naming.value(ask.field, value).replace("\n", " ")
    mark = "!" if sheet.wanted(*where) else " "
    changed = "  (changed)" if len(sheet.versions(*where)) > 1 else ""
    return clipped(f"{mark} {_asked(of, ask.field.label):<33}{says}{changed}", _LINE)


def _asked(of: str, label: str) -> str:
    """Name the question, after the item that it is about. Where both are too long, the item is cut: nothing else than its own name tells a
    question of an item from the next.
    """
    return clipped(f"{clipped(of, max(_ITEM_MIN, _QUESTION - len(label) - 2))}: {label}" if of else label, _QUESTION)


def _short(sheet: Sheet, group: str, item: ItemId) -> str:
    return sheet.naming.item(group, item).removesuffix(f" ({item})")
