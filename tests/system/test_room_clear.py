"""Tests room clears with the real daemon, a button with our real firmware in one room, a twin in the other, and a box that is killed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance.api.board.clears import ClearLine
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.core.room_clear.commands import BeginClear, CountHere
from appliance.plan.ids import DrillId, RoomId
from hardware.simulated.building import PretendBuilding
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.real_button import RealButton, box_with, real_buttons
from tests.system.school import CONTACTS, button_of, school

pytestmark = pytest.mark.slow

REAL, TWIN = RoomId("B204"), RoomId("B205")
FITTED = (*CONTACTS, "safe")


@asynccontextmanager
async def two_rooms(folder: Path) -> AsyncIterator[tuple[RealButton, PretendBuilding, Box]]:
    """Start a box whose school has a real button in one room and a twin in the other, both with a contact *safe*."""
    async with real_buttons(folder, REAL, safe=True) as (wall,):
        twin = next(each for each in school().buttons if each.button == button_of(TWIN))
        async with box_with(folder, wall, beside=(msgspec.structs.replace(twin, safe=True),)) as box:
            await box.starts()
            building = await box.building(TWIN, contacts=FITTED)
            await wall.until_lamp("ready", within_s=5)
            await building.until_lamp(button_of(TWIN), "ready", within_s=5)
            yield wall, building, box


async def sees_clear(desk: Desk, **fields: object) -> ClearLine:
    """Wait until the only class on its way is like this."""
    found = await desk.board(
        lambda board: (
            len(board.clears) == 1 and all(getattr(board.clears[0], name) == value for name, value in fields.items())
        )
    )
    return found.clears[0]


async def test_a_class_goes_to_a_room_with_our_firmware_and_the_box_is_killed_on_the_way(tmp_path: Path) -> None:
    async with two_rooms(tmp_path) as (wall, building, box):
        front, hall = await box.desk("front"), await box.desk("hall")
        await front.does(BeginClear(room=TWIN, to=REAL, walks="Ottoline Vasquez", expected=24))
        await wall.until_lamp("class-coming")
        await building.until_lamp(button_of(TWIN), "ready", within_s=5)
        line = await sees_clear(hall, room=TWIN, to=REAL, lamp=True, expected=24)
        assert (line.walks, line.here, line.pressed, line.practice) == ("Ottoline Vasquez", None, False, False)

        box.kill()
        await box.starts()
        front = await box.desk("front")
        assert (await sees_clear(front, room=TWIN)).clear == line.clear
        await wall.until_lamp("class-coming", within_s=10)

        await wall.tap("help")
        call = await front.shows(REAL)
        await wall.until_lamp("received")
        assert (call.drill, call.ringing) == (False, True)
        await front.stands_down(call)
        await wall.until_lamp("class-coming")

        await wall.tap("safe")
        await wall.until_receipted("safe", 1)
        await wall.until_lamp("ready")
        await sees_clear(front, pressed=True, here=None)
        await front.does(CountHere(clear=line.clear, here=22))
        await sees_clear(front, here=22)

        box.kill()
        await box.starts()
        front = await box.desk("front")
        await sees_clear(front, pressed=True, here=22, expected=24)
        await wall.until_lamp("ready", within_s=10)
        await front.does(CountHere(clear=line.clear, here=24))
        await front.board(lambda board: not board.clears)
        said = [each for each in await front.timeline() if "oom clear" in each or "class is there" in each]
        assert [each.split(":")[0] for each in said] == [
            "Room clear begun at Front office by somebody not signed in",
            f"Juniper {REAL}",
            "Room clear",
            "Room clear",
            "All are there",
        ]
        assert not wall.ever_shown & {"acknowledged", "on-the-way"}, "no lamp answered a call that nobody answered"


async def test_a_class_goes_to_a_room_with_a_twin_which_says_here_while_the_box_is_dead(tmp_path: Path) -> None:
    async with two_rooms(tmp_path) as (wall, building, box):
        front = await box.desk("front")
        await front.does(BeginClear(room=REAL, to=TWIN, walks="their teacher"))
        await building.until_lamp(button_of(TWIN), "class-coming", within_s=5)
        assert wall.lamp == "ready"
        line = await sees_clear(front, pressed=False)
        box.kill()
        await building.press(button_of(TWIN), "safe")
        await box.starts()
        front = await box.desk("front")
        assert (await sees_clear(front, pressed=True)).clear == line.clear
        await building.until_lamp(button_of(TWIN), "ready", within_s=10)
        assert not (await front.board(lambda board: bool(board.clears))).calls
        await front.does(CountHere(clear=line.clear, here=19, expected=19))
        await front.board(lambda board: not board.clears)


async def test_a_class_of_practice_goes_with_its_drill_and_its_lamp_with_it(tmp_path: Path) -> None:
    async with two_rooms(tmp_path) as (wall, _, box):
        front = await box.desk("front")
        await front.does(StartDrill(name="autumn", rooms=(REAL, TWIN)))
        await front.does(BeginClear(room=TWIN, to=REAL, walks="their teacher", practice=True))
        await wall.until_lamp("class-coming")
        assert (await sees_clear(front)).practice
        board = await front.board(lambda board: board.drill is not None)
        assert board.drill is not None
        await front.does(EndDrill(drill=DrillId(board.drill.drill)))
        await front.board(lambda board: not board.clears)
        await wall.until_lamp("ready")
