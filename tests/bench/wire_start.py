"""`wire-start`: measures how much later a desk line answers after a start if the plan has four lines and none of them can be opened."""

import statistics
from collections.abc import AsyncIterator

import harness
from figures import Figure
from msgspec.structs import replace

from appliance.plan.ids import LineId
from appliance.plan.model import SerialLine, Speaks

ROUNDS = 9
LATER_MS_MAX = 50.0
NOBODY = "10.255.255.1"  # an address that answers nothing and refuses nothing


async def measure() -> AsyncIterator[Figure]:
    """Measure in turn with the same plan without lines."""
    async with harness.folder() as plain, harness.folder() as wired:
        ports = (
            f"{wired}/gone-1",
            f"{wired}/gone-2",
            f"rfc2217://127.0.0.1:{harness.free_port()}",
            f"socket://{NOBODY}:4001",
        )
        lines = tuple(
            SerialLine(LineId(f"line-{n}"), f"Line {n}", Speaks.INOVONICS, port) for n, port in enumerate(ports)
        )
        plan = harness.plan_of(10)
        taken: dict[object, list[float]] = {plain: [], wired: []}
        used: dict[object, list[float]] = {plain: [], wired: []}
        for data, its in ((plain, plan), (wired, replace(plan, lines=lines))):
            async with harness.alert(data, its):
                pass
        for _ in range(ROUNDS):
            for data in (plain, wired):
                async with harness.alert(data) as running:
                    used[data].append(running.cpu_s())
                    taken[data].append(running.armed_after_s)
    later_s = statistics.median(mine - other for mine, other in zip(taken[wired], taken[plain], strict=True))
    more_s = statistics.median(used[wired]) - statistics.median(used[plain])
    without = f"without lines {statistics.median(taken[plain]):.2f} s"
    says = f"median of {ROUNDS} pairs of starts in turn; {without}; of processor time {more_s * 1000:.0f} ms more"
    yield Figure("wire-start", later_s * 1000, "ms", value_max=LATER_MS_MAX, says=says)
