"""Tests all duties, all fields and all readers through the door: nobody learns through a duty what they may not read in the record, and
everybody gets each duty of which they may read every fact. A new field or rule is included by itself.
"""

import re
from collections.abc import AsyncIterator

import msgspec
import pytest

from appliance.api.duties.messages import DutiesKnown, DutyLine, ListDuties, NoteDuty
from appliance.api.records.messages import Written
from appliance.core.listed.commands import AdoptDuties
from appliance.duties.adopted.rules_document import RulesFile, to_document
from appliance.duties.check import unreadable
from appliance.duties.deriving import derive
from appliance.duties.duty import Duty, State
from appliance.duties.noting import NO_SUCH_DUTY
from appliance.duties.parse import parse
from appliance.duties.parties import OF_ROLE
from appliance.duties.rules import Rule
from appliance.listed.shipped import SHIPPED, shipped
from appliance.plan.document import digest
from appliance.plan.document import to_document as to_plan_document
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from appliance.record.derived import derived
from appliance.record.events import DutyNoted
from appliance.record.record import Record
from appliance.record.words import FactId, ItemId
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.harness import FRONT, Console, Harness, school
from tests.appliance.doors.records.marked import MARKS, SOMEBODY, TELLER, Marked, marked, may_read
from tests.appliance.doors.records.test_every_fact import READERS, Reader

WORDS = "Zqwords"
WHO_THEY_ARE = {("person.role", TELLER), ("person.type", TELLER)}
"""What the teller is, and what their part was: no secret to them."""
THE_READERS = [reader for reader in READERS if not reader.reason]  # nobody breaks the glass of a list


@pytest.fixture
async def record(harness: Harness) -> AsyncIterator[Marked]:
    await harness.adopt(to_plan_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
    harness.give_pins(*(person.person for person in PEOPLE))
    rules = to_document([all_late(shipped(name)) for name in SHIPPED])
    await harness.engine.submit(AdoptDuties(by="R. Ortiz", digest=digest(rules), document=rules)).kept
    assert (await harness.listed.known()).rules_digest == digest(rules)
    found = await marked(harness)
    await notes_everything(harness, found.incident)
    yield found


def all_late(file: RulesFile) -> RulesFile:
    """Give a set as a district would have it that verified every rule, has everything due at once, and tells every role that may ever read
    what a rule looks at.
    """
    parsed = parse(file.text)
    assert parsed.rules is not None
    head, *texts = file.text.split("[[rule]]\n")
    made = [_late(text, rule) for text, rule in zip(texts, parsed.rules.rules, strict=True)]
    return RulesFile(file.name, "[[rule]]\n".join([head, *made]))


def _late(text: str, rule: Rule) -> str:
    told = [party for party in OF_ROLE if not unreadable(rule, party)]
    late = ", ".join(f'{{ tell = "{party}", after = {{ at_once = true }} }}' for party in told)
    text = re.sub(r"^late = .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^due = .*$", "due = { at_once = true }", text, flags=re.MULTILINE)
    verified = f'verified = {{ by = "the attorney", on = 2026-08-01 }}\nlate = [{late}]'
    assert "\nverify = true\n" in text
    return text.replace("\nverify = true\n", f"\n{verified}\n")


async def notes_everything(harness: Harness, incident: IncidentId) -> None:
    """Let somebody note with words that each duty of the record is not done."""
    kept = await harness.records.open(incident)
    assert kept is not None
    notes = [
        DutyNoted(
            incident=incident,
            by=SOMEBODY,
            klass=rule.klass_of_notes,
            rule=rule.rule,
            about=duty.about,
            confirms="that it is so",
            done=False,
            words=WORDS,
        )
        for duty, rule in await duties_of(harness, kept)
    ]
    assert len(notes) > 20
    assert not isinstance(await harness.records.write(incident, lambda _: notes), str)


async def duties_of(harness: Harness, record: Record) -> list[tuple[Duty, Rule]]:
    """Derive every duty of the record, for nobody."""
    listed = await harness.listed.known()
    rules = {rule.rule: rule for rule in listed.rules.rules}
    found = derive(record, derived(record, harness.engine.board.index), listed.rules.rules, listed.calendar)
    return [(duty, rules[duty.rule]) for duty in found]


def told_by(duty: Duty, reader: Reader) -> set[FactId]:
    """Give the facts that the duty tells of and that the reader may not read: by the rule of the record, in a few words."""
    hidden = {
        fact_id
        for fact_id in duty.reads
        if fact_id in MARKS and not may_read(reader.rights, fact_id, told_it=reader.code)
    }
    own = {fact_id for fact_id in hidden if reader.code and (fact_id.field, fact_id.item) in WHO_THEY_ARE}
    # a rule that looks for other kinds of support says no more of this one than of none
    kinds = {fact_id for fact_id in hidden if fact_id.field == "support.kind" and not duty.names_care}
    return hidden - own - kinds


def is_side(party: str, reader: Reader) -> bool:
    return reader.role is not None and party in {str(each) for each in OF_ROLE} and party == str(reader.role)


def is_told(duty: Duty, rule: Rule, reader: Reader) -> bool:
    return duty.state is State.OPEN and any(is_side(late.tell, reader) for late in rule.late)


async def listed_to(console: Console, record: Marked, reader: Reader) -> tuple[DutyLine, ...]:
    if reader.person is not None:
        assert (await console.proves(reader.person.person)).ok
        await console.board(lambda board: board.proven)
    code = record.code if reader.code else ""
    answer = await console.line.ask(ListDuties(request=0, incident=record.incident, code=code, limit=100))
    if reader.person is None and not reader.code:
        assert not isinstance(answer, DutiesKnown), "nobody proved who they are"
        return ()
    assert isinstance(answer, DutiesKnown), answer
    assert answer.more == 0
    return answer.duties


@pytest.mark.slow
@pytest.mark.parametrize("reader", THE_READERS, ids=str)
async def test_a_reader_is_sent_the_duties_whose_every_fact_they_may_read_and_no_others(
    harness: Harness, record: Marked, reader: Reader
) -> None:
    kept = await harness.records.open(record.incident)
    assert kept is not None
    duties = {(duty.rule, duty.about): (duty, rule) for duty, rule in await duties_of(harness, kept)}
    async with harness.console(FRONT) as console:
        lines = await listed_to(console, record, reader)
        shown = {(line.rule, line.about) for line in lines}
        for key, (duty, rule) in duties.items():
            if rule.noted is not None and rule.noted.sealed:
                asked = is_side(duty.owed_to, reader) or (reader.code and duty.owed_to == "educator")
                assert asked or key not in shown, f"{reader} is shown a question to somebody else: {key}"
                continue
            absent = duty.fields - {fact_id.field for fact_id in duty.reads}
            if told_by(duty, reader):
                assert key not in shown, f"{reader} learns of {told_by(duty, reader)} through {key}"
            elif not absent and (reader.person is not None or reader.code):
                assert key in shown, f"{reader} may read every fact of {key}, and does not see it"
        opened = {mark for fact_id, mark in MARKS.items() if may_read(reader.rights, fact_id, told_it=reader.code)}
        text = str(msgspec.to_builtins(lines))
        assert set(re.findall(r"Zq\d{3}x", text)) <= opened
        for line in lines:
            if any(note.words for note in line.notes):
                assert line.owe or line.owed, f"{reader} reads words that are for both sides of {line.rule}"
            if is_side(line.owed_by, reader) or is_side(line.owed_to, reader):
                assert any(note.words for note in line.notes)
        await nothing_else_is_noted(console, record, reader, shown, set(duties))
        mine = await console.line.ask(ListDuties(request=0, limit=100))
        if reader.person is None:
            assert not isinstance(mine, DutiesKnown), "a code opens one record, and no list"
        else:
            assert isinstance(mine, DutiesKnown)
            assert {(line.rule, line.about) for line in mine.duties} <= shown
            assert all(line.owe or line.owed or line.told for line in mine.duties)
            told = {(line.rule, line.about) for line in mine.duties if line.told}
            assert told == {key for key in shown if is_told(*duties[key], reader)}
            assert told or reader.role not in {Role.ADMINISTRATOR, Role.LEAD, Role.NURSE, Role.HUMAN_RESOURCES}
            assert WORDS not in str(mine), "a list shows nobody's words but one's own"


async def nothing_else_is_noted(
    console: Console, record: Marked, reader: Reader, shown: set[tuple[str, str]], there: set[tuple[str, str]]
) -> None:
    """A duty that is not shown is refused in the words for one that is not there."""
    for rule, about in sorted(there - shown)[::5]:
        note = NoteDuty(
            request=0,
            incident=record.incident,
            rule=rule,  # type: ignore[arg-type]
            about=ItemId(about),
            confirms="that it is so",
            done=True,
            code=record.code if reader.code else "",
        )
        answer = await console.line.ask(note)
        assert isinstance(answer, Written) and not answer.ok
        if reader.person is not None or reader.code:
            assert answer.says == NO_SUCH_DUTY


@pytest.mark.slow
async def test_readers_see_different_duties(harness: Harness, record: Marked) -> None:
    seen: dict[str, int] = {}
    for reader in (THE_READERS[0], *(each for each in THE_READERS if each.role is not None and not each.code)):
        async with harness.console(FRONT) as console:
            seen[str(reader)] = len(await listed_to(console, record, reader))
    assert seen["a desk"] == seen["auditor"] == seen["system-administrator"] == 0
    assert len(set(seen.values())) > 4, seen
