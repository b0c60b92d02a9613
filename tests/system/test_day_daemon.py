"""Tests that the alert daemon may die under a graphical console, and that a call which somebody took and then forgot rings again. The lamp
is read throughout.
"""

from pathlib import Path

import pytest

from appliance.plan.model import Limits
from tests.system.graphical import graphical_desk
from tests.system.twins import twin_box, twin_plan, twins

pytestmark = pytest.mark.slow

SHORT = Limits(dispatch_s=10, confirm_s=10)
"""The shortest times that a plan may have."""
LAPSES_WITHIN_S = 15.0


async def test_the_daemon_killed_in_the_middle_of_two_calls_costs_a_desk_nothing(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        async with (
            graphical_desk(box, "front") as front,
            twins(box, "B203", "B204", "B205") as building,
        ):
            await building.pressed("B203")
            await front.sees("Room B203")
            await front.acknowledges()
            await building.shows("B203", "acknowledged")
            await building.pressed("B204")
            await front.sees("Room B204", "RINGING")
            await building.shows("B204", "received")

            box.kill()
            await front.sees("Nothing heard for", "Calls that come in now do not show here.")
            await front.sees("Open when the line was lost", "Room B203 (call 1)", "Room B204 (call 2)")
            await building.pressed("B205")
            await building.shows("B205", "not-delivered", within_s=6)
            front.presses("space")
            await front.sees("Use the phone or the radio.")

            await box.starts()
            await front.sees("Room B203", "Room B204", "Room B205", within_s=15)
            await front.sees("UNATTENDED", "RINGING")
            await front.comes()
            for room, lamp in (("B203", "acknowledged"), ("B204", "received"), ("B205", "received")):
                await building.shows(room, lamp, within_s=15)
            bells = front.bells
            await front.hears(after=bells)
            for waiting in (2, 1, 0):
                await front.acknowledges()
                await front.until(lambda left=waiting: front.screen.count("RINGING") == left, f"{waiting} ringing")
            for room in ("B203", "B204", "B205"):
                await building.shows(room, "acknowledged")


async def test_a_call_that_was_taken_and_forgotten_is_nobodys_again(tmp_path: Path) -> None:
    async with twin_box(tmp_path, twin_plan(limits=SHORT)) as box:
        await box.starts()
        async with (
            graphical_desk(box, "front") as front,
            graphical_desk(box, "hall") as hall,
            twins(box, "B204") as building,
        ):
            await building.pressed("B204")
            await front.sees("RINGING")
            await front.acknowledges()
            await front.sees("√ Front office has it", "send help in 0:0")
            await building.shows("B204", "acknowledged")
            bells = hall.bells
            await front.sees("RINGING", "NOBODY HAS IT ANY MORE", within_s=LAPSES_WITHIN_S)
            await building.shows("B204", "received")
            await hall.sees("RINGING")
            await hall.hears(after=bells)

            await hall.sends()
            await hall.sees("√ team lead sent")
            await building.shows("B204", "acknowledged")
            for desk in (front, hall):
                await desk.sees("NOBODY CONFIRMED", "RINGING", within_s=LAPSES_WITHIN_S)
            assert building.shown("B204") == "acknowledged", "somebody has it, and nobody has said that they go"
            await front.confirms()
            await building.shows("B204", "on-the-way")
            await front.sees_no_more("RINGING")
