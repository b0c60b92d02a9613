"""One part of a record: its questions with their answers, and what can be added. ENTER goes to any of them."""

from typing import Any

from appliance.flows.records.asks import ALONE, TELL, Ask, Step, begun, concerns, fields_of, groups, open_ones
from appliance.flows.records.naming import PARTS, named
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import GROUPS, of_part
from appliance.record.words import NEW, ItemId, Part
from appliance.words.times import count
from tui.screens.panel import Choice
from tui.screens.records.panel import OfRecord, RecordPanel, Session
from tui.widgets.lines import clipped

_LINE = 74
_FIRST_THINGS_FIRST = "Answer what waits"


class PartPanel(OfRecord[Ask | Part | None]):
    """Where a part is entered and left. The part stands for all that waits in it, None where there is nothing to ask."""

    def __init__(self, session: Session, part: Part, said: str = "") -> None:
        self.part = part
        found = open_ones(session.sheet, part)
        waits = f"{count(len(found), 'question waits', 'questions wait')}" if found else "nothing waits here"
        lead = [Choice(_what_waits(found), part)] if found else []
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {PARTS[part].partition(',')[0].upper()}, {waits}",
            choices=(*lead, *_lines(session.sheet, part)) or (Choice("Nothing here is yours to read or write.", None),),
            hint="1-9, or ↑↓ and ENTER chooses   ESC back to the record   F2 I have it",
        )
        self._said = said

    def on_mount(self) -> None:
        """Say what was saved last."""
        self.says(self._said)

    def chosen(self, value: Ask | Part | None) -> None:
        """Ask it. An account is told as a whole, and by anybody: until then its text is nobody's field to write."""
        if isinstance(value, Part):
            self.open(self.ways.ask(self.session, self.part, open_ones(self.sheet, self.part)[0]))
        elif value is not None and (value.step is Step.TELL or self.sheet.may_write(value.field, value.item)):
            alone = value.step is Step.FACT and value.item != NEW
            self.session.chosen_in = self._again if alone else None
            self.open(self.ways.ask(self.session, self.part, value))
        else:
            self.says("! This is not yours to write. Whoever's part it is signs in with their PIN.")

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
            choices=(Choice("That is all: go on", False), Choice(group.add, True)),
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


def _what_waits(found: tuple[Ask, ...]) -> str:
    """How many questions wait, and which."""
    labels = "; ".join(ask.field.label for ask in found)
    return clipped(f"{_FIRST_THINGS_FIRST} ({len(found)}): {labels}", _LINE)


def _lines(sheet: Sheet, part: Part) -> tuple[Choice[Ask], ...]:
    """What stands alone, then each group's items, then what can be added."""
    fields = [Ask(field) for field in of_part(part) if not field.group]
    lines = [Choice(_line(sheet, ask), ask) for ask in fields if _shows(sheet, ask)]
    for group in groups(part):
        for item in sheet.reading.items(group):
            own = [Ask(field, item) for field in fields_of(sheet, part, group)]
            lines += [Choice(_line(sheet, ask), ask) for ask in own if concerns(sheet, ask)]
        first = begun(sheet, part, group)
        if first is not None:
            lines.append(Choice(f"+ {GROUPS[group].add}", first))
    if part is Part.TEACHER:
        lines += _accounts(sheet)
    return tuple(lines)


def _accounts(sheet: Sheet) -> list[Choice[Ask]]:
    """One's own accounts, and whether one agrees with what became of them."""
    found: list[Choice[Ask]] = []
    for item in sheet.reading.items("account"):
        own = [field for field in of_part(Part.TEACHER) if field.field in {"account.agrees", "account.addition"}]
        found += [Choice(_line(sheet, Ask(field, item)), Ask(field, item)) for field in own if sheet.may_write(field)]
    return [*found, Choice("+ Tell what happened, in your own words", TELL)]


def _shows(sheet: Sheet, ask: Ask) -> bool:
    return sheet.may_write(ask.field) or sheet.value(ask.field.field, ask.item) is not None


def _line(sheet: Sheet, ask: Ask) -> str:
    """A question and its answer; `!` where an answer is wanted."""
    where = (ask.field.field, ask.item)
    value = sheet.value(*where)
    of = f"{_short(sheet, ask.field.group, ask.item)}: " if ask.item != ALONE else ""
    says = "" if value is None else sheet.naming.value(ask.field, value).replace("\n", " ")
    mark = "!" if sheet.wanted(*where) else " "
    changed = "  (changed)" if len(sheet.versions(*where)) > 1 else ""
    return clipped(f"{mark} {clipped(of + ask.field.label, 32):<33}{says}{changed}", _LINE)


def _short(sheet: Sheet, group: str, item: ItemId) -> str:
    return sheet.naming.item(group, item).removesuffix(f" ({item})")
