"""Tests a responder's phone in Chromium, against a real alert daemon and a real process of the pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from appliance.core.building.commands import StartResponse
from appliance.core.ground.messages import MessageState
from appliance.core.ground.words import BuildingResponse, Stage
from appliance.core.pages.commands import RetirePage
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import ButtonId, RoomId, TeamId
from appliance.plan.messages import MessageWay, Team
from tests.browser.site import NEEDED, Screen, Site
from tests.system.school import ALL_WEEK, school

pytestmark = NEEDED

PHONE = ButtonId("quimby-phone")
SCHOOL = school(4)
TOLD = replace(
    SCHOOL,
    people=tuple(
        replace(each, agreed="2026-08-20", ways=(MessageWay("page", str(PHONE), hours=ALL_WEEK),))
        if each.person == "quimby"
        else each
        for each in SCHOOL.people
    ),
    teams=(Team(TeamId("team"), "Team", tuple(each.person for each in SCHOOL.people)),),
    ladder=(replace(SCHOOL.ladder[0], teams=(TeamId("team"),)), *SCHOOL.ladder[1:]),
)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path, TOLD) as site:
        yield site


async def phone(site: Site) -> Screen:
    """Give a browser as narrow as a phone, paired, with its page in front."""
    screen = await site.screen("phone")
    await screen.does(_as_phone)
    await screen.opens("/pair#" + await site.code(PHONE))
    await screen.shows("You can be reached here", "Thaddeus Quimby")
    return screen


def _as_phone(driver: webdriver.Chrome) -> None:
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    )


def _goes_away_and_comes_back(driver: webdriver.Chrome) -> None:
    """Open another tab and close it, as whoever looks at something else."""
    page = driver.current_window_handle
    driver.switch_to.new_window("tab")
    driver.close()
    driver.switch_to.window(page)


async def touches(screen: Screen, answer: str) -> None:
    await screen.does(lambda driver: driver.find_element(By.CSS_SELECTOR, f".card .{answer}").click())


async def test_a_call_is_shown_and_going_turns_the_lamp(site: Site) -> None:
    screen, building = await phone(site), await site.box.building("B201")
    await screen.shows("Sound is off")
    await screen.clicks("sound-on")
    await screen.shows("Sound is on")
    await building.press("B201-wall")
    await screen.shows("ASSIST", "Juniper B201", "I am going", "I cannot", "Nobody has taken this call yet")
    await touches(screen, "going")
    await building.until_lamp("B201-wall", "on-the-way", within_s=3)
    await screen.shows("You said: going.", "Thaddeus Quimby: going")
    await screen.reloads()
    await screen.shows("You said: going.", "Thaddeus Quimby: going")
    await touches(screen, "there")
    call = await site.desk.sees("B201", lambda call: call.stage is Stage.ON_SCENE)
    await screen.shows("You said: there.")
    await site.desk.stands_down(call)
    await screen.shows("No call", "Call 1: you are not asked any more.")


async def test_daemon_and_page_process_come_back_and_nothing_answered_is_asked_again(site: Site) -> None:
    screen, building = await phone(site), await site.box.building("B201")
    await building.press("B201-wall")
    await screen.shows("I am going")
    await touches(screen, "going")
    await screen.shows("You said: going.")
    site.box.kill()
    await screen.shows("Not connected")
    await site.box.starts()
    await screen.shows("The box answered", "You said: going.")
    await screen.kept()
    site.page.kill()
    await screen.shows("Not connected")
    await screen.reloads()
    await screen.shows("Not connected", "Use the radio or the phone")
    await site.page.starts()
    await screen.shows("The box answered", "You said: going.")
    assert "I am going" not in await screen.text()


async def test_cannot_takes_the_card_away_and_a_retired_phone_says_so(site: Site) -> None:
    screen, building = await phone(site), await site.box.building("B201")
    await building.press("B201-wall")
    await screen.shows("I cannot")
    await touches(screen, "cannot")
    await screen.shows("Call 1: you cannot go. The call goes on without you.")
    await site.desk.does(StartResponse(response=BuildingResponse.LOCKDOWN))
    await screen.shows("LOCKDOWN", "makes no sound")
    await screen.clicks("anyway")
    await screen.shows("This phone makes sound.")
    await screen.clicks("language")
    await screen.shows("CIERRE DE EMERGENCIA", "Este teléfono suena.")
    await screen.clicks("language")
    await site.desk.does(RetirePage(page=PHONE))
    await screen.shows("not paired any more")


async def test_a_lockdown_that_is_practised_silences_no_real_call(site: Site) -> None:
    screen, building = await phone(site), await site.box.building("B201")
    await site.desk.does(StartDrill(name="Practice", rooms=(RoomId("B202"),)))
    await site.desk.does(StartResponse(response=BuildingResponse.LOCKDOWN, practice=True))
    await screen.shows("DRILL: LOCKDOWN", "makes no sound")
    await building.press("B201-wall")
    await screen.shows("I am going", "This phone makes sound.")


async def test_a_frozen_page_is_passed_over_and_shows_what_holds_once_it_wakes(site: Site) -> None:
    screen, building = await phone(site), await site.box.building("B201")
    await screen.does(lambda driver: driver.execute_cdp_cmd("Page.setWebLifecycleState", {"state": "frozen"}))
    await building.press("B201-wall")
    call = await site.desk.sees(
        "B201", lambda call: any(each.state is MessageState.FAILED for each in call.messages), within_s=20
    )
    assert call.ringing and call.sent == ()
    await screen.does(lambda driver: driver.execute_cdp_cmd("Page.setWebLifecycleState", {"state": "active"}))
    await screen.does(_goes_away_and_comes_back)
    await screen.shows("Thaddeus Quimby", "The box answered")


async def test_the_keyboard_alone_answers_and_two_tabs_do_not_quarrel(site: Site) -> None:
    screen, building = await phone(site), await site.box.building("B201")
    await building.press("B201-wall")
    await screen.shows("I am going")
    await screen.does(lambda driver: driver.find_element(By.CSS_SELECTOR, ".card .going").send_keys(Keys.ENTER))
    await building.until_lamp("B201-wall", "on-the-way", within_s=3)
    await screen.does(lambda driver: driver.switch_to.new_window("tab"))
    await screen.opens("/phone")
    await screen.shows("open in another tab")
