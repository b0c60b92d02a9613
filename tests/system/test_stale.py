"""Tests that stale is never green: desks that stop reading, a daemon that stands still, nobody at any desk."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.doors.served_line import UNREAD_AFTER_S
from tests.system.box import Box

pytestmark = pytest.mark.slow


@contextmanager
def console_process(box: Box, desk: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a console of its own, attended. It is killed in the end, even if it was stopped."""
    words = [sys.executable, str(Path(__file__).with_name("deaf_console.py")), str(box.socket_path), desk]
    console = subprocess.Popen(words, stdout=subprocess.PIPE)
    try:
        assert console.stdout is not None
        assert console.stdout.readline() == b"attended\n"
        yield console
    finally:
        console.kill()
        console.communicate()


async def test_a_desk_that_stops_reading_delays_nobody_and_is_soon_not_attended(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, front = await box.building("B204", "B205"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        with console_process(box, "hall") as console:
            await front.board(lambda board: all(desk.attended for desk in board.desks))
            console.send_signal(signal.SIGSTOP)
            slowest_s = 0.0
            for _ in range(20):
                pressed_s = time.monotonic()
                await building.press("B204-wall")
                presses = building.counters("B204-wall")["help"]
                call = await front.sees("B204", lambda card, presses=presses: card.presses == presses)
                slowest_s = max(slowest_s, time.monotonic() - pressed_s)
            assert slowest_s < UNREAD_AFTER_S - 1, "whoever waited for it would wait until it counts as gone"
            await front.acknowledges(call)
            await front.board(lambda board: not next(desk for desk in board.desks if desk.desk == "hall").attended, 20)


async def test_a_daemon_that_stands_still_lets_every_lamp_fall(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204", "B205"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        call = await desk.shows("B204")
        await desk.acknowledges(call)
        await building.until_lamp("B204-wall", "acknowledged", within_s=5)
        await building.until_lamp("B205-wall", "ready", within_s=5)
        box.signal(signal.SIGSTOP)
        await asyncio.gather(
            building.until_lamp("B204-wall", "not-delivered", within_s=15.5),
            building.until_lamp("B205-wall", "not-delivered", within_s=15.5),
        )
        box.signal(signal.SIGCONT)
        await building.until_lamp("B204-wall", "acknowledged", within_s=8)
        await building.until_lamp("B205-wall", "ready", within_s=8)


async def test_a_press_to_a_daemon_that_stands_still_is_not_delivered_after_five_seconds(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        box.signal(signal.SIGSTOP)
        await building.press("B204-wall")
        assert building.lamp("B204-wall") == "sending"
        await building.until_lamp("B204-wall", "not-delivered", within_s=5.2)
        box.signal(signal.SIGCONT)
        await desk.shows("B204")
        await building.until_lamp("B204-wall", "received", within_s=3)


async def test_with_nobody_at_any_desk_the_button_says_so_and_the_first_to_come_sees_the_call(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await building.until_lamp("B204-wall", "not-delivered", within_s=5.2)
        desk = await box.desk("front", attended=False)
        assert (await desk.sees("B204")).lamp == "not-delivered", "a console nobody has touched is nobody"
        await desk.is_attended()
        await desk.shows("B204")
        await building.until_lamp("B204-wall", "received", within_s=2)


async def test_a_killed_daemon_is_noticed_by_desk_and_button(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        box.kill()
        with pytest.raises(ConnectionError, match="closed the line"):
            await desk.board(lambda board: False)
        await building.until_lamp("B204-wall", "not-delivered", within_s=15.5)
