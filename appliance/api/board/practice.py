"""Defines drills and walk tests as they are sent to a desk. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds
from appliance.core.exercises.state import ExerciseState
from appliance.core.ground.words import ExerciseNoteKind, PracticeCall
from appliance.plan.ids import ButtonId, DrillPlanId, ExerciseId, IncidentId, RoomId


@holds("drill name rooms ends_in_ms untimed")
class DrillLine(msgspec.Struct, frozen=True, kw_only=True):
    """The drill that runs. `untimed` are the buttons in its rooms that cannot say when they were pressed: they ring as real."""

    drill: str
    name: str
    rooms: tuple[RoomId, ...]
    ends_in_ms: int
    untimed: tuple[ButtonId, ...] = ()


@holds("plan name rooms at_ms untimed")
class PlannedDrillLine(msgspec.Struct, frozen=True, kw_only=True):
    """Practice that somebody means to start at `at_ms`, by the box's wall clock. It never starts by itself. `untimed` as in DrillLine."""

    plan: DrillPlanId
    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int
    untimed: tuple[ButtonId, ...] = ()


@holds("call room_name")
class PracticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call of practice that is over."""

    call: PracticeCall
    room_name: str


@holds("name wall_ms calls calls_made interrupted made_real_at")
class DrillOverLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last drill that ended, when it ended by the box's wall clock, and what was measured."""

    name: str
    wall_ms: int
    calls: tuple[PracticeLine, ...]
    calls_made: int
    """The number of all calls. `calls` holds only as many as are told one by one."""
    interrupted: bool
    """The box restarted during the drill, so only what came after the restart is measured."""
    made_real_at: str = ""
    """The name of the desk at which somebody said that it was no practice. Empty if the drill just ended."""


@holds("button room_name ends_in_ms desk untimed rang pendant")
class WalkTestLine(msgspec.Struct, frozen=True, kw_only=True):
    """The button that waits for its test press. `desk` watches the test: a desk of the plan, or the box's own command line.

    `untimed`: the button cannot say when it was pressed, so its press rings. `rang` is the call that the press raised. It is set
    while the desk may still say that this press was just now.
    """

    button: str
    room_name: str
    ends_in_ms: int
    desk: str = ""
    untimed: bool = False
    rang: IncidentId | None = None
    pendant: bool = False
    """Whether the button goes with a duty, so that the person with that duty must be found first."""


@holds("button passed ended_ms wall_ms")
class WalkTestOverLine(msgspec.Struct, frozen=True, kw_only=True):
    """How the last walk test ended, if there was one since the box started. `ended_ms` counts from the start, so that no two tests are
    alike.
    """

    button: str
    passed: bool
    ended_ms: int
    wall_ms: int
    """When the test ended, by the box's wall clock."""


@holds("step kind", notes="says")
class ExerciseNoteLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the table said in a step. `says` is empty for a reader who may not read it."""

    step: int
    kind: ExerciseNoteKind
    says: str


@holds("due_on done done_ms", notes="says moved", names="owner")
class ExerciseActionLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the table agreed to change, who does it, and by which date: 2026-12-02. Texts are empty for a reader who may not read them.

    `done_ms`: when it was noted as done, by the wall clock; None where it is not done, or the clock could not be trusted. `moved`: why it
    is due on another day than was agreed; empty where it is not.
    """

    says: str
    owner: str
    due_on: str
    done: bool = False
    done_ms: int | None = None
    moved: str = ""


@holds(
    "exercise scenario title step steps minutes state step_ms announced_ms began_ms ended_ms stepped_ms rooms notes actions"
)
class ExerciseLine(msgspec.Struct, frozen=True, kw_only=True):
    """The newest exercise, until the next one is announced. `step` is 0 until it begins; `step_ms` leaves out pauses.

    `announced_ms`, `began_ms`, `ended_ms` and `stepped_ms`, one for each step that began, are times of the box's wall clock. `scenario`
    names a text that the box does not know.
    """

    exercise: ExerciseId
    scenario: str
    title: str
    step: int
    steps: int
    minutes: int
    state: ExerciseState
    step_ms: int
    announced_ms: int
    began_ms: int | None = None
    ended_ms: int | None = None
    stepped_ms: tuple[int, ...] = ()
    rooms: tuple[str, ...] = ()
    """The names of the rooms over whose buttons it is held, in the order of its scenario; empty at a table."""
    notes: tuple[ExerciseNoteLine, ...] = ()
    actions: tuple[ExerciseActionLine, ...] = ()
