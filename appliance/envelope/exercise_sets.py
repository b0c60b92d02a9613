"""Defines the sets of exercises that a notice of the safety office assigns to buildings. Pure; a notice is signed and not sealed.

A set says what is to be practised by which day. It names no person, no room and no scheduled day, so the district's server may read it.
"""

from typing import NamedTuple

import msgspec

from appliance.core.exercise_sets.commands import AssignExerciseSet
from appliance.core.exercise_sets.events import AskedFor, ExerciseSetAssigned
from appliance.core.exercise_sets.known import SETS_MAX, why_not_set
from appliance.envelope.format import ID_LEN

TOLD_MAX = 100
"""Sets in one notice: ours. With four for each building, these are enough for 25 buildings with sets of their own."""
OFFICE = "the safety office"
"""Who signs, as buildings show it."""
_TOLD = ("name", "title", "first", "last", "asked")
"""The fields of a set that a notice tells and a building records."""


class AskedTold(NamedTuple):
    """One exercise: the fields of `AskedFor`."""

    due_on: str
    scenario: str
    drill: str
    title: str


class SetTold(msgspec.Struct, frozen=True, array_like=True):
    """One set: the fields of `AssignExerciseSet`, and the ids of the buildings to which it is assigned; every building where there are
    none. The body of an EXERCISES notice is a tuple of these.
    """

    name: str
    title: str
    first: str
    last: str
    asked: tuple[AskedTold, ...]
    buildings: tuple[bytes, ...] = ()

    def is_for(self, building: bytes) -> bool:
        """Whether it is assigned to this building."""
        return not self.buildings or building in self.buildings

    def is_taken_as(self, its: ExerciseSetAssigned) -> bool:
        """Whether a building that recorded this has the set as it is told."""
        told = self.command
        return its.office and all(getattr(its, each) == getattr(told, each) for each in _TOLD)

    @property
    def command(self) -> AssignExerciseSet:
        """The command that assigns it in a building."""
        return AssignExerciseSet(
            name=self.name,
            title=self.title,
            first=self.first,
            last=self.last,
            asked=tuple(AskedFor(*each) for each in self.asked),
            by=OFFICE,
            office=True,
        )


type ExercisesTold = tuple[SetTold, ...]
"""Body of an EXERCISES notice: every set that the safety office assigns, in place of all before."""


def told_as(command: AssignExerciseSet, buildings: tuple[bytes, ...]) -> SetTold:
    """Give a set as a notice has it."""
    asked = tuple(AskedTold(each.due_on, each.scenario, each.drill, each.title) for each in command.asked)
    return SetTold(command.name, command.title, command.first, command.last, asked, buildings)


def sets_fault(sets: ExercisesTold) -> str:
    """Say why no building can take these, as the end of a sentence that begins with the notice; empty where they can."""
    if len(sets) > TOLD_MAX:
        return f"has {len(sets)} sets of exercises; {TOLD_MAX} at most are taken"
    if len({each.name for each in sets}) != len(sets):
        return "has two sets of exercises with one name"
    for each in sets:
        if any(len(building) != ID_LEN for building in each.buildings):
            return "names a building by an id that is not 16 bytes long"
        if why_not := why_not_set(each.command):
            return f"has the set {each.name[:40]!a}. {why_not}"
    named = {building for each in sets for building in each.buildings}
    if any(sum(each.is_for(building) for each in sets) > SETS_MAX for building in (*named, b"")):
        return f"assigns more than {SETS_MAX} sets to one building"
    return ""
