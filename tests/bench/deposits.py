"""`district-deposit`: measures many buildings at one district server on PostgreSQL, each with its certificate and a line of its own.

Deposits come at a steady pace that does not wait for answers, as buildings do not wait for each other.
"""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import harness
from figures import Figure, p
from sites import district, empty_postgres

from appliance.envelope.deposit import Deposited, HeadTold
from sync import protocol
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.serving import Client, Server, client, enrolled

BUILDINGS = int(os.environ.get("HANDBELL_BUILDINGS", "2000"))
ENROL_FOR_S = 35.0  # as many buildings as can be enrolled in this time
DEPOSIT_FOR_S = 20.0
A_SECOND = (
    # five times the expected load: 2,000 buildings, each with ten calls of a dozen entries in a school day of seven hours, make 10 a second
    50
)
AT_ONCE = 8
P99_MS_MAX = 100.0
RECIPIENT = b"o" * 32


@dataclass(frozen=True, slots=True)
class Building:
    """One box and its open line."""

    box: Box
    line: Client

    async def deposits(self) -> float:
        """Deposit a call's beginning: its key entry with a wrap, and the call. Gives the seconds until the receipt."""
        first = len(self.box.chain) + 1
        self.box.write(2)
        deposit = self.box.deposit(first, first + 1, (wrap_for(first, RECIPIENT),))
        began_s = time.perf_counter()
        answer = await self.line.post(protocol.DEPOSITS, deposit, Deposited)
        assert isinstance(answer, Deposited), answer
        return time.perf_counter() - began_s


async def measure() -> AsyncIterator[Figure]:
    """Measure with as many buildings as can be enrolled in the time."""
    with empty_postgres() as store:
        if not store:
            return
        async with harness.folder() as folder, AsyncExitStack() as lines:
            with district(folder, store) as server:
                buildings = await _taken_in(server, folder, lines)
                gc.collect()
                gc.freeze()  # otherwise Python looks through thousands of lines for garbage again and again, which is no cost of a deposit
                server_s, own_s = harness.cpu_s(server.pid), time.process_time()
                waits_ms = await _deposited(buildings)
                server_s, own_s = harness.cpu_s(server.pid) - server_s, time.process_time() - own_s
                await lines.aclose()
    yield Figure(
        "district-deposit-cpu",
        server_s * 1000 / len(waits_ms),
        "ms",
        says=f"the server's processor time for each; the pretend buildings take {own_s * 1000 / len(waits_ms):.1f} ms of the same machine",
    )
    says = (
        f"p99 of {len(waits_ms):,} deposits, {A_SECOND} a second from {len(buildings):,} buildings "
        f"(of {BUILDINGS:,}; as many as {ENROL_FOR_S:.0f} s allow); p50 {p(waits_ms, 50):.0f} ms"
    )
    yield Figure("district-deposit", p(waits_ms, 99), "ms", value_max=P99_MS_MAX, says=says)


async def _taken_in(server: Server, folder: Path, lines: AsyncExitStack) -> list[Building]:
    buildings: list[Building] = []
    ends_s = time.monotonic() + ENROL_FOR_S

    async def take_in() -> None:
        while len(buildings) < BUILDINGS and time.monotonic() < ends_s:
            box = Box()
            certificate = await enrolled(server, box, folder)
            line = await lines.enter_async_context(client(server, certificate))
            await line.get(protocol.HEAD, HeadTold)  # opens the line, which then stays open
            buildings.append(Building(box, line))

    await asyncio.gather(*(take_in() for _ in range(AT_ONCE)))
    return buildings


async def _deposited(buildings: list[Building]) -> list[float]:
    """Make the deposits; give the milliseconds of each."""
    began_s = time.monotonic()
    async with asyncio.TaskGroup() as group:
        tasks = []
        for number in range(int(DEPOSIT_FOR_S * A_SECOND)):
            await asyncio.sleep(max(0.0, began_s + number / A_SECOND - time.monotonic()))
            tasks.append(group.create_task(buildings[number % len(buildings)].deposits()))
    return [task.result() * 1000 for task in tasks]
