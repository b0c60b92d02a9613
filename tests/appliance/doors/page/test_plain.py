"""Tests presses of pages without encryption over the real socket of the door: off unless the plan says yes, real, uncounted, limited."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.page.plain import AskPlainRoom, PlainPressed, PlainRoom, PressPlain
from appliance.core.ground.words import Door
from appliance.core.practice.commands import StartDrill
from appliance.doors.page import plain
from appliance.plan.document import to_document
from appliance.plan.ids import RoomId
from tests.appliance.doors.harness import Harness
from tests.appliance.doors.page.pages import BY, Building, pages


@pytest.fixture
async def building(harness: Harness) -> AsyncIterator[Building]:
    async with pages(harness) as building:
        yield building


async def allowed(building: Building, *, yes: bool = True) -> None:
    """Adopt the same plan with pages without encryption, or without them."""
    plan = building.harness.engine.board.index.plan
    document = to_document(replace(plan, plain_http=True) if yes else plan)
    await building.harness.adopt(document).kept


async def press(building: Building, room: str = "201", kind: str = "assist") -> PlainPressed | Reply:
    return await building.line.client.ask(PressPlain(request=0, room=room, kind=kind))


def calls(building: Building) -> list[tuple[str | None, str, Door, int]]:
    """Give the room, kind, door and presses of each open call."""
    found = building.harness.engine.board.incidents.values()
    return [(each.room, each.kind.value, each.source.door, each.presses) for each in found]


async def test_nothing_comes_in_until_the_plan_says_yes(building: Building) -> None:
    asked = await building.line.client.ask(AskPlainRoom(request=0, room="201"))
    pressed = await press(building)
    assert isinstance(asked, Reply) and isinstance(pressed, Reply)
    assert asked.says == pressed.says == plain.OFF
    assert calls(building) == []


async def test_a_press_is_a_call_of_its_room_that_nothing_proves(building: Building) -> None:
    await allowed(building)
    room = await building.line.client.ask(AskPlainRoom(request=0, room="201"))
    assert isinstance(room, PlainRoom) and room.kinds == ("assist", "medical", "emergency")
    assert room.room_name == building.harness.engine.board.index.rooms[RoomId("201")].name
    assert isinstance(await press(building), PlainPressed)
    assert calls(building) == [("201", "assist", Door.PLAIN_PAGE, 1)]
    source = next(iter(building.harness.engine.board.incidents.values())).source
    assert (source.button, source.counter, source.actor) == (None, None, None)


async def test_the_same_press_sent_twice_rings_once_and_a_further_kind_makes_it_more_urgent(building: Building) -> None:
    await allowed(building)
    assert isinstance(await press(building), PlainPressed)
    assert isinstance(await press(building), PlainPressed)
    assert calls(building) == [("201", "assist", Door.PLAIN_PAGE, 1)]
    assert isinstance(await press(building, kind="emergency"), PlainPressed)
    assert calls(building) == [("201", "emergency", Door.PLAIN_PAGE, 2)]


async def test_no_press_is_practice(building: Building) -> None:
    await allowed(building)
    building.harness.engine.submit(StartDrill(name="Fire", rooms=(RoomId("201"),)), BY)
    assert isinstance(await press(building), PlainPressed)
    assert [each.drill for each in building.harness.engine.board.incidents.values()] == [None]


@pytest.mark.parametrize(("room", "kind"), [("nowhere", "assist"), ("201", "tap-out"), ("201", "lockdown")])
async def test_what_the_plan_or_the_page_has_not_is_refused(building: Building, room: str, kind: str) -> None:
    await allowed(building)
    refused = await press(building, room, kind)
    assert isinstance(refused, Reply) and refused.code == "not-taken" and "phone" in refused.says
    assert calls(building) == []


async def test_a_room_that_presses_without_end_is_refused_and_another_is_heard(
    building: Building, monkeypatch: pytest.MonkeyPatch
) -> None:
    await allowed(building)
    monkeypatch.setattr(plain, "AGAIN_AFTER_S", 0.0)
    taken = [await press(building) for _ in range(plain.ROOM_BURST + 1)]
    assert [isinstance(each, PlainPressed) for each in taken] == [*[True] * plain.ROOM_BURST, False]
    assert isinstance(taken[-1], Reply) and taken[-1].says == plain.TOO_MANY
    assert isinstance(await press(building, "202"), PlainPressed)


async def test_a_plan_that_takes_it_back_ends_it(building: Building) -> None:
    off = building.harness.engine.board.index.plan
    await allowed(building)
    assert isinstance(await press(building), PlainPressed)
    await building.harness.adopt(to_document(off)).kept
    refused = await press(building, "202")
    assert isinstance(refused, Reply) and refused.says == plain.OFF
