"""What is done with a record in one step: opened with a code or a reason, submitted, reviewed, held, begun. Asks for what is missing.

Each gives sentences: what became of it, or the next question (`Puts`).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec.structs import replace

from appliance.api.records.messages import FromDeskOfRecords, HoldRecord, MoveRecord, OfferCopy, OpenRecord
from appliance.core.ground.words import KnownBy
from appliance.flows.parts import Option, about_nothing
from appliance.flows.records.sheet import Sheet
from appliance.plan.model import Kind
from appliance.record.fields import FIELDS
from appliance.record.typed import Wrong
from appliance.record.values import Place
from appliance.record.words import FieldId, Status, Value
from tui.plain.asking.choices import rooms
from tui.plain.records.box import NotDone
from tui.plain.records.form import Form, Puts, answered_or_asked, only
from tui.plain.records.printed import printed
from tui.plain.records.prompt import Prompt, any_words, chosen_by, of_field, yes_no
from tui.plain.records.saying import views, whole
from tui.plain.records.seat import Seat
from tui.plain.sentences import kind_words
from tui.records.attempt import new_attempt
from tui.records.papers import NOT_NOW, document, not_now, reader, report_paper

_KNOWN_BY = {
    KnownBy.RADIO: "over the radio",
    KnownBy.PHONE: "by telephone",
    KnownBy.WORD_OF_MOUTH: "somebody told us",
    KnownBy.REPORTED_LATER: "reported later",
    KnownBy.PAPER: "from the paper form",
}


_SUBMITS = "Submit", "It is whole then as far as you know, and what comes later is an amendment."
_REVIEWS = "Was it reviewed:", "The record says then that you reviewed it."


class Deeds:
    """`puts` asks a person."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts
        self._unanswered: OpenRecord | None = None

    # ---- how far it has come

    async def move(self, sheet: Sheet, to: Status, answer: str) -> list[str]:
        """Submit it, or say that it was reviewed; asks first, since it does not go back."""

        async def act(given: dict[str, Value]) -> list[str]:
            if given["sure"] is not True:
                return ["Nothing was done."]
            wish = MoveRecord(request=0, incident=sheet.shown.record.incident, to=to)
            return await self._do(wish, f"{_named(sheet)} is {to.value}.")

        does = _SUBMITS if to is Status.SUBMITTED else _REVIEWS
        question = f"{does[0]} record {sheet.shown.record.number}, {sheet.shown.record.room_name}? {does[1]}"
        return await answered_or_asked(
            self._puts, Prompt("sure", question, yes_no, hint="Type yes or no.", needed=True), answer, act
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
        return await answered_or_asked(
            self._puts, Prompt("taken", question, yes_no, hint="Type yes or no.", needed=True), answer, act
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
        return self._puts(Form(only(Prompt("code", question, any_words, hint=hint, hidden=True, needed=True))), act)

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

    async def print_report(self, sheet: Sheet) -> list[str]:
        """All that may be read of it here, on paper."""
        if not_now(self._seat.model()):
            return [NOT_NOW]
        made = document(sheet, reader(self._seat.model()))
        return await printed(lambda: report_paper(made), f"record {sheet.shown.record.number}")

    # ---- one that nobody pressed for

    async def new(self) -> list[str]:
        """Asks where, what, how it became known, and when."""
        given = about_nothing(self._seat.model().known)
        here = rooms(given)
        place = Place(self._seat.zone, datetime.now(self._seat.zone).date())
        kinds = tuple(
            Option(kind, kind_words(kind), (kind_words(kind), kind.value)) for kind in Kind if kind is not Kind.TAP_OUT
        )
        known = tuple(Option(each, says, (says,)) for each, says in _KNOWN_BY.items())
        when = of_field(FIELDS[FieldId("occurred_at")], place)
        form = Form(
            only(
                Prompt(
                    "room",
                    "In which room was it? Type its name, or part of it.",
                    _of(here, numbered=False),
                    needed=True,
                )
            ),
            only(Prompt("kind", "What kind of help was needed?", _of(kinds), kinds, needed=True)),
            only(Prompt("known", "How did it become known?", _of(known), known, needed=True)),
            only(Prompt("when", when.question, when.reads, hint=f"{when.hint} Press Enter alone if nobody knows.")),
        )
        return self._puts(form, self._begin)

    async def _begin(self, given: dict[str, Value]) -> list[str]:
        at = given.get("when")
        here = rooms(about_nothing(self._seat.model().known))
        opening = self._same_as_unanswered(
            OpenRecord(
                request=0,
                room=next(option.value for option in here if str(option.value) == given["room"]),
                kind=Kind(str(given["kind"])),
                known_by=KnownBy(str(given["known"])),
                occurred_ms=at if isinstance(at, int) else None,
            )
        )
        self._unanswered = opening
        written = await self._seat.box.opens(opening)
        if isinstance(written, NotDone):
            return [f"There is no record to write in yet. {written}"]
        self._unanswered = None
        opened = await self._seat.open_incident(written.incident)
        if isinstance(opened, NotDone):
            return [f"It is begun, and was not shown. {opened}"]
        return [
            f"Done: this is {_named(opened).lower()}. To say what happened, type: tell {opened.shown.record.number}"
        ]

    def _same_as_unanswered(self, opening: OpenRecord) -> OpenRecord:
        """Under the name of the one before, where that was the same and may have been begun although no answer came."""
        before = self._unanswered
        if before is not None and replace(before, attempt=opening.attempt) == opening:
            return before
        return replace(opening, attempt=new_attempt())

    # ---- helpers

    async def _do(self, wish: FromDeskOfRecords, done: str) -> list[str]:
        written = await self._seat.box.writes(wish)
        return [f"Not done. {written}"] if isinstance(written, NotDone) else [f"Done: {done[:1].lower()}{done[1:]}"]

    async def _with_reason(self, question: str, reason: str, act: Callable[[str], Awaitable[list[str]]]) -> list[str]:
        async def answered(given: dict[str, Value]) -> list[str]:
            return await act(str(given["reason"]))

        return await answered_or_asked(self._puts, Prompt("reason", question, any_words, needed=True), reason, answered)


def _named(sheet: Sheet) -> str:
    return f"Record {sheet.shown.record.number}"


def _of(choices: tuple[Option, ...], *, numbered: bool = True) -> Callable[[str], Value | Wrong]:
    def reads(text: str) -> Value | Wrong:
        found = chosen_by(text, choices, numbered=numbered)
        return found if isinstance(found, Wrong) else str(found.value)

    return reads
