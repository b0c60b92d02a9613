"""Tests what each sounder plays, worked out from the board."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, HandOff
from appliance.core.calls.sounding import Priority, rings_at, sounding
from appliance.core.ground.place import Place, zone_of
from appliance.plan.ids import DeskId, SounderId, ZoneId
from appliance.plan.model import Kind
from hardware.ports import Pattern

HALL = SounderId("hall")


def test_the_words_are_those_of_the_wires():
    assert {priority.value for priority in Priority} == {pattern.value for pattern in Pattern}


def only(story, sounder=HALL, **fields):
    """Tell a story in which the hall's sounder is only for some calls."""
    index = story.board.index
    index.sounders[sounder] = replace(index.sounders[sounder], **fields)


@pytest.mark.parametrize(
    ("fields", "lit"),
    [
        ({}, True),
        ({"kinds": (Kind.ASSIST,)}, True),
        ({"kinds": (Kind.EMERGENCY, Kind.MEDICAL)}, False),
        ({"zones": (ZoneId("elsewhere"),)}, False),
        ({"kinds": (Kind.ASSIST,), "zones": (ZoneId("elsewhere"),)}, False),
    ],
)
def test_one_that_is_for_some_calls_alone_is_silent_for_the_others(story, fields, lit):
    only(story, **fields)
    story.press("B204", "help")
    story.at(30)
    assert (HALL in sounding(story.board, story.now)) is lit


def test_one_that_is_for_a_zone_is_for_a_call_out_of_it_and_out_of_nobody_knows_where(story):
    story.press("B204", "help")
    story.at(30)
    only(story, zones=(zone_of(story.call.place, story.board.index),))
    assert HALL in sounding(story.board, story.now)
    only(story, zones=(ZoneId("elsewhere"),))
    story.board.incidents[story.call.incident] = replace(story.call, place=Place(words="behind the gym"))
    assert HALL in sounding(story.board, story.now)


@pytest.mark.parametrize(("contact", "priority"), [("hold", "high"), ("medical", "high"), ("help", "medium")])
def test_each_kind_sounds_at_its_priority_where_it_was_told(story, contact, priority):
    story.press("B204", contact)
    assert sounding(story.board, story.now) == {}
    story.at(30)
    assert sounding(story.board, story.now) == {HALL: Priority(priority)}


def test_the_most_urgent_call_is_heard(story):
    story.press("B204", "help")
    story.press("B205", "hold")
    story.at(30)
    assert sounding(story.board, story.now) == {HALL: Priority.HIGH}
    story.desk("front", Acknowledge)
    assert sounding(story.board, story.now) == {HALL: Priority.MEDIUM}


def test_a_tap_out_makes_one_soft_sound_each_time_it_asks(story):
    for desk in ("front", "library"):
        story.leave(desk)
    story.press("B204", "tap-out")
    assert sounding(story.board, story.now)[HALL] is Priority.LOW
    story.at(3)
    assert HALL not in sounding(story.board, story.now)
    story.at(120)
    assert sounding(story.board, story.now)[HALL] is Priority.LOW
    story.at(123)
    assert HALL not in sounding(story.board, story.now)
    assert story.call.ringing


def test_help_beside_a_tap_out_rings_on(story):
    story.press("B204", "tap-out")
    story.press("B204", "help")
    story.at(40)
    assert sounding(story.board, story.now) == {HALL: Priority.MEDIUM}


def test_acknowledged_is_silent_and_pressed_again_sounds(story):
    story.press("B204")
    story.at(30)
    story.desk("front", Acknowledge)
    assert sounding(story.board, story.now) == {}
    story.press("B204")
    assert sounding(story.board, story.now) == {HALL: Priority.MEDIUM}


def rings(story):
    return [desk for desk in ("front", "library") if rings_at(story.board, story.call, DeskId(desk))]


def test_a_desk_that_does_not_count_rings_all_the_same(story):
    story.leave("front")
    story.press("Boffice")
    assert story.call.told == {"desk:library"}
    assert rings(story) == ["front", "library"]


def test_later_desks_ring_when_their_step_comes(story):
    story.press("B204")
    assert rings(story) == ["front"]
    story.at(15)
    assert rings(story) == ["front", "library"]
    story.desk("front", Acknowledge)
    assert rings(story) == []


def test_a_call_handed_over_rings_there_alone(story):
    story.press("B204")
    story.desk("front", HandOff, to=DeskId("library"))
    assert rings(story) == ["library"]
