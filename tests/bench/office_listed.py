"""`office-listed` and `office-listed-urgent`: measures the time from a press's receipt to the line that a real `handbell office watch`
prints.

Box, uplink, district's server and office are the product's own processes on one machine. By the main lane nothing waits at the box. By the
urgent lane, people press while a backlog goes over a line of 8 Mbit/s and the office opens it.
"""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import harness
from buttons import Button, connected
from figures import Figure, p
from sites import countersigned, district, lead_over, taken_in, uplink

from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.core.calls.commands import AddNote
from appliance.plan.ids import RoomId
from tests.sync.office.machines import Machines
from tests.sync.uplink.slow_line import slow_line

CALLS = 40
URGENT_CALLS = 12
GAP_S = (0.2, 0.5)
WITHIN_S = 60.0
P95_MS_MAX = 300.0
BYTES_PER_S = 1_000_000
PIECE_LEN = 4096
BACKLOG_CALLS, NOTES_EACH = 40, 200  # with 900 bytes each, these take seven seconds of that line
NOTES = BACKLOG_CALLS * NOTES_EACH
NOTES_AT_ONCE = 40
NOTE = "He was held by two adults until he let go of the chair, and then he walked with them to the office. " * 6


class Printed:
    """The lines that the office prints, and when (perf_counter seconds)."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, float]] = []
        self._more = asyncio.Event()

    async def read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self._lines.append((line.decode(), time.perf_counter()))
            self._more.set()

    async def when(self, word: str) -> float:
        async with asyncio.timeout(WITHIN_S):
            while True:
                self._more.clear()
                for line, at_s in self._lines:
                    if word in line:
                        return at_s
                await self._more.wait()


async def measure() -> AsyncIterator[Figure]:
    """Measure by the main lane first, then by the urgent lane."""
    names = harness.button_names(CALLS + URGENT_CALLS + BACKLOG_CALLS)
    async with harness.folder() as folder, harness.building(len(names)) as alert:
        with district(folder) as server:
            machines = Machines(folder)
            root = await machines.sets_up(server.url, server.office(folder / "access"))
            async with (
                taken_in(alert, server, folder, root) as known,
                slow_line(server.port, BYTES_PER_S, PIECE_LEN) as slow,
                FeedClient.connect(alert.desk_socket.parent / "feed.sock") as feed,
                connected(alert.port, names) as buttons,
                watching(machines) as printed,
            ):
                async with uplink(alert, known):
                    await countersigned(feed, (await feed.follow(0, limit=1)).head, WITHIN_S)
                    await alert.quiet()
                    yield _figure("office-listed", await _pressed(buttons[:CALLS], printed), "nothing waits at the box")
                await _write_backlog(alert.desk_socket, buttons[-BACKLOG_CALLS:])
                lead_over(known, server.port, slow.port)
                async with uplink(alert, known):
                    async with asyncio.timeout(WITHIN_S):
                        await slow.used.wait()
                    await asyncio.sleep(0.5)
                    waits_ms = await _pressed(buttons[CALLS:-BACKLOG_CALLS], printed)
                    left = await _waiting(feed)
    says = f"{NOTES:,} entries are brought over 8 Mbit/s meanwhile, {left:,} of them still waited at the end"
    assert left > 0, "the backlog had arrived before the last press"
    yield _figure("office-listed-urgent", waits_ms, says)


@asynccontextmanager
async def watching(machines: Machines) -> AsyncIterator[Printed]:
    """Run `handbell office watch`; gives what it prints."""
    words = [harness.HANDBELL, "office", "watch", *map(str, machines.online)]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    printed = Printed()
    try:
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(printed.read(process.stdout))
            yield printed
            reading.cancel()
    finally:
        await harness.stop(process)


async def _pressed(buttons: Sequence[Button], printed: Printed) -> list[float]:
    waits_ms = []
    for button in buttons:
        await button.press()
        received_s = time.perf_counter()
        waits_ms.append((await printed.when(f"Room {button.name}") - received_s) * 1000)
        await asyncio.sleep(random.uniform(*GAP_S))
    return waits_ms


async def _write_backlog(desk_socket: Path, buttons: Sequence[Button]) -> None:
    """Write notes of calls that stay open, while there is no uplink."""
    async with DeskClient.connect(desk_socket, desk=harness.FRONT, client="bench") as desk:
        for button in buttons:
            await button.press()
        rooms = {RoomId(f"r-{button.name}") for button in buttons}
        async with asyncio.timeout(WITHIN_S):
            async for board in desk.states():
                calls = [each.incident for each in board.calls if each.room in rooms]
                if len(calls) == len(rooms):
                    break
        notes = (AddNote(incident=call, text=f"{number}: {NOTE}") for call in calls for number in range(NOTES_EACH))
        for some in itertools.batched(notes, NOTES_AT_ONCE, strict=True):
            for done in await asyncio.gather(*(desk.act(note) for note in some)):
                assert done.ok, done.says


async def _waiting(feed: FeedClient) -> int:
    return (await feed.follow(0, limit=1)).head - (await feed.hand_in(HandIn(request=0))).countersigned


def _figure(name: str, waits_ms: list[float], says: str) -> Figure:
    told = f"p95 of {len(waits_ms)} presses, from the receipt to the printed line; p50 {p(waits_ms, 50):.0f} ms; {says}"
    return Figure(name, p(waits_ms, 95), "ms", value_max=P95_MS_MAX, says=told)
