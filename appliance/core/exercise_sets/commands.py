"""Defines what can be asked about sets of exercises. Pure values: whoever hands in a set or a scenario has read and checked its file."""

from typing import ClassVar

from appliance.core.exercise_sets.events import AskedFor
from appliance.core.ground.commands import ExerciseSetCommand
from appliance.core.ground.traits import PLAIN, Traits


class AssignExerciseSet(ExerciseSetCommand, frozen=True, kw_only=True, tag="assign-exercise-set"):
    """Assign this set. The fields are those of `ExerciseSetAssigned`."""

    traits: ClassVar[Traits] = PLAIN

    name: str
    title: str
    first: str
    last: str
    asked: tuple[AskedFor, ...]
    by: str
    office: bool = False


class WithdrawExerciseSet(ExerciseSetCommand, frozen=True, kw_only=True, tag="withdraw-exercise-set"):
    """The set with this name does not count any more. `office`: the safety office does not assign it any more."""

    traits: ClassVar[Traits] = PLAIN

    name: str
    by: str
    office: bool = False


class ScheduleExercise(ExerciseSetCommand, frozen=True, kw_only=True, tag="schedule-exercise"):
    """Schedule an exercise of the set `name` for the day `on`; where a day is scheduled, move it."""

    traits: ClassVar[Traits] = PLAIN

    name: str
    asked: AskedFor
    on: str


class TakeBackExerciseDay(ExerciseSetCommand, frozen=True, kw_only=True, tag="take-back-exercise-day"):
    """Take back the day for which an exercise of the set `name` is scheduled."""

    traits: ClassVar[Traits] = PLAIN

    name: str
    asked: AskedFor


class AskForExercise(ExerciseSetCommand, frozen=True, kw_only=True, tag="ask-for-exercise"):
    """Add one exercise to the building's own set of the school year in which it is to be done. Only an administrator may."""

    traits: ClassVar[Traits] = Traits(needs_proof=True)

    asked: AskedFor


class AdoptScenario(ExerciseSetCommand, frozen=True, kw_only=True, tag="adopt-scenario"):
    """Offer this checked scenario at every console. The fields are those of `ScenarioAdopted`."""

    traits: ClassVar[Traits] = PLAIN

    scenario: str
    by: str
    digest: str
    document: bytes


class DropScenario(ExerciseSetCommand, frozen=True, kw_only=True, tag="drop-scenario"):
    """Offer this scenario of the building's own no more."""

    traits: ClassVar[Traits] = PLAIN

    scenario: str
    by: str


type FromDesk = ScheduleExercise | TakeBackExerciseDay | AskForExercise
"""What a desk may ask for."""

type AnyExerciseSetCommand = FromDesk | AssignExerciseSet | WithdrawExerciseSet | AdoptScenario | DropScenario
"""Everything that people and the safety office can ask for here."""
