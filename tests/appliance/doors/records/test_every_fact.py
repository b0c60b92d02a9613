"""Tests all fields and all readers through every door: nobody is sent a fact they may not read, and everybody gets each fact that they may.

A new field is included by itself. A new message to a desk that has to do with records fails here until it is asked for.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.api.ask import answers_of
from appliance.api.desk.buttons import AskButtons
from appliance.api.desk.entries import Follow
from appliance.api.desk.plan import AskPlan
from appliance.api.records import messages as record_messages
from appliance.api.records.facts import RecordFacts
from appliance.api.records.injured import staff_hurt
from appliance.api.records.messages import (
    AskForgetting,
    AskOwnPage,
    AskReceipt,
    AskRecord,
    AskRecords,
    AskViews,
    EndFirstReading,
    GiveCopy,
    Hidden,
    HoldRecord,
    LeaveRecord,
    MoveRecord,
    OfferCopy,
    OpenRecord,
    RecordShown,
    TellAccount,
    WriteFact,
)
from appliance.exports.cap import Message, cap
from appliance.exports.data import as_bytes, data
from appliance.exports.html import html
from appliance.exports.notice.notice import notice
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.exports.report import Printed, mode_of, report
from appliance.flows.records.amending import spots as facts_said
from appliance.flows.records.sheet import Sheet
from appliance.plan.document import to_document
from appliance.plan.ids import RoomId
from appliance.plan.model import Person, Role
from appliance.record.access import Rights, rights
from appliance.record.fields import FIELDS
from appliance.record.words import FactId, FieldId, ItemId, Klass, Part, Status
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.harness import FRONT, Harness, school
from tests.appliance.doors.records.marked import (
    MARKED_NAME,
    MARKS,
    OF_CARE,
    OWN_ITEMS,
    STUDENT,
    TELLERS_NAME,
    Marked,
    classes,
    fact_ids,
    marked,
    may_read,
)
from tests.appliance.exports.pages import lines_of
from tui.plain.records.saying import history, whole

REASON = "Zqreason"
UTC = ZoneInfo("UTC")
PRINTED = Printed(at_ms=1_790_000_000_000, zone=UTC, reader="somebody")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who sits at the front desk: a person with a PIN, the teller with their code, or somebody."""

    role: Role | None = None
    code: bool = False
    reason: str = ""

    def __str__(self) -> str:
        who = f"{self.role}" if self.role is not None else "a desk"
        return who + (", who told it" if self.code else "") + (", glass broken" if self.reason else "")

    @property
    def person(self) -> Person | None:
        return next((person for person in PEOPLE if person.roles == (self.role,)), None)

    @property
    def rights(self) -> Rights:
        roles = (self.role,) if self.role is not None else ()
        return rights(roles, proven=self.role is not None, own=self.code, glass=bool(self.reason))


READERS = (
    Reader(),
    Reader(code=True),
    *(Reader(role, code, reason) for role in Role for code in (False, True) for reason in ("", REASON)),
)


@pytest.fixture
async def record(harness: Harness) -> AsyncIterator[Marked]:
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
    harness.give_pins(*(person.person for person in PEOPLE))
    yield await marked(harness)


async def answers(harness: Harness, record: Marked, reader: Reader) -> tuple[RecordShown, dict[str, str]]:
    """Give the record as it was shown, and everything that was sent, by the way it came."""
    found: dict[str, str] = {}
    one = {"request": 0, "incident": record.incident}
    async with harness.console(FRONT) as console:
        if reader.person is not None:
            assert (await console.proves(reader.person.person)).ok
            await console.board(lambda board: board.proven)
        shown = await console.line.ask(
            AskRecord(**one, code=record.code if reader.code else "", reason=reader.reason)  # type: ignore[arg-type]
        )
        assert isinstance(shown, RecordShown), shown
        asks: list[msgspec.Struct] = [
            AskRecords(request=0),
            AskRecords(request=0, unfinished=False),
            AskRecords(request=0, number=shown.record.number),
            AskViews(**one),  # type: ignore[arg-type]
            AskOwnPage(**one),  # type: ignore[arg-type]
            AskForgetting(**one),  # type: ignore[arg-type]
            AskPlan(request=0),
            AskButtons(request=0),
            Follow(request=0, after=0),
            Follow(request=0, after=0, incident=record.incident),
            Follow(request=0, after=0, room=RoomId("201")),
            MoveRecord(**one, to=Status.SUBMITTED),  # type: ignore[arg-type]
            MoveRecord(**one, to=Status.REVIEWED),  # type: ignore[arg-type]
            HoldRecord(**one, hold=False, reason="no"),  # type: ignore[arg-type]
            *(AskReceipt(**one, entry=entry) for entry in record.entries[::9]),  # type: ignore[arg-type]
            *(_overwrites(record, fact_id) for fact_id in MARKS),
        ]
        for ask in asks:
            name = type(ask).__name__
            found[name] = found.get(name, "") + str(msgspec.to_builtins(await console.line.ask(ask)))
        found["BoardView"] = str(msgspec.to_builtins(await console.board()))
    return shown, found


def _overwrites(record: Marked, fact_id: FactId) -> WriteFact:
    """Write without having seen what the spot holds: this is never taken, but it is answered."""
    return WriteFact(request=0, incident=record.incident, field=fact_id.field, item=fact_id.item, value=None, seen=1)


def own_alone() -> set[FactId]:
    """Give what the teller reads as their own, at a desk where nobody is signed in."""
    its = rights((), proven=False, own=True)
    return {fact_id for fact_id in MARKS if fact_id.item in OWN_ITEMS and may_read(its, fact_id, told_it=True)}


def exports(shown: RecordShown) -> dict[str, str]:
    document = report(shown, PRINTED)
    return {
        "text": plain(document),
        "html": html(document),
        "pdf": " ".join(line for page in lines_of(pdf(document)) for line in page),
        "json": as_bytes(data(shown, PRINTED)).decode(),
        "plain console": " ".join(_said(Sheet(shown, UTC))),
    }


def _said(sheet: Sheet) -> list[str]:
    """Give a record, and the history of everything in it."""
    return [*whole(sheet), *(said for at in facts_said(sheet) for said in history(sheet, at))]


def marks_in(text: str) -> set[str]:
    return set(re.findall(r"Zq\d{3}x", text))


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=str)
async def test_a_reader_is_sent_what_their_rights_open_and_nothing_else(
    harness: Harness, record: Marked, reader: Reader
) -> None:
    its = reader.rights
    shown, found = await answers(harness, record, reader)
    opened = {fact_id for fact_id in MARKS if may_read(its, fact_id, told_it=reader.code)}
    marks = {MARKS[fact_id] for fact_id in opened}
    assert {FactId(fact.field, fact.item) for fact in shown.facts if not fact.system} == opened
    assert marks_in(str(msgspec.to_builtins(shown))) == marks
    assert set(shown.withheld) == {str(klass) for klass in classes(set(MARKS) - opened)}
    left_out = {each.klass: each.count for each in shown.left_out if each.what is Hidden.FACTS}
    care = {
        item for _, item in OF_CARE if not (reader.code and item in OWN_ITEMS) and "support.answer" not in its.cares
    }
    told_of = {item for item in care if FactId(FieldId("support.person"), ItemId(item)) in opened}
    for klass in set(Klass) - {Klass.OPERATIONAL}:
        hidden = [
            each for each in set(MARKS) - opened if (each.field, each.item) not in OF_CARE or each.item not in care
        ]
        offers = len(care - told_of) if klass is Klass.PERSONNEL else 0
        assert left_out.get(klass, 0) == sum(FIELDS[each.field].klass is klass for each in hidden) + offers
    assert [each.count for each in shown.left_out if each.what is Hidden.CARE] == ([len(told_of)] if told_of else [])
    own = set(map(MARKS.__getitem__, own_alone())) if reader.code else set()
    assert own <= marks and marks_in(found["AskOwnPage"]) == own, (
        "what is theirs, whoever else is signed in at the desk"
    )
    for name, text in found.items():
        theirs = {"AskViews": {TELLERS_NAME} & marks, "AskOwnPage": own}.get(name, set())
        # who read it, by name where the reader may know the name
        assert marks_in(text) <= theirs, f"{reader} found {marks_in(text)} in {name}"
    made = exports(shown)
    for name, text in made.items():
        assert marks_in(text) == marks, f"{reader} in the {name}"
    called = cap(shown, mode_of(shown), Message.UPDATE, PRINTED.at_ms, UTC).decode()
    assert not marks_in(called)
    _names_and_reasons_are_kept_back(reader, shown, found, made)
    _no_notice_names_a_student(reader, shown, marks)


def _no_notice_names_a_student(reader: Reader, shown: RecordShown, marks: set[str]) -> None:
    for hurt in staff_hurt(RecordFacts(shown)):
        page = notice(shown, PRINTED, hurt.person)
        for text in (plain(page), html(page)):
            assert marks_in(text) <= marks, f"{reader} in the notice"
            assert MARKS[FactId(FieldId("person.student_name"), ItemId(STUDENT))] not in text, f"{reader} in the notice"


def _names_and_reasons_are_kept_back(
    reader: Reader, shown: RecordShown, found: dict[str, str], made: dict[str, str]
) -> None:
    its = reader.rights
    systems = {fact.field for fact in shown.facts if fact.system}
    assert {"saw_room", "responder.name", "room_name"} & systems == {
        name for name in ("saw_room", "responder.name", "room_name") if FieldId(name) in its.reads
    }
    names = {each.what for each in shown.left_out} & {Hidden.NAMES, Hidden.LINES}
    assert bool(names) is (MARKED_NAME not in str(msgspec.to_builtins(shown.timeline))), (
        "it is told that names are left out"
    )
    if FieldId("saw_room") not in its.reads:
        for name, text in (found | made | {"AskRecord": str(msgspec.to_builtins(shown))}).items():
            assert MARKED_NAME not in text, f"{reader} found a name in {name}"
    for name, text in found.items():
        assert REASON not in text or "views" in its.acts, f"{reader} read why the glass was broken in {name}"


@pytest.mark.slow
async def test_a_watching_console_is_sent_none_of_it(harness: Harness, record: Marked) -> None:
    async with harness.console(None) as console:
        for ask in (AskRecord(request=0, incident=record.incident, code=record.code), Follow(request=0, after=0)):
            text = str(msgspec.to_builtins(await console.line.ask(ask)))
            assert not marks_in(text)
            assert MARKED_NAME not in text


def test_every_field_that_a_person_fills_is_marked() -> None:
    asked = {field.field for field in FIELDS.values() if field.part is not Part.SYSTEM}
    assert {fact_id.field for fact_id in fact_ids()} == asked
    assert len(set(MARKS.values())) == len(MARKS)


def test_every_message_of_records_is_asked_for_above_or_holds_nothing_of_them() -> None:
    asked = {AskForgetting, AskRecord, AskRecords, AskViews, AskOwnPage, AskReceipt, MoveRecord, HoldRecord, WriteFact}
    changes_what_is_tested = {
        OpenRecord,
        TellAccount,
        OfferCopy,
        EndFirstReading,
        LeaveRecord,
        GiveCopy,
    }  # these are answered only with a receipt or a yes; a copy is tested with all fields in `test_copies.py`
    known = set(get_args(record_messages.FromDeskOfRecords.__value__))
    assert known == asked | changes_what_is_tested
    assert {kind.__name__ for kind in answers_of(record_messages.FromDeskOfRecords)} == {
        "RecordsKnown",
        "RecordShown",
        "Written",
        "AccountTaken",
        "ReceiptMade",
        "ViewsKnown",
        "OwnPage",
        "ForgettingKnown",
        "CopyGiven",
    }
