"""Tests that a slip is taken back within ten seconds by a new entry, and that nothing that happened since is taken back with it."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    Confirm,
    Dispatch,
    Downgrade,
    HandOff,
    ReportShown,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.events import ActUndone, StepTaken
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Answer, DeskAct, Outcome, Stage
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from tests.appliance.core.story import school

ANA = Actor(DeskId("front"), PersonId("ana"))
GOING = {"responder": "Ana", "answer": Answer.BY_RADIO}
OVER = {"outcome": Outcome.ATTENDED, "saw_room": "Ana"}

ACTS = (
    (Acknowledge, {}, DeskAct.ACKNOWLEDGED),
    (Dispatch, {"role": Role.LEAD}, DeskAct.DISPATCHED),
    (Confirm, GOING, DeskAct.CONFIRMED),
    (Arrive, {"responder": "Ana"}, DeskAct.ARRIVED),
    (Upgrade, {"kind": Kind.EMERGENCY}, DeskAct.UPGRADED),
    (HandOff, {"to": DeskId("library")}, DeskAct.HANDED_OFF),
    (StandDown, OVER, DeskAct.STOOD_DOWN),
)


@pytest.fixture
def called(story):
    story.press("B204")
    story.desk("front", ReportShown)
    story.seen.clear()
    return story


@pytest.fixture
def on_scene(called):
    called.desk("front", Dispatch, role=Role.LEAD)
    called.desk("front", Confirm, **GOING)
    called.desk("front", Arrive, responder="Ana")
    called.at(20)
    called.seen.clear()
    return called


@pytest.mark.parametrize(("make", "fields", "act"), ACTS, ids=[act.value for _, _, act in ACTS])
def test_each_act_is_taken_back_and_the_call_is_as_it_was(called, make, fields, act):
    if act in {DeskAct.CONFIRMED, DeskAct.ARRIVED}:
        called.desk("front", Dispatch, role=Role.NURSE)
    called.at(2)
    before = called.call
    assert called.desk("front", make, **fields) is None
    called.at(9)
    called.seen.clear()
    assert called.desk("front", Undo, incident=before.incident) is None
    assert called.seen[0] == ActUndone(incident=before.incident, by=ANA, undone=act)
    now = called.call
    for same in (
        "incident",
        "number",
        "kind",
        "stage",
        "presses",
        "ringing",
        "unanswered",
        "acknowledged_by",
        "sent",
    ):
        assert getattr(now, same) == getattr(before, same), same


def test_an_undone_acknowledgement_rings_on_where_the_ladder_would_be(called):
    called.at(10)
    called.desk("front", Acknowledge)
    called.at(18)
    assert not called.call.ringing
    called.desk("front", Undo)
    called.at(18)
    assert (called.call.ringing, called.call.step, called.call.stage) == (True, 1, Stage.CALLED)
    assert called.lamp("B204") is Lamp.RECEIVED


def test_sending_help_and_the_acknowledgement_in_it_are_undone_together(called):
    called.desk("front", Dispatch, role=Role.LEAD)
    called.desk("front", Undo)
    assert (called.call.stage, called.call.ringing, called.call.sent) == (Stage.CALLED, True, ())


def test_an_acknowledgement_made_before_help_was_sent_stays(called):
    called.desk("front", Acknowledge)
    called.at(1)
    called.desk("front", Dispatch, role=Role.LEAD)
    called.desk("front", Undo)
    assert (called.call.stage, called.call.acknowledged_by) == (Stage.ACKNOWLEDGED, ANA)
    assert called.desk("front", Undo) is Rejection.NOTHING_TO_UNDO


def test_what_is_due_stays_due_when_it_was(on_scene):
    due_ms = on_scene.call.due_ms
    on_scene.desk("front", Upgrade, kind=Kind.EMERGENCY)
    on_scene.at(25)
    on_scene.desk("front", Undo)
    assert (on_scene.call.due_ms, on_scene.call.kind, on_scene.call.ringing) == (due_ms, Kind.ASSIST, False)


def test_a_desk_that_got_a_call_by_slip_falls_silent_again(called):
    called.desk("front", Acknowledge)
    called.at(1)
    called.leave("library")  # nobody is at that desk, so the same act tells everybody too
    called.desk("front", HandOff, to=DeskId("library"))
    assert called.call.ringing
    called.desk("front", Undo)
    assert (called.call.ringing, called.call.told) == (False, {"desk:front"})


def test_ten_seconds_and_no_longer(called):
    called.desk("front", Acknowledge)
    called.at(10.001)
    assert called.desk("front", Undo) is Rejection.UNDO_TOO_LATE
    assert not called.call.ringing


def test_only_the_desk_that_acted_undoes_it(called):
    called.desk("front", Acknowledge)
    assert called.desk("library", Undo) is Rejection.UNDO_OF_ANOTHER_DESK
    assert called.desk("front", Undo) is None


@pytest.mark.parametrize(
    "happens",
    [
        lambda story: story.press("B204"),
        lambda story: story.desk("library", Dispatch, role=Role.NURSE),
        lambda story: story.desk("front", Undo),
    ],
    ids=["a press", "another desk", "an undo"],
)
def test_what_happened_since_is_never_undone_with_it(called, happens):
    called.desk("front", Acknowledge)
    called.at(2)
    happens(called)
    since = called.call
    refused = called.desk("front", Undo)
    assert refused in {Rejection.NOTHING_TO_UNDO, Rejection.UNDO_OF_ANOTHER_DESK}
    assert called.call == since


def test_a_deadline_that_passed_since_is_not_undone(called):
    called.adopt(replace(school(), limits=replace(school().limits, dispatch_s=5)))
    called.desk("front", Acknowledge)
    called.at(6)
    assert called.call.stage is Stage.CALLED
    assert called.desk("front", Undo) is Rejection.NOTHING_TO_UNDO


def test_notes_and_reports_do_not_stand_in_the_way_and_stay(called):
    called.desk("front", Upgrade, kind=Kind.MEDICAL)
    called.at(1)
    called.desk("library", ReportShown)
    called.desk("library", AddNote, text="a note")
    shown_at = called.call.shown_at
    assert called.desk("front", Undo) is None
    assert called.call.shown_at == shown_at
    assert "library" in shown_at


# ---- a stand-down


def test_a_call_stood_down_while_it_rang_rings_as_a_fresh_one(called):
    incident = called.call.incident
    called.at(20)
    called.desk("front", StandDown, **OVER)
    assert called.lamp("B204") is Lamp.READY
    called.at(25)
    called.seen.clear()
    called.desk("front", Undo, incident=incident)
    called.sees(
        ActUndone(incident=incident, by=ANA, undone=DeskAct.STOOD_DOWN),
        StepTaken(incident=incident, step=0, told=("desk:front",)),
    )
    call = called.call
    assert (call.number, call.ringing, call.unanswered, call.step, call.shown_at) == (1, True, True, 0, {})
    assert called.lamp("B204") is Lamp.SENDING
    called.desk("front", ReportShown)
    assert called.lamp("B204") is Lamp.RECEIVED


def test_a_response_stood_down_by_slip_goes_on(on_scene):
    due_ms, incident = on_scene.call.due_ms, on_scene.call.incident
    on_scene.desk("front", StandDown, **OVER)
    on_scene.at(29)
    on_scene.desk("front", Undo, incident=incident)
    assert (on_scene.call.stage, on_scene.call.ringing, on_scene.call.due_ms) == (Stage.ON_SCENE, False, due_ms)
    assert on_scene.lamp("B204") is Lamp.ON_THE_WAY
    on_scene.press("B204")
    assert on_scene.call.presses == 2


def test_a_room_that_called_again_keeps_its_new_call(called):
    old = called.call.incident
    called.desk("front", StandDown, **OVER)
    called.press("B204")
    assert called.desk("front", Undo, incident=old) is Rejection.UNDO_AFTER_NEW_CALL
    assert list(called.board.incidents) == [called.call.incident] != [old]


def test_reopened_calls_stand_in_their_old_place(called):
    first = called.call.incident
    called.press("B205")
    called.desk("front", StandDown, incident=first, **OVER)
    called.desk("front", Undo, incident=first)
    assert [call.number for call in called.board.incidents.values()] == [1, 2]


def test_a_stand_down_is_forgotten_after_ten_seconds(called):
    first = called.call.incident
    called.desk("front", StandDown, **OVER)
    called.at(11)
    assert called.desk("front", Undo, incident=first) is Rejection.UNDO_TOO_LATE
    called.press("B205")
    called.desk("front", StandDown, **OVER)
    assert list(called.board.last_acts) == [IncidentId("aaaaaaaa-2")]
    assert called.desk("front", Undo, incident=first) is Rejection.UNDO_TOO_LATE
    assert called.desk("front", Undo, incident=IncidentId("aaaaaaaa-9")) is Rejection.NO_SUCH_CALL


def test_practice_does_not_come_back_after_its_drill(story):
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("201"),))
    story.press("B201")
    practice = story.call.incident
    story.desk("front", StandDown, **OVER)
    story.desk("front", EndDrill, drill=story.board.drill.drill)
    assert story.desk("front", Undo, incident=practice) is Rejection.UNDO_AFTER_DRILL


def test_what_ended_with_its_drill_is_no_desks_slip(story):
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("201"),))
    story.press("B201")
    practice = story.call.incident
    story.desk("front", Acknowledge)
    story.desk("front", EndDrill, drill=story.board.drill.drill)
    assert story.desk("front", Undo, incident=practice) is Rejection.UNDO_TOO_LATE


def test_an_undone_stand_down_is_open_after_a_power_cut_and_nothing_can_be_undone_any_more(called):
    incident = called.call.incident
    called.desk("front", StandDown, **OVER)
    called.desk("front", Undo, incident=incident)
    called.desk("front", Acknowledge)
    called.restart()
    assert (called.call.incident, called.call.ringing, called.board.last_acts) == (incident, True, {})
    called.connect("front")
    assert called.desk("front", Undo) is Rejection.NOTHING_TO_UNDO


def test_a_lowered_call_is_raised_again_by_an_undo(on_scene):
    on_scene.desk("front", Upgrade, kind=Kind.EMERGENCY)
    on_scene.desk("front", Acknowledge)
    on_scene.at(40)
    on_scene.desk("front", Downgrade, kind=Kind.ASSIST)
    on_scene.desk("front", Undo)
    assert on_scene.call.kind is Kind.EMERGENCY
