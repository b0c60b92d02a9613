"""`power-shown`: measures how soon a desk is shown that power failed and came back, from NUT's own pretend UPS to a console's board."""

import asyncio
import random
import time
from collections.abc import AsyncIterator

import harness
from figures import Figure
from msgspec.structs import replace

from appliance.api.desk.client import DeskClient
from appliance.plan.hanging import HangKind, HangsOn
from appliance.plan.ids import HangId
from appliance.plan.model import Plan, Supply
from image_build.tree.compose import FILES
from tests.hardware.power.real_upsd import LACKING, RealUpsd

TIMES = 20
GAP_S = (0.0, 2.0)  # so that a change comes at any moment between two questions of the driver and of ours
SHOWN_S_MAX = 5.0
SEEN_WITHIN_S = 30.0
SUPPLY = HangId("office-ups")


async def measure() -> AsyncIterator[Figure]:
    """Measure changes to battery and to mains in turn; the figure is the worst of all."""
    if LACKING:
        print(f"# bench power-shown: {', '.join(LACKING)} not installed, so it was not measured", flush=True)
        return
    waits_s: list[float] = []
    async with harness.folder() as data, harness.folder() as nut:
        upsd = RealUpsd(nut)
        try:
            upsd.use(FILES / "usr/lib/handbell/nut")
            await upsd.start_driver()
            upsd.start_upsd()
            async with (
                harness.alert(data, plan_with(upsd.port)) as alert,
                DeskClient.connect(alert.desk_socket, desk=harness.FRONT, client="bench") as desk,
            ):
                await _shown(desk, "mains")
                for turn in range(TIMES):
                    await asyncio.sleep(random.uniform(*GAP_S))
                    on_battery = turn % 2 == 0
                    began_s = time.perf_counter()
                    upsd.says("OB DISCHRG" if on_battery else "OL CHRG", runtime_s=1380)
                    await _shown(desk, "battery" if on_battery else "mains")
                    waits_s.append(time.perf_counter() - began_s)
        finally:
            upsd.close()
    says = f"worst of {TIMES}, half of them power that came back; mean {sum(waits_s) / len(waits_s):.1f} s"
    yield Figure("power-shown", max(waits_s), "s", value_max=SHOWN_S_MAX, says=says)


def plan_with(port: int) -> Plan:
    """Make the plan of a building of one button whose supply is watched."""
    hangs = HangsOn(SUPPLY, "UPS in the office", HangKind.SUPPLY)
    supply = Supply(SUPPLY, hangs.name, f"nut://127.0.0.1:{port}/ups")
    return replace(harness.plan_of(1), hangs_on=(hangs,), power=(supply,))


async def _shown(desk: DeskClient, state: str) -> None:
    async with asyncio.timeout(SEEN_WITHIN_S):
        async for board in desk.states():
            if [line.state for line in board.power] == [state]:
                return
