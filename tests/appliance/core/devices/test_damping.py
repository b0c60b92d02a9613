"""Tests that a trouble which comes and goes becomes one trouble, which stays until the cause has been away long enough."""

import pytest

from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause

LOOSE = Cause("button-lost", "B204")
SPEAKER = Cause("sounder-silent", "hall")
DISK = Cause("disk-nearly-full", "disk")


def fails(story, second, cause=LOOSE):
    story.at(second)
    return story.tell(ReportTrouble(cause=cause, detail="gone"))


def comes_back(story, second, cause=LOOSE):
    story.at(second)
    story.heard.heard_from(f"button:{cause.subject}", story.now)
    return story.tell(ReportRestored(cause=cause))


def told(story, cause=LOOSE):
    """Give how often it was raised and restored so far: a desk had as many lines and sounds of it."""
    events = [event for _, event in story.recorded]
    return events.count(TroubleRaised(cause=cause, detail="gone")), events.count(TroubleRestored(cause=cause))


@pytest.fixture
def flapping(story):
    """Lose it and let it come back every 20 s. It came back for the third time just now, at 50 s."""
    for second in (0, 20, 40):
        fails(story, second)
        comes_back(story, second + 10)
    return story


def test_a_button_that_comes_and_goes_for_an_hour_is_three_lines_and_then_one(flapping):
    for second in range(60, 3600, 20):
        assert fails(flapping, second) is Rejection.NO_NEWS
        assert comes_back(flapping, second + 10) is Rejection.NO_NEWS
    assert told(flapping) == (3, 2)
    assert LOOSE.key in flapping.board.troubles


@pytest.mark.parametrize(
    "what",
    [
        "line-missing",
        "line-garbled",
        "receiver-jammed",
        "board-lost",
        "panel-silent",
        "power-on-battery",
        "power-unwatched",
    ],
)
def test_a_wire_that_comes_and_goes_is_three_lines_and_then_one(story, what):
    cause = Cause(what, "radio-a")
    for second in range(0, 600, 20):
        fails(story, second, cause)
        comes_back(story, second + 10, cause)
    assert told(story, cause) == (3, 2)


def test_it_is_restored_by_itself_once_it_has_held_two_minutes(flapping):
    flapping.at(169)
    assert LOOSE.key in flapping.board.troubles
    flapping.at(170)
    assert LOOSE.key not in flapping.board.troubles


def test_checking_in_again_does_not_begin_the_two_minutes_anew(flapping):
    assert comes_back(flapping, 110) is Rejection.NO_NEWS
    flapping.at(170)
    assert LOOSE.key not in flapping.board.troubles


def test_failing_again_does(flapping):
    fails(flapping, 160)
    flapping.at(170)
    assert LOOSE.key in flapping.board.troubles
    comes_back(flapping, 180)
    flapping.at(299)
    assert LOOSE.key in flapping.board.troubles
    flapping.at(300)
    assert told(flapping) == (3, 3)


def test_twice_in_ten_minutes_is_restored_at_once_as_is_one_that_comes_seldom(story):
    for second in (0, 301, 602, 903):
        fails(story, second, SPEAKER)
        assert comes_back(story, second + 10, SPEAKER) is None
    assert told(story, SPEAKER) == (4, 4)


def test_a_button_that_fell_silent_meanwhile_has_not_held(flapping):
    lost_after_s = flapping.board.index.plan.limits.lost_after_s
    flapping.heard.silent["button:B204"] = flapping.heard.waiting.pop("button:B204")
    flapping.at(50 + lost_after_s)
    assert LOOSE.key in flapping.board.troubles
    comes_back(flapping, 300)
    flapping.at(420)
    assert LOOSE.key not in flapping.board.troubles


def test_what_a_person_mends_is_restored_at_once_however_often(story):
    for second in range(0, 100, 20):
        fails(story, second, DISK)
        assert comes_back(story, second + 10, DISK) is None
    assert told(story, DISK) == (5, 5)


def test_after_a_restart_it_is_believed_again(flapping):
    flapping.restart()
    assert comes_back(flapping, 60) is None
    assert LOOSE.key not in flapping.board.troubles
