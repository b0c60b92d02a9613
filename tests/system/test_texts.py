"""Tells calls by text and about texts, over real processes: the alert daemon, and at the other end of its line a pretend modem; the box
killed while a text goes out or has just come in, and a modem that is pulled out.
"""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import CallCard
from appliance.core.ground.messages import MessageState
from appliance.plan.messages import MessageWay
from appliance.plan.model import Plan
from appliance.plan.telephones import Texts
from hardware.modem.twin.school import PretendModem
from hardware.simulated.building import PretendBuilding
from tests.hardware.modem.stick import stored
from tests.hardware.running import until
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.test_messages import PLAN as OF_MESSAGES

pytestmark = pytest.mark.slow

OURS, STRANGER = "+17205550199", "+17205550144"
NUMBERS = {"vasquez": "+17205550111", "quimby": "+17205550122"}


def plan(port: Path) -> Plan:
    """Make the school whose people are told by text."""
    people = tuple(
        replace(each, ways=(MessageWay("text", NUMBERS[each.person]),)) if each.person in NUMBERS else each
        for each in OF_MESSAGES.people
    )
    return replace(OF_MESSAGES, people=people, texts=Texts(str(port), OURS))


class School:
    """A box, its stick, one button and the front desk."""

    def __init__(self, box: Box, stick: PretendModem) -> None:
        self.box = box
        self.stick = stick
        self.building: PretendBuilding
        self.desk: Desk

    async def starts(self) -> None:
        await self.box.starts()
        self.building, self.desk = await self.box.building("B204"), await self.box.desk("front")
        await self.building.until_lamp("B204-wall", "ready", within_s=5)
        await self.is_set_up()

    async def is_set_up(self) -> None:
        """Wait until the box has read the whole modem for the first time."""
        await until(lambda: "AT+CMGL=4" in self.stick.modem.heard, 15.0)

    async def starts_again(self) -> None:
        self.stick.modem.heard.clear()
        await self.box.starts()
        self.desk = await self.box.desk("front")
        await self.is_set_up()

    async def card(self, holds: Callable[[CallCard], bool], within_s: float = 10.0) -> CallCard:
        board = await self.desk.board(lambda board: any(map(holds, board.calls)), within_s=within_s)
        return next(each for each in board.calls if holds(each))

    async def calls(self) -> list[CallCard]:
        return list((await self.desk.board(lambda _: True, within_s=5)).calls)


@asynccontextmanager
async def begun(folder: Path) -> AsyncIterator[School]:
    port = folder / "modem"
    async with PretendModem([port]) as stick, Box(folder, plan=plan(port)) as box:
        told = School(box, stick)
        await told.starts()
        yield told


async def test_a_call_is_told_by_text_and_the_board_says_that_it_arrived(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        await told.building.press("B204-wall")
        await until(lambda: all(told.stick.texts_to(each) for each in NUMBERS.values()), 10.0)
        for number in NUMBERS.values():
            (text,) = told.stick.texts_to(number)
            assert "B204" in text
            assert len(text) <= 160
        await told.card(lambda call: {each.state for each in call.messages} == {MessageState.DELIVERED})


async def test_a_text_rings_and_is_deleted_only_when_it_is_recorded_also_if_the_box_is_killed(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        told.stick.modem.text(STRANGER, "HELP B204")
        card = await told.card(lambda _: True)
        await until(lambda: stored(told.stick.modem) == 0, 5.0)
        told.box.kill()
        told.stick.modem.text(STRANGER, "help b204 again")
        await told.starts_again()
        await until(lambda: stored(told.stick.modem) == 0, 10.0)
        assert [each.incident for each in await told.calls()] == [card.incident]


async def test_a_box_that_is_killed_between_recording_and_deleting_takes_the_text_once(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        stores = told.stick.modem.card.stores
        told.stick.modem.text(STRANGER, "HELP B204")
        lay = {store: dict(lies) for store, lies in stores.items()}
        first = await told.card(lambda _: True)
        told.box.kill()
        stores.update(lay)  # as if the power had failed before the deletion
        await told.starts_again()
        await until(lambda: stored(told.stick.modem) == 0, 10.0)
        (card,) = await told.calls()
        assert (card.incident, card.presses) == (first.incident, first.presses)


@pytest.mark.proof  # it takes more than a minute
async def test_a_box_that_is_killed_while_a_text_goes_out_says_it_not_twice_and_that_nobody_knows(
    tmp_path: Path,
) -> None:
    async with begun(tmp_path) as told:
        told.stick.modem.sends_s = 600.0
        await told.building.press("B204-wall")
        await until(lambda: len(told.stick.modem.sent) == 1, 10.0)
        first = told.stick.modem.sent[0]
        told.box.kill()
        told.stick.modem.sends_s = 0.02
        await told.starts_again()
        other = next(each for each in NUMBERS.values() if each != first.number)
        await until(lambda: len(told.stick.texts_to(other)) == 1, 10.0)
        card = await told.card(lambda call: MessageState.FAILED in {each.state for each in call.messages})
        assert len([each for each in card.messages if each.state is MessageState.FAILED]) == 1
        assert told.stick.texts_to(first.number) == [first.text]
        # what failed is said anew after a minute, under another id
        await until(lambda: len(told.stick.texts_to(first.number)) == 2, 75.0)


async def test_a_modem_that_is_pulled_out_is_one_trouble_and_costs_no_call(tmp_path: Path) -> None:
    async with begun(tmp_path) as told:
        told.stick.unplug()
        await told.desk.sees_trouble("modem-missing", within_s=10)
        await told.building.press("B204-wall")
        await told.desk.shows("B204")
        await told.building.until_lamp("B204-wall", "received", within_s=5)
        board = await told.desk.board(lambda _: True, within_s=5)
        assert not [each for each in board.troubles if each.what == "way-lost"]
        told.stick.plug_in()
        await told.desk.sees_no_trouble("modem-missing", within_s=20)


def test_a_box_without_texts_loads_nothing_of_a_modem() -> None:
    loaded = "import sys, appliance.daemon; print(*sorted(each for each in sys.modules if 'hardware.modem' in each))"
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["hardware.modem", "hardware.modem.heard", "hardware.modem.settings"]
