"""Defines what is recorded about sets of exercises. Recorded for ever: an event is never changed, and a new version gets a new tag.

No event names whoever took part in an exercise. Days are written as 2026-12-02.
"""

import msgspec

from appliance.core.ground.events import ExerciseSetEvent
from appliance.core.ground.words import Actor

DRILLS_KEPT = 60
"""So many drills that a set asked for stand, the newest ones: as many as a set has exercises, so that each can be completed."""


class AskedFor(msgspec.Struct, frozen=True, order=True):
    """One exercise that a set asks for, to be done by the day `due_on`. Either `scenario` is the id of a scenario of a table-top exercise,
    or `drill` is the name of a drill. The other one is empty. In a set, no two have all three alike.
    """

    due_on: str
    scenario: str
    drill: str
    title: str


class ExerciseSetAssigned(ExerciseSetEvent, frozen=True, kw_only=True, tag="exercise-set-assigned-1"):
    """A set of exercises was assigned for the school year from `first` to `last`, in place of a set with this name before it.

    `by` is who signed. `office`: the safety office assigned it, and nobody else changes it. `gone`: exercises for which a day was
    scheduled, and which this set does not ask for any more. Their days do not stand.
    """

    name: str
    title: str
    first: str
    last: str
    asked: tuple[AskedFor, ...]
    by: str
    office: bool
    gone: tuple[AskedFor, ...] = ()


class ExerciseSetWithdrawn(ExerciseSetEvent, frozen=True, kw_only=True, tag="exercise-set-withdrawn-1"):
    """The set with this name does not count any more. `gone` as in `ExerciseSetAssigned`."""

    name: str
    by: str
    gone: tuple[AskedFor, ...] = ()


class ExerciseScheduled(ExerciseSetEvent, frozen=True, kw_only=True, tag="exercise-scheduled-1"):
    """An exercise of the set `name` is to be done on the day `on`, in place of the day before."""

    by: Actor
    name: str
    asked: AskedFor
    on: str


class ExerciseDayTakenBack(ExerciseSetEvent, frozen=True, kw_only=True, tag="exercise-day-taken-back-1"):
    """No day is scheduled any more for an exercise of the set `name`."""

    by: Actor
    name: str
    asked: AskedFor


class DrillCounted(ExerciseSetEvent, frozen=True, kw_only=True, tag="exercise-drill-counted-1"):
    """A drill was done to its end that a set asked for by this name. `number` counts such drills of this box from 1."""

    number: int
    drill: str


class ScenarioAdopted(ExerciseSetEvent, frozen=True, kw_only=True, tag="exercise-scenario-adopted-1"):
    """Every console offers a checked scenario of the building's own, in place of one with its id before it. `document` is the text of its
    file in UTF-8, `digest` the SHA-256 of these bytes in hex. `by` is who signed.
    """

    scenario: str
    by: str
    digest: str
    document: bytes


class ScenarioDropped(ExerciseSetEvent, frozen=True, kw_only=True, tag="exercise-scenario-dropped-1"):
    """A scenario of the building's own is not offered any more."""

    scenario: str
    by: str


type AnyExerciseSetEvent = (
    ExerciseSetAssigned
    | ExerciseSetWithdrawn
    | ExerciseScheduled
    | ExerciseDayTakenBack
    | DrillCounted
    | ScenarioAdopted
    | ScenarioDropped
)
"""What happens to the sets of exercises, and to scenarios of the building's own."""
