"""Tests one's own page over the desk line: whose it is, who stands on it as a reader, and that it shows no more to a reporter beside whom
somebody else is signed in. Every field and every reader: `test_every_fact.py`.
"""

import msgspec
import pytest

from appliance.api.records.messages import AccountTaken, AskOwnPage, AskReceipt, OwnPage, ReceiptMade, Written
from appliance.plan.document import to_document
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from appliance.record.record import View
from appliance.record.words import Author, Klass, Shown
from appliance.supports.statement import both_languages
from tests.appliance.doors.duties.bitten import bitten, facts, signs_in, staffed
from tests.appliance.doors.harness import FRONT, NURSE, Harness, school
from tests.appliance.doors.records.test_line import WORDS, Paper, a_call_that_is_over
from tests.appliance.doors.records.test_views import views_of
from tests.appliance.supports.filled_in import FILLED_IN

pytestmark = pytest.mark.slow


async def page(paper: Paper) -> OwnPage:
    told = await paper.line.ask(AskOwnPage(request=0, incident=paper.incident))
    assert isinstance(told, OwnPage), told
    return told


async def refused(paper: Paper) -> str:
    told = await paper.line.ask(AskOwnPage(request=0, incident=paper.incident))
    assert isinstance(told, Written) and not told.ok
    return told.says


def accounts(told: OwnPage) -> list[object]:
    return [fact.versions[-1].value for fact in told.facts if fact.field == "account.text"]


async def test_it_opens_with_the_code_alone_and_is_closed_with_the_record(harness: Harness) -> None:
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        assert accounts(await page(paper)) == [WORDS], "who has just told it needs no code"
        await paper.leave()
        assert "opens with the code on your receipt" in await refused(paper)
        shown = await paper.shows(code=told.code)
        assert "own-page" in shown.acts
        assert accounts(await page(paper)) == [WORDS]
        await paper.leave()
        assert "own-page" not in (await paper.shows()).acts


async def test_it_shows_their_own_account_alone_where_an_administrator_is_signed_in(harness: Harness) -> None:
    harness.give_pins("ana")
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert isinstance(await paper.tell("I saw it too.", name="Ms. Ode"), AccountTaken)
        await paper.leave()
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        await console.proves("ana")
        shown = await paper.shows(code=told.code)
        assert len([fact for fact in shown.facts if fact.field == "account.text"]) == 2, "ana leads, and may read both"
        assert accounts(await page(paper)) == [WORDS]


async def test_whoever_read_it_stands_there_by_name_and_one_who_came_with_a_code_does_not(harness: Harness) -> None:
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        assert (await page(paper)).views == ()
        await other.proves("ana")
        reader = Paper(other, paper.incident)
        await reader.shows()
        await reader.shows(reason="A child may be in danger")
        found = (await page(paper)).views
        assert [(each.person, each.classes) for each in found][:1] == [("Ana Ortiz", (Klass.STUDENT,))]
        assert any(each.glass_broken for each in found)
        assert "in danger" not in str(msgspec.to_builtins(found)), "a reason may tell of a child"


async def test_what_others_wrote_about_them_is_a_view_and_their_own_words_are_none(harness: Harness) -> None:
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert isinstance(await paper.tell(), AccountTaken)
        before: list[View] = await views_of(harness, paper.incident)
        assert accounts(await page(paper)) == [WORDS]
        assert await views_of(harness, paper.incident) == before


async def test_the_card_of_the_adopted_plan_stands_on_it(harness: Harness) -> None:
    await harness.adopt(to_document(msgspec.structs.replace(school(), supports=FILLED_IN))).kept
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        assert isinstance(await paper.tell(), AccountTaken)
        told = await page(paper)
        assert told.supports == FILLED_IN and told.building == school().building


async def test_the_districts_statement_is_given_with_the_receipt(harness: Harness) -> None:
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        assert told.receipt.beside == both_languages(None)
        await harness.adopt(to_document(msgspec.structs.replace(school(), supports=FILLED_IN))).kept
        again = await paper.line.ask(AskReceipt(request=0, incident=paper.incident, entry=told.receipt.entry))
        assert isinstance(again, ReceiptMade)
        assert again.receipt.beside == both_languages(FILLED_IN.no_repercussions)


async def test_a_console_that_only_watches_gets_none(harness: Harness) -> None:
    async with harness.console(FRONT) as console, harness.console(None) as watching:
        paper = await a_call_that_is_over(harness, console)
        told = await watching.line.ask(AskOwnPage(request=0, incident=paper.incident))
        assert not isinstance(told, OwnPage)


async def test_what_is_owed_on_it_has_its_source_and_is_a_view_of_what_others_wrote(
    harness: Harness,
) -> None:
    await staffed(harness)
    record = await bitten(harness)
    async with harness.console(FRONT) as console:
        await signs_in(console, Role.ADMINISTRATOR)
        paper = Paper(console, record.incident)
        await paper.shows(code=record.code)
        told = await page(paper)
    assert told.owed and all(each.source and not each.verified for each in told.owed)
    assert not any("support for this student" in each.says for each in told.owed), "it is owed to the student"
    views = await views_of(harness, record.incident)
    assert any(view.by.reporter == "reporter-1" and Klass.PERSONNEL in view.classes for view in views), (
        "others wrote that they were hurt, so this is a view"
    )


async def test_what_the_first_reader_of_another_reads_first_waits_on_their_page_too(harness: Harness) -> None:
    await staffed(harness)
    record = await bitten(harness)
    nurse = Author(desk=NURSE, shown=Shown.PIN, person=PersonId("p-nurse"))
    await facts(harness, record.incident, "injury-1", by=nurse, injury_object="Zqwords")
    await facts(harness, record.incident, "reporter-2", by=nurse, reporter_person="p-nurse")
    told = {"text": "I saw it.", "reporter": "reporter-2", "first_reader": "human-resources"}
    named = {f"account_{name}": value for name, value in told.items()}
    await facts(harness, record.incident, "account-2", by=nurse, account_first_reader_until=4_000_000_000_000, **named)
    async with harness.console(FRONT) as console:
        paper = Paper(console, record.incident)
        shown = await paper.shows(code=record.code)
        assert "Zqwords" not in str(msgspec.to_builtins(shown))
        assert "Zqwords" not in str(msgspec.to_builtins(await page(paper)))
        await paper.leave()
        await facts(harness, record.incident, "account-2", by=nurse, account_first_reader_ended=True)
        await paper.shows(code=record.code)
        assert "Zqwords" in str(msgspec.to_builtins(await page(paper))), "how they were hurt is theirs"
