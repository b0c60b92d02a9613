"""What each sounder plays, worked out from the board."""

import pytest

from appliance.core.commands import Acknowledge
from appliance.core.sounding import Priority, sounding
from appliance.plan.ids import SounderId
from hardware.ports import Pattern

HALL = SounderId("hall")


def test_the_words_are_those_of_the_wires():
    assert {priority.value for priority in Priority} == {pattern.value for pattern in Pattern}


@pytest.mark.parametrize(("contact", "priority"), [("hold", "high"), ("medical", "high"), ("help", "medium")])
def test_each_kind_sounds_at_its_priority_where_it_was_told(story, contact, priority):
    story.press("B204", contact)
    assert sounding(story.board) == {}
    story.at(30)
    assert sounding(story.board) == {HALL: Priority(priority)}


def test_the_most_urgent_call_is_heard(story):
    story.press("B204", "help")
    story.press("B205", "hold")
    story.at(30)
    assert sounding(story.board) == {HALL: Priority.HIGH}
    story.desk("front", Acknowledge)
    assert sounding(story.board) == {HALL: Priority.MEDIUM}


def test_a_tap_out_is_low(story):
    for desk in ("front", "library"):
        story.leave(desk)
    story.press("B204", "tap-out")
    assert sounding(story.board)[HALL] is Priority.LOW


def test_acknowledged_is_silent_and_pressed_again_sounds(story):
    story.press("B204")
    story.at(30)
    story.desk("front", Acknowledge)
    assert sounding(story.board) == {}
    story.press("B204")
    assert sounding(story.board) == {HALL: Priority.MEDIUM}
