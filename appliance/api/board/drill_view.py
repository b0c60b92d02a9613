"""Writes practice in the words that a desk shows: what runs, what is planned, and what the last drill measured. Pure; knows no socket
and no clock.
"""

from appliance.api.access import Reads
from appliance.api.board.practice import (
    DrillLine,
    DrillOverLine,
    ExerciseActionLine,
    ExerciseLine,
    ExerciseNoteLine,
    PlannedDrillLine,
    PracticeLine,
)
from appliance.core.board import Board
from appliance.core.exercises.state import state_of, step_ms
from appliance.core.ground.moment import Moment
from appliance.core.held.exercises import Exercise, ExerciseAction
from appliance.plan.ids import DeskId, RoomId


def drill_line(board: Board, now: Moment) -> DrillLine | None:
    """Give the drill that runs, or None."""
    drill = board.drill
    if drill is None:
        return None
    rooms = tuple(sorted(drill.rooms))
    return DrillLine(
        drill=drill.drill,
        name=drill.name,
        rooms=rooms,
        ends_in_ms=drill.ends_ms - now.mono_ms,
        untimed=board.index.untimed_in(rooms),
    )


def planned_lines(board: Board) -> tuple[PlannedDrillLine, ...]:
    """Give every planned drill, the next one first."""
    planned = sorted(board.planned.items(), key=lambda each: each[1].at_ms)
    return tuple(
        PlannedDrillLine(
            plan=plan, name=each.name, rooms=each.rooms, at_ms=each.at_ms, untimed=board.index.untimed_in(each.rooms)
        )
        for plan, each in planned
    )


def drill_over_line(board: Board) -> DrillOverLine | None:
    """Give what was measured in the last drill, until the next one has ended."""
    over = board.drill_over
    if over is None:
        return None
    return DrillOverLine(
        name=over.name,
        wall_ms=over.at.wall_ms,
        calls=tuple(PracticeLine(call=call, room_name=_room_name(board, call.room)) for call in over.calls),
        calls_made=over.calls_made,
        interrupted=over.interrupted,
        made_real_at=_desk_name(board, board.drill_real_at),
    )


def exercise_line(board: Board, now: Moment, reads: Reads) -> ExerciseLine | None:
    """Give the newest table-top exercise, with what was written down in it as far as it may be read."""
    on = board.exercise
    if on is None:
        return None
    said, agreed = reads.may(ExerciseNoteLine, "says"), reads.may(ExerciseActionLine, "says")
    named = reads.may(ExerciseActionLine, "owner")
    return ExerciseLine(
        exercise=on.exercise,
        scenario=on.scenario,
        title=on.title,
        step=on.step,
        steps=on.steps,
        minutes=on.minutes,
        state=state_of(board, on),
        step_ms=step_ms(on, now),
        announced_ms=on.announced.wall_ms,
        began_ms=None if on.began is None else on.began.wall_ms,
        ended_ms=None if on.ended_at is None else on.ended_at.wall_ms,
        notes=tuple(
            ExerciseNoteLine(step=each.step, kind=each.kind, says=each.says if said else "") for each in on.notes
        ),
        stepped_ms=on.stepped_ms,
        rooms=tuple(_room_name(board, room) for room in on.rooms),
        actions=tuple(_action_line(board, on, each, agreed=agreed, named=named) for each in on.actions),
    )


def _action_line(
    board: Board, on: Exercise, agreed_on: ExerciseAction, *, agreed: bool, named: bool
) -> ExerciseActionLine:
    """Give what was agreed, with how it stands now."""
    owed = (each for each in board.agreed.values() if (each.exercise, each.number) == (on.exercise, agreed_on.number))
    its = next(owed, None)
    done_ms = its.noted.wall_ms or None if its is not None and its.done and its.noted is not None else None
    return ExerciseActionLine(
        says=agreed_on.says if agreed else "",
        owner=agreed_on.owner if named else "",
        due_on=agreed_on.due_on if its is None else its.due_on,
        done=its is not None and its.done,
        done_ms=done_ms,
        moved=its.moved.reason if agreed and its is not None and its.moved is not None else "",
    )


def _desk_name(board: Board, desk: DeskId | None) -> str:
    known = board.index.desks.get(desk) if desk else None
    return known.name if known else desk or ""


def _room_name(board: Board, room: RoomId) -> str:
    known = board.index.rooms.get(room)
    return known.name if known else str(room)
