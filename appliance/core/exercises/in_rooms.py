"""Decides about an exercise over real buttons: in named rooms, as a drill (promise 9), and never longer. Pure; changes nothing.

A press in its rooms is practice by the rules of drills alone. Any other press is real, and ends the exercise with its practice.
"""

from appliance.core.board import Board
from appliance.core.exercises.commands import AnnounceInRooms, BeginInRooms
from appliance.core.exercises.events import ExerciseInRooms, ExerciseInRoomsBegun, ExerciseStepped, Follows
from appliance.core.exercises.running import announce as announce_at_table
from appliance.core.exercises.running import real_is_on
from appliance.core.ground.limits import EXERCISE_CAST_MAX, EXERCISE_CAST_MIN, EXERCISE_ROOMS_MAX
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.practice.commands import StartDrill
from appliance.core.practice.drills import start_drill
from appliance.core.practice.events import DrillStarted

DRILL_NAME = "Exercise"
"""Short, so that one line of 80 columns still says that any other call is real. The title of the exercise stands in the line below it."""


def decide(board: Board, command: AnnounceInRooms | BeginInRooms, by: Actor) -> list[Follows] | Rejection:
    """Give what follows from a command, in order."""
    return announce(board, command, by) if isinstance(command, AnnounceInRooms) else begin(board, command, by)


def announce(board: Board, command: AnnounceInRooms, by: Actor) -> list[Follows] | Rejection:
    """Tell every desk what will be played, and in which rooms. Until it begins, every press there is real."""
    if not 1 <= len(command.rooms) <= EXERCISE_ROOMS_MAX or len({*command.rooms}) != len(command.rooms):
        return Rejection.EXERCISE_ROOMS_WRONG
    if any(room not in board.index.rooms for room in command.rooms):
        return Rejection.NO_SUCH_ROOM
    if not EXERCISE_CAST_MIN <= len({*command.cast}) <= EXERCISE_CAST_MAX:
        return Rejection.NOBODY_PLAYS
    if any(person not in board.index.people for person in command.cast):
        return Rejection.NO_SUCH_PERSON
    if command.minutes * 60 > board.index.plan.limits.drill_s:
        return Rejection.EXERCISE_LONGER_THAN_DRILL
    announced = announce_at_table(board, command, by)
    if isinstance(announced, Rejection):
        return announced
    return [*announced, *(ExerciseInRooms(by=by, exercise=each.exercise, rooms=command.rooms) for each in announced)]


def begin(board: Board, command: BeginInRooms, by: Actor) -> list[Follows] | Rejection:
    """Begin its first step, and the practice in its rooms. What forbids a drill forbids this too."""
    on = board.exercise
    if on is None or on.exercise != command.exercise or not on.runs or not on.rooms:
        return Rejection.NO_SUCH_EXERCISE
    if on.step:
        return Rejection.NO_NEWS
    if real_is_on(board):
        return Rejection.EXERCISE_WAITS
    started = start_drill(board, StartDrill(name=DRILL_NAME, rooms=on.rooms), by)
    if isinstance(started, Rejection):
        return started
    drills = [each.drill for each in started if isinstance(each, DrillStarted)]
    begun = [ExerciseInRoomsBegun(by=by, exercise=on.exercise, drill=drill) for drill in drills]
    return [*started, *begun, ExerciseStepped(by=by, exercise=on.exercise, step=1)]
