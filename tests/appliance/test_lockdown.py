"""Tests a lockdown over the wire that real buttons speak: every lamp goes dark at once, presses are taken as before, and *safe* answers for
its room.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.building.commands import EndResponse, StartCheckIn, StartResponse
from appliance.core.commands import AnyCommand
from appliance.core.ground.words import Actor, BuildingResponse, RoomAnswer
from appliance.core.practice.commands import StartDrill
from appliance.daemon import Daemon
from appliance.engine.outcome import Done
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, DeskId, KeyId, RoomId
from appliance.plan.model import Button, Contact, Kind
from appliance.plan.parse import read
from appliance.settings import Address, Settings
from tests.appliance.engine.harness import EXAMPLE
from tests.patience import PatientTwins, patient
from tests.ports import free_port

CONTACTS = (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY))
FITTED = ("help", "hold", "safe")
KEYS = {"B204-wall": bytes(range(32)), "B206-wall": bytes(range(32, 64))}
LOCKDOWN = BuildingResponse.LOCKDOWN
FRONT = Actor(DeskId("front"))


@dataclass
class School:
    daemon: Daemon
    building: PatientTwins

    async def does(self, command: AnyCommand) -> None:
        """Ask for this at a desk; the box must take it."""
        assert isinstance(await self.daemon.engine.submit(command, FRONT).kept, Done)

    async def until_dark(self, **dark: bool) -> None:
        """Wait until each button was last told so, by room."""
        await self.until({f"{room}-wall": told for room, told in dark.items()}, lambda flash: flash.dark)

    async def until_receipted(self, **counts: int) -> None:
        """Wait until each button holds a receipt for *safe* up to this count, by room."""
        wanted = {f"{room}-wall": count for room, count in counts.items()}
        await self.until(wanted, lambda flash: flash.receipted.get("safe", 0))

    async def until(self, wanted, of) -> None:
        async with patient():
            while {button: of(self.building.twin(button).flash) for button in wanted} != wanted:
                await asyncio.sleep(0.01)


def document() -> bytes:
    """Make the example building with two wall buttons, of which only B204's has a contact *safe* in the plan."""
    plan = read(EXAMPLE)
    assert not isinstance(plan, list)
    silent = tuple(replace(sounder, family="simulated") for sounder in plan.sounders)
    walls = tuple(
        Button(ButtonId(name), RoomId(name[:4]), "esphome", KeyId(name), CONTACTS, safe=name == "B204-wall")
        for name in KEYS
    )
    return to_document(replace(plan, sounders=silent, buttons=walls))


@asynccontextmanager
async def school(folder: Path) -> AsyncIterator[School]:
    where = Address("127.0.0.1", free_port())
    (folder / "run").mkdir()
    async with (
        Daemon.started(Settings(data=folder / "data", run=folder / "run", esphome=where)) as daemon,
        PatientTwins(where.host, where.port, KEYS, contacts=dict.fromkeys(KEYS, FITTED)) as building,
    ):
        for name, key in KEYS.items():
            daemon.credentials.put(KeyId(name), key)
        await daemon.adopt(document()).kept
        for button in KEYS:
            await building.until_lamp(button, "ready", within_s=5)
        yield School(daemon, building)


@pytest.mark.slow
async def test_every_button_is_told_to_be_dark_and_light_comes_back_with_its_end(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        await place.does(StartResponse(response=BuildingResponse.SECURE))
        await place.until_dark(B204=False, B206=False)
        await place.does(StartResponse(response=LOCKDOWN))
        await place.until_dark(B204=True, B206=True)
        await place.building.press("B206-wall", "help")
        async with patient():
            while not place.daemon.engine.board.incidents:
                await asyncio.sleep(0.01)
        await place.until_dark(B204=True, B206=True)
        await place.does(EndResponse(response=LOCKDOWN))
        await place.until_dark(B204=False, B206=False)


async def test_practice_darkens_the_rooms_of_the_drill_alone(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        await place.does(StartDrill(name="autumn", rooms=(RoomId("B204"),)))
        await place.does(StartResponse(response=LOCKDOWN, practice=True))
        await place.until_dark(B204=True, B206=False)


@pytest.mark.slow
async def test_safe_answers_where_the_plan_has_it_and_is_never_a_call_where_it_has_not(tmp_path: Path) -> None:
    async with school(tmp_path) as place:
        await place.does(StartCheckIn())
        for button in KEYS:
            await place.building.press(button, "safe")
        await place.until_receipted(B204=1, B206=1)
        board = place.daemon.engine.board
        assert board.check_in is not None
        assert {room: mark.answer for room, mark in board.check_in.marks.items()} == {"B204": RoomAnswer.SAFE}
        assert board.incidents == {}
        assert [key for key in board.troubles if key.startswith("button-")] == ["button-unplaced:B206-wall"]
