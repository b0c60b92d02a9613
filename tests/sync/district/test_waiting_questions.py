"""Tests questions that wait for something new: however many one certificate has, only few of them are at the store at once."""

import asyncio
import threading
from pathlib import Path

import pytest

from appliance.envelope.deposit import Notices
from appliance.envelope.statements import NoticeType
from sync.district import box_door, office_door, stick_door
from sync.district.asked import Asked
from sync.district.authority import Authority, receipt_key, utc_now
from sync.district.district import HEARING_OF_ONE_MAX, HELD_OF_ONE_MAX, District
from sync.district.folder import Folder
from sync.district.keys import init
from sync.district.peer import Peer
from sync.district.tables import fleet
from sync.district.tables.fleet import SEEN_AGAIN_MS
from sync.protocol import Kept, Role, UrgentTold
from tests.patience import patient
from tests.sync.district.building import Box
from tests.sync.district.conftest import open_store
from tests.sync.district.tables import NOW_MS, Tables

OFFICE = Peer(Role.OFFICE, "Safety")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path / "district")
    init(found, ["localhost"], utc_now())
    return found


@pytest.mark.parametrize("role", [Role.BUILDING, Role.OFFICE])
async def test_few_of_one_are_at_the_store_at_once_and_each_is_answered(folder: Folder, role: Role) -> None:
    store = open_store(str(folder.data / "district.db"))
    await store.start()
    try:
        tables, box, goes_on, order = Tables(store), Box(), threading.Event(), list[object]()
        await tables.enrol(box)
        box.write(1)
        await tables.held(box, 1)
        assert isinstance(await tables.notice(NoticeType.RECIPIENTS, box.building, 1, b"recipients"), Kept)
        district = District(store, Authority(folder), receipt_key(folder))
        peer = OFFICE if role is Role.OFFICE else Peer(role, "Lincoln", building=box.building, box=box.box)
        asks = office_door.urgent if role is Role.OFFICE else box_door.notices

        async def waits() -> None:
            order.append(await asks(district, Asked(peer, {"after": 0, "wait_s": 1}, None)))

        async def another() -> None:
            order.append(await store.do(lambda _: "another"))

        async with patient(), asyncio.TaskGroup() as tasks:
            tasks.create_task(store.do(lambda _: goes_on.wait()))
            for _ in range(HELD_OF_ONE_MAX):
                tasks.create_task(waits())
            tasks.create_task(another())
            await asyncio.sleep(0)
            goes_on.set()
        assert order.pop(HEARING_OF_ONE_MAX) == "another"
        assert len(order) == HELD_OF_ONE_MAX
        for told in order:
            assert told.held if isinstance(told, UrgentTold) else isinstance(told, Notices) and told.notices
    finally:
        await store.stop()


async def test_a_box_that_only_waits_for_notices_is_seen_and_its_stick_in_other_hands_is_not(folder: Folder) -> None:
    store = open_store(str(folder.data / "district.db"))
    await store.start()
    try:
        tables, box = Tables(store), Box()
        await tables.enrol(box)
        now_ms = NOW_MS
        district = District(store, Authority(folder), receipt_key(folder), now_ms=lambda: now_ms)
        asks = {"after": 0, "wait_s": 0, "building": box.building, "box": box.box}

        async def seen_ms() -> int:
            return (await tables.do(lambda sql: fleet.fleet(sql, now_ms))).boxes[0].last_seen_ms

        await stick_door.notices(district, Asked(Peer(Role.ADMIN, "Ana"), asks, None))
        assert await seen_ms() == 0
        school = Peer(Role.BUILDING, "Lincoln", building=box.building, box=box.box)
        for waited_ms, then_ms in ((0, 0), (SEEN_AGAIN_MS - 1, 0), (SEEN_AGAIN_MS, SEEN_AGAIN_MS)):
            now_ms = NOW_MS + waited_ms
            await box_door.notices(district, Asked(school, asks, None))
            assert await seen_ms() == NOW_MS + then_ms, "not with each question"
    finally:
        await store.stop()
