"""Tests the real firmware of a button over its encrypted API: what it counts, what it shows, what survives a power cut."""

import asyncio
import base64
import time
from contextlib import AbstractAsyncContextManager

import pytest
from aioesphomeapi import InvalidEncryptionKeyAPIError, RequiresEncryptionAPIError

from hardware.esphome import wire
from hardware.esphome.wire import COUNTS, FAULTS, LAMP
from hardware.ports import Phase
from tests.firmware.host import KEY, HostDevice
from tests.hardware.esphome.twin.api_client import Client, connected
from tests.hardware.running import until
from tests.patience import patient

pytestmark = pytest.mark.slow


BOUNCES_MAX = 10
"""A busy machine may make a bounce as long as a press, so a few bounces may count. Without the settling each of them would be a press."""


def talk(button: HostDevice) -> AbstractAsyncContextManager[Client]:
    return connected((button.address, button.port), KEY)


async def counted(client: Client, contact: str, count: int, within_s: float = 3) -> None:
    await until(lambda: client.count(contact).count == count, within_s)


async def test_its_words_are_those_of_the_appliance(client: Client) -> None:
    info = await client.info()
    assert (info.name, info.mac_address) == ("handbell-b204-1", "06:48:42:00:00:01")
    assert info.project_name == wire.BUTTON_PROJECT
    assert set(client.says) == {wire.COUNTS, wire.LAMP, wire.FAULTS, wire.SUPPLY}
    assert tuple(client.counts.contacts) == wire.CONTACTS
    assert [arg.name for arg in client.actions[wire.TELL].args] == [
        "epoch",
        "phase",
        "ledger",
        "receipts",
        "quiet",
        "dark",
    ]


async def test_nobody_is_heard_without_its_key(button: HostDevice) -> None:
    for key, refusal in ((None, RequiresEncryptionAPIError), (bytes(32), InvalidEncryptionKeyAPIError)):
        with pytest.raises(refusal):
            async with connected((button.address, button.port), key):
                pass


async def test_without_a_key_it_takes_one_and_keeps_it(button: HostDevice) -> None:
    await button.cut_power()
    button.key = b""
    await button.restore_power()
    async with connected((button.address, button.port), None) as client:
        assert await client.api.noise_encryption_set_key(base64.b64encode(KEY))
    await asyncio.sleep(0.2)  # the firmware begins to use the change only a tenth of a second later
    await button.cut_power()
    await button.restore_power()
    async with talk(button) as client:
        assert client.counts.contacts["help"] == wire.Count(0, 0)


@pytest.mark.parametrize("contact", ["help", "medical", "tap-out", "safe"])
async def test_every_contact_has_a_count_of_its_own(button: HostDevice, client: Client, contact: str) -> None:
    await button.tap(contact)
    await counted(client, contact, 1)
    assert sum(each.count for each in client.counts.contacts.values()) == 1


async def test_a_bounce_is_no_second_press(button: HostDevice, client: Client) -> None:
    for _ in range(BOUNCES_MAX):
        before = client.count().count
        for _ in range(3):
            button.close()
            await asyncio.sleep(0.008)
            button.open()
            await asyncio.sleep(0.008)
        await button.tap()
        await until(lambda before=before: client.count().count > before)
        await asyncio.sleep(0.3)
        if client.count().count == before + 1:
            return
    raise AssertionError("no bounce was taken for what it is")


async def test_a_hold_counts_as_help_and_as_hold(button: HostDevice, client: Client) -> None:
    await button.hold()
    await counted(client, "hold", 1)
    assert client.count("help").count == 1


@pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.SENDING])
async def test_it_shows_every_phase_it_is_told(client: Client, phase: Phase) -> None:
    await client.tell("test" if phase is Phase.READY else "ready")
    await client.until_lamp("test" if phase is Phase.READY else "ready")
    await client.tell(phase.value)
    await client.until_lamp(phase.value)


async def test_a_press_is_sending_until_its_receipt_and_then_what_it_is_told(
    button: HostDevice, client: Client
) -> None:
    await client.tell("ready")
    await client.until_lamp("ready")
    await button.tap()
    await client.until_lamp("sending")
    await client.tell("received")
    await asyncio.sleep(0.1)
    assert client.says[LAMP] == "sending"  # the device was told a phase, which is no receipt
    await client.tell("received", {"help": 1})
    await client.until_lamp("received")
    assert client.count() == wire.Count(1, 1)
    for phase in ("acknowledged", "on-the-way", "ready"):
        await client.tell(phase)
        await client.until_lamp(phase)


async def test_a_persons_acknowledgement_shows_without_a_receipt(button: HostDevice, client: Client) -> None:
    await client.tell("ready")
    await button.tap()
    await client.until_lamp("sending")
    await client.tell("acknowledged")
    await client.until_lamp("acknowledged")
    assert client.count().receipted == 0


async def test_a_press_without_a_receipt_is_not_delivered_after_five_seconds(
    button: HostDevice, client: Client
) -> None:
    await client.tell("ready")
    await client.until_lamp("ready")
    pressed_s = time.monotonic()
    await button.tap()
    await client.until_lamp("sending")
    for _ in range(3):  # the box goes on talking, without a receipt
        await asyncio.sleep(1)
        await client.tell("received")
    await client.until_lamp("not-delivered", within_s=4)
    assert time.monotonic() - pressed_s >= 5


async def test_a_phase_that_nobody_refreshes_is_not_believed_for_long(client: Client) -> None:
    told_s = time.monotonic()
    await client.tell("on-the-way")
    await client.until_lamp("on-the-way")
    await client.until_lamp("not-delivered", within_s=16)
    assert time.monotonic() - told_s >= 15


async def test_a_press_outlives_a_power_cut_a_tenth_of_a_second_later(button: HostDevice) -> None:
    async with talk(button) as client:
        ledger = client.counts.ledger
    took_s = list[float]()
    for power_cut in range(1, 6):
        began_s = time.monotonic()
        button.close()
        await button.keeps(power_cut)
        took_s.append(time.monotonic() - began_s)
        button.open()
        await button.cut_power()
        await button.restore_power()
        async with talk(button) as client:
            assert client.counts.ledger == ledger
            assert client.count() == wire.Count(power_cut, 0, (None,) * power_cut)
    assert min(took_s) < 0.1, (
        "once in five times even a busy machine does in a tenth of a second what a board does in it"
    )


async def test_what_is_receipted_outlives_a_power_cut(button: HostDevice, client: Client) -> None:
    await button.tap()
    await counted(client, "help", 1)
    await client.tell("received", {"help": 1}, epoch=3)
    await until(lambda: client.count().receipted == 1)
    await button.cut_power()
    await button.restore_power()
    async with talk(button) as again:
        assert again.count() == wire.Count(1, 1)
        await again.tell("ready", epoch=2)
        await until(lambda: again.says[FAULTS] == "older-box 3")


async def test_a_contact_held_while_power_returns_counts(button: HostDevice) -> None:
    await button.cut_power()
    button.close("medical")
    await button.restore_power()
    async with talk(button) as client:
        await counted(client, "medical", 1)


async def test_an_older_box_is_refused_and_named(client: Client) -> None:
    await client.tell("ready", epoch=7)
    await client.until_lamp("ready")
    await client.tell("on-the-way", epoch=6)
    await until(lambda: client.says[FAULTS] == "older-box 7")
    assert client.says[LAMP] == "ready"
    await client.tell("test", epoch=7)
    await client.until_lamp("test")
    await until(lambda: client.says[FAULTS] == "")


async def test_receipts_of_another_ledger_are_not_believed(button: HostDevice, client: Client) -> None:
    await button.tap()
    await counted(client, "help", 1)
    await client.tell("received", {"help": 1}, ledger="0123456789abcdef")
    await client.tell("ready")
    await until(lambda: client.says[LAMP] in {"sending", "not-delivered"})
    assert client.count().receipted == 0


async def test_flash_set_back_begins_a_new_ledger_with_what_has_no_receipt(button: HostDevice) -> None:
    before = button.copy_flash()
    async with talk(button) as client:
        for press in (1, 2):
            await button.tap()
            await counted(client, "help", press)
        await client.tell("received", {"help": 2})
        await until(lambda: client.count().receipted == 2)
    await button.cut_power()
    button.set_back(before)
    await button.restore_power()
    async with talk(button) as client:
        ledger = client.counts.ledger
        await button.tap("medical")
        await counted(client, "medical", 1)
        await client.tell("ready", {"help": 2})
        await until(lambda: client.counts.ledger != ledger)
        assert client.count("help") == wire.Count(0, 0)
        assert (client.count("medical").count, client.count("medical").receipted) == (1, 0)


async def test_a_wiped_board_counts_under_a_new_ledger(button: HostDevice) -> None:
    async with talk(button) as client:
        ledger = client.counts.ledger
    await button.cut_power()
    button.wipe()
    await button.restore_power()
    async with talk(button) as client:
        assert client.counts.ledger != ledger


async def test_of_many_presses_the_oldest_and_the_newest_are_dated(button: HostDevice, client: Client) -> None:
    begun_s, counted_s = list[float](), list[float]()
    for press in range(1, wire.WAITING_MAX + 3):
        begun_s.append(time.monotonic())
        await button.tap()
        await counted(client, "help", press)
        counted_s.append(time.monotonic())
    ages = [age for age in client.count().ages_ms if age is not None]
    assert len(ages) == wire.WAITING_MAX
    assert ages == sorted(ages, reverse=True)
    assert ages[0] - ages[1] >= (begun_s[3] - counted_s[0]) * 1000 - 1, "the first, and then none before the fourth"


async def test_faults_are_named_while_they_last(button: HostDevice, client: Client) -> None:
    button.set_tampered(True)
    button.set_supply(4320)
    await until(lambda: client.says[FAULTS] == "tampered, low-supply 4320 mV")
    button.set_supply(4600)
    button.set_tampered(False)
    await until(lambda: client.says[FAULTS] == "low-supply 4320 mV")
    button.set_supply(4700)
    await until(lambda: client.says[FAULTS] == "")
    for _ in range(10):
        await button.tap("safe")
    await until(lambda: client.says[FAULTS] == "chattering safe")


async def test_an_idle_button_is_quiet(client: Client) -> None:
    await client.tell("ready")
    await client.until_lamp("ready")
    client.heard.clear()
    for _ in range(2):
        await asyncio.sleep(5)
        await client.tell("ready")
    await asyncio.sleep(0.2)
    assert client.heard == []


async def test_counts_are_said_again_while_a_press_waits(button: HostDevice, client: Client) -> None:
    await button.tap()
    await counted(client, "help", 1)
    client.heard.clear()
    began_s = time.monotonic()
    await until(lambda: [entity for entity, _ in client.heard].count(COUNTS) >= 2, within_s=5)
    assert time.monotonic() - began_s > 2, "each two seconds, and no faster"
    assert {entity for entity, _ in client.heard} <= {COUNTS, LAMP}


async def test_a_frozen_button_goes_on_where_it_was(button: HostDevice, client: Client) -> None:
    await client.tell("ready")
    await client.until_lamp("ready")
    button.freeze()
    button.close("medical")
    await asyncio.sleep(0.5)
    button.thaw()
    await counted(client, "medical", 1)


async def test_it_calls_the_appliance_by_itself(button: HostDevice) -> None:
    called: asyncio.Queue[bytes] = asyncio.Queue()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.put_nowait(await reader.read(256))
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as appliance:
        await button.cut_power()
        button.dial_in = f"127.0.0.1:{appliance.sockets[0].getsockname()[1]}"
        await button.restore_power()
        async with patient():
            assert button.name.encode() in await called.get()
