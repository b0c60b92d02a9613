"""Tests new devices: they are found by a real announcement, listed with what they claim, given a key, and known by that
key from then on.
"""

import asyncio
import gc
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from hardware.errors import HardwareError
from hardware.esphome.discovery import SERVICE, Discovery
from hardware.esphome.twin.building import TwinBuilding
from hardware.ports import Fitting, Stranger
from tests.hardware.esphome.lan import HOST, KEYS, Lan, lan
from tests.hardware.running import until


@asynccontextmanager
async def announced(device: str, port: int, **says: str) -> AsyncIterator[None]:
    """Announce a device by multicast on the loopback interface, as a device does on the LAN."""
    multicast = AsyncZeroconf(interfaces=[HOST])
    info = AsyncServiceInfo(
        SERVICE, f"{device}.{SERVICE}", port=port, addresses=[socket.inet_aton(HOST)], properties=dict(says)
    )
    try:
        await (await multicast.async_register_service(info))
        yield
    finally:
        await multicast.async_close()


def of(harness: Lan, device: str) -> Stranger | None:
    return next((each for each in harness.source.strangers() if each.device == device), None)


@pytest.fixture
def device() -> str:
    """Give a name that no other test run on this machine announces at the same time."""
    return f"handbell-{secrets.token_hex(4)}"


@pytest.mark.slow
async def test_a_planned_button_is_found_by_its_announcement_alone(device: str) -> None:
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}, dials=False) as building:
        harness.source.expect({"A": Fitting(device)})
        _, port = await building.listen("A", HOST)
        building.claim("A", device)
        async with announced(device, port, mac="020000000001", api_encryption="Noise"):
            await harness.comes("A", 5)


@pytest.mark.slow
async def test_a_stranger_is_listed_with_what_it_claims(device: str) -> None:
    async with lan() as harness, announced(device, 6053, mac="aabbccddeeff", friendly_name="Oven", project_name="x.y"):
        await until(lambda: of(harness, device) is not None, 5)
        assert of(harness, device) == Stranger(device, "aabbccddeeff", HOST, "Oven x.y", keyless=True, found="mDNS")


@pytest.mark.slow
async def test_a_device_without_a_key_takes_one_and_is_known_by_it_from_then_on(device: str) -> None:
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, {"A": None}, dials=False) as building:
        _, port = await building.listen("A", HOST)
        building.claim("A", device)
        async with announced(device, port, mac="020000000001", api_encryption_supported="Noise"):
            await until(lambda: of(harness, device) is not None, 5)
            await harness.source.give_key(device, KEYS["A"])
            harness.source.expect({"A": Fitting(device, f"{HOST}:{port}")})
            await harness.comes("A", 5)
            assert of(harness, device) is None


@pytest.mark.slow
async def test_a_device_that_has_a_key_takes_no_other_and_it_is_said_what_to_do(device: str) -> None:
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}, dials=False) as building:
        _, port = await building.listen("A", HOST)
        building.claim("A", device)
        async with announced(device, port, mac="020000000001", api_encryption="Noise"):
            await until(lambda: of(harness, device) is not None, 5)
            with pytest.raises(HardwareError, match="adopt it with that key"):
                await harness.source.give_key(device, bytes(range(2, 34)))


async def test_a_device_never_found_is_given_nothing() -> None:
    async with lan() as harness:
        with pytest.raises(HardwareError, match="look again"):
            await harness.source.give_key("handbell-z", bytes(32))


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the library does not close its socket: the garbage collector does
async def test_without_multicast_the_rest_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "setsockopt", refused_for_multicast)
    async with lan() as harness, TwinBuilding(HOST, harness.source.port, {"A": KEYS["A"]}):
        harness.source.expect({"A": Fitting("handbell-a")})
        await harness.comes("A", 6)
    gc.collect()  # collect the socket here, so that another test does not get the warning


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [1, 2, 4, 8])
async def test_looking_that_ends_as_soon_as_it_began_leaves_no_socket_open(rounds: int) -> None:
    looking = asyncio.get_running_loop().create_task(Discovery(HOST).run(lambda _: None, lambda _: False))
    for _ in range(rounds):
        await asyncio.sleep(0)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    gc.collect()  # the garbage collector then warns of a socket that was left open, which fails the test


_setsockopt = socket.socket.setsockopt


def refused_for_multicast(wire: socket.socket, level: int, option: int, value: object, *more: object) -> None:
    """Answer as a kernel without multicast."""
    if (level, option) == (socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP):
        raise OSError(19, "No such device")
    _setsockopt(wire, level, option, value, *more)
