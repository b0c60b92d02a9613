"""Tests the door that buttons dial: who may stay there and for how long, and that strangers keep nobody out."""

import asyncio
import socket

import pytest

from hardware.errors import FrameError, HardwareError
from hardware.esphome import dial_in
from hardware.esphome.dial_in import HELLO_WITHIN_S, UNNAMED_MAX, Hello, read_hello
from hardware.esphome.lan import Lan
from hardware.esphome.source import EsphomeSource
from hardware.esphome.strangers import STRANGERS_MAX
from hardware.esphome.twin.building import TwinBuilding
from hardware.ports import Fitting
from tests.hardware.esphome.lan import HOST, KEYS, lan, running
from tests.hardware.running import until
from tests.patience import patient


def hello(name: str, mac: str = "020000000001") -> bytes:
    payload = b"\x01" + name.encode() + b"\0" + mac.encode() + b"\0"
    return b"\x01" + len(payload).to_bytes(2) + payload


async def call(port: int, data: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(data)
    return reader, writer


async def ended(reader: asyncio.StreamReader, within_s: float) -> bool:
    """Whether the other end closed."""
    try:
        async with patient(within_s):
            return await reader.read(100) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


def test_a_hello_is_read_whole_or_not_yet() -> None:
    whole = hello("handbell-a", "aabbccddeeff")
    assert read_hello(whole) == Hello("handbell-a", "aabbccddeeff")
    assert [read_hello(whole[:end]) for end in range(1, len(whole))] == [None] * (len(whole) - 1)
    assert read_hello(whole + b"more") == Hello("handbell-a", "aabbccddeeff")


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"GET / HTTP/1.1",
        b"\x01\xff\xff",
        hello("Evil\x1b[2J"),
        hello(""),
        hello("handbell-a", "nonsense"),
        b"\x01\x00\x00",
    ],
)
def test_what_cannot_become_a_hello_is_none(data: bytes) -> None:
    with pytest.raises(FrameError):
        read_hello(data)


async def test_a_hello_in_two_parts_is_heard() -> None:
    async with lan() as harness:
        _, writer = await call(harness.source.port, hello("kitchen-lamp")[:7])
        await asyncio.sleep(0.1)
        writer.write(hello("kitchen-lamp")[7:])
        await until(lambda: [each.device for each in harness.source.strangers()] == ["kitchen-lamp"])
        writer.close()


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give callers an hour to say something, so that no test loses a caller who says nothing."""
    monkeypatch.setattr(dial_in, "HELLO_WITHIN_S", 3600)


@pytest.mark.usefixtures("endless")
async def test_who_nobody_expects_is_listed_with_what_it_claims_and_let_go() -> None:
    async with lan() as harness:
        reader, writer = await call(harness.source.port, hello("kitchen-lamp", "aabbccddeeff"))
        assert await ended(reader, 1)
        (stranger,) = harness.source.strangers()
        assert (stranger.device, stranger.mac, stranger.found) == ("kitchen-lamp", "aabbccddeeff", "dialled in")
        assert not harness.heard
        writer.close()


async def test_invented_names_push_out_inventions_and_fill_nothing() -> None:
    async with lan() as harness:
        for each in range(STRANGERS_MAX + 10):
            _, writer = await call(harness.source.port, hello(f"invented-{each}"))
            writer.close()
        await until(lambda: harness.source.strangers()[-1].device == f"invented-{STRANGERS_MAX + 9}")
        assert len(harness.source.strangers()) == STRANGERS_MAX


@pytest.mark.usefixtures("endless")
async def test_silent_callers_in_any_number_keep_no_button_out() -> None:
    async with lan() as harness:
        silent = [await call(harness.source.port) for _ in range(UNNAMED_MAX + 40)]
        async with TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}):
            harness.source.expect({"A": Fitting("handbell-a")})
            await harness.comes("A", 6)
        for _, writer in silent:
            writer.close()


@pytest.mark.slow
async def test_who_says_nothing_is_let_go_in_time() -> None:
    async with lan() as harness:
        reader, writer = await call(harness.source.port)
        assert await ended(reader, HELLO_WITHIN_S + 1)
        writer.close()


@pytest.mark.usefixtures("endless")
async def test_rubbish_at_the_door_is_let_go_at_once() -> None:
    async with lan() as harness:
        reader, writer = await call(harness.source.port, b"\x16\x03\x01 nonsense")
        assert await ended(reader, 1)
        assert not harness.heard
        writer.close()


async def test_a_port_that_is_taken_is_said_with_what_to_do() -> None:
    with socket.create_server((HOST, 0)) as taken:
        source = EsphomeSource(HOST, taken.getsockname()[1], KEYS.get)
        with pytest.raises(HardwareError, match="choose another port"):
            await source.run(lambda signal: None)


async def test_who_dials_while_the_box_restarts_waits_in_a_socket_that_somebody_else_holds() -> None:
    with socket.create_server((HOST, 0)) as held:
        port = held.getsockname()[1]
        for called in ("before", "meanwhile", "after"):
            _, writer = await call(port, hello(called))  # nobody listens yet: the kernel keeps the connection
            source = EsphomeSource(HOST, port, KEYS.get, Lan(dialled=held))
            async with running(source, lambda signal: None):
                await until(
                    lambda source=source, called=called: [each.device for each in source.strangers()] == [called]
                )
                assert source.port == port
            writer.close()
