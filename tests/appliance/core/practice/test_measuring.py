"""Tests that the times of a drill are measured from its calls' own events, kept, and told when the drill ends."""

import pytest

from appliance.core.calls.commands import Acknowledge, Arrive, Confirm, Dispatch, ReportShown, StandDown, Undo
from appliance.core.ground.words import Answer, Outcome, PracticeCall
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.core.practice.events import DrillMeasured
from appliance.core.transcript import line
from appliance.plan.ids import RoomId
from appliance.plan.model import Role

ROOM = RoomId("201")


@pytest.fixture
def drill(story):
    """A drill in rooms 201 and 202 whose room 201 pressed at 10 s."""
    story.desk("front", StartDrill, name="Autumn", rooms=(ROOM, RoomId("202")))
    story.at(10)
    story.press("B201")
    return story


def ends(story, second):
    story.at(second)
    story.desk("front", EndDrill, drill=story.board.drill.drill)
    return next(event for event in reversed(story.seen) if isinstance(event, DrillMeasured))


def test_every_step_is_told_in_milliseconds_after_the_press(drill):
    steps = (
        (10.4, ReportShown, {}),
        (16, Acknowledge, {}),
        (20, Dispatch, {"role": Role.LEAD}),
        (31, Confirm, {"responder": "Ana", "answer": Answer.BY_RADIO}),
        (70, Arrive, {"responder": "Ana"}),
        (100, StandDown, {"outcome": Outcome.ATTENDED, "saw_room": "Ana"}),
    )
    for second, act, fields in steps:
        drill.at(second)
        assert drill.desk("front", act, **fields) is None
    found = ends(drill, 120)
    assert found.calls == (
        PracticeCall(
            number=1,
            room=ROOM,
            shown_ms=400,
            acknowledged_ms=6000,
            sent_ms=10_000,
            confirmed_ms=21_000,
            on_scene_ms=60_000,
            stood_down_ms=90_000,
        ),
    )
    assert line(found, drill.board.index) == (
        'Drill "Autumn" measured: call 1, Room 201: shown after 0.4 s, acknowledged after 6.0 s, sent after 10.0 s, '
        "confirmed after 21.0 s, on scene after 60.0 s, stood down after 90.0 s."
    )


def test_what_nobody_did_is_not_made_up_when_the_drill_ends(drill):
    assert ends(drill, 20).calls == (PracticeCall(number=1, room=ROOM),)


def test_the_first_time_counts_and_sending_is_having_it(drill):
    drill.at(14)
    drill.desk("front", Dispatch, role=Role.LEAD)
    drill.at(18)
    drill.desk("front", Dispatch, role=Role.NURSE)
    (call,) = ends(drill, 20).calls
    assert (call.acknowledged_ms, call.sent_ms, call.confirmed_ms) == (4000, 4000, None)


def test_what_was_taken_back_did_not_happen(drill):
    drill.at(14)
    drill.desk("front", Acknowledge)
    drill.at(15)
    drill.desk("front", Undo)
    assert drill.board.practised[drill.call.incident].call.acknowledged_ms is None
    drill.at(30)
    drill.desk("front", Acknowledge)
    (call,) = ends(drill, 40).calls
    assert call.acknowledged_ms == 20_000


def test_a_real_call_is_no_part_of_it(drill):
    drill.press("B203")
    assert [call.number for call in ends(drill, 20).calls] == [1]


def test_the_last_one_is_found_again_after_a_restart(drill):
    measured = ends(drill, 20)
    drill.restart()
    over = drill.board.drill_over
    assert (over.name, over.calls, over.calls_made) == ("Autumn", measured.calls, 1)


def test_a_restart_in_the_middle_is_said_and_nothing_is_guessed(drill):
    drill.restart()
    drill.connect("front")
    drill.touch("front")
    drill.at(5)
    drill.press("B202")
    found = ends(drill, 20)
    assert found.interrupted
    assert [call.room for call in found.calls] == ["202"]
    assert "The box restarted meanwhile" in line(found, drill.board.index)


def test_a_drill_nobody_pressed_in_says_so(story):
    story.desk("front", StartDrill, name="Autumn", rooms=(ROOM,))
    assert line(ends(story, 20), story.board.index) == 'Drill "Autumn" measured: nobody pressed.'
