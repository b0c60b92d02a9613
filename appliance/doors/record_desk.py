"""What one console asks of records and writes into them. Decides nothing: `appliance.record` does, over who sits here.

Every answer is made for whoever sits at this console now, and a view of somebody else's words is an entry before it is shown.
"""

import logging
import os
from dataclasses import dataclass
from typing import assert_never

from appliance.api.access import Reads
from appliance.api.messages import Reply
from appliance.api.record_messages import (
    AccountTaken,
    AskReceipt,
    AskRecord,
    AskRecords,
    AskViews,
    FromDeskOfRecords,
    HoldRecord,
    LeaveRecord,
    MoveRecord,
    OfferCopy,
    OpenRecord,
    Paper,
    ReceiptMade,
    RecordsKnown,
    TellAccount,
    ToDeskOfRecords,
    ViewsKnown,
    WriteFact,
    Written,
)
from appliance.core.commands import BeginRecord, ReportRestored, ReportTrouble
from appliance.core.events import RecordOpened
from appliance.core.names import Names
from appliance.core.words import Actor, Cause
from appliance.district.keeper import Keeper
from appliance.doors.proving import Proving
from appliance.doors.reading import Reading
from appliance.doors.record_view import Eyes, classes_read, concerns, line_of, shown, views
from appliance.doors.sitting import Sitting
from appliance.engine.engine import Engine
from appliance.engine.keeping import Keeping
from appliance.engine.outcome import Refused
from appliance.engine.receipts import Receipts
from appliance.engine.records import Records
from appliance.logbook.errors import LogbookError
from appliance.plan.ids import DeskId
from appliance.receipt.paper import Words
from appliance.record import attempts, decide, reporter_code
from appliance.record.access import Rights, rights
from appliance.record.completeness import missing
from appliance.record.decide import No, Telling, Writer, next_item
from appliance.record.derived import derived
from appliance.record.events import FactWritten, ReceiptGiven, RecordEntry, RecordViewed, owes_record
from appliance.record.mine import Reader, reporter_of
from appliance.record.record import Record
from appliance.record.words import Author, FieldId, ItemId, Klass, Shown, Spot, Value

RECORDS_MAX = 50  # lines an answer: two screens; each record is folded once, some 2 ms
READ_FOR_A_REASON = "record-read-for-a-reason"

_ACCOUNT = FieldId("account.text")

log = logging.getLogger("handbell.doors")

type Answer = ToDeskOfRecords | Reply


@dataclass(frozen=True, slots=True)
class House:
    """What every console's desk of records reaches inside the house. `district` is whom an administrator may ask to believe."""

    engine: Engine
    records: Records
    receipts: Receipts
    reading: Reading
    proving: Proving
    keeping: Keeping
    district: Keeper | None = None


class RecordDesk:
    """One per console at a desk."""

    def __init__(self, house: House, desk: DeskId, sitting: Sitting) -> None:
        self._house = house
        self._desk = desk
        self._sitting = sitting

    async def answer(self, message: FromDeskOfRecords) -> Answer:
        """The answer to one message; a refusal is a sentence in it."""
        try:
            return await self._answer(message)
        except LogbookError as error:
            log.warning("a record could not be read: %s", error)
            says = "The box's disk does not answer. Nothing was lost: note it on paper, and try again in a moment."
            return _refused(message.request, says)

    async def _answer(self, message: FromDeskOfRecords) -> Answer:
        match message:
            case AskRecords():
                return await self._list(message)
            case OpenRecord():
                return await self._begin(message)
            case LeaveRecord():
                self._sitting.leave(message.incident)
                return Written(request=message.request, ok=True)
            case (
                AskRecord()
                | WriteFact()
                | TellAccount()
                | MoveRecord()
                | HoldRecord()
                | OfferCopy()
                | AskReceipt()
                | AskViews()
            ):
                return await self._of_one(message)
            case _:
                assert_never(message)

    async def _of_one(
        self,
        message: AskRecord | WriteFact | TellAccount | MoveRecord | HoldRecord | OfferCopy | AskReceipt | AskViews,
    ) -> Answer:
        record = await self._house.records.open(message.incident)
        if record is None:
            return _refused(message.request, "There is no such record. Look for it in the list.")
        if isinstance(message, AskRecord | WriteFact | TellAccount | AskReceipt) and message.code:
            refused = await self._recognise(record, message.code)
            if refused:
                return _refused(message.request, refused)
        match message:
            case AskRecord():
                return await self._show(message, record)
            case WriteFact():
                return await self._write(message)
            case TellAccount():
                return await self._tell(message, record)
            case MoveRecord():
                return await self._move(message)
            case HoldRecord():
                return await self._hold(message)
            case OfferCopy():
                writing = lambda now: decide.offer_copy(now, self._writer(now), taken=message.taken)  # noqa: E731
                return _written(message.request, await self._house.records.write(message.incident, writing))
            case AskReceipt():
                return await self._receipt(message, record)
            case AskViews():
                return self._views(message, record)
            case _:
                assert_never(message)

    # ---- who sits here

    def _reads(self) -> Reads:
        return self._sitting.reads(self._house.engine.board, self._desk)

    def _reader(self, record: Record) -> Reader:
        person = self._sitting.person if self._reads().proven else None
        own = self._sitting.own.get(record.incident)
        if own is None and person is not None:
            own = reporter_of(record, person)
        return Reader(own, person)

    def _rights(self, record: Record, *, glass: bool = False) -> Rights:
        reader, board = self._reader(record), self._house.engine.board
        roles = board.index.people[reader.person].roles if reader.person is not None else ()
        return rights(
            roles,
            proven=reader.person is not None,
            own=reader.reporter is not None,
            glass=glass,
            status=record.status,
        )

    def _eyes(self, record: Record, *, glass: bool = False) -> Eyes:
        return Eyes(self._reads(), self._rights(record, glass=glass), self._reader(record))

    def _writer(self, record: Record) -> Writer:
        return Writer(self._author(record), self._rights(record), self._reader(record))

    def _author(self, record: Record) -> Author:
        """A reporter writes as one, and not under their name: that is class C."""
        reader = self._reader(record)
        if reader.reporter is not None:
            known = (
                Shown.PIN if reader.person is not None else self._sitting.shown.get(record.incident, Shown.NOT_SHOWN)
            )
            return Author(desk=self._desk, shown=known, reporter=reader.reporter)
        proven = reader.person is not None
        return Author(desk=self._desk, shown=Shown.PIN if proven else Shown.NOT_SHOWN, person=reader.person)

    async def _recognise(self, record: Record, code: str) -> str:
        """Take whoever gives a reporter's code for that reporter. Why not, and what to do; empty when it is theirs."""
        found = await self._house.proving.whose_code(record.incident, self._desk, code, record.codes)
        if isinstance(found, str):
            return found
        self._sitting.came_back(record.incident, found[0])
        return ""

    # ---- reading

    async def _list(self, message: AskRecords) -> Answer:
        person = self._sitting.person if self._reads().proven else None
        roles = self._house.engine.board.index.people[person].roles if person is not None else ()
        if not message.unfinished and "views" not in rights(roles, proven=person is not None).acts:
            says = "Finished records are listed for an administrator or an auditor, signed in with their PIN."
            return _refused(message.request, says)
        still_open = await self._still_open() if message.before is None else []
        found, before = await self._house.records.latest(
            unfinished=message.unfinished,
            before=message.before if message.before is not None else 1 << 62,
            limit=min(max(message.limit, 1), RECORDS_MAX),
        )
        listed = {record.incident for record in still_open}  # one may have been stood down since
        board = self._house.engine.board
        lines = (line_of(each, board) for each in (*still_open, *(r for r in found if r.incident not in listed)))
        return RecordsKnown(
            request=message.request, records=tuple(line for line in lines if line is not None), before=before
        )

    async def _still_open(self) -> list[Record]:
        """Calls that are not over, newest first, as far as they owe a record: nobody waits for the end to write down what they see."""
        newest = list(self._house.engine.board.incidents)[: -RECORDS_MAX - 1 : -1]
        found = [await self._house.records.open(incident) for incident in newest]
        return [each for each in found if each is not None and any(owes_record(event) for _, _, event in each.live)]

    async def _show(self, message: AskRecord, record: Record) -> Answer:
        reason = message.reason.strip()
        if len(reason) > decide.REASON_CHARACTERS_MAX:
            return _refused(message.request, f"Say why in at most {decide.REASON_CHARACTERS_MAX} characters.")
        eyes = self._eyes(record, glass=bool(reason))
        board, reading = self._house.engine.board, self._house.reading
        told = shown(message.request, record, eyes, board, reading)
        if told is None:
            return _refused(message.request, "A tap-out has no record. Nothing is written about who needs a break.")
        classes = classes_read(told, record, eyes)
        broken = bool(reason) and eyes.rights != self._rights(record)
        author = self._author(record)
        if classes and (broken or not self._sitting.viewed_before(record.incident, author, classes)):
            noted = await self._note_view(record, author, classes, reason if broken else "")
            if isinstance(noted, No):
                return _refused(message.request, noted)
            if self._author(record) != author:
                return _refused(message.request, "Somebody signed in or out here meanwhile. Open the record again.")
            self._sitting.viewed(record.incident, author, classes)
        return told

    async def _note_view(self, record: Record, by: Author, classes: tuple[Klass, ...], reason: str) -> Record | No:
        """An entry of it first; and where somebody broke the glass, the administrator is told."""
        viewed = RecordViewed(
            incident=record.incident,
            by=by,
            klass=Klass.OPERATIONAL,
            classes=classes,
            glass_broken=bool(reason),
            reason=reason,
        )
        kept = await self._house.records.write(record.incident, lambda _: [viewed])
        if reason and not isinstance(kept, No):
            line = line_of(record, self._house.engine.board)
            says = f"somebody read record {line.number if line else ''} for a reason of their own; an administrator looks at it"
            self._house.engine.submit(ReportTrouble(cause=Cause(READ_FOR_A_REASON, record.incident), detail=says))
        return kept

    def _views(self, message: AskViews, record: Record) -> Answer:
        eyes = self._eyes(record)
        if "views" not in eyes.rights.acts:
            says = "Who read a record is shown to an administrator or an auditor, signed in with their PIN."
            return _refused(message.request, says)
        cause = Cause(READ_FOR_A_REASON, record.incident)
        if cause.key in self._house.engine.board.troubles:
            self._house.engine.submit(ReportRestored(cause=cause))
        return ViewsKnown(request=message.request, views=views(record, eyes, self._house.engine.board.index))

    # ---- writing

    async def _begin(self, message: OpenRecord) -> Answer:
        person = self._sitting.person if self._reads().proven else None
        command = BeginRecord(
            room=message.room, kind=message.kind, known_by=message.known_by, occurred_ms=message.occurred_ms
        )
        outcome = await self._house.engine.submit(command, Actor(self._desk, person)).kept
        if isinstance(outcome, Refused):
            return _refused(message.request, outcome.rejection.says)
        opened = next(event for event in outcome.events if isinstance(event, RecordOpened))
        return Written(request=message.request, ok=True, incident=opened.incident)

    async def _write(self, message: WriteFact) -> Answer:
        asked = Spot(message.field, message.item)
        made: list[tuple[Spot, bool]] = []

        def writing(record: Record) -> list[RecordEntry] | No:
            writer = self._writer(record)
            decided = decide.write(
                record, writer, asked, message.value, message.seen, message.why, attempt=message.attempt
            )
            if isinstance(decided, No):
                return decided
            placed = [event.spot for event in decided if isinstance(event, FactWritten)]
            sent_before = attempts.written(record, message.attempt, self._desk, message.field, message.value)
            stood = sent_before if sent_before and message.item == decide.NEW else asked
            made.append((placed[0], False) if placed else (stood, True))
            return decided

        kept = await self._house.records.write(message.incident, writing)
        if isinstance(kept, No):
            return _refused(message.request, kept)
        spot, before = made[0]
        newest = kept.versions[spot][-1]
        return Written(request=message.request, ok=True, entry=newest.number, item=spot.item, before=before)

    async def _move(self, message: MoveRecord) -> Answer:
        def moving(record: Record) -> list[RecordEntry] | No:
            if record.incident in self._house.engine.board.incidents:
                return No("The call is still open. Stand it down first; what is written meanwhile is kept.")
            eyes = self._eyes(record)
            wanted = missing(record, derived(record, self._house.engine.board.index))
            says = tuple(
                each.says if concerns(record, each, eyes) else "They are in a part that others write."
                for each in wanted
                if each.minimal
            )
            return decide.move(record, self._writer(record), message.to, says)

        return _written(message.request, await self._house.records.write(message.incident, moving))

    async def _hold(self, message: HoldRecord) -> Answer:
        def holding(record: Record) -> list[RecordEntry] | No:
            return decide.hold(record, self._writer(record), message.reason, on=message.hold)

        return _written(message.request, await self._house.records.write(message.incident, holding))

    # ---- an account, and its receipt

    async def _tell(self, message: TellAccount, record: Record) -> Answer:
        """Keep an account, then give its receipt; whoever tells one for the first time also gets a code to come back by."""
        lost = attempts.made_teller(record, message.attempt, self._desk)
        needs_code = lost or message.incident not in self._sitting.own
        code = reporter_code.written(os.urandom(reporter_code.RANDOM_LEN)) if needs_code else ""
        hashed = await self._house.proving.hash_code(code) if code else ""
        told: list[_Teller] = []

        def telling(record: Record) -> list[RecordEntry] | No:
            reader, teller = self._reader(record), self._teller(record, message)
            told.append(teller)
            if teller.new and reader.person is None and not message.name.strip():
                return No(
                    "Say who tells it: your name stands apart from your account, for those alone who look after you."
                )
            author = Author(
                desk=self._desk,
                shown=Shown.PIN if reader.person else self._sitting.shown.get(record.incident, Shown.NOT_SHOWN),
                reporter=teller.reporter,
            )
            about = self._about(message, reader) if teller.new else ()
            return decide.tell(
                record,
                author,
                Telling(
                    message.text,
                    teller.reporter,
                    about,
                    hashed if teller.coded else "",
                    message.on_behalf_of,
                    message.representative,
                    message.attempt,
                ),
            )

        kept = await self._house.records.write(message.incident, telling)
        if isinstance(kept, No):
            return _refused(message.request, kept)
        teller = told[0]
        self._sitting.told(message.incident, teller.reporter)
        account = self._told_before(kept, message) or Spot(_ACCOUNT, kept.items["account"][-1])
        return AccountTaken(
            request=message.request,
            reporter=teller.reporter,
            code=code if teller.coded else "",
            receipt=await self._give(kept, kept.versions[account][0].number),
            before=teller.before,
        )

    def _teller(self, record: Record, message: TellAccount) -> "_Teller":
        known = attempts.teller(record, message.attempt, self._desk) or self._reader(record).reporter
        lost = attempts.made_teller(record, message.attempt, self._desk)
        return _Teller(
            reporter=next_item(record, "reporter") if known is None else known,
            new=known is None,
            coded=known is None or lost,
            before=self._told_before(record, message) is not None,
        )

    def _told_before(self, record: Record, message: TellAccount) -> Spot | None:
        return attempts.written(record, message.attempt, self._desk, _ACCOUNT, message.text)

    def _about(self, message: TellAccount, reader: Reader) -> tuple[tuple[FieldId, Value], ...]:
        about: tuple[tuple[str, Value], ...] = (
            ("reporter.name", message.name.strip()),
            ("reporter.about_them", message.about_them),
            ("reporter.person", reader.person or ""),
        )
        return tuple((FieldId(name), value) for name, value in about)

    async def _receipt(self, message: AskReceipt, record: Record) -> Answer:
        reader = self._reader(record)
        spots = [spot for spot, versions in record.versions.items() if any(v.number == message.entry for v in versions)]
        wrote = [v.by for spot in spots for v in record.versions[spot] if v.number == message.entry]
        if not wrote or not reader.wrote(wrote[0]):
            says = "A receipt is given for one's own words: come with the code on your first receipt, or sign in with your PIN."
            return _refused(message.request, says)
        return ReceiptMade(request=message.request, receipt=await self._give(record, message.entry))

    async def _give(self, record: Record, entry: int) -> Paper:
        engine = self._house.engine
        line = line_of(record, engine.board)
        words = Words(
            building=engine.board.index.plan.building,
            box=self._house.receipts.box,
            incident=record.incident,
            number=line.number if line else 0,
            wall_ms=engine.clock.now().wall_ms,
            identity=self._identity(record),
            pin_set_by=self._pin_set_by(record),
        )
        receipt = await self._house.receipts.give(entry, words)
        given = ReceiptGiven(incident=record.incident, by=self._author(record), klass=Klass.OPERATIONAL, entry=entry)
        await self._house.records.write(record.incident, lambda _: [given])
        return receipt

    def _identity(self, record: Record) -> str:
        match self._author(record).shown:
            case Shown.PIN:
                return "shown with a PIN"
            case Shown.CODE:
                return "shown with the code of an earlier receipt"
            case Shown.NOT_SHOWN:
                return "not shown: as told at the desk"

    def _pin_set_by(self, record: Record) -> str:
        reader, board = self._reader(record), self._house.engine.board
        if reader.person is None:
            return ""
        by = board.pins.get(reader.person)
        if by is None or by.person is None:
            return "an administrator of the box"
        return "themselves" if by.person == reader.person else Names(board.index).person(by.person)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Whose account it is. `coded`: gets a code, because they are new or the answer with it was lost; `before`: it is kept already."""

    reporter: ItemId
    new: bool
    coded: bool
    before: bool


def _written(request: int, kept: Record | No) -> Written:
    if isinstance(kept, No):
        return _refused(request, kept)
    return Written(request=request, ok=True, entry=kept.newest)


def _refused(request: int, says: str) -> Written:
    return Written(request=request, ok=False, says=str(says))
