"""A thousand connections a second from one address: a device at another gets in, however slow, a button rings, and the address is named."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.doors.callers import FLOOD_OVER_S, FLOODED_AFTER_S
from tests.patience import patience
from tests.proof.slow_device import press
from tests.system.box import Box
from tests.system.school import button_of, pendant_of

pytestmark = [pytest.mark.proof, pytest.mark.alone]

STRANGER = "127.0.0.66"
PER_S = 1000
WITHIN_S = 1.0
HANDSHAKE_S = 1.0
PRESSES = 10


@contextmanager
def knocking(port: int) -> Iterator[None]:
    """A stranger beside what is done meanwhile, who made as many connections as it was told."""
    words = [sys.executable, "-m", "tests.proof.knocking", STRANGER, str(port), str(PER_S)]
    began_s = time.monotonic()
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as stranger:
        try:
            yield
        finally:
            made = int(stranger.communicate()[0])
    assert made > 0.8 * PER_S * (time.monotonic() - began_s - 1), f"only {made} connections were made"


async def until_open(port: int) -> None:
    """The door opens after arming."""
    async with asyncio.timeout(patience()):
        while (await asyncio.to_thread(press, "127.0.0.9", port, pendant_of("B204"), 1, 0.0))[0] != 200:
            await asyncio.sleep(0.1)


async def test_a_device_at_another_address_gets_its_answer_however_slow_it_is_and_a_button_its_light(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path, webhook=True) as box:
        await box.starts()
        assert box.webhook_port is not None
        desk, building = await box.desk("front"), await box.building("B201")
        wall = button_of("B201")
        await building.until_lamp(wall, "ready", within_s=5)
        await until_open(box.webhook_port)
        with knocking(box.webhook_port):
            said = await desk.sees_trouble("webhook-flooded", FLOODED_AFTER_S + 5)
            assert "take it off the network" in said
            for number in range(1, PRESSES + 1):
                # each the first time from this address: nobody remembers it
                quick, quick_s = await asyncio.to_thread(
                    press, f"127.0.1.{number}", box.webhook_port, pendant_of("B202"), number, 0.0
                )
                assert (quick, quick_s < WITHIN_S) == (200, True), f"{quick_s:.2f} s"
                sys.stdout.write(f"quick {quick_s * 1000:.0f} ms, ")
                slow, slow_s = await asyncio.to_thread(
                    press, f"127.0.2.{number}", box.webhook_port, pendant_of("B203"), number, HANDSHAKE_S
                )
                assert (slow, slow_s < HANDSHAKE_S + WITHIN_S) == (200, True), f"{slow_s:.2f} s"
                pressed_s = time.monotonic()
                await building.press(wall)
                await desk.sees("B201", lambda card, number=number: card.presses == number)
                taken_s = time.monotonic() - pressed_s
                assert taken_s < WITHIN_S
                sys.stdout.write(f"slow {slow_s * 1000:.0f} ms, button {taken_s * 1000:.0f} ms\n")
        named = [each.subject for each in (await desk.board()).troubles if each.what == "webhook-flooded"]
        assert named == [STRANGER]
        await desk.sees_no_trouble("webhook-flooded", FLOOD_OVER_S + 5)
