"""Tests the twin on real connections against the real client: keys, slots, dialling, and every failure it can pretend."""

import asyncio
import base64
import contextlib
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aioesphomeapi import (
    ZERO_NOISE_PSK,
    APIClient,
    APIConnectionError,
    BadNameAPIError,
    HandshakeAPIError,
    InvalidEncryptionKeyAPIError,
    RequiresEncryptionAPIError,
)

from hardware.errors import HardwareError
from hardware.esphome import wire
from hardware.esphome.twin.building import TwinBuilding
from hardware.esphome.twin.device import SLOTS
from hardware.simulated.building import PretendBuilding
from tests.hardware.esphome.twin.api_client import Client, connected
from tests.hardware.esphome.twin.calls import Appliance
from tests.hardware.running import until

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
BUTTON = "B204.1"


@asynccontextmanager
async def listening(key: bytes | None = KEY) -> AsyncIterator[tuple[TwinBuilding, tuple[str, int]]]:
    async with TwinBuilding("127.0.0.1", 0, {BUTTON: key}, dials=False) as building:
        yield building, await building.listen(BUTTON, "127.0.0.1")


@asynccontextmanager
async def dialling() -> AsyncIterator[tuple[TwinBuilding, Appliance]]:
    async with Appliance() as appliance, TwinBuilding("127.0.0.1", appliance.port, {BUTTON: KEY}) as building:
        yield building, appliance


def peek(call: socket.socket) -> bytes:
    """Give what has come and is still unread."""
    with contextlib.suppress(BlockingIOError):
        return call.recv(100, socket.MSG_PEEK)
    return b""


async def test_a_device_is_named_after_its_button_and_has_one_mac_of_its_own() -> None:
    async with listening() as (_, address), connected(address, KEY) as client:
        info = await client.info()
        assert info.name == wire.device_name(BUTTON) == "handbell-b204-1"
        assert re.fullmatch(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}", info.mac_address)
        assert int(info.mac_address[:2], 16) & 0b11 == 0b10, "a MAC nobody sells"
        assert not info.api_encryption_provisionable


async def test_a_press_travels_and_what_is_told_reaches_the_lamp() -> None:
    async with listening() as (building, address), connected(address, KEY) as client:
        await building.press(BUTTON)
        await until(lambda: client.count().count == 1)
        await client.tell("received", {"help": 1}, quiet=True, dark=True)
        await building.until_lamp(BUTTON, "received", within_s=1)
        flash = building.firmware(BUTTON).flash
        assert (flash.receipted, flash.quiet, flash.dark) == ({"help": 1}, True, True)


async def test_a_device_without_a_key_is_plain_and_takes_one_that_it_then_wants() -> None:
    async with listening(key=None) as (building, address):
        async with connected(address, None) as client:
            assert (await client.info()).api_encryption_provisionable
        async with connected(address, base64.b64decode(ZERO_NOISE_PSK)) as client:
            assert (await client.info()).api_encryption_provisionable
            for refused in (b"c2hvcnQ=", ZERO_NOISE_PSK.encode(), b"?"):
                assert not await client.api.noise_encryption_set_key(refused)
            assert await client.api.noise_encryption_set_key(base64.b64encode(KEY))
            await until(client.closed.is_set)
        with pytest.raises(RequiresEncryptionAPIError):
            async with connected(address, None):
                pass
        async with connected(address, KEY) as client:
            assert not (await client.info()).api_encryption_provisionable
        building.cut_power(BUTTON)
        building.restore_power(BUTTON)
        await building.twin(BUTTON).listening.wait()
        async with connected(address, KEY):
            pass
        building.wipe(BUTTON)
        await building.twin(BUTTON).listening.wait()
        async with connected(address, None) as client:
            assert (await client.info()).api_encryption_provisionable


async def test_who_comes_when_all_slots_are_taken_is_dropped() -> None:
    async with listening() as (building, address), contextlib.AsyncExitStack() as idle:
        for _ in range(SLOTS):
            _, writer = await asyncio.open_connection(*address)
            idle.callback(writer.close)
        await until(lambda: len(building.twin(BUTTON).sessions()) == SLOTS)
        with pytest.raises(APIConnectionError):
            async with connected(address, KEY):
                pass
        await idle.aclose()
        await until(lambda: not building.twin(BUTTON).sessions())
        async with connected(address, KEY):
            pass


@pytest.mark.slow
async def test_a_device_dials_in_and_says_first_who_it_is() -> None:
    async with dialling() as (building, appliance):
        call = await appliance.call()
        await until(lambda: b"\x01handbell-b204-1\0" in peek(call))
        async with connected(call, KEY, target=True) as client:
            await building.press(BUTTON)
            await until(lambda: client.count().count == 1)
        again = await appliance.call()
        again.close()


@pytest.mark.slow
async def test_a_device_does_not_dial_whom_it_is_connected_with() -> None:
    async with dialling() as (building, appliance):
        address = await building.listen(BUTTON, "127.0.0.1")
        (await appliance.call()).close()
        async with connected(address, KEY, target=True):
            while not appliance.calls.empty():
                appliance.calls.get_nowait().close()
            with pytest.raises(TimeoutError):
                await appliance.call(within_s=1.5)
        (await appliance.call()).close()


@pytest.mark.slow
async def test_a_device_whose_slots_strangers_hold_cannot_dial() -> None:
    async with dialling() as (building, appliance):
        first = await appliance.call()
        building.take_slots(BUTTON)
        first.close()
        with pytest.raises(TimeoutError):
            await appliance.call(within_s=1.5)
        building.free_slots(BUTTON)
        (await appliance.call()).close()


@pytest.mark.slow
async def test_a_power_cut_says_no_goodbye_and_the_device_dials_again() -> None:
    async with dialling() as (building, appliance), connected(await appliance.call(), KEY) as client:
        building.cut_power(BUTTON)
        assert building.lamp(BUTTON) == "dark"
        await asyncio.sleep(0.3)
        assert not client.closed.is_set()
        building.restore_power(BUTTON)
        async with connected(await appliance.call(), KEY) as again:
            assert again.counts.ledger == client.counts.ledger


async def test_a_device_that_fell_back_counts_anew_and_keeps_what_has_no_receipt() -> None:
    async with listening() as (building, address):
        async with connected(address, KEY) as client:
            await building.press(BUTTON)
            await until(lambda: client.count().count == 1)
            await client.tell("received", {"help": 1})
            await until(lambda: client.count().receipted == 1)
            before = client.counts
        building.firmware(BUTTON).flash.counters["hold"] = 1
        building.turn_back(BUTTON)
        await building.twin(BUTTON).listening.wait()
        async with connected(address, KEY) as client:
            assert client.counts.ledger != before.ledger
            assert client.counts.contacts == {"help": wire.Count(0, 0), "hold": wire.Count(1, 0, (None,))}


async def test_it_can_have_another_key_or_another_name() -> None:
    async with listening() as (building, address):
        building.change_key(BUTTON, OTHER_KEY)
        await building.twin(BUTTON).listening.wait()
        with pytest.raises(InvalidEncryptionKeyAPIError):
            async with connected(address, KEY):
                pass
        building.claim(BUTTON, "handbell-b205-1")
        client = APIClient(
            *address, None, noise_psk=base64.b64encode(OTHER_KEY).decode(), expected_name="handbell-b204-1"
        )
        with pytest.raises(BadNameAPIError, match="handbell-b205-1"):
            await client.connect()


@pytest.mark.slow
async def test_it_can_stall_and_behave_again() -> None:
    async with listening() as (building, address):
        building.stall(BUTTON)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), connected(address, KEY):
                pass
        building.behave(BUTTON)
        async with connected(address, KEY):
            pass


@pytest.mark.slow
async def test_it_can_speak_rubbish_when_called_and_when_it_calls() -> None:
    async with listening() as (building, address):
        building.speak_rubbish(BUTTON)
        with pytest.raises(APIConnectionError):
            async with connected(address, KEY):
                pass
    async with dialling() as (building, appliance):
        building.speak_rubbish(BUTTON)
        (await appliance.call()).close()
        call = await appliance.call()
        with pytest.raises((APIConnectionError, HandshakeAPIError)):
            async with connected(call, KEY):
                pass


@pytest.mark.slow
async def test_it_can_flood() -> None:
    async with listening() as (building, address):
        building.flood(BUTTON)
        async with connected(address, KEY) as client:
            await until(lambda: len(client.heard) > 1_000)
        building.behave(BUTTON)
        async with connected(address, KEY) as client:
            await asyncio.sleep(0.2)
            assert len(client.heard) < 10


@pytest.mark.slow
async def test_its_faults_are_named_and_their_end_too() -> None:
    async with listening() as (building, address), connected(address, KEY) as client:
        faults = lambda: wire.parse_faults(str(client.says[wire.FAULTS]))  # noqa: E731
        building.open_case(BUTTON)
        building.lower_supply(BUTTON, 4_320)
        await until(lambda: faults() == {"tampered": "", "low-supply": "4320 mV"})
        await until(lambda: client.says[wire.SUPPLY] == pytest.approx(4.32))
        building.close_case(BUTTON)
        building.mend_supply(BUTTON)
        await until(lambda: faults() == {})
        await building.chatter(BUTTON, closures=10)
        await until(lambda: faults() == {"chattering": "help"})


async def test_messages_can_be_lost_and_repeated_but_keep_their_order() -> None:
    async with listening() as (building, address), connected(address, KEY) as client:
        client.heard.clear()
        building.set_weather(BUTTON, lose=1.0)
        await building.press(BUTTON)
        await client.tell("received", {"help": 1})
        await client.info()  # when this answer is here, everything the twin said before it is here too
        assert client.heard == []
        building.set_weather(BUTTON, repeat=1.0)
        await building.press(BUTTON)
        await until(lambda: len(client.heard) >= 2)
        assert client.heard[0] == client.heard[1]
        with pytest.raises(ValueError, match="order"):
            building.set_weather(BUTTON, reorder=0.5)


@pytest.mark.slow
async def test_two_hundred_pressing_at_once_are_all_heard() -> None:
    buttons = [f"B{each}" for each in range(200)]
    async with (
        TwinBuilding("127.0.0.1", 0, dict.fromkeys(buttons, KEY), dials=False) as building,
        contextlib.AsyncExitStack() as stack,
    ):
        clients: list[Client] = []
        for each in buttons:
            address = await building.listen(each, "127.0.0.1")
            clients.append(await stack.enter_async_context(connected(address, KEY)))
        for each in buttons:
            await building.press(each)
        await until(lambda: all(client.count().count == 1 for client in clients))


@pytest.mark.parametrize(
    ("key", "contacts", "says"), [(b"short", ("help",), "has 5 bytes"), (KEY, ("help", "lift"), "no contact lift")]
)
def test_what_this_wire_cannot_be_is_refused(key: bytes, contacts: tuple[str, ...], says: str) -> None:
    with pytest.raises(HardwareError, match=says):
        TwinBuilding("127.0.0.1", 0, {BUTTON: key}, contacts={BUTTON: contacts})


async def test_it_is_a_pretend_building_like_any_other() -> None:
    async with listening() as (building, _):
        assert isinstance(building, PretendBuilding)
        assert building.buttons() == (BUTTON,)
        assert building.counters(BUTTON) == {"help": 0, "hold": 0}
