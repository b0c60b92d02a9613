"""Tells calls in which people are told by messages, over real processes: ladder, message, answer, lamp and board; the box killed between;
and each way in which the pretend telephones fail.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import CallCard
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.messages import MessageState
from appliance.core.ground.messages import Reply as Answered
from appliance.core.ground.words import Stage
from appliance.plan.ids import DeskId, PersonId, SounderId, TeamId
from appliance.plan.messages import MessageWay, Team
from appliance.plan.model import Step
from hardware.messengers.pretend import PretendPhones
from hardware.ports import Reply
from hardware.simulated.building import PretendBuilding
from tests.hardware.running import until
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import school

pytestmark = pytest.mark.slow

PLAN = replace(
    school(),
    people=tuple(
        replace(each, agreed="2026-08-20", ways=(MessageWay("simulated", f"{each.person}-phone"),))
        for each in school().people
    ),
    teams=(Team(TeamId("cirt"), "Response team", (PersonId("vasquez"), PersonId("quimby"))),),
    ladder=(
        Step(0, (DeskId("front"), DeskId("hall"))),
        Step(1, (DeskId("front"), DeskId("hall")), teams=(TeamId("cirt"),)),
        Step(15, (DeskId("front"), DeskId("hall")), (SounderId("office-bell"),)),
    ),
)
LEAD, NURSE = "vasquez-phone", "quimby-phone"


class School:
    """A box with its telephones, one button and the front desk."""

    def __init__(self, box: Box, phones: PretendPhones) -> None:
        self.box = box
        self.phones = phones
        self.building: PretendBuilding
        self.desk: Desk

    async def starts(self) -> None:
        await self.box.starts("--phones", str(self.box.folder / "phones"))
        self.building, self.desk = await self.box.building("B204"), await self.box.desk("front")
        await self.building.until_lamp("B204-wall", "ready", within_s=5)
        await until(lambda: self.phones.connected)

    async def starts_again(self) -> None:
        """Start the box after it was killed. Its button and its telephones dial again by themselves."""
        await self.box.starts("--phones", str(self.box.folder / "phones"))
        self.desk = await self.box.desk("front")
        await until(lambda: self.phones.connected)

    async def calls(self) -> CallCard:
        """Let the room call, and the desk show it."""
        await self.building.press("B204-wall")
        return await self.desk.shows("B204")

    async def stands(self, *phones: str) -> None:
        """Wait until a call stands on exactly these telephones."""
        await until(lambda: {each.to for each in self.phones.shown.values() if not each.test} == set(phones))

    async def card(self, holds: Callable[[CallCard], bool]) -> CallCard:
        """Wait until the desk shows the call so."""
        board = await self.desk.board(lambda board: any(map(holds, board.calls)), within_s=5)
        return next(each for each in board.calls if holds(each))


@asynccontextmanager
async def begun(folder: Path) -> AsyncIterator[School]:
    async with Box(folder, plan=PLAN) as box, PretendPhones(folder / "phones") as phones:
        told = School(box, phones)
        await told.starts()
        yield told


async def test_going_reaches_the_lamp_and_the_board_and_cannot_takes_it_back(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        await told.calls()
        await told.stands(LEAD, NURSE)
        assert told.phones.on(LEAD) == ["ASSIST: Juniper B204. Call 1."]
        told.phones.answers(NURSE, Reply.GOING)
        await told.building.until_lamp("B204-wall", "on-the-way", within_s=5)
        card = await told.card(lambda call: call.stage is Stage.CONFIRMED)
        assert [each.who for each in card.sent] == ["Thaddeus Quimby"]
        assert not card.ringing
        await told.stands()
        told.phones.answers(NURSE, Reply.CANNOT)
        card = await told.card(lambda call: call.stage is Stage.CALLED and call.ringing)
        assert card.sent == ()
        assert card.lamp != Lamp.ON_THE_WAY
        await told.building.until_lamp("B204-wall", "received", within_s=5)
        await told.stands(LEAD)
        said = await told.desk.timeline()
        assert any("does not come after all" in each for each in said), said


async def test_a_box_that_is_killed_says_again_what_nobody_answered_and_keeps_what_was_answered(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        await told.calls()
        await told.stands(LEAD, NURSE)
        told.phones.answers(LEAD, Reply.CANNOT)
        await told.stands(NURSE)
        told.box.kill()
        told.phones.seen.clear()
        await told.starts_again()
        await told.stands(NURSE)
        told.phones.answers(NURSE, Reply.GOING)
        await told.building.until_lamp("B204-wall", "on-the-way", within_s=5)
        told.box.kill()
        await told.starts_again()
        card = await told.card(lambda call: call.stage is Stage.CONFIRMED)
        assert card.ringing, "what is open rings again after a power cut"
        assert [each.who for each in card.sent] == ["Thaddeus Quimby"]
        replies = {each.who: each.reply for each in card.messages}
        assert replies == {"Thaddeus Quimby": Answered.GOING, "Ottoline Vasquez": Answered.CANNOT}


async def test_a_telephone_that_is_off_is_passed_over_and_a_way_that_is_gone_is_named_and_holds_nothing_up(
    tmp_path: Path,
) -> None:
    async with begun(tmp_path) as told:
        told.phones.fails("The telephone is switched off.", LEAD)
        told.phones.loses(loses=True)
        await told.calls()
        await told.stands(NURSE)
        card = await told.card(lambda call: any(each.state is MessageState.SENT for each in call.messages))
        assert card.ringing, "what was only sent takes nothing from the desk"
        told.phones.fails("The modem is unplugged.")
        await told.desk.sees_trouble("way-lost", within_s=5)
        await told.desk.acknowledges(card)
        await told.building.until_lamp("B204-wall", "acknowledged", within_s=5)
        told.phones.fails("")
        told.phones.fails("", LEAD)
        await told.desk.sees_no_trouble("way-lost", within_s=5)
        await told.stands()


async def test_telephones_that_say_nothing_keep_nobody_else_waiting(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        told.phones.holds(held=True)
        await told.calls()
        call = await told.card(lambda call: len(call.messages) == 2)
        assert {each.state for each in call.messages} == {MessageState.QUEUED}
        await told.building.until_lamp("B204-wall", "received", within_s=5)
        await told.desk.acknowledges(call)
        await told.building.until_lamp("B204-wall", "acknowledged", within_s=5)
        told.phones.holds(held=False)
        await until(lambda: not told.phones.on(LEAD))
