"""Tests the door of the pages over a real socket: pairing, opening, pressing, phases; and the process of the pages as an adversary, who
forges no press, replays none, acknowledges nothing and reads no name.
"""

import asyncio
import os
import threading
from collections.abc import AsyncIterator

import msgspec
import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply, answers_of, kinds_of
from appliance.api.desk.line import Act, Attach
from appliance.api.framing import frame
from appliance.api.page import client as page_client
from appliance.api.page.client import PageClient
from appliance.api.page.messages import (
    BrowserPaired,
    FromPages,
    PageOpened,
    PagePressed,
    PageState,
    PageStates,
    PairBrowser,
)
from appliance.api.page.own_page import DrawOwnPage, OwnPageDrawn
from appliance.api.page.wall import WallState, Wing
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.calls.commands import Acknowledge
from appliance.core.ground.commands import Look
from appliance.core.ground.words import Actor, BuildingResponse, Door
from appliance.core.pages.commands import PairPage, RetirePage
from appliance.doors.page import line as page_line
from appliance.doors.page.door import LINES_MAX, PageRights
from appliance.doors.page.pairing import TRIES_MAX, WINDOW_S, open_window
from appliance.plan.document import to_document
from appliance.plan.ids import PersonId, RoomId
from appliance.plan.model import Kind
from appliance.plan.pairable import PairedAs
from hardware.ports import PHASE_REFRESH_S
from tests.appliance.doors.harness import FRONT, Harness
from tests.appliance.doors.page.pages import BY, OTHER, PAGE, Browser, Building, PagesLine, connected, pages
from tests.patience import until


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Building]:
    async with pages(harness) as building:
        yield building


def calls(building: Building) -> list[tuple[str | None, str, Door]]:
    """Give the room, kind and door of each open call."""
    incidents = building.harness.engine.board.incidents.values()
    return [(each.room, each.kind.value, each.source.door) for each in incidents]


# ---- pairing


async def test_a_browser_that_knows_the_code_is_paired_and_the_record_has_its_key(building: Building) -> None:
    browser = await building.paired()
    paired = building.harness.engine.board.pages[PAGE]
    assert (paired.kind, paired.place, paired.public_key) == (PairedAs.ROOM, "201", browser.public)
    assert building.harness.engine.heard.pairing is None


async def test_a_code_pairs_one_browser_and_no_second(building: Building) -> None:
    code = await open_window(building.harness.engine, building.door.openings.building, PAGE, BY)
    assert isinstance(await Browser(building.line).pairs(code), BrowserPaired)
    second = await Browser(building.line).pairs(code)
    assert isinstance(second, Reply) and second.code == "not-paired"


async def test_wrong_codes_close_the_window(building: Building) -> None:
    code = await open_window(building.harness.engine, building.door.openings.building, PAGE, BY)
    for _ in range(TRIES_MAX):
        assert isinstance(await Browser(building.line).pairs("A" * 8), Reply)
    assert isinstance(await Browser(building.line).pairs(code), Reply)
    assert building.harness.engine.board.pages == {}


async def test_a_window_ends_after_two_minutes(building: Building) -> None:
    engine = building.harness.engine
    code = await open_window(engine, building.door.openings.building, PAGE, BY)
    assert engine.heard.pairing.ends_ms - engine.clock.now().mono_ms <= WINDOW_S * 1000
    engine.heard.pairing = replace(engine.heard.pairing, ends_ms=engine.clock.now().mono_ms)
    assert isinstance(await Browser(building.line).pairs(code), Reply)


async def test_the_code_pairs_no_other_key_than_the_one_that_was_proved(building: Building) -> None:
    """Whoever carries the proof puts a key of their own in the place of the browser's: nothing is paired."""
    await open_window(building.harness.engine, building.door.openings.building, PAGE, BY)
    thief = Browser(building.line)
    proof = bytes(32)
    answer = await building.line.client.ask(PairBrowser(request=0, public_key=thief.public, proof=proof))
    assert isinstance(answer, Reply) and building.harness.engine.board.pages == {}


async def test_bytes_that_are_no_point_of_the_curve_are_refused_and_the_window_stays(building: Building) -> None:
    await open_window(building.harness.engine, building.door.openings.building, PAGE, BY)
    answer = await building.line.client.ask(PairBrowser(request=0, public_key=b"\x04" * 65, proof=bytes(32)))
    assert isinstance(answer, Reply) and "made no key" in answer.says
    assert building.harness.engine.heard.pairing is not None


# ---- a press


async def test_a_press_rings_in_its_room_and_has_its_receipt_when_it_is_on_disk(building: Building) -> None:
    browser = await building.paired()
    answer = await browser.presses("emergency")
    assert answer == PagePressed(request=answer.request, repeat=False)
    assert calls(building) == [("201", "emergency", Door.PAGE)]
    assert building.harness.engine.kept.get(PAGE).counts == {"emergency": 1}


async def test_a_press_sent_again_has_its_receipt_again_and_rings_nothing(building: Building) -> None:
    browser = await building.paired()
    press = browser.made()
    first, second = [await building.line.client.ask(press) for _ in range(2)]
    assert (first.repeat, second.repeat) == (False, True)
    assert [each.presses for each in building.harness.engine.board.incidents.values()] == [1]


async def test_a_count_below_the_record_is_said_and_is_no_receipt(building: Building) -> None:
    browser = await building.paired()
    browser.counter = 6
    await browser.presses()
    browser.counter = 2
    answer = await browser.presses()
    assert isinstance(answer, Reply) and answer.code == "count-below-record" and "from 8" in answer.says


async def test_a_browser_that_lost_its_counts_begins_another_ledger(building: Building) -> None:
    browser = await building.paired()
    browser.counter = 6
    await browser.presses()
    browser.counter, browser.ledger = 0, os.urandom(8)
    answer = await browser.presses()
    assert answer == PagePressed(request=answer.request, repeat=False)


@pytest.mark.parametrize("age_ms", [None, 90_000, 2**62])
async def test_a_late_press_rings_with_its_age(building: Building, age_ms: int | None) -> None:
    browser = await building.paired()
    assert isinstance(await browser.presses(age_ms=age_ms), PagePressed)
    (incident,) = building.harness.engine.board.incidents.values()
    assert incident.room == "201"


async def test_two_presses_at_once_are_both_answered(building: Building) -> None:
    browser = await building.paired()
    answers = await asyncio.gather(browser.presses("assist"), browser.presses("emergency"))
    assert [type(each) for each in answers] == [PagePressed, PagePressed]


async def test_while_the_disk_takes_nothing_the_page_is_told_that_it_is_not_delivered(
    building: Building, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await building.paired()
    monkeypatch.setattr(page_line, "KEPT_WAIT_S", 0.0)
    answer = await browser.presses()
    assert answer == Reply(request=answer.request, ok=False, code="not-delivered", says=page_line.NOT_DELIVERED)
    await until(lambda: calls(building) == [("201", "assist", Door.PAGE)])


async def test_while_the_disk_takes_nothing_a_whole_school_calls_and_nobody_waits_for_a_turn(
    building: Building, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of eighty presses waits for the disk. Whoever presses after them rings meanwhile."""
    monkeypatch.setattr(page_line, "KEPT_WAIT_S", 60.0)
    monkeypatch.setattr(page_client, "KEPT_WAIT_S", 60)
    many, last = await building.paired(), await building.paired(OTHER)
    released = threading.Event()
    stalled = building.harness.logbook._database.begin(lambda _: released.wait(timeout=30))  # the disk's own thread
    try:
        async with building.harness.console(FRONT) as front:
            presses = [*(many.made() for _ in range(80)), last.made(page=OTHER)]
            waiting = asyncio.gather(*map(building.line.client.ask, presses))
            assert not (await front.sees("202")).recorded
            assert not waiting.done() and not released.is_set()
    finally:
        released.set()
        await stalled
    assert [type(each) for each in await waiting] == [PagePressed] * 81


# ---- what a page shows


async def test_an_open_page_shows_what_a_lamp_would_in_the_same_words(building: Building) -> None:
    browser = await building.paired()
    opened = await browser.opens()
    assert isinstance(opened, PageOpened)
    assert (opened.room_name, opened.kinds) == ("Room 201", ("tap-out", "assist", "emergency"))
    assert opened.state == PageState(page=PAGE, phase="ready", dark=False)
    await browser.presses()
    await building.line.shows("not-delivered")  # nobody sits at a desk
    engine = building.harness.engine
    (incident,) = engine.board.incidents
    await engine.submit(Acknowledge(incident=incident), BY).kept
    state = await building.line.shows("acknowledged")
    assert (state.kept, state.ledger) == ({"assist": 1}, browser.ledger.hex())


async def test_a_page_is_dark_in_a_lockdown_and_light_again_after_it(building: Building) -> None:
    browser = await building.paired()
    await browser.opens()
    engine = building.harness.engine
    await engine.submit(StartResponse(response=BuildingResponse.LOCKDOWN, detail=""), BY).kept
    await until(lambda: any(state.dark for state in building.line.states()))
    await engine.submit(EndResponse(response=BuildingResponse.LOCKDOWN), BY).kept
    await until(lambda: not building.line.states()[-1].dark)


async def test_phases_are_told_anew_with_a_new_challenge_though_nothing_changed(building: Building) -> None:
    browser = await building.paired()
    await browser.opens()
    first = building.line.challenge
    await until(lambda: bool(building.line.states()) and building.line.challenge != first)
    assert building.line.states()[0].phase == "ready"


async def test_a_closed_page_is_told_of_no_more(building: Building) -> None:
    browser = await building.paired()
    await browser.opens()
    assert (await browser.closes()).ok
    await browser.presses()
    await building.harness.engine.submit(Look()).kept
    assert building.line.states() == []


async def test_a_page_that_is_retired_or_paired_anew_is_over_for_the_browser_before(building: Building) -> None:
    browser = await building.paired()
    await browser.opens()
    second = await building.paired()
    await until(lambda: PAGE in [page for each in told_states(building) for page in each.over])
    assert isinstance(await browser.presses(), Reply)
    assert isinstance(await second.presses(), PagePressed)
    await building.harness.engine.submit(RetirePage(page=PAGE), BY).kept
    assert isinstance(await second.presses(), Reply)
    assert isinstance(await second.opens(), Reply)


def told_states(building: Building) -> list[PageStates]:
    return [each for each in building.line.told if isinstance(each, PageStates)]


async def test_the_figures_of_refreshing_are_those_of_lamps() -> None:
    from appliance.doors.page.door import REFRESH_S

    assert REFRESH_S == PHASE_REFRESH_S


# ---- the process of the pages as an adversary


@pytest.mark.parametrize("field", ["page", "contact", "counter", "age_ms", "ledger", "challenge", "signature"])
async def test_a_press_of_which_any_part_was_changed_counts_for_nothing(building: Building, field: str) -> None:
    """The process changes one part of a press that a browser signed. Another page's browser exists too, with a key of its own."""
    browser = await building.paired()
    await building.paired(OTHER)
    others = {
        "page": OTHER,
        "contact": "emergency",
        "counter": 999,
        "age_ms": None,
        "ledger": bytes(8),
        "challenge": building.door.challenges.newest(asyncio.get_running_loop().time() + 6),
        "signature": bytes(64),
    }
    answer = await building.line.client.ask(replace(browser.made(), **{field: others[field]}))
    assert isinstance(answer, Reply) and answer.code == "not-its-browser"
    assert calls(building) == []


async def test_nobody_presses_with_a_key_that_was_never_paired(building: Building) -> None:
    assert isinstance(await Browser(building.line).presses(), Reply)
    await building.paired()
    assert isinstance(await Browser(building.line).presses(), Reply)
    assert calls(building) == []


async def test_a_press_that_was_kept_back_is_refused_once_its_challenge_is_old(building: Building) -> None:
    browser = await building.paired()
    press = browser.made()
    building.door.challenges._given.clear()
    answer = await building.line.client.ask(press)
    assert isinstance(answer, Reply) and "Sign again" in answer.says
    assert calls(building) == []


async def test_a_call_that_was_stood_down_is_not_raised_again_by_the_same_press(building: Building) -> None:
    browser = await building.paired()
    press = browser.made()
    await building.line.client.ask(press)
    building.harness.engine.board.close(next(iter(building.harness.engine.board.incidents.values())))
    assert (await building.line.client.ask(press)).repeat
    assert calls(building) == []


async def test_nobody_sees_the_phase_of_a_page_without_its_browser(building: Building) -> None:
    await building.paired(OTHER)
    browser = await building.paired()
    assert isinstance(await browser.opens(OTHER), Reply)
    assert isinstance(await Browser(building.line).opens(), Reply)
    await building.harness.press("202").kept
    assert building.line.states(OTHER) == []


@pytest.mark.parametrize("message", [Attach(desk=FRONT, client="x"), Act(request=1, command=Acknowledge(incident="x"))])
async def test_no_command_of_a_desk_is_understood_here(building: Building, message: msgspec.Struct) -> None:
    await building.harness.press("201").kept
    async with connected(building.harness) as line:
        line.client._transport.write(frame(message))
        await line.client.lost
    (incident,) = building.harness.engine.board.incidents.values()
    assert incident.stage.value == "called"


async def test_nothing_that_leaves_the_door_can_hold_a_name_or_another_room() -> None:
    """The words that may leave are counted out, so that a new field is thought about."""
    told = {*kinds_of(PageStates | PageState | WallState | Wing), *answers_of(FromPages)} - {Reply, OwnPageDrawn}
    assert {field for kind in told for field in kind.__struct_fields__} == {
        *("request", "challenge", "states", "over", "page", "phase", "dark", "kept", "ledger"),
        *("room_name", "kinds", "carried", "state", "repeat", "kind", "box_key", "box_proof", "ephemeral"),
        *(
            "planned",
            "walls",
            "dark",
            "wings",
            "zone",
            "word",
            "practice",
            "name",
        ),  # the name is that of the wall board
    }


async def test_no_own_page_leaves_this_door(building: Building) -> None:
    """The process of the pages asks `handbell browser-desk` for these; here it is refused whatever it has."""
    answer = await building.line.client.ask(DrawOwnPage(request=0, number=1, code="7KQ2-M9XD"))
    assert isinstance(answer, Reply) and answer.code == "not-here"


async def test_no_name_leaves_while_people_answer_and_other_rooms_call(building: Building) -> None:
    browser = await building.paired()
    await browser.opens()
    engine = building.harness.engine
    await browser.presses()
    await building.harness.press("204").kept
    for incident in [*engine.board.incidents]:
        await engine.submit(Acknowledge(incident=incident), Actor(FRONT, PersonId("ana"))).kept
    await building.line.shows("acknowledged")
    told = b"".join(msgspec.msgpack.encode(each) for each in building.line.told)
    assert not [word for word in (b"Ana", b"ana", b"Ben", b"204", b"front") if word in told]


async def test_another_user_is_not_let_in(harness: Harness) -> None:
    """The door closes the line without a word: not even the challenge is told."""
    line = PagesLine()
    rights, socket = PageRights(os.geteuid(), os.geteuid() + 1), harness.folder / "page.sock"
    async with pages(harness, rights, greeted=False), PageClient.connect(socket, line.tell) as client:
        await client.lost
    assert line.told == []


async def test_who_may_open_the_door() -> None:
    from appliance.doors.peer import Peer

    rights, trial = PageRights(1000, 990), PageRights(1000, None)
    assert [rights.may_open(Peer(1, uid, uid)) for uid in (990, 0, 1000, 991)] == [True, False, False, False]
    assert [trial.may_open(Peer(1, uid, uid)) for uid in (1000, 0, 990)] == [True, False, False]


async def test_many_lines_push_out_the_oldest_and_the_door_goes_on(building: Building) -> None:
    async with connected(building.harness) as oldest:
        lines = []
        for _ in range(LINES_MAX):
            line = connected(building.harness)
            lines.append((line, await line.__aenter__()))
        await oldest.client.lost
        browser = await Browser(lines[-1][1]).opens()
        assert isinstance(browser, Reply)
        for line, _ in lines:
            await line.__aexit__(None, None, None)


async def test_a_line_that_dies_loses_no_call_and_keeps_no_page(building: Building) -> None:
    browser = await building.paired()
    async with connected(building.harness) as line:
        browser.line = line
        await browser.opens()
        line.client._transport.write(frame(replace(browser.made("emergency"), request=99)))
        await until(lambda: calls(building) == [("201", "emergency", Door.PAGE)])
        line.client._transport.abort()
    browser.line = building.line
    assert isinstance(await browser.presses("emergency"), PagePressed)


async def test_a_key_that_two_pages_would_have_is_refused_by_the_record(building: Building) -> None:
    browser = await building.paired()
    outcome = await building.harness.engine.submit(PairPage(page=OTHER, public_key=browser.public), BY).kept
    assert outcome.rejection.value == "page-key-wrong"


async def test_a_page_that_the_plan_moves_calls_no_more_from_its_former_room(building: Building) -> None:
    browser = await building.paired()
    plan = building.harness.engine.board.index.plan
    moved = replace(plan, pages=(replace(plan.pages[0], room=RoomId("203")), plan.pages[1]))
    await building.harness.adopt(to_document(moved)).kept
    assert isinstance(await browser.presses(), Reply)
    assert calls(building) == []


async def test_an_open_page_is_told_what_a_new_plan_says_of_it(building: Building) -> None:
    """The name of its room, its kinds, and whether its computer is carried: a page may be open for weeks."""
    browser = await building.paired()
    before = await browser.opens()
    assert isinstance(before, PageOpened)
    plan = building.harness.engine.board.index.plan
    rooms = tuple(replace(each, name="Music") if each.room == "201" else each for each in plan.rooms)
    page = replace(plan.pages[0], kinds=(Kind.MEDICAL,), carried=True)
    await building.harness.adopt(to_document(replace(plan, rooms=rooms, pages=(page, plan.pages[1])))).kept

    def planned() -> list[PageOpened]:
        return [each for told in building.line.told if isinstance(told, PageStates) for each in told.planned]

    await until(lambda: bool(planned()))
    (said,) = planned()
    assert (said.state.page, said.room_name, said.kinds, said.carried) == (PAGE, "Music", ("medical",), True)
    count = len(building.line.told)
    await until(lambda: len(building.line.told) > count)
    assert len(planned()) == 1, "it is told once"
