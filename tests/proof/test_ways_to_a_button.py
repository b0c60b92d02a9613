"""Tests every way to a button, each alone, on a real network: the desk sees the press, and the lamp follows the people."""

import time
from pathlib import Path

import pytest

from tests.proof.lan import Lan
from tests.proof.wing import Classroom, Wing
from tests.system.desk import Desk

pytestmark = pytest.mark.proof

AT = {"B201": "10.78.0.11", "B202": "10.78.0.12"}
FOUND_WITHIN_S = 10.0  # a device that calls does so each second here, and every ten on a board; mDNS takes one or two
SHOWN_WITHIN_S = 1.0


async def a_call_runs_its_course(desk: Desk, room: Classroom) -> None:
    """Run a call to its end: pressed, seen, acknowledged, helped, over. The lamp says each of these."""
    pressed_s = time.monotonic()
    room.device.press()
    call = await desk.sees(room.name, within_s=SHOWN_WITHIN_S)
    print(f"{room.name}: contact to desk {time.monotonic() - pressed_s:.3f} s")
    assert call.presses == 1
    await desk.shows(room.name)
    await room.shows("received", 2)
    await desk.acknowledges(call)
    await room.shows("acknowledged", 2)
    await desk.sends(call)
    await desk.confirms(call)
    await room.shows("on-the-way", 2)
    await desk.notes_arrival(call)
    await desk.stands_down(call)
    await room.shows("ready", 2)


async def test_by_discovery_alone_two_buttons_are_found_and_their_calls_run_their_course(
    lan: Lan, tmp_path: Path
) -> None:
    async with Wing(lan, tmp_path) as wing:
        rooms = [await wing.room(name, address, announced=True) for name, address in AT.items()]
        desk = await wing.starts()
        for room in rooms:
            print(f"{room.name}: found after {await room.shows('ready', FOUND_WITHIN_S):.2f} s")
            assert (await wing.button(desk, room.name)).connected_at == AT[room.name]
        for room in rooms:
            await a_call_runs_its_course(desk, room)
        await desk.sees_no_troubles()


async def test_where_no_multicast_passes_a_button_dials_in(lan: Lan, tmp_path: Path) -> None:
    async with Wing(lan, tmp_path, rooms=1) as wing:
        lan.block_multicast()
        room = await wing.room("B201", AT["B201"], dials=True, announced=True)
        desk = await wing.starts()
        print(f"dialled in after {await room.shows('ready', FOUND_WITHIN_S):.2f} s")
        assert (await wing.button(desk, room.name)).connected_at == f"{AT['B201']} (it called)"
        await a_call_runs_its_course(desk, room)
        await desk.sees_no_troubles()


async def test_where_no_multicast_passes_a_typed_address_is_enough(lan: Lan, tmp_path: Path) -> None:
    async with Wing(lan, tmp_path, rooms=2, typed={"B201": AT["B201"]}) as wing:
        rooms = [await wing.room(name, address, announced=True) for name, address in AT.items()]
        lan.block_multicast()
        desk = await wing.starts()
        print(f"reached after {await rooms[0].shows('ready', FOUND_WITHIN_S):.2f} s")
        await a_call_runs_its_course(desk, rooms[0])
        assert not (await wing.button(desk, "B202")).connected_at, "multicast is blocked: nothing tells where it is"
        assert not (await wing.known(desk)).strangers
        lan.let_multicast_pass()
        await wing.announce(rooms[1], AT["B202"])
        print(f"announced and found after {await rooms[1].shows('ready', FOUND_WITHIN_S):.2f} s")
