"""`paint`, `key`, `console-start`, `console-memory`, `console-idle`, `console-busy`: measures the console as a process in a terminal."""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator

import harness
from buttons import connected
from figures import Figure, p
from screen import Screen, console

from appliance.api.desk.client import DeskClient
from appliance.core.calls.commands import AddNote
from appliance.plan.ids import DeskId, IncidentId

CALLS = 10
MANY_CALLS = 40
HISTORY_ROWS = 200
PRESSES = 60
PRESS_GAP_S = (0.3, 0.5)
KEYS = 100
KEY_GAP_S = (0.1, 0.2)
STARTS = 5
ENTRIES = 10_000
WRITERS = 10
WATCHED_S = 20.0
SETTLED_S = 3.0

PAINT_MS_MAX, KEY_MS_MAX, START_MS_MAX, MEMORY_MB_MAX, IDLE_PERCENT_MAX, BUSY_PERCENT_MAX = 50, 20, 700, 80, 2, 15


async def measure() -> AsyncIterator[Figure]:
    """Measure with ten open calls and two hundred rows of history on the screen, with presses and keys beside them."""
    names = harness.button_names(CALLS)
    async with (
        harness.building(len(names), attended=False) as alert,
        connected(alert.port, names) as buttons,
    ):
        yield await _start(alert)
        async with console(alert.desk_socket) as screen:
            await screen.painted("Desks")
            for button in buttons:
                await button.press()
            await screen.painted(f"call {CALLS} ")
            incident = await _newest(alert)
            await _notes(alert, incident, HISTORY_ROWS)
            screen.press("l")
            await screen.painted("LOG of")
            yield await _paint(screen, buttons)
            screen.press("\x1b")
            await asyncio.sleep(1)
            yield await _keys(screen)
            await _notes(alert, incident, ENTRIES)
            await asyncio.sleep(SETTLED_S)
            says = f"resident, after {ENTRIES:,} entries"
            yield Figure("console-memory", harness.memory_mb(screen.pid), "MB", value_max=MEMORY_MB_MAX, says=says)


async def measure_processor() -> AsyncIterator[Figure]:
    """Measure a calm board, then forty calls that nobody has."""
    names = harness.button_names(MANY_CALLS)
    async with (
        harness.building(len(names), attended=False) as alert,
        connected(alert.port, names) as buttons,
        console(alert.desk_socket) as screen,
    ):
        await screen.painted("Desks")
        yield await _processor(screen, "console-idle", "no open call", IDLE_PERCENT_MAX)
        for button in buttons:
            await button.press()
        await screen.painted(f"{MANY_CALLS} CALLS")
        yield await _processor(screen, "console-busy", f"{MANY_CALLS} open calls counting", BUSY_PERCENT_MAX)


async def _start(alert: harness.Alert) -> Figure:
    waits_ms: list[float] = []
    for _ in range(STARTS):
        async with console(alert.desk_socket) as screen:
            waits_ms.append((await screen.painted("Bench School") - screen.began_s) * 1000)
    says = f"median of {STARTS}, until the board is painted"
    return Figure("console-start", statistics.median(waits_ms), "ms", value_max=START_MS_MAX, says=says)


async def _paint(screen: Screen, buttons: list) -> Figure:  # type: ignore[type-arg]
    waits_ms: list[float] = []
    for number in range(PRESSES):
        await asyncio.sleep(random.uniform(*PRESS_GAP_S))
        screen.forget()
        await buttons[number % CALLS].press()
        received_s = time.perf_counter()
        shown_s = await screen.painted(f"pressed {number // CALLS + 2} times")
        waits_ms.append(max(0.0, shown_s - received_s) * 1000)
    says = f"p95 of {PRESSES} presses after the receipt, {CALLS} calls and {HISTORY_ROWS} rows; p50 {p(waits_ms, 50):.1f} ms"
    return Figure("paint", p(waits_ms, 95), "ms", value_max=PAINT_MS_MAX, says=says)


async def _keys(screen: Screen) -> Figure:
    waits_ms: list[float] = []
    for number in range(KEYS):
        await asyncio.sleep(random.uniform(*KEY_GAP_S))
        pressed_s = screen.press("\x1b[B" if number % 2 == 0 else "\x1b[A")
        waits_ms.append((await screen.painted("►") - pressed_s) * 1000)
    says = f"p95 of {KEYS} arrow keys until the other call is painted as selected; p50 {p(waits_ms, 50):.1f} ms"
    return Figure("key", p(waits_ms, 95), "ms", value_max=KEY_MS_MAX, says=says)


async def _processor(screen: Screen, name: str, what: str, percent_max: float) -> Figure:
    await asyncio.sleep(SETTLED_S)
    before_s = harness.cpu_s(screen.pid)
    await asyncio.sleep(WATCHED_S)
    percent = (harness.cpu_s(screen.pid) - before_s) / WATCHED_S * 100
    return Figure(name, percent, "%-of-a-core", value_max=percent_max, says=f"{what}, over {WATCHED_S:.0f} s")


async def _newest(alert: harness.Alert) -> IncidentId:
    async with DeskClient.connect(alert.desk_socket, desk=None, client="bench") as desk:
        async for board in desk.states():
            if len(board.calls) == CALLS:
                return board.calls[-1].incident
    raise AssertionError("the states of a line never end by themselves")


async def _notes(alert: harness.Alert, incident: IncidentId, count: int) -> None:
    """Write notes from several consoles, because the box lets each console act at most a hundred times a second."""

    async def write(first: int) -> None:
        async with DeskClient.connect(alert.desk_socket, desk=DeskId("hall"), client="bench") as desk:
            for number in range(first, count, WRITERS):
                text = f"{number}: calmer; the class is in the library."
                reply = await desk.act(AddNote(incident=incident, text=text))
                assert reply.ok, reply.says

    async with asyncio.TaskGroup() as writing:
        for first in range(WRITERS):
            writing.create_task(write(first))
