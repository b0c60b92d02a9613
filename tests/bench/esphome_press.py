"""`esphome-press` and `esphome-burst`: measures our ESPHome buttons, 200 encrypted twins, from the contact to the receipt.

The baseline is the bare ESPHome shell, whose 200 twins are of the same kind. Each of our presses raises a call, which is the dearest press
there is. Between two rounds of the burst every call is stood down.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence

import harness
from bare_esphome import bare
from ended import end_all
from figures import Figure, of_rounds, p
from twins import RECEIPT_WAIT_S, Twin, Twins
from written import rows_of_a_press

BUTTONS = 200
ROUNDS = 5
GAP_S = (0.002, 0.005)
PRESS_RATIO_MAX = 1.5
BURST_RATIO_MAX = 2.5


async def measure() -> AsyncIterator[Figure]:
    """Measure both figures. A press without a receipt is an error, not a figure."""
    names = harness.button_names(BUTTONS, "esphome")
    async with harness.folder() as scratch:
        sizes = await rows_of_a_press(scratch)
    async with (
        harness.building(len(names), family="esphome") as alert,
        Twins(alert.port, names) as ours,
        Twins(0, names, dials=False) as theirs,
    ):
        where = {name: await theirs.listen(name, "127.0.0.1") for name in names}
        async with bare(sizes, where):
            await ours.all_told(0)
            await alert.quiet()
            yield await _press(ours.all(), theirs.all())
            await alert.quiet()
            yield await _burst(alert, ours.all(), theirs.all())


async def _press(ours: Sequence[Twin], theirs: Sequence[Twin]) -> Figure:
    mine: list[list[float]] = []
    bare_ones: list[list[float]] = []
    each = BUTTONS // ROUNDS
    for start in range(0, BUTTONS, each):
        mine.append(await _one_by_one(ours[start : start + each]))
        bare_ones.append(await _one_by_one(theirs[start : start + each]))
    value, baseline, ratio = of_rounds([p(s, 50) * 1000 for s in mine], [p(s, 50) * 1000 for s in bare_ones])
    tails = [p([s for some in side for s in some], 99) * 1000 for side in (mine, bare_ones)]
    says = f"p50 of {ROUNDS} rounds in turn with the bare shell; p99 {tails[0]:.2f} against {tails[1]:.2f} ms"
    return Figure("esphome-press", value, "ms", baseline, ratio, ratio_max=PRESS_RATIO_MAX, says=says)


async def _burst(alert: harness.Alert, ours: Sequence[Twin], theirs: Sequence[Twin]) -> Figure:
    mine: list[float] = []
    bare_ones: list[float] = []
    for _ in range(ROUNDS):
        await end_all(alert)
        mine.append(await _all_at_once(ours) * 1000)
        await alert.quiet()
        bare_ones.append(await _all_at_once(theirs) * 1000)
    says = f"last of {BUTTONS} receipts, median of {ROUNDS} rounds; none lost"
    return Figure("esphome-burst", *_with_unit(of_rounds(mine, bare_ones)), ratio_max=BURST_RATIO_MAX, says=says)


def _with_unit(figures: tuple[float, float, float]) -> tuple[float, str, float, float]:
    value, baseline, ratio = figures
    return value, "ms", baseline, ratio


async def _one_by_one(twins: Sequence[Twin]) -> list[float]:
    taken: list[float] = []
    for twin in twins:
        taken.append(await twin.press())
        await asyncio.sleep(random.uniform(*GAP_S))
    return taken


async def _all_at_once(twins: Sequence[Twin]) -> float:
    began_s = time.perf_counter()
    receipts = [twin.begin() for twin in twins]
    async with asyncio.timeout(RECEIPT_WAIT_S):
        return max(await asyncio.gather(*receipts)) - began_s
