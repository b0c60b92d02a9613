"""Tests desk phones against a real alert daemon, over its real socket: what callers hear and who is rung, through power cuts of the box and
deaths of the process that speaks to the phone system.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.phones.messages import RingState, State
from appliance.core.calls.commands import Acknowledge
from appliance.core.ground.words import Stage
from appliance.plan.messages import MessageWay
from appliance.plan.model import Plan
from appliance.plan.telephones import Telephone
from tests.appliance.doors.phones.phones import Process, connected, record_phrases
from tests.patience import until
from tests.system.box import Box
from tests.system.school import ALL_WEEK, school

pytestmark = pytest.mark.slow

ROOM, LEAD, NURSE = "2204", "2210", "2211"


def with_phones() -> Plan:
    """Make the usual school with a phone in room B204, whose first step rings two people on their desks."""
    plan = school()
    rooms = tuple(replace(each, phone=ROOM) if each.room == "B204" else each for each in plan.rooms)
    told = plan.people[:2]
    ways = (
        replace(each, agreed="2026-08-20", ways=(MessageWay("phone", to, hours=ALL_WEEK, school=True),))
        for each, to in zip(told, (LEAD, NURSE), strict=True)
    )
    first = replace(plan.ladder[0], people=tuple(each.person for each in told))
    return replace(
        plan,
        rooms=rooms,
        people=(*ways, *plan.people[2:]),
        ladder=(first, *plan.ladder[1:]),
        telephone=Telephone(pbx="10.20.0.5", extension="4357"),
    )


@asynccontextmanager
async def box_with_phones(folder: Path) -> AsyncIterator[Box]:
    """Run a box with recorded phrases, whose plan has desk phones."""
    async with Box(folder, plan=with_phones()) as box:
        record_phrases(box.data.parent / "handbell-phrases", box.plan)
        await box.starts()
        yield box


def heard_last(process: Process) -> tuple[str, ...]:
    return process.spoken()[-1] if process.spoken() else ()


async def test_a_room_dials_and_hears_the_truth_on_through_a_power_cut(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box:
        desk = await box.desk("front")
        async with connected(box.run / "phones.sock") as phones:
            phones.dials(ROOM)
            card = await desk.sees("B204")
            await until(lambda: heard_last(phones)[:2] == ("en.has-your-call-from", "en.room.B204"))
            await desk.does(Acknowledge(incident=card.incident))
            await phones.hears("en.has-it")
            box.kill()
            await until(lambda: phones.over)
        await box.starts()
        async with connected(box.run / "phones.sock") as phones, box.sitting_at("hall") as again:
            phones.dials(ROOM, again=True)
            await phones.hears("en.has-it")
            card = await again.sees("B204")
            assert card.presses == 1


async def test_a_call_that_was_killed_before_it_was_recorded_is_a_press_when_its_line_is_back(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box:
        box.kill()
        await box.starts()
        async with connected(box.run / "phones.sock") as phones, box.sitting_at("front") as desk:
            phones.dials(ROOM, again=True)
            card = await desk.sees("B204")
            assert card.presses == 1


async def test_nothing_that_was_answered_rings_again_and_everything_else_does(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box:
        building, _ = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        async with connected(box.run / "phones.sock") as phones:
            await building.press("B204-wall")
            lead, nurse = await phones.rung(LEAD), await phones.rung(NURSE)
            phones.answers(lead)
            phones.presses(lead, "0")
            await until(lambda: (ring := phones.ring(LEAD)) is not None and ring.clips == ("en.declined",))
            box.kill()
        await box.starts()
        async with connected(box.run / "phones.sock") as phones:
            again = await phones.rung(NURSE)
            assert again.id != nurse.id
            assert phones.ring(LEAD) is None
            phones.answers(nurse)  # the id of before the power cut means nothing any more
            phones.presses(nurse, "1")
            phones.answers(again)
            phones.presses(again, "1")
            await building.until_lamp("B204-wall", "on-the-way", within_s=5)
            again_at_desk = await box.desk("hall")
            call = await again_at_desk.sees("B204", lambda call: call.stage is Stage.CONFIRMED)
            assert len(call.sent) == 1


async def test_while_its_process_dies_again_and_again_a_phone_rings_each_time_and_buttons_go_on(tmp_path: Path) -> None:
    async with box_with_phones(tmp_path) as box:
        building, desk = await box.building("B204", "B206"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        ids: set[str] = set()
        for _ in range(5):
            async with connected(box.run / "phones.sock") as phones:
                ring = await phones.rung(LEAD)
                phones.says(RingState(id=ring.id, state=State.RINGING))
                ids.add(ring.id)
        assert len(ids) == 5
        await building.press("B206-wall")
        await desk.sees("B206")
