"""What is said of a table-top exercise at the plain console: that it is announced, goes on, has news, and is over. Pure.

Every desk hears that an exercise goes on. What the table talks about is said only to whoever asks for it, so that nobody takes it for real.
"""

from appliance.api.board.practice import ExerciseLine
from appliance.core.exercises.state import ExerciseState
from appliance.exercises.scenario import Scenario
from appliance.flows.practice.exercise import EXERCISE, Wanted
from appliance.flows.practice.exercise_words import news_come, over_words, scenario_of, stays_real
from appliance.flows.practice.exercise_year import stands_words
from tui.model import ConsoleModel
from tui.plain.change import Change

TO_HEAR = f"To hear it, type: {EXERCISE.name} {Wanted.READ}"


def exercise_changes(before: ConsoleModel, after: ConsoleModel, since_ms: int, now_ms: int) -> list[Change]:
    """What is to be said now, where `before` was spoken of at `since_ms`."""
    was, on = _line(before), _line(after)
    if on is None:
        return _late(before, after)
    late = _late(before, after)
    if was is None or (was.exercise, was.step, was.state) != (on.exercise, on.step, on.state):
        same = was if was is not None and was.exercise == on.exercise else None
        return [*late, Change(said)] if (said := _moved(same, on)) else late
    if on.state.over or on.step == 0:  # no news can come, and the scenarios need not be read
        return late
    scenario = scenario_of(on, after.offered())
    if _is_news(was, on, scenario, before, since_ms, after, now_ms):
        late.append(Change(f"Exercise: news has come. {TO_HEAR}"))
    return late


def exercise_standing(model: ConsoleModel) -> list[str]:
    """That one goes on, for whoever asks how the board is."""
    on = _line(model)
    if on is None or on.state.over:
        return []
    step = f"step {on.step} of {on.steps}" if on.step else "announced, not begun"
    return [f"An exercise is on {_where(on)}: {on.title}, {step}. {stays_real(on)}"]


def _late(before: ConsoleModel, after: ConsoleModel) -> list[Change]:
    """That more exercises are out of compliance than before: said once, and never again until one more is."""
    then = before.view.exercise_year if before.view else None
    now = after.view.exercise_year if after.view else None
    if now is None or now.out <= (then.out if then else 0):
        return []
    return [Change(f"{stands_words(after.view)}. To hear them, type: {EXERCISE.name} {Wanted.SCHEDULE}")]


def _line(model: ConsoleModel) -> ExerciseLine | None:
    return model.view.exercise if model.view else None


def _moved(was: ExerciseLine | None, on: ExerciseLine) -> str:
    match on.state:
        case ExerciseState.ANNOUNCED:
            return f"An exercise {_where(on)} is announced: {on.title}. {stays_real(on)} {TO_HEAR}"
        case ExerciseState.PAUSED:
            return "The exercise is paused."
        case ExerciseState.RUNNING if was is not None and was.step == on.step:
            return "The exercise goes on."
        case ExerciseState.RUNNING:
            return f"Exercise {on.title}: step {on.step} of {on.steps}. {stays_real(on)} {TO_HEAR}"
        case _:
            # a board that shows it over from the beginning is of an exercise that this console never spoke of
            return (
                f"The exercise {on.title} is over. {over_words(on)}." if was is not None and not was.state.over else ""
            )


def _is_news(
    was: ExerciseLine,
    on: ExerciseLine,
    scenario: Scenario | None,
    before: ConsoleModel,
    since_ms: int,
    after: ConsoleModel,
    now_ms: int,
) -> bool:
    if scenario is None:
        return False
    then = len(news_come(was, scenario, since_ms - before.arrived_ms))
    return len(news_come(on, scenario, now_ms - after.arrived_ms)) > then


def _where(on: ExerciseLine) -> str:
    return f"in {', '.join(on.rooms)}" if on.rooms else "at a table"
