"""Tests slips, names and urgency by keys only: in front of a scripted box, and against a real engine and record."""

from pathlib import Path

import msgspec
import pytest

from appliance.core.calls.commands import Downgrade, NameWhoActed, Undo, Upgrade
from appliance.core.ground.words import DeskAct, Stage
from appliance.doors.peer import Rights
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tests.appliance.doors.harness import running_harness
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import sitting_at
from tests.tui.stage import Stage as Box
from tests.tui.test_slips import did, over, owes

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

TWELVE = IncidentId("i-12")
SEEN = call(12, "B204", stage=Stage.ACKNOWLEDGED)


async def test_z_takes_back_what_this_desk_did_last(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(did(SEEN)))
        await person.sees("Undo: Z (", "Z  Undo")
        await person.presses("z")
        await person.until(lambda: stage.acts == [Undo(incident=TWELVE)], "the undo")


async def test_the_time_to_undo_runs_out_without_another_board(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(did(SEEN, left_ms=9000)))
        await person.sees("Undo: Z (")
        await person.looks(9)
        await person.sees_no_more("Undo: Z (")
        await person.presses("z")
        await person.sees("This desk did nothing in the last ten seconds that can be undone.")
        assert stage.acts == []


async def test_a_call_stood_down_is_a_dim_line_that_can_be_had_back(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(ended=(over(12, "B204"),)))
        await person.sees("■ STOOD DOWN  Room B204  (call 12, ASSIST)", "Undo: Z (", "Recording")
        await person.presses("z")
        await person.until(lambda: stage.acts == [Undo(incident=TWELVE)], "the undo")
        await person.looks(9)
        await person.sees_no_more("STOOD DOWN")


async def test_a_name_is_given_with_one_key_and_the_name(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(owes(SEEN, 45_000)))
        await person.sees("name owed: 4")
        await person.looks(60)
        await person.sees("NAME OVERDUE: M")
        assert person.reversed == ["NAME OVERDUE: M"], "it is set apart by more than its words"
        assert person.bells == 0, "a name owed never rings"
        await person.presses("m", *"Pat", "space", *"Lee", "enter")
        await person.until(lambda: stage.acts == [NameWhoActed(incident=TWELVE, name="Pat Lee")], "the name")


async def test_how_urgent_is_changed_in_one_panel_both_ways(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", Kind.MEDICAL, Stage.CONFIRMED)))
        await person.sees("MEDICAL")
        await person.presses("u")
        await person.sees("HOW URGENT is Room B204", "1 Worse  ▲ EMERGENCY")
        assert "Less" not in person.screen
        await person.presses("escape")
        there = call(12, "B204", Kind.MEDICAL, Stage.ON_SCENE)
        stage.shows(board(there))
        await person.sees("On scene")
        await person.presses("u")
        await person.sees("1 Worse  ▲ EMERGENCY", "2 Less   ■ ASSIST")
        await person.presses("2")
        await person.until(lambda: stage.acts == [Downgrade(incident=TWELVE, kind=Kind.ASSIST)], "lowering")
        stage.shows(board(msgspec.structs.replace(there, kind=Kind.ASSIST)))
        await person.sees("■ ASSIST", "Log")
        await person.presses("u", "1")
        await person.until(lambda: len(stage.acts) == 2, "raising")
        assert stage.acts[1] == Upgrade(incident=TWELVE, kind=Kind.EMERGENCY)


async def test_a_slip_a_name_and_a_stand_down_undone_against_a_real_box(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, sitting_at(harness.socket) as person:
        board_now = harness.engine
        await person.sees("Cedar Creek")
        await person.presses("escape")  # somebody is here, whoever it is
        harness.press("203")
        await person.sees("■ ASSIST", "NOBODY HAS IT YET", "caller sees: received")
        await person.looks()
        await person.presses("space")
        await person.sees("Undo: Z (", "name owed: ")
        await person.presses("z")
        await person.sees("NOBODY HAS IT YET", "name owed: ")
        await person.presses("m", *"Pat", "enter")
        await person.sees_no_more("name owed: ")
        await person.presses("x", "1")
        await person.sees("Who saw the room with their own eyes:")
        await person.presses("escape", "x", *"Pat", "enter", "1")
        await person.sees("STOOD DOWN  Room 203", "Undo: Z (")
        assert not board_now.board.incidents
        await person.presses("z")
        await person.sees("NOBODY HAS IT YET", "RINGING")
        (again,) = board_now.board.incidents.values()
        assert (again.number, again.ringing, again.names_owed) == (1, True, {})
        (last,) = [each.what for each in board_now.board.last_acts.values()] or [None]
        assert last is not DeskAct.STOOD_DOWN
