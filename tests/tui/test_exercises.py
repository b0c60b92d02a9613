"""Tests a table-top exercise by keys only: announced, read, taken on, written down, and over as soon as something real rings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import replace

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.api.board.practice import DrillLine
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    AnnounceInRooms,
    LeaveExercise,
    NoteExercise,
    StepExercise,
)
from appliance.core.exercises.in_rooms import DRILL_NAME
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises_file import shipped
from appliance.plan.ids import RoomId
from tests.tui.boards import FACTS, board, call
from tests.tui.conftest import Sits
from tests.tui.exercises import AGREED, ANNOUNCED, FIRST, MINUTE_MS, SAID, TWO, exercise, talking
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage
from tui.board.aim import LOOKED_AT_MS
from tui.board.faces import banners

slow = pytest.mark.slow  # these tests run at a person's pace


@asynccontextmanager
async def seated(sits: Sits) -> AsyncIterator[Sitting]:
    async with sits() as person:
        person.app.model = replace(person.app.model, scenarios=shipped)
        yield person


def test_a_banner_says_that_it_is_on_and_that_every_call_is_real() -> None:
    (only,) = banners(talking(exercise(2)), (), 5_000)
    assert only.text == "EXERCISE step 2 of 3, 0:05. Every call is REAL. “Two rooms call at once”"
    assert banners(talking(exercise(2, ExerciseState.LEFT)), (), 0) == ()


@slow
async def test_one_is_announced_by_keys(stage: Stage, sits: Sits) -> None:
    async with seated(sits) as person:
        stage.shows(board())
        await person.presses("4")
        await person.sees(
            "EXERCISE at a table or in rooms: nobody runs.", "Behavior escalates in a class", "22 min, 4 steps"
        )
        place = [each.scenario for each in shipped()].index(TWO.scenario)
        await person.presses(str(place + 1))
        await person.sees("Was each asked ALONE, and is nobody hurt lately", "NOT YET: announce nothing")
        await asyncio.sleep(LOOKED_AT_MS / 1000)  # what must be read first is not chosen sooner
        await person.presses("1")
        announced = AnnounceExercise(scenario="two-at-once", title=TWO.title, steps=3, minutes=17, asked_alone=True)
        await person.until(lambda: stage.acts == [announced], "the announcement")
        stage.shows(talking(ANNOUNCED))
        await person.sees("Say it to everybody: This is an exercise at a table", "EXERCISE announced, not begun.")


@slow
async def test_one_in_rooms_is_announced_by_keys_with_its_rooms_and_who_plays(stage: Stage, sits: Sits) -> None:
    async with seated(sits) as person:
        stage.shows(board())
        await person.presses("4")
        await person.sees("EXERCISE at a table or in rooms", "22 min, 4 steps")
        place = [each.scenario for each in shipped()].index("rooms-help-comes")
        await person.presses(*["down"] * place)
        await person.sees("In rooms: help comes to a class")
        await person.presses("enter")
        await person.sees("Was each asked ALONE")
        await asyncio.sleep(LOOKED_AT_MS / 1000)  # what must be read first is not chosen sooner
        await person.presses("1")
        await person.sees("IN 1 ROOM, in the order of the plan. 1: The class that calls")
        await person.presses(*"b205", "enter")
        await person.sees("GO ON with 1 room marked")
        await person.presses("down", "enter")
        await person.sees("WHO PLAYS? Their names are checked, and then forgotten.")
        first, second = FACTS.people[:2]
        await person.presses(*first.name, "enter", *second.name, "enter")
        await person.sees("GO ON with 2 people marked")
        await person.presses("down", "enter")
        await person.until(lambda: len(stage.acts) == 1, "the announcement")
        (announced,) = stage.acts
        assert isinstance(announced, AnnounceInRooms)
        assert announced.cast == (first.person, second.person)
        assert next(each for each in FACTS.rooms if each.room in announced.rooms).name.endswith("B205")


def test_the_line_of_its_drill_says_within_80_columns_that_any_other_call_is_real() -> None:
    drill = DrillLine(
        drill="d", name=DRILL_NAME, rooms=tuple(RoomId(f"B20{each}") for each in range(4)), ends_in_ms=1_800_000
    )
    first, _ = banners(talking(exercise(1, rooms=("Room 204",)), drill=drill), (), 0)
    assert first.text.endswith("Any other call is REAL.")
    assert len(first.text) <= 76


def test_a_banner_of_one_in_rooms_says_that_any_other_call_is_real() -> None:
    (only,) = banners(talking(exercise(2, rooms=("Room 204",))), (), 5_000)
    assert "Any other call is REAL." in only.text
    assert "Every call" not in only.text


@slow
async def test_a_step_is_read_and_its_news_comes_in_its_minute(stage: Stage, sits: Sits) -> None:
    async with seated(sits) as person:
        stage.shows(talking(ANNOUNCED))
        await person.sees("EXERCISE announced")
        await person.presses("4")
        await person.sees("1 Read what is said now", "2 BEGIN with step 1", "3 LEAVE")
        await person.presses("2")
        await person.until(lambda: stage.acts == [StepExercise(exercise=FIRST, step=1)], "the first step")
        stage.shows(talking(exercise(1)))
        await person.sees("Step 1 of 3: The second call.")
        stage.shows(talking(exercise(1, step_ms=MINUTE_MS)))
        await person.presses(*["down"] * 8)
        await person.sees("News, 1 minute in, for the team lead: You are ten steps")


@slow
async def test_what_the_table_says_is_written_down_by_keys(stage: Stage, sits: Sits) -> None:
    async with seated(sits) as person:
        stage.shows(talking(exercise(2)))
        await person.sees("EXERCISE step 2 of 3")
        await person.presses("4")
        await person.sees("4 Write down what helped")
        await person.presses("4", *"The radio.", "enter")
        helped = NoteExercise(exercise=FIRST, kind=ExerciseNoteKind.HELPED, says="The radio.")
        await person.until(lambda: stage.acts == [helped], "the note")
        await person.sees("Step 2 of 3: Too few people.", "ENTER what to do next")
        await person.presses("enter")
        await person.sees("6 Write down what was agreed")
        await person.presses("6", *"A key.", "enter", *"Ana", "enter")
        await person.sees("BY WHEN?")
        await person.presses(*"soon", "enter")
        await person.sees("That is no date.")
        await person.presses(*["backspace"] * 4, *"2026-12-01", "enter")
        agreed = AgreeOnAction(exercise=FIRST, says="A key.", owner="Ana", due_on="2026-12-01")
        await person.until(lambda: stage.acts[1:] == [agreed], "what was agreed")


@slow
async def test_what_the_box_refuses_is_said_in_the_panel_which_waits_no_longer(stage: Stage, sits: Sits) -> None:
    says = Rejection.EXERCISE_WAITS.says
    async with seated(sits) as person:
        stage.answer = lambda _: Reply(request=0, ok=False, says=says)
        stage.shows(board())
        await person.presses("4", "1")
        await person.sees("Was each asked ALONE")
        await asyncio.sleep(LOOKED_AT_MS / 1000)  # what must be read first is not chosen sooner
        await person.presses("1")
        await person.sees("NOT DONE", says[:40])
        await person.sees_no_more("Asking the box")


@slow
async def test_the_exit_is_two_keys_and_asks_nothing(stage: Stage, sits: Sits) -> None:
    async with seated(sits) as person:
        stage.shows(talking(exercise(1)))
        await person.sees("EXERCISE step 1 of 3")
        await person.presses("4", "7")
        await person.until(lambda: stage.acts == [LeaveExercise(exercise=FIRST)], "the exit")


@slow
async def test_a_real_call_stands_first_while_an_exercise_is_read_and_the_panel_says_that_it_is_over(
    stage: Stage, sits: Sits
) -> None:
    async with seated(sits) as person:
        stage.shows(talking(exercise(2)))
        await person.sees("EXERCISE step 2 of 3")
        await person.presses("4", "1")
        await person.sees("Step 2 of 3: Too few people.")
        broken = exercise(2, ExerciseState.BROKEN, notes=SAID, actions=AGREED)
        stage.shows(msgspec.structs.replace(board(call(12, "B204", ringing=True)), exercise=broken))
        await person.sees("Room B204", "AFTER THE EXERCISE", "Something real began, so it is over")
        await person.sees_no_more("Every call is REAL")
        await person.looks()
        await person.presses("f2")
        await person.until(lambda: len(stage.acts) == 1, "the call acknowledged from within the panel")
