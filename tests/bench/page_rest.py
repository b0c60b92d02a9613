"""`page-memory`, `page-idle-cpu`: measures a building at rest of which a hundred pages are open; `page-alert-memory` and
`page-alert-idle-cpu`: the alert daemon behind them.
"""

import asyncio
from collections.abc import AsyncIterator

import harness
import pages
from buttons import connected, keep_checking_in
from figures import Figure
from idle import CPU_PERCENT_MAX, MEMORY_MB_MAX, WATCHED_S
from page_press import PAGES, reads

PAGE_MEMORY_MB_MAX = 80.0
PAGE_CPU_PERCENT_MAX = 4.0


async def measure() -> AsyncIterator[Figure]:
    """Watch both processes for a minute: the pages are open, as many buttons check in, nobody calls."""
    loop = asyncio.get_running_loop()
    async with (
        pages.spoken(PAGES) as (building, speakers),
        connected(building.alert.port, harness.button_names(PAGES)) as buttons,
    ):
        going_on = [loop.create_task(reads(each)) for each in speakers]
        going_on.append(loop.create_task(keep_checking_in(buttons)))
        await building.alert.quiet()
        before = harness.cpu_s(building.pid), building.alert.cpu_s()
        await asyncio.sleep(WATCHED_S)
        after = harness.cpu_s(building.pid), building.alert.cpu_s()
        memory = harness.memory_mb(building.pid), building.alert.memory_mb()
        for each in going_on:
            each.cancel()
    used = [(now - then) / WATCHED_S * 100 for then, now in zip(before, after, strict=True)]
    about = f"{PAGES} pages open over TLS, {PAGES} buttons, one desk, over {WATCHED_S:.0f} s"
    yield Figure("page-memory", memory[0], "MB", value_max=PAGE_MEMORY_MB_MAX, says=f"process of the pages; {about}")
    yield Figure("page-idle-cpu", used[0], "%-of-a-core", value_max=PAGE_CPU_PERCENT_MAX, says=about)
    yield Figure("page-alert-memory", memory[1], "MB", value_max=MEMORY_MB_MAX, says=f"the alert daemon; {about}")
    yield Figure("page-alert-idle-cpu", used[1], "%-of-a-core", value_max=CPU_PERCENT_MAX, says=about)
