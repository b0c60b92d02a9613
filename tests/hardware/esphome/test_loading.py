"""Tests which libraries are loaded late, and which are not loaded at all where no such devices exist. A box with a slow processor arms a
good deal sooner so.
"""

import errno
import subprocess
import sys

import pytest

from hardware.esphome import lan as module
from tests.hardware.esphome.lan import FITTINGS, HOST, KEYS, lan
from tests.hardware.running import until
from tests.patience import PatientTwins

pytestmark = pytest.mark.slow

LISTENS = """
import asyncio, sys
from hardware.esphome.settings import EsphomeSettings
from hardware.registry import Given, Shared, make_source

async def main():
    source = make_source(EsphomeSettings("127.0.0.1", 0), Given(lambda _: None, Shared()))
    running = asyncio.get_running_loop().create_task(source.run(lambda _: None))
    await source.listening.wait()
    print("aioesphomeapi" in sys.modules)
    running.cancel()

asyncio.run(main())
"""
GIVEN_ITS_FIRST = """
import asyncio, importlib.abc, sys, threading
from hardware.errors import HardwareError
from hardware.esphome.settings import EsphomeSettings
from hardware.ports import Fitting
from hardware.registry import Given, Shared, make_source

class WhoLooks(importlib.abc.MetaPathFinder):
    by = []

    def find_spec(self, name, path, target=None):
        if name == "aioesphomeapi":
            self.by.append("the loop" if threading.current_thread() is threading.main_thread() else "a thread")

sys.meta_path.insert(0, WhoLooks())

async def until(done):
    async with asyncio.timeout(120):
        while not done():
            await asyncio.sleep(0.01)

async def main(how):
    source = make_source(EsphomeSettings("127.0.0.1", 0), Given(lambda _: None, Shared()))
    running = asyncio.get_running_loop().create_task(source.run(lambda _: None))
    await source.listening.wait()
    if how == "planned":
        source.expect({"B204": Fitting("handbell-b204")})
        await until(lambda: WhoLooks.by)
    else:
        _, caller = await asyncio.open_connection("127.0.0.1", source.port)
        hello = b"\\x01handbell-b204\\x00020000000001\\x00"
        caller.write(b"\\x01" + len(hello).to_bytes(2) + hello)
        await until(source.strangers)
        try:
            await source.give_key("handbell-b204", bytes(32))
        except HardwareError:
            pass  # nobody answers there
    print(*WhoLooks.by)
    running.cancel()

asyncio.run(main(sys.argv[1]))
"""
PLANNED = """
import asyncio, sys
from hardware.esphome.settings import EsphomeSettings
from hardware.ports import Fitting
from hardware.registry import Given, Shared, make_source

async def main():
    source = make_source(EsphomeSettings("127.0.0.1", 0), Given(lambda _: None, Shared()))
    source.expect({"B204": Fitting("handbell-b204")})
    print("aioesphomeapi" in sys.modules)

asyncio.run(main())
"""

STARTS = """
import sys
import appliance.daemon
from hardware.esphome.settings import EsphomeSettings
from hardware.registry import Given, Shared, make_source

make_source(EsphomeSettings("127.0.0.1", 0), Given(lambda _: None, Shared()))
print(sorted({"zeroconf", "ifaddr", "aioesphomeapi"} & sys.modules.keys()))
"""


def test_nothing_that_can_wait_is_loaded_before_the_doors_are_open() -> None:
    """The search by mDNS, and the library that gives a box's addresses, come only after the box can ring."""
    assert subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("program", "loaded"), [(LISTENS, "False"), (PLANNED, "True")])
def test_the_client_library_is_loaded_as_soon_as_a_device_is_planned_and_not_before(program: str, loaded: str) -> None:
    """Where such a device is planned, the library is loaded before anything listens: a box that says it is armed has
    nothing left to load.
    """
    asked = [sys.executable, "-c", program]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == loaded


@pytest.mark.parametrize("how", ["planned", "adopted"])
def test_a_running_box_that_is_given_its_first_device_goes_on_hearing_presses_meanwhile(how: str) -> None:
    """The box loads the library beside what rings; that takes a second on a Pi 3."""
    asked = [sys.executable, "-c", GIVEN_ITS_FIRST, how]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "a thread"


@pytest.mark.parametrize("loads", ["_keeper_of_devices", "_search"])
async def test_what_could_not_be_read_from_the_card_once_is_loaded_again(
    loads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[None] = []
    load = getattr(module, loads)

    def fails_once() -> object:
        tried.append(None)
        if len(tried) == 1:
            raise OSError(errno.EIO, "Input/output error")
        return load()

    monkeypatch.setattr(module, loads, fails_once)
    async with lan() as harness, PatientTwins(HOST, harness.source.port, dict(KEYS)):
        harness.source.expect(FITTINGS)
        await harness.comes("A")
        await until(lambda: len(tried) == 2)
