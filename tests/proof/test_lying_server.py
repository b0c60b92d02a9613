"""Tests the uplink beside a server that lies in every way there is: it lives, stays small, asks seldom, and hands in no false receipt.

`lied_to` takes a running uplink, so it can also be used for one of several buildings.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from sync.protocol import CertificateGiven
from sync.transport.identity import District, enrolled, new_key, request_for
from sync.transport.whole_file import UNFINISHED
from sync.uplink.lock import LOCK
from sync.uplink.remembering import EVERY_S
from tests.proof.liars import LIES
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.small_district import SmallDistrict, Trick
from tests.sync.uplink.conftest import Way

ENTRIES = 60  # more than fit into one small deposit, and enough to count as a backlog
LIES_S = 20.0  # how long each lies: by then pauses have grown to half a minute
REQUESTS_PER_S = 5.0
MEMORY_KIB = 100 * 1024
GOOD_AGAIN_S = 60.0  # the longest pause
FORGETS = "signs, forgets and breaks off"  # the receipts of this liar are true

pytestmark = [pytest.mark.proof, pytest.mark.alone]


class Lied(msgspec.Struct, frozen=True):
    """What an uplink did while it was lied to."""

    requests: int
    writes: int
    says: str

    def faults(self, lasted_s: float) -> list[str]:
        """Give what it did and must not have done."""
        found = []
        if self.requests > REQUESTS_PER_S * lasted_s:
            found.append(f"{self.requests} requests in {lasted_s:.0f} s")
        if self.writes > 1 + lasted_s // EVERY_S:
            found.append(f"its folder was written {self.writes} times in {lasted_s:.0f} s")
        if not self.says.isprintable():
            found.append(f"it handed in {self.says!r}")
        return found


async def lied_to(way: Way, trick: Trick, lasts_s: float = LIES_S) -> Lied:
    """Let the district of a running uplink lie for so long."""
    written = {_written(way.data)}
    asked = len(way.district.requests)
    way.district.trick = trick
    try:
        for _ in range(int(lasts_s / 0.1)):
            await asyncio.sleep(0.1)
            written.add(_written(way.data))
    finally:
        way.district.trick = None
    says = "".join(line.why + line.head_state for line in way.box.lines)
    return Lied(len(way.district.requests) - asked, len(written) - 1, says)


async def is_good_again(way: Way) -> None:
    """Check that everything is countersigned once the server tells the truth."""
    way.box.writes(1)
    await way.box.is_countersigned(way.box.record.head, within_s=GOOD_AGAIN_S)
    assert way.district.entries == dict(enumerate(way.box.record.entries, 1))


def _written(folder: Path) -> frozenset[tuple[str, int]]:
    """Give each file and when it was written, without the file that only a start writes, and without unfinished files: each of those would
    count as two changes.
    """
    with os.scandir(folder) as files:
        return frozenset(
            (each.name, each.stat().st_mtime_ns)
            for each in files
            if each.name != LOCK and not each.name.endswith(UNFINISHED)
        )


@asynccontextmanager
async def enrolled_way(folder: Path) -> AsyncIterator[Way]:
    """Make a box and a district that has taken it in, with no uplink yet."""
    folder.mkdir()
    async with AsyncExitStack() as stack:
        record = Record()
        box = await stack.enter_async_context(BoxFeed.open(record, folder))
        district = await stack.enter_async_context(SmallDistrict.open(folder))
        box.receipt_keys.add(district.key)
        district.device_keys[record.box.hex()] = record.device.public_key().public_bytes_raw()
        key, ids = new_key(), (record.building, record.box)
        given = CertificateGiven(district.authority.signs(request_for(key, *ids)), "", ())
        whose = District(district.url, *(each.hex() for each in ids))
        enrolled(folder / "uplink", whose, district.ca_file, key, given)
        way = Way(folder, box, district)
        try:
            yield way
        finally:
            way.kill()


async def one_lie(folder: Path, name: str, lie: Callable[[Way], Trick]) -> list[str]:
    """Try one lie; give what was wrong."""
    async with enrolled_way(folder) as way:
        way.box.writes(ENTRIES)
        way.district.trick = trick = lie(way)
        way.starts()
        told = await lied_to(way, trick)
        faults = told.faults(LIES_S)
        if name != FORGETS and way.box.countersigned > way.district.number:
            faults.append(f"{way.box.countersigned} entries were handed in as countersigned")
        if name != FORGETS and not way.box.held <= way.district.held.keys():
            faults.append(f"{sorted(way.box.held)} were handed in as held")
        assert way.process is not None
        if way.process.poll() is not None:
            faults.append(f"it ended: {way.journal.read_text()[-1000:]}")
            return faults
        try:
            await is_good_again(way)
        except TimeoutError:
            faults.append(f"it did not come back: {way.journal.read_text()[-1000:]}")
        print(f"{name}: {told.requests} requests, {way.resident_kib() // 1024} MiB resident at most")
        if way.resident_kib() > MEMORY_KIB:
            faults.append(f"{way.resident_kib() // 1024} MiB resident")
        return faults


async def test_whatever_a_server_says_the_uplink_lives_stays_small_and_asks_seldom(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(one_lie(tmp_path / f"{number}", name, lie))
            for number, (name, lie) in enumerate(LIES.items())
        }
    faults = {name: task.result() for name, task in tasks.items() if task.result()}
    assert not faults, "\n".join(f"{name}: {each}" for name, several in faults.items() for each in several)
