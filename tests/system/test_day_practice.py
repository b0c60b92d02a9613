"""Tests practice and the whole building at the graphical console: a real call breaks a drill, and a check-in shows silent rooms first."""

from pathlib import Path

import pytest

from tests.system.graphical import graphical_desk
from tests.system.twins import twin_box, twins

pytestmark = pytest.mark.slow


async def test_a_real_call_breaks_through_a_drill_and_outlives_it(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        async with graphical_desk(box, "front") as front, twins(box, "B204", "B205") as building:
            front.presses("p")
            await front.sees("DRILL: in which rooms?")
            front.presses(*"B204", "enter")
            await front.sees("[x] Room B204", "GO ON with 1 room marked")
            front.presses("down", "enter")
            await front.sees("Name of the drill:")
            front.presses("enter")
            await front.sees("DRILL Practice: 1 room", "Any other call is REAL.")

            await building.pressed("B204")
            await front.sees("■ DRILL ASSIST", "Room B204")
            await building.pressed("B205")
            await front.sees("■ ASSIST", "Room B205", "REAL")
            await front.sees_in_order("■ ASSIST", "■ DRILL ASSIST")
            await front.acknowledges()
            await building.shows("B205", "acknowledged")
            assert building.shown("B204") == "received", "the one key took the real call"

            front.presses("p")
            await front.sees("DRILL Practice: end it now?")
            front.presses("1")
            await front.sees_no_more("DRILL")
            await front.sees("MEASURED in the drill Practice", "Room B204: shown after")
            await building.shows("B204", "ready")
            await front.sees("■ ASSIST", "√ Front office has it")
            assert building.shown("B205") == "acknowledged"


async def test_in_a_check_in_silence_stands_first_and_a_press_is_a_call(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        await box.starts()
        async with graphical_desk(box, "front") as front, twins(box, "B202", "B203", "B204") as building:
            front.presses("i")
            await front.sees("ROOM CHECK-IN: ask which rooms", "every room (6)")
            front.presses("1")
            await front.sees("6 NO ANSWER")
            await building.pressed("B202", "safe")
            await front.sees("5 NO ANSWER", "1 safe")
            await building.shows("B202", "ready")
            assert building.said_since_ready("B202") == ["sending", "ready"], "safe is no call"
            await building.pressed("B203")
            await front.sees("■ ASSIST", "RINGING", "4 NO ANSWER", "1 needs help")
            await building.shows("B203", "received")

            front.presses("i")
            await front.sees("F3 safe")
            front.presses(*"B204", "f3")
            await front.sees("3 NO ANSWER", "2 safe", "= safe        Room B204")
            front.presses(*["backspace"] * len("B204"))
            silent = [f"? NO ANSWER   Room {room}" for room in ("B201", "B205", "B206")]
            await front.sees_in_order(*silent, "! NEEDS HELP  Room B203", "= safe        Room B202")

            await front.acknowledges("f2")
            await building.shows("B203", "acknowledged")
            assert building.shown("B204") == "ready", "marked at the desk, which is no call either"
