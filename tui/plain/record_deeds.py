"""What is done with a record in one step: submit, review, hold, agree, amend, offer a copy, begin a new one. Asks for what is missing.

Each gives sentences: what became of it, or the next question (`Puts`).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from appliance.api.record_messages import FromDeskOfRecords, HoldRecord, MoveRecord, OfferCopy, OpenRecord, WriteFact
from appliance.core.words import KnownBy
from appliance.plan.model import Kind
from appliance.record.fields import FIELDS
from appliance.record.typed import Wrong
from appliance.record.values import Place
from appliance.record.words import FieldId, ItemId, Status, Value
from tui.plain.choices import rooms
from tui.plain.parts import Given, Option, matching
from tui.plain.record_box import NotDone
from tui.plain.record_form import Form
from tui.plain.record_prompt import Prompt, chosen_by, of_field
from tui.plain.record_round import Puts, receipt_lines
from tui.plain.record_saying import history, named_spot, place, receipt_in_short, spots, views, whole
from tui.plain.record_seat import Seat
from tui.plain.sentences import kind_words
from tui.records.sheet import Sheet, Where

_KNOWN_BY = {
    KnownBy.RADIO: "over the radio",
    KnownBy.PHONE: "by telephone",
    KnownBy.WORD_OF_MOUTH: "somebody told us",
    KnownBy.REPORTED_LATER: "reported later",
    KnownBy.PAPER: "from the paper form",
}
_TEXT, _AGREES, _ADDITION = FieldId("account.text"), FieldId("account.agrees"), FieldId("account.addition")
NO_ACCOUNT = "No account that is told here is yours. Come back with your code: type code and the number of the record."


class Deeds:
    """`puts` asks a person."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts

    # ---- how far it has come

    async def move(self, sheet: Sheet, to: Status) -> list[str]:
        """Submit it, or say that it was reviewed."""
        return await self._do(
            MoveRecord(request=0, incident=sheet.shown.record.incident, to=to), f"{_named(sheet)} is {to.value}."
        )

    async def hold(self, sheet: Sheet, reason: str, *, on: bool) -> list[str]:
        """Preserve it, or let it go again; asks why."""
        done = (
            f"{_named(sheet)} is held: nothing of it may be destroyed."
            if on
            else f"{_named(sheet)} is not held any more."
        )

        async def act(reason: str) -> list[str]:
            return await self._do(
                HoldRecord(request=0, incident=sheet.shown.record.incident, hold=on, reason=reason), done
            )

        return await self._with_reason("Why is it held?" if on else "Why is it let go?", reason, act)

    async def offer_copy(self, sheet: Sheet, answer: str) -> list[str]:
        """The educator was offered a full copy."""

        async def act(given: dict[str, Value]) -> list[str]:
            wish = OfferCopy(request=0, incident=sheet.shown.record.incident, taken=given["taken"] is True)
            taken = "and taken" if wish.taken else "and not wanted"
            return await self._do(wish, f"Noted: a full copy was offered, {taken}.")

        question = "Did the educator take the copy that was offered?"
        return await self._answered_or_asked(
            Prompt("taken", question, _yes_no, hint="Type yes or no.", needed=True), answer, act
        )

    # ---- looking

    async def code(self, number: int | None) -> list[str]:
        """A reporter comes back."""

        async def act(given: dict[str, Value]) -> list[str]:
            code = str(given["code"]).replace(",", " ")  # as it was said: a pause between its groups
            opened = await self._seat.open(number, code=code)
            return [f"Not opened. {opened}"] if isinstance(opened, NotDone) else ["That is your code.", *whole(opened)]

        question = "Type the code from your receipt."
        hint = "It is not shown while you type. Blanks and hyphens do not matter."
        return self._puts(Form(_only(Prompt("code", question, _any, hint=hint, hidden=True, needed=True))), act)

    async def break_glass(self, number: int | None, reason: str) -> list[str]:
        """Read more than is one's own to read."""

        async def act(reason: str) -> list[str]:
            opened = await self._seat.open(number, reason=reason)
            if isinstance(opened, NotDone):
                return [f"Not opened. {opened}"]
            return [
                "The glass is broken: this reading is in the record, and the administrator is told.",
                *whole(opened),
            ]

        return await self._with_reason("Why do you have to know? The administrator is told.", reason, act)

    async def views(self, sheet: Sheet) -> list[str]:
        """Who read it."""
        found = await self._seat.box.views(sheet.shown.record.incident)
        return [str(found)] if isinstance(found, NotDone) else views(found, sheet.zone)

    def history(self, sheet: Sheet, words: str) -> list[str]:
        """Every text that stood in a field."""
        meant = _meant(sheet, words, spots(sheet))
        if isinstance(meant, Wrong):
            return [meant.says]
        return [sentence for spot in meant for sentence in (f"{named_spot(sheet, spot)}.", *history(sheet, spot))]

    async def receipt(self, sheet: Sheet) -> list[str]:
        """For one's own account, again."""
        item = _own_account(sheet)
        if item is None:
            return [NO_ACCOUNT]
        paper = await self._seat.box.receipt(sheet.shown.record.incident, sheet.seen(_TEXT, item))
        if isinstance(paper, NotDone):
            return [str(paper)]
        lines = receipt_lines(paper, sheet.zone)
        return [*receipt_in_short(paper, len(lines)), *lines]

    # ---- one's own words

    async def agree(self, sheet: Sheet, answer: str) -> list[str]:
        """Whether whoever told an account agrees with the record as it stands."""
        item = _own_account(sheet)
        if item is None:
            return [NO_ACCOUNT]

        async def act(given: dict[str, Value]) -> list[str]:
            said = await self._writes(sheet, (_AGREES, item), given[_AGREES])
            return said if given[_AGREES] == "yes" or said[0].startswith("Not") else [*said, *self._adds(sheet, item)]

        return await self._answered_or_asked(of_field(FIELDS[_AGREES], Place()), answer, act)

    def _adds(self, sheet: Sheet, item: ItemId) -> list[str]:
        async def act(given: dict[str, Value]) -> list[str]:
            text = given.get(_ADDITION)
            return await self._writes(sheet, (_ADDITION, item), text) if text else ["Nothing was added."]

        return self._puts(Form(_only(of_field(FIELDS[_ADDITION], Place()))), act)

    async def amend(self, sheet: Sheet, words: str) -> list[str]:
        """Change something that stands, and say why."""
        known = tuple(spot for spot in spots(sheet) if sheet.may_write(FIELDS[spot[0]]))
        if not known:
            return ["Nothing in it that is told here is yours to change. Whoever told an account types: code"]
        if not words:
            return self._asks_which(sheet, known)
        meant = _meant(sheet, words, known)
        if isinstance(meant, Wrong):
            return [meant.says]
        return self._amends(sheet, meant[0]) if len(meant) == 1 else self._asks_which(sheet, meant)

    def _asks_which(self, sheet: Sheet, known: tuple[Where, ...]) -> list[str]:
        choices = tuple(Option(spot, named_spot(sheet, spot), (named_spot(sheet, spot),)) for spot in known)
        names = {option.says: option.value for option in choices}

        async def act(given: dict[str, Value]) -> list[str]:
            return self._amends(sheet, names[str(given["which"])])

        def reads(text: str) -> Value | Wrong:
            found = chosen_by(text, choices)
            return found if isinstance(found, Wrong) else found.says

        return self._puts(Form(_only(Prompt("which", "What do you change?", reads, choices, needed=True))), act)

    def _amends(self, sheet: Sheet, spot: Where) -> list[str]:
        field = FIELDS[spot[0]]
        stands = str(sheet.value(*spot)) if field.written_once else ""
        says = "Type what you add or correct: it is written below what you told." if stands else "What is right?"
        prompt = of_field(field, place(sheet, field.of_group), before=(says,))
        why = Prompt("why", "Why do you change it? Both texts are kept.", _any, needed=True)

        async def act(given: dict[str, Value]) -> list[str]:
            value = given.get(spot[0])
            if value is None:
                return ["Nothing was changed."]
            return await self._writes(sheet, spot, f"{stands}\n{value}" if stands else value, str(given["why"]))

        return self._puts(Form(_only(prompt), lambda given: why if given else None), act)

    # ---- one that nobody pressed for

    async def new(self) -> list[str]:
        """Asks where, what, how it became known, and when."""
        given = Given(self._seat.model(), None, None, {})
        here = rooms(given)
        place = Place(self._seat.zone, datetime.now(self._seat.zone).date())
        kinds = tuple(
            Option(kind, kind_words(kind), (kind_words(kind), kind.value)) for kind in Kind if kind is not Kind.TAP_OUT
        )
        known = tuple(Option(each, says, (says,)) for each, says in _KNOWN_BY.items())
        when = of_field(FIELDS[FieldId("occurred_at")], place)
        form = Form(
            _only(
                Prompt(
                    "room",
                    "In which room was it? Type its name, or part of it.",
                    _of(here, numbered=False),
                    needed=True,
                )
            ),
            _only(Prompt("kind", "What kind of help was needed?", _of(kinds), kinds, needed=True)),
            _only(Prompt("known", "How did it become known?", _of(known), known, needed=True)),
            _only(Prompt("when", when.question, when.reads, hint=f"{when.hint} Press Enter alone if nobody knows.")),
        )
        return self._puts(form, self._begin)

    async def _begin(self, given: dict[str, Value]) -> list[str]:
        at = given.get("when")
        here = rooms(Given(self._seat.model(), None, None, {}))
        written = await self._seat.box.opens(
            OpenRecord(
                request=0,
                room=next(option.value for option in here if str(option.value) == given["room"]),
                kind=Kind(str(given["kind"])),
                known_by=KnownBy(str(given["known"])),
                occurred_ms=at if isinstance(at, int) else None,
            )
        )
        if isinstance(written, NotDone):
            return [f"Not begun. {written}"]
        opened = await self._seat.open_incident(written.incident)
        if isinstance(opened, NotDone):
            return [f"It is begun, and was not shown. {opened}"]
        return [
            f"Done: this is {_named(opened).lower()}. To say what happened, type: tell {opened.shown.record.number}"
        ]

    # ---- helpers

    async def _do(self, wish: FromDeskOfRecords, done: str) -> list[str]:
        written = await self._seat.box.writes(wish)
        return [f"Not done. {written}"] if isinstance(written, NotDone) else [f"Done: {done[:1].lower()}{done[1:]}"]

    async def _writes(self, sheet: Sheet, spot: Where, value: Value, why: str = "") -> list[str]:
        written = await self._seat.box.fact(
            WriteFact(
                request=0,
                incident=sheet.shown.record.incident,
                field=spot[0],
                item=spot[1],
                value=value,
                seen=sheet.seen(*spot),
                why=why,
            )
        )
        if isinstance(written, NotDone):
            return [f"Not saved. {written}"]
        sheet.wrote(*spot, value, written.entry)
        await self._seat.open(None)
        return [f"Saved: {named_spot(sheet, spot)}."]

    async def _with_reason(self, question: str, reason: str, act: Callable[[str], Awaitable[list[str]]]) -> list[str]:
        async def answered(given: dict[str, Value]) -> list[str]:
            return await act(str(given["reason"]))

        return await self._answered_or_asked(Prompt("reason", question, _any, needed=True), reason, answered)

    async def _answered_or_asked(
        self, prompt: Prompt, answer: str, act: Callable[[dict[str, Value]], Awaitable[list[str]]]
    ) -> list[str]:
        """What was typed after the command, where it says enough; else the question."""
        value = prompt.reads(answer) if answer else Wrong("")
        if isinstance(value, Wrong):
            return [*([value.says] if value.says else []), *self._puts(Form(_only(prompt)), act)]
        return await act({prompt.name: value})


def _named(sheet: Sheet) -> str:
    return f"Record {sheet.shown.record.number}"


def _own_account(sheet: Sheet) -> ItemId | None:
    """The account of whoever sits here, None where it cannot be told which one that is."""
    items = [item for item in sheet.reading.items("account") if sheet.value(_TEXT, item)]
    told = sheet.receipt.entry if sheet.receipt else 0
    own = [item for item in items if any(version.entry == told for version in sheet.versions(_TEXT, item))]
    return own[-1] if own else items[0] if len(items) == 1 else None


def _meant(sheet: Sheet, words: str, known: tuple[Where, ...]) -> tuple[Where, ...] | Wrong:
    """The fields that words mean, of every item."""
    options = tuple(
        Option(spot, named_spot(sheet, spot), (named_spot(sheet, spot), FIELDS[spot[0]].label)) for spot in known
    )
    found = matching(words, options)
    if not words or not found:
        return Wrong("Say which field, as the record calls it. To hear the record, type: record")
    return tuple(option.value for option in found)


def _only(prompt: Prompt) -> Callable[[dict[str, Value]], Prompt]:
    return lambda _: prompt


def _of(choices: tuple[Option, ...], *, numbered: bool = True) -> Callable[[str], Value | Wrong]:
    def reads(text: str) -> Value | Wrong:
        found = chosen_by(text, choices, numbered=numbered)
        return found if isinstance(found, Wrong) else str(found.value)

    return reads


def _any(text: str) -> Value | Wrong:
    return text


def _yes_no(text: str) -> Value | Wrong:
    answer = {"yes": True, "y": True, "no": False, "n": False}.get(text.casefold())
    return Wrong("Type yes or no.") if answer is None else answer
