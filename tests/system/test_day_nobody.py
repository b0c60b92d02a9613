"""Tests who is told when few people are there: the office calls for itself, nobody has come yet, and the building is closed."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.plan.model import MINUTES_PER_WEEK, Hours, Step
from tests.system.graphical import graphical_desk
from tests.system.twins import FRONT, HALL, OFFICE_ROOM, twin_box, twin_plan, twins

pytestmark = pytest.mark.slow

LONG_AFTER_S = 89
"""A next step so late that no test waits for it, but before a ladder ends (90 s): a desk that is told sooner was told at once."""
LADDER = (Step(0, (FRONT,)), Step(LONG_AFTER_S, (HALL,)))


async def test_the_office_that_calls_for_itself_is_heard_elsewhere_at_once(tmp_path: Path) -> None:
    async with twin_box(tmp_path, replace(twin_plan(), ladder=LADDER)) as box:
        await box.starts()
        async with (
            graphical_desk(box, "front") as front,
            graphical_desk(box, "hall") as hall,
            twins(box, OFFICE_ROOM, "B204") as building,
        ):
            pressed_s = time.monotonic()
            await building.pressed(OFFICE_ROOM)
            await hall.sees(f"Room {OFFICE_ROOM}", "RINGING")
            await building.shows(OFFICE_ROOM, "received")
            assert time.monotonic() - pressed_s < LONG_AFTER_S
            assert "rings at another desk" not in hall.screen
            await front.sees(f"Room {OFFICE_ROOM}", "caller sees: received")
            await hall.acknowledges()
            await building.shows(OFFICE_ROOM, "acknowledged")

            await building.pressed("B204")
            await front.sees("Room B204", "RINGING")
            await hall.sees("Room B204", "rings at another desk")


async def test_the_office_that_calls_for_itself_with_nobody_elsewhere_is_told_so(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        async with graphical_desk(box, "front") as front, twins(box, OFFICE_ROOM) as building:
            await building.pressed(OFFICE_ROOM)
            await building.shows(OFFICE_ROOM, "not-delivered")
            await front.sees(f"Room {OFFICE_ROOM}", "NOT DELIVERED")
            assert "received" not in building.said_since_ready(OFFICE_ROOM), "the desk beside it does not count"


@pytest.mark.parametrize("open_now", [True, False], ids=["while school is on", "while school is closed"])
async def test_with_nobody_at_any_desk_the_button_says_so_and_the_first_to_come_has_the_call(
    tmp_path: Path, *, open_now: bool
) -> None:
    plan = twin_plan() if open_now else replace(twin_plan(), occupied=(in_two_hours(),))
    async with twin_box(tmp_path, plan) as box:
        await box.starts()
        async with graphical_desk(box, "front", there=False) as front, twins(box, "B204") as building:
            assert front.bells == 0, "an empty desk is no siren"
            await building.pressed("B204")
            await building.shows("B204", "not-delivered")
            await front.sees("Room B204", "NOT DELIVERED", "UNATTENDED")
            await front.comes()
            await building.shows("B204", "received")
            await front.sees("RINGING", "caller sees: received")
            await front.acknowledges()
            await building.shows("B204", "acknowledged")


def in_two_hours() -> Hours:
    """Give an hour of the week that is not now, in the school's own time."""
    now = datetime.now(UTC)
    start_min = (now.weekday() * 1440 + now.hour * 60 + now.minute + 120) % (MINUTES_PER_WEEK - 60)
    return Hours(start_min, start_min + 60)
