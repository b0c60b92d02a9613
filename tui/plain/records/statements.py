"""Statements of a record at the plain console: checklists, drafts, words, who saw one and who approved it, one line at a time."""

from collections.abc import Callable
from copy import replace
from functools import partial
from typing import Any

from appliance.api.records.statements import statement_of
from appliance.communications.guidance import Guidance
from appliance.communications.words import Stage
from appliance.communications_file import shipped
from appliance.exports.statement import statement_sheet
from appliance.flows.communications.beginning import Begun, beginning, kind_of
from appliance.flows.communications.page import (
    IMPROVED,
    NOT_YOURS,
    Act,
    One,
    listing,
    page,
    why_not_changed,
)
from appliance.flows.communications.saying import checklist, heading, read, stands
from appliance.flows.communications.wording import why_not_said
from appliance.flows.parts import Option, about_record
from appliance.flows.records.asks import Ask
from appliance.flows.records.report import NOT_NOW, reader, spares_power
from appliance.flows.records.sheet import Sheet, Where
from appliance.flows.records.writing import WHY_CHANGED, writing
from appliance.record.schema import Shape
from appliance.record.typed import Wrong
from appliance.record.words import NEW, ItemId, Value
from tui.plain.asking.form import Form, Puts, only
from tui.plain.asking.prompt import Prompt, chosen_by
from tui.plain.records.asked import asked
from tui.plain.records.box import NotDone
from tui.plain.records.printed import printed
from tui.plain.records.prompt import of_field
from tui.plain.records.saying import in_words, place
from tui.plain.records.seat import Seat
from tui.records.attempt import new_attempt
from tui.records.papers import printed_now, report_paper
from tui.records.printing import printer

_WHICH = "What do you want to hear or do?"
_END = "Press Enter alone to end."


class Statements:
    """`puts` asks a person."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts

    def listed(self, sheet: Sheet) -> list[str]:
        """Offer checklists and statements."""
        offered = listing(sheet)
        if not any(isinstance(option.value, Act | One) for option in offered):
            return [NOT_YOURS]
        return self._chooses(offered, partial(self._open, sheet))

    async def _open(self, sheet: Sheet, value: Act | One | Stage) -> list[str]:
        match value:
            case One(item=item):
                return self._one(sheet, item)
            case Stage():
                return [*checklist(self._guidance, value, kind_of(sheet)), *self.listed(sheet)]
            case _:
                given = about_record(self._seat.model().known, sheet.shown)
                return await asked(
                    self._puts, beginning(self._guidance, kind_of(sheet)), given, partial(self._begin, sheet)
                )

    def _one(self, sheet: Sheet, item: ItemId) -> list[str]:
        """Say how a statement stands, and offer all that can be done with it."""
        prints = bool(printer())
        said = [f"The statement {heading(statement_of(sheet.reading, item))}.", *stands(sheet, item, self._guidance)]
        return [*said, *self._chooses(page(sheet, item, printer=prints), partial(self._does, sheet, item))]

    async def _does(self, sheet: Sheet, item: ItemId, value: Ask | Act) -> list[str]:
        if isinstance(value, Ask):
            why = why_not_changed(sheet, value)
            return [why, *self._one(sheet, item)] if why else self._asks(sheet, value)
        phone = self._phone
        if value is Act.READ:
            return [*(line for line in read(sheet, item, self._guidance, phone) if line), *self._one(sheet, item)]
        view = self._seat.model().view
        if spares_power(view):
            return [NOT_NOW]
        made = statement_sheet(sheet.reading.shown, item, phone, printed_now(sheet, reader(view)))
        return await printed(lambda: report_paper(made), f"record {sheet.shown.record.number} {item}")

    @property
    def _guidance(self) -> Guidance:
        return self._seat.model().own_guidance or shipped()

    @property
    def _phone(self) -> str:
        facts = self._seat.model().facts
        return facts.phone if facts is not None else ""

    # ---- writing

    async def _begin(self, sheet: Sheet, begun: Begun) -> list[str]:
        """Write the facts one after the other. Where one is refused, the statement stands as far as it came, and it says so."""
        attempt, item, says = new_attempt(), NEW, begun.says
        for field, value in begun.facts:
            written = await self._seat.box.fact(writing(sheet, (field, item), value, attempt=attempt))
            if isinstance(written, NotDone):
                says = f"Not saved. {written}"
                break
            item = written.item
        if item == NEW:
            return [says]
        await self._seat.open(None)
        return [says, *self._one(sheet, item)]

    def _asks(self, sheet: Sheet, ask: Ask) -> list[str]:
        """Ask for one field, and why it is changed where something stands there."""
        where = (ask.field.field, ask.item)
        prompt = of_field(ask.field, place(sheet, ask.field.of_group), before=self._before(sheet, ask))
        prompt = _refusing(prompt, lambda value: self._why_not(sheet, where, value))
        why = Prompt("why", WHY_CHANGED, hints=(f"Press Enter alone for: {IMPROVED}.",), left_out=IMPROVED)
        changes = sheet.seen(*where) > 0

        async def answered(given: dict[str, Value]) -> list[str]:
            value = given.get(ask.field.field)
            if value is None:
                return ["Left as it stood.", *self._one(sheet, ask.item)]
            written = await self._seat.box.fact(writing(sheet, where, value, why=str(given.get("why", ""))))
            if isinstance(written, NotDone):
                return [f"Not saved. {written}", *self._one(sheet, ask.item)]
            sheet.wrote(*where, value, written.entry)
            await self._seat.open(None)
            return [f"Saved: {ask.field.label}.", *self._one(sheet, ask.item)]

        def asks_why(given: dict[str, Any]) -> Prompt | None:
            return why if changes and given else None

        return self._puts(Form(only(prompt), asks_why), answered)

    def _why_not(self, sheet: Sheet, where: Where, value: Value) -> str:
        return why_not_said(sheet, self._seat.model().facts, lambda: self._guidance, where, value)

    def _before(self, sheet: Sheet, ask: Ask) -> tuple[str, ...]:
        value = sheet.value(ask.field.field, ask.item)
        if value is None:
            return ()
        says = in_words(sheet, ask.field, value)
        lines = says.split("\n") if ask.field.shape is Shape.WORDS else [says]
        return ("It says now:", *lines, "Press Enter alone to keep it.")

    def _chooses(self, offered: tuple[Option, ...], does: Callable[[Any], Any]) -> list[str]:
        async def chosen(given: dict[str, Any]) -> list[str]:
            said: list[str] = await does(given["which"]) if "which" in given else ["Nothing more was done."]
            return said

        which = Prompt("which", _WHICH, lambda text: chosen_by(text, offered), offered, hints=(_END,))
        return self._puts(Form(only(which)), chosen)


def _refusing(prompt: Prompt, refuses: Callable[[Value], str]) -> Prompt:
    """Give the same question, where these words will not do."""

    def reads(text: str) -> Any | Wrong:
        value = prompt.reads(text)
        why = "" if isinstance(value, Wrong) else refuses(value)
        return Wrong(why) if why else value

    return replace(prompt, reads=reads)
