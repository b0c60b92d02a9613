"""Takes accounts that people tell at a desk, gives the receipts for them, and the code by which a reporter comes back. Decides nothing."""

import os

import msgspec

from appliance.api.records.first_reading import FirstReading
from appliance.api.records.messages import AccountTaken, AskReceipt, Paper, ReceiptMade, TellAccount, Written
from appliance.core.ground.names import Names
from appliance.core.ground.responders import can_name
from appliance.doors.records.first_reading import chosen, first_readings
from appliance.doors.records.replies import refused
from appliance.doors.records.user import RecordUser
from appliance.doors.records.view import line_of
from appliance.duties.counting import Term, Unit, count
from appliance.receipt.paper import Words
from appliance.record import attempts, decide, reporter_code
from appliance.record.decide import No, Telling, next_item
from appliance.record.events import ReceiptGiven, RecordEntry
from appliance.record.first_reader import FirstReader
from appliance.record.mine import Reader, reporter_of
from appliance.record.record import Record
from appliance.record.words import FactId, FieldId, ItemId, Klass, Shown, Value
from appliance.supports.statement import both_languages

_ACCOUNT = FieldId("account.text")
READ_FIRST_FOR = Term(Unit.SCHOOL_DAYS, 1)
"""For how long a first reader may read an account alone: until the end of the next school day. It is our own figure: long enough that a
point of contact who was away reads it, and so short that nobody plans a second day without knowing what happened.
"""


class Accounts:
    """Takes accounts and gives receipts; one per console at a desk."""

    def __init__(self, user: RecordUser) -> None:
        self._user = user

    async def tell(self, message: TellAccount, record: Record) -> AccountTaken | Written:
        """Keep an account, then give its receipt. Whoever tells one for the first time also gets a code to come back by."""
        lost = attempts.made_teller(record, message.attempt, self._user.desk)
        needs_code = lost or message.incident not in self._user.sitting.own
        code = reporter_code.written(os.urandom(reporter_code.RANDOM_LEN)) if needs_code else ""
        hashed = await self._user.services.proving.hash_code(code) if code else ""
        ends_ms = await self._ends_ms() if message.first_reader else 0
        told: list[_Teller] = []

        def telling(record: Record) -> list[RecordEntry] | No:
            reader, teller = self._user.reader(record), self._teller(record, message)
            told.append(teller)
            if teller.new and reader.person is None and not can_name(message.name):
                return No(
                    "Say who tells it: your name stands apart from your account, for those alone who look after you."
                )
            if not all(map(can_name, filter(None, (message.on_behalf_of.strip(), message.representative.strip())))):
                return No(
                    "Figures alone are nobody's name. Say whom you tell it for and who was with you by name, or nobody."
                )
            first = None if teller.before else self._first(message, reader, ends_ms)
            if isinstance(first, No):
                return first
            proven = None if reader.person is None else reporter_of(record, reader.person)
            by_pin = teller.reporter if teller.new and reader.person is not None else proven
            author = self._user.reporter(record, teller.reporter, known=by_pin)
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
                    first,
                ),
            )

        kept = await self._user.services.records.write(message.incident, telling)
        if isinstance(kept, No):
            return refused(message.request, kept)
        teller = told[0]
        self._user.sitting.told(message.incident, teller.reporter)
        account = self._told_before(kept, message) or FactId(_ACCOUNT, kept.items["account"][-1])
        return AccountTaken(
            request=message.request,
            reporter=teller.reporter,
            code=code if teller.coded else "",
            receipt=await self._give(kept, kept.versions[account][0].number),
            before=teller.before,
            first_reading=self._first_reading(kept, account),
        )

    async def _ends_ms(self) -> int:
        """Give the end of the next school day, by the calendar that the district adopted."""
        calendar = (await self._user.services.listed.known()).calendar
        return count(calendar, READ_FIRST_FOR, self._user.services.engine.clock.now().wall_ms).at_ms

    def _first(self, message: TellAccount, reader: Reader, ends_ms: int) -> FirstReader | No | None:
        """Give the first reader whom the message names, None for nobody in particular."""
        if not message.first_reader:
            return None
        index = self._user.services.engine.board.index
        role, person = chosen(message.first_reader, reader, index) or (None, None)
        if role is None:
            return No(
                "Nobody of the plan who may read an account first is called that now. Choose again, or nobody in particular."
            )
        return FirstReader(role, ends_ms, person)

    def _first_reading(self, kept: Record, account: FactId) -> FirstReading | None:
        engine = self._user.services.engine
        running = first_readings(
            kept, self._user.rights(kept), self._user.reader(kept), engine.board.index, engine.clock.now().wall_ms
        )
        return next((each for each in running if each.account == account.item), None)

    def _teller(self, record: Record, message: TellAccount) -> "_Teller":
        known = attempts.teller(record, message.attempt, self._user.desk) or self._user.reader(record).reporter
        lost = attempts.made_teller(record, message.attempt, self._user.desk)
        return _Teller(
            reporter=next_item(record, "reporter") if known is None else known,
            new=known is None,
            coded=known is None or lost,
            before=self._told_before(record, message) is not None,
        )

    def _told_before(self, record: Record, message: TellAccount) -> FactId | None:
        return attempts.written(record, message.attempt, self._user.desk, _ACCOUNT, message.text)

    def _about(self, message: TellAccount, reader: Reader) -> tuple[tuple[FieldId, Value], ...]:
        about: tuple[tuple[str, Value], ...] = (
            ("reporter.name", message.name.strip()),
            ("reporter.about_them", message.about_them),
            ("reporter.person", reader.person or ""),
        )
        return tuple((FieldId(name), value) for name, value in about)

    async def receipt(self, message: AskReceipt, record: Record) -> ReceiptMade | Written:
        """Give another receipt to somebody for their own words."""
        reader = self._user.reader(record)
        fact_ids = [
            fact_id for fact_id, versions in record.versions.items() if any(v.number == message.entry for v in versions)
        ]
        wrote = [v.by for fact_id in fact_ids for v in record.versions[fact_id] if v.number == message.entry]
        if not wrote or not reader.wrote(wrote[0]):
            says = "A receipt is given for one's own words: come with the code on your first receipt, or sign in with your PIN."
            return refused(message.request, says)
        return ReceiptMade(request=message.request, receipt=await self._give(record, message.entry))

    async def _give(self, record: Record, entry: int) -> Paper:
        engine = self._user.services.engine
        line = line_of(record, engine.board)
        words = Words(
            building=engine.board.index.plan.building,
            box=self._user.services.receipts.box,
            incident=record.incident,
            number=line.number if line else 0,
            wall_ms=engine.clock.now().wall_ms,
            identity=self._identity(record),
            pin_set_by=self._pin_set_by(record),
        )
        receipt = await self._user.services.receipts.give(entry, words)
        given = ReceiptGiven(
            incident=record.incident, by=self._user.author(record), klass=Klass.OPERATIONAL, entry=entry
        )
        await self._user.services.records.write(record.incident, lambda _: [given])
        return msgspec.structs.replace(
            receipt, beside=both_languages(engine.board.index.plan.supported.no_repercussions)
        )

    def _identity(self, record: Record) -> str:
        match self._user.author(record).shown:
            case Shown.PIN:
                return "shown with a PIN"
            case Shown.CODE:
                return "shown with the code of an earlier receipt"
            case Shown.NOT_SHOWN:
                return "not shown: as told at the desk"

    def _pin_set_by(self, record: Record) -> str:
        reader, board = self._user.reader(record), self._user.services.engine.board
        if reader.person is None or self._user.author(record).shown is not Shown.PIN:
            return ""
        by = board.pins.get(reader.person)
        if by is None or by.person is None:
            return "an administrator of the box"
        return "themselves" if by.person == reader.person else Names(board.index).person(by.person)


class _Teller(msgspec.Struct, frozen=True):
    """Whose account it is. `coded`: the teller gets a code, because they are new or the answer with the code was lost. `before`: the
    account is kept already.
    """

    reporter: ItemId
    new: bool
    coded: bool
    before: bool
