"""Holds what a board knows of exercises: the newest one, those that were done, and what was agreed. Pure values."""

import msgspec

from appliance.core.ground.moment import Moment
from appliance.core.ground.words import ExerciseEnd, ExerciseNoteKind
from appliance.plan.ids import DrillId, ExerciseId, PersonId, RoomId


class ExerciseNote(msgspec.Struct, frozen=True):
    """What the table said in a step."""

    step: int
    kind: ExerciseNoteKind
    says: str


class ExerciseAction(msgspec.Struct, frozen=True):
    """What the table agreed to change. `due_on` is a date: 2026-12-02. `number` counts notes and agreements from 1."""

    says: str
    owner: str
    due_on: str
    number: int = 0


class ActionNote(msgspec.Struct, frozen=True):
    """The newest note on an action: done, or not done. `by` is None for somebody who is not in the plan. `wall_ms` as in `AgreedAction`."""

    done: bool
    words: str
    by: PersonId | None
    wall_ms: int


class ActionMove(msgspec.Struct, frozen=True):
    """Why an action is due on another day than was said before."""

    reason: str
    by: PersonId | None
    wall_ms: int


class AgreedAction(msgspec.Struct, frozen=True, kw_only=True):
    """What a table agreed to change after the exercise `title`, also once other exercises were held. `due_on` is a date: 2026-12-02.

    `agreed_ms` is a time of the wall clock; 0 if that clock could not be trusted.
    """

    exercise: ExerciseId
    number: int
    title: str
    says: str
    owner: str
    due_on: str
    agreed_ms: int
    noted: ActionNote | None = None
    moved: ActionMove | None = None

    @property
    def done(self) -> bool:
        """Whether it was noted as done, and that note was not taken back."""
        return self.noted is not None and self.noted.done


class Exercise(msgspec.Struct, frozen=True, kw_only=True):
    """The newest exercise: announced, running, or over. `step` is 0 until it begins. `ends_ms` is on the monotonic clock."""

    exercise: ExerciseId
    scenario: str
    title: str
    steps: int
    minutes: int
    announced: Moment
    ends_ms: int
    began: Moment | None = None
    step: int = 0
    step_since: Moment | None = None
    stepped_ms: tuple[int, ...] = ()
    """When each step began, by the wall clock."""
    paused: Moment | None = None
    away_ms: int = 0
    """How long this step waited in pauses that are over."""
    notes: tuple[ExerciseNote, ...] = ()
    actions: tuple[ExerciseAction, ...] = ()
    rooms: tuple[RoomId, ...] = ()
    """The rooms over whose buttons it is held, in the order of its scenario. Empty for an exercise at a table."""
    drill: DrillId | None = None
    """The drill in these rooms, once it began."""
    ended: ExerciseEnd | None = None
    ended_at: Moment | None = None

    @property
    def runs(self) -> bool:
        """Whether it is announced or running."""
        return self.ended is None

    @property
    def written(self) -> int:
        """The number of notes and agreements."""
        return len(self.notes) + len(self.actions)


class ExerciseDone(msgspec.Struct, frozen=True):
    """An exercise that was done to its end, and when, by the wall clock (ms); 0 if that clock could not be trusted."""

    number: int
    scenario: str
    wall_ms: int
