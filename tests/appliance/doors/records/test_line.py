"""Tests a record over the desk line: told, written, read, amended, submitted, held; and who may not do so."""

import asyncio

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.api.desk.client import DeskClient
from appliance.api.desk.line import Act
from appliance.api.desk.people import ProveSelf
from appliance.api.records.messages import (
    AccountTaken,
    AskReceipt,
    AskRecord,
    AskRecords,
    AskViews,
    HoldRecord,
    LeaveRecord,
    MoveRecord,
    OpenRecord,
    ReceiptMade,
    RecordLine,
    RecordShown,
    RecordsKnown,
    TellAccount,
    WriteFact,
    Written,
)
from appliance.core.calls.commands import Acknowledge, RaiseCall, StandDown
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Door, KnownBy, Outcome, Source
from appliance.core.people.commands import SignIn, SignOut
from appliance.plan.ids import IncidentId, PersonId, RoomId
from appliance.plan.model import Kind
from appliance.record.decide import No, next_item
from appliance.record.events import FactWritten, RecordEntry, RecordHeld
from appliance.record.record import Record
from appliance.record.words import Author, FactId, FieldId, ItemId, Klass, Shown, Status, Value
from tests.appliance.doors.harness import FRONT, NURSE, PIN, Console, Harness

pytestmark = pytest.mark.slow


WORDS = "He threw a chair at the window. Nobody was near it."


class Paper:
    """One record at one console, as a person works on it."""

    def __init__(self, console: Console, incident: IncidentId) -> None:
        self.line = console.line
        self.incident = incident

    def asks(self, code: str = "", reason: str = "") -> AskRecord:
        return AskRecord(request=0, incident=self.incident, code=code, reason=reason)

    async def shows(self, code: str = "", reason: str = "") -> RecordShown:
        told = await self.line.ask(self.asks(code, reason))
        assert isinstance(told, RecordShown), told
        return told

    async def stands(self, field: str, item: str = "") -> Value:
        for fact in (await self.shows()).facts:
            if (fact.field, fact.item) == (field, item):
                return fact.versions[-1].value
        return None

    async def write(self, field: str, value: Value, item: str = "", *, seen: int = 0, why: str = "") -> Written | Reply:
        return await self.line.ask(
            WriteFact(
                request=0,
                incident=self.incident,
                field=FieldId(field),
                item=ItemId(item),
                value=value,
                seen=seen,
                why=why,
            )
        )

    async def tell(self, text: str = WORDS, name: str = "Mr. Lee", code: str = "") -> AccountTaken | Written | Reply:
        return await self.line.ask(
            TellAccount(request=0, incident=self.incident, text=text, name=name, about_them="", code=code)
        )

    async def leave(self) -> None:
        await self.line.ask(LeaveRecord(request=0, incident=self.incident))


async def a_call_that_is_over(harness: Harness, console: Console) -> Paper:
    await console.attended()
    await harness.press("201").kept
    card = await console.sees("201")
    for command in (
        Acknowledge(incident=card.incident),
        StandDown(incident=card.incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"),
    ):
        done = await console.line.ask(Act(request=0, command=command))
        assert done.ok, done.says
    return Paper(console, card.incident)


async def test_an_account_is_kept_and_opens_again_with_its_code(harness: Harness):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken), told
        assert told.receipt.identity == "not shown: as told at the desk"
        assert await paper.stands("account.text", "account-1") == WORDS
        await paper.leave()
        assert await paper.stands("account.text", "account-1") is None
        again = await paper.shows(code=told.code.lower().replace("-", " "))
        assert any(fact.versions[-1].value == WORDS for fact in again.facts)
        await paper.leave()
        wrong = await console.line.ask(AskRecord(request=0, incident=paper.incident, code="AAAA-AAAA"))
        assert isinstance(wrong, Written) and "opens nothing" in wrong.says


async def test_nobody_edits_an_account_and_its_teller_amends_it_with_both_texts_kept(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        entry = told.receipt.entry
        await other.proves("ana")
        lead = Paper(other, paper.incident)
        refused = await lead.write("account.text", "It was a book.", "account-1", seen=entry, why="I know better")
        assert not refused.ok and "not yours" in refused.says
        bare = await paper.write("account.text", WORDS + " It was loud.", "account-1", seen=entry)
        assert not bare.ok and "why" in bare.says
        amended = await paper.write("account.text", WORDS + " It was loud.", "account-1", seen=entry, why="Forgot it")
        assert amended.ok, amended.says
        account = next(fact for fact in (await lead.shows()).facts if fact.field == "account.text")
        assert [version.value for version in account.versions] == [WORDS, WORDS + " It was loud."]
        assert {version.by for version in account.versions} == {"a reporter"}
        assert account.versions[-1].why == "Forgot it"


async def test_a_desk_without_a_pin_answers_and_does_not_read_back(harness: Harness):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        wrote = await paper.write("behavior", "battery")
        assert wrote.ok, wrote.says
        shown = await paper.shows()
        assert shown.withheld == (Klass.STUDENT,)
        assert not any(fact.field == "behavior" for fact in shown.facts)
        assert shown.timeline and "Room 201" in shown.timeline[0].line


@pytest.mark.parametrize("field", ["name", "on_behalf_of", "representative"])
async def test_figures_alone_are_nobodys_name_wherever_an_account_asks_for_one(harness: Harness, field: str):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        telling = TellAccount(request=0, incident=paper.incident, text=WORDS, name="Mr. Lee", about_them="")
        refused = await paper.line.ask(msgspec.structs.replace(telling, **{field: "3"}))
        assert isinstance(refused, Written) and not refused.ok and "name" in refused.says
        assert isinstance(await paper.line.ask(telling), AccountTaken)


async def test_two_who_write_the_same_field_are_both_told(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        await other.proves("ana")
        first = await paper.write("time_context", "class")
        second = await Paper(other, paper.incident).write("time_context", "lunch-recess")
        assert first.ok, first.says
        assert not second.ok and "meanwhile" in second.says
        third = await Paper(other, paper.incident).write(
            "time_context", "lunch-recess", seen=first.entry, why="Bell had rung"
        )
        assert third.ok, third.says


async def test_a_view_of_others_words_is_an_entry_and_a_broken_glass_is_told(harness: Harness):
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        await paper.tell()
        await other.proves("ben")
        nurse = Paper(other, paper.incident)
        await nurse.shows()
        await nurse.shows()
        await nurse.shows(reason="The family is on the telephone and the child is missing")
        board = await console.board(lambda board: any(t.what == "record-read-for-a-reason" for t in board.troubles))
        assert "family" not in str(board.troubles)
        refused = await other.line.ask(AskViews(request=0, incident=paper.incident))
        assert isinstance(refused, Written) and "auditor" in refused.says


async def test_a_record_nobody_pressed_for_is_opened_and_listed(harness: Harness):
    async with harness.console(FRONT) as console:
        opened = await console.line.ask(
            OpenRecord(
                request=0, room=RoomId("202"), kind=Kind.ASSIST, known_by=KnownBy.RADIO, occurred_ms=1_790_000_000_000
            )
        )
        assert isinstance(opened, Written) and opened.ok, opened
        listed = await console.line.ask(AskRecords(request=0))
        assert isinstance(listed, RecordsKnown)
        assert [(line.incident, line.room_name, line.status) for line in listed.records] == [
            (opened.incident, "Room 202", Status.DRAFT)
        ]
        assert listed.records[0].missing > 0
        assert (await console.board()).calls == ()


async def test_what_is_wanted_keeps_a_record_from_being_submitted(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        await console.proves("ana")
        refused = await console.line.ask(MoveRecord(request=0, incident=paper.incident, to=Status.SUBMITTED))
        assert isinstance(refused, Written) and not refused.ok and "still wanted" in refused.says


async def test_only_an_administrator_holds_a_record(harness: Harness):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        refused = await console.line.ask(HoldRecord(request=0, incident=paper.incident, hold=True, reason="A claim"))
        assert isinstance(refused, Written) and "may not hold" in refused.says


async def test_a_receipt_is_given_again_to_its_teller_alone(harness: Harness):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        ask = AskReceipt(request=0, incident=paper.incident, entry=told.receipt.entry)
        again = await console.line.ask(ask)
        assert isinstance(again, ReceiptMade) and again.receipt.salt != told.receipt.salt
        await paper.leave()
        refused = await console.line.ask(ask)
        assert isinstance(refused, Written) and "one's own words" in refused.says


async def test_a_watching_console_is_shown_no_record(harness: Harness):
    async with harness.console(None) as console:
        refused = await console.line.ask(AskRecords(request=0))
        assert isinstance(refused, Reply) and refused.code == "watching"


async def test_a_command_that_shows_no_calls_makes_no_desk_attended(harness: Harness):
    async with DeskClient.connect(harness.socket, FRONT, "record", shows_calls=False) as line:
        listed = await line.ask(AskRecords(request=0))
        assert isinstance(listed, RecordsKnown)
        async with harness.console(None) as watching:
            board = await watching.board()
    front = next(desk for desk in board.desks if desk.desk == FRONT)
    assert not front.connected and not front.attended


async def test_an_answer_that_was_lost_is_given_again_and_nobody_finds_out_by_guessing(harness: Harness):
    harness.give_pins("ben")
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        first = await paper.write("behavior", "battery")
        again = await paper.write("behavior", "battery")
        assert isinstance(first, Written) and isinstance(again, Written)
        assert (again.ok, again.entry) == (True, first.entry)
        guesses = [await Paper(other, paper.incident).write("behavior", value) for value in ("battery", "threat")]
        assert [guess.says for guess in guesses] == [guesses[0].says] * 2
        assert not guesses[0].ok
        await other.proves("ben")
        assert (await Paper(other, paper.incident).write("behavior", "battery")).ok


async def test_a_command_beside_a_desk_proves_its_person_and_leaves_the_desks_operator(harness: Harness):
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as console:
        await console.proves("ben")
        async with DeskClient.connect(harness.socket, FRONT, "record", shows_calls=False) as line:
            paper = await a_call_that_is_over(harness, console)
            proved = await line.ask(ProveSelf(request=0, person=PersonId("ana"), secret=PIN))
            assert proved.ok, proved.says
            shown = await line.ask(AskRecord(request=0, incident=paper.incident))
            assert isinstance(shown, RecordShown) and "submit" in shown.acts
        board = await console.board()
    assert board.here is not None and board.here.operator == "Ben Ruiz"


async def test_a_call_that_is_still_open_is_listed_first_and_written_to_through_its_stand_down(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as console:
        over = await a_call_that_is_over(harness, console)
        await harness.press("202").kept
        card = await console.sees("202")
        paper = Paper(console, card.incident)
        assert [(line.incident, line.still_open) for line in await listed(console)] == [
            (card.incident, True),
            (over.incident, False),
        ]
        first = await paper.write("behavior", "battery")
        assert first.ok, first.says
        await console.proves("ana")
        early = await console.line.ask(MoveRecord(request=0, incident=card.incident, to=Status.SUBMITTED))
        assert isinstance(early, Written) and "still open" in early.says
        assert "submit" not in (await paper.shows()).acts
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        for command in (
            Acknowledge(incident=card.incident),
            StandDown(incident=card.incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"),
        ):
            assert (await console.line.act(command)).ok
        second = await paper.write("time_context", "class")
        assert second.ok, second.says
        assert [(line.incident, line.still_open) for line in await listed(console)] == [
            (card.incident, False),
            (over.incident, False),
        ]
        shown = await paper.shows()
        assert "submit" in shown.acts
        assert {"behavior", "time_context", "account.text", "stood_down_at"} <= {fact.field for fact in shown.facts}


async def test_an_open_tap_out_is_in_no_list_of_records(harness: Harness):
    async with harness.console(FRONT) as console:
        await console.attended()
        here = Actor(FRONT, None)
        command = RaiseCall(place=Place(room=RoomId("203")), kind=Kind.TAP_OUT, source=Source(Door.DESK, actor=here))
        await harness.engine.submit(command, here).kept
        assert len(harness.engine.board.incidents) == 1
        assert await listed(console) == ()


async def listed(console: Console) -> tuple[RecordLine, ...]:
    answer = await console.line.ask(AskRecords(request=0))
    assert isinstance(answer, RecordsKnown)
    return answer.records


async def test_a_record_opened_by_many_at_once_has_each_entry_once(harness: Harness):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert await harness.records.open(paper.incident)
        for value in ("class", "passing", "lunch-recess"):
            stood = await harness.records.open(paper.incident)
            assert stood is not None
            newest = stood.versions.get(FactId(FieldId("time_context")), [])
            written = asyncio.get_running_loop().create_task(
                paper.write("time_context", value, seen=newest[-1].number if newest else 0, why="A slip")
            )
            while not written.done():
                await asyncio.gather(*(harness.records.open(paper.incident) for _ in range(5)))
        record = await harness.records.open(paper.incident)
    assert record is not None
    numbers = [version.number for version in record.versions[FactId(FieldId("time_context"))]]
    assert len(numbers) == len(set(numbers)) == 3


async def test_a_stand_down_and_what_was_written_at_the_same_moment_are_both_kept(harness: Harness):
    async with harness.console(FRONT) as console:
        await console.attended()
        await harness.press("201").kept
        incident = (await console.sees("201")).incident
        assert await harness.records.open(incident)
        by = Author(desk=FRONT, shown=Shown.NOT_SHOWN)
        actor = Actor(FRONT)
        harness.engine.submit(Acknowledge(incident=incident), actor)
        harness.engine.submit(StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"), actor)
        held = RecordHeld(incident=incident, by=by, klass=Klass.OPERATIONAL, reason="A claim")
        await harness.engine.keep([held]).kept
        record = await harness.records.open(incident)
        assert record is not None and record.held_for == "A claim"
        assert (await harness.press("202").kept) and await console.sees("202")


async def test_who_signed_out_is_not_believed_when_somebody_uses_their_name(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as console:
        await console.proves("ana")
        await console.board(lambda board: board.proven)
        assert (await console.line.act(SignOut())).ok
        await console.board(lambda board: board.here is not None and not board.here.operator)
        assert (await console.line.act(SignIn(person=PersonId("ana")))).ok
        board = await console.board(lambda board: board.here is not None and board.here.operator == "Ana Ortiz")
        assert not board.proven


async def test_what_a_reporter_told_is_not_the_next_ones_who_signs_in(harness: Harness):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert isinstance(await paper.tell(), AccountTaken)
        assert (await console.line.act(SignIn(person=PersonId("ben")))).ok
        await console.board(lambda board: board.here is not None and board.here.operator == "Ben Ruiz")
        assert await paper.stands("account.text", "account-1") is None


async def test_a_code_given_beside_anothers_pin_is_no_pin(harness: Harness):
    harness.give_pins("ben")
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        await paper.leave()
        await console.proves("ben")
        ask = AskReceipt(request=0, incident=paper.incident, entry=told.receipt.entry, code=told.code)
        again = await console.line.ask(ask)
        assert isinstance(again, ReceiptMade)
        assert (again.receipt.identity, again.receipt.pin_set_by) == ("shown with the code of an earlier receipt", "")


async def test_no_record_is_opened_of_a_time_that_is_none_or_of_a_break(harness: Harness):
    async with harness.console(FRONT) as console:
        for kind, occurred_ms in ((Kind.ASSIST, 2**62), (Kind.TAP_OUT, None)):
            opened = await console.line.ask(
                OpenRecord(request=0, room=RoomId("202"), kind=kind, known_by=KnownBy.RADIO, occurred_ms=occurred_ms)
            )
            assert isinstance(opened, Written) and not opened.ok and opened.says
        listed = await console.line.ask(AskRecords(request=0, before=2**63 - 1))
        assert isinstance(listed, RecordsKnown) and listed.records == ()


async def test_a_press_while_keys_are_wrapped_anew_waits_for_the_disk_as_ever(harness: Harness):
    async with harness.console(FRONT) as console:
        await console.attended()
        await harness.press("201").kept
        harness.engine.carry_forward(await harness.logbook.keys_in_use())
        await harness.press("202").kept
        board = await console.board(lambda board: any(card.room == "202" for card in board.calls))
        assert all(card.recorded for card in board.calls)
        assert not any(trouble.what == "logbook-not-recording" for trouble in board.troubles)


async def test_a_reason_holds_nothing_that_a_terminal_obeys_and_a_first_value_has_none(harness: Harness):
    harness.give_pins("ana")
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        await console.proves("ana")
        first = await paper.write("time_context", "class", why="Nothing stood there")
        assert first.ok, first.says
        for why in ("\x1b[2JA slip", "A \u202eslip", "x" * 501):
            refused = await paper.write("time_context", "passing", seen=first.entry, why=why)
            assert not refused.ok and refused.says
            shown = await console.line.ask(AskRecord(request=0, incident=paper.incident, reason=why))
            assert isinstance(shown, Written) and not shown.ok
        facts = (await paper.shows()).facts
    assert next(fact.versions[0].why for fact in facts if fact.field == "time_context") == ""


async def test_what_a_line_left_on_its_way_to_the_disk_is_there_for_the_next_who_writes(harness: Harness):
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert await harness.records.open(paper.incident)
        by = Author(desk=FRONT, shown=Shown.NOT_SHOWN)

        def adding(record: Record) -> list[RecordEntry] | No:
            text = FactWritten(
                incident=paper.incident, by=by, klass=Klass.STUDENT, field=FieldId("account.text"),
                item=next_item(record, "account"), value=WORDS,
            )  # fmt: skip
            return [text]

        decided, keys = asyncio.Event(), await harness.logbook.keys_in_use()

        def behind_others(record: Record) -> list[RecordEntry] | No:
            for _ in range(4):  # these batches go to the disk first, one after the other
                harness.engine.carry_forward(keys)
            decided.set()
            return adding(record)

        cut = asyncio.get_running_loop().create_task(harness.records.write(paper.incident, behind_others))
        await decided.wait()
        cut.cancel()
        kept = await harness.records.write(paper.incident, adding)
        assert isinstance(kept, Record) and kept.items["account"] == ["account-1", "account-2"]
