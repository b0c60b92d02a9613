"""Tells of a duty that is late: whom its rule names sees it in their list, as far as they may read of the record, until it is closed or
withdrawn. Nothing rings, and a rule that nobody verified tells nobody.
"""

import time
from datetime import UTC, datetime, timedelta

import pytest

from appliance.api.duties.messages import DutyLine
from appliance.core.listed.commands import AdoptDuties, AdoptSchoolCalendar
from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.adopted.rules_document import RulesFile, to_document
from appliance.duties.calendar import SchoolYear
from appliance.duties.duty import State
from appliance.duties.parties import Party
from appliance.listed.shipped import shipped
from appliance.plan.document import digest
from appliance.plan.model import Role
from tests.appliance.doors.duties.bitten import Bitten, Desk, bitten, facts, named, signs_in, staffed
from tests.appliance.doors.harness import FRONT, NURSE, Harness

CONTACT = "point-of-contact person-2"
DAY_MS = 86_400_000
VERIFIED = 'verified = { by = "the district\'s attorney", on = 2026-08-01 }'
LATE = """late = [
    { tell = "human-resources", after = { school_days = 1 } },
    { tell = "point-of-contact", after = { calendar_days = 390 } },
]"""


@pytest.fixture
async def record(harness: Harness) -> Bitten:
    """Somebody was bitten ten days ago, nobody named a point of contact, and the school calendar covers all days that count."""
    await staffed(harness)
    today, year = datetime.now(UTC).date(), timedelta(days=365)
    long = SchoolYear(name="long", first=today - year, last=today + 2 * year, ends_min=15 * 60)
    document = calendar_document(SchoolCalendar(name="Juniper", years=(long,)))
    await harness.engine.submit(AdoptSchoolCalendar(by="R. Ortiz", digest=digest(document), document=document)).kept
    found = await bitten(harness)
    await facts(harness, found.incident, occurred_at=round(time.time() * 1000) - 10 * DAY_MS)
    return found


async def adopts(harness: Harness, mark: str) -> None:
    """Adopt the neutral set, with this mark below the rule of the point of contact, counted from when it happened."""
    text = shipped("neutral").text
    before, its, after = text.partition('id = "point-of-contact"')
    its_end = after.index("[[rule]]")
    rule = after[:its_end].replace("verify = true", mark)
    rule = rule.replace("due = { same_day = true }", 'due = { same_day = true, after = "occurred_at" }')
    rule = rule.replace('late = [{ tell = "human-resources", after = { school_days = 1 } }]', LATE)
    assert mark in rule and LATE in rule and "occurred_at" in rule
    document = to_document([RulesFile("neutral.toml", before + its + rule + after[its_end:])])
    await harness.engine.submit(AdoptDuties(by="R. Ortiz", digest=digest(document), document=document)).kept
    assert (await harness.listed.known()).unread == ()


async def lists(harness: Harness, role: Role) -> tuple[dict[str, DutyLine], int]:
    """What stands in the list of this role, and how much of it is only told because it is late."""
    async with harness.console(FRONT) as console:
        known = await (await signs_in(console, role)).all()
        return named(known), known.told


async def test_what_is_late_stands_in_the_list_of_whoever_the_rule_names_and_says_why(
    harness: Harness, record: Bitten
) -> None:
    await adopts(harness, VERIFIED)
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.HUMAN_RESOURCES)
        head = harness.logbook.kept[0]
        known = await desk.all()
        assert harness.logbook.kept[0] == head, "nothing was written, so nothing rang"
    line = named(known)[CONTACT]
    assert (line.owe, line.owed, line.overdue, known.told) == (False, False, True, 1)
    assert line.told is not None
    assert (line.told.tell, line.told.says) == (Party.HUMAN_RESOURCES, "one school day after it was due")
    assert line.due is not None and line.due.at_ms < line.told.from_ms < time.time() * 1000
    assert line.may_note == (), "whoever is told closes nothing that another person owes"
    assert not harness.engine.board.incidents


async def test_others_see_who_is_told_and_the_counts_of_what_is_theirs_stay(harness: Harness, record: Bitten) -> None:
    await adopts(harness, "verify = true")
    before, _ = await lists(harness, Role.HUMAN_RESOURCES)
    await adopts(harness, VERIFIED)
    async with harness.console(FRONT) as console:
        known = await (await signs_in(console, Role.HUMAN_RESOURCES)).all()
        open_before = [each for each in before.values() if each.state is State.OPEN]
        assert (known.open, known.overdue, known.told) == (len(open_before), 0, 1)
    found, told = await lists(harness, Role.ADMINISTRATOR)
    line = found[CONTACT]
    assert (line.owe, line.overdue, line.told, told) == (True, True, None, 0)
    assert [(each.tell, each.now, each.you) for each in line.late] == [
        (Party.HUMAN_RESOURCES, True, False),
        (Party.POINT_OF_CONTACT, False, False),
    ]


@pytest.mark.parametrize(
    "role", [Role.POINT_OF_CONTACT, Role.NURSE, Role.LEAD, Role.MENTAL_HEALTH, Role.OFFICE, Role.AUDITOR]
)
async def test_nobody_else_is_told_and_nobody_before_their_time(harness: Harness, record: Bitten, role: Role) -> None:
    await adopts(harness, VERIFIED)
    found, told = await lists(harness, role)
    assert (CONTACT in found, told) == (False, 0)


async def test_a_rule_that_nobody_verified_tells_nobody(harness: Harness, record: Bitten) -> None:
    await adopts(harness, "verify = true")
    found, told = await lists(harness, Role.HUMAN_RESOURCES)
    assert (CONTACT in found, told) == (False, 0)
    async with harness.console(FRONT) as console:
        of = await (await signs_in(console, Role.ADMINISTRATOR)).of(record.incident)
        assert (named(of)[CONTACT].late, named(of)[CONTACT].overdue) == ((), False)


async def test_it_leaves_the_list_once_it_is_closed(harness: Harness, record: Bitten) -> None:
    await adopts(harness, VERIFIED)
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        told, owes = await signs_in(console, Role.HUMAN_RESOURCES), await signs_in(other, Role.ADMINISTRATOR)
        assert named(await told.all())[CONTACT].told is not None
        await facts(
            harness,
            record.incident,
            "support-1",
            support_person="person-2",
            support_kind="point-of-contact",
            support_offered_at=round(time.time() * 1000),
            support_evaluator=False,
        )
        assert CONTACT not in named(await told.all())
        closed = named(await owes.of(record.incident))[CONTACT]
        assert (closed.state, closed.late) == (State.CLOSED, ())


async def test_it_leaves_the_list_once_it_is_withdrawn(harness: Harness, record: Bitten) -> None:
    await adopts(harness, VERIFIED)
    async with harness.console(FRONT) as console:
        told = await signs_in(console, Role.HUMAN_RESOURCES)
        assert named(await told.all())[CONTACT].told is not None
        await facts(harness, record.incident, "person-2", person_role="witness")
        assert CONTACT not in named(await told.all())
        assert (await told.all()).told == 0


async def test_no_code_of_a_receipt_opens_a_list_of_what_is_late(harness: Harness, record: Bitten) -> None:
    await adopts(harness, VERIFIED)
    async with harness.console(FRONT) as console:
        desk = Desk(console)
        await desk.refused()
        of = named(await desk.of(record.incident, record.code))
        assert (of[CONTACT].owed, of[CONTACT].told) == (True, None)
