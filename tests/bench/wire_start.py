"""`wire-start`: from starting the process until its desk line answers, with four lines of which none can be opened."""

import statistics
from collections.abc import AsyncIterator

import house
from figures import Figure
from msgspec.structs import replace

from appliance.plan.ids import LineId
from appliance.plan.model import Line, Speaks

ROUNDS = 9
LATER_S_MAX = 0.05
NOBODY = "10.255.255.1"  # answers nothing and refuses nothing


async def measure() -> AsyncIterator[Figure]:
    """In turn with the same plan without lines."""
    async with house.folder() as plain, house.folder() as wired:
        ports = (
            f"{wired}/gone-1",
            f"{wired}/gone-2",
            f"rfc2217://127.0.0.1:{house.free_port()}",
            f"socket://{NOBODY}:4001",
        )
        lines = tuple(Line(LineId(f"line-{n}"), f"Line {n}", Speaks.INOVONICS, port) for n, port in enumerate(ports))
        plan = house.plan_of(10)
        taken: dict[object, list[float]] = {plain: [], wired: []}
        for data, its in ((plain, plan), (wired, replace(plan, lines=lines))):
            async with house.alert(data, its):
                pass
        for _ in range(ROUNDS):
            for data in (plain, wired):
                async with house.alert(data) as running:
                    taken[data].append(running.armed_after_s)
    value, baseline = statistics.median(taken[wired]), statistics.median(taken[plain])
    says = f"median of {ROUNDS} starts with four dead lines, in turn with none"
    yield Figure("wire-start", value, "s", baseline, value_max=baseline + LATER_S_MAX, says=says)
