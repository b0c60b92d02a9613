"""Tests the report after an exercise: times of its steps, what was said and agreed, and nothing that a reader may not read."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from appliance.api.board.practice import ExerciseActionLine, ExerciseLine, ExerciseNoteLine
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises.wording import EVERYWHERE, found_in
from appliance.exercises_file import shipped
from appliance.exports.exercises.report import (
    KEPT_BACK,
    NO_ACTIONS,
    NO_MARK,
    NOT_BEGUN,
    NOTHING_SAID,
    Made,
    exercise_report,
)
from appliance.exports.html import html
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.plan.ids import ExerciseId

BEGAN_MS = 1_796_143_200_000
MINUTE_MS = 60_000
TWO = next(each for each in shipped() if each.scenario == "two-at-once")
MADE = Made("Fox Hollow", "Ana Ortiz", BEGAN_MS + 90 * MINUTE_MS, ZoneInfo("America/Denver"))
LINE = ExerciseLine(
    exercise=ExerciseId("x1"),
    scenario="two-at-once",
    title=TWO.title,
    step=3,
    steps=3,
    minutes=TWO.minutes,
    state=ExerciseState.DONE,
    step_ms=0,
    announced_ms=BEGAN_MS - 5 * MINUTE_MS,
    began_ms=BEGAN_MS,
    ended_ms=BEGAN_MS + 20 * MINUTE_MS,
    stepped_ms=(BEGAN_MS, BEGAN_MS + 7 * MINUTE_MS, BEGAN_MS + 13 * MINUTE_MS),
    notes=(
        ExerciseNoteLine(step=1, kind=ExerciseNoteKind.HELPED, says="The radio was heard."),
        ExerciseNoteLine(step=2, kind=ExerciseNoteKind.CHANGE, says="Nobody knew the north door."),
    ),
    actions=(
        ExerciseActionLine(says="Hang a sign.", owner="Ben Ruiz", due_on="2026-12-15", moved="The sign is late"),
        ExerciseActionLine(says="A second radio.", owner="Office", due_on="2026-12-20", done=True, done_ms=BEGAN_MS),
    ),
)


def page(line: ExerciseLine = LINE, *, scenario: bool = True) -> str:
    return " ".join(plain(exercise_report(line, TWO if scenario else None, MADE)).split())


def test_it_says_what_was_announced_and_its_steps_with_their_times() -> None:
    said = page()
    assert TWO.announce in said and TWO.leave in said and NO_MARK in said
    assert "It was done to its end." in said
    for step, took in zip(TWO.steps, ("7 min 0 s", "6 min 0 s", "7 min 0 s"), strict=True):
        assert step.title in said and f"{step.minutes} min" in said
        assert took in said.replace("\N{NO-BREAK SPACE}", " ")


def test_what_helped_what_should_change_and_what_was_agreed_stand_apart_with_how_it_stands() -> None:
    said = page()
    order = [said.index(each) for each in ("The radio was heard.", "Nobody knew the north door.", "Hang a sign.")]
    assert order == sorted(order)
    assert "open; moved: The sign is late" in said
    assert "done, 2026-" in said
    assert "Ben Ruiz" in said


def test_who_may_not_read_it_is_told_how_much_there_is_and_no_word_of_it() -> None:
    hidden = replace(
        LINE,
        notes=tuple(replace(each, says="") for each in LINE.notes),
        actions=tuple(replace(each, says="", owner="", moved="") for each in LINE.actions),
    )
    said = page(hidden)
    assert KEPT_BACK in said
    for secret in ("radio", "north door", "sign.", "Ben", "late"):
        assert secret not in said


def test_one_that_did_not_begin_and_one_in_which_nothing_was_said_say_so() -> None:
    announced = replace(LINE, step=0, state=ExerciseState.DROPPED, began_ms=None, stepped_ms=(), notes=(), actions=())
    said = page(announced)
    assert NOT_BEGUN in said and NO_ACTIONS in said and said.count(NOTHING_SAID) == len(ExerciseNoteKind)
    assert "It was not begun." in said


def test_without_the_text_of_its_scenario_steps_have_numbers_and_a_broken_one_says_how_far_it_came() -> None:
    broken = replace(LINE, step=2, state=ExerciseState.BROKEN, stepped_ms=LINE.stepped_ms[:2])
    said = page(broken, scenario=False)
    assert "Step 1" in said and TWO.steps[0].title not in said
    assert "2 of 3 steps were reached." in said
    assert "Something real began, so it is over." in said


def test_no_word_of_it_gives_a_mark() -> None:
    assert found_in(page(replace(LINE, notes=(), actions=())), EVERYWHERE) == ()


def test_every_format_of_pages_has_it() -> None:
    made = exercise_report(LINE, TWO, MADE)
    assert "Hang a sign." in html(made)
    assert pdf(made).startswith(b"%PDF")
