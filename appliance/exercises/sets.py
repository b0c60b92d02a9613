"""Derives how a planned set of exercises stands on a day: each is assigned, scheduled, out of compliance or completed. Pure; the day is an
argument.

Only an exercise that was done to its end completes anything. One that was left, broken by something real, or ended by itself does not.
"""

import enum
from collections.abc import Iterable
from datetime import date

import msgspec

from appliance.core.exercise_sets.known import same_drill
from appliance.exercises.scenario import ScenarioId


class Standing(enum.StrEnum):
    """How one exercise of a set stands. The words are those of drill products, so that an office can compare."""

    ASSIGNED = "assigned"
    SCHEDULED = "scheduled"
    OUT_OF_COMPLIANCE = "out of compliance"
    COMPLETED = "completed"


class Assigned(msgspec.Struct, frozen=True):
    """One exercise that a school is to do by a day. `on` is the day for which the school scheduled it.

    It is a table-top exercise of this `scenario`; or `scenario` is empty, and it is a drill with the name `drill`.
    """

    scenario: ScenarioId
    by: date
    on: date | None = None
    line: int = 0
    """The line of the file on which it begins."""
    drill: str = ""
    title: str = ""
    """What people call it; empty where the file alone is known, which has no titles of scenarios."""

    @property
    def what(self) -> str:
        """What is to be done, as it is compared with what was done."""
        return _what(self.scenario, self.drill)


class ExerciseSet(msgspec.Struct, frozen=True):
    """The exercises of one school year, which has these first and last days."""

    name: str
    title: str
    first: date
    last: date
    assigned: tuple[Assigned, ...]


class Done(msgspec.Struct, frozen=True, order=True):
    """An exercise that was done to its end: of a scenario, or a drill with a name."""

    on: date
    scenario: ScenarioId
    drill: str = ""

    @property
    def what(self) -> str:
        """What was done, as it is compared with what is to be done."""
        return _what(self.scenario, self.drill)


class Stands(msgspec.Struct, frozen=True):
    """How one exercise of a set stands. `done_on`: when it was done; `late`: that was after its day."""

    assigned: Assigned
    standing: Standing
    done_on: date | None = None

    @property
    def late(self) -> bool:
        """Whether it was done after the day by which it was to be done."""
        return self.done_on is not None and self.done_on > self.assigned.by


def standings(its: ExerciseSet, done: Iterable[Done], today: date | None) -> tuple[Stands, ...]:
    """Give how each exercise of a set stands, in the order of the days by which they are to be done.

    `today` None: nobody knows the day, so nothing is out of compliance, and nothing that was scheduled is past. Each exercise that was
    done completes one of its scenario, or of the drill's name: the earliest one in the school year that is not completed yet. Done twice
    on one day counts once. What was done in another school year completes nothing.
    """
    counts = sorted({(each.on, each.what) for each in done if its.first <= each.on <= its.last})
    left = {each.what: [on for on, what in counts if what == each.what] for each in its.assigned}
    found: list[Stands] = []
    for each in sorted(its.assigned, key=lambda one: (one.by, one.line)):
        done_on = left[each.what].pop(0) if left[each.what] else None
        found.append(Stands(each, _standing(each, done_on, today), done_on))
    return tuple(found)


def _what(scenario: ScenarioId, drill: str) -> str:
    return f"drill {same_drill(drill)}" if drill else scenario


def _standing(each: Assigned, done_on: date | None, today: date | None) -> Standing:
    if done_on is not None:
        return Standing.COMPLETED
    if today is not None and each.by < today:
        return Standing.OUT_OF_COMPLIANCE
    if each.on is not None and (today is None or today <= each.on):
        return Standing.SCHEDULED
    return Standing.ASSIGNED
