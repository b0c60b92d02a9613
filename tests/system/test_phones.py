"""Tests responders' phones against a real alert daemon, over its real socket: going reaches lamp and board, a frozen phone is passed over,
a power cut asks nobody twice, and a phone that was retired says no more.
"""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from appliance.core.ground.messages import MessageState
from appliance.core.ground.words import Stage
from appliance.core.pages.commands import RetirePage
from appliance.plan.ids import ButtonId, TeamId
from appliance.plan.messages import MessageWay, Team
from tests.patience import until
from tests.system.box import Box
from tests.system.phone import Phone
from tests.system.school import ALL_WEEK, school

pytestmark = pytest.mark.slow

SCHOOL = school()
TOLD = replace(
    SCHOOL,
    people=tuple(
        replace(each, agreed="2026-08-20", ways=(MessageWay("page", f"{each.person}-phone", hours=ALL_WEEK),))
        for each in SCHOOL.people
    ),
    teams=(Team(TeamId("team"), "Team", tuple(each.person for each in SCHOOL.people)),),
    ladder=(replace(SCHOOL.ladder[0], teams=(TeamId("team"),)), *SCHOOL.ladder[1:]),
)


def asks(card: dict[str, Any]) -> bool:
    return bool(card["asks"])


async def test_going_reaches_the_lamp_and_the_board_and_a_power_cut_asks_nobody_twice(tmp_path: Path) -> None:
    vasquez, quimby = Phone("vasquez-phone"), Phone("quimby-phone")
    async with Box(tmp_path, plan=TOLD) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        page = box.run / "page.sock"
        for phone in (vasquez, quimby):
            await phone.is_paired(desk, page)
        async with vasquez.connected(page), quimby.connected(page):
            await until(lambda: bool(vasquez.screens and quimby.screens))
            await building.press("B204-wall")
            card = await quimby.sees(asks)
            assert (card["place"], card["kind"], card["practice"]) == ("Juniper B204", "assist", False)
            await vasquez.sees(asks)
            quimby.answers(card, "going")
            await building.until_lamp("B204-wall", "on-the-way", within_s=2)
            call = await desk.sees("B204", lambda call: call.confirmed)
            assert [(each.who, each.stage) for each in call.sent] == [("Thaddeus Quimby", Stage.CONFIRMED)]
            await quimby.sees(lambda card: card["mine"] == "going")
            await until(lambda: vasquez.cards == [])
        box.kill()
        await box.starts()
        await building.until_lamp("B204-wall", "on-the-way", within_s=20)
        async with vasquez.connected(page), quimby.connected(page):
            card = await quimby.sees(lambda card: card["mine"] == "going" and not card["asks"])
            assert vasquez.cards == []
            quimby.answers(card, "there")
            again = await box.desk("hall")
            await again.sees("B204", lambda call: call.stage is Stage.ON_SCENE)


async def test_a_frozen_phone_is_passed_over_and_one_that_was_retired_says_no_more(tmp_path: Path) -> None:
    vasquez, quimby = Phone("vasquez-phone"), Phone("quimby-phone")
    async with Box(tmp_path, plan=TOLD) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        page = box.run / "page.sock"
        for phone in (vasquez, quimby):
            await phone.is_paired(desk, page)
        async with vasquez.connected(page), quimby.connected(page):
            await until(lambda: bool(vasquez.screens and quimby.screens))
            vasquez.awake = False
            await building.press("B204-wall")
            card = await quimby.sees(asks)
            call = await desk.sees(
                "B204", lambda call: any(each.state is MessageState.FAILED for each in call.messages), within_s=20
            )
            assert [each.who for each in call.messages if each.state is MessageState.FAILED] == ["Ottoline Vasquez"]
            assert call.ringing
            await desk.does(RetirePage(page=ButtonId("quimby-phone")))
            await until(lambda: [each.code for each in quimby.ended] == ["retired"])
            quimby.answers(card, "going")
            await quimby.is_heard()
            await desk.acknowledges(call)
            after = await desk.sees("B204", lambda call: not call.ringing)
            assert (after.stage, after.sent) == (Stage.ACKNOWLEDGED, ())
