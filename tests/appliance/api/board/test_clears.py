"""Tests what desks are sent of a class on its way: who may read who walks, and whether a lamp really says that it comes."""

import pytest

from appliance.api.access import unproven
from appliance.api.board.clears import ClearLine, clear_lines
from appliance.core.building.commands import StartResponse
from appliance.core.ground.words import BuildingResponse
from appliance.core.room_clear.commands import BeginClear
from appliance.plan.ids import ButtonId, DeskId, RoomId
from tests.appliance.core.story import Story

FRONT = DeskId("front")


def line(story: Story, desk: DeskId | None = FRONT) -> ClearLine:
    (only,) = clear_lines(story.board, story.heard, story.now, unproven(desk))
    return only


@pytest.fixture
def begun() -> Story:
    story = Story()
    story.heard.heard_from("button:B202", story.now)
    story.desk("front", BeginClear, room=RoomId("201"), to=RoomId("202"), walks="Ana Ortiz", expected=24)
    return story


def test_a_desk_reads_who_walks_and_a_console_that_only_watches_does_not(begun: Story) -> None:
    assert (line(begun).walks, line(begun, None).walks) == ("Ana Ortiz", "")
    assert (line(begun).room_name, line(begun).to_name, line(begun).late_after_ms) == ("Room 201", "Room 202", 180_000)


def test_a_lamp_says_it_only_while_it_says_nothing_else_and_is_heard(begun: Story) -> None:
    assert line(begun).lamp
    begun.at(100)
    assert line(begun).lamp
    begun.at(181)
    assert not line(begun).lamp, "it was not heard from for so long"


@pytest.mark.parametrize(
    "hides",
    [
        lambda story: story.press("B202"),
        lambda story: story.desk("front", StartResponse, response=BuildingResponse.LOCKDOWN),
    ],
)
def test_a_lamp_that_tells_of_a_call_or_is_dark_does_not_say_it(begun: Story, hides) -> None:
    hides(begun)
    assert not line(begun).lamp


def test_a_lamp_whose_firmware_has_no_word_for_it_does_not_say_it(begun: Story) -> None:
    begun.heard.cannot_say_class.add(ButtonId("B202"))
    assert not line(begun).lamp
