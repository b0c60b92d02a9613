"""Tests that state survives a power cut, and that what was open rings again after it."""

import pytest

from appliance.core.building.commands import PressSafe, StartCheckIn
from appliance.core.calls.commands import Dispatch
from appliance.core.calls.events import CallShown, NoteAdded
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause, Door, Source, Stage
from appliance.core.people.commands import SignIn
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import ButtonId, DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Role
from tests.appliance.core.story import MONDAY_10_00, WALL_MS


def test_after_a_power_cut_open_calls_ring_again_where_they_stood(story):
    story.press("B204")
    story.desk("front", Dispatch, role=Role.LEAD)
    story.at(20)
    story.restart(after_ms=5_000)
    call = story.call
    assert (call.stage, call.ringing, call.due_ms, call.number) == (Stage.DISPATCHED, True, 0, 1)
    assert call.raised.mono_ms == -25_000
    story.connect("front")
    story.touch("front")
    story.seen.clear()
    story.at(1)
    assert story.saw() == ["StepTaken"]
    story.at(30)
    assert "HelpOverdue" in story.saw()


def test_numbers_and_counters_go_on_after_a_power_cut(story):
    story.press("B204", counter=5)
    story.restart()
    assert story.press("B204", counter=5) is Rejection.REPEAT
    story.press("B205")
    assert (story.call.number, story.call.incident) == (2, IncidentId("bbbbbbbb-2"))


def test_a_wrong_clock_never_makes_a_call_younger_than_nothing(story):
    story.press("B204")
    story.restart(after_ms=-(10**9))
    assert story.call.raised.mono_ms == 0


def test_what_stands_is_found_again(story):
    story.tell(ReportTrouble(cause=Cause("disk", "main"), detail="slow"))
    story.desk("front", SignIn, person=PersonId("ana"))
    story.restart()
    assert set(story.board.troubles) == {"disk:main"}
    assert story.board.operators == {DeskId("front"): PersonId("ana")}
    assert story.board.index.plan.building == "Test school"


def test_a_drill_goes_on_for_what_is_left_of_it(story):
    story.desk("front", StartDrill, name="Practice", rooms=(RoomId("201"),), ends_after_s=300)
    story.at(100)
    story.restart(after_ms=50_000)
    assert story.board.drill.ends_ms == 150_000
    story.restart(after_ms=10**9)
    assert story.board.drill.ends_ms < 0
    story.press("B201")
    assert story.call.drill is None


def test_a_clock_that_was_ahead_at_one_start_makes_no_drill_longer(story):
    story.desk("front", StartDrill, name="Practice", rooms=(RoomId("201"),), ends_after_s=300)
    story.at(100)
    story.restart(after_ms=10**9)
    story.restart(after_ms=50_000 - 10**9)
    assert story.board.drill.ends_ms == 150_000


def test_an_event_of_a_closed_incident_changes_nothing(story):
    before = story.board.copy()
    gone = IncidentId("aaaaaaaa-9")
    story.fold(CallShown(incident=gone, desk=DeskId("front")))
    story.fold(NoteAdded(incident=gone, by=Actor(DeskId("front")), text="late"))
    assert story.board == before


def test_a_copy_can_be_changed_alone(story):
    before = story.board
    story.board = before.copy()
    story.press("B204")
    assert before.incidents == {}
    assert before.calls == 0
    assert before.open_in(RoomId("204"), drill=False) is None


@pytest.mark.parametrize(("before", "after"), [(None, MONDAY_10_00), (MONDAY_10_00, None)])
def test_a_clock_that_is_only_trusted_since_does_not_say_how_long_ago_something_was(story, before, after):
    story.week_minute = before
    story.started_wall_ms = WALL_MS if before else 0
    story.press("B204")
    story.desk("front", StartCheckIn)
    story.week_minute = after
    story.restart(after_ms=WALL_MS if after else 0)
    assert story.call.raised.mono_ms == story.now.mono_ms
    source = Source(Door.BUTTON, ButtonId("B201"), "safe", 1)
    story.tell(PressSafe(room=RoomId("201"), source=source, pressed_ago_ms=3_600_000))
    assert story.board.check_in.marks == {}, "pressed an hour ago, before anybody was asked"
