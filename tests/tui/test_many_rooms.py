"""Tests many rooms that call within a minute: one line asks, the key it names gives the answer, and a response begins only
by a typed word.
"""

import pytest
from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.api.board.building import ManyRoomsLine
from appliance.api.board.many_rooms_view import ASKED_MS
from appliance.core.building.commands import StartResponse
from appliance.core.calls.commands import Acknowledge
from appliance.core.ground.words import BuildingResponse
from appliance.flows.building.many_rooms import not_asked_again, title_words
from appliance.plan.ids import IncidentId
from tests.tui.boards import FRONT, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_building import on
from tests.tui.test_walk_test import RANG
from tui.board.faces import Level
from tui.model import ConsoleModel

HOLD, SECURE, LOCKDOWN = BuildingResponse.HOLD, BuildingResponse.SECURE, BuildingResponse.LOCKDOWN


def line(rooms: int = 9, over_ms: int = 39_200, first: str = "i-20", age_ms: int = 0) -> ManyRoomsLine:
    return ManyRoomsLine(first=IncidentId(first), rooms=rooms, over_ms=over_ms, age_ms=age_ms)


def called(*lines: ManyRoomsLine, **changes: object) -> BoardView:
    calls = (call(20 + n, f"{200 + n}", age_ms=40_000 - n * 4_000) for n in range(9))
    return board(*calls, many_rooms=lines or (line(),), **changes)


def seen(*boards: BoardView, watching: bool = False) -> ConsoleModel:
    model = ConsoleModel(desk=None if watching else FRONT)
    for each in boards:
        model = model.with_board(each, 0)
    return model


def asks(model: ConsoleModel, now_ms: int = 0) -> list[int]:
    return [each.rooms for each in model.many_rooms(now_ms)]


def test_it_stands_before_every_other_banner_and_names_its_key_in_forty_columns() -> None:
    view = called(line(120, 60_000), recording=False, walk_test=RANG.walk_test)
    first, test, *_ = seen(view).banners(0)
    assert (first.level, first.text) == (
        Level.DANGER,
        "120 rooms in 60 s. B: whole building? Hold, secure, lockdown, or no.",
    )
    assert f" {first.level.mark} {first.text}"[:39].endswith("B: whole buildin")
    assert test.text.startswith("WALK TEST rang")
    assert len(title_words(line(120, 60_000))) <= 78


def test_a_time_is_never_said_shorter_than_it_was() -> None:
    for over_ms, words in ((0, "in 1 s"), (39_001, "in 40 s"), (40_000, "in 40 s")):
        assert words in title_words(line(over_ms=over_ms))


def test_a_console_that_only_watches_is_not_asked() -> None:
    assert asks(seen(called(), watching=True)) == []


def test_it_is_asked_for_five_minutes_also_without_another_board() -> None:
    model = seen(called(line(age_ms=60_000)))
    assert asks(model, ASKED_MS - 60_001) == [9]
    assert asks(model, ASKED_MS - 60_000) == []


def test_no_holds_for_this_minute_of_calls_however_it_grows_and_not_for_another() -> None:
    model = seen(called()).not_the_whole_building()
    assert asks(model) == []
    grown = model.with_board(called(line(14)), 0)
    assert asks(grown) == []
    another = grown.with_board(called(line(14), line(6, first="i-40")), 0)
    assert asks(another) == [6]
    assert asks(another.not_the_whole_building()) == []


def test_of_two_minutes_nobody_answered_the_larger_is_said_and_no_answers_both() -> None:
    model = seen(called(line(30), line(5, first="i-60")))
    assert asks(model) == [30, 5]
    assert model.banners(0)[0].text.startswith("30 rooms")
    assert asks(model.not_the_whole_building()) == []


def test_a_response_that_somebody_started_since_answers_it_also_once_it_is_over() -> None:
    asked = called(line(age_ms=20_000))
    held = replace(asked, response=replace(on(HOLD), age_ms=5_000))
    assert asks(seen(asked, held)) == []
    assert asks(seen(asked, held, asked)) == []


@pytest.mark.parametrize(
    ("response", "rooms"),
    [(HOLD, [9]), (SECURE, [9]), (LOCKDOWN, []), (BuildingResponse.EVACUATE, []), (BuildingResponse.SHELTER, [])],
)
def test_in_a_response_of_before_it_is_asked_only_while_lessons_go_on(
    response: BuildingResponse, rooms: list[int]
) -> None:
    before = replace(on(response), age_ms=600_000)
    assert asks(seen(called(response=before))) == rooms
    assert asks(seen(called(response=replace(before, practice=True)))) == [9], "practice answers nothing"


slow = pytest.mark.slow  # these tests run at a person's pace


@slow
async def test_enter_alone_does_nothing_and_lockdown_still_wants_its_word(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(called())
        await person.sees("!! 9 rooms in 40 s. B: whole building? Hold, secure, lockdown, or no.", "SPACE: I have it")
        await person.presses("b")
        await person.sees(
            "9 rooms in 40 s. WHOLE BUILDING?", "1 HOLD", "3 LOCKDOWN", "7 No. This desk", "SPACE: I have it"
        )
        await person.presses(*["enter"] * 10)
        await person.sees("WHOLE BUILDING?", "7 No. This desk")
        await person.presses("3")
        await person.sees("Type LOCKDOWN and press ENTER")
        await person.presses("enter", "1")
        await person.sees("Nothing was started")
        await person.presses("up", *"lockdown", "enter", "1")
        await person.until(lambda: stage.acts == [StartResponse(response=LOCKDOWN)], "the lockdown asked for")


@slow
async def test_no_takes_the_question_away_at_this_desk_and_the_key_is_as_ever(stage: Stage, sits: Sits) -> None:
    async with sits() as person, sits() as another:
        stage.shows(called())
        await person.sees("B: whole building?")
        await person.presses("b", "7")
        await person.sees(not_asked_again("B"))
        await person.sees_no_more("whole building?")
        stage.shows(called(line(12, 58_000)))
        await another.sees("12 rooms in 58 s. B: whole building?")
        assert "whole building?" not in person.screen
        await person.presses("b")
        await person.sees("BUILDING RESPONSE.", "1 HOLD")
        assert "7 No." not in person.screen
        assert stage.acts == []


@slow
async def test_the_numbers_grow_while_it_is_read_and_it_ends_with_another_desks_answer(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(called())
        await person.sees("B: whole building?")
        await person.presses("b", "down")
        stage.shows(called(line(14, 58_000)))
        await person.sees("14 rooms in 58 s. WHOLE BUILDING?", "14 rooms in 58 s. B:")
        stage.shows(called(line(14, 58_000, age_ms=9_000), response=replace(on(), age_ms=0)))
        await person.sees("BUILDING RESPONSE.", "!! LOCKDOWN")
        await person.sees_no_more("WHOLE BUILDING?")
        assert "B: whole building?" not in person.screen


@slow
async def test_it_takes_no_key_from_whoever_types_or_acknowledges(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(20, "200")))
        await person.sees("SPACE: I have it")
        await person.presses("n", *"two pup")
        stage.shows(called())
        await person.sees("9 rooms in 40 s. B: whole building?", "two pup", "SPACE: I have it")
        await person.presses(*"ils", "enter")
        await person.until(lambda: len(stage.acts) == 1, "the note")
        await person.looks()
        await person.presses("space")
        await person.until(lambda: isinstance(stage.acts[-1], Acknowledge), "the acknowledgement")


@slow
async def test_a_call_is_taken_from_within_the_question(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(called())
        await person.sees("B: whole building?")
        await person.presses("b")
        await person.sees("WHOLE BUILDING?")
        await person.looks()
        await person.presses("space")
        await person.until(lambda: stage.acts == [Acknowledge(incident=IncidentId("i-20"))], "the acknowledgement")
        await person.sees("WHOLE BUILDING?")


@slow
async def test_no_has_its_own_digit_beside_the_end_of_a_hold_and_what_is_typed_ahead_meets_the_board(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(called(response=on(HOLD)))
        await person.sees("9 rooms in 40 s. B: whole building?", "! HOLD 1:0", "SPACE: I have it")
        await person.presses("b")
        await person.sees("3 LOCKDOWN", "6 END HOLD", "7 No.")
        await person.presses("escape")
        await person.looks()
        await person.types_ahead("b", "7", "d")
        await person.sees("SEND HELP")
        assert "whole building?" not in person.screen


@slow
async def test_while_a_drill_runs_it_is_asked_whether_that_is_practice(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(called(drill=drill("117")))
        await person.sees("B: whole building?")
        await person.presses("b", "3")
        await person.sees("LOCKDOWN: practice, or real?")
        await person.presses("2", *"lockdown", "enter", "1")
        await person.until(lambda: stage.acts == [StartResponse(response=LOCKDOWN)], "the real one")


@slow
@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 10)])
async def test_on_a_crowded_board_question_and_key_are_in_sight_and_calls_keep_their_lines(
    stage: Stage, sits: Sits, width: int, height: int
) -> None:
    async with sits() as person:
        await person.resizes(width, height)
        crowd = tuple(call(100 + n, f"B{100 + n}") for n in range(63))
        stage.shows(replace(called(line(63, 59_000), recording=False), calls=crowd))
        await person.sees("63 rooms in 59 s. B: whole building")
        await person.presses("b")
        await person.sees("63 rooms in 59 s. WHOLE BUILDING?", "1 HOLD")
        assert person.app.board.calls.size.height >= 3
