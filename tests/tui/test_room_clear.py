"""Tests a room clear by keys only: begun, shown at every desk, counted, ended; and the notes of a room on the card for whoever goes in."""

import msgspec
import pytest

from appliance.api.board.building import ResponseLine
from appliance.core.ground.words import BuildingResponse
from appliance.core.room_clear.commands import BeginClear, CountHere, EndClear
from tests.tui.boards import FACTS, board, call
from tests.tui.clears import BUDDIES, FIRST, clear, walking
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.board.faces import Level, banners
from tui.screens.calls.card_911 import card_lines

slow = pytest.mark.slow  # these tests run at a person's pace


def test_every_desk_holds_the_hall_and_practice_is_marked_as_practice() -> None:
    (only,) = banners(walking(clear()), (), 5_000)
    assert (only.level, only.text) == (Level.WARNING, "HALL HELD 1:15, on the way. 5: Room B204 to Room B205")
    (drilled,) = banners(walking(clear(practice=True)), (), 0)
    assert (drilled.level, drilled.text.split(" 1:10")[0]) == (Level.PRACTICE, "DRILL HALL HELD")


@pytest.mark.parametrize(("practice", "level"), [(False, Level.DANGER), (True, Level.WARNING)])
def test_a_class_on_its_way_stands_beside_a_lockdown(practice: bool, level: Level) -> None:
    on = ResponseLine(response=BuildingResponse.LOCKDOWN, detail="", practice=practice, age_ms=0, started_by="")
    _, walks = banners(msgspec.structs.replace(walking(clear()), response=on), (), 0)
    assert (walks.level, walks.text.startswith("IN THE HALL?")) == (level, not practice)


def test_the_card_has_what_the_plan_says_of_the_room_and_of_no_other() -> None:
    lines = card_lines(BUDDIES, call(1, "B204"), 0)
    assert lines[-3:] == ("Exits      Hall door", "Thrown     Chairs.", "Stand      Beside the sink")
    for facts, room in ((BUDDIES, "B205"), (FACTS, "B204")):
        assert not [each for each in card_lines(facts, call(1, room), 0) if each.startswith(("Exits", "Thrown"))]
    assert len(card_lines(BUDDIES, None, 0)) < len(lines)


@slow
async def test_one_is_begun_with_the_buddy_room_by_enter(stage: Stage, sits: Sits) -> None:
    stage.facts = BUDDIES
    async with sits() as person:
        stage.shows(board(call(1, "B204")))
        await person.presses("5")
        await person.sees("ROOM CLEAR: which class leaves its room?", "Room B204")
        await person.presses("enter")
        await person.sees("CLEAR Room B204: where does the class go?", "BUDDY ROOM, floor 2")
        await person.presses("enter")
        await person.sees("who walks with the class?", "their teacher", "Ines Ortiz")
        await person.presses("enter")
        await person.sees("how many children walk?")
        await person.presses(*"24")
        await person.presses("enter")
        begun = BeginClear(room="B204", to="B205", walks="their teacher", expected=24)
        await person.until(lambda: stage.acts == [begun], "the clear")


@slow
async def test_children_are_counted_and_one_is_ended_by_keys(stage: Stage, sits: Sits) -> None:
    stage.facts = BUDDIES
    async with sits() as person:
        stage.shows(walking(clear()))
        await person.sees("HALL HELD 1:1", "5: Room B204 to Room B205")
        await person.presses("5")
        await person.sees("COUNT Room B204 to Room B205 with Ines Ortiz", "END it: Room B204, on the way")
        await person.presses("1")
        await person.sees("How many of 24 are in Room B205?")
        await person.presses(*"22")
        await person.presses("enter")
        await person.until(lambda: stage.acts == [CountHere(clear=FIRST, here=22)], "the count")
        stage.shows(walking(msgspec.structs.replace(clear(), here=22)))
        await person.sees("22 of 24 there")
        await person.presses("5")
        await person.sees("3 END it: Room B204, 22 of 24 there")
        await person.presses("3")
        await person.until(lambda: stage.acts[1:] == [EndClear(clear=FIRST)], "its end")
