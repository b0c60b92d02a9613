"""Tests a building's turn: what a district cuts from its answer is asked for again, and nothing is passed over for good."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from appliance.envelope.deposit import Collected
from sync import protocol
from sync.office.collecting import Collector
from sync.office.keyring import OfficeKey, new_key
from sync.office.rota import Turn
from tests.appliance.logbook.box import call
from tests.sync.office.building import NOW_MS, Desk, given, ring
from tests.sync.office.small_district import OfficesDistrict, answer_of, page_of, refusal


@pytest.fixture
async def district(tmp_path: Path) -> AsyncIterator[OfficesDistrict]:
    async with OfficesDistrict.open(tmp_path / "district") as district:
        yield district


async def test_during_a_rotation_a_page_cut_for_one_key_alone_loses_no_wrap(
    desk: Desk, district: OfficesDistrict, office_key: OfficeKey, tmp_path: Path
) -> None:
    """All wraps are for the old key. The district gives one wrap in an answer, so the new key, which has none, gets every entry at once."""
    await desk.box.keep(*(call(number, room=f"C{number}") for number in range(3, 9)))
    cedar = await given(desk.box, desk.signer)
    building = district.has("Cedar Creek", desk.box, cedar)

    async def trick(request: web.Request) -> web.Response | None:
        if request.path != protocol.OFFICE_ENTRIES:
            return None
        after, limit = int(request.query["after"]), int(request.query["limit"])
        page = page_of(cedar, after, limit)
        page = with_wraps_for(bytes.fromhex(request.query["recipient"]), page)
        while len(page.wraps) > 1:
            limit = page.wraps[1][1].number - 1 - after
            page = with_wraps_for(page.wraps[0][1].recipient, page_of(cedar, after, limit))
        return answer_of(page)

    district.trick = trick
    keyring = ring(tmp_path, office_key, new_key("The newer one", NOW_MS))
    async with district.line() as line:
        await Collector(line, desk.store, keyring).collect(NOW_MS)
    assert desk.store.one("SELECT after FROM building WHERE building = ?", building) == (len(cedar.entries),)
    assert desk.store.all("SELECT number FROM entry WHERE opened = 0") == []
    assert desk.numbers(only_open=True) == list(range(2, 9))


async def test_calls_behind_the_place_where_an_answer_was_cut_are_asked_for_again(
    desk: Desk, district: OfficesDistrict
) -> None:
    """No page of this building comes. What was called for comes, three places in an answer."""
    await desk.box.keep(*(call(number, room=f"C{number}") for number in range(3, 9)))
    cedar = await given(desk.box, desk.signer)
    building = district.has("Cedar Creek", desk.box, cedar)
    called = [each.number for each in cedar.entries[2:]]
    for number in called:
        district.was_called(building, number)

    async def trick(request: web.Request) -> web.Response | None:
        if request.path != protocol.OFFICE_ENTRIES:
            return None
        after = int(request.query["after"])
        is_page = after == 0
        return refusal("error", "A mistake.") if is_page else answer_of(page_of(cedar, after, 3))

    district.trick = trick
    async with district.line() as line:
        await Collector(line, desk.store, desk.keyring).collect(NOW_MS)
    assert [number for (number,) in desk.store.all("SELECT number FROM entry ORDER BY number")] == called


async def test_of_calls_whose_answer_does_not_come_fewer_places_are_asked_for(
    desk: Desk, district: OfficesDistrict
) -> None:
    await desk.box.keep(*(call(number, room=f"C{number}") for number in range(3, 9)))
    cedar = await given(desk.box, desk.signer)
    building = district.has("Cedar Creek", desk.box, cedar)
    calls = tuple(range(3, len(cedar.entries) + 1))

    async def trick(request: web.Request) -> web.Response | None:
        too_much = request.path == protocol.OFFICE_ENTRIES and int(request.query["limit"]) > 20
        return refusal("error", "A mistake.") if too_much else None

    district.trick = trick
    async with district.line() as line:
        collector = Collector(line, desk.store, desk.keyring, places=100)
        await collector.look()
        answers = [await collector.turn(Turn(building, calls), NOW_MS, 60) for _ in range(4)]
    assert [each is not None for each in answers] == [False, False, False, True]
    assert answers[-1] is not None
    assert answers[-1].entries == 100 // 8
    assert answers[-1].left == calls[100 // 8 :]


async def test_calls_that_came_with_a_page_are_not_asked_for(desk: Desk, district: OfficesDistrict) -> None:
    cedar = await given(desk.box, desk.signer)
    building = district.has("Cedar Creek", desk.box, cedar)
    async with district.line() as line:
        collector = Collector(line, desk.store, desk.keyring)
        await collector.collect(NOW_MS)
        district.requests.clear()
        assert await collector.turn(Turn(building, (2, 3)), NOW_MS, 60) is not None
    assert district.requests == []


def with_wraps_for(recipient: bytes, page: Collected) -> Collected:
    return msgspec.structs.replace(page, wraps=tuple(each for each in page.wraps if each[1].recipient == recipient))
