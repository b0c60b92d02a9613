"""Tests a room that the plan calls quiet: its button is told so over its own wire, and no other button is."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.daemon import Daemon
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, KeyId, RoomId
from appliance.plan.model import Button, Contact, Kind
from appliance.plan.parse import read
from appliance.settings import Address, Settings
from tests.appliance.engine.harness import EXAMPLE
from tests.patience import PatientTwins, patient
from tests.ports import free_port

CONTACTS = (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY))
KEY = bytes(range(32))


def wall(room: str) -> Button:
    return Button(ButtonId(f"{room}-wall"), RoomId(room), "esphome", KeyId(f"{room}-wall"), CONTACTS)


def document(*, quiet: set[str]) -> bytes:
    plan = read(EXAMPLE)
    assert not isinstance(plan, list)
    rooms = tuple(replace(room, quiet=room.room in quiet) for room in plan.rooms)
    silent = tuple(replace(sounder, family="simulated") for sounder in plan.sounders)
    return to_document(replace(plan, rooms=rooms, sounders=silent, buttons=(wall("B204"), wall("B206"))))


async def until_quiet(building: PatientTwins, quiet: dict[str, bool]) -> None:
    async with patient():
        while {button: building.twin(button).flash.quiet for button in quiet} != quiet:
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_only_the_buttons_of_a_quiet_room_are_told_to_be_quiet_and_a_new_plan_ends_it(tmp_path: Path) -> None:
    where = Address("127.0.0.1", free_port())
    (tmp_path / "run").mkdir()
    keys = {"B204-wall": KEY, "B206-wall": KEY[::-1]}
    async with (
        Daemon.started(Settings(data=tmp_path / "data", run=tmp_path / "run", esphome=where)) as daemon,
        PatientTwins(where.host, where.port, keys) as building,
    ):
        for name, key in keys.items():
            daemon.credentials.put(KeyId(name), key)
        await daemon.adopt(document(quiet={"B204"})).kept
        for button in keys:
            await building.until_lamp(button, "ready", within_s=5)
        await until_quiet(building, {"B204-wall": True, "B206-wall": False})
        await daemon.adopt(document(quiet=set())).kept
        await until_quiet(building, {"B204-wall": False, "B206-wall": False})
