"""`press` and `press-again`: measures the time from a button's frame to its receipt, one press after the other, against the bare shell."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence

import harness
from bare import bare
from buttons import Button, connected
from figures import Figure, of_rounds, p
from written import rows_of_a_press

ROUNDS = 8
PRESSES = 40  # in one round; each press is in a room of its own
GAP_S = (0.002, 0.005)
RATIO_MAX = 1.5


async def measure() -> AsyncIterator[Figure]:
    """Measure both figures. Every press of the first raises a call, which is the dearest press there is; the second presses again in those
    calls.
    """
    names = harness.button_names(ROUNDS * PRESSES)
    async with harness.folder() as scratch:
        sizes = await rows_of_a_press(scratch)
    async with (
        harness.building(len(names)) as alert,
        bare(*sizes) as bare_port,
        connected(alert.port, names) as ours,
        connected(bare_port, names) as theirs,
    ):
        for name in ("press", "press-again"):
            yield _figure(name, *await _rounds(ours, theirs))


async def _rounds(ours: Sequence[Button], theirs: Sequence[Button]) -> tuple[list[list[float]], list[list[float]]]:
    mine: list[list[float]] = []
    bare_ones: list[list[float]] = []
    for start in range(0, len(ours), PRESSES):
        mine.append(await one_by_one(ours[start : start + PRESSES]))
        bare_ones.append(await one_by_one(theirs[start : start + PRESSES]))
    return mine, bare_ones


async def one_by_one(buttons: Sequence[Button]) -> list[float]:
    """Press each button, with a short gap; give the seconds until each receipt."""
    taken: list[float] = []
    for button in buttons:
        taken.append(await button.press())
        await asyncio.sleep(random.uniform(*GAP_S))
    return taken


def _figure(name: str, ours: list[list[float]], theirs: list[list[float]]) -> Figure:
    value, baseline, ratio = of_rounds([p(each, 50) * 1000 for each in ours], [p(each, 50) * 1000 for each in theirs])
    tails = [p([s for each in side for s in each], 99) * 1000 for side in (ours, theirs)]
    return Figure(
        name,
        value,
        "ms",
        baseline,
        ratio,
        ratio_max=RATIO_MAX,
        says=f"p50 of {ROUNDS} rounds in turn with the bare shell; p99 {tails[0]:.2f} against {tails[1]:.2f} ms",
    )
