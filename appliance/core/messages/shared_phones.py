"""Lets a phone that anybody may answer be rung as a person is told: beside the people of a step, by the way of telephone calls. Pure.

Such a phone is nobody's. Its entries stand for it with an id that no person can have. Whoever takes a call there is not known, so their
name is owed. It is never rung for a tap-out: anybody may answer, and a tap-out is for few ears.
"""

from collections.abc import Iterator

from appliance.plan.ids import DeskId, PersonId
from appliance.plan.index import SHARED_PHONE, PlanIndex
from appliance.plan.model import Person, Step, given


def rung_by(index: PlanIndex, step: Step) -> Iterator[Person]:
    """Give the shared phones that a step rings, as people are given."""
    yield from (
        index.rung[name] for each in given(step.phones) if (name := PersonId(f"{SHARED_PHONE}{each}")) in index.rung
    )


def desk_of(person: PersonId) -> DeskId:
    """Give what stands for a shared phone where an entry names a desk."""
    return DeskId(person)
