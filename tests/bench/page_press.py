"""`page-press` and `page-desk`: measures a press at a page, from the browser's question to the answer that it is on disk, and until a
desk's line has the call.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator

import pages
from figures import Figure, p

PAGES = 100
GAP_S = (0.02, 0.05)
DURABLE_MS_MAX = 40.0
DESK_MS_MAX = 150.0


async def measure() -> AsyncIterator[Figure]:
    """Press at each page once, one after the other, while all of them are open. Each press raises a call in a room of its own."""
    durable, shown = list[float](), list[float]()
    async with pages.spoken(PAGES) as (building, speakers):
        readers = [asyncio.get_running_loop().create_task(reads(each)) for each in speakers]
        await building.alert.quiet()
        seen = asyncio.get_running_loop().create_task(_calls(building, len(speakers)))
        for speaker in speakers:
            press = speaker.made("assist")
            began_s = time.perf_counter()
            answer = await speaker.asks("press", **press)
            durable.append((time.perf_counter() - began_s) * 1000)
            if answer != {"repeat": False}:
                raise RuntimeError(f"a press was refused: {answer}")
            shown.append(began_s)
            await asyncio.sleep(random.uniform(*GAP_S))
        times = await asyncio.wait_for(seen, 60)
        for reader in readers:
            reader.cancel()
    to_desk = [(then - began) * 1000 for began, then in zip(shown, times, strict=True)]
    about = f"{PAGES} pages open over TLS, each presses once, on a new connection"
    for name, taken, most in (("page-press", durable, DURABLE_MS_MAX), ("page-desk", to_desk, DESK_MS_MAX)):
        says = f"p95; p50 {p(taken, 50):.1f}, most {max(taken):.1f} ms; {about}"
        yield Figure(name, p(taken, 95), "ms", value_max=most, says=says)


async def reads(speaker: pages.Speaker) -> None:
    """Show the page of this browser, and read all that it is told, until cancelled."""
    async with speaker.stream() as events:
        while True:
            await events.next()


async def _calls(building: pages.Pages, count: int) -> list[float]:
    """Give the moment at which a desk's line had each call, in their order (perf_counter seconds)."""
    times: list[float] = []
    async for board in building.desk.states():
        times += [time.perf_counter()] * (len(board.calls) - len(times))
        if len(times) >= count:
            return times
    raise RuntimeError("the desk's line ended")
