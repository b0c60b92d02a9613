"""Tests a tap-out from asking to being back. It goes beside calls, and is never one of them."""

import pytest

from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    Dispatch,
    Downgrade,
    NoteSeclusion,
    RaiseCallFromDesk,
    ReportShown,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.events import CoverAssigned, RecordOpened, SeclusionNoted
from appliance.core.calls.lamps import Lamp, lamp_for
from appliance.core.calls.tap_outs import COVER_CHARACTERS_MAX
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Awaited, DeskAct, KnownBy, NoBreak, Outcome, Stage
from appliance.core.practice.commands import StartDrill
from appliance.core.transcript import line
from appliance.plan.ids import ButtonId, PersonId, RoomId
from appliance.plan.model import Kind, Role

ROOM = RoomId("204")


@pytest.fixture
def asked(story):
    story.press("B204", "tap-out")
    return story


def lamp(story):
    return lamp_for(story.board, story.heard, ButtonId("B204"), story.now)


def open_kinds(story):
    return [each.kind for each in story.board.incidents.values()]


# ---- its life


def test_from_asking_to_being_back_in_four_acts_each_true_on_the_lamp(asked):
    assert lamp(asked) is Lamp.SENDING
    asked.desk("front", ReportShown)
    assert lamp(asked) is Lamp.RECEIVED
    asked.desk("front", AssignCover, person=PersonId("ana"))
    assert (asked.call.stage, asked.call.ringing, lamp(asked)) == (Stage.CONFIRMED, False, Lamp.ON_THE_WAY)
    asked.desk("front", Arrive, responder="Ana Ortiz")
    assert asked.call.stage is Stage.ON_SCENE
    asked.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="")
    assert (open_kinds(asked), lamp(asked)) == ([], Lamp.READY)


def test_it_reads_as_what_it_is_and_says_nothing_of_who_asked(asked):
    asked.desk("front", AssignCover, role=Role.SECURITY)
    asked.desk("front", AssignCover, person=PersonId("ana"))
    asked.desk("front", AssignCover, cover="answered by radio")
    asked.desk("front", Undo)
    asked.desk("front", Arrive, responder="Ana Ortiz")
    asked.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="")
    assert [line(event, asked.board.index) for event in asked.seen] == [
        "Room 204: tap-out, pressed on the wall button. Told: Front office.",
        "Cover goes, noted at Front office by Ana Ortiz: security.",
        "Cover goes, noted at Front office by Ana Ortiz: Ana Ortiz.",
        "Cover goes, noted at Front office by Ana Ortiz: answered by radio.",
        "Undone at Front office by Ana Ortiz: the cover.",
        "Ana Ortiz is on scene, noted at Front office by Ana Ortiz.",
        "Stood down at Front office by Ana Ortiz: covered, and the educator is back.",
    ]


@pytest.mark.parametrize(
    ("how", "cover"),
    [
        ({"role": Role.NURSE}, "nurse"),
        ({"person": PersonId("ana"), "role": Role.LEAD}, "Ana Ortiz"),
        ({"cover": " answered by radio "}, "answered by radio"),
    ],
)
def test_cover_is_a_role_a_person_or_what_was_said(asked, how, cover):
    asked.desk("front", AssignCover, **how)
    assert isinstance(asked.seen[-1], CoverAssigned)
    assert [each.name for each in asked.call.sent] == [cover]


def test_cover_that_nobody_can_find_is_refused(asked):
    assert asked.desk("front", AssignCover, cover=" ") is Rejection.RESPONDER_NOT_NAMED
    assert asked.desk("front", AssignCover, person=PersonId("zoe")) is Rejection.NO_SUCH_PERSON
    assert asked.desk("front", AssignCover, cover="x" * (COVER_CHARACTERS_MAX + 1)) is Rejection.COVER_TOO_LONG
    assert asked.desk("front", AssignCover, cover="2") is Rejection.RESPONDER_NOT_NAMED
    assert asked.call.stage is Stage.CALLED


def test_cover_comes_once_more_when_somebody_else_goes_and_nobody_is_sent_away(asked):
    asked.desk("front", AssignCover, role=Role.LEAD)
    asked.desk("front", Arrive, responder="Ana")
    asked.desk("front", AssignCover, cover="Ben")
    assert [(each.stage, each.name) for each in asked.call.sent] == [(Stage.ON_SCENE, "Ana"), (Stage.CONFIRMED, "Ben")]
    asked.desk("front", AssignCover, cover="Zoe")
    assert [each.name for each in asked.call.sent] == ["Ana", "Zoe"], "whoever was only to come does not any more"
    asked.desk("front", Arrive, responder="Zoe")
    asked.desk("front", AssignCover, cover="Zoe")
    assert [(each.stage, each.name) for each in asked.call.sent] == [(Stage.ON_SCENE, "Ana"), (Stage.ON_SCENE, "Zoe")]


def test_covered_needs_cover_to_have_been_there(asked):
    assert asked.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="") is Rejection.NOT_ON_SCENE
    asked.desk("front", AssignCover, role=Role.LEAD)
    assert asked.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="") is Rejection.NOT_ON_SCENE


def test_who_needs_no_break_any_more_ends_it_without_anybody_seeing_the_room(asked):
    assert asked.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="") is None
    assert open_kinds(asked) == []


def test_a_slip_with_cover_is_undone_and_it_asks_as_before(asked):
    before = asked.call
    asked.desk("front", AssignCover, role=Role.LEAD)
    asked.desk("front", Undo)
    assert asked.seen[-1].undone is DeskAct.COVER_ASSIGNED
    assert asked.call == before


def test_nothing_is_written_down_about_it(asked):
    assert asked.desk("front", AddNote, text="Headache") is Rejection.NO_NOTE_ON_TAP_OUT


# ---- waiting


def test_it_waits_too_long_after_two_minutes_and_never_climbs(asked):
    asked.at(119.999)
    assert asked.call.overdue is None
    asked.at(120)
    assert (asked.call.overdue, asked.call.step, asked.call.ringing) == (Awaited.COVER, 0, True)
    asked.at(1700)  # somebody is at the desk meanwhile
    assert (asked.call.step, asked.call.told) == (0, {"desk:front"})
    asked.desk("front", AssignCover, role=Role.LEAD)
    assert asked.call.overdue is None


def test_cover_that_does_not_come_and_a_break_that_does_not_end_ask_again(asked):
    limits = asked.board.index.plan.limits
    asked.desk("front", AssignCover, role=Role.LEAD)
    asked.at(limits.arrive_s)
    assert (asked.call.overdue, asked.call.ringing) == (Awaited.ARRIVAL, True)
    asked.desk("front", Arrive, responder="Ana")
    assert not asked.call.ringing
    asked.at(limits.arrive_s + limits.all_right_s)
    assert (asked.call.overdue, asked.call.ringing) == (Awaited.ALL_RIGHT, True)
    assert asked.call.told == {"desk:front"}


def test_it_asks_again_after_a_power_cut(asked):
    asked.at(130)
    asked.restart()
    asked.connect("front")
    asked.touch("front")
    asked.look()
    assert (asked.call.kind, asked.call.ringing, asked.call.overdue) == (Kind.TAP_OUT, True, Awaited.COVER)
    assert asked.call.told >= {"desk:front"}


# ---- beside calls


def test_help_pressed_while_tapped_out_is_a_call_of_its_own(asked):
    asked.desk("front", AssignCover, role=Role.LEAD)
    tap_out = asked.call
    asked.press("B204", "help")
    assert open_kinds(asked) == [Kind.TAP_OUT, Kind.ASSIST]
    assert asked.board.incidents[tap_out.incident] == tap_out
    assert (asked.call.ringing, asked.call.told, lamp(asked)) == (True, {"desk:front"}, Lamp.SENDING)


def test_tapping_out_twice_is_asking_again_and_no_second_one(asked):
    asked.desk("front", AssignCover, role=Role.LEAD)
    asked.press("B204", "tap-out")
    assert (open_kinds(asked), asked.call.presses) == ([Kind.TAP_OUT], 2)
    assert (asked.call.stage, asked.call.ringing) == (Stage.CONFIRMED, True)


def test_tapping_out_where_help_was_called_is_a_press_of_that_call(story):
    story.press("B204", "help")
    story.desk("front", Acknowledge)
    story.press("B204", "tap-out")
    assert (open_kinds(story), story.call.ringing, story.call.presses) == ([Kind.ASSIST], True, 2)


def test_the_lamp_speaks_of_the_call_and_of_the_tap_out_when_that_is_over(asked):
    tap_out = asked.call.incident
    asked.desk("front", ReportShown)
    asked.press("B204", "help")
    asked.desk("front", Dispatch, role=Role.LEAD)
    assert lamp(asked) is Lamp.ACKNOWLEDGED
    asked.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert (asked.call.incident, lamp(asked)) == (tap_out, Lamp.RECEIVED)


def test_cover_is_no_help_for_a_call(story):
    story.press("B204", "help")
    assert story.desk("front", AssignCover, role=Role.LEAD) is Rejection.NOT_A_TAP_OUT
    assert story.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="Ana") is Rejection.NOT_AN_OUTCOME


def test_a_person_can_say_that_it_is_worse_and_then_it_is_a_call(asked):
    asked.at(130)
    asked.desk("front", Upgrade, kind=Kind.ASSIST)
    assert (asked.call.kind, asked.call.overdue, asked.board.tap_out_in(ROOM, drill=False)) == (Kind.ASSIST, None, None)
    asked.at(146)
    assert asked.call.step == 1
    asked.press("B204", "tap-out")
    assert open_kinds(asked) == [Kind.ASSIST]


def test_it_cannot_be_made_a_second_call_of_its_room(asked):
    tap_out = asked.call.incident
    asked.press("B204", "help")
    assert asked.desk("front", Upgrade, incident=tap_out, kind=Kind.MEDICAL) is Rejection.CALL_BESIDE_TAP_OUT


def test_a_call_is_never_made_a_tap_out(story):
    story.press("B204", "help")
    story.desk("front", Acknowledge)
    story.desk("front", Arrive, responder="Ana")
    assert story.desk("front", Downgrade, kind=Kind.TAP_OUT) is Rejection.NOT_A_DOWNGRADE


def test_somebody_asks_a_desk_for_cover(story):
    story.desk("front", RaiseCallFromDesk, room=ROOM, kind=Kind.TAP_OUT)
    assert story.board.tap_out_in(ROOM, drill=False) is story.call


# ---- practice


def test_nobody_practises_where_somebody_waits_for_cover(asked):
    refused = asked.desk("front", StartDrill, name="Fire", rooms=(ROOM,))
    assert refused is Rejection.ROOM_HAS_OPEN_CALL


def test_help_is_real_where_a_real_tap_out_is_open_even_in_a_drill(story):
    story.desk("front", StartDrill, name="Fire", rooms=(ROOM,))
    story.press("B204", "tap-out", ago_ms=None)
    story.press("B204", "help")
    assert [each.drill for each in story.board.incidents.values()] == [None, None]


# ---- a student's break that was no break


def test_a_break_that_was_no_break_begins_a_record_of_its_own_and_leaves_the_tap_out_as_it_is(asked):
    before, number = asked.call, asked.board.calls
    asked.desk("front", NoteSeclusion, room=ROOM, why=NoBreak.DOOR_HELD, known_by=KnownBy.RADIO, ago_s=600)
    opened, noted = asked.seen[-2:]
    assert isinstance(opened, RecordOpened) and isinstance(noted, SeclusionNoted)
    assert (opened.number, opened.incident) == (number + 1, noted.incident) and opened.incident != before.incident
    assert noted.began_ms == opened.occurred_ms == asked.now.wall_ms - 600_000
    assert (asked.call, open_kinds(asked)) == (before, [Kind.TAP_OUT]), "it is on no board, and ends nothing"
    said = line(noted, asked.board.index)
    assert (
        said
        == "This was no break: the door was held or locked. So it is noted as seclusion, at Front office by Ana Ortiz."
    )


def test_when_nobody_knows_when_it_began_no_time_is_made_up(asked):
    asked.desk("front", NoteSeclusion, room=ROOM, why=NoBreak.NOT_CHOSEN, known_by=KnownBy.PHONE)
    assert (asked.seen[-1].began_ms, asked.seen[-2].occurred_ms) == (None, None)


def test_it_was_in_a_room_of_the_plan(asked):
    refused = asked.desk("front", NoteSeclusion, room=RoomId("999"), why=NoBreak.NOT_CHOSEN, known_by=KnownBy.PHONE)
    assert refused is Rejection.NO_SUCH_ROOM
