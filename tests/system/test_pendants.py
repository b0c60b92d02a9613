"""Tests a pendant, a receiver on a serial line and the real daemon: a press rings once, over kills too, and what is wrong with the line is
reported.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.desk.buttons import TellCarried
from appliance.api.feed.messages import FollowSealed, SealedItems
from appliance.plan.ids import AreaName, ButtonId, KeyId, LineId, RoomId
from appliance.plan.model import Button, Contact, Kind, Plan, SerialLine, Speaks, Wire
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.levels import HEARD
from tests.patience import until
from tests.system.box import Box
from tests.system.record import read_record
from tests.system.school import school

pytestmark = pytest.mark.slow

PENDANT = ButtonId("yard-1")
UID = 0xB2000000 + 1234567


def with_pendant(at: Path) -> Plan:
    """Make the school with a receiver at this path, and a pendant for whoever has the yard."""
    plan = school(4)
    pendant = Button(
        PENDANT,
        RoomId(""),
        "inovonics",
        KeyId(""),
        (Contact("help", Kind.EMERGENCY),),
        duty="Yard 1",
        area=AreaName("Juniper yard"),
        part="EN1223S",
        wires=(Wire("help", "178-1234567/1"),),
    )
    line = SerialLine(LineId("radio-a"), "Receiver in the office", Speaks.INOVONICS, str(at))
    return replace(plan, buttons=(*plan.buttons, pendant), lines=(line,))


@asynccontextmanager
async def yard(folder: Path) -> AsyncIterator[tuple[Box, PretendRadio]]:
    at = folder / "radio-a"
    async with (
        PretendRadio([at], {"yard": PretendTransmitter(UID)}) as radio,
        Box(folder, plan=with_pendant(at), data=folder / "data") as box,
    ):
        await box.starts()
        yield box, radio


async def test_a_pendant_that_is_pressed_is_a_call_of_its_area_and_is_acknowledged(tmp_path: Path) -> None:
    async with yard(tmp_path) as (box, radio):
        desk = await box.desk("front")
        radio.copies = 2
        await radio.press("yard", for_s=0.2)
        board = await desk.board(lambda board: len(board.calls) == 1)
        assert board.calls[0].kind is Kind.EMERGENCY
        await until(lambda: radio.receiver().waiting == 0)
        assert len(radio.receiver().acknowledged) == 4


async def test_a_press_that_a_killed_box_did_not_acknowledge_is_in_the_record_once(tmp_path: Path) -> None:
    async with yard(tmp_path) as (box, radio):
        await box.desk("front")
        radio.check_in("yard")
        await until(lambda: radio.receiver().waiting == 0 and bool(radio.receiver().acknowledged))
        radio.send(radio.transmitters["yard"].close())
        box.kill()
        radio.send(radio.transmitters["yard"].open())
        await box.starts()
        desk = await box.desk("front")
        await desk.board(lambda board: len(board.calls) == 1)
        await until(lambda: radio.receiver().waiting == 0)
        await box.stops()
        record = await read_record(box.data)
        assert record.findings == []
        assert record.presses() == {(PENDANT, "help 1", HEARD): 1}


async def test_a_receiver_that_is_unplugged_or_jammed_is_told_and_so_is_its_end(tmp_path: Path) -> None:
    async with yard(tmp_path) as (box, radio):
        desk = await box.desk("front")
        radio.unplug()
        assert "see whether its plug is in" in await desk.sees_trouble("line-missing")
        radio.plug_in()
        await desk.sees_no_trouble("line-missing", 15)
        radio.jam()
        assert "something sends on its frequencies" in await desk.sees_trouble("receiver-jammed")
        radio.jam(on=False)
        await desk.sees_no_trouble("receiver-jammed")


async def test_a_low_battery_is_told_with_what_to_do_and_a_neighbour_is_nobodys_trouble(tmp_path: Path) -> None:
    async with yard(tmp_path) as (box, radio):
        desk = await box.desk("front")
        await radio.neighbour()
        radio.low("yard")
        assert "replace its battery" in await desk.sees_trouble("button-low-battery")
        assert not (await desk.board()).calls


NAME = "Ms Quetzalcoatl"
"""A name that no file of this box holds, unless a test writes it."""


async def carries(box: Box, name: str) -> None:
    async with box.sitting_at("front") as desk:
        reply = await desk.line.ask(TellCarried(request=0, button=PENDANT, name=name))
        assert isinstance(reply, Reply)
        assert reply.ok, reply.says


async def test_who_carries_a_pendant_is_on_its_card_and_nowhere_else_and_a_restart_forgets_it(tmp_path: Path) -> None:
    async with yard(tmp_path) as (box, radio):
        desk = await box.desk("front")
        await carries(box, NAME)
        await radio.press("yard", for_s=0.2)
        board = await desk.board(lambda board: bool(board.calls))
        (card,) = board.calls
        assert [(each.duty, each.name) for each in board.carried] == [("Yard 1", NAME)]
        assert (card.room_name, card.heard_by, card.hop) == ("Yard 1, Juniper yard", "pendant", "receiver")
        assert card.carried == NAME
        await desk.acknowledges(card)
        feed = await box.feed()
        sealed = await feed.ask(FollowSealed(request=0, after=0))
        assert isinstance(sealed, SealedItems)
        assert not [each for each in sealed.entries if NAME.encode() in each.entry]
        assert not [line for line in await desk.timeline() if NAME in line]
        assert files_with(tmp_path, NAME) == []
        await box.stops()
        assert files_with(tmp_path, NAME) == [], "the journal and whatever is written as it ends, too"
        record = await read_record(box.data)
        assert record.events
        assert NAME not in repr(record.events)
        await box.starts()
        again = await box.desk("front")
        board = await again.board(lambda board: bool(board.calls))
        assert (board.carried, board.calls[0].carried) == ((), "")


def files_with(folder: Path, name: str) -> list[str]:
    """Give every file that has this name in it, as it is or turned into hex."""
    wanted = name.encode(), name.encode().hex().encode()
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert {"journal"} < {each.name for each in files}
    return [str(each) for each in files if any(word in each.read_bytes() for word in wanted)]
