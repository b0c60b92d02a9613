"""Tests that the process of the pages carries the private lines of phones, in both directions, and ends them with the browser's stream."""

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from appliance.api.page.signed import private_open_bytes
from appliance.doors.page.pairing import open_window
from appliance.doors.peer import Rights
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.frames import Opener, Sealer
from appliance.private_line.line_keys import About, keys_of_browser
from tests.appliance.doors.harness import running_harness
from tests.appliance.doors.page.pages import BY, Browser, Building, pages
from tests.appliance.doors.page.private_lines import OTHER_PHONE, PHONE, Answering, with_phones
from tests.appliance.page.serving import Pages, Stream, keyed, served
from tests.patience import until


@pytest.fixture
def answering() -> Answering:
    return Answering()


@pytest.fixture
async def building(tmp_path: Path, answering: Answering) -> AsyncIterator[Building]:
    async with (
        running_harness(tmp_path, Rights.here()) as harness,
        pages(harness, greeted=False, phones=answering.take, plan=with_phones()) as building,
    ):
        yield building


@pytest.fixture
async def site(building: Building, tmp_path: Path) -> AsyncIterator[Pages]:
    async with served(tmp_path, building.harness.folder / "page.sock") as site:
        while "code" in await site.asks("hello"):
            await asyncio.sleep(0.05)
        yield site


class Line:
    """A phone at the process of the pages: paired, with its event stream open."""

    def __init__(self, site: Pages, browser: Browser, box_key: bytes) -> None:
        self.site = site
        self.browser = browser
        self.stream: Stream
        self._box_key = box_key

    async def opens(self) -> dict[str, Any]:
        """Open a private line, and keep its two keys."""
        building, challenge = await self.site.hello()
        own = AgreementKey.generate()
        signature = self.browser.signs(private_open_bytes(building, PHONE, own.public, challenge))
        said = await self.site.asks(
            "private-open",
            page=PHONE,
            word=await self.hearing(),
            ephemeral=own.public,
            challenge=challenge,
            signature=signature,
        )
        if "ephemeral" in said:
            keys = keys_of_browser(
                About(building, PHONE, challenge), own, self._box_key, base64.b64decode(said["ephemeral"])
            )
            self.up, self.down, self.word = Sealer(keys.up), Opener(keys.down), said["word"]
        return said

    async def hearing(self) -> str:
        """Give the word of the stream; "" where there is none."""
        if not hasattr(self, "stream"):
            return ""
        said = [fields for name, fields in self.stream.seen if name == "opened"]
        return str((said[-1] if said else await self.stream.until("opened"))["word"])

    async def says(self, text: bytes) -> dict[str, Any]:
        return await self.site.asks("private-up", page=PHONE, word=self.word, data=self.up.seal(text))

    async def hears(self) -> bytes:
        return self.down.open(base64.b64decode((await self.stream.until("private"))["data"]))


@pytest.fixture
async def line(building: Building, site: Pages) -> Line:
    browser = keyed()
    code = await open_window(building.harness.engine, building.door.openings.building, PHONE, BY)
    paired = await site.pairs(browser, code)
    assert (paired["page"], paired["kind"]) == (PHONE, "phone")
    return Line(site, browser, base64.b64decode(paired["box_key"]))


async def test_both_ends_hear_each_other_and_the_process_carries_only_what_is_sealed(
    line: Line, answering: Answering
) -> None:
    line.stream = await line.site.opens(line.browser, PHONE)
    await line.stream.until("opened")
    assert (await line.opens())["status"] == 200
    assert await line.hears() == b'"hello"'
    assert (await line.says(b'"I go"'))["status"] == 200
    assert await line.hears() == b'"I go"'
    assert answering.heard == [(PHONE, b'"I go"')]
    assert "hello" not in str(line.stream.seen) and "I go" not in str(line.stream.seen)


async def test_nobody_opens_a_line_who_would_not_hear_the_answers(line: Line, answering: Answering) -> None:
    assert (await line.opens())["code"] == "no-stream"
    assert answering.lines == []


async def test_a_frame_that_does_not_open_ends_the_line_and_the_browser_is_told(line: Line) -> None:
    line.stream = await line.site.opens(line.browser, PHONE)
    await line.opens()
    await line.site.asks("private-up", page=PHONE, word=line.word, data=bytes(64))
    assert (await line.stream.until("private-closed"))["code"] == "broken"


async def test_a_stranger_breaks_no_line_with_frames_of_their_own(line: Line, answering: Answering) -> None:
    line.stream = await line.site.opens(line.browser, PHONE)
    await line.opens()
    await line.hears()
    for word in ({}, {"word": ""}, {"word": "0" * 32}, {"word": line.word[:-1]}, {"word": 7}, {"word": "\ud800"}):
        assert "code" in await line.site.asks("private-up", page=PHONE, data=bytes(64), **word), word
    await line.says(b'"I go"')
    assert await line.hears() == b'"I go"'
    assert answering.heard == [(PHONE, b'"I go"')]


async def test_the_line_ends_with_the_stream(line: Line, answering: Answering) -> None:
    line.stream = await line.site.opens(line.browser, PHONE)
    await line.opens()
    await line.hears()
    line.stream.response.close()
    await line.says(b'"still there?"')
    await until(lambda: answering.over == [PHONE])


async def test_what_is_no_frame_is_refused_and_one_for_another_phone_is_nobodys(
    line: Line, answering: Answering
) -> None:
    line.stream = await line.site.opens(line.browser, PHONE)
    await line.opens()
    assert (await line.site.asks("private-up", page=PHONE, data="?"))["code"] == "not-understood"
    assert (await line.site.asks("private-up", page="", data=bytes(64)))["code"] == "not-understood"
    await line.site.asks("private-up", page=OTHER_PHONE, word=line.word, data=line.up.seal(b'"I go"'))
    await line.hears()
    assert answering.heard == []
