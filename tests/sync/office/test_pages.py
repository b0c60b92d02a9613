"""A building's turn: what a district cuts from its answer is asked for again, and nothing is passed over for good."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from appliance.envelope.deposit import Collected
from sync import protocol
from sync.office.collecting import Collector
from sync.office.keyring import OfficeKey, new_key
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
    """All wraps are for the old key. The district gives one in an answer, and so everything at once to the new key."""
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
    """Of this building no page comes; what was called for does, three places in an answer."""
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


def with_wraps_for(recipient: bytes, page: Collected) -> Collected:
    return msgspec.structs.replace(page, wraps=tuple(each for each in page.wraps if each[1].recipient == recipient))
