"""`burst`: a whole wing presses at once. Measures the time from the first frame to the last receipt, against the bare shell, which groups
its commits too.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import harness
from bare import bare
from buttons import RECEIPT_WAIT_S, connected
from figures import Figure, of_rounds
from written import rows_of_a_press

from appliance.api.desk.client import DeskClient

BUILDINGS = 2  # one after the other, since a plan has at most a thousand rooms
ROUNDS = 4  # rounds of each side; the bare shell alone takes 6 to 11 ms, so a few rounds would say little
BUTTONS = 200
RATIO_MAX = 2.5


@dataclass(frozen=True, slots=True)
class Burst:
    """The seconds from the first frame sent to the last receipt, and the buttons in the order of their receipts."""

    seconds: float
    order: list[str]


async def measure() -> AsyncIterator[Figure]:
    """Measure with presses that each raise a call. A press that is lost, or a receipt out of turn, is an error, not a figure."""
    async with harness.folder() as scratch:
        sizes = await rows_of_a_press(scratch)
    ours: list[Burst] = []
    theirs: list[Burst] = []
    for _ in range(BUILDINGS):
        await _bursts(sizes, ours, theirs)
    value, baseline, ratio = of_rounds([each.seconds * 1000 for each in ours], [each.seconds * 1000 for each in theirs])
    says = (
        f"last of {BUTTONS} receipts, median of {len(ours)} rounds; none lost, all in the order the presses were heard"
    )
    yield Figure("burst", value, "ms", baseline, ratio, ratio_max=RATIO_MAX, says=says)


async def _bursts(sizes: tuple[list[int], list[int]], ours: list[Burst], theirs: list[Burst]) -> None:
    names = harness.button_names(ROUNDS * BUTTONS)
    async with harness.building(len(names)) as alert, bare(*sizes) as bare_port:
        for start in range(0, len(names), BUTTONS):
            some = names[start : start + BUTTONS]
            ours.append(await _burst(alert.port, some))
            await _check_order(alert.desk_socket, ours[-1].order)
            await alert.quiet()
            theirs.append(await _burst(bare_port, some))


async def _burst(port: int, names: Sequence[str]) -> Burst:
    order: list[str] = []
    async with connected(port, names, order) as buttons:
        ready = [button.ready_press() for button in buttons]
        began_s = time.perf_counter()
        for button, (data, _) in zip(buttons, ready, strict=True):
            button.write(data)
        async with asyncio.timeout(RECEIPT_WAIT_S):
            received = await asyncio.gather(*(receipt for _, receipt in ready))
    return Burst(max(received) - began_s, order)


async def _check_order(desk_socket: Path, order: Sequence[str]) -> None:
    """Check that receipts go out in the order of the calls' numbers. That is the order in which the presses were read off their sockets.

    It is nearly the order in which they were sent, but not quite: a socket that was read a moment ago stands at the front of the kernel's
    list.
    """
    async with asyncio.timeout(RECEIPT_WAIT_S), DeskClient.connect(desk_socket, desk=None, client="bench") as desk:
        async for board in desk.states():
            called = [call.room.removeprefix("r-") for call in sorted(board.calls, key=lambda call: call.number)]
            if set(order) <= set(called):
                break
    if called[-len(order) :] != order:
        raise RuntimeError("receipts came in another order than the calls")
