"""Tests two graphical consoles at two desks: both reach for the same call at once, one of them freezes, one hands a call to the other."""

import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.calls.events import CallAcknowledged
from appliance.doors.served_line import UNREAD_AFTER_S
from appliance.plan.model import Step
from tests.system.graphical import graphical_desk
from tests.system.record import read_record
from tests.system.twins import FRONT, HALL, NEXT_STEP_S, twin_box, twin_plan, twins

pytestmark = pytest.mark.slow

BOTH_AT_ONCE = replace(twin_plan(), ladder=(Step(0, (FRONT, HALL)),))
LATE_S = UNREAD_AFTER_S - 1
"""Below the time after which a frozen desk counts as gone: a box that waited for that desk would take longer. tests/bench measures how soon
a call is seen.
"""


async def test_two_desks_reach_for_the_same_call_at_once_and_both_are_told_who_has_it(tmp_path: Path) -> None:
    async with twin_box(tmp_path, BOTH_AT_ONCE) as box:
        await box.starts()
        async with (
            graphical_desk(box, "front") as front,
            graphical_desk(box, "hall") as hall,
            twins(box, "B204") as building,
        ):
            await building.pressed("B204")
            for desk in (front, hall):
                await desk.sees("■ ASSIST", "RINGING", "SPACE: I have it")
            await front.looks()
            for desk in (
                front,
                hall,
            ):  # freeze both, so that neither can have seen the other's act when the key was pressed
                desk.freezes()
                desk.presses("space")
            for desk in (front, hall):
                desk.goes_on()
            await building.shows("B204", "acknowledged")
            has_it = await front.sees_one_of("√ Front office has it", "√ Hall has it")
            await hall.sees(has_it)
            second = hall if "Front" in has_it else front
            await second.sees_one_of("somebody has it already", "Nothing rings: every call has somebody.")

            await hall.sends("4")
            for desk in (front, hall):
                await desk.sees("√ nurse sent")
        await box.stops()
        took = [event for event in (await read_record(box.data)).events if isinstance(event, CallAcknowledged)]
        assert len(took) == 1


async def test_a_frozen_desk_holds_up_nobody_and_the_call_goes_to_the_next_step(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        async with (
            graphical_desk(box, "front") as front,
            graphical_desk(box, "hall") as hall,
            twins(box, "B203", "B204", "B205") as building,
        ):
            front.freezes()
            for room in ("B203", "B204", "B205"):
                pressed_s = time.monotonic()
                await building.pressed(room)
                await hall.sees(f"Room {room}")
                assert time.monotonic() - pressed_s < LATE_S, "every desk sees every call at once"
                await building.shows(room, "received")
                assert time.monotonic() - pressed_s < NEXT_STEP_S + LATE_S, "it rings and counts at the next step"
            for presses in range(2, 12):
                pressed_s = time.monotonic()
                await building.pressed("B205")
                await hall.sees(f"pressed {presses} times")
                assert time.monotonic() - pressed_s < LATE_S
            await hall.acknowledges()
            await hall.sees("√ Hall has it")

            front.goes_on()
            await front.sees("√ Hall has it", "RINGING")
            await front.acknowledges()
            await hall.sees("√ Front office has it")


async def test_a_call_handed_off_rings_at_the_other_desk_until_somebody_there_has_it(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        async with (
            graphical_desk(box, "front") as front,
            graphical_desk(box, "hall") as hall,
            twins(box, "B204") as building,
        ):
            await building.pressed("B204")
            await front.sees("RINGING")
            await front.acknowledges()
            await front.sees("√ Front office has it")
            await hall.sees("√ Front office has it")
            bells = hall.bells
            front.presses("h")
            await front.sees("HAND OFF Room B204", "1 Hall")
            front.presses("1")
            await front.sees("rings at another desk")
            await hall.sees("RINGING")
            await hall.hears(after=bells)
            await hall.acknowledges()
            for desk in (front, hall):
                await desk.sees("√ Hall has it")
            await building.shows("B204", "acknowledged")
