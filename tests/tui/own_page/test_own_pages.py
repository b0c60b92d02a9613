"""Tests own pages that are asked for by a browser, over a real desk line to a real box: whose they are, what a wrong code is told, and that
the line on which they are asked can do nothing else.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.line import Act
from appliance.api.page.own_page import DrawOwnPage, OwnPageDrawn
from appliance.api.records.messages import AccountTaken, AskOwnPage, AskRecord, AskRecords, RecordShown, TellAccount
from appliance.api.records.own_page_line import ONLY_OWN_PAGES, OWN_PAGE
from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.doors.peer import Rights
from appliance.doors.sitting.proving import OPENS_NOTHING
from appliance.plan.ids import IncidentId, RoomId
from appliance.plan.model import Kind
from appliance.record.words import Klass
from appliance.supports import own_texts
from tests.appliance.doors.duties.bitten import bitten, staffed
from tests.appliance.doors.harness import FRONT, Harness, running_harness
from tests.appliance.doors.records.test_line import WORDS, a_call_that_is_over
from tests.appliance.doors.records.test_views import views_of
from tui.own_page.own_pages import WAITING_MAX, OwnPages

pytestmark = pytest.mark.slow


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        yield harness


def asked(code: str, number: int = 1, *, spanish: bool = False) -> DrawOwnPage:
    return DrawOwnPage(request=7, number=number, code=code, spanish=spanish)


def text_of(page: OwnPageDrawn) -> str:
    parts = [page.title, page.subtitle, page.identity]
    for section in page.sections:
        parts.append(section.title)
        for block in section.blocks:
            parts += [
                block.text,
                block.source,
                block.caption,
                *block.heads,
                *(cell for row in block.rows for cell in row),
            ]
    return "\n".join(parts)


async def told_at_the_front(harness: Harness) -> tuple[IncidentId, str]:
    """Tell an account at a desk, and give the incident and its code."""
    async with harness.console(FRONT) as console:
        paper = await a_call_that_is_over(harness, console)
        told = await paper.tell()
        assert isinstance(told, AccountTaken)
        await paper.leave()
        return paper.incident, told.code


async def test_number_and_code_open_ones_own_page_in_either_language(harness: Harness) -> None:
    _, code = await told_at_the_front(harness)
    pages = OwnPages(harness.socket)
    page = await pages.answer(asked(code))
    assert isinstance(page, OwnPageDrawn) and page.request == 7
    assert WORDS in text_of(page) and own_texts.PRIVATE.en in text_of(page)
    spanish = await pages.answer(asked(code.lower().replace("-", " "), spanish=True))
    assert isinstance(spanish, OwnPageDrawn) and (spanish.language, page.language) == ("es", "en")
    assert WORDS in text_of(spanish) and own_texts.PRIVATE.es in text_of(spanish)


async def test_a_wrong_code_and_a_number_without_a_record_are_told_and_counted_alike(harness: Harness) -> None:
    _, code = await told_at_the_front(harness)
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    pages = OwnPages(harness.socket)
    waited = {1: 0, 99: 0}
    for number in (99, 1, 99, 1):
        while (
            (refused := await pages.answer(asked(wrong, number)))
            and isinstance(refused, Reply)
            and refused.code == "wait"
        ):
            waited[number] += 1
        assert isinstance(refused, Reply) and (refused.code, refused.says) == ("opens-nothing", OPENS_NOTHING)
    assert all(waited.values()), "a number without a record tells by a missing wait that there is none"


async def test_wrong_codes_in_a_browser_keep_nobody_waiting_at_a_desk(harness: Harness) -> None:
    incident, code = await told_at_the_front(harness)
    pages = OwnPages(harness.socket)
    while (refused := await pages.answer(asked("0000-0000"))) and isinstance(refused, Reply) and refused.code != "wait":
        pass
    async with harness.console(FRONT) as console:
        shown = await console.line.ask(AskRecord(request=0, incident=incident, code=code))
        assert isinstance(shown, RecordShown)


async def test_the_entry_of_a_reading_says_that_it_was_in_a_browser_and_names_no_desk(harness: Harness) -> None:
    await staffed(harness)
    record = await bitten(harness)
    page = await OwnPages(harness.socket).answer(asked(record.code))
    assert isinstance(page, OwnPageDrawn), page
    (view,) = [each for each in await views_of(harness, record.incident) if each.by.reporter is not None]
    assert (view.by.desk, view.by.reporter, view.by.person) == (OWN_PAGE, "reporter-1", None)
    assert Klass.PERSONNEL in view.classes


async def test_what_cannot_be_a_code_is_said_without_asking(harness: Harness) -> None:
    refused = await OwnPages(harness.socket).answer(asked("7KQ2"))
    assert isinstance(refused, Reply) and refused.code == "not-a-code"


async def test_without_the_box_it_says_so(harness: Harness) -> None:
    refused = await OwnPages(harness.folder / "nobody.sock").answer(asked("7KQ2-M9XD"))
    assert isinstance(refused, Reply) and refused.code == "away"


async def test_more_than_can_be_asked_for_at_once_are_told_to_wait(harness: Harness) -> None:
    pages = OwnPages(harness.socket)
    pages._waiting = WAITING_MAX + 1
    refused = await pages.answer(asked("7KQ2-M9XD"))
    assert isinstance(refused, Reply) and refused.code == "busy"


async def test_the_line_of_own_pages_can_do_nothing_else(harness: Harness) -> None:
    call = RaiseCallFromDesk(room=RoomId("201"), kind=Kind.ASSIST)
    told = TellAccount(request=0, incident="x", text="t", name="n", about_them="")
    asked_otherwise = AskRecords(request=0, unfinished=True), AskOwnPage(request=0, incident=IncidentId("x"))
    for message in (Act(request=0, command=call), told, *asked_otherwise):
        async with DeskClient.connect(harness.socket, OWN_PAGE, "test", shows_calls=False) as line:
            with pytest.raises(LineLost, match=ONLY_OWN_PAGES.split(",")[0]):
                await line.ask(message)
    assert not harness.engine.board.incidents
    with pytest.raises(LineLost):
        async with DeskClient.connect(harness.socket, OWN_PAGE, "test", shows_calls=True):
            pass


async def test_nothing_of_a_page_is_printed_where_it_might_be_kept(harness: Harness) -> None:
    _, code = await told_at_the_front(harness)
    page = await OwnPages(harness.socket).answer(asked(code))
    assert code not in repr(asked(code)) and WORDS not in repr(page)
