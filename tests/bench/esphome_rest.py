"""`esphome-memory`, `esphome-idle-cpu` and `esphome-back`: measures a hundred encrypted buttons at rest, and how soon they are back after
the box was killed.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from statistics import median

import harness
from figures import Figure
from twins import Twins

BUTTONS = 100
WATCHED_S = 30.0
MEMORY_MB_MAX = 90.0
CPU_PERCENT_MAX = 3.0
KILLS = 5
BACK_S_MAX = 3.0


async def measure() -> AsyncIterator[Figure]:
    """Measure with buttons as they are in a building: each dials in, and also listens at the address where the box met it before."""
    names = harness.button_names(BUTTONS, "esphome")
    plan = harness.plan_of(len(names), family="esphome")
    port = harness.free_port()
    async with harness.folder() as data, Twins(port, names) as twins:
        for name in names:
            await twins.listen(name, "127.0.0.1")
        async with (
            harness.alert(data, plan, family="esphome", port=port) as alert,
            harness.at_the_desk(alert.desk_socket),
        ):
            await twins.all_told(0)
            await alert.quiet()
            cpu_s = alert.cpu_s()
            await asyncio.sleep(WATCHED_S)
            cpu_s, memory_mb = alert.cpu_s() - cpu_s, alert.memory_mb()
        about = f"{BUTTONS} encrypted buttons, one desk, over {WATCHED_S:.0f} s"
        yield Figure("esphome-memory", memory_mb, "MB", value_max=MEMORY_MB_MAX, says=f"resident; {about}")
        percent = cpu_s / WATCHED_S * 100
        yield Figure("esphome-idle-cpu", percent, "%-of-a-core", value_max=CPU_PERCENT_MAX, says=about)
        times_s: list[float] = []
        for _ in range(KILLS):
            began_s = time.perf_counter()
            async with harness.alert(data, family="esphome", port=port) as alert:
                await twins.all_told(began_s)
                times_s.append(time.perf_counter() - began_s)
                alert.process.kill()
        says = f"from the start of the killed box's next run until the last of {BUTTONS} buttons is told; {KILLS} kills"
        yield Figure(
            "esphome-back", median(times_s), "s", value_max=BACK_S_MAX, says=f"{says}; worst {max(times_s):.2f} s"
        )
