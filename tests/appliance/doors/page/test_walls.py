"""Tests wall boards over the real socket of the door of the pages: wings and nothing else, dark in a lockdown, over when retired; and what
is shown of many calls, as pure values.
"""

from collections.abc import AsyncIterator

import msgspec
import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.page.messages import PageStates
from appliance.api.page.wall import WallOpened, WallState, Wing, WingWord
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.calls.commands import Confirm, Dispatch, RaiseCallFromDesk, StandDown
from appliance.core.ground.words import Actor, Answer, BuildingResponse, Outcome
from appliance.core.pages.commands import RetirePage
from appliance.core.practice.commands import StartDrill
from appliance.doors.page.opening import NOT_ITS_BROWSER
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, RoomId, ZoneId
from appliance.plan.model import Kind, Room
from appliance.plan.walls import Wall
from tests.appliance.doors.harness import FRONT, Harness
from tests.appliance.doors.page.pages import BY, Browser, Building, pages
from tests.patience import until

WALL = ButtonId("staffroom")


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Building]:
    """Open the door over a school with two wings and a wall board that shows both."""
    async with pages(harness) as building:
        plan = harness.engine.board.index.plan
        rooms = tuple(replace(each, zone=ZoneId("east" if each.room == "202" else "west")) for each in plan.rooms)
        areas = tuple(replace(each, zone=ZoneId("west")) for each in plan.areas)
        await harness.adopt(
            to_document(replace(plan, rooms=rooms, areas=areas, walls=(Wall(WALL, "Staff room"),)))
        ).kept
        yield building


def shown(building: Building) -> list[WallState]:
    return [wall for each in building.line.told if isinstance(each, PageStates) for wall in each.walls]


async def opened(building: Building) -> tuple[Browser, WallOpened]:
    browser = await building.paired(WALL)
    answer = await browser.opens(WALL)
    assert isinstance(answer, WallOpened)
    return browser, answer


async def shows(building: Building, *wings: Wing, dark: bool = False) -> None:
    """Wait until this was told last."""
    await until(lambda: bool(shown(building)) and shown(building)[-1] == WallState(page=WALL, dark=dark, wings=wings))


def calm(zone: str) -> Wing:
    return Wing(zone, WingWord.CALM)


def call(building: Building, room: str, kind: Kind = Kind.ASSIST) -> None:
    building.harness.engine.submit(RaiseCallFromDesk(room=RoomId(room), kind=kind), BY)


async def test_a_quiet_school_is_calm_and_the_wall_names_its_wings(building: Building) -> None:
    _, answer = await opened(building)
    assert answer.name == "Staff room"
    assert answer.state == WallState(page=WALL, dark=False, wings=(calm("west"), calm("east")))


async def test_a_call_is_shown_in_its_wing_until_help_is_on_the_way_and_then_calm(building: Building) -> None:
    await opened(building)
    engine = building.harness.engine
    call(building, "201", Kind.EMERGENCY)
    await shows(building, Wing("west", WingWord.CALL), calm("east"))
    (incident,) = engine.board.incidents
    person = next(iter(engine.board.index.people.values()))
    by = Actor(FRONT, person.person)
    engine.submit(Dispatch(incident=incident, role=person.roles[0], person=person.person), by)
    engine.submit(Confirm(incident=incident, responder=person.person, answer=Answer.OWN_REPLY), by)
    await shows(building, Wing("west", WingWord.ON_THE_WAY), calm("east"))
    engine.submit(StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room=person.person), by)
    await shows(building, calm("west"), calm("east"))


async def test_what_is_told_has_no_room_no_name_and_no_kind(building: Building) -> None:
    await opened(building)
    call(building, "201", Kind.EMERGENCY)
    await shows(building, Wing("west", WingWord.CALL), calm("east"))
    index = building.harness.engine.board.index
    words = {*map(str, index.rooms), *(room.name for room in index.rooms.values()), *(each.value for each in Kind)}
    words |= {person.name for person in index.people.values()}
    told = msgspec.json.encode(shown(building)).decode()
    assert [word for word in words if f'"{word}"' in told] == []


async def test_nobodys_need_of_a_break_is_on_a_wall(building: Building) -> None:
    await opened(building)
    call(building, "201", Kind.TAP_OUT)
    call(building, "202")
    await shows(building, calm("west"), Wing("east", WingWord.CALL))


async def test_a_wall_is_dark_in_a_lockdown_and_comes_back(building: Building) -> None:
    await opened(building)
    engine = building.harness.engine
    call(building, "201")
    engine.submit(StartResponse(response=BuildingResponse.LOCKDOWN), BY)
    await shows(building, dark=True)
    engine.submit(EndResponse(response=BuildingResponse.LOCKDOWN), BY)
    await shows(building, Wing("west", WingWord.CALL), calm("east"))


async def test_practice_is_said_and_never_hides_a_real_call(building: Building) -> None:
    await opened(building)
    engine = building.harness.engine
    page = await building.paired()
    engine.submit(StartDrill(name="Fire", rooms=(RoomId("201"),)), BY)
    await page.presses()
    await shows(building, Wing("west", WingWord.CALL, practice=True), calm("east"))
    call(building, "203")
    await shows(building, Wing("west", WingWord.CALL), calm("east"))


async def test_a_call_from_nobody_knows_where_stands_on_every_wall(building: Building) -> None:
    await opened(building)
    plan = building.harness.engine.board.index.plan
    call(building, "201")
    await shows(building, Wing("west", WingWord.CALL), calm("east"))
    rooms = tuple(room for room in plan.rooms if room.room != "201")
    unknown = Room(RoomId("301"), "Room 301", "3", ZoneId("east"), "Room 301")
    assert unknown not in rooms
    pages_left = tuple(page for page in plan.pages if page.room != "201")
    buttons = tuple(button for button in plan.buttons if button.room != "201")
    await building.harness.adopt(to_document(replace(plan, rooms=rooms, pages=pages_left, buttons=buttons))).kept
    await until(lambda: Wing("", WingWord.CALL) in shown(building)[-1].wings)


async def test_a_wall_that_was_not_paired_or_signs_with_another_key_is_not_shown(building: Building) -> None:
    stranger = Browser(building.line)
    for _ in range(2):
        answer = await stranger.opens(WALL)
        assert isinstance(answer, Reply) and answer.says == NOT_ITS_BROWSER
        await building.paired(WALL)


async def test_a_wall_presses_nothing(building: Building) -> None:
    browser, _ = await opened(building)
    answer = await building.line.client.ask(browser.made(page=WALL))
    assert isinstance(answer, Reply) and answer.says == NOT_ITS_BROWSER
    assert not building.harness.engine.board.incidents


async def test_a_retired_wall_is_over(building: Building) -> None:
    await opened(building)
    building.harness.engine.submit(RetirePage(page=WALL), BY)
    await until(lambda: any(isinstance(each, PageStates) and WALL in each.over for each in building.line.told))


async def test_a_wall_that_is_closed_is_told_nothing(building: Building) -> None:
    browser, _ = await opened(building)
    call(building, "201")
    await shows(building, Wing("west", WingWord.CALL), calm("east"))
    assert (await browser.closes(WALL)).ok
    told = len(shown(building))
    page = await building.paired()
    await page.opens()
    call(building, "202")
    await page.presses("emergency")
    await building.line.shows("not-delivered")
    assert len(shown(building)) == told
