"""What a box without such devices does not carry: it arms a good deal sooner on a slow processor, and keeps the memory."""

import subprocess
import sys

import pytest

LISTENS = """
import asyncio, sys
from hardware.ports import Fitting
from hardware.registry import Shared, make_source

async def main():
    source = make_source("esphome", "127.0.0.1", 0, lambda _: None, Shared())
    running = asyncio.get_running_loop().create_task(source.run(lambda _: None))
    await source.listening.wait()
    print("aioesphomeapi" in sys.modules)
    source.expect({"B204": Fitting("handbell-b204")})
    print("aioesphomeapi" in sys.modules)
    running.cancel()

asyncio.run(main())
"""


@pytest.mark.slow
def test_the_client_library_is_loaded_for_a_device_that_is_planned_and_not_before() -> None:
    asked = [sys.executable, "-c", LISTENS]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split() == ["False", "True"]
