"""Tests box, uplink, district and office together: a press reaches the office, and its *opened* reaches the building."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.api.desk.client import DeskClient
from appliance.api.records.trust import BelieveOffice
from sync.office import exposing, incidents
from sync.office.office import Office, now_ms, opened
from tests.sync.office.machines import WORDS, Machines
from tests.sync.test_three_parts import DistrictProcess, UplinkProcess, killed_at_last, says
from tests.system.box import Box

pytestmark = pytest.mark.slow

WITHIN_S = 60.0


async def test_a_press_is_listed_at_the_office_and_the_building_learns_that_it_was_opened(tmp_path: Path) -> None:
    district = DistrictProcess(tmp_path)
    await district.starts()
    try:
        machines = Machines(tmp_path)
        root = await machines.sets_up(district.url, await access_to(district, tmp_path))
        async with Box(tmp_path) as box:
            await box.starts()
            building, desk = await box.building("B204"), await box.desk("front")
            uplink = UplinkProcess(tmp_path, box.run)
            with killed_at_last(uplink), opened(machines.data, WORDS) as office:
                await uplink.enrols(district)
                await believes(box, root)
                uplink.starts()
                await building.press("B204-wall")
                call = await desk.shows("B204")
                await until(
                    office, lambda: [each.incident.number for each in incidents.listed(office.store)] == [call.number]
                )
                assert incidents.listed(office.store, only_open=True)
                await desk.stands_down(call)
                await until(office, lambda: office.store.one("SELECT taken FROM opened") == (1,))
                assert not incidents.listed(office.store, only_open=True)
                assert [str(each) for each in exposing.doubts(office.store, now_ms())] == []
                assert any("opened" in line for line in await desk.timeline())
    finally:
        district.kill()


async def access_to(district: DistrictProcess, folder: Path) -> Path:
    out = folder / "access"
    await says("district", "enrol", "Safety office", "--office", "--out", out, "--data", district.folder.data)
    return out


async def believes(box: Box, root: str) -> None:
    """Let the box believe the office, as `handbell trust FINGERPRINT` does."""
    async with DeskClient.connect(box.socket_path, desk=None, client="trust") as line:
        answer = await line.ask(BelieveOffice(request=0, fingerprint=root))
    assert answer.ok, answer.says


async def until(office: Office, true: Callable[[], bool]) -> None:
    """Collect until this is so."""
    async with asyncio.timeout(WITHIN_S), office.line() as line:
        while not true():
            await office.collector(line).collect(now_ms())
            await asyncio.sleep(0.2)
