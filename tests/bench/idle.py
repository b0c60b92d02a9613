"""`memory`, `idle-cpu` and `bytes-idle-hour`: measures a building at rest. A hundred buttons check in, lamps are
refreshed, nobody calls.
"""

import asyncio
from collections.abc import AsyncIterator

import harness
from buttons import connected, keep_checking_in
from figures import Figure

BUTTONS = 100
WATCHED_S = 60.0
MEMORY_MB_MAX = 80.0
CPU_PERCENT_MAX = 2.0


async def measure() -> AsyncIterator[Figure]:
    """Measure for a minute, with the webhook door open and somebody at the front desk."""
    names = harness.button_names(BUTTONS)
    async with harness.building(len(names), webhooks=1) as alert, connected(alert.port, names) as buttons:
        checking_in = asyncio.get_running_loop().create_task(keep_checking_in(buttons))
        await alert.quiet()
        cpu_s, written = alert.cpu_s(), alert.written_bytes()
        await asyncio.sleep(WATCHED_S)
        cpu_s, written = alert.cpu_s() - cpu_s, alert.written_bytes() - written
        memory_mb = alert.memory_mb()
        checking_in.cancel()
    about = f"{BUTTONS} buttons, webhook door open, one desk, over {WATCHED_S:.0f} s"
    yield Figure("memory", memory_mb, "MB", value_max=MEMORY_MB_MAX, says=f"resident; {about}")
    yield Figure("idle-cpu", cpu_s / WATCHED_S * 100, "%-of-a-core", value_max=CPU_PERCENT_MAX, says=about)
    yield Figure("bytes-idle-hour", written * 3600 / WATCHED_S / 1024, "KiB", says=f"to the disk; {about}")
