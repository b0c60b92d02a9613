"""Decides about an exercise: one at a time, step by step, never beside what is real. Pure; changes nothing.

Nothing in an exercise at a table rings, lights a lamp or changes how a call is taken. In rooms a drill does (`in_rooms.py`). A press needs
no look at the exercise: the call is decided and recorded as ever, and the exercise is over at the next look, which follows at once
(`times_up`).
"""

from appliance.core.board import Board, Drill
from appliance.core.building.responses import nothing_real_is_on
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.exercises.actions import date_of, free_place, soon_enough
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    AnnounceInRooms,
    EndExercise,
    LeaveExercise,
    NoteExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.exercises.events import (
    AnyExerciseEvent,
    ExerciseActionAgreed,
    ExerciseActionOwed,
    ExerciseAnnounced,
    ExerciseEnded,
    ExerciseNoted,
    ExercisePaused,
    ExerciseResumed,
    ExerciseStepped,
    Follows,
)
from appliance.core.ground.limits import EXERCISE_MINUTES_MAX, EXERCISE_STEPS_MAX, EXERCISE_TITLE_CHARACTERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, ExerciseEnd
from appliance.core.held.exercises import Exercise
from appliance.core.practice.drill_over import drill_over
from appliance.plan.ids import ExerciseId
from appliance.plan.model import Kind

NOTES_MAX = 40
"""Ours: about ten for each of four steps. They are sent with every board, and have 16,000 characters together at the most."""
NOTE_CHARACTERS_MAX = 400
"""Two or three sentences, as in a scenario."""
OWNER_CHARACTERS_MAX = 75
"""The longest name that a record takes (`NAME_MAX` of the record)."""


def announce(
    board: Board, command: AnnounceExercise | AnnounceInRooms, by: Actor
) -> list[AnyExerciseEvent] | Rejection:
    """Tell every desk what will be talked about: nothing begins with it."""
    title, scenario = command.title.strip(), command.scenario.strip()
    if not 0 < len(title) <= EXERCISE_TITLE_CHARACTERS_MAX or not 0 < len(scenario) <= EXERCISE_TITLE_CHARACTERS_MAX:
        return Rejection.NOT_A_SCENARIO
    if not 1 <= command.steps <= EXERCISE_STEPS_MAX or not 1 <= command.minutes <= EXERCISE_MINUTES_MAX:
        return Rejection.NOT_A_SCENARIO
    if not command.asked_alone:
        return Rejection.NOT_ASKED_ALONE
    if board.exercise is not None and board.exercise.runs:
        return Rejection.EXERCISE_RUNNING
    if real_is_on(board):
        return Rejection.EXERCISE_WAITS
    exercise = ExerciseId(f"{board.epoch[:8]}-x{board.exercises + 1}")
    return [
        ExerciseAnnounced(
            by=by,
            exercise=exercise,
            scenario=scenario,
            title=title,
            steps=command.steps,
            minutes=command.minutes,
        )
    ]


def step(board: Board, command: StepExercise, by: Actor) -> list[AnyExerciseEvent] | Rejection:
    """Begin the next step, and no other."""
    on = _running(board, command.exercise)
    if isinstance(on, Rejection):
        return on
    if command.step <= on.step:
        return Rejection.NO_NEWS
    if command.step != on.step + 1 or command.step > on.steps or (on.rooms and not on.step):
        return Rejection.NO_SUCH_STEP
    return [ExerciseStepped(by=by, exercise=on.exercise, step=command.step)]


def pause(board: Board, command: PauseExercise, by: Actor) -> list[AnyExerciseEvent] | Rejection:
    """Let a step wait that has begun."""
    on = _running(board, command.exercise)
    if isinstance(on, Rejection):
        return on
    if on.paused is not None or on.step == 0:
        return Rejection.NO_NEWS
    return [ExercisePaused(by=by, exercise=on.exercise)]


def resume(board: Board, command: ResumeExercise, by: Actor, now: Moment) -> list[AnyExerciseEvent] | Rejection:
    """Let a step go on that waits."""
    on = _running(board, command.exercise)
    if isinstance(on, Rejection):
        return on
    if on.paused is None:
        return Rejection.NO_NEWS
    away_ms = on.away_ms + max(0, now.mono_ms - on.paused.mono_ms)
    return [ExerciseResumed(by=by, exercise=on.exercise, away_ms=away_ms)]


def end(board: Board, command: EndExercise, by: Actor) -> list[Follows] | Rejection:
    """End an exercise whose last step has begun: it is done."""
    on = _running(board, command.exercise)
    if isinstance(on, Rejection):
        return on
    if on.step != on.steps:
        return Rejection.STEPS_LEFT
    number = board.exercised[-1].number + 1 if board.exercised else 1
    return [*_practice_over(board, on, by), _ended(on, by, ExerciseEnd.DONE, number)]


def leave(board: Board, command: LeaveExercise, by: Actor) -> list[Follows] | Rejection:
    """End an exercise in whatever step it is. This is its exit, so it waits for nothing that is real or paused."""
    on = board.exercise
    if on is None or on.exercise != command.exercise or not on.runs:
        return Rejection.NO_SUCH_EXERCISE
    return [*_practice_over(board, on, by), _ended(on, by, ExerciseEnd.LEFT if on.step else ExerciseEnd.DROPPED)]


def note(board: Board, command: NoteExercise, by: Actor) -> list[AnyExerciseEvent] | Rejection:
    """Write down something that the table said, also after the exercise."""
    on = _talked(board, command.exercise)
    if isinstance(on, Rejection):
        return on
    says = " ".join(command.says.split())
    if not 0 < len(says) <= NOTE_CHARACTERS_MAX:
        return Rejection.EXERCISE_NOTE_WRONG
    number = on.written + 1
    return [
        ExerciseNoted(by=by, exercise=on.exercise, number=number, step=on.step, kind=command.kind, says=says),
    ]


def agree(board: Board, command: AgreeOnAction, by: Actor, now: Moment) -> list[AnyExerciseEvent] | Rejection:
    """Write down what is changed, who changes it, and by when."""
    on = _talked(board, command.exercise)
    if isinstance(on, Rejection):
        return on
    says, owner = " ".join(command.says.split()), " ".join(command.owner.split())
    if not 0 < len(says) <= NOTE_CHARACTERS_MAX or not 0 < len(owner) <= OWNER_CHARACTERS_MAX:
        return Rejection.EXERCISE_NOTE_WRONG
    due = date_of(command.due_on)
    if due is None or not soon_enough(due, now):
        return Rejection.ACTION_DATE_WRONG
    place = free_place(board)
    if place is None:
        return Rejection.TOO_MANY_ACTIONS
    agreed = ExerciseActionAgreed(
        by=by, exercise=on.exercise, number=on.written + 1, says=says, owner=owner, due_on=due.isoformat()
    )
    owed = ExerciseActionOwed(
        by=by,
        exercise=on.exercise,
        number=agreed.number,
        place=place,
        title=on.title,
        says=says,
        owner=owner,
        due_on=agreed.due_on,
    )
    return [agreed, owed]


def real_is_on(board: Board) -> bool:
    """Whether something real is open that needs people: a call, a response or a check-in. It is also so while calls may be open that the
    box cannot read. A tap-out is no emergency, and ends nothing.
    """
    calls = (call for call in board.incidents.values() if call.drill is None and call.kind is not Kind.TAP_OUT)
    return any(True for _ in calls) or not nothing_real_is_on(board) or ASK_ROOMS.key in board.troubles


def holds(board: Board, drill: Drill) -> bool:
    """Whether this drill is the practice of an exercise in rooms. It counts as that exercise, and as no drill."""
    return board.exercise is not None and board.exercise.drill == drill.drill


def due_ms(board: Board) -> int | None:
    """Give the `mono_ms` at which an exercise ends by itself; a moment that has passed, where something real breaks it."""
    on = board.exercise
    if on is None or not on.runs:
        return None
    return on.announced.mono_ms if real_is_on(board) or _lost_its_practice(board, on) else on.ends_ms


def times_up(board: Board, now: Moment) -> list[Follows]:
    """End an exercise that something real broke, whose practice is over, or whose time is up. Its practice ends with it."""
    on, due = board.exercise, due_ms(board)
    if on is None or due is None:
        return []
    if real_is_on(board):
        return [*_practice_over(board, on, None), _ended(on, None, ExerciseEnd.BROKEN)]
    if due > now.mono_ms:
        return []
    how = ExerciseEnd.TIME_UP if on.step else ExerciseEnd.DROPPED
    return [*_practice_over(board, on, None), _ended(on, None, how)]


def _practice_over(board: Board, on: Exercise, by: Actor | None) -> list[Follows]:
    """End the drill of an exercise in rooms, and with it every practice call. Another drill goes on."""
    drill = board.drill
    return [] if drill is None or drill.drill != on.drill else [*drill_over(board, drill, by)]


def _lost_its_practice(board: Board, on: Exercise) -> bool:
    """Whether the drill of an exercise in rooms is over. Nobody shall take for practice what is real again."""
    return on.drill is not None and (board.drill is None or board.drill.drill != on.drill)


def _ended(on: Exercise, by: Actor | None, how: ExerciseEnd, number: int = 0) -> ExerciseEnded:
    return ExerciseEnded(by=by, exercise=on.exercise, scenario=on.scenario, how=how, number=number)


def _running(board: Board, exercise: ExerciseId) -> Exercise | Rejection:
    """Give the exercise that goes on, or say why nothing of it can."""
    on = board.exercise
    if on is None or on.exercise != exercise or not on.runs:
        return Rejection.NO_SUCH_EXERCISE
    return Rejection.EXERCISE_WAITS if real_is_on(board) else on


def _talked(board: Board, exercise: ExerciseId) -> Exercise | Rejection:
    """Give the exercise of which something can be written down: one that has begun, until the next one is announced."""
    on = board.exercise
    if on is None or on.exercise != exercise or on.step == 0:
        return Rejection.NO_SUCH_EXERCISE
    return Rejection.TOO_MANY_NOTES if on.written >= NOTES_MAX else on
