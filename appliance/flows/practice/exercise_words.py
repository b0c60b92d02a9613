"""What is said of an exercise: that it runs, what the table hears now, and what came of it. Pure; knows no screen and no clock."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from appliance.api.board.practice import ExerciseActionLine, ExerciseLine, ExerciseNoteLine
from appliance.core.exercises.sentences import NOTED
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises.scenario import Inject, Scenario
from appliance.words.roles import ROLES
from appliance.words.times import count, hour, span

STAYS_REAL = "Every call is REAL."
IN_ROOMS_REAL = "Any other call is REAL."
ASK_ALONE = "Ask each person alone, and take nobody who was hurt lately or would rather not."
NO_TEXT = "This console does not have the text of this scenario."
NOTHING_WRITTEN = "Nothing was written down."
_OVER = {
    ExerciseState.DONE: "It was done to its end",
    ExerciseState.LEFT: "It was left",
    ExerciseState.DROPPED: "It was not begun",
    ExerciseState.BROKEN: "Something real began, so it is over",
    ExerciseState.TIME_UP: "It ended by itself",
}
_MINUTE_MS = 60_000
ROOMS_CHARACTERS_MAX = 26
"""So long the names of rooms may be in the line of an announcement: with them "Every call is REAL" still ends before column 80."""


def stays_real(line: ExerciseLine) -> str:
    """Say which calls are real: at a table all of them, and in rooms all until it begins."""
    return IN_ROOMS_REAL if line.rooms and line.step and not line.state.over else STAYS_REAL


def in_a_line(line: ExerciseLine, passed_ms: int) -> str:
    """Say in one line what goes on; empty once it is over. The title stands last, where its length pushes nothing off the line.

    It stands in quotation marks. Behind "every call is REAL", somebody might take "somebody says they saw a weapon" for news.
    """
    if line.state.over:
        return ""
    if line.state is ExerciseState.ANNOUNCED:
        return f"EXERCISE announced{_in_rooms(line)}, not begun. {stays_real(line)} “{line.title}”"
    paused = ", paused" if line.state is ExerciseState.PAUSED else ""
    return f"EXERCISE step {line.step} of {line.steps}, {span(runs_ms(line, passed_ms))}{paused}. {stays_real(line)} “{line.title}”"


def runs_ms(line: ExerciseLine, passed_ms: int) -> int:
    """Give how long the step runs, `passed_ms` after its board came."""
    return line.step_ms + (passed_ms if line.state is ExerciseState.RUNNING else 0)


def scenario_of(line: ExerciseLine, scenarios: Iterable[Scenario]) -> Scenario | None:
    """Give the text of an exercise; None where this console has none.

    A console may have a text of its own under the same id, so title, steps and minutes must be the same too. Otherwise two desks would
    read out different stories.
    """
    its = (line.scenario, line.title, line.steps, line.minutes)
    return next((each for each in scenarios if (each.scenario, each.title, len(each.steps), each.minutes) == its), None)


def news_come(line: ExerciseLine, scenario: Scenario, passed_ms: int) -> tuple[Inject, ...]:
    """Give the news of this step whose minute has come."""
    if line.state.over or line.step == 0:
        return ()
    runs_min = runs_ms(line, passed_ms) // _MINUTE_MS
    return tuple(inject for inject in scenario.steps[line.step - 1].injects if inject.at_min <= runs_min)


def over_words(line: ExerciseLine) -> str:
    """Say how it ended."""
    return _OVER.get(line.state, "It goes on")


def said_now(line: ExerciseLine, scenario: Scenario | None, passed_ms: int, zone: tzinfo) -> tuple[str, ...]:
    """Give what is read out now, in sentences: the announcement, the step with the news that has come, or what came of it."""
    if line.state.over:
        return after_it(line, zone)
    if scenario is None:
        return NO_TEXT, _where(line)
    if line.step == 0:
        return tuple(_announced(line, scenario))
    return tuple(_step(line, scenario, passed_ms))


def after_it(line: ExerciseLine, zone: tzinfo) -> tuple[str, ...]:
    """Give what came of an exercise: when it was, how it ended, what was said and what was agreed."""
    times = (("announced", line.announced_ms), ("begun", line.began_ms), ("over", line.ended_ms))
    when = ", ".join(f"{what} {hour(ms, zone)}" for what, ms in times if ms is not None)
    reached = f" Step {line.step} of {line.steps} was reached." if line.step else ""
    return (
        f"{over_words(line)}: {when}.{reached}",
        *(said for kind in ExerciseNoteKind for said in _noted(line, kind)),
        *_agreed(line.actions),
        *(() if line.notes or line.actions or not line.step else (NOTHING_WRITTEN,)),
    )


def _announced(line: ExerciseLine, scenario: Scenario) -> Iterator[str]:
    yield f"Say it to everybody: {scenario.announce}"
    yield f"Its exit: {scenario.leave}"
    if scenario.announce_es:
        yield f"En español: {scenario.announce_es} {scenario.leave_es}"
    yield f"{'Who plays' if line.rooms else 'Who sits at the table'}: {ASK_ALONE}"
    yield from (f"{room}: {what}." for room, what in zip(line.rooms, scenario.rooms, strict=False))
    yield from (f"{ROLES[seat.role].title}: {seat.part}" for seat in scenario.seats)
    yield f"What it is for: {scenario.goal}"
    yield f"{count(len(scenario.steps), 'step', 'steps')}, {scenario.minutes} minutes. Nobody is judged, and nobody's name is kept."


def _step(line: ExerciseLine, scenario: Scenario, passed_ms: int) -> Iterator[str]:
    step, runs_min = scenario.steps[line.step - 1], runs_ms(line, passed_ms) // _MINUTE_MS
    yield f"{_where(line)}: {step.title}. It is meant to take {count(step.minutes, 'minute', 'minutes')}."
    if line.step == 1:
        yield scenario.begins
    yield step.says
    come = news_come(line, scenario, passed_ms)
    yield from (
        f"News, {count(inject.at_min, 'minute', 'minutes')} in, for {_whom(inject)}: {inject.says}" for inject in come
    )
    if len(come) < len(step.injects):
        yield f"More news comes after {count(step.injects[len(come)].at_min, 'minute', 'minutes')}."
    yield from (f"Talk about: {ask}" for ask in step.asks)
    if runs_min >= step.minutes:
        yield "Its time is over. Go on when the table is ready."
    if line.step == line.steps:
        yield f"Before you part: {scenario.closing}"


def _in_rooms(line: ExerciseLine) -> str:
    """Name the rooms, or give their number where their names would push which calls are real off the line."""
    named = f" in {', '.join(line.rooms)}" if line.rooms else ""
    return named if len(named) <= ROOMS_CHARACTERS_MAX else f" in {count(len(line.rooms), 'room', 'rooms')}"


def _where(line: ExerciseLine) -> str:
    paused = ", paused" if line.state is ExerciseState.PAUSED else ""
    return f"Step {line.step} of {line.steps}{paused}" if line.step else "It has not begun"


def _whom(inject: Inject) -> str:
    return "everybody" if inject.to is None else ROLES[inject.to].noun


def _noted(line: ExerciseLine, kind: ExerciseNoteKind) -> Iterator[str]:
    notes = [note for note in line.notes if note.kind is kind]
    yield from (f"{NOTED[kind]} (step {note.step}): {note.says}" for note in notes if note.says)
    yield from _kept_back(NOTED[kind], [note for note in notes if not note.says])


def _agreed(actions: tuple[ExerciseActionLine, ...]) -> Iterator[str]:
    for each in actions:
        if each.says:
            who = f" Who: {each.owner.removesuffix('.')}." if each.owner else ""
            yield f"Agreed: {each.says.removesuffix('.')}.{who} By: {each.due_on}.{' It is done.' if each.done else ''}"
    yield from _kept_back("Agreed", [each for each in actions if not each.says])


def _kept_back(heading: str, lines: list[ExerciseNoteLine] | list[ExerciseActionLine]) -> Iterator[str]:
    if lines:
        yield f"{heading}: {count(len(lines), 'note', 'notes')}. Whoever leads or administers reads them after signing in with a PIN."
