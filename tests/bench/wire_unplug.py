"""`wire-unplug`: a serial line is pulled out, here or at a machine that lends it. Measures how long it takes until a desk says that the
line is missing.

Each line is pulled only twice: if it came and went more often, the box would on purpose wait longer before it says that the line is well
again.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import harness
from figures import Figure
from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.api.desk.client import DeskClient
from appliance.plan.ids import LineId
from appliance.plan.model import SerialLine, Speaks
from hardware.serial.pty import Pty
from hardware.serial.rfc2217_twin import Lender

OF_EACH_KIND, TIMES = 5, 2
SECONDS_MAX = 2.0
TOLD_WAIT_S = 60.0
BAUD = 9_600
GAP_S = (0.5, 1.5)  # so that a line is pulled at any moment between two looks: the box looks at a path each second

type Deed = Callable[[], Awaitable[None]]


class _Pulled:
    """One line, and what is done to it."""

    def __init__(self, name: str, port: str, out: Deed, back: Deed) -> None:
        self.name, self.port, self.out, self.back = name, port, out, back


async def measure() -> AsyncIterator[Figure]:
    """Measure local lines, and lent ones."""
    async with harness.folder() as data, harness.folder() as folder:
        pulled = [_local(folder / f"line-{number}") for number in range(OF_EACH_KIND)]
        pulled += [await _lent(f"lent-{number}") for number in range(OF_EACH_KIND)]
        lines = tuple(
            SerialLine(LineId(each.name), f"Line {each.name}", Speaks.INOVONICS, each.port) for each in pulled
        )
        plan = replace(harness.plan_of(1), lines=lines)
        async with (
            harness.alert(data, plan) as alert,
            DeskClient.connect(alert.desk_socket, desk=harness.FRONT, client="bench") as desk,
        ):
            await desk.present()
            taken = {each.name: [await _pull(each, desk) for _ in range(TIMES)] for each in pulled}
        for each in pulled:
            await each.out()
    worst = {
        kind: max(s for name, times in taken.items() if name.startswith(kind) for s in times)
        for kind in ("line", "lent")
    }
    says = (
        f"worst of {OF_EACH_KIND * TIMES} of this box ({worst['line']:.2f} s) and as many lent ({worst['lent']:.2f} s)"
    )
    yield Figure("wire-unplug", max(worst.values()), "s", value_max=SECONDS_MAX, says=says)


async def _pull(line: _Pulled, desk: DeskClient) -> float:
    await _until(desk, lambda board: not _missing(board, line))
    await asyncio.sleep(random.uniform(*GAP_S))
    began_s = time.perf_counter()
    await line.out()
    await _until(desk, lambda board: _missing(board, line))
    taken_s = time.perf_counter() - began_s
    await line.back()
    return taken_s


async def _until(desk: DeskClient, holds: Callable[[BoardView], bool]) -> None:
    async with asyncio.timeout(TOLD_WAIT_S):
        async for board in desk.states():
            if holds(board):
                return


def _missing(board: BoardView, line: _Pulled) -> bool:
    return any((each.what, each.subject) == ("line-missing", line.name) for each in board.troubles)


def _local(at: Path) -> _Pulled:
    line = Pty(at, BAUD)

    async def out() -> None:
        line.unplug()

    async def back() -> None:
        line.plug_in()

    return _Pulled(at.name, str(at), out, back)


async def _lent(name: str) -> _Pulled:
    lender = Lender("127.0.0.1", harness.free_port(), BAUD)
    await lender.plug_in()
    return _Pulled(name, lender.url, lender.unplug, lender.plug_in)
