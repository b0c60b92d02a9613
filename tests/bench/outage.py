"""`outage`: a month's entries are sent after an outage while people press, on the real alert daemon, uplink and district's server.

A million entries is a month of a large school (`HANDBELL_OUTAGE` for another number). The bench measures the time from each entry that a
press writes meanwhile until the district has it: entries of calls go ahead of the backlog. At the end the district has every entry once,
exactly as the box wrote it.
"""

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import harness
from buttons import Button, connected
from figures import Figure, p
from filled import ROOMS, filled
from sites import countersigned, district, enrolled, peak_mb, uplink

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.envelope.deposit import Collected
from appliance.envelope.format import DIGEST_LEN, entry_digest, split
from sync import protocol
from tests.sync.district.serving import Client, office

ENTRIES = int(os.environ.get("HANDBELL_OUTAGE", "1000000"))
WITHIN_S = 1800.0
STARTED_WITHIN_S = 60.0
GAP_S = 0.3
LOOK_EVERY_S = 0.02
NO_RECIPIENT = bytes(32)  # a recipient that is nobody, to ask the district for entries: the bench needs no wraps
P95_S_MAX = (
    2.0  # on a quiet machine it takes some hundredths; the issue allows a call to wait for one deposit ahead of it
)
MEMORY_MB_MAX = 120.0


@dataclass
class Watch:
    """When an entry was written at the building, and when the district had it: seconds by number."""

    written: dict[int, float] = field(default_factory=dict)
    arrived: dict[int, float] = field(default_factory=dict)
    countersigned: int = 0

    async def at_building(self, feed: FeedClient, after: int) -> None:
        """Watch what is written after `after`."""
        while True:
            for each in (await feed.follow(after, wait_s=10)).entries:
                self.written[each.number] = time.perf_counter()
                after = each.number

    async def ahead(self, safety: Client) -> None:
        """Watch what goes by the urgent lane."""
        after = 0
        while True:
            told = await safety.get(f"{protocol.OFFICE_URGENT}?after={after}&wait_s=10", protocol.UrgentTold)
            assert isinstance(told, protocol.UrgentTold), told
            for each in told.held:
                self.arrived.setdefault(each.number, time.perf_counter())
            after = told.after

    async def in_order(self, feed: FeedClient) -> None:
        """Watch what the box has a receipt for."""
        while True:
            self.countersigned = (await feed.hand_in(HandIn(request=0))).countersigned
            for number in self.written:
                if number <= self.countersigned:
                    self.arrived.setdefault(number, time.perf_counter())
            await asyncio.sleep(LOOK_EVERY_S)


async def measure() -> AsyncIterator[Figure]:
    """Measure. Raises AssertionError where an entry is missing, doubled or changed."""
    data = await filled(ENTRIES, outward=True)
    async with harness.folder() as folder:
        copy = folder / "box"
        shutil.copytree(data, copy)
        with district(folder) as server:
            async with (
                harness.alert(copy) as alert,
                connected(alert.port, harness.button_names(ROOMS)) as buttons,
                enrolled(alert, server, folder) as known,
                _feed(alert) as feed,
                _feed(alert) as asking,
                office(server, folder / "office") as safety,
                office(server, folder / "office") as waiting,
            ):
                head = (await feed.follow(0, limit=1)).head
                watch = Watch()
                async with uplink(alert, known) as process, asyncio.TaskGroup() as group:
                    lanes = watch.at_building(feed, head), watch.ahead(waiting), watch.in_order(asking)
                    watching = [group.create_task(each) for each in lanes]
                    began_s = time.perf_counter()
                    presses = await _pressed(buttons, watch, head)
                    async with _feed(alert) as own:
                        took_s = await countersigned(own, head, WITHIN_S) - began_s
                        written = dict(watch.written)  # copy it: what a check or a trouble writes later does not count
                        await countersigned(own, max(written), WITHIN_S)
                        async with asyncio.timeout(STARTED_WITHIN_S):
                            while not written.keys() <= watch.arrived.keys():
                                await asyncio.sleep(LOOK_EVERY_S)
                        for each in watching:
                            each.cancel()
                        memory = peak_mb(process.pid), peak_mb(server.pid)
                        count = await _all_is_there(own, safety)
        assert "did not believe" not in (folder / "uplink.log").read_text()
    delays = [watch.arrived[number] - at_s for number, at_s in written.items()]
    says = (
        f"p95 of {len(delays)} entries of {len(presses)} presses, slowest {max(delays):.2f} s, while {head:,} entries were drained in "
        f"{took_s:.0f} s; a press's own receipt {p(presses, 50) * 1000:.1f} ms, p95 {p(presses, 95) * 1000:.1f}; {count:,} entries at "
        "the district, each once and the box's own"
    )
    yield Figure("outage", p(delays, 95), "s", value_max=P95_S_MAX, says=says)
    for name, mb in zip(("outage-uplink-memory", "outage-district-memory"), memory, strict=True):
        yield Figure(name, mb, "MB", value_max=MEMORY_MB_MAX, says="peak")


def _feed(alert: harness.Alert) -> contextlib.AbstractAsyncContextManager[FeedClient]:
    return FeedClient.connect(alert.desk_socket.parent / "feed.sock")


async def _pressed(buttons: Sequence[Button], watch: Watch, head: int) -> list[float]:
    """Press now and then, from the first receipt of the backlog until its end is near; give the seconds until each receipt."""
    async with asyncio.timeout(STARTED_WITHIN_S):
        while not watch.countersigned:
            await asyncio.sleep(LOOK_EVERY_S)
    presses = []
    for button in buttons:
        if watch.countersigned > head * 0.9:
            break
        presses.append(await button.press())
        await asyncio.sleep(GAP_S)
    return presses


async def _all_is_there(feed: FeedClient, safety: Client) -> int:
    """Check that the district has every entry of the box once, byte for byte; give their number."""
    head = (await feed.follow(0, limit=1)).head
    building = split((await feed.follow(0, limit=1)).entries[0].entry).header.building.hex()
    digests, seen, after, more = bytearray(head * DIGEST_LEN), bytearray(head), 0, True
    while more:
        query = f"?building={building}&recipient={NO_RECIPIENT.hex()}&after={after}"
        part = await safety.get(protocol.OFFICE_ENTRIES + query, Collected)
        assert isinstance(part, Collected), part
        for each in part.entries:
            if each.number <= head:
                seen[each.number - 1] += 1
                digests[(each.number - 1) * DIGEST_LEN : each.number * DIGEST_LEN] = entry_digest(each.entry)
        after, more = part.after, part.more
    await _is_the_boxes(feed, digests)
    assert set(seen) == {1}, f"{seen.count(0)} missing, {len(seen) - seen.count(0) - seen.count(1)} more than once"
    return head


async def _is_the_boxes(feed: FeedClient, digests: bytearray) -> None:
    """Whether these are the digests of the box's entries, in order, and each names the one before it."""
    after, before = 0, bytes(DIGEST_LEN)
    while after < len(digests) // DIGEST_LEN:
        for each in (await feed.follow(after)).entries:
            if each.number * DIGEST_LEN > len(digests):
                return
            assert split(each.entry).header.prev_digest == before, f"entry {each.number} hangs on another"
            before = entry_digest(each.entry)
            held = digests[(each.number - 1) * DIGEST_LEN : each.number * DIGEST_LEN]
            assert held == before, f"entry {each.number} is another at the district"
            after = each.number
