"""What is done with a record in one step: opened with a code or a reason, submitted, reviewed, held, begun. Asks for what is missing.

Each gives sentences: what became of it, or the next question (`Puts`).
"""

from datetime import datetime

from msgspec.structs import replace

from appliance.api.records.messages import FromDeskOfRecords, GiveCopy, OfferCopy, OpenRecord
from appliance.flows.parts import about_nothing, about_record
from appliance.flows.records.beginning import beginning
from appliance.flows.records.forgetting import going, kept
from appliance.flows.records.naming import numbered
from appliance.flows.records.papers import copies
from appliance.flows.records.papers.notice import NOTICE, NoticeOf
from appliance.flows.records.report import NOT_NOW, reader, spares_power
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.steps import CODE, COPY_OFFERED, GLASS, Opening, Step, Wanted, copy_noted
from appliance.record.values import Place
from tui.plain.asking.form import Puts
from tui.plain.records.asked import asked
from tui.plain.records.box import NotDone
from tui.plain.records.printed import printed
from tui.plain.records.saying import views, whole
from tui.plain.records.seat import Seat
from tui.records.attempt import new_attempt
from tui.records.papers import copy_document, document, report_paper
from tui.records.printing import NO_PRINTER, printer


class Deeds:
    """`puts` asks a person."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts
        self._unanswered: OpenRecord | None = None

    # ---- how far it has come

    async def step(self, step: Step, sheet: Sheet, answer: str) -> list[str]:
        """One step with the open record; asks for its reason, or whether it is meant."""

        async def does(wanted: Wanted) -> list[str]:
            assert not isinstance(wanted, Opening), "a record is opened by its number, not on its page"
            return await self._write(wanted, step, sheet)

        return await asked(self._puts, step.flow, about_record(self._seat.model().known, sheet.shown), does, answer)

    async def offer_copy(self, sheet: Sheet, answer: str) -> list[str]:
        """The educator was offered a full copy."""

        async def does(wanted: OfferCopy) -> list[str]:
            return await self._write(wanted, copy_noted(wanted), sheet)

        return await asked(self._puts, COPY_OFFERED, about_record(self._seat.model().known, sheet.shown), does, answer)

    # ---- looking

    async def code(self, number: int | None) -> list[str]:
        """A reporter comes back."""
        return await self._open(CODE, number, "")

    async def break_glass(self, number: int | None, reason: str) -> list[str]:
        """Read more than is one's own to read."""
        return await self._open(GLASS, number, reason)

    async def views(self, sheet: Sheet) -> list[str]:
        """Who read it."""
        found = await self._seat.box.views(sheet.shown.record.incident)
        return [str(found)] if isinstance(found, NotDone) else views(found, sheet.zone)

    async def forgetting(self) -> list[str]:
        """What will be forgotten here, and when. Opens no record."""
        found = await self._seat.box.forgetting()
        return [str(found)] if isinstance(found, NotDone) else [*going(found)]

    async def kept(self, number: int | None) -> list[str]:
        """What keeps a record here. Opens none: whoever reads it would keep it longer."""
        incident = await self._seat.find(number)
        if isinstance(incident, NotDone):
            return [str(incident)]
        known = await self._seat.box.forgetting(incident)
        if isinstance(known, NotDone):
            return [str(known)]
        sheet = self._seat.sheet
        called = number if number is not None else sheet.shown.record.number if sheet is not None else 0
        return [f"Record {called}.", *kept(known, called)]

    async def print_report(self, sheet: Sheet) -> list[str]:
        """All that may be read of it here, on paper."""
        view = self._seat.model().view
        if spares_power(view):
            return [NOT_NOW]
        made = document(sheet, reader(view))
        return await printed(lambda: report_paper(made), f"record {sheet.shown.record.number}")

    async def print_notice(self, sheet: Sheet, answer: str) -> list[str]:
        """The notice of an injury at work, on paper; asks for whom, where several of the staff were hurt."""
        model = self._seat.model()
        if spares_power(model.view):
            return [NOT_NOW]

        async def does(wanted: NoticeOf) -> list[str]:
            made = document(sheet, reader(model.view), wanted.person)
            return await printed(lambda: report_paper(made), f"notice {sheet.shown.record.number}")

        return await asked(self._puts, NOTICE, about_record(model.known, sheet.reading.shown), does, answer)

    async def print_copy(self, sheet: Sheet, answer: str) -> list[str]:
        """A copy for a union representative, on paper; asks on what basis and for whom, and has that written down first."""
        model = self._seat.model()
        if spares_power(model.view):
            return [NOT_NOW]
        if not copies.offered(sheet.reading.shown):
            return [copies.NOT_YOURS]
        if not printer():
            return [NO_PRINTER]

        async def does(wanted: GiveCopy) -> list[str]:
            given = await self._seat.box.copy(replace(wanted, attempt=new_attempt()))
            if isinstance(given, NotDone):
                return [f"Not given. {given}"]
            number = sheet.shown.record.number
            made = copy_document(sheet, given, reader(model.view))
            return [copies.said(number, given.given.item), *await printed(lambda: report_paper(made), f"copy {number}")]

        return await asked(self._puts, copies.COPY, about_record(model.known, sheet.reading.shown), does, answer)

    # ---- one that nobody pressed for

    async def new(self) -> list[str]:
        """Asks where, what, how it became known, and when."""
        place = Place(self._seat.zone, datetime.now(self._seat.zone).date())
        return await asked(self._puts, beginning(place), about_nothing(self._seat.model().known), self._begin)

    async def _begin(self, wanted: OpenRecord) -> list[str]:
        opening = self._same_as_unanswered(wanted)
        self._unanswered = opening
        written = await self._seat.box.opens(opening)
        if isinstance(written, NotDone):
            return [f"There is no record to write in yet. {written}"]
        self._unanswered = None
        opened = await self._seat.open_incident(written.incident)
        if isinstance(opened, NotDone):
            return [f"It is begun, and was not shown. {opened}"]
        line = opened.shown.record
        return [f"Done: this is {numbered(line).lower()}. To say what happened, type: tell {line.number}"]

    def _same_as_unanswered(self, opening: OpenRecord) -> OpenRecord:
        """Under the name of the one before, where that was the same and may have been begun although no answer came."""
        before = self._unanswered
        if before is not None and replace(before, attempt=opening.attempt) == opening:
            return before
        return replace(opening, attempt=new_attempt())

    # ---- helpers

    async def _write(self, wish: FromDeskOfRecords, step: Step, sheet: Sheet) -> list[str]:
        written = await self._seat.box.writes(wish)
        if isinstance(written, NotDone):
            return [f"Not done. {written}"]
        done = step.done(sheet.shown.record)
        return [f"Done: {done[:1].lower()}{done[1:]}"]

    async def _open(self, step: Step, number: int | None, answer: str) -> list[str]:
        """Open more of a record: of the one with this number, or of the one that is open."""

        async def does(wanted: Wanted) -> list[str]:
            assert isinstance(wanted, Opening), "such a step opens"
            opened = await self._seat.open(number, code=wanted.code, reason=wanted.reason)
            if isinstance(opened, NotDone):
                return [f"Not opened. {opened}"]
            return [step.done(opened.shown.record), *whole(opened)]

        return await asked(self._puts, step.flow, about_nothing(self._seat.model().known), does, answer)
