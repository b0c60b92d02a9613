"""Makes the report after an exercise: what was announced, its steps with their times, what was said, and what was agreed. Pure.

It says nothing of how anybody did. It names whoever does an action as the table wrote it, and only to a reader who may read that.
"""

from collections.abc import Iterator
from datetime import tzinfo

import msgspec

from appliance.api.board.practice import ExerciseActionLine, ExerciseLine, ExerciseNoteLine
from appliance.core.exercises.sentences import NOTED
from appliance.core.ground.words import ExerciseNoteKind
from appliance.exercises.scenario import Scenario
from appliance.exports.document import Block, Document, Pairs, Section, Spanish, Table, Text
from appliance.exports.times import beside, day_and_time, lasting, short
from appliance.flows.practice.exercise_words import over_words

NO_MARK = "Nobody was judged, and nobody is: an exercise shows what should change in the building. This report names no player."
NOT_BEGUN = "It has not begun, so there is nothing to report but that it was announced."
KEPT_BACK = "Whoever leads or administers reads what was said. Sign in with a PIN to have it in the report."
NOTHING_SAID = "Nothing was written down."
NO_ACTIONS = "Nothing was agreed."
_HEADS = ("What", "Who", "By", "How it stands")
_SHARES = (5, 2, 2, 3)


class Made(msgspec.Struct, frozen=True):
    """For whom, where and when a report is made. `at_ms` as in `Document`."""

    building: str
    reader: str
    at_ms: int
    zone: tzinfo


def exercise_report(line: ExerciseLine, scenario: Scenario | None, made: Made) -> Document:
    """Make it from what a desk is sent of the newest exercise. `scenario` None: the text of the scenario is not at hand."""
    return Document(
        title="After the exercise",
        subtitle=f"{line.title}, {made.building}",
        sections=(
            Section("What this report is", (Text(NO_MARK, strong=True),)),
            Section("What was announced", tuple(_announced(line, scenario, made.zone))),
            Section("Its steps", tuple(_steps(line, scenario, made.zone))),
            *(Section(NOTED[kind], tuple(_said(line, kind))) for kind in ExerciseNoteKind),
            Section("What was agreed", tuple(_agreed(line, made.zone))),
        ),
        identity=f"{made.building}. After the exercise “{line.title}”. Made for {made.reader}, {short(made.at_ms, made.zone)}.",
        made_ms=made.at_ms,
        banner="EXERCISE",
    )


def _announced(line: ExerciseLine, scenario: Scenario | None, zone: tzinfo) -> Iterator[Block]:
    rows = [("Announced", day_and_time(line.announced_ms, zone))]
    if line.began_ms is not None:
        rows.append(("Begun", beside(line.began_ms, line.announced_ms, zone)))
    if line.ended_ms is not None:
        rows.append(("Over", beside(line.ended_ms, line.announced_ms, zone)))
    rows.append(("How it ended", f"{over_words(line)}."))
    yield Pairs("The exercise", tuple(rows))
    if scenario is not None:
        yield Text(f"Said to everybody: {scenario.announce}")
        yield Text(f"Its exit: {scenario.leave}")
        if scenario.announce_es:
            yield Spanish(f"{scenario.announce_es} {scenario.leave_es}")
        yield Text(f"What it was for: {scenario.goal}")


def _steps(line: ExerciseLine, scenario: Scenario | None, zone: tzinfo) -> Iterator[Block]:
    if not line.stepped_ms:
        yield Text(NOT_BEGUN)
        return
    ends_ms = (*line.stepped_ms[1:], line.ended_ms)
    rows = tuple(
        (
            f"{number}. {scenario.steps[number - 1].title}" if scenario is not None else f"Step {number}",
            beside(began_ms, line.announced_ms, zone),
            "it goes on" if end_ms is None else f"took {lasting(max(0, end_ms - began_ms) // 1000)}",
            f"meant: {scenario.steps[number - 1].minutes} min" if scenario is not None else "",
        )
        for number, (began_ms, end_ms) in enumerate(zip(line.stepped_ms, ends_ms, strict=True), 1)
    )
    yield Table("Its steps", ("Step", "Begun", "Took, with pauses", "Meant to take"), rows, (5, 2, 2, 2))
    if len(rows) < line.steps:
        yield Text(f"{len(rows)} of {line.steps} steps were reached.")


def _said(line: ExerciseLine, kind: ExerciseNoteKind) -> Iterator[Block]:
    notes = [each for each in line.notes if each.kind is kind]
    yield from (Text(f"{note.says} (Step {note.step})") for note in notes if note.says)
    if not notes:
        yield Text(NOTHING_SAID)
    if any(not note.says for note in notes):
        yield Text(f"{_number(notes)} stand here without their words. {KEPT_BACK}")


def _agreed(line: ExerciseLine, zone: tzinfo) -> Iterator[Block]:
    if not line.actions:
        yield Text(NO_ACTIONS)
        return
    yield Table("What was agreed", _HEADS, tuple(_action(each, zone) for each in line.actions), _SHARES)
    if any(not each.says for each in line.actions):
        yield Text(KEPT_BACK)


def _action(each: ExerciseActionLine, zone: tzinfo) -> tuple[str, ...]:
    if each.done:
        stands = "done" if each.done_ms is None else f"done, {short(each.done_ms, zone)}"
    else:
        stands = f"open; moved: {each.moved}" if each.moved else "open"
    return each.says or "not shown", each.owner or "not shown", each.due_on, stands


def _number(notes: list[ExerciseNoteLine]) -> str:
    return f"{sum(not note.says for note in notes)} of {len(notes)} notes"
