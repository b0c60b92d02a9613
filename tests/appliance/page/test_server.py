"""Tests the process of the pages over real sockets: TLS, its files, what browsers ask, and what they are told."""

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from yarl import URL

from appliance.core.ground.words import Door
from appliance.core.pages.commands import RetirePage
from appliance.doors.page.pairing import open_window
from appliance.doors.peer import Rights
from appliance.intake import Intake
from appliance.page import entrance
from appliance.page.guard import HEADERS
from appliance.page.limits import ASKS_BURST, CONNECTIONS_EACH, Connections
from appliance.page.server import BODY_LEN_MAX
from appliance.page.site_files import site_files
from appliance.page.streams import QUEUE_MAX
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId
from appliance.plan.model import Kind
from tests.appliance.doors.harness import running_harness
from tests.appliance.doors.page.pages import BY, OTHER, PAGE, Browser, Building, pages
from tests.appliance.page.serving import NAME, Pages, keyed, served
from tests.patience import patient, until

FILES = site_files()


@pytest.fixture
async def building(tmp_path: Path) -> AsyncIterator[Building]:
    async with running_harness(tmp_path, Rights.here()) as harness, pages(harness, greeted=False) as building:
        yield building


@pytest.fixture
async def site(building: Building, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pages]:
    monkeypatch.setattr("appliance.page.certificate.LOOK_S", 0.2)
    async with served(tmp_path, building.harness.folder / "page.sock") as site:
        await there(site)
        yield site


async def there(site: Pages) -> None:
    """Wait until the process has its line to the daemon."""
    while "code" in await site.asks("hello"):
        await asyncio.sleep(0.05)


async def paired(building: Building, site: Pages, page: ButtonId = PAGE) -> Browser:
    browser = keyed()
    code = await open_window(building.harness.engine, building.door.openings.building, page, BY)
    assert (await site.pairs(browser, code))["page"] == page
    return browser


async def test_a_browser_is_paired_opens_its_page_and_presses(building: Building, site: Pages) -> None:
    browser = await paired(building, site)
    stream = await site.opens(browser, PAGE)
    opened = await stream.until("opened")
    assert opened["room"] and opened["kinds"] == ["tap-out", "assist", "emergency"]
    assert opened["state"]["phase"] == "ready"
    assert (await site.presses(browser, PAGE, "emergency"))["repeat"] is False
    calls = building.harness.engine.board.incidents.values()
    assert [(each.room, each.kind.value, each.source.door) for each in calls] == [("201", "emergency", Door.PAGE)]
    while (state := await stream.until("state"))["kept"] != {"emergency": 1}:
        pass
    assert state["ledger"] == browser.ledger.hex()


async def test_a_page_is_told_phases_and_beats_with_challenges_that_count(building: Building, site: Pages) -> None:
    browser = await paired(building, site)
    stream = await site.opens(browser, PAGE)
    beat = await stream.until("beat")
    assert building.door.challenges.counts(base64.b64decode(beat["challenge"]), asyncio.get_running_loop().time())
    await site.presses(browser, PAGE)
    while (await stream.until("state"))["phase"] != "not-delivered":  # nobody sits at a desk
        pass


async def test_the_same_press_twice_is_a_repeat_and_a_changed_one_counts_for_nothing(
    building: Building, site: Pages
) -> None:
    browser = await paired(building, site)
    assert (await site.presses(browser, PAGE))["repeat"] is False
    browser.counter -= 1
    assert (await site.presses(browser, PAGE))["repeat"] is True
    stranger = await site.presses(keyed(), PAGE, "emergency")
    assert (stranger["status"], stranger["code"]) == (200, "not-its-browser")
    assert [each.presses for each in building.harness.engine.board.incidents.values()] == [1]


async def test_a_stranger_opens_no_page_and_is_told_why(building: Building, site: Pages) -> None:
    await paired(building, site)
    refused = (await site.opens(keyed(), PAGE)).response
    assert (refused.status, (await refused.json())["code"]) == (403, "not-its-browser")
    late = (await site.opens(keyed(), PAGE, challenge=bytes(16))).response
    assert (late.status, (await late.json())["code"]) == (403, "stale")


async def test_a_retired_page_is_over_and_its_stream_ends(building: Building, site: Pages) -> None:
    browser = await paired(building, site)
    stream = await site.opens(browser, PAGE)
    await stream.until("opened")
    await building.harness.engine.submit(RetirePage(page=PAGE), BY).kept
    assert (await stream.until("over"))["code"] == "over"
    assert await stream.next() is None


async def test_a_page_that_stays_open_is_told_what_a_new_plan_says_of_it(building: Building, site: Pages) -> None:
    stream = await site.opens(await paired(building, site), PAGE)
    assert (await stream.until("opened"))["kinds"] == ["tap-out", "assist", "emergency"]
    plan = building.harness.engine.board.index.plan
    page = replace(plan.pages[0], kinds=(Kind.MEDICAL,))
    await building.harness.adopt(to_document(replace(plan, pages=(page, plan.pages[1])))).kept
    again = await stream.until("opened")
    assert (again["kinds"], again["state"]["phase"]) == (["medical"], "ready") and again["challenge"]


async def test_a_browser_that_opens_anew_has_one_stream_and_the_daemon_goes_on_telling_it(
    building: Building, site: Pages
) -> None:
    browser = await paired(building, site)
    first = await site.opens(browser, PAGE)
    await first.until("opened")
    second = await site.opens(browser, PAGE)
    await second.until("opened")
    assert await first.until("elsewhere") == {} and await first.next() is None
    await site.presses(browser, PAGE)
    await second.until("state")


async def test_a_browser_that_goes_is_told_of_no_more(building: Building, site: Pages) -> None:
    browser = await paired(building, site)
    stream = await site.opens(browser, PAGE)
    await stream.until("opened")
    (line,) = building.door._lines
    assert [*line._shown] == [PAGE]
    stream.response.close()
    await until(lambda: not line._shown)


async def test_the_daemon_goes_and_comes_back_and_each_page_opens_anew(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, served(tmp_path, tmp_path / "page.sock") as site:
        assert (await site.asks("hello"))["code"] == "away"
        async with pages(harness, greeted=False) as building:
            await there(site)
            browser = await paired(building, site)
            stream = await site.opens(browser, PAGE)
            await stream.until("opened")
        assert (await stream.until("away"))["code"] == "away"
        assert await stream.next() is None
        assert (await site.asks("press"))["code"] in {"away", "not-understood"}
        async with pages(harness, greeted=False):
            await there(site)
            await (await site.opens(browser, PAGE)).until("opened")


@pytest.mark.slow
async def test_a_slow_reader_is_cut_and_another_page_is_told_meanwhile(building: Building, site: Pages) -> None:
    """One browser stops reading, and its room presses until its kernel and ours are full. Each press goes on to the disk meanwhile."""
    slow, quick = await paired(building, site), await paired(building, site, OTHER)
    reader = await site.opens_and_reads_no_more(slow, PAGE)
    stream = await site.opens(quick, OTHER)
    await stream.until("opened")
    (line,) = building.door._lines
    intake, pressed = Intake(building.harness.engine), 0
    async with patient():
        while PAGE in line._shown:
            pressed += 1
            await intake.page_press(PAGE, "assist", pressed, 0, slow.ledger.hex()).kept
            await asyncio.sleep(0)
    assert pressed > QUEUE_MAX
    assert (await site.presses(quick, OTHER))["repeat"] is False
    while (await stream.until("state"))["kept"] != {"assist": 1}:
        pass
    reader.close()


# ---- what strangers try


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example", "Origin": "https://evil.example"}, 421),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_another_site_asks_for_nothing(site: Pages, headers: dict[str, str], status: int) -> None:
    assert (await site.posts({"ask": "hello"}, {"Origin": site.origin, **headers}))["status"] == status


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"{",
            b"[]",
            b"1",
            b'{"ask": "hello"',
            b'{"ask": 7}',
            b'{"ask": "acknowledge"}',
            b'{"ask": "press"}',
            b"\xff" * 999,
        ),
        *(b'{"ask": "press", "page": "P201", "counter": "1"}', b'{"ask": "pair", "public_key": "AA==", "proof": "!"}'),
        b'{"ask": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
)
async def test_what_is_no_question_is_refused_and_the_next_one_is_answered(site: Pages, body: bytes) -> None:
    assert (await site.posts(body))["code"] == "not-understood"
    assert "code" not in await site.asks("hello")


async def test_bytes_that_are_no_request_fill_no_journal(site: Pages, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port, ssl=site.context, server_hostname=NAME)
        writer.write(b"SECRET\x00 / HTTP/9\r\n\r\n")
        async with patient():
            assert b"400" in await reader.readline()
        writer.transport.abort()
    assert caplog.records == []


async def test_a_body_that_is_too_long_is_refused(site: Pages) -> None:
    assert (await site.posts(b"x" * (BODY_LEN_MAX + 1)))["status"] == 413
    assert "code" not in await site.asks("hello")


async def test_codes_are_tried_a_few_times_and_questions_asked_only_so_often(site: Pages) -> None:
    tried = [(await site.asks("pair", public_key=bytes(65), proof=bytes(32)))["status"] for _ in range(6)]
    assert tried == [200] * 5 + [429]
    escaped = rb'{"ask": "p\u0061ir", "public_key": "", "proof": ""}'
    assert (await site.posts(escaped))["status"] == 429, "however the question is written"
    many = [(await site.asks("hello"))["status"] for _ in range(int(ASKS_BURST) * 2)]
    assert many[0] == 200 and 429 in many


@pytest.mark.parametrize("what", ["pair", "mine"])
async def test_a_code_that_is_tried_counts_however_its_question_is_written(site: Pages, what: str) -> None:
    body = b'{"ask": "\\u00%02x%s"}' % (ord(what[0]), what[1:].encode())
    assert [(await site.posts(body))["status"] for _ in range(6)] == [200] * 5 + [429]


@pytest.mark.parametrize(
    "path", ["/../server.py", "/%2e%2e/server.py", "/site/room.html", "/room.html", "/nothing", "/ask/x"]
)
async def test_nothing_but_the_files_of_the_site_is_served(site: Pages, path: str) -> None:
    async with site.session.get(URL(site.origin + path, encoded=True)) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/room", "/pair", "/worker.js", "/nothing", "/ask"])
async def test_every_answer_keeps_other_sites_out(site: Pages, path: str) -> None:
    async with site.session.get(path) as answer:
        assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
        assert "Set-Cookie" not in answer.headers


async def test_a_file_that_a_browser_has_is_not_sent_again(site: Pages) -> None:
    async with site.session.get("/room.js") as first:
        content, tag = await first.read(), first.headers["ETag"]
        assert first.headers["Content-Encoding"] == "gzip" and content == FILES["room.js"].content
    async with site.session.get("/room.js", headers={"If-None-Match": tag}) as second:
        assert second.status == 304


async def test_plain_http_and_a_client_that_says_nothing_hold_up_nobody(site: Pages) -> None:
    silent = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(CONNECTIONS_EACH // 2)]
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    async with patient():
        assert b"HTTP" not in await reader.read()
    assert "code" not in await site.asks("hello")
    for _, each in [*silent, (reader, writer)]:
        each.close()


async def test_strangers_who_take_all_places_push_out_one_another_and_no_page(
    building: Building, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "Connections", lambda: Connections(most=4))
    async with served(tmp_path, building.harness.folder / "page.sock") as site:
        await there(site)
        stream = await site.opens(await paired(building, site), PAGE)
        await stream.until("opened")
        silent = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(6)]
        async with patient():
            assert await silent[0][0].read() == b"", "the first of them made room"
        assert await site.serial(), "a browser comes in"
        await stream.until("beat")
        for _, each in silent:
            each.close()


async def test_a_new_certificate_is_taken_up_while_pages_are_served(site: Pages) -> None:
    before = await site.serial()
    site.renew()
    async with patient():
        while await site.serial() == before:
            await asyncio.sleep(0.1)
    assert "code" not in await site.asks("hello")
