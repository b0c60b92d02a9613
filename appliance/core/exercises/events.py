"""Defines what is recorded about table-top exercises. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import ExerciseEvent
from appliance.core.ground.words import Actor, ExerciseEnd, ExerciseNoteKind
from appliance.core.practice.events import Follows as FollowsBelow
from appliance.plan.ids import DrillId, ExerciseId, RoomId

DONE_KEPT = 60
"""So many exercises that were done to their end stand, the newest ones. Ours: five a month for a year, which no school holds."""

PLACES = 60
"""So many actions are kept at once, done ones with them. Ours: three from each of twenty exercises; they are in every list of duties."""


class ExerciseAnnounced(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-announced-1"):
    """Everybody is told that this will be talked about at a table. It begins with its first step.

    `scenario` is the id of a scenario of so many `steps`, which are meant to take so many `minutes`. The box knows no more of it.
    """

    by: Actor
    exercise: ExerciseId
    scenario: str
    title: str
    steps: int
    minutes: int


class ExerciseInRooms(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-in-rooms-1"):
    """The exercise that was announced just now is held over the real buttons of these rooms, in the order of its scenario."""

    by: Actor
    exercise: ExerciseId
    rooms: tuple[RoomId, ...]


class ExerciseInRoomsBegun(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-in-rooms-begun-1"):
    """From now on a press in its rooms is practice, as in any drill. The drill ends with the exercise, and the exercise with the drill."""

    by: Actor
    exercise: ExerciseId
    drill: DrillId


class ExerciseStepped(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-stepped-1"):
    """A step began, counted from 1. A pause is over with it."""

    by: Actor
    exercise: ExerciseId
    step: int


class ExercisePaused(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-paused-1"):
    """The step waits: its clock stands still."""

    by: Actor
    exercise: ExerciseId


class ExerciseResumed(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-resumed-1"):
    """The step goes on. It waited for `away_ms` so far, in all of its pauses."""

    by: Actor
    exercise: ExerciseId
    away_ms: int


class ExerciseNoted(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-noted-1"):
    """Something that the table said was written down in this step. `number` counts notes and agreements from 1."""

    by: Actor
    exercise: ExerciseId
    number: int
    step: int
    kind: ExerciseNoteKind
    says: str


class ExerciseActionAgreed(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-action-agreed-1"):
    """The table agreed what is changed, who changes it, and by when. `due_on` is a date: 2026-12-02. `number` as in `ExerciseNoted`."""

    by: Actor
    exercise: ExerciseId
    number: int
    says: str
    owner: str
    due_on: str


class ExerciseActionOwed(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-action-owed-1"):
    """What was agreed is owed from now on, also once other exercises were held. It follows `ExerciseActionAgreed`, whose `number` it has.

    `place` is one of `PLACES`, counted from 1: an action that is done gives its place to another one. `title` is that of the exercise.
    """

    by: Actor
    exercise: ExerciseId
    number: int
    place: int
    title: str
    says: str
    owner: str
    due_on: str


class ExerciseActionNoted(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-action-noted-1"):
    """Somebody noted that an action is done, or that it is not done after all. The newest note counts. `words`: what they said of it."""

    by: Actor
    exercise: ExerciseId
    number: int
    place: int
    done: bool
    words: str


class ExerciseActionMoved(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-action-moved-1"):
    """An action is due on another day, for this reason. `due_on` is a date: 2026-12-02."""

    by: Actor
    exercise: ExerciseId
    number: int
    place: int
    due_on: str
    reason: str


class ExerciseEnded(ExerciseEvent, frozen=True, kw_only=True, tag="exercise-ended-1"):
    """The exercise is over. `by` is None if its time was up, or if something real broke it.

    `number` counts the exercises that this box saw done to their end, from 1; 0 for any other end.
    """

    by: Actor | None
    exercise: ExerciseId
    scenario: str
    how: ExerciseEnd
    number: int


type OwedEvent = ExerciseActionOwed | ExerciseActionNoted | ExerciseActionMoved
"""What becomes of what was agreed, also once other exercises were held."""

type AnyExerciseEvent = (
    ExerciseAnnounced
    | ExerciseInRooms
    | ExerciseInRoomsBegun
    | ExerciseStepped
    | ExercisePaused
    | ExerciseResumed
    | ExerciseNoted
    | ExerciseActionAgreed
    | ExerciseActionOwed
    | ExerciseActionNoted
    | ExerciseActionMoved
    | ExerciseEnded
)

type Follows = AnyExerciseEvent | FollowsBelow
"""What may follow from a command of this room: its own events, and those of the rooms below it."""
