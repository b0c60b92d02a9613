"""Runs a whole box over a spoiled folder, and says which promises it failed to keep: the process, a real button, a pendant, a console.
Spoils nothing itself.

The box is started again whenever it ends, as systemd does. It is also killed `deaths` times, each a moment after it has armed.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from appliance.api.board.board import BoardView
from appliance.api.client_line import LineLost
from appliance.logbook.recovery import set_aside_in
from appliance.settings import Settings
from appliance.tasks import Tasks
from tests.patience import patient
from tests.ports import free_port
from tests.proof.press import Pendant
from tests.proof.rotten import BUTTON, PENDANT, Expected, Seen, at_rest, says_what_is_missing
from tests.system.box import Box
from tests.system.twins import TwinSchool

RECEIPT_WITHIN_S = 60.0  # time for three starts, and for a button's wait between two tries
READ_WITHIN_S = 30.0  # time to read some hundred entries that were set aside
STARTS_MAX = 4  # when damage is met in use; each kill adds one start
ARMED = re.compile(r"armed after ([0-9.]+) s")
LOOK_S = 0.02


async def lived_through(at: Settings, expected: Expected, folder: Path, *, deaths: int) -> Seen:
    """Let a button and a pendant press until they have their receipts; then the office looks, and the power goes."""
    seen = Seen(told=expected.told)  # `rotten` checks what it tells; this checks what it shows
    async with _box(at, folder) as box:
        tasks = Tasks()
        tasks.start(_keep_running(box, seen, deaths), name="systemd")
        try:
            await _pressed(box, expected, seen)
            board = await _board(box)
            _rings(board, expected, seen)
            await _read(at)
            board = await _board(box)
        except TimeoutError as late:
            seen.wrong.append(f"not in time: {late}")
        else:
            troubles = (each for each in board.troubles if each.what not in expected.usual)
            seen.named += [f"{each.what}: {each.detail}" for each in troubles]
        finally:
            await tasks.stop()
        seen.named += [line for line in box.journal().splitlines() if line.startswith(("WARNING", "ERROR"))]
        seen.named = [each for each in seen.named if not ARMED.search(each)]
        seen.took_s = max(map(float, ARMED.findall(box.journal())), default=0.0)
        if seen.starts > STARTS_MAX + deaths:
            seen.wrong.append(f"{seen.starts} starts")
    await at_rest(at, expected, seen)
    return seen


@asynccontextmanager
async def _box(at: Settings, folder: Path) -> AsyncIterator[Box]:
    """Make the box, not started yet. It gets no keys and no plan: it has them in its folder, or what is left of them."""
    options = ("--esphome", f"127.0.0.1:{free_port()}")
    async with Box(folder, data=folder / "of-no-use", webhook=True, options=options) as box:
        box.data = at.data
        yield box


async def _keep_running(box: Box, seen: Seen, deaths: int) -> None:
    while True:
        if not box.running:
            if seen.starts:
                box.kill()
            seen.starts += 1
            box.launches()
        elif deaths and "READY=1" in box.notices:
            box.notices.clear()
            box.kill()
            deaths -= 1
            seen.starts += 1
            box.launches()
        await asyncio.sleep(LOOK_S)


async def _pressed(box: Box, expected: Expected, seen: Seen) -> None:
    assert box.webhook_port is not None
    count = next((count for button, *_, count in expected.told.counts if button == PENDANT), 0)
    room = BUTTON.partition("-")[0]
    async with AsyncExitStack() as stack:
        building = await stack.enter_async_context(TwinSchool(box, room))
        await building.pressed(room)
        try:
            async with patient(RECEIPT_WITHIN_S):
                await Pendant(PENDANT, box.webhook_port, counter=count).press()
        except TimeoutError:
            seen.wrong.append("a pendant's signed press gets no receipt")
        try:
            async with patient(RECEIPT_WITHIN_S):
                while building.firmware(BUTTON).flash.receipted.get("help", 0) < 1:
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            seen.wrong.append(f"a button's press gets no receipt; its lamp says {building.shown(room)}")


async def _board(box: Box) -> BoardView:
    async with patient(RECEIPT_WITHIN_S):
        while True:
            with suppress(LineLost, OSError):
                async with box.sitting_at("front", attended=False) as desk:
                    return await desk.board(lambda board: board.recording)
            await asyncio.sleep(LOOK_S)


def _rings(board: BoardView, expected: Expected, seen: Seen) -> None:
    there = {call.incident for call in (*board.calls, *board.tap_outs) if not call.drill}
    seen.lost = sum(call.incident not in there for call in expected.told.open)
    says = next((each.detail for each in board.troubles if each.what == "open-calls-unreadable"), "")
    if seen.lost and not says_what_is_missing(says):
        seen.wrong.append(f"{seen.lost} calls do not ring, and is said: {says or 'nothing'}")
    if len(there) > len(expected.told.open) + 1 and not says:
        seen.wrong.append(f"{len(there)} calls ring, {len(expected.told.open)} were open and one was raised since")


async def _read(at: Settings) -> None:
    """Wait until nothing more can be brought back."""
    async with patient(READ_WITHIN_S):
        while any(not (aside / "brought-back").exists() for aside in set_aside_in(at.logbook)):
            await asyncio.sleep(LOOK_S)
