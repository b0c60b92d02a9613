"""Tests that desks are told with a figure when many rooms call within a minute. Practice, tap-outs and many presses of one room do not
count.
"""

import pytest

from appliance.api.board.building import ManyRoomsLine
from appliance.api.board.many_rooms_view import ASKED_MS, ROOMS_MIN, many_rooms
from appliance.api.board.view import Views
from appliance.core.calls.closing import REOPEN_MS_MAX
from appliance.core.calls.commands import RaiseCallFromDesk, StandDown, Undo
from appliance.core.ground.words import Outcome
from appliance.core.practice.commands import MakeDrillReal, StartDrill
from appliance.plan.ids import DeskId, IncidentId, RoomId
from appliance.plan.model import Kind
from tests.appliance.core.story import Story

SIX = ("B201", "B202", "B203", "B204", "B205", "B206")


@pytest.fixture
def story() -> Story:
    return Story()


def told(story: Story) -> tuple[ManyRoomsLine, ...]:
    return many_rooms(story.board, story.now)


def figures(story: Story) -> list[tuple[int, int]]:
    return [(line.rooms, line.over_ms) for line in told(story)]


def press_each(story: Story, *buttons: str, every_s: float = 8) -> IncidentId:
    """Press these buttons one after the other; give the first call of them."""
    story.press(buttons[0])
    first = story.call.incident
    for button in buttons[1:]:
        story.at(story.now_ms / 1000 + every_s)
        story.press(button)
    return first


def stand_down(story: Story, incident: IncidentId) -> None:
    assert story.desk("front", StandDown, incident=incident, outcome=Outcome.NOT_ATTENDED, saw_room="") is None


def test_five_rooms_within_a_minute_are_told_and_four_are_not(story: Story) -> None:
    assert ROOMS_MIN == 5
    first = press_each(story, *SIX[:4])
    assert told(story) == ()
    story.at(32)
    story.press("B205")
    assert told(story) == (ManyRoomsLine(first=first, rooms=5, over_ms=32_000, age_ms=0),)


def test_it_grows_within_its_minute_and_stays_the_same_question(story: Story) -> None:
    first = press_each(story, *SIX[:5])
    story.at(40)
    story.press("B206")
    story.at(60)
    story.press("Boffice")
    assert told(story) == (ManyRoomsLine(first=first, rooms=7, over_ms=60_000, age_ms=28_000),)


def test_rooms_that_call_over_more_than_a_minute_are_no_such_thing(story: Story) -> None:
    press_each(story, *SIX, every_s=16)
    assert told(story) == ()


def test_whichever_minute_holds_enough_is_found(story: Story) -> None:
    press_each(story, "Boffice", "B201", every_s=50)
    story.at(100)
    press_each(story, *SIX[1:], every_s=2)
    assert figures(story) == [(6, 58_000)], "from Room 201 on, and not from the office"


def test_a_room_counts_once_however_often_and_by_whatever_it_presses(story: Story) -> None:
    press_each(story, *SIX[:4], *["B201"] * 9, every_s=1)
    story.press("B202", "hold")
    assert told(story) == ()


def test_a_call_raised_at_a_desk_counts_and_a_tap_out_does_not(story: Story) -> None:
    press_each(story, *SIX[:4], every_s=1)
    story.press("B205", "tap-out")
    assert told(story) == ()
    story.desk("front", RaiseCallFromDesk, room=RoomId("206"), kind=Kind.ASSIST)
    assert figures(story) == [(5, 3_000)]


def test_practice_does_not_count_until_somebody_says_that_it_is_real(story: Story) -> None:
    rooms = tuple(RoomId(f"20{n}") for n in range(1, 6))
    story.desk("front", StartDrill, name="Autumn", rooms=rooms)
    press_each(story, *SIX, every_s=1)
    assert len(story.board.incidents) == 6
    assert told(story) == ()
    assert story.board.drill is not None
    story.desk("front", MakeDrillReal, drill=story.board.drill.drill)
    assert figures(story) == [(6, 5_000)]


def test_another_minute_of_as_many_rooms_is_another_question(story: Story) -> None:
    first = press_each(story, *SIX[:5], every_s=1)
    for number in range(5):
        stand_down(story, IncidentId(f"{first[:-1]}{number + 1}"))
    story.at(70)
    second = press_each(story, *SIX[:5], every_s=1)
    assert [line.first for line in told(story)] == [second], "nobody of the first waits any more"
    story.press("B206")
    assert figures(story) == [(6, 4_000)]


def test_what_is_stood_down_changes_no_figure_and_ends_the_question_with_the_fifth_room(story: Story) -> None:
    first = press_each(story, *SIX, every_s=1)
    stand_down(story, first)
    assert [(line.first, line.rooms) for line in told(story)] == [(first, 6)]
    stand_down(story, story.call.incident)
    assert told(story) == ()
    story.desk("front", Undo, incident=list(story.board.last_acts)[-1])
    assert [(line.first, line.rooms) for line in told(story)] == [(first, 6)]


def test_a_room_that_calls_again_after_its_call_was_stood_down_is_no_news(story: Story) -> None:
    first = press_each(story, *SIX[:5])
    stand_down(story, story.call.incident)
    story.at(40)
    story.press("B205")
    assert told(story) == (ManyRoomsLine(first=first, rooms=5, over_ms=32_000, age_ms=8_000),)


def test_it_is_told_for_five_minutes(story: Story) -> None:
    press_each(story, *SIX[:5], every_s=0)
    story.at(299)
    assert figures(story) == [(5, 0)]
    story.at(300)
    assert told(story) == ()
    assert ASKED_MS < REOPEN_MS_MAX, "what is stood down meanwhile must still be known"


def test_a_restart_asks_again_about_what_is_open(story: Story) -> None:
    first = press_each(story, *SIX[:5])
    story.restart(after_ms=30_000)
    assert told(story) == (ManyRoomsLine(first=first, rooms=5, over_ms=32_000, age_ms=30_000),)


def test_every_desk_has_it_on_its_board(story: Story) -> None:
    press_each(story, *SIX)
    shown = Views(story.board, story.heard, story.now, unrecorded=frozenset(), recording=True, version=1)
    assert [shown.at(desk).many_rooms for desk in (DeskId("front"), DeskId("library"), None)] == [told(story)] * 3
