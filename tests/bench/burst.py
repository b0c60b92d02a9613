"""`burst`: a whole wing presses at once. From the first frame to the last receipt, against the bare shell, which groups too."""

import asyncio
import bisect
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import house
from bare import bare
from buttons import RECEIPT_WAIT_S, connected
from figures import Figure, of_rounds
from written import rows_of_a_press

ROUNDS = 3
BUTTONS = 200
RATIO_MAX = 2.5


@dataclass(frozen=True, slots=True)
class Burst:
    """Seconds from the first frame sent to the last receipt, and how many receipts came out of turn."""

    seconds: float
    out_of_turn: int


async def measure() -> AsyncIterator[Figure]:
    """Every press raises a call of its own. A press that is lost is an error, not a figure."""
    names = house.button_names(ROUNDS * BUTTONS)
    async with house.folder() as scratch:
        sizes = await rows_of_a_press(scratch)
    ours, theirs = [], []
    async with house.building(len(names)) as alert, bare(*sizes) as bare_port:
        for start in range(0, len(names), BUTTONS):
            some = names[start : start + BUTTONS]
            ours.append(await _burst(alert.port, some))
            await alert.quiet()
            theirs.append(await _burst(bare_port, some))
    value, baseline, ratio = of_rounds([each.seconds * 1000 for each in ours], [each.seconds * 1000 for each in theirs])
    yield Figure(
        "burst",
        value,
        "ms",
        baseline,
        ratio,
        ratio_max=RATIO_MAX,
        says=f"last of {BUTTONS} receipts, median of {ROUNDS} rounds; "
        f"none lost, {sum(each.out_of_turn for each in ours)} out of turn",
    )


async def _burst(port: int, names: Sequence[str]) -> Burst:
    order: list[str] = []
    async with connected(port, names, order) as buttons:
        ready = [button.ready_press() for button in buttons]
        began_s = time.perf_counter()
        for button, (data, _) in zip(buttons, ready, strict=True):
            button.write(data)
        async with asyncio.timeout(RECEIPT_WAIT_S):
            received = await asyncio.gather(*(receipt for _, receipt in ready))
    return Burst(max(received) - began_s, _out_of_turn([names.index(name) for name in order]))


def _out_of_turn(order: Sequence[int]) -> int:
    """How many would have to be taken out for the rest to rise. One or two are the readiness list of a socket poll, ours or theirs."""
    ends: list[int] = []  # the smallest end of a rising row of each length
    for each in order:
        place = bisect.bisect_left(ends, each)
        ends[place : place + 1] = [each]
    return len(order) - len(ends)
