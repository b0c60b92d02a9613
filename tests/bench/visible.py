"""`visible`: measures the time from the receipt at the button until a desk's console has the board with that call on it. Both ends use one
clock.

It uses seven buildings, one after the other. The baseline is a bare hop to a process **and back**, once for each press.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator

import harness
from buttons import connected
from echo import Echo, echo
from figures import Figure, of_rounds, p

from appliance.api.desk.client import DeskClient
from appliance.plan.ids import RoomId

# one after the other: in one building's 200 presses the 99th percentile is the second worst wait, so two hiccups of the host would decide
# it
BUILDINGS = 7
ROOMS = 200
GAP_S = (0.01, 0.02)
P99_MS_MAX = 3.0
SEEN_WITHIN_S = 5.0


async def measure() -> AsyncIterator[Figure]:
    """Measure presses that each raise a call. A call that is seen before its receipt counts as no wait at all. A bare hop to a process and
    back follows each.
    """
    async with echo() as bare:
        rounds = [await _round(bare) for _ in range(BUILDINGS)]
    value, baseline, ratio = of_rounds([p(ours, 99) for ours, _ in rounds], [p(theirs, 99) for _, theirs in rounds])
    everything = [each for ours, _ in rounds for each in ours]
    yield Figure(
        "visible",
        value,
        "ms",
        baseline,
        ratio,
        value_max=P99_MS_MAX,
        says=f"after the receipt, with up to {ROOMS} calls on the board: median of {BUILDINGS} rounds' p99, beside a bare hop's; "
        f"of all {len(everything)} presses p50 {p(everything, 50):.2f}, p95 {p(everything, 95):.2f}, p99 {p(everything, 99):.2f}",
    )


async def _round(bare: Echo) -> tuple[list[float], list[float]]:
    """Give one building's waits, and as many bare ones."""
    names = harness.button_names(ROOMS)
    waits_ms: list[float] = []
    bare_ms: list[float] = []
    async with (
        harness.building(len(names), attended=False) as alert,
        DeskClient.connect(alert.desk_socket, desk=harness.FRONT, client="bench") as desk,
        connected(alert.port, names) as buttons,
    ):
        await desk.present()
        seen: dict[RoomId, asyncio.Future[float]] = {}
        looking = asyncio.get_running_loop().create_task(_look(desk, seen))
        for button in buttons:
            shown = seen[RoomId(f"r-{button.name}")] = asyncio.get_running_loop().create_future()
            await button.press()
            received_s = time.perf_counter()
            waits_ms.append(max(0.0, (await asyncio.wait_for(shown, SEEN_WITHIN_S) - received_s) * 1000))
            await asyncio.sleep(random.uniform(*GAP_S))
            bare_ms.append(await bare.wait_ms())
        looking.cancel()
    return waits_ms, bare_ms


async def _look(desk: DeskClient, seen: dict[RoomId, asyncio.Future[float]]) -> None:
    async for board in desk.states():
        now_s = time.perf_counter()
        for call in board.calls:
            if call.room in seen:
                seen.pop(call.room).set_result(now_s)
