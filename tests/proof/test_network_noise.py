"""Proves that noise by mDNS harms no button of ours: names invented by the thousand, addresses that lead nowhere, other
people's devices.
"""

import asyncio
import time
from pathlib import Path

import pytest

from hardware.esphome.strangers import STRANGERS_MAX
from tests.patience import patient
from tests.proof.lan import Lan
from tests.proof.wing import Wing
from tests.system.desk import Desk

pytestmark = pytest.mark.proof

AT, ELSEWHERE = "10.78.0.11", "10.78.0.66"
READY_WITHIN_S = 10.0
SHOWN_WITHIN_S = 1.0
INVENTED = 3000


def announced(name: str, *addresses: str, port: int = 6053, **says: str) -> dict[str, object]:
    """Describe a device as the announcer takes it."""
    return {"device": name, "addresses": addresses, "port": port, "says": {"mac": "0648420000ff", **says}}


async def test_an_address_without_its_interface_beside_the_right_one_leads_nobody_astray(
    lan: Lan, tmp_path: Path
) -> None:
    async with Wing(lan, tmp_path, rooms=1) as wing:
        room = await wing.room("B201", AT)
        await wing.announce(room, "fe80::1234:5678:9abc:def0", AT)
        desk = await wing.starts()
        await room.shows("ready", READY_WITHIN_S)
        assert (await wing.button(desk, "B201")).connected_at == AT
        await desk.sees_no_troubles()


async def test_other_peoples_devices_are_strangers_with_what_they_claim_and_nothing_more(
    lan: Lan, tmp_path: Path
) -> None:
    async with Wing(lan, tmp_path, rooms=1) as wing:
        room = await wing.room("B201", AT, announced=True)
        stranger = lan.computer("stranger", ELSEWHERE)
        kettle = announced("kettle", ELSEWHERE, friendly_name="Kettle\n\x1b[2J", project_name="somebody.kettle")
        nowhere = announced("fridge", "fe80::1234:5678:9abc:def0")
        await wing.announce_from(stranger, [kettle, nowhere])
        desk = await wing.starts()
        await room.shows("ready", READY_WITHIN_S)
        await until_met(wing, desk, "kettle")
        (found,) = (await wing.known(desk)).strangers
        assert (found.device, found.address, found.keyless, found.found) == ("kettle", ELSEWHERE, True, "mDNS")
        assert found.claims == "Kettle[2J somebody.kettle"
        await desk.sees_no_troubles()


@pytest.mark.alone
async def test_thousands_of_invented_names_fill_a_short_list_and_cost_no_press_its_second(
    lan: Lan, tmp_path: Path
) -> None:
    async with Wing(lan, tmp_path, rooms=1) as wing:
        room = await wing.room("B201", AT, announced=True)
        stranger = lan.computer("stranger", ELSEWHERE)
        desk = await wing.starts()
        await room.shows("ready", READY_WITHIN_S)
        before_kib = resident_kib(wing)
        invented = [{**announced(f"device-{number:04}", ELSEWHERE), "shout": 0} for number in range(INVENTED)]
        async with asyncio.TaskGroup() as group:
            group.create_task(wing.announce_from(stranger, invented))
            taken_s = list[float]()
            for number in range(1, 6):
                pressed_s = time.monotonic()
                await room.device.tap()
                await desk.sees("B201", lambda card, number=number: card.presses >= number, SHOWN_WITHIN_S)
                taken_s.append(time.monotonic() - pressed_s)
                await asyncio.sleep(0.2)
        async with patient():
            while not (strangers := (await wing.known(desk)).strangers):
                await asyncio.sleep(0.1)
        print(f"slowest {max(taken_s):.3f} s; {len(strangers)} strangers; {resident_kib(wing) - before_kib} KiB more")
        assert min(taken_s) < SHOWN_WITHIN_S, "the others are the machine's, which the names keep busy too"
        assert len(strangers) <= STRANGERS_MAX
        assert (
            resident_kib(wing) - before_kib < 16 * 1024
        )  # three thousand cached names take 4 MiB; the library keeps ten thousand
        await desk.sees_no_troubles()


async def test_a_button_that_appears_among_names_nobody_answers_for_is_found(lan: Lan, tmp_path: Path) -> None:
    async with Wing(lan, tmp_path, rooms=1) as wing:
        room = await wing.room("B201", AT)
        stranger = lan.computer("stranger", ELSEWHERE)
        await wing.starts()
        invented = [{**announced(f"device-{number:04}"), "shout": 0.01} for number in range(INVENTED // 6)]
        async with asyncio.TaskGroup() as group:
            group.create_task(wing.announce_from(stranger, invented))
            await asyncio.sleep(2)
            await wing.announce(room, AT)
            print(f"found after {await room.shows('ready', READY_WITHIN_S):.1f} s")


async def test_the_last_of_two_addresses_announced_at_once_is_followed(lan: Lan, tmp_path: Path) -> None:
    """It is as when a lease changes while the old address is still announced: mDNS does not announce it again for an hour."""
    async with Wing(lan, tmp_path, rooms=1) as wing:
        room = await wing.room("B201", AT)
        await wing.starts()
        both = [{**announced(room.device.name, address), "shout": 0.3} for address in ("10.78.0.99", AT)]
        await wing.announce_from(room.computer, both)
        print(f"found after {await room.shows('ready', READY_WITHIN_S):.1f} s")


async def test_who_announces_our_buttons_name_elsewhere_costs_it_nothing(lan: Lan, tmp_path: Path) -> None:
    async with Wing(lan, tmp_path, rooms=1) as wing:
        room = await wing.room("B201", AT, announced=True)
        stranger = lan.computer("stranger", ELSEWHERE)
        desk = await wing.starts()
        await room.shows("ready", READY_WITHIN_S)
        lies = [{**announced(room.device.name, f"10.78.0.{last}"), "shout": 0} for last in range(100, 200)]
        await wing.announce_from(stranger, lies)
        await room.device.tap()
        await desk.sees("B201", within_s=SHOWN_WITHIN_S)
        assert (await wing.button(desk, "B201")).connected_at == AT
        room.computer.pull_cable()
        await asyncio.sleep(14)
        await wing.announce_from(stranger, lies)
        room.computer.plug_in()
        back_s = time.monotonic()
        await room.device.tap()
        await desk.sees("B201", lambda card: card.presses == 2, 10)
        print(f"back {time.monotonic() - back_s:.1f} s after the cable, among lies")


async def until_met(wing: Wing, desk: Desk, device: str, within_s: float = 10) -> None:
    async with patient(within_s):
        while device not in {each.device for each in (await wing.known(desk)).strangers}:
            await asyncio.sleep(0.1)


def resident_kib(wing: Wing) -> int:
    """Give the memory of the daemon."""
    process = wing.box._process
    assert process is not None
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
