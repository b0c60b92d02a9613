"""What is owed on the educator's own page: what their own eyes may see of it, whoever else is signed in at the desk."""

import pytest

from appliance.api.records.messages import AskOwnPage, AskRecord, OwnPage, RecordShown
from appliance.api.records.own_duty import OwnDuty
from appliance.duties.duty import State
from appliance.plan.model import Role
from tests.appliance.doors.duties.bitten import (
    STUDENTS_NAME,
    TELLERS_NAME,
    Bitten,
    Desk,
    bitten,
    facts,
    signs_in,
    staffed,
)
from tests.appliance.doors.harness import FRONT, Console, Harness

pytestmark = pytest.mark.slow


@pytest.fixture
async def record(harness: Harness) -> Bitten:
    await staffed(harness)
    return await bitten(harness)


async def owed(console: Console, record: Bitten) -> tuple[OwnDuty, ...]:
    """Come with the code, and read what is owed on the page."""
    shown = await console.line.ask(AskRecord(request=0, incident=record.incident, code=record.code))
    assert isinstance(shown, RecordShown), shown
    page = await console.line.ask(AskOwnPage(request=0, incident=record.incident))
    assert isinstance(page, OwnPage), page
    return page.owed


async def test_it_lists_what_is_owed_to_the_educator_and_by_them_and_what_is_done_at_the_end(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console:
        theirs = await owed(console, record)
        says = [each.says for each in theirs]
        assert any(each.startswith("Offer medical care.") for each in says)
        assert [each.owe for each in theirs if each.says.startswith("Written notice of the injury")] == [True]
        assert not any(each.done_ms or each.overdue for each in theirs), "nobody verified a rule, and nothing is done"
        due = [each.due.at_ms for each in theirs if each.due]
        assert due == sorted(due) and len(due) == len(theirs)
        assert STUDENTS_NAME not in str(theirs) and TELLERS_NAME not in str(theirs)

        offered = {"support_person": "person-2", "support_kind": "medical", "support_offered_at": 1_790_000_000_000}
        await facts(harness, record.incident, "support-1", **offered)
        last = (await owed(console, record))[-1]
        assert last.says.startswith("Offer medical care.") and last.done_ms is not None


async def test_it_is_the_same_beside_an_administrator_and_holds_nothing_of_theirs(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console:
        alone = await owed(console, record)
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert await owed(console, record) == alone
        administrators = [line for line in (await desk.all()).duties if line.owe and not line.owed]
        family = next(line for line in administrators if line.rule == "family-told")
        assert family.says not in {each.says for each in alone}


async def test_it_holds_just_what_the_list_of_the_record_says_is_owed_to_them_or_by_them(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console:
        known = await Desk(console).of(record.incident, record.code)
        listed = {
            (line.says, line.owe)
            for line in known.duties
            if (line.owe or line.owed) and line.state in {State.OPEN, State.CLOSED}
        }
        assert {(each.says, each.owe) for each in await owed(console, record)} == listed
