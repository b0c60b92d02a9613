"""`visible`: from the receipt at the button until a desk's console has the board with that call on it. One clock for both ends."""

import asyncio
import random
import time
from collections.abc import AsyncIterator

import house
from buttons import connected
from figures import Figure, p

from appliance.api.client import DeskClient
from appliance.plan.ids import RoomId

ROOMS = 200
GAP_S = (0.01, 0.02)
P99_MS_MAX = 3.0
SEEN_WITHIN_S = 5.0


async def measure() -> AsyncIterator[Figure]:
    """Each press raises a call; seen before the receipt counts as no wait at all."""
    names = house.button_names(ROOMS)
    waits_ms: list[float] = []
    async with (
        house.building(len(names), attended=False) as alert,
        DeskClient.connect(alert.desk_socket, desk=house.FRONT, client="bench") as desk,
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
        looking.cancel()
    yield Figure(
        "visible",
        p(waits_ms, 99),
        "ms",
        value_max=P99_MS_MAX,
        says=f"p99 of {ROOMS} presses after the receipt, with up to {ROOMS} calls on the board; p50 {p(waits_ms, 50):.2f} ms",
    )


async def _look(desk: DeskClient, seen: dict[RoomId, asyncio.Future[float]]) -> None:
    async for board in desk.states():
        now_s = time.perf_counter()
        for call in board.calls:
            if call.room in seen:
                seen.pop(call.room).set_result(now_s)
