"""Tests that a person says that practice is real: it rings anew as a real call, and neither the end of the drill nor an undo takes that
back.
"""

import pytest

from appliance.api.board.drill_view import drill_over_line
from appliance.core.building.commands import StartResponse
from appliance.core.building.events import ResponseEnded
from appliance.core.calls.commands import Acknowledge, Confirm, Dispatch, ReportShown, StandDown, Undo
from appliance.core.calls.events import CallMadeReal, CallRaised, StoodDown
from appliance.core.calls.lamps import Lamp
from appliance.core.calls.sounding import Priority, sounding
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Answer, BuildingResponse, Outcome, Stage
from appliance.core.practice.commands import EndDrill, MakeDrillReal, MakeReal, StartDrill
from appliance.core.practice.events import DrillMadeReal, DrillMeasured
from appliance.core.transcript import line
from appliance.plan.ids import DeskId, DrillId, IncidentId, PersonId, RoomId, SounderId
from appliance.plan.model import Kind, Role

ANA = Actor(DeskId("front"), PersonId("ana"))


@pytest.fixture
def practised(story):
    """A drill in rooms 201 and 202. Room 201 pressed; somebody was sent and goes."""
    story.desk("front", StartDrill, name="Autumn", rooms=(RoomId("201"), RoomId("202")))
    story.press("B201")
    story.desk("front", ReportShown)
    story.desk("front", Dispatch, role=Role.LEAD)
    story.desk("front", Confirm, responder="Ana", answer=Answer.BY_RADIO)
    story.seen.clear()
    return story


def drill_real(story, drill=None):
    return story.desk("library", MakeDrillReal, drill=drill or story.board.drill.drill)


def ends_drill(story):
    return story.desk("front", EndDrill, drill=story.board.drill.drill)


def test_a_practice_call_made_real_rings_as_a_new_one_and_what_was_answered_in_practice_counts_no_more(practised):
    assert practised.lamp("B201") is Lamp.ON_THE_WAY
    assert practised.desk("front", MakeReal) is None
    assert practised.seen[0] == CallMadeReal(incident=practised.call.incident, by=ANA, kind=Kind.ASSIST)
    call = practised.call
    assert (call.drill, call.stage, call.sent, call.acknowledged_by) == (None, Stage.CALLED, (), None)
    assert call.ringing and call.unanswered and call.step == 0
    assert practised.lamp("B201") is Lamp.SENDING, "no desk has shown it as a real call yet"
    practised.desk("front", ReportShown)
    assert practised.lamp("B201") is Lamp.RECEIVED
    practised.at(practised.now_ms / 1000 + 31)
    assert sounding(practised.board, practised.now)[SounderId("hall")] is Priority.MEDIUM


def test_the_end_of_the_drill_leaves_it_open(practised):
    practised.desk("front", MakeReal)
    real = practised.call.incident
    practised.press("B202")
    ends_drill(practised)
    assert list(practised.board.incidents) == [real]
    assert practised.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="") is Rejection.WHO_SAW_THE_ROOM


def test_the_next_press_of_its_room_is_one_more_of_it(practised):
    practised.desk("front", MakeReal)
    practised.press("B201")
    assert [call.presses for call in practised.board.incidents.values()] == [2]


def test_nothing_takes_it_back(practised):
    practised.desk("front", Acknowledge)
    practised.desk("front", MakeReal)
    assert practised.desk("front", Undo) is Rejection.NOTHING_TO_UNDO
    practised.restart()
    assert practised.call.drill is None


def test_what_is_real_or_over_or_nobodys_is_refused(practised):
    practised.press("B203")
    assert practised.desk("front", MakeReal) is Rejection.NOT_PRACTICE
    assert practised.desk("front", MakeReal, incident=IncidentId("aaaaaaaa-9")) is Rejection.NO_SUCH_CALL
    practised.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    gone = next(event.incident for _, event in practised.recorded if isinstance(event, CallRaised) and not event.drill)
    assert practised.desk("front", MakeReal, incident=gone) is Rejection.ALREADY_STOOD_DOWN
    assert drill_real(practised, DrillId("other")) is Rejection.NO_SUCH_DRILL


def test_beside_a_real_call_of_its_room_it_stays_practice(practised):
    practice = practised.call.incident
    practised.press("B201", ago_ms=None)
    assert practised.call.drill is None
    assert practised.desk("front", MakeReal, incident=practice) is Rejection.ROOM_HAS_REAL_CALL
    real = practised.call.incident
    assert drill_real(practised) is None
    assert list(practised.board.incidents) == [real], "the real one rings for the room; the one of practice is over"


def test_the_whole_drill_is_made_real_in_one_act_and_starts_no_response(practised):
    practised.press("B202", "medical")
    practised.press("B202", "tap-out", room="202")
    practised.desk("front", StartResponse, response=BuildingResponse.LOCKDOWN, practice=True)
    practised.seen.clear()
    assert drill_real(practised) is None
    assert practised.board.drill is None and practised.board.response is None
    assert all(call.drill is None and call.ringing for call in practised.board.incidents.values())
    assert len(practised.board.incidents) == 2
    made = [type(event) for event in practised.seen]
    assert made.count(CallMadeReal) == 2
    assert [each for each in made if each in {DrillMadeReal, DrillMeasured, ResponseEnded, StoodDown}] == [
        DrillMadeReal,
        DrillMeasured,
        ResponseEnded,
    ]
    practised.press("B201")
    assert not any(call.drill for call in practised.board.incidents.values())


def test_every_desk_is_told_at_which_one_the_drill_was_made_real_and_that_another_just_ended(practised):
    name = practised.board.index.desks[DeskId("library")].name
    assert drill_real(practised) is None
    over = drill_over_line(practised.board)
    assert over is not None and over.made_real_at == name
    practised.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana")
    assert practised.desk("front", StartDrill, name="Spring", rooms=(RoomId("202"),)) is None
    assert ends_drill(practised) is None
    over = drill_over_line(practised.board)
    assert over is not None and (over.name, over.made_real_at) == ("Spring", "")


def test_a_practice_tap_out_is_made_real_and_stays_quiet(practised):
    practised.press("B202", "tap-out")
    assert practised.desk("front", MakeReal) is None
    assert (practised.call.kind, practised.call.drill) == (Kind.TAP_OUT, None)


def test_a_drill_nobody_called_in_is_over_and_every_press_real(story):
    story.desk("front", StartDrill, name="Autumn", rooms=(RoomId("201"),))
    assert drill_real(story) is None
    story.press("B201")
    assert story.call.drill is None


def test_only_what_was_practice_is_measured(practised):
    practised.at(60)
    practised.desk("front", MakeReal)
    practised.desk("front", Acknowledge)
    practised.at(90)
    practised.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    ends_drill(practised)
    found = next(event for event in practised.seen if isinstance(event, DrillMeasured))
    assert [(call.confirmed_ms, call.stood_down_ms) for call in found.calls] == [(0, None)]


def test_the_log_says_who_made_what_real(practised):
    practised.desk("front", MakeReal)
    said = [line(event, practised.board.index) for event in practised.seen]
    assert said[0] == "Made REAL at Front office by Ana Ortiz: practice no more. It rings as a new assist call."
    practised.seen.clear()
    drill_real(practised)
    said = [line(event, practised.board.index) for event in practised.seen]
    assert said[0] == (
        "The drill was made REAL at Library by Ana Ortiz: calls that were open in it are real, and it is over."
    )
