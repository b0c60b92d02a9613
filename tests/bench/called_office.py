"""`called-office` and `call-wire`: measures the time from a press's receipt until the safety office is told of the call, and what a call
costs the line.

The office asks the district every few milliseconds here. `handbell office` instead holds a question open until there is news, and it opens
the entries too, which takes more time.
"""

import asyncio
import itertools
import random
import signal
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import harness
from buttons import Button, connected
from figures import Figure, p
from sites import countersigned, district, enrolled, lead_over, uplink

from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import SealedItems
from appliance.core.calls.commands import Acknowledge, AddNote, StandDown
from appliance.core.ground.words import Outcome
from appliance.plan.ids import RoomId
from sync import protocol
from sync.transport.batch import cut
from tests.appliance.district.office import Reader
from tests.sync.district.serving import Client, Server, office
from tests.sync.wire import Wire, tapped

CALLS = 60
GAP_S = (0.1, 0.3)
WITHIN_S = 30.0
LOOK_EVERY_S = 0.002
P95_MS_MAX = 300.0
NOTES = tuple(f"Minute {minute}: calmer now." for minute in range(8))
ENTRIES_MAX = 14  # "a dozen"
CALL_BYTES_MAX, RECIPIENT_BYTES_MAX = 4 * 1024, 1229


@dataclass(frozen=True, slots=True)
class Line:
    """Everything that stands between a press and the office."""

    desk: DeskClient
    feed: FeedClient
    server: Server
    safety: Client

    async def listed(self, number: int) -> float:
        """Give the moment when the office could see the box's entries up to this number (perf_counter seconds)."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                known = await self.safety.get(protocol.OFFICE_BUILDINGS, protocol.Buildings)
                assert isinstance(known, protocol.Buildings), known
                if known.buildings[0].boxes[0].number >= number:
                    return time.perf_counter()
                await asyncio.sleep(LOOK_EVERY_S)


async def measure() -> AsyncIterator[Figure]:
    """Measure calls one after the other, each with its key entry; then the bytes of one call, live and as one deposit."""
    names = harness.button_names(CALLS + 3)
    async with harness.folder() as folder, harness.building(len(names)) as alert:
        with district(folder) as server:
            async with (
                enrolled(alert, server, folder, Reader("Safety office")) as known,
                FeedClient.connect(alert.desk_socket.parent / "feed.sock") as feed,
                DeskClient.connect(alert.desk_socket, desk=harness.FRONT, client="bench") as desk,
                office(server, folder / "office") as safety,
                connected(alert.port, names) as buttons,
            ):
                line = Line(desk, feed, server, safety)
                async with uplink(alert, known):
                    await _settled(line, alert)
                    yield await _called(line, buttons[:CALLS])
                async with tapped(server.port) as wire:
                    lead_over(known, server.port, wire.port)
                    async with uplink(alert, known) as process:
                        await _settled(line, alert)
                        await _whole_call(line.desk, buttons[CALLS])  # from here on the lines are open
                        await _settled(line, alert)
                        for figure in await _wire(line, buttons[CALLS + 1], wire):
                            yield figure
                        yield await _wire_at_once(line, buttons[CALLS + 2], wire, process)


async def _settled(line: Line, alert: harness.Alert) -> None:
    """Wait until the uplink is up to date and fresh keys are made for the office."""
    await countersigned(line.feed, (await line.feed.follow(0, limit=1)).head, WITHIN_S)
    await alert.quiet()


async def _called(line: Line, buttons: Sequence[Button]) -> Figure:
    waits_ms = []
    for button in buttons:
        await button.press()
        received_s = time.perf_counter()
        number = (await line.feed.follow(0, limit=1)).head
        waits_ms.append((await line.listed(number) - received_s) * 1000)
        await asyncio.sleep(random.uniform(*GAP_S))
    says = f"p95 of {CALLS} presses, from the receipt until the district lists it to an office; p50 {p(waits_ms, 50):.0f} ms"
    return Figure("called-office", p(waits_ms, 95), "ms", value_max=P95_MS_MAX, says=says)


async def _wire(line: Line, button: Button, wire: Wire) -> list[Figure]:
    after = (await line.feed.follow(0, limit=1)).head
    await line.listed(after)
    before = len(wire.seen)
    await _whole_call(line.desk, button)
    items = await line.feed.follow(after, outward=True)
    await countersigned(line.feed, items.head, WITHIN_S)
    live = len(wire.seen) - before
    recipients = len({wrap.recipient for wrap in items.wraps})
    limit = CALL_BYTES_MAX + RECIPIENT_BYTES_MAX * recipients
    whole = f"{len(items.entries)} entries, {recipients} recipient"
    says = f"a call's deposit: {whole}; {_sealed(items):,} bytes of it sealed"
    as_one = cut(items)
    assert as_one is not None and len(items.entries) <= ENTRIES_MAX
    return [
        Figure("call-deposit", len(protocol.encode(as_one.deposit)), "B", value_max=limit, says=says),
        Figure(
            "call-wire",
            live,
            "B",
            value_max=limit,
            says="the same call live, each entry as it is written: all of TCP's bytes, both ways",
        ),
    ]


async def _wire_at_once(line: Line, button: Button, wire: Wire, process: asyncio.subprocess.Process) -> Figure:
    """Measure a call that was over before the uplink heard of it: the uplink was stopped meanwhile."""
    before = len(wire.seen)
    process.send_signal(signal.SIGSTOP)
    await _whole_call(line.desk, button)
    process.send_signal(signal.SIGCONT)
    head = (await line.feed.follow(0, limit=1)).head
    await countersigned(line.feed, head, WITHIN_S)
    says = "such a call sent together, in the two messages that a held answer of the feed makes of it"
    return Figure(
        "call-wire-at-once",
        len(wire.seen) - before,
        "B",
        value_max=CALL_BYTES_MAX + RECIPIENT_BYTES_MAX,
        says=says,
    )


async def _whole_call(desk: DeskClient, button: Button) -> None:
    await button.press()
    room = RoomId(f"r-{button.name}")
    async with asyncio.timeout(WITHIN_S):
        async for board in desk.states():
            if (call := next((each for each in board.calls if each.room == room), None)) is not None:
                break
    stood_down = StandDown(incident=call.incident, outcome=Outcome.ATTENDED, saw_room="Sam Lindqvist")
    notes = [AddNote(incident=call.incident, text=text) for text in NOTES]
    for command in itertools.chain([Acknowledge(incident=call.incident)], notes, [stood_down]):
        done = await desk.act(command)
        assert done.ok, done.says
        await asyncio.sleep(GAP_S[0])


def _sealed(items: SealedItems) -> int:
    return sum(len(each.entry) for each in items.entries) + sum(len(each.wrap) for each in items.wraps)
