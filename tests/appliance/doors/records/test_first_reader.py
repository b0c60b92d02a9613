"""Tests an account that somebody reads first, through the door: every reader and every field, exports, duties, and a box that is killed."""

import asyncio
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from appliance.api.desk.entries import Follow
from appliance.api.duties.messages import ListDuties
from appliance.api.records.messages import (
    AccountTaken,
    AskReceipt,
    AskViews,
    EndFirstReading,
    Hidden,
    MoveRecord,
    RecordShown,
    TellAccount,
    Written,
)
from appliance.doors.peer import Rights
from appliance.duties.counting import Term, Unit, count
from appliance.plan.document import to_document
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.events import FactWritten
from appliance.record.fields import FIELDS
from appliance.record.first_reader import UNTIL
from appliance.record.schema import Shape
from appliance.record.words import FactId, FieldId, ItemId, Status, Value
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.duties.bitten import named, signs_in, staffed
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness, running_harness, school
from tests.appliance.doors.records.marked import MARKS, TELLERS_NAME, TELLS, WHEN_MS, Marked, marked, may_read
from tests.appliance.doors.records.test_every_fact import exports, marks_in
from tests.appliance.doors.records.test_line import WORDS, Paper, a_call_that_is_over
from tests.patience import patient

pytestmark = pytest.mark.slow

REASON = "Somebody may be in danger"
WHY_TICKED = "Zq998x"
"""The reason for a ticked answer, in the reporter's words."""
FAR_MS = 4_000_000_000_000
NAMELESS_TEXTS = {
    FactId(FieldId("doing_before")): "Zq900x",
    FactId(FieldId("person.student_name"), ItemId("person-1")): "Zq901x",
    FactId(FieldId("person.staff_name"), ItemId("person-3")): "Zq902x",
}
"""What the reporter also wrote in words, elsewhere in the record."""
CHOICES = {
    Role.POINT_OF_CONTACT: "point-of-contact",
    Role.HUMAN_RESOURCES: "human-resources",
    Role.ADMINISTRATOR: "administrator",
}


@dataclass(frozen=True)
class Seen:
    """What one reader was sent: the record, and everything else as text."""

    shown: RecordShown
    besides: str


def fact(incident: IncidentId, field: str, item: str, value: Value, why: str = "") -> FactWritten:
    its = FIELDS[FieldId(field)]
    return FactWritten(
        incident=incident, by=TELLS, klass=its.klass, field=its.field, item=ItemId(item), value=value, why=why
    )


async def marked_with_first_reader(harness: Harness, role: Role) -> Marked:
    """Make a record in which every fact has a mark, and whose first reporter chose a first reader; the second chose nobody."""
    await staffed(harness)
    record = await marked(harness)
    person = f"p-{role}" if role is Role.ADMINISTRATOR else None
    written = [
        fact(record.incident, "account.first_reader", "account-1", CHOICES[role]),
        fact(record.incident, "account.first_reader_person", "account-1", person),
        fact(record.incident, "account.first_reader_until", "account-1", FAR_MS),
        *(fact(record.incident, at.field, at.item, text) for at, text in NAMELESS_TEXTS.items()),
        fact(record.incident, "behavior", "", "threat", WHY_TICKED),
    ]
    assert not isinstance(await harness.records.write(record.incident, lambda _: written), str)
    return record


async def sees(console: Console, record: Marked, code: str = "", reason: str = "") -> Seen:
    paper = Paper(console, record.incident)
    shown = await paper.shows(code=code, reason=reason)
    one = {"request": 0, "incident": record.incident}
    asks = (
        ListDuties(**one, limit=100),  # type: ignore[arg-type]
        AskViews(**one),  # type: ignore[arg-type]
        Follow(request=0, after=0, incident=record.incident),
        MoveRecord(**one, to=Status.REVIEWED),  # type: ignore[arg-type]
        *(AskReceipt(**one, entry=entry) for entry in record.entries[::9]),  # type: ignore[arg-type]
    )
    answers = [msgspec.to_builtins(await console.line.ask(ask)) for ask in asks]
    await paper.leave()
    return Seen(shown, str(answers))


def is_kept(fact_id: FactId) -> bool:
    """Whether it waits for the first reader: by the rule, in a few words."""
    return fact_id.item in {"account-1", "reporter-1"} or fact_id in NAMELESS_TEXTS


@pytest.mark.parametrize("chosen", CHOICES)
async def test_every_reader_and_every_field_and_every_export(harness: Harness, chosen: Role) -> None:
    record = await marked_with_first_reader(harness, chosen)
    async with harness.console(FRONT) as console:
        for role, reason in [(None, ""), *((role, reason) for role in Role for reason in ("", REASON))]:
            if role is not None:
                assert (await console.proves(f"p-{role}")).ok
                await console.board(lambda board: board.proven)
            seen = await sees(console, record, reason=reason)
            its = rights((role,) if role else (), proven=role is not None, glass=bool(reason))
            by_role = {fact_id for fact_id in MARKS if may_read(its, fact_id, told_it=False)}
            first = {each for each in MARKS if is_kept(each) and each.item in {"account-1", "reporter-1"}}
            expected = by_role | first if role is chosen else {each for each in by_role if not is_kept(each)}
            who = f"{role} {reason}"
            written = {FactId(each.field, each.item) for each in seen.shown.facts if not each.system}
            assert {each for each in written if "first_reader" not in each.field} == expected, who
            allowed = {MARKS[each] for each in expected} | {
                mark for each, mark in NAMELESS_TEXTS.items() if each in expected
            }
            allowed |= {WHY_TICKED} if role is chosen and FactId(FieldId("behavior")) in expected else set()
            allowed |= {TELLERS_NAME} if role is chosen else set()
            assert marks_in(str(msgspec.to_builtins(seen.shown))) <= allowed, who
            for name, text in exports(seen.shown).items():
                assert marks_in(text) <= allowed, f"{who} in the {name}"
            assert marks_in(seen.besides) <= allowed, f"{who} found {marks_in(seen.besides) - allowed}"
            says = [each.count for each in seen.shown.left_out if each.what is Hidden.FIRST_READING]
            assert says == ([] if role is chosen else [1]), f"{who} is told that there is an account"
            assert [each.account for each in seen.shown.first_readings] == ["account-1"]
            assert [each.may_end for each in seen.shown.first_readings] == [role is chosen]
    async with harness.console(NURSE) as console:
        own = await sees(console, record, code=record.code)
        theirs = {MARKS[each] for each in MARKS if each.item in {"account-1", "reporter-1"}}
        theirs -= {MARKS[FactId(FieldId("reporter.is_person"), ItemId("reporter-1"))]}
        assert theirs <= marks_in(str(msgspec.to_builtins(own.shown))), "the reporter reads all that is theirs"
        assert not any(each.what is Hidden.FIRST_READING for each in own.shown.left_out)


def test_the_words_that_wait_are_all_words_of_the_record_that_whoever_was_there_writes() -> None:
    texts = {each.field for each in FIELDS.values() if each.shape in {Shape.TEXT, Shape.WORDS}}
    assert {each.field for each in NAMELESS_TEXTS} <= texts
    assert WHEN_MS < FAR_MS and not any(re.search("first_reader", each.field) for each in MARKS)


async def tells(paper: Paper, first_reader: str, text: str = WORDS, code: str = "") -> AccountTaken | Written:
    told = await paper.line.ask(
        TellAccount(request=0, incident=paper.incident, text=text, name="Mr. Lee", first_reader=first_reader, code=code)
    )
    assert isinstance(told, AccountTaken | Written), told
    return told


async def text_shown(paper: Paper, code: str = "") -> Value:
    found = (each for each in (await paper.shows(code=code)).facts if each.field == "account.text")
    return next((each.versions[-1].value for each in found), None)


async def test_it_is_chosen_with_the_account_until_the_end_of_the_next_school_day(harness: Harness) -> None:
    await staffed(harness)
    calendar = (await harness.listed.known()).calendar
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        offered = {each.first_reader: each.says for each in (await paper.shows()).first_readers}
        assert list(offered)[:2] == ["point-of-contact", "human-resources"]
        assert any("an administrator" in says for says in list(offered.values())[2:])
        refused = await tells(paper, "the mayor")
        assert isinstance(refused, Written) and not refused.ok and "Choose again" in refused.says
        before_ms = harness.engine.clock.now().wall_ms
        told = await tells(paper, "human-resources")
        assert isinstance(told, AccountTaken) and told.first_reading is not None
        assert told.first_reading.until_ms == count(calendar, Term(Unit.SCHOOL_DAYS, 1), before_ms).at_ms
        assert told.first_reading.reader == "human resources" and told.first_reading.may_end
        record = await harness.records.open(paper.incident)
        assert record is not None and record.value(UNTIL, "account-1") == told.first_reading.until_ms


async def test_the_first_reader_ends_it_and_then_everybody_reads_as_always(harness: Harness) -> None:
    await staffed(harness)
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        told = await tells(paper, "point-of-contact")
        assert isinstance(told, AccountTaken)
        await paper.leave()
        contact, lead = Paper(console, paper.incident), Paper(other, paper.incident)
        assert (await other.proves(f"p-{Role.LEAD}")).ok
        assert await text_shown(lead) is None
        refused = await other.line.ask(EndFirstReading(request=0, incident=paper.incident, account=ItemId("account-1")))
        assert isinstance(refused, Written) and not refused.ok, "who does not read it first ends nothing"
        assert (await console.proves(f"p-{Role.POINT_OF_CONTACT}")).ok
        assert await text_shown(contact) == WORDS
        done = await console.line.ask(EndFirstReading(request=0, incident=paper.incident, account=ItemId("account-1")))
        assert isinstance(done, Written) and done.ok, done
        assert await text_shown(lead) == WORDS
        assert await text_shown(contact) is None, "their role reads no account, once everybody's does"
        assert (await lead.shows()).first_readings == ()


async def test_the_reporter_ends_it_with_their_code(harness: Harness) -> None:
    await staffed(harness)
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        told = await tells(paper, "human-resources")
        assert isinstance(told, AccountTaken)
        await paper.leave()
        assert await text_shown(paper) is None
        assert await text_shown(paper, told.code) == WORDS
        done = await console.line.ask(EndFirstReading(request=0, incident=paper.incident, account=ItemId("account-1")))
        assert isinstance(done, Written) and done.ok, done
        await paper.leave()
        assert (await other.proves(f"p-{Role.LEAD}")).ok
        assert await text_shown(Paper(other, paper.incident)) == WORDS


async def test_at_its_time_it_is_over_by_itself(harness: Harness) -> None:
    await staffed(harness)
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert isinstance(await tells(paper, "human-resources"), AccountTaken)
        await paper.leave()
        assert (await console.proves(f"p-{Role.LEAD}")).ok
        assert await text_shown(paper) is None
        ends_ms = harness.engine.clock.now().wall_ms + 300
        sooner = fact(paper.incident, str(UNTIL), "account-1", ends_ms)
        assert not isinstance(await harness.records.write(paper.incident, lambda _: [sooner]), str)
        async with patient():
            while await text_shown(paper) is None:
                await asyncio.sleep(0.05)
        assert await text_shown(paper) == WORDS
        assert harness.engine.clock.now().wall_ms >= ends_ms, "not before its time"


async def test_what_was_ticked_opens_duties_at_once_without_words_or_name(harness: Harness) -> None:
    await staffed(harness)
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        told = await tells(paper, "human-resources")
        assert isinstance(told, AccountTaken)
        for field, value, item in (
            ("event_kind", "happened", ""),
            ("person.role", "affected", "new"),
            ("person.type", "teacher", "person-1"),
            ("person.staff_name", "Zqteacher", "person-1"),
        ):
            assert (await paper.write(field, value, item)).ok
        await paper.leave()
        desk = await signs_in(other, Role.ADMINISTRATOR)
        owed = named(await desk.of(paper.incident))
        assert owed["point-of-contact person-1"].about_name == "person (person-1)"
        assert "Zqteacher" not in str(msgspec.to_builtins(await desk.of(paper.incident)))
        assert "Zqteacher" not in str(msgspec.to_builtins(await desk.all()))
        stands_there = await Paper(other, paper.incident).write("person.staff_name", "Somebody", "person-1")
        assert isinstance(stands_there, Written) and "first reader" in stands_there.says
        assert (await paper.shows(code=told.code)).first_readings[0].may_end
        await console.line.ask(EndFirstReading(request=0, incident=paper.incident, account=ItemId("account-1")))
        again = named(await desk.of(paper.incident))
        assert again["point-of-contact person-1"].about_name == "Zqteacher (person-1)"


async def test_a_box_that_is_killed_in_between_withholds_it_still(tmp_path: Path) -> None:
    box, image = tmp_path / "box", tmp_path / "image"
    box.mkdir()
    async with running_harness(box, Rights.here()) as harness:
        await staffed(harness)
        async with harness.console(FRONT) as console:
            paper = await a_call_that_is_over(harness, console)
            told = await tells(paper, "point-of-contact")
            assert isinstance(told, AccountTaken)
        # what a disk has when the power fails now: the box is not closed
        await harness.logbook._database.work(
            lambda _: shutil.copytree(box, image, ignore=shutil.ignore_patterns("*.sock"))
        )
    async with running_harness(image, Rights.here()) as harness:
        await harness.adopt(to_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
        async with harness.console(FRONT) as console:
            paper = Paper(console, paper.incident)
            for role in Role:
                assert (await console.proves(f"p-{role}")).ok
                assert await text_shown(paper) == (WORDS if role is Role.POINT_OF_CONTACT else None), role
            await paper.leave()
            assert await text_shown(paper, told.code) == WORDS
