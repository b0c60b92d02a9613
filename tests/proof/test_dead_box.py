"""Proves that a new box made from a dead box's stick and the phrase goes on in the middle of a call. It rings and the lamps follow it. When
the dead box comes back, the buttons refuse it, and both boxes say so.

One room has a real button, others have twins. Each box and each room is a computer of its own on a real network.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.api.board.calls import CallCard
from hardware.esphome.wire import DIAL_IN_PORT
from tests.patience import patience
from tests.proof.buttons_outside import ButtonsOutside
from tests.proof.copied_box import PHRASE, Blank, Replica, is_safe, seals_for
from tests.proof.lan import Lan
from tests.proof.wing import BOX_AT, Classroom, NetBox, Wing
from tests.system.desk import Desk
from tests.system.school import button_of, key_of

pytestmark = pytest.mark.proof

ROOM_AT, TWINS_AT, FORMER_AT = "10.78.0.11", "10.78.0.12", "10.78.0.9"
FOLLOWS_WITHIN_S = 10.0
TWIN, OTHER = button_of("B202"), button_of("B203")


@dataclass(frozen=True, slots=True)
class School:
    """The school when its box died: `room` had pressed and was acknowledged, the twin of B202 had pressed and rang, the twin of B203 was at
    rest.
    """

    box: NetBox
    room: Classroom
    twins: ButtonsOutside
    stick: Path

    async def nobody_hears(self) -> None:
        """Check that every lamp says so."""
        await self.room.shows("not-delivered", 60)
        for each in (TWIN, OTHER):
            await shows(self.twins, each, "not-delivered", self.twins.now())


async def shows(twins: ButtonsOutside, button: str, lamp: str, since: int = 0) -> None:
    """Wait as `until_shows` does, while the desk goes on."""
    await asyncio.to_thread(twins.until_shows, button, lamp, since, patience(60))


@asynccontextmanager
async def with_a_dead_box(lan: Lan, folder: Path) -> AsyncIterator[School]:
    """Make a building whose box was copied to its last entry, then lost its cable and its power at one moment."""
    stick = folder / "stick"
    stick.mkdir()
    keys = {each: key_of(each) for each in (TWIN, OTHER)}
    computer = lan.computer("twins", TWINS_AT)
    async with Wing(lan, folder / "first", rooms=3) as wing:
        room = await wing.room("B201", ROOM_AT, dials=True, announced=True)
        with ButtonsOutside(folder / "keys", DIAL_IN_PORT, keys, host=BOX_AT, computer=computer) as twins:
            desk = await wing.starts()
            await seals_for(desk, PHRASE)
            async with Replica.of(wing.box, stick) as replica:
                await room.shows("ready", 10)
                for each in keys:
                    await shows(twins, each, "ready")
                await is_safe(desk)
                await room.device.tap()
                await desk.acknowledges(await desk.shows("B201"))
                await room.shows("acknowledged", 5)
                pressed = twins.press(TWIN)
                await desk.shows("B202")
                await shows(twins, TWIN, "received", pressed)
                await is_safe(desk)
                wing.box.computer.pull_cable()
                wing.box.kill()
                replica.dies()
            yield School(wing.box, room, twins, stick)


async def test_a_new_box_rings_what_the_dead_one_was_ringing_and_the_buttons_obey_it_alone(
    lan: Lan, tmp_path: Path
) -> None:
    async with with_a_dead_box(lan, tmp_path) as school:
        await school.nobody_hears()
        heard, moment = len(school.room.lamp.heard), school.twins.now()
        computer = lan.computer("second", None)
        computer.change_address(BOX_AT)
        async with Blank(tmp_path / "second", computer) as new:
            await new.starts()
            assert (await (await new.desk("front", attended=False)).board()).new
            said = await new.is_restored(school.stick, PHRASE)
            assert "2 calls were open and ring again" in said
            armed_s = time.monotonic()
            desk = await new.desk("front")
            untaken, taken = await desk.shows("B202"), await desk.shows("B201")
            assert untaken.ringing and not untaken.acknowledged_by and untaken.presses == 1
            assert taken.ringing and taken.acknowledged_by, "who had taken the call stands in the record"
            await school.room.showed("acknowledged", heard)
            await shows(school.twins, TWIN, "received", moment)
            await shows(school.twins, OTHER, "ready", moment)
            took_s = time.monotonic() - armed_s
            print(f"every button follows {took_s:.2f} s after the new box was armed")
            assert took_s < patience(FOLLOWS_WITHIN_S)
            await the_former_comes_back(school, desk, untaken, taken)


async def the_former_comes_back(school: School, desk: Desk, untaken: CallCard, taken: CallCard) -> None:
    """Start the former box with its old record, at another address. No lamp follows it, and both boxes say why."""
    school.box.computer.change_address(FORMER_AT)
    school.box.computer.plug_in()
    await school.box.starts()
    former = await school.box.desk("front")
    assert "it obeys a box of a higher rank" in await former.sees_trouble("button-older-box", 30)
    await desk.sends(taken)
    await desk.confirms(taken)
    await school.room.shows("on-the-way", 5)
    await former.acknowledges(await former.sees("B202"))
    acknowledged = school.twins.now()
    await desk.acknowledges(untaken)
    await shows(school.twins, TWIN, "acknowledged", acknowledged)
    await school.room.device.tap()
    await desk.sees("B201", lambda card: card.presses == 2)
    await school.room.shows("on-the-way", 5)
    assert "take its power away" in await desk.sees_trouble("button-former-box")
    assert not (await desk.board()).cut_off, "the rooms can call, here"
    assert [each.room_name for each in (await former.board()).cut_off] == ["Juniper B201"]
