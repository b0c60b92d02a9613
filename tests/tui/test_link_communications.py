"""Tests what a console is told of the district's file of communications by a real box: once, and again after each adoption."""

import asyncio
from pathlib import Path

from appliance.communications.document import to_document
from appliance.communications.parse import parse
from appliance.core.listed.commands import AdoptCommunications
from appliance.doors.peer import Rights
from appliance.plan.document import digest
from tests.appliance.communications.test_parse import own
from tests.appliance.communications.texts import shipped, text_of
from tests.appliance.doors.harness import FRONT, Harness, running_harness
from tests.patience import patient
from tui.line.link import DeskLink
from tui.line.news import FactsArrived, GuidanceArrived, News, StateArrived


async def adopts(harness: Harness, document: bytes) -> None:
    adopt = AdoptCommunications(by="R. Ortiz", digest=digest(document), document=document)
    await harness.engine.submit(adopt).kept


async def learns(link: DeskLink, posted: asyncio.Queue[News]) -> list[GuidanceArrived]:
    """Ask for the facts once; give what was posted besides them."""
    await link.fetch_facts()
    told = [posted.get_nowait() for _ in range(posted.qsize())]
    assert any(isinstance(each, FactsArrived) for each in told)
    return [each for each in told if isinstance(each, GuidanceArrived)]


async def test_a_console_is_told_of_each_file_once_and_goes_on_with_the_shipped_one_where_it_can_read_none(
    tmp_path: Path,
) -> None:
    posted: asyncio.Queue[News] = asyncio.Queue()
    async with running_harness(tmp_path, Rights.here()) as harness, patient():
        link = DeskLink(harness.socket, FRONT, posted.put_nowait)
        running = asyncio.get_running_loop().create_task(link.run())
        while not isinstance(await posted.get(), StateArrived):
            pass
        assert await learns(link, posted) == [], "nothing was adopted"
        await adopts(harness, to_document(own()))
        assert await learns(link, posted) == [GuidanceArrived(parse(own()).guidance)]
        assert await learns(link, posted) == []
        await adopts(harness, to_document(text_of()))
        assert await learns(link, posted) == [GuidanceArrived(shipped())]
        await adopts(harness, to_document(own()).replace(b'"version":1', b'"version":2'))
        assert await learns(link, posted) == [GuidanceArrived(None)]
        assert await learns(link, posted) == []
        running.cancel()
