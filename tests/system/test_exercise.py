"""Tests exercises over real processes: both consoles take them on, the power goes in the middle, and a real press breaks them.

The box has a clock of its own, which nothing drives. So the steps of 22 minutes are taken here as fast as people answer. That all of it
takes its 22 minutes, with its news in their minutes, is told where time is an argument:
`tests/appliance/flows/practice/test_twenty_minutes.py`.
"""

import asyncio
from pathlib import Path

import pytest

from appliance.core.exercises.state import ExerciseState
from tests.system.box import Box
from tests.system.graphical import graphical_desk
from tests.system.plain import PlainDesk, plain_desk

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


async def test_a_table_top_of_twenty_minutes_is_taken_on_at_both_consoles_cut_in_the_middle_and_broken_by_a_call(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        async with graphical_desk(box, "front") as screen, plain_desk(box, "hall") as hall:
            await hall.hears("Handbell at Juniper Middle School.")
            await hall.types("exercise behavior-escalates")
            await hall.hears("Was each person asked alone")
            await hall.types("yes")
            await screen.sees("EXERCISE announced, not begun. Every call is REAL.")
            screen.presses("4")
            await screen.sees("2 BEGIN with step 1")
            screen.presses("2")
            await screen.sees("Step 1 of 4")
            await hall.hears("step 1 of 4. Every call is REAL.")
            await hall.types("exercise change")
            await hall.hears("What should change?")
            await hall.types("Nobody had the key.")
            await hall.hears("Done.")
            await hall.types("exercise next")
            await screen.sees("EXERCISE step 2 of 4")
            box.kill()
            await box.starts()
            await building.until_lamp("B204-wall", "ready", within_s=20)
            await hall.hears("The line to the box is back.")
            await screen.sees("EXERCISE step 2 of 4")
            await hall.types("exercise pause")
            await hall.hears("The exercise is paused.")
            await hall.types("exercise go on")
            await hall.hears("The exercise goes on.")
            await hall.types("exercise next")
            await screen.sees("EXERCISE step 3 of 4")
            for line, answer in (
                ("exercise agree", "What was agreed"),
                ("A key for each of the team.", "Who does it?"),
                ("Office", "By when?"),
                ("2027-01-15", "Done."),
            ):
                await hall.types(line)
                await hall.hears(answer)
            await building.press("B204-wall")
            await screen.sees("B204", "RINGING")
            await hall.hears("is over. Something real began, so it is over.")
            await building.until_lamp("B204-wall", "received", within_s=5)
            desk = await box.desk("front")
            board = await desk.board(lambda board: board.exercise is not None and board.exercise.ended_ms is not None)
            on = board.exercise
            assert on is not None
            assert (on.state, on.step, len(on.stepped_ms)) == (ExerciseState.BROKEN, 3, 3)
            assert (len(on.notes), len(on.actions)) == (1, 1), (
                "what was said and agreed is there over the cut and the call"
            )
            assert not board.calls[0].drill


async def test_one_in_rooms_practises_there_and_a_press_elsewhere_is_real_and_ends_it_with_its_practice(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204", "B205")
        for button in ("B204-wall", "B205-wall"):
            await building.until_lamp(button, "ready", within_s=5)
        async with graphical_desk(box, "front") as screen, plain_desk(box, "hall") as hall:
            await hall.hears("Handbell at Juniper Middle School.")
            desk = await box.desk("front")
            await announced_in(hall, "B204")
            await screen.sees("EXERCISE announced in Juniper B204, not begun. Every call is REAL.")
            await hall.types("exercise begin")
            await screen.sees("EXERCISE step 1 of 3", "Any other call is REAL.")
            await building.press("B204-wall")
            board = await desk.board(lambda board: bool(board.calls))
            assert [call.drill for call in board.calls] == [True]
            box.kill()
            await box.starts()
            desk = await box.desk("front")
            board = await desk.board(lambda board: board.exercise is not None and board.drill is not None)
            assert [call.drill for call in board.calls] == [True], "it is practice over the cut"
            await building.until_lamp("B205-wall", "ready", within_s=10)
            await building.press("B205-wall")
            board = await desk.board(lambda board: board.exercise is not None and board.exercise.ended_ms is not None)
            assert board.exercise is not None
            assert board.exercise.state is ExerciseState.BROKEN
            board = await desk.board(lambda board: board.drill is None and len(board.calls) == 1)
            assert not board.calls[0].drill, "the real call alone is left"
            await screen.sees("B205", "RINGING")


async def announced_in(hall: PlainDesk, room: str) -> None:
    """Announce it in this room. The box first looks through its records, ten seconds after its start: until then it is asked again."""
    while True:
        await hall.types("exercise rooms-help-comes")
        await hall.hears("Was each person asked alone")
        await hall.types("yes")
        await hall.hears("Which rooms?")
        await hall.types(room)
        await hall.hears("Who plays?")
        await hall.types("Ottoline Vasquez, Thaddeus Quimby")
        await hall.hears_one_of("is announced: In rooms: help comes", "The box still looks through its records")
        if "is announced: In rooms: help comes" in hall.printed:
            return
        await asyncio.sleep(1)
