"""Tests the educator's own page at the plain console, over a real desk line to a real box."""

from pathlib import Path

import pytest

from appliance.api.records.messages import AccountTaken, AskOwnPage, AskRecords, OwnPage
from appliance.plan.model import Role
from appliance.supports import own_texts
from appliance.supports.texts import OFFERS
from tests.appliance.doors.harness import NURSE
from tests.appliance.doors.records.test_line import Paper
from tests.tui.plain.test_records import TOLD, WORDS, somebody_at_a_desk
from tui.records.printing import NO_PRINTER

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_printer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever computer this runs on has none."""
    monkeypatch.setenv("PATH", str(tmp_path))


async def test_whoever_told_an_account_hears_their_page_in_either_language(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        assert "opens with the code on your receipt" in await person.hears("own page 1")
        await person.types(*TOLD[:-1])
        said = await person.hears("own page 1")
        assert own_texts.PRIVATE.en in said and WORDS in said
        assert "Nobody else has read it." in said
        assert all(text.title.en in said for text in OFFERS.values())
        spanish = await person.hears("own page 1 español")
        assert own_texts.PRIVATE.es in spanish and WORDS in spanish
        assert "Say English or español." in await person.hears("own page 1 klingon")
        assert NO_PRINTER in await person.hears("print own page 1")


async def test_the_point_of_contact_says_who_told_it_and_the_page_then_says_what_is_owed(tmp_path: Path) -> None:
    async with (
        somebody_at_a_desk(tmp_path, Role.POINT_OF_CONTACT) as (harness, person),
        harness.console(NURSE) as other,
    ):
        (incident,) = [each.incident for each in (await other.line.ask(AskRecords(request=0))).records]
        paper = Paper(other, incident)
        told = await paper.tell(WORDS, name="Rosa Gold")
        assert isinstance(told, AccountTaken)
        for field, value, item in (
            ("event_kind", "happened", ""),
            ("person.role", "affected", "new"),
            ("person.type", "teacher", "person-1"),
        ):
            assert (await paper.write(field, value, item)).ok
        page = await other.line.ask(AskOwnPage(request=0, incident=incident))
        assert isinstance(page, OwnPage)
        before = [each.says for each in page.owed]

        assert "Which of the people in this record is the one who told it?" in await person.hears("fill 1")
        assert "Saved" in await person.hears("1")
        page = await other.line.ask(AskOwnPage(request=0, incident=incident))
        assert isinstance(page, OwnPage)
        offer = "Name a point of contact for the educator, who never evaluates their work."
        assert offer not in before
        assert offer in [each.says for each in page.owed]
