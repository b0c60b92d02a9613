"""Answers what one console asks of records, and writes into them. `appliance.record` makes the decisions, for whoever sits here. Every
answer is made for whoever sits at this console now. A view of somebody else's words becomes an entry before it is shown.
"""

import asyncio
import logging
from typing import assert_never

from appliance.api.ask import Answer
from appliance.api.records.messages import (
    AskForgetting,
    AskOwnPage,
    AskReceipt,
    AskRecord,
    AskRecords,
    AskViews,
    CopyGiven,
    EndFirstReading,
    FromDeskOfRecords,
    GiveCopy,
    HoldRecord,
    LeaveRecord,
    MoveRecord,
    OfferCopy,
    OpenRecord,
    OwnPage,
    RecordLine,
    RecordShown,
    RecordsKnown,
    TellAccount,
    ViewsKnown,
    WriteFact,
    Written,
)
from appliance.communications.deciding import why_not_kept
from appliance.core.calls.commands import BeginRecord
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.words import Actor, Cause
from appliance.doors.records import copies, forgetting, notes
from appliance.doors.records.accounts import Accounts
from appliance.doors.records.own_page import alone, classes_of_others, own_duties, own_page
from appliance.doors.records.replies import refused, written
from appliance.doors.records.user import RecordUser, Services
from appliance.doors.records.view import as_read, classes_read, concerns, line_of, shown, views
from appliance.doors.sitting.sitting import Sitting
from appliance.logbook.errors import LogbookError
from appliance.plan.ids import DeskId
from appliance.plan.model import Kind, Role
from appliance.record import attempts, decide, giving
from appliance.record.access import rights
from appliance.record.completeness import missing
from appliance.record.conversations import why_no_teller
from appliance.record.decide import No
from appliance.record.derived import derived
from appliance.record.events import FactWritten, RecordEntry, RecordViewed, owes_record
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.transcript import nothing_left
from appliance.record.values import why_not
from appliance.record.words import NEW, Author, FactId, FieldId, ItemId, Klass
from appliance.vault.errors import VaultError
from appliance.vault.slow_hash import DamagedHash
from appliance.words.troubles import RECORD_READ_FOR_A_REASON

RECORDS_MAX = 50  # lines in an answer: two screens; each record is folded once, some 2 ms
FIRST_MAX = 1 << 62  # above every possible entry, and within what SQLite counts

log = logging.getLogger("handbell.doors")


class RecordDesk:
    """Answers about records; one per console at a desk."""

    def __init__(self, services: Services, desk: DeskId, sitting: Sitting) -> None:
        self._user = RecordUser(services, desk, sitting)
        self._accounts = Accounts(self._user)

    async def answer(self, message: FromDeskOfRecords) -> Answer:
        """Give the answer to one message; a refusal is a sentence in it."""
        try:
            return await self._answer(message)
        except LogbookError as error:
            log.warning("a record could not be read: %s", error)
            says = "The box's disk does not answer. Nothing was lost: note it on paper, and try again in a moment."
            return refused(message.request, says)
        except (VaultError, DamagedHash) as error:
            log.error("a reporter's code could not be made or checked: %s", error)
            return refused(message.request, "The box could not make or check a code. Tell the box's administrator.")

    async def _answer(self, message: FromDeskOfRecords) -> Answer:
        match message:
            case AskRecords():
                return await self._list(message)
            case OpenRecord():
                return await self._begin(message)
            case LeaveRecord():
                return self._leave(message)
            case AskForgetting():
                return await forgetting.answer(self._user, message)
            case (
                AskRecord()
                | WriteFact()
                | TellAccount()
                | MoveRecord()
                | HoldRecord()
                | OfferCopy()
                | GiveCopy()
                | EndFirstReading()
                | AskReceipt()
                | AskViews()
                | AskOwnPage()
            ):
                return await self._of_one(message)
            case _:
                assert_never(message)

    async def _of_one(
        self,
        message: AskRecord
        | WriteFact
        | TellAccount
        | MoveRecord
        | HoldRecord
        | OfferCopy
        | GiveCopy
        | EndFirstReading
        | AskReceipt
        | AskViews
        | AskOwnPage,
    ) -> Answer:
        record = await self._user.services.records.open(message.incident)
        if record is None or not (record.live or record.versions):
            code = message.code if isinstance(message, AskOwnPage) else ""
            says = await self._user.opens_nothing(code) if code else self._not_there(record)
            return refused(message.request, says)
        if isinstance(message, AskRecord | WriteFact | TellAccount | AskReceipt | AskOwnPage) and message.code:
            why_not = await self._user.recognise(record, message.code)
            if why_not:
                return refused(message.request, why_not)
        match message:
            case AskRecord():
                return await self._show(message, record)
            case WriteFact():
                return await self._write(message)
            case TellAccount():
                return await self._accounts.tell(message, record)
            case MoveRecord() | HoldRecord() | OfferCopy() | EndFirstReading():
                return await self._act(message)
            case GiveCopy():
                return await self._give(message, record)
            case AskReceipt():
                return await self._accounts.receipt(message, record)
            case AskViews():
                return self._views(message, record)
            case AskOwnPage():
                return await self._own_page(message, record)
            case _:
                assert_never(message)

    def _not_there(self, record: Record | None) -> str:
        if record is None or not record.destroyed:
            return "There is no such record. Look for it in the list."
        return nothing_left(record.destroyed[-1], self._user.services.engine.board.index)

    # ---- reading

    async def _numbered(self, request: int, number: int) -> RecordsKnown:
        """Find the record of this number, whether its call is open or over."""
        services = self._user.services
        is_open = (id_ for id_, live in services.engine.board.incidents.items() if live.number == number)
        incident = next(is_open, None) or await services.records.numbered(number)
        record = await services.records.open(incident) if incident is not None else None
        read = None if record is None else as_read(record, self._user.reads())
        line = line_of(read, services.engine.board) if read is not None else None
        return RecordsKnown(request=request, records=(line,) if line is not None else (), before=None)

    async def _list(self, message: AskRecords) -> RecordsKnown | Written:
        if message.number is not None:
            return await self._numbered(message.request, message.number)
        person = self._user.sitting.person if self._user.reads().proven else None
        roles = self._user.services.engine.board.index.people[person].roles if person is not None else ()
        if not message.unfinished and "views" not in rights(roles, proven=person is not None).acts:
            says = "Finished records are listed for an administrator or an auditor, signed in with their PIN."
            return refused(message.request, says)
        still_open = await self._still_open() if message.before is None else []
        found, before = await self._user.services.records.latest(
            unfinished=message.unfinished,
            before=min(message.before, FIRST_MAX) if message.before is not None else FIRST_MAX,
            limit=min(max(message.limit, 1), RECORDS_MAX),
        )
        listed = {record.incident for record in still_open}  # one of these may have been stood down since
        board = self._user.services.engine.board
        lines: list[RecordLine] = []
        for each in (*still_open, *(record for record in found if record.incident not in listed)):
            if (line := line_of(as_read(each, self._user.reads()), board)) is not None:
                lines.append(line)
            await asyncio.sleep(
                0
                # working out what a record still lacks takes a while on a Pi, and a press must not wait for fifty of them
            )
        return RecordsKnown(request=message.request, records=tuple(lines), before=before)

    async def _still_open(self) -> list[Record]:
        """Give the calls that are not over and owe a record, newest first: people may write down what they see before the call ends."""
        newest = list(self._user.services.engine.board.incidents)[: -RECORDS_MAX - 1 : -1]
        found = [await self._user.services.records.open(incident) for incident in newest]
        return [each for each in found if each is not None and any(owes_record(event) for _, _, event in each.live)]

    async def _show(self, message: AskRecord, record: Record) -> RecordShown | Written:
        reason = message.reason.strip()
        if reason and (no := decide.why_no_reason(reason)):
            return refused(message.request, no)
        of = await self._user.services.owed.of(record) if record.notes else None
        eyes = self._user.eyes(record, glass=bool(reason))
        engine = self._user.services.engine
        board, left, now_ms = engine.board, engine.heard.copy.left, engine.clock.now().wall_ms
        told = shown(message.request, record, eyes, board, self._user.services.feed_lines, left, now_ms)
        if told is None:
            return refused(message.request, "A tap-out has no record. Nothing is written about who needs a break.")
        classes = classes_read(told, record, eyes)
        if record.notes:
            roles = self._user.roles
            told = notes.with_notes(told, record, notes.noted(of, eyes, roles, board.index))
            classes = tuple(sorted({*classes, *notes.classes_of_words(of, eyes, roles)}))
        broken = bool(reason) and eyes.rights != self._user.rights(record)
        why_not = await self._view_first(record, classes, reason if broken else "")
        return told if why_not is None else refused(message.request, why_not)

    async def _own_page(self, message: AskOwnPage, record: Record) -> OwnPage | Written:
        of = await self._user.services.owed.of(record)
        reporter = self._user.reader(record).reporter
        if reporter is None:
            says = (
                "Your own page opens with the code on your receipt, or with the PIN with which you told your account."
            )
            return refused(message.request, says)
        engine = self._user.services.engine
        now_ms = engine.clock.now().wall_ms
        reader = alone(record, reporter, now_ms)
        owed = own_duties(of, reader, now_ms)
        page = own_page(message.request, record, reader, self._user.reads(), engine.board, owed)
        if page is None:
            return refused(message.request, "A tap-out has no record. Nothing is written about who needs a break.")
        why_not = await self._view_first(record, classes_of_others(record, reader, of), "")
        return page if why_not is None else refused(message.request, why_not)

    async def _view_first(self, record: Record, classes: tuple[Klass, ...], reason: str) -> str | None:
        """Write the entry of a view before anything is shown, once a sitting. `reason`: why the glass was broken. Give why nothing may be
        shown, or None.
        """
        author = self._user.author(record)
        if not classes or not (reason or not self._user.sitting.viewed_before(record.incident, author, classes)):
            return None
        noted = await self._note_view(record, author, classes, reason)
        if isinstance(noted, No):
            return str(noted)
        if self._user.author(record) != author:
            return "Somebody signed in or out here meanwhile. Open the record again."
        self._user.sitting.viewed(record.incident, author, classes)
        return None

    async def _note_view(self, record: Record, by: Author, classes: tuple[Klass, ...], reason: str) -> Record | No:
        """Write the entry of a view first. If somebody broke the glass, tell the administrator."""
        viewed = RecordViewed(
            incident=record.incident,
            by=by,
            klass=Klass.OPERATIONAL,
            classes=classes,
            glass_broken=bool(reason),
            reason=reason,
        )
        kept = await self._user.services.records.write(record.incident, lambda _: [viewed])
        if reason and not isinstance(kept, No):
            line = line_of(record, self._user.services.engine.board)
            says = RECORD_READ_FOR_A_REASON.do.format(number=line.number if line else "")
            cause = Cause(RECORD_READ_FOR_A_REASON.word, record.incident)
            self._user.services.engine.submit(ReportTrouble(cause=cause, detail=says))
        return kept

    def _views(self, message: AskViews, record: Record) -> ViewsKnown | Written:
        eyes = self._user.eyes(record)
        if "views" not in eyes.rights.acts:
            says = "Who read a record is shown to an administrator or an auditor, signed in with their PIN."
            return refused(message.request, says)
        cause = Cause(RECORD_READ_FOR_A_REASON.word, record.incident)
        broke = next((view.by for view in reversed(record.views) if view.glass_broken), None)
        if cause.key in self._user.services.engine.board.troubles and self._looks_after(record, broke):
            self._user.services.engine.submit(ReportRestored(cause=cause))
        return ViewsKnown(request=message.request, views=views(record, eyes, self._user.services.engine.board.index))

    def _looks_after(self, record: Record, broke: Author | None) -> bool:
        """Return whether this is an administrator who looks at what somebody else did."""
        reader, people = self._user.reader(record), self._user.services.engine.board.index.people
        administers = reader.person is not None and Role.ADMINISTRATOR in people[reader.person].roles
        return administers and (broke is None or not reader.wrote(broke))

    # ---- writing

    async def _begin(self, message: OpenRecord) -> Written:
        when = why_not(FIELDS[FieldId("occurred_at")], message.occurred_ms)
        if when or message.kind is Kind.TAP_OUT:
            return refused(
                message.request, when or "A tap-out has no record. Nothing is written about who needs a break."
            )
        person = self._user.sitting.person if self._user.reads().proven else None
        command = BeginRecord(
            room=message.room,
            kind=message.kind,
            known_by=message.known_by,
            occurred_ms=message.occurred_ms,
            attempt=message.attempt,
        )
        begun = await self._user.services.records.begin(command, Actor(self._user.desk, person))
        if isinstance(begun, No):
            return refused(message.request, begun)
        return Written(request=message.request, ok=True, incident=begun.incident, before=begun.before)

    async def _write(self, message: WriteFact) -> Written:
        asked = FactId(message.field, message.item)
        made: list[tuple[FactId, bool]] = []

        def writing(record: Record) -> list[RecordEntry] | No:
            writer = self._user.writer(record)
            decided = decide.write(
                record, writer, asked, message.value, message.seen, message.why, attempt=message.attempt
            )
            if isinstance(decided, No):
                return decided
            placed = [event.fact_id for event in decided if isinstance(event, FactWritten)]
            plan = self._user.services.engine.board.index.plan
            for fact_id in placed:
                said = why_not_kept(record, writer, plan, fact_id, message.value)
                if said := said or why_no_teller(plan, fact_id, message.value):
                    return No(said)
            sent_before = attempts.written(record, message.attempt, self._user.desk, message.field, message.value)
            stood = sent_before if sent_before and message.item == NEW else asked
            made.append((placed[0], False) if placed else (stood, True))
            return decided

        kept = await self._user.services.records.write(message.incident, writing)
        if isinstance(kept, No):
            return refused(message.request, kept)
        fact_id, before = made[0]
        newest = kept.versions[fact_id][-1]
        return Written(request=message.request, ok=True, entry=newest.number, item=fact_id.item, before=before)

    async def _act(self, message: MoveRecord | HoldRecord | OfferCopy | EndFirstReading) -> Written:
        """Do what is neither a fact nor an account."""
        match message:
            case MoveRecord():
                return await self._move(message)
            case HoldRecord():
                return await self._hold(message)
            case OfferCopy():
                return await self._offer(message)
            case EndFirstReading():
                return await self._end_first_reading(message)
            case _:
                assert_never(message)

    async def _move(self, message: MoveRecord) -> Written:
        def moving(record: Record) -> list[RecordEntry] | No:
            if record.incident in self._user.services.engine.board.incidents:
                return No("The call is still open. Stand it down first; what is written meanwhile is kept.")
            eyes = self._user.eyes(record)
            wanted = missing(record, derived(record, self._user.services.engine.board.index))
            says = tuple(
                each.says if concerns(record, each, eyes) else "They are in a part that others write."
                for each in wanted
                if each.minimal
            )
            return decide.move(record, self._user.writer(record), message.to, says)

        return written(message.request, await self._user.services.records.write(message.incident, moving))

    async def _offer(self, message: OfferCopy) -> Written:
        def offering(record: Record) -> list[RecordEntry] | No:
            return decide.offer_copy(record, self._user.writer(record), taken=message.taken)

        return written(message.request, await self._user.services.records.write(message.incident, offering))

    async def _give(self, message: GiveCopy, record: Record) -> CopyGiven | Written:
        """Give a copy to a union representative. The reading and the disclosure are on disk before anything of it is sent."""
        board, now_ms = self._user.services.engine.board, self._user.services.engine.clock.now().wall_ms
        copy = copies.copy_of(message.wanted, now_ms, message.attempt)
        if why_not := giving.why_not_given(self._user.writer(record), copy):
            return refused(message.request, why_not)
        eyes = copies.eyes_of_copy(
            self._user.eyes(record), record, self._user.desk, consent=copy.basis == giving.CONSENT, now_ms=now_ms
        )
        left, feed_lines = self._user.services.engine.heard.copy.left, self._user.services.feed_lines
        made = copies.made(message.request, record, copy, eyes, board, feed_lines, left)
        if made is None:
            return refused(message.request, "A tap-out has no record. Nothing is written about who needs a break.")
        if why_no_view := await self._view_first(record, classes_read(made.shown, record, eyes), ""):
            return refused(message.request, why_no_view)
        what = copies.what_is_given(made)

        items: list[ItemId] = []

        def gives(now: Record) -> list[RecordEntry] | No:
            writer = self._user.writer(now)
            items.append(giving.item_of(now, writer, copy))
            return giving.give(now, writer, copy, what)

        kept = await self._user.services.records.write(message.incident, gives)
        return refused(message.request, kept) if isinstance(kept, No) else copies.as_disclosed(made, kept, items[0])

    async def _end_first_reading(self, message: EndFirstReading) -> Written:
        def ending(record: Record) -> list[RecordEntry] | No:
            return decide.end_first_reading(record, self._user.writer(record), message.account)

        return written(message.request, await self._user.services.records.write(message.incident, ending))

    def _leave(self, message: LeaveRecord) -> Written:
        self._user.sitting.leave(message.incident)
        return Written(request=message.request, ok=True)

    async def _hold(self, message: HoldRecord) -> Written:
        def holding(record: Record) -> list[RecordEntry] | No:
            return decide.hold(record, self._user.writer(record), message.reason, on=message.hold)

        return written(message.request, await self._user.services.records.write(message.incident, holding))
