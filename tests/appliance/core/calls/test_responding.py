"""Tests a call from its first acknowledgement to the stand-down, and what rings when somebody forgets."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    ReportShown,
    StandDown,
    Upgrade,
)
from appliance.core.calls.events import (
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallShown,
    HelpDispatched,
    StoodDown,
)
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Answer, Awaited, Outcome, Stage
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role

ANA = Actor(DeskId("front"), PersonId("ana"))
GOING = {"responder": "Ana", "answer": Answer.BY_RADIO}


@pytest.fixture
def called(story):
    story.press("B204")
    story.seen.clear()
    return story


@pytest.fixture
def on_scene(called):
    called.desk("front", Dispatch, role=Role.LEAD)
    called.desk("front", Confirm, **GOING)
    called.desk("front", Arrive, responder="Ana")
    called.seen.clear()
    return called


def test_acknowledging_silences_and_awaits_a_dispatch(called):
    called.desk("front", Acknowledge)
    called.sees(CallAcknowledged(incident=called.call.incident, by=ANA))
    call = called.call
    assert (call.stage, call.ringing, call.due_what) == (Stage.ACKNOWLEDGED, False, "dispatch")
    assert call.due_ms == called.now_ms + 60_000
    assert called.desk("library", Acknowledge) is Rejection.NOTHING_TO_ACKNOWLEDGE


def test_nobody_sent_in_a_minute_makes_it_a_call_again(called):
    called.desk("front", Acknowledge)
    called.at(60)
    assert called.saw() == ["CallAcknowledged", "AcknowledgementExpired", "StepTaken"]
    assert (called.call.stage, called.call.ringing, called.call.step) == (Stage.CALLED, True, 1)
    assert called.call.acknowledged_by is None
    assert called.call.due_ms == 75_000


def test_when_it_was_taken_or_help_was_sent_is_known_after_nothing_came_of_it_and_after_a_power_cut(called):
    assert called.call.acted is None
    called.at(5)
    called.desk("front", Acknowledge)
    taken = called.now
    called.at(66)
    assert (called.call.stage, called.call.acted) == (Stage.CALLED, taken)
    called.desk("front", Dispatch, role=Role.LEAD)
    sent = called.now
    called.at(100)
    called.desk("front", Acknowledge)
    assert (called.call.overdue, called.call.acted) == (Awaited.CONFIRMATION, sent)
    before_ms = called.now.wall_ms - sent.wall_ms
    called.restart(60_000)
    assert called.now.mono_ms - called.call.acted.mono_ms == before_ms + 60_000


def test_dispatch_acknowledges_what_rings(called):
    called.desk("front", Dispatch, role=Role.NURSE, person=PersonId("ben"))
    call = called.call
    called.sees(
        CallAcknowledged(incident=call.incident, by=ANA),
        HelpDispatched(incident=call.incident, by=ANA, role=Role.NURSE, person=PersonId("ben")),
    )
    assert (call.stage, call.ringing, call.due_what) == (Stage.DISPATCHED, False, "confirm")
    assert [each.person for each in call.sent] == ["ben"]
    assert called.desk("front", Dispatch, role=Role.NURSE, person=PersonId("nobody")) is Rejection.NO_SUCH_PERSON


def test_an_unconfirmed_dispatch_rings_again_each_half_minute_at_the_next_step(called):
    called.desk("front", Dispatch, role=Role.LEAD)
    called.seen.clear()
    called.at(30)
    assert called.saw() == ["HelpOverdue", "StepTaken"]
    assert (called.call.overdue, called.call.ringing, called.call.step) == (Awaited.CONFIRMATION, True, 1)
    called.desk("front", Acknowledge)
    assert not called.call.ringing
    called.at(60)
    assert called.saw() == ["CallAcknowledged", "HelpOverdue", "StepTaken"]
    assert called.call.step == 2


def test_confirming_what_was_overdue_quiets_it_but_no_unheard_press(called):
    called.desk("front", Dispatch, role=Role.LEAD)
    called.at(31)
    called.desk("front", Confirm, **GOING)
    assert (called.call.ringing, called.call.overdue) == (False, None)
    called.press("B204")
    called.desk("front", Arrive, responder="Ana")
    assert called.call.ringing


def test_nobody_confirms_before_somebody_was_sent(called):
    assert called.desk("front", Confirm, **GOING) is Rejection.NOT_DISPATCHED
    called.desk("front", Acknowledge)
    assert called.desk("front", Confirm, **GOING) is Rejection.NOT_DISPATCHED
    called.desk("front", Dispatch, role=Role.LEAD)
    assert called.desk("front", Confirm, responder="  ", answer=Answer.OWN_REPLY) is Rejection.RESPONDER_NOT_NAMED
    assert called.desk("front", Confirm, responder="1", answer=Answer.OWN_REPLY) is Rejection.RESPONDER_NOT_NAMED
    assert called.desk("front", Confirm, **GOING) is None
    assert (called.call.stage, called.call.due_what) == (Stage.CONFIRMED, "arrive")
    assert [each.name for each in called.call.sent] == ["Ana"]


def test_arrival_is_awaited_three_minutes(called):
    called.desk("front", Dispatch, role=Role.LEAD)
    called.desk("front", Confirm, **GOING)
    called.at(179)
    assert called.call.overdue is None
    called.at(180)
    assert called.call.overdue is Awaited.ARRIVAL


def test_a_responder_may_arrive_unannounced(called):
    assert called.desk("front", Arrive, responder="Ana") is Rejection.NOT_DISPATCHED
    called.desk("front", Acknowledge)
    assert called.desk("front", Arrive, responder="Ana") is None
    assert called.call.stage is Stage.ON_SCENE


def test_on_scene_is_asked_again_after_ten_minutes(on_scene):
    on_scene.at(500)
    on_scene.desk("front", ConfirmAllRight)
    on_scene.at(1000)
    assert on_scene.call.overdue is None
    on_scene.at(1100)
    assert (on_scene.call.overdue, on_scene.call.ringing) == (Awaited.ALL_RIGHT, True)
    on_scene.desk("front", ConfirmAllRight)
    assert (on_scene.call.overdue, on_scene.call.ringing) == (None, False)


def test_all_right_is_asked_on_scene_only(called):
    assert called.desk("front", ConfirmAllRight) is Rejection.NOT_ON_SCENE


def test_further_responders_never_move_it_back(on_scene):
    due_ms = on_scene.call.due_ms
    on_scene.at(10)
    on_scene.desk("front", Dispatch, role=Role.NURSE)
    assert (on_scene.call.stage, on_scene.call.due_ms) == (Stage.ON_SCENE, due_ms)
    assert on_scene.call.sent[-1].role is Role.NURSE


def test_an_upgrade_rings_anew_and_is_never_a_downgrade(called):
    called.desk("front", Acknowledge)
    assert called.desk("front", Upgrade, kind=Kind.ASSIST) is Rejection.NOT_MORE_URGENT
    assert called.desk("front", Upgrade, kind=Kind.TAP_OUT) is Rejection.NOT_MORE_URGENT
    called.at(20)
    called.desk("front", Upgrade, kind=Kind.EMERGENCY)
    call = called.call
    assert (call.kind, call.ringing, call.stage, call.step) == (Kind.EMERGENCY, True, Stage.ACKNOWLEDGED, 0)


def test_a_call_is_lowered_only_with_somebody_on_scene_and_nothing_unheard(called):
    for make, fields in (
        (Acknowledge, {}),
        (Dispatch, {"role": Role.LEAD}),
        (Confirm, GOING),
        (Arrive, {"responder": "A"}),
    ):
        assert called.desk("front", Downgrade, kind=Kind.ASSIST) is Rejection.NOT_ON_SCENE
        called.desk("front", make, **fields)
    called.press("B204", "hold")
    assert called.desk("front", Downgrade, kind=Kind.ASSIST) is Rejection.RINGS_UNANSWERED
    called.desk("front", Acknowledge)
    for kind in (Kind.EMERGENCY, Kind.TAP_OUT):
        assert called.desk("front", Downgrade, kind=kind) is Rejection.NOT_A_DOWNGRADE
    before = called.call
    called.seen.clear()
    assert called.desk("front", Downgrade, kind=Kind.MEDICAL) is None
    called.sees(CallDowngraded(incident=before.incident, by=ANA, kind=Kind.MEDICAL))
    assert called.call == replace(before, kind=Kind.MEDICAL)


def test_a_press_raises_a_lowered_call_again(on_scene):
    on_scene.desk("front", Upgrade, kind=Kind.EMERGENCY)
    on_scene.desk("front", Acknowledge)
    on_scene.desk("front", Downgrade, kind=Kind.ASSIST)
    on_scene.press("B204", "medical")
    assert (on_scene.call.kind, on_scene.call.ringing) == (Kind.MEDICAL, True)


def test_handing_off_rings_at_the_other_desk_alone_and_then_climbs(called):
    called.desk("front", HandOff, to=DeskId("library"))
    called.sees(CallHandedOff(incident=called.call.incident, by=ANA, to=DeskId("library")))
    assert called.call.told == {"desk:library"}
    called.touch("front")
    called.look()
    assert called.call.told == {"desk:library"}
    called.at(15)
    assert called.call.told == {"desk:library", "desk:front"}
    assert called.desk("front", HandOff, to=DeskId("garage")) is Rejection.NO_SUCH_DESK
    assert called.desk("front", HandOff, to=DeskId("front")) is Rejection.NO_NEWS


def test_handing_off_to_an_empty_desk_tells_the_first_step_too(called):
    called.leave("library")
    called.desk("front", HandOff, to=DeskId("library"))
    assert called.call.told == {"desk:library", "desk:front"}


@pytest.mark.parametrize("outcome", [Outcome.ATTENDED, Outcome.NOT_ATTENDED])
def test_a_digit_that_was_meant_to_choose_never_stands_there_as_who_saw_the_room(called, outcome):
    assert called.desk("front", StandDown, outcome=outcome, saw_room="3") is Rejection.WHO_SAW_THE_ROOM
    assert called.desk("front", StandDown, outcome=outcome, saw_room="Ana 3") is None


def test_stand_down_needs_eyes_on_the_room_unless_nobody_went(called):
    assert called.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room=" ") is Rejection.WHO_SAW_THE_ROOM
    assert called.desk("front", StandDown, outcome=Outcome.DRILL_ENDED, saw_room="Ana") is Rejection.NOT_AN_OUTCOME
    incident = called.call.incident
    called.desk("front", StandDown, outcome=Outcome.NOT_ATTENDED, saw_room="")
    called.sees(
        CallAcknowledged(incident=incident, by=ANA),
        StoodDown(incident=incident, by=ANA, outcome=Outcome.NOT_ATTENDED, saw_room=""),
    )
    assert called.board.incidents == {}
    assert called.board.open_in(RoomId("204"), drill=False) is None


def test_what_is_no_longer_open_says_so(called):
    incident = called.call.incident
    called.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert called.desk("front", Acknowledge, incident=incident) is Rejection.ALREADY_STOOD_DOWN
    for wrong in ("aaaaaaaa-2", "aaaaaaaa-0", "x", "", "aaaaaaaa-" + "9" * 9999, "aaaaaaaa-²"):
        assert called.desk("front", Acknowledge, incident=IncidentId(wrong)) is Rejection.NO_SUCH_CALL


def test_shown_is_news_once_per_desk(called):
    called.desk("front", ReportShown)
    called.sees(CallShown(incident=called.call.incident, desk=DeskId("front")))
    assert called.desk("front", ReportShown) is Rejection.NO_NEWS
    assert called.desk("library", ReportShown) is None


def test_notes_are_kept_as_said_and_bounded(called):
    assert called.desk("front", AddNote, text="  door locked ") is None
    assert called.seen[-1].text == "door locked"
    assert called.desk("front", AddNote, text=" ") is Rejection.TEXT_EMPTY_OR_TOO_LONG
    assert called.desk("front", AddNote, text="x" * 1001) is Rejection.TEXT_EMPTY_OR_TOO_LONG
