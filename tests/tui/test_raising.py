"""Tests that R raises a call for an area, a place in words or an unknown place, and that a slip in a name is first offered
the right name.
"""

import pytest

from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.ground.place import WORDS_CHARACTERS_MAX, Place
from appliance.flows.naming import who_saw
from appliance.plan.ids import AreaName, RoomId
from appliance.plan.model import Kind
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.plain.conversation import changed
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow


async def raises(stage: Stage, sits: Sits, *keys: str) -> RaiseCallFromDesk:
    """Press these keys; give what the box is asked for."""
    async with sits() as person:
        await person.presses("r", *keys)
        await person.until(lambda: bool(stage.acts), "the call")
        [asked] = stage.acts
        assert isinstance(asked, RaiseCallFromDesk)
        return asked


async def test_an_area_is_found_in_the_same_list(stage: Stage, sits: Sits) -> None:
    asked = await raises(stage, sits, *"playg", "enter", "2")
    assert asked == RaiseCallFromDesk(place=Place(area=AreaName("Playground")), kind=Kind.MEDICAL)


async def test_what_is_like_nothing_is_raised_in_these_words_near_a_room(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("r", *"Behind the gym")
        await person.sees("RAISE IT FOR: Behind the gym", "PLACE UNKNOWN")
        await person.presses("enter")
        await person.sees("RAISE A CALL for Behind the gym: which room is it near?", "NO ROOM is near it")
        await person.presses(*"117", "enter")
        await person.sees("RAISE A CALL for Behind the gym, near Room 117: what kind?")
        await person.presses("1")
        await person.until(lambda: bool(stage.acts), "the call")
        place = Place(words="Behind the gym", near=RoomId("117"))
        assert stage.acts == [RaiseCallFromDesk(place=place, kind=Kind.EMERGENCY)]


async def test_enter_alone_leaves_out_what_it_is_near(stage: Stage, sits: Sits) -> None:
    asked = await raises(stage, sits, *"by the pool", "enter", "enter", "3")
    assert asked == RaiseCallFromDesk(place=Place(words="by the pool"), kind=Kind.ASSIST)


@pytest.mark.parametrize(("slip", "meant"), [("gymnasum", "gym"), ("rom 117", "117")])
async def test_a_slip_is_the_room_that_was_meant_unless_somebody_goes_on_to_the_words(
    stage: Stage, sits: Sits, slip: str, meant: str
) -> None:
    asked = await raises(stage, sits, *slip, "enter", "3")
    assert asked == RaiseCallFromDesk(room=RoomId(meant), kind=Kind.ASSIST)


async def test_the_words_stand_below_what_they_are_like(stage: Stage, sits: Sits) -> None:
    asked = await raises(stage, sits, *"gymnasum", "down", "enter", "enter", "3")
    assert asked == RaiseCallFromDesk(place=Place(words="gymnasum"), kind=Kind.ASSIST)


async def test_nobody_knows_where(stage: Stage, sits: Sits) -> None:
    asked = await raises(stage, sits, *"unknown", "enter", "enter", "2")
    assert asked == RaiseCallFromDesk(place=Place(), kind=Kind.MEDICAL)


async def test_no_more_can_be_typed_than_fits_a_line(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("r", *"x" * (WORDS_CHARACTERS_MAX + 1))
        await person.sees(f"At most {WORDS_CHARACTERS_MAX} are kept here")


async def test_a_call_from_a_place_is_read_whole_on_its_card_and_asks_who_saw_the_place(
    stage: Stage, sits: Sits
) -> None:
    name = "Behind the gym, near Room 117"
    there = changed(call(12, "B204"), room=None, room_name=name, floor="", lamp="cannot be told")
    assert who_saw(there) == "Who saw the place with their own eyes"
    async with sits() as person:
        stage.shows(board(there))
        await person.sees(f"{name}, phone LMS-B204", "no button there")
        await person.presses("9")
        await person.sees(f"Where      {name}, the phone there shows:")
        await person.presses("escape")
        stage.shows(board(changed(there, room_name=f"By {'the far end of ' * 3}field, near Room 117")))
        await person.sees("BY THE FAR END OF THE FAR END OF THE FAR END OF FIELD, NEAR ROOM 117")
