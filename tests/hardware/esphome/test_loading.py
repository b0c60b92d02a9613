"""What a box without such devices does not carry: it arms a good deal sooner on a slow processor, and keeps the memory."""

import subprocess
import sys

import pytest

LISTENS = """
import asyncio, sys
from hardware.registry import Shared, make_source

async def main():
    source = make_source("esphome", "127.0.0.1", 0, lambda _: None, Shared())
    running = asyncio.get_running_loop().create_task(source.run(lambda _: None))
    await source.listening.wait()
    print("aioesphomeapi" in sys.modules)
    running.cancel()

asyncio.run(main())
"""
PLANNED = """
import asyncio, sys
from hardware.ports import Fitting
from hardware.registry import Shared, make_source

async def main():
    source = make_source("esphome", "127.0.0.1", 0, lambda _: None, Shared())
    source.expect({"B204": Fitting("handbell-b204")})
    print("aioesphomeapi" in sys.modules)

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize(("program", "loaded"), [(LISTENS, "False"), (PLANNED, "True")])
def test_the_client_library_is_loaded_as_soon_as_a_device_is_planned_and_not_before(program: str, loaded: str) -> None:
    """Before anything listens where one is planned: a box that says it is armed has nothing left to load."""
    asked = [sys.executable, "-c", program]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == loaded
