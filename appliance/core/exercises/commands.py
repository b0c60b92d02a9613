"""Defines what can be asked about table-top exercises. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import ExerciseCommand
from appliance.core.ground.traits import HELPS, PLAIN, Traits
from appliance.core.ground.words import ExerciseNoteKind
from appliance.plan.ids import ExerciseId, PersonId, RoomId


class AnnounceExercise(ExerciseCommand, frozen=True, kw_only=True, tag="announce-exercise"):
    """Tell every desk that this scenario will be talked about.

    `asked_alone`: a person says that everybody who will sit at the table was asked alone, and that nobody is among them who was hurt
    lately or would rather not. The box cannot know this.
    """

    traits: ClassVar[Traits] = PLAIN

    scenario: str
    title: str
    steps: int
    minutes: int
    asked_alone: bool


class AnnounceInRooms(ExerciseCommand, frozen=True, kw_only=True, tag="announce-exercise-in-rooms"):
    """Tell every desk that this scenario will be played over the real buttons of these rooms. `cast` are the people who play.

    `cast` is checked and then forgotten: no entry holds it, and no desk is sent it. The rest as in `AnnounceExercise`.
    """

    traits: ClassVar[Traits] = Traits(needs_proof=True)

    scenario: str
    title: str
    steps: int
    minutes: int
    asked_alone: bool
    rooms: tuple[RoomId, ...]
    cast: tuple[PersonId, ...]


class BeginInRooms(ExerciseCommand, frozen=True, kw_only=True, tag="begin-exercise-in-rooms"):
    """Begin the first step of an exercise in rooms. With it a press in these rooms becomes practice."""

    traits: ClassVar[Traits] = Traits(needs_proof=True)

    exercise: ExerciseId


class StepExercise(ExerciseCommand, frozen=True, kw_only=True, tag="step-exercise"):
    """Begin this step, counted from 1. The first one begins the exercise. Two desks that ask for the same step begin it once."""

    traits: ClassVar[Traits] = PLAIN

    exercise: ExerciseId
    step: int


class PauseExercise(ExerciseCommand, frozen=True, kw_only=True, tag="pause-exercise"):
    """Let the step wait."""

    traits: ClassVar[Traits] = PLAIN

    exercise: ExerciseId


class ResumeExercise(ExerciseCommand, frozen=True, kw_only=True, tag="resume-exercise"):
    """Let the step go on."""

    traits: ClassVar[Traits] = PLAIN

    exercise: ExerciseId


class NoteExercise(ExerciseCommand, frozen=True, kw_only=True, tag="note-exercise"):
    """Write down something that the table said."""

    traits: ClassVar[Traits] = PLAIN

    exercise: ExerciseId
    kind: ExerciseNoteKind
    says: str


class AgreeOnAction(ExerciseCommand, frozen=True, kw_only=True, tag="agree-on-action"):
    """Write down what is changed, who changes it, and by when. `due_on` is a date: 2026-12-02."""

    traits: ClassVar[Traits] = PLAIN

    exercise: ExerciseId
    says: str
    owner: str
    due_on: str


class NoteAction(ExerciseCommand, frozen=True, kw_only=True, tag="note-exercise-action"):
    """Note that an action is done, or that it is not. Only the list of duties asks for it, for a person who proved who they are."""

    traits: ClassVar[Traits] = PLAIN

    exercise: ExerciseId
    number: int
    done: bool
    words: str


class MoveAction(ExerciseCommand, frozen=True, kw_only=True, tag="move-exercise-action"):
    """Let an action be due on another day, for a reason. Asked for as `NoteAction`. `due_on` is a date: 2026-12-02."""

    traits: ClassVar[Traits] = PLAIN

    exercise: ExerciseId
    number: int
    due_on: str
    reason: str


class EndExercise(ExerciseCommand, frozen=True, kw_only=True, tag="end-exercise"):
    """End the exercise after its last step."""

    traits: ClassVar[Traits] = HELPS

    exercise: ExerciseId


class LeaveExercise(ExerciseCommand, frozen=True, kw_only=True, tag="leave-exercise"):
    """Leave the exercise at once, whatever step it is in. Nobody is asked why."""

    traits: ClassVar[Traits] = HELPS

    exercise: ExerciseId


type FromDesk = (
    AnnounceExercise
    | AnnounceInRooms
    | BeginInRooms
    | StepExercise
    | PauseExercise
    | ResumeExercise
    | NoteExercise
    | AgreeOnAction
    | EndExercise
    | LeaveExercise
)
"""What a desk may ask for."""

type AnyExerciseCommand = FromDesk | NoteAction | MoveAction
"""Everything that can be asked for here."""
