"""Tests taking a device into service: found, given a key, in the plan, connected, pressed; and what is left when one of these steps fails.

The device is the ESPHome twin on a real wire, found by real mDNS on the loopback interface.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from appliance.annunciator import Annunciator
from appliance.api.desk.buttons import AdoptButton, AskButtons, ButtonsKnown, StrangerLine
from appliance.buttons.adopting import adopt
from appliance.doors.peer import Rights
from appliance.intake import Intake
from appliance.plan.devices import device_of
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, KeyId, RoomId, ZoneId
from appliance.plan.model import Area, Contact, Kind, Plan
from hardware.esphome.discovery import SERVICE
from hardware.esphome.lan import Lan
from hardware.esphome.source import EsphomeSource
from hardware.esphome.twin.building import TwinBuilding
from hardware.ports import Fitting
from hardware.simulated.sounder import SimulatedSounder
from tests.appliance.doors.harness import FRONT, Harness, running_harness, school
from tests.patience import patient

pytestmark = pytest.mark.slow

B210 = ButtonId(
    f"B210-{os.getpid()}"
)  # a name with the process id, since another process of the same tests announces another device
DEVICE = f"handbell-{B210.lower()}"
KEY = bytes(range(32))
CONTACTS = (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY))


def wish(
    key: bytes | None = None, *, address: str = "", room: str = "201", button: ButtonId = B210, safe: bool = False
) -> AdoptButton:
    return AdoptButton(
        request=0,
        device=DEVICE,
        safe=safe,
        room=RoomId(room),
        button=button,
        contacts=CONTACTS,
        key=key,
        address=address,
    )


def sound_school() -> Plan:
    """Make the school as a plan file could have it: a whole phone number, a key for each button, a place for its office."""
    plan = school()
    buttons = tuple(replace(button, key=KeyId(button.button)) for button in plan.buttons)
    return replace(
        plan,
        phone="+1 720 555 0100",
        buttons=buttons,
        areas=(*plan.areas, Area("Office", ZoneId("office"), "call out")),
    )


@dataclass
class Site:
    """A running box that hears ESPHome buttons, and a building with one device nobody knows."""

    harness: Harness
    building: TwinBuilding
    source: EsphomeSource
    multicast: AsyncZeroconf
    said: list[str] = field(default_factory=list)

    async def announces(self, address: tuple[str, int], *, keyless: bool = True) -> None:
        """Let the device say by mDNS that it is there, as ESPHome does."""
        says = {"mac": "02aabbccddee", "project_name": "handbell.button"}
        if not keyless:
            says["api_encryption"] = "Noise_NNpsk0_25519_ChaChaPoly_SHA256"
        info = AsyncServiceInfo(
            SERVICE,
            f"{DEVICE}.{SERVICE}",
            addresses=[socket.inet_aton(address[0])],
            port=address[1],
            properties=says,
            server=f"{DEVICE}.local.",
        )
        await (await self.multicast.async_register_service(info))

    async def stranger(self) -> StrangerLine:
        """Wait until the list shows a stranger; give its line."""
        async with self.harness.console(None) as admin, patient():
            while True:
                known = await admin.line.ask(AskButtons(request=0))
                assert isinstance(known, ButtonsKnown)
                for each in known.strangers:  # look only for ours: others may announce themselves on this machine
                    if each.device == DEVICE:
                        return each
                await asyncio.sleep(0.05)

    async def adopts(self, wish: AdoptButton, *, pressing: bool = False) -> bool:
        """Adopt as `handbell buttons adopt` does; give whether the device was proven. `said` is what a person read."""
        presses: list[asyncio.Task[None]] = []

        def say(text: str) -> None:
            self.said.append(text)
            if pressing and text.startswith("Press "):
                presses.append(asyncio.get_running_loop().create_task(self.building.press(B210)))

        async with self.harness.console(None) as admin, patient():
            proven = await adopt(admin.line, wish, say)
        await asyncio.gather(*presses)
        return proven

    @property
    def reads(self) -> str:
        return "\n".join(self.said)

    @property
    def planned(self) -> bool:
        return B210 in self.harness.engine.board.index.buttons


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        await harness.adopt(to_document(sound_school())).kept
        source = EsphomeSource("127.0.0.1", 0, lambda name: _key(harness, name), Lan(tmp_path))
        harness.sources["esphome"] = source
        Annunciator(harness.engine, harness.sources, harness.tasks, lambda *_: SimulatedSounder())
        harness.engine.listen(lambda _: _expect(harness, source))
        harness.tasks.start(source.run(Intake(harness.engine).hear), name="esphome")
        multicast = AsyncZeroconf(interfaces=["127.0.0.1"])
        try:
            async with TwinBuilding("127.0.0.1", 1, {B210: None}, dials=False) as building:
                yield Site(harness, building, source, multicast)
        finally:
            await multicast.async_close()


def _key(harness: Harness, button: str) -> bytes | None:
    planned = harness.engine.board.index.buttons.get(ButtonId(button))
    return harness.credentials.get(planned.key) if planned else None


def _expect(harness: Harness, source: EsphomeSource) -> None:
    plan = harness.engine.board.index.plan
    ours = [button for button in plan.buttons if button.family == source.family]
    source.expect({button.button: Fitting(device_of(button), button.address) for button in ours})


async def test_a_new_device_is_found_given_a_key_planned_and_proven_by_a_press(site: Site) -> None:
    await site.announces(await site.building.listen(B210, "127.0.0.1"))
    stranger = await site.stranger()
    assert (stranger.device, stranger.family, stranger.keyless, stranger.found) == (DEVICE, "esphome", True, "mDNS")
    assert await site.adopts(wish(safe=True), pressing=True), site.reads
    assert f"PASSED: {B210} was pressed and heard" in site.reads
    assert f"  - {{id: {B210}, room: " in site.reads
    assert site.harness.engine.board.index.buttons[B210].safe
    assert site.planned
    assert len(site.harness.credentials.get(KeyId(B210)) or b"") == 32
    async with site.harness.console(FRONT) as front:
        assert not (await front.board()).calls, "the press was a test"
        known = await front.line.ask(AskButtons(request=0))
        assert isinstance(known, ButtonsKnown)
        assert DEVICE not in {each.device for each in known.strangers}
        line = next(each for each in known.buttons if each.button == B210)
        assert line.connected_at.startswith("127.0.0.1:")
        assert line.shows == "ready"
        assert len(line.ledger) == 16
        await site.building.press(B210)
        assert (await front.sees("201")).room_name == "Room 201", "the next press is real"


async def test_nobody_presses_and_it_says_what_remains(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.core.practice.folding.WALK_TEST_S", 1)  # in place of two minutes
    await site.announces(await site.building.listen(B210, "127.0.0.1"))
    await site.stranger()
    assert not await site.adopts(wish())
    assert "FAILED: no press was heard" in site.reads
    assert f"handbell buttons test {B210}" in site.reads
    assert site.planned


async def test_a_device_that_does_not_take_its_key_leaves_the_plan_as_it_was(site: Site) -> None:
    await site.announces(await site.building.listen(B210, "127.0.0.1"))
    await site.stranger()
    site.building.speak_rubbish(B210)
    assert not await site.adopts(wish())
    assert site.reads.startswith(f"Not adopted. {DEVICE}")
    assert "adopt it again, and the same key is used" in site.reads
    assert not site.planned
    kept = site.harness.credentials.get(KeyId(B210))
    site.building.behave(B210)
    site.said.clear()
    assert await site.adopts(wish(), pressing=True), site.reads
    assert site.harness.credentials.get(KeyId(B210)) == kept


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (wish(room="999"), 'There is no room "999"'),
        (wish(button=ButtonId("B201")), "Button B201 in room 201 is in the plan already"),
        (wish(b"short"), "A key is 32 bytes"),
    ],
)
async def test_what_cannot_be_is_refused_before_anything_is_touched(site: Site, asked: AdoptButton, says: str) -> None:
    await site.announces(await site.building.listen(B210, "127.0.0.1"))
    await site.stranger()
    assert not await site.adopts(asked)
    assert says in site.reads
    assert site.building.twin(B210).api_key() is None
    assert site.harness.credentials.ids() == ()
    assert not site.planned


@pytest.mark.parametrize("key", [None, KEY], ids=["without a key", "with its key"])
async def test_a_secret_left_over_from_another_kind_of_device_is_no_key_and_says_which_file_to_remove(
    site: Site, key: bytes | None
) -> None:
    left_over = b"secret of the pendant in 210"
    site.harness.credentials.put(KeyId(B210), left_over)
    await site.announces(await site.building.listen(B210, "127.0.0.1"))
    await site.stranger()
    assert not await site.adopts(wish(key))
    file = site.harness.credentials.file(KeyId(B210))
    copy = file.parents[1] / "copies" / "credentials" / file.name
    assert f"Remove {file} and its copy {copy}, or choose another --button. Nothing was changed." in site.reads
    assert site.building.twin(B210).api_key() is None
    assert site.harness.credentials.get(KeyId(B210)) == left_over
    assert not site.planned
    file.unlink()
    copy.unlink()
    site.said.clear()
    assert await site.adopts(wish(), pressing=True), site.reads


async def test_a_device_nobody_found_is_not_adopted_without_its_key_and_address(site: Site) -> None:
    assert not await site.adopts(wish())
    assert f"No device '{DEVICE}' was found (found: " in site.reads
    assert not site.planned


class TestFlashedWithItsKey:
    @pytest.fixture
    async def keyed(self, site: Site) -> AsyncIterator[Site]:
        async with TwinBuilding("127.0.0.1", 1, {B210: KEY}, dials=False) as building:
            site.building = building
            yield site

    async def test_it_is_adopted_by_its_address_and_key_where_it_cannot_be_found(self, keyed: Site) -> None:
        host, port = await keyed.building.listen(B210, "127.0.0.1")
        assert await keyed.adopts(wish(KEY, address=f"{host}:{port}"), pressing=True), keyed.reads
        assert keyed.harness.credentials.get(KeyId(B210)) == KEY

    async def test_without_its_key_it_is_refused(self, keyed: Site) -> None:
        await keyed.announces(await keyed.building.listen(B210, "127.0.0.1"), keyless=False)
        await keyed.stranger()
        assert not await keyed.adopts(wish())
        assert "has a key already" in keyed.reads
        assert "--key-file" in keyed.reads
        assert not keyed.planned

    async def test_a_wrong_key_is_named_and_nothing_is_proven(
        self, keyed: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("appliance.buttons.adopting.CONNECTED_WITHIN_S", 6.0)
        host, port = await keyed.building.listen(B210, "127.0.0.1")
        assert not await keyed.adopts(wish(bytes(32), address=f"{host}:{port}"))
        assert f"NOT PROVEN: {B210} was not heard from" in keyed.reads
        assert "refused" in keyed.reads
