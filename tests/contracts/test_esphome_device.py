"""Tests what our firmware promises on ESPHome's native API, on whatever it runs."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aioesphomeapi import InvalidEncryptionKeyAPIError, RequiresEncryptionAPIError
from aioesphomeapi.model import UserServiceArgType

from hardware.esphome import wire
from hardware.esphome.wire import COUNTS, FAULTS, LAMP
from hardware.ports import PHASE_STALE_AFTER_S, UNDELIVERED_AFTER_S, Phase
from tests.contracts.esphome_device import CONTACTS, KEY, RIGS, DeviceRig
from tests.hardware.esphome.twin.api_client import Client, connected
from tests.hardware.running import until

pytestmark = pytest.mark.slow


FLASH_S = 1.0
"""Time for the flash, and for a busy machine. How long the flash may take is proven in the firmware's own tests."""


@pytest.fixture(params=RIGS, ids=lambda rig: rig.kind)
async def device(request: pytest.FixtureRequest) -> AsyncIterator[DeviceRig]:
    async with request.param.make() as made:
        yield made


@pytest.fixture
async def client(device: DeviceRig) -> AsyncIterator[Client]:
    async with connected(device.address, KEY) as made:
        yield made


async def pressed(device: DeviceRig, client: Client, contact: str = "help") -> None:
    """Make a press, and wait until the client has heard of it."""
    before = client.count(contact).count
    await device.press(contact)
    await until(lambda: client.count(contact).count == before + 1)


async def test_nobody_is_heard_without_the_key(device: DeviceRig) -> None:
    for key, refusal in ((None, RequiresEncryptionAPIError), (bytes(32), InvalidEncryptionKeyAPIError)):
        with pytest.raises(refusal):
            async with connected(device.address, key):
                pass


async def test_it_says_what_it_is_and_has(client: Client) -> None:
    info = await client.info()
    assert info.project_name == wire.BUTTON_PROJECT
    assert info.name.startswith(wire.NAME_PREFIX)
    assert {COUNTS, LAMP, FAULTS} <= set(client.says)
    kinds = {each.name: each.type for each in client.actions[wire.TELL].args}
    assert list(kinds.items()) == [
        ("epoch", UserServiceArgType.INT),
        ("phase", UserServiceArgType.STRING),
        ("ledger", UserServiceArgType.STRING),
        ("receipts", UserServiceArgType.INT_ARRAY),
        ("quiet", UserServiceArgType.BOOL),
        ("dark", UserServiceArgType.BOOL),
    ]


async def test_a_new_device_counts_nothing_and_promises_nothing(client: Client) -> None:
    assert client.counts.contacts == dict.fromkeys(CONTACTS, wire.Count(0, 0))
    assert (client.says[LAMP], client.says[FAULTS]) == ("not-delivered", "")


async def test_a_press_is_counted_and_its_receipt_believed(device: DeviceRig, client: Client) -> None:
    await client.tell("ready")
    await client.until_lamp("ready")
    pressed_s = time.monotonic()
    await pressed(device, client)
    elapsed_s = time.monotonic() - pressed_s
    count = client.count()
    assert (count.count, count.receipted, len(count.ages_ms)) == (1, 0, 1)
    assert count.ages_ms[0] is not None
    assert 0 <= count.ages_ms[0] <= elapsed_s * 1000 + 1
    await client.until_lamp("sending")
    await client.tell("received", {"help": 1})
    await client.until_lamp("received")
    await until(lambda: client.count() == wire.Count(1, 1))


async def test_presses_nobody_heard_are_counted_when_somebody_comes(device: DeviceRig) -> None:
    for contact in ("help", "help", "medical"):
        await device.press(contact)
    async with connected(device.address, KEY) as client:
        assert (client.count("help").count, client.count("medical").count) == (2, 1)
        first, second = client.count("help").ages_ms
        assert first is not None
        assert second is not None
        assert first > second


@pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.SENDING])
async def test_every_phase_told_is_shown(client: Client, phase: Phase) -> None:
    await client.tell("test" if phase is Phase.READY else "ready")
    await client.until_lamp("test" if phase is Phase.READY else "ready")
    await client.tell(phase.value)
    await client.until_lamp(phase.value)


async def test_a_hold_counts_as_help_and_as_hold(device: DeviceRig, client: Client) -> None:
    await device.close("help")
    await until(lambda: client.count("hold").count == 1, within_s=4)
    assert client.count("help").count == 1
    await device.open("help")


async def test_an_acknowledgement_is_shown_even_without_a_receipt(device: DeviceRig, client: Client) -> None:
    await client.tell("ready")
    await pressed(device, client)
    await client.tell("acknowledged")
    await client.until_lamp("acknowledged")
    assert client.count().receipted == 0


async def test_a_power_cut_keeps_presses_and_loses_only_their_age(device: DeviceRig) -> None:
    async with connected(device.address, KEY) as client:
        await pressed(device, client)
        ledger = client.counts.ledger
        await asyncio.sleep(FLASH_S)
        await device.kill()
    await device.restart()
    async with connected(device.address, KEY) as client:
        assert client.counts.ledger == ledger
        assert client.count() == wire.Count(1, 0, (None,))
        assert client.says[LAMP] == "not-delivered"


async def test_a_receipt_survives_a_power_cut(device: DeviceRig) -> None:
    async with connected(device.address, KEY) as client:
        await pressed(device, client)
        await client.tell("received", {"help": 1})
        await until(lambda: client.count().receipted == 1)
        await asyncio.sleep(FLASH_S)
        await device.kill()
    await device.restart()
    async with connected(device.address, KEY) as client:
        assert client.count() == wire.Count(1, 1)


async def test_an_older_box_is_refused_and_named(client: Client) -> None:
    await client.tell("ready", epoch=7)
    await client.until_lamp("ready")
    await client.tell("on-the-way", epoch=6)
    await until(lambda: wire.parse_faults(str(client.says[FAULTS])) == {"older-box": "7"})
    assert client.says[LAMP] == "ready"
    await client.tell("test", epoch=7)
    await client.until_lamp("test")
    await until(lambda: client.says[FAULTS] == "")


async def test_a_receipt_of_another_ledger_is_not_believed(device: DeviceRig, client: Client) -> None:
    await pressed(device, client)
    await client.tell("received", {"help": 1}, ledger="0123456789abcdef")
    await client.tell("ready")
    await until(lambda: client.says[LAMP] in {"sending", "not-delivered"})
    assert client.count().receipted == 0


async def test_a_receipt_for_more_than_was_counted_begins_a_new_ledger(device: DeviceRig, client: Client) -> None:
    await pressed(device, client, "medical")
    await client.tell("received", {"medical": 1})
    await until(lambda: client.count("medical").receipted == 1)
    await pressed(device, client)
    ledger = client.counts.ledger
    await client.tell("received", {"medical": 5})
    await until(lambda: client.counts.ledger != ledger)
    assert (client.count("help").count, client.count("help").receipted) == (1, 0)
    assert client.count("medical") == wire.Count(0, 0)


async def test_of_many_presses_the_oldest_and_the_newest_are_remembered(device: DeviceRig, client: Client) -> None:
    begun_s, counted_s = list[float](), list[float]()
    for _ in range(wire.WAITING_MAX + 2):
        begun_s.append(time.monotonic())
        await pressed(device, client)
        counted_s.append(time.monotonic())
    ages = client.count().ages_ms
    assert (client.count().count, len(ages)) == (wire.WAITING_MAX + 2, wire.WAITING_MAX)
    known = [age for age in ages if age is not None]
    assert len(known) == len(ages)
    assert known == sorted(known, reverse=True)
    assert known[0] - known[1] >= (begun_s[3] - counted_s[0]) * 1000 - 1, "the first, and then none before the fourth"


async def test_counts_are_said_again_while_a_press_waits(device: DeviceRig, client: Client) -> None:
    await pressed(device, client)
    client.heard.clear()
    began_s = time.monotonic()
    await until(lambda: [entity for entity, _ in client.heard].count(COUNTS) >= 2, within_s=5)
    assert time.monotonic() - began_s > 2, "each two seconds, and no faster"
    await client.tell("received", {"help": 1})
    await until(lambda: client.count().receipted == 1)
    client.heard.clear()
    await asyncio.sleep(5)
    assert [value for entity, value in client.heard if entity == COUNTS] == []


async def test_a_press_without_a_receipt_is_not_delivered_after_five_seconds(device: DeviceRig, client: Client) -> None:
    await client.tell("ready")
    await client.until_lamp("ready")
    await pressed(device, client)
    await client.until_lamp("sending")
    await client.until_lamp("not-delivered", within_s=UNDELIVERED_AFTER_S + 0.5)


async def test_a_phase_nobody_refreshes_is_not_believed_for_long(device: DeviceRig, client: Client) -> None:
    await client.tell("on-the-way")
    await client.until_lamp("on-the-way")
    await client.until_lamp("not-delivered", within_s=PHASE_STALE_AFTER_S + 0.5)
