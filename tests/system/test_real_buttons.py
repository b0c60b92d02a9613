"""Tests our real firmware, the real daemon and its desk, each as a process of its own: nothing is pretended but the finger."""

import asyncio
import signal
import subprocess
import time
from pathlib import Path

import pytest

from appliance.core.calls.events import CallRaised, PressedAgain
from appliance.core.devices.events import TroubleRaised
from appliance.core.events import Event
from appliance.core.ground.words import Stage
from appliance.plan.model import Kind
from tests.hardware.running import until
from tests.ports import free_port
from tests.system.box import HANDBELL, Box
from tests.system.real_button import box_with, real_buttons
from tests.system.record import Record, read_record

pytestmark = pytest.mark.slow


async def test_a_press_is_told_from_sending_to_ready_as_people_do_what_they_do(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        await wall.tap()
        await wall.until_lamp("sending")
        call = await desk.shows("B204")
        assert (call.kind, call.two_way, call.presses, call.ringing) == (Kind.ASSIST, True, 1, True)
        await wall.until_lamp("received")
        assert wall.kept().receipted["help"] == 1
        await desk.acknowledges(call)
        await wall.until_lamp("acknowledged")
        await desk.sends(call)
        await desk.confirms(call)
        await wall.until_lamp("on-the-way")
        assert (await desk.sees("B204", lambda card: card.confirmed)).lamp == "on-the-way"
        await desk.stands_down(call)
        await wall.until_lamp("ready")
        await desk.sees_no("B204")
        assert wall.faults == ""


async def test_a_button_nobody_knows_the_address_of_calls_the_box(tmp_path: Path) -> None:
    where = f"127.0.0.1:{free_port()}"
    async with (
        real_buttons(tmp_path, "B204", dial_in=where) as (wall,),
        box_with(tmp_path, wall, called_at=where) as box,
    ):
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp(
            "ready", within_s=10
        )  # the button called in vain when it got power, and tries again after about 5 s
        await wall.tap()
        await desk.shows("B204")
        await wall.until_lamp("received")


async def test_holding_for_two_seconds_makes_the_same_call_an_emergency(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        wall.close()
        call = await desk.shows("B204")
        assert call.kind is Kind.ASSIST
        await desk.acknowledges(call)
        worse = await desk.sees("B204", lambda card: card.kind is Kind.EMERGENCY)
        wall.open()
        assert (worse.incident, worse.presses, worse.ringing) == (call.incident, 2, True)
        await wall.until_receipted("hold", 1)
        assert wall.kept().counts["help"] == 1, "held once is pressed once"


async def test_each_contact_asks_for_what_the_plan_says(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        await wall.tap("tap-out")
        (asked,) = (await desk.board(lambda board: bool(board.tap_outs))).tap_outs
        assert (asked.room, asked.stage) == ("B204", Stage.CALLED)
        await wall.tap("medical")
        assert (await desk.shows("B204")).kind is Kind.MEDICAL
        await wall.until_lamp("received")
        assert wall.kept().receipted == dict.fromkeys(wall.kept().counts, 0) | {"tap-out": 1, "medical": 1}


async def test_presses_while_the_box_is_down_ring_once_each_when_it_is_back_with_their_age(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        box.kill()
        pressed_s = time.monotonic()
        for _ in range(3):
            await wall.tap()
        await wall.until_lamp("not-delivered", within_s=5.2)
        await box.starts()
        desk = await box.desk("front")
        call = await desk.sees("B204", lambda card: card.presses == 3)
        assert call.pressed_ago_ms is not None
        assert 5000 < call.pressed_ago_ms <= (time.monotonic() - pressed_s) * 1000
        await desk.shows("B204")
        await wall.until_lamp("received")
        assert len([line for line in await desk.timeline() if "s before it was heard" in line]) == 3
        assert await presses_of(box) == {("help", 1): 1, ("help", 2): 1, ("help", 3): 1}


async def test_a_button_that_loses_power_as_soon_as_it_has_counted_a_press_rings_once(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        for press in (1, 2, 3):
            wall.close()
            await wall.keeps(press)  # the firmware's own tests check that it is within a tenth of a second
            wall.open()
            await wall.loses_power()
            await wall.restore_power()
        call = await desk.sees("B204", lambda card: card.presses == 3)
        await desk.shows("B204")
        await wall.until_receipted("help", 3, within_s=6)
        await desk.acknowledges(call)
        await wall.until_lamp("acknowledged", within_s=6)
        assert await presses_of(box) == {("help", 1): 1, ("help", 2): 1, ("help", 3): 1}


async def test_a_box_that_stands_still_lets_the_lamp_fall_and_the_truth_come_back_with_it(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        await wall.tap()
        await desk.acknowledges(await desk.shows("B204"))
        await wall.until_lamp("acknowledged")
        box.signal(signal.SIGSTOP)
        await wall.until_lamp("not-delivered", within_s=15.2)
        box.signal(signal.SIGCONT)
        await wall.until_lamp("acknowledged", within_s=8)


async def test_a_press_to_a_box_that_stands_still_is_not_delivered_after_five_seconds(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        box.signal(signal.SIGSTOP)
        await wall.tap()
        await wall.until_lamp("sending")
        await wall.until_lamp("not-delivered", within_s=5.2)
        box.signal(signal.SIGCONT)
        await desk.shows("B204")
        await wall.until_lamp("received", within_s=5)


async def test_an_older_box_is_not_obeyed_and_each_desk_says_once_which_one_it_is(tmp_path: Path) -> None:
    async with (
        real_buttons(tmp_path, "B204") as (wall,),
        box_with(tmp_path / "older", wall) as older,
        box_with(tmp_path / "newer", wall) as newer,
    ):
        await older.starts()
        await older.desk("front")
        await wall.until_lamp("ready", within_s=5)
        await newer.starts()
        await newer.stops()
        await (
            newer.starts()
        )  # a second run makes this box newer than the other one, which ran once, whatever the clock says
        desk = await newer.desk("front")
        other = await older.desk("hall")
        await other.sees_trouble("button-older-box", within_s=8)
        await desk.sees_trouble("button-former-box", within_s=8)
        assert not (await desk.board()).cut_off, "who obeys this box can call"
        await wall.tap()
        await desk.acknowledges(await desk.shows("B204"))
        await other.shows("B204")
        await wall.until_lamp("acknowledged")
        await wall.keeps_its_lamp(for_s=11)  # in that time the older box speaks to the button twice
        for box, what in ((older, "button-older-box"), (newer, "button-former-box")):
            await box.stops()
            record = await read_record(box.data)
            assert [each.cause.what for each in troubles_of(record)] == [what]


async def test_held_while_power_returns_it_rings(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        await wall.loses_power()
        wall.close("medical")
        await wall.restore_power()
        assert (await desk.shows("B204")).kind is Kind.MEDICAL
        await wall.until_lamp("received", within_s=5)


@pytest.mark.parametrize("how", ["stopped", "killed before it wrote down what it met"])
async def test_after_its_flash_was_wiped_a_press_rings_first_and_is_asked_after_then(tmp_path: Path, how: str) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        for _ in range(2):
            await wall.tap()
        await wall.until_receipted("help", 2)
        await desk.shows("B204")
        before = wall.kept().ledger
        if how == "stopped":
            await box.stops()
        else:
            box.kill()
        await wall.loses_power()
        wall.wipe()
        await wall.restore_power()
        await wall.tap()
        await box.starts()
        desk = await box.desk("front")
        await desk.sees("B204", lambda card: card.presses == 3)
        await desk.sees_trouble("button-wiped")
        await wall.until_receipted("help", 1, within_s=5)
        after = wall.kept()
        assert after.ledger != before
        assert (after.counts["help"], after.receipted["help"]) == (1, 1), "receipts of the old counting are forgotten"
        await box.stops()
        events = (await read_record(box.data)).events
        assert place_of_press(events, after.ledger, 1) < place_of_trouble(events, "button-wiped")


async def test_with_its_flash_set_back_the_next_press_rings_and_the_button_is_named(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        await wall.tap()
        await wall.until_receipted("help", 1)
        older = wall.copy_flash()
        for count in (2, 3):
            await wall.tap()
            await wall.until_receipted("help", count)
        before = wall.kept().ledger
        await desk.sees("B204", lambda card: card.presses == 3)
        await wall.loses_power()
        wall.set_back(older)
        await wall.restore_power()
        await wall.tap()  # its count is 2 again, and the disk already has a press with count 2
        call = await desk.sees("B204", lambda card: card.presses == 4, within_s=8)
        await desk.sees_trouble("button-wiped")
        await wall.until_receipted("help", 1, within_s=5)
        assert wall.kept().ledger != before
        await wall.tap()
        await desk.sees("B204", lambda card: card.presses == 5)
        await desk.acknowledges(call)
        await wall.until_lamp("acknowledged")


async def test_a_button_out_of_service_says_so_and_rings_all_the_same(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        for_how_long = ("--for", "1h", "--reason", "New paint", "--by", "Ottoline Vasquez", "--and", "Thaddeus Quimby")
        await handbell_buttons(box, "retire", wall.button, *for_how_long)
        await wall.until_lamp("out-of-service")
        await wall.tap()
        call = await desk.shows("B204")
        assert call.ringing
        await wall.until_lamp("received")
        await desk.stands_down(call)
        await wall.until_lamp("out-of-service")
        await handbell_buttons(box, "retire", wall.button, "--back")
        await wall.until_lamp("ready")


async def test_two_desks_see_one_call_and_one_acknowledgement(tmp_path: Path) -> None:
    async with (
        real_buttons(tmp_path, "B204", "B205") as (wall, other),
        box_with(tmp_path, wall, other) as box,
    ):
        await box.starts()
        front, hall = await box.desk("front"), await box.desk("hall")
        await wall.until_lamp("ready", within_s=5)
        await other.until_lamp("ready", within_s=5)
        await wall.tap()
        seen = [await desk.shows("B204") for desk in (front, hall)]
        assert [card.rings_here for card in seen] == [True, True]
        await wall.until_lamp("received")
        await hall.acknowledges(seen[1])
        await wall.until_lamp("acknowledged")
        assert (await front.sees("B204", lambda card: card.stage is Stage.ACKNOWLEDGED)).acknowledged_by
        assert other.lamp == "ready", "this is of another room"


async def test_with_nobody_to_reach_it_says_not_delivered_until_somebody_comes(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        await wall.until_lamp(
            "ready"
        )  # the box tells it as soon as the plan has it, and does not wait for the next refresh
        await wall.tap()
        await wall.until_lamp("not-delivered")
        assert wall.kept().receipted["help"] == 1, "it is kept, and nobody knows of it"
        desk = await box.desk("front", attended=False)
        await desk.sees("B204")
        await wall.keeps_its_lamp(for_s=1)
        await desk.is_attended()
        await desk.shows("B204")
        await wall.until_lamp("received")


async def test_a_silent_room_stays_silent_through_a_power_cut(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall, quiet=True) as box:
        await box.starts()
        desk = await box.desk("front")
        await wall.until_lamp("ready", within_s=5)
        assert wall.kept().quiet
        box.kill()
        await wall.loses_power()
        await wall.restore_power()
        await wall.tap()
        await wall.keeps(1)
        assert wall.kept().quiet, "nobody has spoken to it since, and it knows"
        await box.starts()
        desk = await box.desk("front")
        await desk.shows("B204")
        await wall.until_lamp("received", within_s=6)


async def test_a_dark_button_stays_dark_through_a_power_cut_counts_and_is_lit_by_the_box(tmp_path: Path) -> None:
    async with real_buttons(tmp_path, "B204") as (wall,), box_with(tmp_path, wall) as box:
        await box.starts()
        await wall.until_lamp("ready", within_s=5)
        box.kill()
        await wall.tell("ready", dark=True)
        await until(lambda: wall.kept().dark)
        await wall.loses_power()
        await wall.restore_power()
        await wall.tap()
        await wall.keeps(1)
        assert wall.kept().dark
        await box.starts()
        desk = await box.desk("front")
        await desk.shows("B204")
        await wall.until_lamp("received", within_s=6)
        assert not wall.kept().dark


# ---- words of these tests


async def presses_of(box: Box) -> dict[tuple[str, int], int]:
    """Stop the box; give (contact, count) → how often it is in the record."""
    await box.stops()
    record = await read_record(box.data)
    assert record.findings == []
    found: dict[tuple[str, int], int] = {}
    for (_, contact_and_count, _), times in record.presses().items():
        contact, _, count = contact_and_count.rpartition(" ")
        found[contact, int(count)] = times
    return found


def troubles_of(record: Record) -> list[TroubleRaised]:
    """Give the troubles of buttons, as often as they were raised."""
    found = [event for event in record.events if isinstance(event, TroubleRaised)]
    return [each for each in found if each.cause.what.startswith("button-")]


def place_of_press(events: list[Event], ledger: str, count: int) -> int:
    return next(
        place
        for place, event in enumerate(events)
        if isinstance(event, CallRaised | PressedAgain)
        and (event.source.ledger, event.source.counter) == (ledger, count)
    )


def place_of_trouble(events: list[Event], what: str) -> int:
    return next(
        place for place, event in enumerate(events) if isinstance(event, TroubleRaised) and event.cause.what == what
    )


async def handbell_buttons(box: Box, *words: str) -> None:
    """Run `handbell buttons ...`, which must succeed."""
    command = [str(HANDBELL), "buttons", *words, "--socket", str(box.socket_path)]
    ran = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=180, check=False)
    assert ran.returncode == 0, ran.stderr
