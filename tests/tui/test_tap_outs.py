"""Tests the quiet queue at a console in front of a scripted box: seen, heard once, and answered by keys only."""

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import BreaksLine, NameOwedLine, SpaceLine, TapOutLine, UndoLine
from appliance.core.calls.commands import (
    Arrive,
    AssignCover,
    ConfirmAllRight,
    NameWhoActed,
    NoteSeclusion,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.ground.words import DeskAct, KnownBy, NoBreak, Outcome
from appliance.core.ground.words import Stage as CallStage
from appliance.plan.ids import DeskId, IncidentId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import FRONT, board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.board.tap_outs import queue, sounds_softly

TWELVE, NURSE = IncidentId("t-12"), DeskId("nurse")


def tap_out(number: int = 12, stage: CallStage = CallStage.CALLED, **changes) -> TapOutLine:
    line = {
        "incident": IncidentId(f"t-{number}"),
        "number": number,
        "room": RoomId(str(number)),
        "room_name": f"Room {number}",
        "stage": stage,
        "drill": False,
        "recorded": True,
        "age_ms": 180_000,
        "presses": 1,
        "asks": stage is CallStage.CALLED,
        "asks_here": stage is CallStage.CALLED,
        "told_ago_ms": 60_000,
        "overdue": None,
        "cover": "" if stage is CallStage.CALLED else "Marcus Bell",
        "two_way": True,
        "lamp": "received",
    }
    return TapOutLine(**(line | changes))


# ---- words


def test_the_time_goes_on_without_another_board() -> None:
    assert "waiting 5 min" in queue(board(tap_outs=(tap_out(),)), 120_000)[0].words


def test_it_sounds_for_a_moment_and_only_where_it_is_asked() -> None:
    new = tap_out(told_ago_ms=0)
    assert sounds_softly(board(tap_outs=(new,)), 0)
    assert not sounds_softly(board(tap_outs=(new,)), 3000)
    assert not sounds_softly(board(tap_outs=(tap_out(told_ago_ms=0, asks_here=False),)), 0)


# ---- keys

slow = pytest.mark.slow  # these tests run at a person's pace


@slow
async def test_it_is_shown_apart_from_calls_and_sounds_once(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(told_ago_ms=0),)))
        await person.sees("○ Room 12 asks for cover, waiting 3 min", "Y: cover")
        await person.until(lambda: stage.reported == [TWELVE], "the report that it is shown")
        await person.looks(5)
        await person.sees("waiting 3 min")
        assert person.bells == 1


@slow
async def test_two_keys_say_that_somebody_answered_by_radio(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(),)))
        await person.sees("Room 12 asks for cover")
        await person.presses("y", "1")
        await person.until(
            lambda: stage.acts == [AssignCover(incident=TWELVE, cover="somebody on the radio")], "the cover"
        )


@slow
async def test_a_role_or_a_name_can_be_the_cover(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(),)))
        await person.sees("Room 12 asks for cover")
        await person.presses("y")
        await person.sees("WHO COVERS", "Team lead")
        await person.presses("5")
        await person.until(lambda: stage.acts == [AssignCover(incident=TWELVE, role=Role.LEAD)], "the role")
        await person.sees_no_more("WHO COVERS")
        await person.presses("y", "2", *"Pat", "enter")
        await person.until(lambda: stage.acts[1:] == [AssignCover(incident=TWELVE, cover="Pat")], "the name")


@slow
@pytest.mark.parametrize(
    ("line", "key", "act"),
    [
        (tap_out(stage=CallStage.CONFIRMED), "1", Arrive(incident=TWELVE, responder="Marcus Bell")),
        (tap_out(stage=CallStage.ON_SCENE), "1", StandDown(incident=TWELVE, outcome=Outcome.COVERED, saw_room="")),
        (tap_out(stage=CallStage.ON_SCENE), "2", ConfirmAllRight(incident=TWELVE)),
        (tap_out(), "3", StandDown(incident=TWELVE, outcome=Outcome.NO_HELP_NEEDED, saw_room="")),
        (tap_out(), "4", Upgrade(incident=TWELVE, kind=Kind.ASSIST)),
        (tap_out(drill=True), "5", AssignCover(incident=TWELVE, role=Role.LEAD)),
    ],
    ids=["out", "back", "still out", "not needed", "worse", "the same digit in a drill"],
)
async def test_two_keys_do_what_comes_next(stage: Stage, sits: Sits, line, key, act) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(line,)))
        await person.sees("Room 12")
        await person.presses("y", key)
        await person.until(lambda: stage.acts == [act], f"{act}")


@slow
async def test_of_several_one_is_chosen_first_and_one_line_is_left_beside_calls(stage: Stage, sits: Sits) -> None:
    out = tap_out(7, stage=CallStage.ON_SCENE)
    async with sits() as person:
        stage.shows(board(call(20, "B204", Kind.EMERGENCY), tap_outs=(out, tap_out())))
        await person.sees("EMERGENCY", "○ Room 12 asks for cover", "and 1 more, Y: cover")
        assert "Room 7" not in person.screen
        await person.presses("y")
        await person.sees("1 Room 12 asks for cover", "2 Room 7 is covered by Marcus Bell")
        await person.presses("2", "1")
        back = StandDown(incident=IncidentId("t-7"), outcome=Outcome.COVERED, saw_room="")
        await person.until(lambda: stage.acts == [back], "the return")


@slow
async def test_it_never_rings_as_a_call_and_the_acknowledge_key_does_nothing_to_it(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(told_ago_ms=60_000),)))
        await person.sees("Room 12 asks for cover")
        await person.looks()
        await person.presses("space")
        await person.sees("Nothing rings: no call is open.")
        assert (stage.acts, person.bells) == ([], 0)


@slow
async def test_a_slip_with_cover_is_undone_by_the_same_key_as_any(stage: Stage, sits: Sits) -> None:
    slip = UndoLine(desk=FRONT, what=DeskAct.COVER_ASSIGNED, ends_in_ms=8000)
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(stage=CallStage.CONFIRMED, undo=slip),)))
        await person.sees("Marcus Bell goes")
        await person.presses("z")
        await person.until(lambda: stage.acts == [Undo(incident=TWELVE)], "the undo")


@slow
async def test_the_line_counts_down_while_a_slip_can_be_undone_and_says_that_a_name_is_owed(
    stage: Stage, sits: Sits
) -> None:
    slip = UndoLine(desk=FRONT, what=DeskAct.COVER_ASSIGNED, ends_in_ms=8000)
    owed = (NameOwedLine(desk=FRONT, due_in_ms=45_000),)
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(stage=CallStage.CONFIRMED, undo=slip, names_owed=owed),)))
        await person.sees("Marcus Bell goes", "Undo: Z (", "Y: cover", "M  Name")
        await person.looks(9)
        await person.sees("Marcus Bell goes", "name owed: 3")
        assert "Undo: Z (" not in person.screen
        await person.looks(60)
        await person.sees("NAME OVERDUE: M", "Y: cover")
        assert person.bells == 0, "a name owed never sounds"


@slow
async def test_a_name_owed_for_cover_is_given_with_one_key_and_the_name(stage: Stage, sits: Sits) -> None:
    owed = (NameOwedLine(desk=FRONT, due_in_ms=45_000),)
    async with sits() as person:
        stage.shows(board(call(20, "B204"), tap_outs=(tap_out(stage=CallStage.CONFIRMED, names_owed=owed),)))
        await person.sees("name owed: 4", "M  Name")
        await person.presses("m")
        await person.sees("NAME of whoever acted here: Room 12 (tap-out 12)")
        await person.presses(*"Pat", "space", *"Lee", "enter")
        await person.until(lambda: stage.acts == [NameWhoActed(incident=TWELVE, name="Pat Lee")], "the name")


def test_what_another_desk_did_or_owes_is_not_offered_here() -> None:
    slip = UndoLine(desk=NURSE, what=DeskAct.COVER_ASSIGNED, ends_in_ms=8000)
    line = tap_out(undo=slip, names_owed=(NameOwedLine(desk=NURSE, due_in_ms=1),))
    assert queue(board(tap_outs=(line,)), 0, desk=FRONT)[0].slip == ""
    assert queue(board(tap_outs=(line,)), 0, desk=NURSE)[0].slip == "Undo: Z (8 s)"
    assert queue(board(tap_outs=(line,)), 9000, desk=NURSE)[0].slip == "NAME OVERDUE: M"


@slow
async def test_with_nobody_tapped_out_the_key_says_so(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.sees("38 of 38")
        await person.presses("y")
        await person.sees("Nobody asks for a break or cover.")


PLANNED = BreaksLine(
    cover_within_min=5,
    covers=(Role.LEAD,),
    spaces=(SpaceLine(name="Gymnasium", room=RoomId("gym"), places=2, adult="the coach", call_open=False),),
    places_free=2,
)


@slow
async def test_what_the_plan_says_stands_above_the_choices_while_somebody_asks(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(),), breaks=PLANNED))
        await person.sees("Room 12 asks for cover")
        await person.presses("y")
        await person.sees(
            "WHO COVERS", "Cover: by the team lead, expected within 5 min.", "To recalibrate: Gymnasium (2,"
        )
        await person.sees("in sight: the coach). Free: at least 2 of 2.", "Team lead")


@slow
async def test_what_is_free_is_told_anew_while_the_question_stands(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(),), breaks=PLANNED))
        await person.sees("Room 12 asks for cover")
        await person.presses("y")
        await person.sees("Free: at least 2 of 2.", "1 Somebody answered")
        taken = replace(PLANNED.spaces[0], call_open=True)
        stage.shows(board(tap_outs=(tap_out(),), breaks=replace(PLANNED, spaces=(taken,), places_free=0)))
        await person.sees("Not Gymnasium: a call", "1 Somebody answered")
        await person.sees_no_more("Free: at least 2 of 2.")


@slow
async def test_a_break_that_was_none_begins_a_record_by_keys(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(stage=CallStage.ON_SCENE),), breaks=PLANNED))
        await person.sees("Room 12")
        await person.presses("y", "6")
        await person.sees("NO BREAK, so seclusion: what was not so?", "The door was held or locked")
        await person.presses("2")
        await person.sees("in which room was it?", "Gymnasium")
        await person.presses("enter")
        await person.sees("when did it begin?", "30 minutes ago")
        await person.presses("3")
        await person.sees("how is it known?", "By telephone")
        await person.presses("2")
        noted = NoteSeclusion(room=RoomId("gym"), why=NoBreak.DOOR_HELD, known_by=KnownBy.PHONE, ago_s=1800)
        await person.until(lambda: stage.acts == [noted], "the seclusion")


@slow
async def test_the_choices_stand_below_even_the_longest_plan(stage: Stage, sits: Sits) -> None:
    space = replace(PLANNED.spaces[0], name="N" * 60, adult="a" * 60)
    async with sits() as person:
        stage.shows(board(tap_outs=(tap_out(),), breaks=replace(PLANNED, spaces=(space,) * 10, places_free=20)))
        await person.sees("Room 12 asks for cover")
        await person.presses("y")
        await person.sees("; and 9 more in", "Free: at least 20 of 20.")
        await person.sees("1 Somebody answered", "2 Somebody else", "3 No cover needed")
