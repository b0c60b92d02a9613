"""Tests that a name server which does not answer holds up only the device that asked it."""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from hardware.errors import HardwareError
from hardware.esphome.bounded_socket import reach
from tests.hardware.running import until
from tests.patience import patience, patient

DEVICES = 40  # more than asyncio's own pool has threads on any machine: 32 at most

ENDS_WHILE_NOBODY_ANSWERS = """
import asyncio, socket, time
socket.getaddrinfo = lambda *asked, **named: time.sleep(600)
from hardware.errors import HardwareError
from hardware.esphome.bounded_socket import reach
try:
    asyncio.run(reach("button.school.example", 6053, 0.1))
except HardwareError as error:
    print(error)
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the names of `.example` that were asked for. No name gets an answer before the test ends; then every answer is that there is no
    such name.
    """
    known, names, over = socket.getaddrinfo, list[str](), threading.Event()

    def ask(host: str, *more: Any, **named: Any) -> Any:
        if not host.endswith(".example"):
            return known(host, *more, **named)
        names.append(host)
        over.wait()
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    yield names
    over.set()


async def test_what_others_do_in_threads_does_not_wait_for_a_name_server(asked: list[str]) -> None:
    names = [f"button-{each}.school.example" for each in range(DEVICES)]
    tried = asyncio.gather(*(reach(each, 6053, 0.2) for each in names), return_exceptions=True)
    await until(lambda: bool(asked))
    assert all(isinstance(each, HardwareError) for each in await tried)
    async with patient():
        await asyncio.to_thread(lambda: None)


async def test_who_has_given_up_is_not_asked_for(asked: list[str]) -> None:
    names = [f"button-{each}.school.example" for each in range(DEVICES)]
    await asyncio.gather(*(reach(each, 6053, 0.2) for each in names), return_exceptions=True)
    assert 0 < len(asked) < DEVICES


async def test_a_name_leads_to_its_device() -> None:
    with socket.create_server(("127.0.0.1", 0)) as device:
        wire = await reach("localhost", device.getsockname()[1], patience())
        assert wire.getpeername() == device.getsockname()
        wire.close()


async def test_a_name_that_is_none_says_so() -> None:
    with pytest.raises(HardwareError, match="no name of a computer"):
        await reach("button..example", 6053, patience())


@pytest.mark.slow
def test_a_process_ends_while_a_name_server_does_not_answer() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDS_WHILE_NOBODY_ANSWERS],
        capture_output=True,
        text=True,
        timeout=patience(),
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "button.school.example port 6053 does not answer\n"), ended.stderr
