"""Tests a peer that loses its power: it says nothing more, and the kernel alone can notice. The test has a network of its own, which it can
cut.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.apart import apart
from tests.patience import patience

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

ROOT = Path(__file__).parents[3]
STORY = """
import asyncio, fcntl, socket, struct

from hardware.serial.end import LineState
from hardware.serial.line import Line, Wire
from hardware.serial.rfc2217_twin import Lender

def network(up):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1 if up else 0))  # SIOCSIFFLAGS

async def story(way):
    network(up=True)
    lender = Lender("127.0.0.1", 4001, 9600)
    await lender.plug_in()
    states = asyncio.Queue()
    line = Line(Wire("radio-a", f"{way}://127.0.0.1:4001", 9600))
    running = asyncio.get_running_loop().create_task(line.run(lambda _data: None, lambda *now: states.put_nowait(now)))
    print((await states.get())[0])
    network(up=False)
    print(*await states.get(), flush=True)
    running.cancel()

asyncio.run(story("WAY"))
"""


@pytest.mark.parametrize("way", ["socket", "rfc2217"])
def test_a_peer_without_power_is_missing(way: str) -> None:
    words = [*apart("--net"), sys.executable, "-c", STORY.replace("WAY", way)]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=patience(10), check=False)
    assert told.stdout.splitlines() == ["open", "missing it broke: Connection timed out"], told.stderr
