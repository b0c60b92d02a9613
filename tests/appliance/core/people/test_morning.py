"""Tests the morning check: what is not well by name, who signs it, and for which day that holds."""

import pytest

from appliance.core.calls.commands import AddNote
from appliance.core.devices.commands import ReportTrouble, ShelveTrouble
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause
from appliance.core.people.commands import SignDay
from appliance.core.people.events import DayChecked
from appliance.core.people.morning import (
    NAME_CHARACTERS_MAX,
    BrokenLink,
    broken_links,
    not_well,
    on_duty_today,
    same_day,
)
from appliance.core.practice.commands import ArmWalkTest, EndWalkTest
from appliance.plan.ids import DeskId, PersonId, SounderId
from appliance.plan.model import Role
from tests.appliance.core.story import Story, school

UNLISTED = Actor(DeskId("front"))
ANA = Actor(DeskId("front"), PersonId("ana"))
HOUR_MS = 3_600_000


@pytest.fixture
def morning():
    """Give a check at a moment when everything was heard a minute ago."""
    story = Story()
    heard_from_all(story)
    return story


def heard_from_all(story):
    for button in story.board.index.supervised:
        story.heard.heard_from(f"button:{button.button}", story.now)


def found(story):
    return not_well(story.board, story.heard, story.now)


def test_what_is_not_well_is_named(morning):
    assert found(morning).roles == (Role.NURSE,), "Ben is on duty in the first hour of the week alone"
    assert found(morning).count == 1
    morning.leave("library")
    morning.heard.sounder_reports(SounderId("hall"), False)
    chime = Cause("sounder-silent", "hall")
    morning.tell(ReportTrouble(cause=chime, detail="Look at the plug."))
    morning.tell(ShelveTrouble(cause=chime, ends_after_s=600, reason="known"), ANA)
    now = found(morning)
    assert (now.desks_away, now.sounders_silent) == (("library",), ("hall",))
    assert (now.troubles, now.put_aside) == ((chime,), 1)
    assert now.count == 4, "a trouble that was put aside is not well"


def test_a_walk_test_that_was_not_passed_is_not_well_until_one_is(morning):
    morning.desk("front", ArmWalkTest, button="B201")
    morning.desk("front", EndWalkTest, button="B201")
    assert found(morning).troubles == (Cause("walk-test-not-passed", "B201"),)
    assert found(morning).count == 2
    morning.desk("front", ArmWalkTest, button="B201")
    morning.press("B201")
    assert found(morning).troubles == ()


def test_a_button_nobody_heard_from_is_not_well(morning):
    morning.now_ms += morning.board.index.plan.limits.lost_after_s * 1000
    assert len(found(morning).buttons_silent) == 7


def test_a_room_is_named_at_its_first_broken_link(morning):
    assert list(broken_links(morning.board, morning.heard, morning.now)) == []
    morning.tell(ReportTrouble(cause=Cause("button-lost", "B201"), detail="gone"))
    assert list(broken_links(morning.board, morning.heard, morning.now)) == [("201", BrokenLink.BUTTON)]
    morning.leave("front")
    assert len(list(broken_links(morning.board, morning.heard, morning.now))) == 1, (
        "the library is told at once instead"
    )
    morning.leave("library")
    links = dict(broken_links(morning.board, morning.heard, morning.now))
    assert (links["201"], links["202"]) == (BrokenLink.BUTTON, BrokenLink.NOBODY_AT_ONCE)
    morning.heard.sounder_reports(SounderId("radio"), False)
    links = dict(broken_links(morning.board, morning.heard, morning.now))
    assert (links["201"], links["202"]) == (BrokenLink.BUTTON, BrokenLink.NOBODY)


def test_who_proved_it_signs_by_one_act_and_the_entry_says_what_was_not_well(morning):
    morning.desk("front", SignDay, name="somebody else")
    morning.sees(DayChecked(by=ANA, name="", not_well=found(morning)))
    assert morning.board.day_check.not_well == 1


def test_an_unlisted_person_signs_with_a_name(morning):
    assert morning.tell(SignDay(name="  "), UNLISTED) is Rejection.SIGNED_BY_NOBODY
    assert morning.tell(SignDay(name="x" * (NAME_CHARACTERS_MAX + 1)), UNLISTED) is Rejection.SIGNED_BY_NOBODY
    assert morning.tell(SignDay(name="3"), UNLISTED) is Rejection.SIGNED_BY_NOBODY
    assert morning.tell(SignDay(name=" Pat Substitute "), UNLISTED) is None
    assert morning.board.day_check.name == "Pat Substitute"


def test_it_is_signed_while_a_call_is_open_which_is_not_well_then(morning):
    morning.press("B201")
    morning.desk("front", SignDay)
    assert morning.board.day_check.not_well == 2
    assert morning.desk("front", AddNote, text="The call goes on.") is None


def test_a_restart_finds_the_signature_again(morning):
    morning.desk("front", SignDay)
    signed = morning.board.day_check
    morning.restart(after_ms=60_000)
    assert morning.board.day_check == signed


def at(day: int, hour: float) -> Moment:
    """Give a moment by local time in a zone five hours behind UTC; day 0 is a Monday."""
    minute = day * 1440 + int(hour * 60)
    monday_ms = 1_799_643_600_000 + 5 * HOUR_MS
    return Moment(0, monday_ms + minute * 60_000 + 1_234, minute % (7 * 1440))


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        (at(0, 7.7), at(0, 15), True),
        (at(0, 7.7), at(0, 23.98), True),
        (at(0, 7.7), at(1, 0), False),
        (at(0, 23.98), at(1, 0), False),
        (at(1, 0), at(1, 0), True),
        (at(6, 7.7), at(7, 7.7), False),
        (at(0, 7.7), at(7, 7.7), False),
    ],
)
def test_a_signature_holds_until_midnight_where_the_building_stands(then, now, same):
    assert same_day(then, now) is same


def test_a_clock_nobody_trusts_tells_no_day():
    signed = at(0, 7.7)
    assert same_day(signed, Moment(9, signed.wall_ms)) is None
    assert same_day(Moment(9, signed.wall_ms), at(0, 8)) is False, "nobody knows on which day that was signed"


def test_everybody_who_comes_later_today_is_on_duty_today():
    story = Story(school())
    by_role = {
        role: [person.person for person in people] for role, people in on_duty_today(story.board.index, at(0, 0.5))
    }
    assert by_role == {Role.LEAD: ["ana"], Role.NURSE: ["ben"]}
    by_role = {
        role: [person.person for person in people] for role, people in on_duty_today(story.board.index, at(0, 1))
    }
    assert by_role[Role.NURSE] == []
