"""What stands in the open record, and what its writer does with their own words: hear, amend, agree, have a receipt again."""

from collections.abc import Callable
from functools import partial

from appliance.api.records.messages import Paper
from appliance.exports.document import Document
from appliance.exports.plain import plain
from appliance.flows.parts import Option
from appliance.flows.people.resources import NO_SUCH_LANGUAGE, language_said
from appliance.flows.records.account import (
    ADDITION,
    AGREES,
    NO_ACCOUNT,
    asks_what_is_wrong,
    own_account,
    words_for_receipt,
)
from appliance.flows.records.amending import (
    NOTHING_CHANGED,
    NOTHING_YOURS,
    WHICH,
    amendable,
    amended,
    asks,
    spots,
)
from appliance.flows.records.report import NOT_NOW, spares_power
from appliance.flows.records.sheet import Sheet, Where
from appliance.flows.records.writing import WHY_CHANGED, writing
from appliance.record.fields import FIELDS
from appliance.record.typed import Wrong
from appliance.record.values import Place
from appliance.record.words import ItemId, Value
from tui.plain.asking.form import Form, Puts, only, put
from tui.plain.asking.parts import matching
from tui.plain.asking.prompt import Prompt, chosen_by
from tui.plain.paper import LINE_WIDTH
from tui.plain.records.asked import not_saved
from tui.plain.records.box import NotDone
from tui.plain.records.printed import printed
from tui.plain.records.prompt import of_field
from tui.plain.records.receipt import receipt_in_short, receipt_lines
from tui.plain.records.saying import history, named_spot, place
from tui.plain.records.seat import Seat
from tui.records.papers import own_page_document, receipt_paper, report_paper


class Own:
    """`puts` asks a person."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts

    def history(self, sheet: Sheet, words: str) -> list[str]:
        """Every text that stood in a field."""
        meant = _meant(sheet, words, spots(sheet))
        if isinstance(meant, Wrong):
            return [meant.says]
        return [sentence for spot in meant for sentence in (f"{named_spot(sheet, spot)}.", *history(sheet, spot))]

    async def receipt(self, sheet: Sheet) -> list[str]:
        """For one's own account, again."""
        paper = await self._paper(sheet)
        if isinstance(paper, NotDone):
            return [str(paper)]
        lines = receipt_lines(paper, sheet.zone)
        return [*receipt_in_short(paper, len(lines)), *lines]

    async def print_receipt(self, sheet: Sheet) -> list[str]:
        """The same on paper."""
        paper = await self._paper(sheet)
        if isinstance(paper, NotDone):
            return [str(paper)]
        return await printed(lambda: receipt_paper(paper, sheet.zone), "receipt")

    async def page(self, sheet: Sheet, words: str) -> list[str]:
        """One's own page: the account, what was done, what is owed, who has read it, the card."""
        made = await self._page(sheet, words)
        return (
            [made]
            if isinstance(made, str)
            else [line for line in plain(made, LINE_WIDTH).splitlines() if line.strip("=- ")]
        )

    async def print_page(self, sheet: Sheet, words: str) -> list[str]:
        """The same on paper."""
        if spares_power(self._seat.model().view):
            return [NOT_NOW]
        made = await self._page(sheet, words)
        return [made] if isinstance(made, str) else await printed(lambda: report_paper(made), "own page")

    async def _page(self, sheet: Sheet, words: str) -> Document | str:
        """Give the page, or why there is none."""
        language = language_said(words)
        if language is None:
            return NO_SUCH_LANGUAGE
        page = await self._seat.box.own_page(sheet.shown.record.incident)
        return str(page) if isinstance(page, NotDone) else own_page_document(page, language, sheet.zone)

    async def _paper(self, sheet: Sheet) -> Paper | NotDone:
        entry = words_for_receipt(sheet)
        if not entry:
            return NotDone(NO_ACCOUNT)
        return await self._seat.box.receipt(sheet.shown.record.incident, entry)

    async def agree(self, sheet: Sheet, answer: str) -> list[str]:
        """Whether whoever told an account agrees with the record as it stands."""
        item = own_account(sheet)
        if item is None:
            return [NO_ACCOUNT]

        async def act(given: dict[str, Value]) -> list[str]:
            value = given.get(AGREES)
            if value is None:
                return ["Nothing was answered."]
            return await self._writes(sheet, (AGREES, item), value, then=lambda: self._adds(sheet, item, value))

        return await put(self._puts, Form(only(of_field(FIELDS[AGREES], Place())), ahead=answer), act)

    def _adds(self, sheet: Sheet, item: ItemId, agrees: Value) -> list[str]:
        if not asks_what_is_wrong(agrees):
            return []

        async def act(given: dict[str, Value]) -> list[str]:
            text = given.get(ADDITION)
            return await self._writes(sheet, (ADDITION, item), text) if text else ["Nothing was added."]

        return self._puts(Form(only(of_field(FIELDS[ADDITION], Place()))), act)

    async def amend(self, sheet: Sheet, words: str) -> list[str]:
        """Change something that stands, and say why."""
        known = amendable(sheet)
        if not known:
            return [NOTHING_YOURS]
        if not words:
            return self._asks_which(sheet, known)
        meant = _meant(sheet, words, known)
        if isinstance(meant, Wrong):
            return [meant.says]
        return self._amends(sheet, meant[0]) if len(meant) == 1 else self._asks_which(sheet, meant)

    def _asks_which(self, sheet: Sheet, known: tuple[Where, ...]) -> list[str]:
        choices = tuple(Option(spot, named_spot(sheet, spot), (named_spot(sheet, spot),)) for spot in known)

        async def act(given: dict[str, Where]) -> list[str]:
            return self._amends(sheet, given["which"])

        which = Prompt("which", WHICH, lambda text: chosen_by(text, choices), choices, needed=True)
        return self._puts(Form(only(which)), act)

    def _amends(self, sheet: Sheet, spot: Where) -> list[str]:
        field = FIELDS[spot[0]]
        prompt = of_field(field, place(sheet, field.of_group), before=(asks(spot),))
        why = Prompt("why", WHY_CHANGED, needed=True)

        async def act(given: dict[str, Value]) -> list[str]:
            value = given.get(spot[0])
            if value is None:
                return [NOTHING_CHANGED]
            return await self._writes(sheet, spot, amended(sheet, spot, value), str(given["why"]))

        return self._puts(Form(only(prompt), lambda given: why if given else None), act)

    async def _writes(
        self, sheet: Sheet, spot: Where, value: Value, why: str = "", then: Callable[[], list[str]] = list
    ) -> list[str]:
        written = await self._seat.box.fact(writing(sheet, spot, value, why=why))
        if isinstance(written, NotDone):
            again = partial(self._writes, sheet, spot, value, why, then)
            return not_saved(self._puts, written, again, lambda: [NOTHING_CHANGED])
        sheet.wrote(*spot, value, written.entry)
        await self._seat.open(None)
        return [f"Saved: {named_spot(sheet, spot)}.", *then()]


def _meant(sheet: Sheet, words: str, known: tuple[Where, ...]) -> tuple[Where, ...] | Wrong:
    """The fields that words mean, of every item."""
    options = tuple(
        Option(spot, named_spot(sheet, spot), (named_spot(sheet, spot), FIELDS[spot[0]].label)) for spot in known
    )
    found = matching(words, options)
    if not words or not found:
        return Wrong("Say which field, as the record calls it. To hear the record, type: record")
    return tuple(option.value for option in found)
