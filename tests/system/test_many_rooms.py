"""Tests many rooms that press within a minute: both consoles ask once about the whole building, and the daemon begins only the response
that was typed.
"""

import asyncio
from pathlib import Path

import pytest

from appliance.core.ground.words import BuildingResponse
from hardware.simulated.building import PretendBuilding
from tests.system.box import Box
from tests.system.graphical import graphical_desk
from tests.system.plain import plain_desk_at_running
from tests.system.school import button_of, rooms

pytestmark = pytest.mark.slow

NINE = rooms(9)


async def press(building: PretendBuilding, *pressed: str) -> None:
    for room in pressed:
        await building.until_lamp(button_of(room), "ready", within_s=10)
    await asyncio.gather(*(building.press(button_of(room)) for room in pressed))


async def test_four_rooms_are_a_fight_and_nine_are_asked_about_until_somebody_answers(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as front, graphical_desk(box, "hall") as hall:
        building, watched = await box.building(*NINE), await box.desk("hall", attended=False)
        await press(building, *NINE[:4])
        await watched.board(lambda board: len(board.calls) == 4)
        await hall.sees("Juniper B204", "4 open")
        assert "whole building" not in hall.screen + front.printed
        await press(building, *NINE[4:])
        await hall.sees("!! 9 rooms in ", "B: whole building?", "SPACE: I have it")
        await front.hears("Is it for the whole building? If so, type: building hold,")

        hall.presses("b")
        await hall.sees("WHOLE BUILDING?", "7 No.")
        hall.presses("enter", "enter", "7")
        await hall.sees("Not asked again here.")
        await hall.sees_no_more("B: whole building?")
        await hall.acknowledges()
        assert (await watched.board(lambda board: any(not call.ringing for call in board.calls))).response is None

        await front.types("board")
        await front.hears("Calls from 9 rooms in ")
        await front.types("building lockdown no")
        await front.hears("Type LOCKDOWN to start it, or cancel.")
        await front.types("lockdown")
        await hall.sees("!! LOCKDOWN ")
        on = (await watched.board(lambda board: board.response is not None)).response
        assert on is not None and on.response is BuildingResponse.LOCKDOWN
        await front.types("board")
        await front.hears("The building is in LOCKDOWN")
        assert front.printed.count("Is it for the whole building?") == 2, (
            "said once, and once when the board was asked for"
        )
        lines = await watched.timeline()
        assert [line for line in lines if "LOCKDOWN" in line.upper()], "the answer is in the record"
        assert not [line for line in lines if "9 rooms" in line], "the question is not"


async def test_whoever_is_asked_and_says_lockdown_at_the_screen_still_types_it(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        async with graphical_desk(box, "hall") as hall:
            building, watched = await box.building(*NINE), await box.desk("hall", attended=False)
            await press(building, *NINE)
            await hall.sees("!! 9 rooms in ", "B: whole building?")
            hall.presses("b")
            await hall.sees("WHOLE BUILDING?", "3 LOCKDOWN")
            hall.presses("3")
            await hall.sees("Type LOCKDOWN and press ENTER")
            hall.presses(*"lockdown", "enter", "1")
            await hall.sees("!! LOCKDOWN ")
            await hall.sees_no_more("whole building?")
            board = await watched.board(lambda board: board.response is not None)
            assert board.many_rooms and len(board.calls) == 9, "every call is as open as before"
