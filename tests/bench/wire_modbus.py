"""`wire-modbus`: measures how long it takes until a call is recorded after a contact closes on one of eight boards, each with eight inputs,
on one pair of wires.

It measures the time from the contact to a desk's board that says "recorded". The boards are polled at the pace of 19,200 baud, and a
contact closes at a random moment.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence

import harness
import on_wires
from ended import end_all
from figures import Figure, p

from appliance.api.desk.client import DeskClient
from hardware.modbus.twin import TwinBoard

BOARDS, ROUNDS = 8, 2
MS_MAX = 350.0
RECORDED_WAIT_S = 20.0
GAP_S = (0.1, 0.5)  # longer than a cycle, so that the moment does not depend on where the polling is


async def measure() -> AsyncIterator[Figure]:
    """Measure with every pair of inputs, twice."""
    taken: list[float] = []
    async with harness.folder() as data, harness.folder() as lines, on_wires.bus(lines, BOARDS) as boards:
        plan = on_wires.with_wires(harness.plan_of(1), lines, on_wires.contacts(BOARDS), BOARDS)
        async with harness.alert(data, plan) as alert:
            for _ in range(ROUNDS):
                async with DeskClient.connect(alert.desk_socket, desk=harness.FRONT, client="bench") as desk:
                    await desk.present()
                    await on_wires.until_connected(desk, lambda family: family == "modbus")
                    taken += await _each_once(boards, desk)
                await end_all(alert)
    says = f"p95 of {len(taken)} contacts, {BOARDS} boards with {on_wires.INPUTS} inputs at 19,200 baud; worst {max(taken):.0f} ms"
    yield Figure("wire-modbus", p(taken, 95), "ms", value_max=MS_MAX, says=says)


async def _each_once(boards: Sequence[TwinBoard], desk: DeskClient) -> list[float]:
    taken = []
    for board in boards:
        for pair in range(on_wires.INPUTS // 2):
            await asyncio.sleep(random.uniform(*GAP_S))
            taken.append(await _pressed(board, pair, desk) * 1000)
    return taken


async def _pressed(board: TwinBoard, pair: int, desk: DeskClient) -> float:
    room, pins = f"r-M{board.unit:02}{pair}", (2 * pair + 1, 2 * pair + 2)
    began_s = time.perf_counter()
    board.close(*pins)
    async with asyncio.timeout(RECORDED_WAIT_S):
        async for shown in desk.states():
            if any(card.room == room and card.recorded for card in shown.calls):
                break
    taken_s = time.perf_counter() - began_s
    board.open(*pins)
    return taken_s
