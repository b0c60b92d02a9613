"""`rewrap-press` and `rewrap-hand-in`: measures what one more reader at the safety office costs calls, while every kept key is wrapped for
that reader.

Presses and hand-ins take turns on a box with very many incidents: first at rest, then from the notice on.
"""

import asyncio
import random
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import harness
from buttons import Button, connected
from figures import Figure, p
from filled import BRIEF, ROOMS, filled

from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.api.records.trust import BelieveOffice
from appliance.envelope.format import split
from tests.appliance.district.office import Office, Reader

INCIDENTS = 5_000
PRESSES = 100  # on one side; each press is in a room of its own
OPENED = 20  # statements in one hand-in; each becomes an entry
GAP_S = 0.05
REST_S = 2.0
WITHIN_S = 600.0
RATIO_MAX = 1.5


async def measure() -> AsyncIterator[Figure]:
    """Measure one box, before and during the wrapping."""
    data = await filled(INCIDENTS * BRIEF, brief=True)
    async with harness.folder() as folder:
        copy = folder / "box"
        shutil.copytree(data, copy)
        async with (
            harness.alert(copy) as alert,
            connected(alert.port, harness.button_names(ROOMS)) as buttons,
            FeedClient.connect(alert.desk_socket.parent / "feed.sock") as feed,
        ):
            office, reader = await _believed(alert.desk_socket, feed)
            wrapped_s = await _at_rest(feed)
            before = await _side(feed, buttons[:PRESSES], office, reader, 1)
            head = (await feed.follow(0, limit=1)).head
            began_s, cpu_s = time.perf_counter(), alert.cpu_s()
            notice_s = await _timed(
                feed, HandIn(request=0, notices=(office.recipients(2, reader, Reader("Recovery")),))
            )
            during = await _side(feed, buttons[PRESSES : 2 * PRESSES], office, reader, 1 + PRESSES * OPENED)
            took_s, cpu_s = time.perf_counter() - began_s, alert.cpu_s() - cpu_s
            written = (await feed.follow(0, limit=1)).head - head
    rest = (
        f"of {INCIDENTS:,} keys, which took {wrapped_s:.0f} s alone; meanwhile {written:,} entries in {took_s:.0f} s "
        f"and {cpu_s:.1f} s of the processor, the notice {notice_s * 1000:.0f} ms"
    )
    for name, mine, theirs in zip(("rewrap-press", "rewrap-hand-in"), during, before, strict=True):
        value, baseline = p(mine, 50) * 1000, p(theirs, 50) * 1000
        says = f"p95 {p(mine, 95) * 1000:.1f} against {p(theirs, 95) * 1000:.1f} ms; {rest}"
        yield Figure(name, value, "ms", baseline, value / baseline, ratio_max=RATIO_MAX, says=says)


async def _believed(desk_socket: Path, feed: FeedClient) -> tuple[Office, Reader]:
    """Make an office that the box believes. Its only reader is named before anything is measured: the box begins to wrap keys for that
    reader, and the bench waits only until the box is at rest.
    """
    header = split((await feed.follow(0, limit=1)).entries[0].entry).header
    office, reader = Office(header.building, header.box), Reader("Office")
    async with DeskClient.connect(desk_socket, desk=None, client="bench") as line:
        believed = await line.ask(BelieveOffice(request=0, fingerprint=office.fingerprint.hex()))
    assert believed.ok, believed.says
    told = await feed.hand_in(HandIn(request=0, notices=(office.receipt_keys(1), office.recipients(1, reader))))
    assert not told.refused, told.refused
    return office, reader


async def _at_rest(feed: FeedClient) -> float:
    """Wait until nothing more is written; give the seconds, without the quiet ones at the end."""
    began_s = moved_s = time.perf_counter()
    head = 0
    async with asyncio.timeout(WITHIN_S):
        while time.perf_counter() - moved_s < REST_S:
            newest = (await feed.follow(head, limit=1)).head
            if newest != head:
                head, moved_s = newest, time.perf_counter()
            await asyncio.sleep(GAP_S)
    return moved_s - began_s


async def _side(
    feed: FeedClient, buttons: Sequence[Button], office: Office, reader: Reader, first: int
) -> tuple[list[float], list[float]]:
    """Give the seconds until each receipt, and the seconds of each hand-in of what the office opened."""
    presses, hand_ins = list[float](), list[float]()
    entries = await _ends(feed, first, len(buttons) * OPENED)
    for number, button in enumerate(buttons):
        # a random wait, so that the press does not fall into the turn that waited for the last hand-in
        await asyncio.sleep(random.uniform(0, 2 * GAP_S))
        presses.append(await button.press())
        await asyncio.sleep(GAP_S)
        some = entries[number * OPENED : (number + 1) * OPENED]
        hand_ins.append(
            await _timed(feed, HandIn(request=0, opened=tuple(office.opened(reader, each) for each in some)))
        )
    return presses, hand_ins


async def _ends(feed: FeedClient, first: int, count: int) -> list[bytes]:
    """Give the last entries of so many incidents, from the `first` one on."""
    last: dict[bytes, bytes] = {}
    after = 0
    while len(last) < first + count:
        entries = (await feed.follow(after)).entries
        last |= {split(each.entry).header.stream: each.entry for each in entries}
        after = entries[-1].number
    return list(last.values())[first : first + count]


async def _timed(feed: FeedClient, said: HandIn) -> float:
    began_s = time.perf_counter()
    told = await feed.hand_in(said)
    assert not told.refused, told.refused
    return time.perf_counter() - began_s
