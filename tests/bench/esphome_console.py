"""`esphome-console`: measures the time from the contact of a real device of ours (firmware on Linux, encrypted) to a console that has the
call.
"""

import asyncio
import random
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import harness
from buttons import key_of
from figures import Figure, p

from appliance.api.desk.client import DeskClient
from hardware.esphome.wire import device_name
from tests.firmware.host import HostDevice

ROOT = Path(__file__).parents[2]
PRESSES = 60
GAP_S = (0.25, 0.4)
P95_MS_MAX = 60.0
SEEN_WITHIN_S = 5.0


async def measure() -> AsyncIterator[Figure]:
    """Measure presses that join one call. The first press raises the call."""
    if subprocess.run([ROOT / ".ci" / "esphome"], check=False).returncode:
        print("# bench esphome-console: the real device could not be built, so it was not measured", flush=True)
        return
    (name,) = harness.button_names(1, "esphome")
    waits_ms: list[float] = []
    async with (
        harness.folder() as flash,
        harness.building(1, attended=False, family="esphome") as alert,
        DeskClient.connect(alert.desk_socket, desk=harness.FRONT, client="bench") as desk,
        HostDevice(
            ROOT / "var" / "esphome" / "button",
            flash,
            name=device_name(name),
            key=key_of(name),
            dial_in=f"127.0.0.1:{alert.port}",
        ) as button,
    ):
        await desk.present()
        seen: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
        looking = asyncio.get_running_loop().create_task(_look(desk, seen))
        await button.tap()  # wait for a first press, since the button may still be connecting to the box
        await asyncio.wait_for(seen.get(), 30)
        for press in range(PRESSES):
            await asyncio.sleep(random.uniform(*GAP_S))
            began_s = time.perf_counter()
            button.press()
            count, shown_s = await asyncio.wait_for(seen.get(), SEEN_WITHIN_S)
            assert count == press + 2, "every press is shown once"
            waits_ms.append((shown_s - began_s) * 1000)
        looking.cancel()
    says = f"p95 of {PRESSES} presses, 25 ms of each the contact's settling; p50 {p(waits_ms, 50):.1f} ms"
    yield Figure("esphome-console", p(waits_ms, 95), "ms", value_max=P95_MS_MAX, says=says)


async def _look(desk: DeskClient, seen: "asyncio.Queue[tuple[int, float]]") -> None:
    """Note each new press of the one call, and when the board with that press was here."""
    presses = 0
    async for board in desk.states():
        now_s = time.perf_counter()
        if board.calls and board.calls[0].presses > presses:
            presses = board.calls[0].presses
            seen.put_nowait((presses, now_s))
