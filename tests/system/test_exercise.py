"""Tests a table-top exercise over real processes: both consoles take it on, the power goes in the middle, and a real press breaks it."""

from pathlib import Path

import pytest

from appliance.core.exercises.state import ExerciseState
from tests.system.box import Box
from tests.system.graphical import graphical_desk
from tests.system.plain import plain_desk

pytestmark = pytest.mark.slow


async def test_both_consoles_take_one_exercise_to_its_end_over_a_power_cut(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        async with graphical_desk(box, "front") as screen, plain_desk(box, "hall") as hall:
            await hall.hears("Handbell at Juniper Middle School.")
            await hall.types("exercise two-at-once")
            await hall.hears("Was each person asked alone")
            await hall.types("yes")
            await hall.hears("An exercise at a table is announced: Two rooms call at once. Every call is REAL.")
            await screen.sees("EXERCISE announced, not begun. Every call is REAL.")
            screen.presses("4")
            await screen.sees("2 BEGIN with step 1")
            screen.presses("2")
            await screen.sees("Step 1 of 3: The second call.")
            await hall.hears("Exercise Two rooms call at once: step 1 of 3. Every call is REAL.")
            await hall.types("exercise read")
            await hall.hears("Talk about: Who goes to the room that waits?")
            await hall.types("exercise helped")
            await hall.hears("What helped?")
            await hall.types("The radio was heard.")
            await hall.hears("Done.")
            box.kill()
            await box.starts()
            desk = await box.desk("front")
            board = await desk.board(lambda board: board.exercise is not None)
            assert board.exercise is not None
            assert (board.exercise.state, board.exercise.step) == (ExerciseState.RUNNING, 1)
            assert len(board.exercise.notes) == 1, "what was written down is there again"
            await screen.sees("EXERCISE step 1 of 3")
            await hall.types("exercise next")
            await hall.hears("step 2 of 3")
            await hall.types("exercise next")
            await hall.hears("step 3 of 3")
            await hall.types("exercise done")
            await hall.hears("The exercise Two rooms call at once is over. It was done to its end.")
            await screen.sees("AFTER THE EXERCISE")


async def test_a_press_breaks_it_and_rings_at_both_consoles(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        async with graphical_desk(box, "front") as screen, plain_desk(box, "hall") as hall:
            await hall.hears("Handbell at Juniper Middle School.")
            await hall.types("exercise two-at-once")
            await hall.hears("Was each person asked alone")
            await hall.types("yes")
            await screen.sees("EXERCISE announced, not begun.")
            await hall.types("exercise begin")
            await screen.sees("EXERCISE step 1 of 3")
            await building.press("B204-wall")
            await screen.sees("B204", "RINGING")
            await screen.sees_no_more("EXERCISE")
            await hall.hears("The exercise Two rooms call at once is over. Something real began, so it is over.")
            await building.until_lamp("B204-wall", "received", within_s=5)
            desk = await box.desk("front")
            board = await desk.board(lambda board: board.exercise is not None and board.exercise.ended_ms is not None)
            assert board.exercise is not None
            assert board.exercise.state is ExerciseState.BROKEN
            assert not board.calls[0].drill, "the call is as real as any"
