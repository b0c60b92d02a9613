"""Proves that desk and lamp tell the truth, and that the network heals itself, when cables are pulled, lines are bad, addresses move, and
strangers sit in every slot.
"""

import asyncio
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from hardware.ports import PHASE_STALE_AFTER_S, UNDELIVERED_AFTER_S
from tests.hardware.running import until
from tests.patience import patient
from tests.proof.bad_line import BadLine
from tests.proof.lan import Lan
from tests.proof.wing import BOX_AT, Classroom, Wing
from tests.system.desk import Desk
from tests.system.school import button_of

pytestmark = pytest.mark.proof

AT = {"B201": "10.78.0.11", "B202": "10.78.0.12", "B203": "10.78.0.13"}
READY_WITHIN_S = 10.0
LOST_WITHIN_S = 30.0  # 13 s until a silent wire is given up, and 10 s without another one; the plan's limit is 180 s
BACK_WITHIN_S = 5.0
TAKEN_S = 0.1  # the time in which a finger's contact settles


async def shown(desk: Desk) -> list[tuple[str, str]]:
    """Give the troubles at the desk: what, and of whom."""
    return [(each.what, each.subject) for each in (await desk.board()).troubles]


async def call_and_end(desk: Desk, room: Classroom, elsewhere: tuple[str, ...] = ()) -> None:
    """Press in this room and end the call. The press must be a call from here, and from nowhere else."""
    room.device.press()
    call = await desk.shows(room.name)
    assert call.presses == 1
    assert not {each.room for each in (await desk.board()).calls} & set(elsewhere)
    await room.shows("received", 3)
    await desk.acknowledges(call)
    await desk.stands_down(call)
    await room.shows("ready", 3)


async def test_pulled_cables_are_named_shown_by_lamps_and_what_was_pressed_meanwhile_arrives_once_with_its_age(
    lan: Lan, tmp_path: Path
) -> None:
    async with Wing(lan, tmp_path, rooms=3, typed={"B201": AT["B201"]}) as wing:
        rooms = [
            await wing.room("B201", AT["B201"]),
            await wing.room("B202", AT["B202"], announced=True),
            await wing.room("B203", AT["B203"], dials=True),
        ]
        desk = await wing.starts()
        for room in rooms:
            await room.shows("ready", READY_WITHIN_S)
        for room in rooms:
            room.computer.pull_cable()
        cut_s = time.monotonic()
        await asyncio.sleep(2)
        before_s = time.monotonic()
        looked = [len(room.lamp.heard) for room in rooms]
        for room in rooms:
            room.device.press()
        pressed_s = time.monotonic()
        for room, since in zip(rooms, looked, strict=True):
            await room.showed("sending", since)
            await room.shows("not-delivered", UNDELIVERED_AFTER_S)
        print(f"undelivered said after {time.monotonic() - pressed_s:.1f} s")

        lost = {("button-lost", button_of(room.name)) for room in rooms}
        board = await desk.board(
            lambda board: lost <= {(each.what, each.subject) for each in board.troubles}, LOST_WITHIN_S
        )
        print(f"all named as lost {time.monotonic() - cut_s:.1f} s after the cut")
        assert all("phone in that room" in each.detail for each in board.troubles if each.what == "button-lost")
        assert not board.calls
        await asyncio.sleep(5)  # long enough for every pause between two tries to have grown to its longest

        for room in rooms:
            room.computer.plug_in()
        back_s = time.monotonic()

        async def comes_back(room: Classroom) -> None:
            """Wait for this room's call. The age of a press counts from the moment it was heard, so each room is watched by itself,
            whichever comes first.
            """
            call = await desk.sees(room.name, within_s=BACK_WITHIN_S)
            seen_s = time.monotonic()
            print(f"{room.name}: back after {seen_s - back_s:.2f} s")
            assert call.pressed_ago_ms is not None
            assert back_s - pressed_s - TAKEN_S <= call.pressed_ago_ms / 1000 <= seen_s - before_s

        await asyncio.gather(*(comes_back(room) for room in rooms))
        for room in rooms:
            await desk.shows(room.name)
            await room.shows("received", 2)
        await desk.sees_no_troubles()
        await asyncio.sleep(4)  # two more rounds in which a button repeats every press without a receipt
        for room in rooms:
            assert (await desk.sees(room.name)).presses == 1
            assert room.waiting() == 0


@pytest.mark.parametrize("way", ["typed", "dials"])
async def test_over_a_line_that_delays_loses_and_overtakes_each_press_arrives_once_and_nobody_cries_wolf(
    lan: Lan, tmp_path: Path, way: str
) -> None:
    line = BadLine((0.1, 0.3), 0.1, seed=7)
    with ExitStack() as stack:
        async with Wing(lan, tmp_path, rooms=1, typed=AT if way == "typed" else {}) as wing:
            computer = stack.enter_context(line.to(lan, "B201", AT["B201"]))
            room = await wing.room("B201", AT["B201"], dials=way == "dials", computer=computer)
            desk = await wing.starts()
            print(f"{way}: ready after {await room.shows('ready', 30):.1f} s")
            slowest_s = 0.0
            for number in range(1, 9):
                pressed_s = time.monotonic()
                await room.device.tap()
                call = await desk.sees(room.name, lambda card, number=number: card.presses >= number, 15)
                slowest_s = max(slowest_s, time.monotonic() - pressed_s)
                assert call.presses == number
                await asyncio.sleep(1.5)
            await desk.shows(room.name)
            await until(lambda: room.waiting() == 0, 15)
            await desk.acknowledges(call)
            await room.shows("acknowledged", 15)
            await desk.stands_down(call)
            await room.shows("ready", 15)
            told = [each for each in await desk.timeline() if "rouble" in each and "disk" not in each]
            print(f"slowest press {slowest_s:.1f} s; {line.carried} frames carried, {line.lost} lost; {told}")
            assert len(told) <= 2, "a bad line is at most one trouble"


@pytest.mark.parametrize("way", ["typed", "announced"])
async def test_two_buttons_whose_addresses_are_swapped_are_known_by_their_keys(
    lan: Lan, tmp_path: Path, way: str
) -> None:
    async with Wing(lan, tmp_path, typed=AT if way == "typed" else {}) as wing:
        announced = way == "announced"
        one, other = [await wing.room(name, AT[name], announced=announced) for name in ("B201", "B202")]
        desk = await wing.starts()
        for room in (one, other):
            await room.shows("ready", READY_WITHIN_S)
        one.computer.change_address("10.78.0.99")
        other.computer.change_address(AT["B201"])
        one.computer.change_address(AT["B202"])
        swapped_s = time.monotonic()
        other.device.press()  # press while nobody knows where the device is
        if announced:
            await wing.announce(one, AT["B202"])
            await wing.announce(other, AT["B201"])
        call = await desk.sees("B202", within_s=20)
        print(f"{way}: the press arrived {time.monotonic() - swapped_s:.1f} s after the swap")
        await until_at(wing, desk, {"B201": AT["B202"], "B202": AT["B201"]})
        print(f"{way}: both known again after {time.monotonic() - swapped_s:.1f} s; {await shown(desk)}")
        assert [each.room for each in (await desk.board()).calls] == ["B202"]
        await desk.shows("B202")
        await other.shows("received", 3)
        await one.shows("ready", 3)
        await desk.acknowledges(call)
        await desk.stands_down(call)
        await call_and_end(desk, one, elsewhere=("B202",))
        await call_and_end(desk, other, elsewhere=("B201",))
        await desk.sees_no_troubles()
        print([each for each in await desk.timeline() if "rouble" in each])


async def until_at(wing: Wing, desk: Desk, where: dict[str, str], within_s: float = 20) -> None:
    """Wait until each button is connected at this address."""
    async with patient(within_s):
        for room, address in where.items():
            while (await wing.button(desk, room)).connected_at != address:
                await asyncio.sleep(0.1)


async def test_an_address_the_box_gets_later_is_noticed_and_so_is_another_one(lan: Lan, tmp_path: Path) -> None:
    async with Wing(lan, tmp_path, box_at=None) as wing:
        one = await wing.room("B201", AT["B201"], announced=True)
        desk = await wing.starts()
        assert not (await wing.button(desk, "B201")).connected_at
        given_s = time.monotonic()
        wing.box.computer.give_address(BOX_AT)
        await one.shows("ready", 15)
        print(f"found {time.monotonic() - given_s:.1f} s after the box got its address")

        other = await wing.room("B202", "10.79.0.12", announced=True)
        changed_s = time.monotonic()
        wing.box.computer.change_address("10.79.0.1")
        await other.shows("ready", 20)
        print(f"found in the other network {time.monotonic() - changed_s:.1f} s after the box moved there")
        wing.box.computer.give_address(BOX_AT)
        await one.shows("ready", 20)
        await call_and_end(desk, one)
        await call_and_end(desk, other)


async def test_the_box_without_its_cable_finds_all_again(lan: Lan, tmp_path: Path) -> None:
    async with Wing(lan, tmp_path) as wing:
        rooms = [await wing.room(name, AT[name], announced=True) for name in ("B201", "B202")]
        desk = await wing.starts()
        for room in rooms:
            await room.shows("ready", READY_WITHIN_S)
        wing.box.computer.pull_cable()
        for room in rooms:
            await room.shows("not-delivered", PHASE_STALE_AFTER_S)
        await asyncio.sleep(5)
        back_s = time.monotonic()
        wing.box.computer.plug_in()
        for room in rooms:
            await room.shows("ready", BACK_WITHIN_S)
        print(f"all back {time.monotonic() - back_s:.1f} s after the cable")
        for room in rooms:
            await call_and_end(desk, room)


async def test_strangers_in_every_slot_are_named_the_lamp_tells_the_teacher_and_it_ends_with_them(
    lan: Lan, tmp_path: Path
) -> None:
    async with Wing(lan, tmp_path, rooms=1, typed=AT) as wing:
        room = await wing.room("B201", AT["B201"], dials=True)
        stranger = lan.computer("stranger", "10.78.0.66")
        await wing.starts()
        await room.shows("ready", READY_WITHIN_S)
        with ExitStack() as idle:
            wing.box.kill()  # so its slot is free for a moment
            for _ in range(8):
                idle.enter_context(stranger.socket()).connect((AT["B201"], room.device.port))
            stale_s = await room.shows("not-delivered", PHASE_STALE_AFTER_S)
            desk = await wing.starts()
            detail = await desk.sees_trouble("button-slots-taken", 15)
            room.device.press()
            await asyncio.sleep(UNDELIVERED_AFTER_S)
            await room.shows("not-delivered", 1)
            print(f"stale {stale_s:.1f} s; {await shown(desk)}: {detail}")
        freed_s = time.monotonic()
        await desk.shows("B201")
        await room.shows("received", 3)
        print(f"well again {time.monotonic() - freed_s:.1f} s after they left")
        await desk.sees_no_trouble("button-slots-taken")
        await desk.sees_no_troubles()
