"""Defines what happens about readiness. Recorded for ever: an event is never changed, and a new version gets a new tag.

Persons stand here by their ids. The documents have names, so they are sent to no console: only what is worked out from them is.
"""

from appliance.core.ground.events import ReadinessEvent
from appliance.core.readiness.words import AdultId, ReadinessKind, TrainingId
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.model import Role

HOURS_KEPT = 200
"""So many taken hours stand, the newest ones. Ours: a week of five days has some 35 hours and four roles, so nobody fills more than 140 of
them in a week, and what is over counts for nothing.
"""
TRAININGS_KEPT = 1000
"""So many noted trainings stand, the newest ones. Ours: 60 adults with six trainings a year note 360. Whoever has more adopts a table."""


class ReadinessAdopted(ReadinessEvent, frozen=True, kw_only=True, tag="readiness-adopted-1"):
    """A checked document became the one of its kind that counts. `document` is its canonical bytes, `digest` the SHA-256 of these in hex.

    `by` is who signed: a name that was given on the command line, or "administrator".
    """

    kind: ReadinessKind
    by: str
    digest: str
    document: bytes


class HourTaken(ReadinessEvent, frozen=True, kw_only=True, tag="hour-taken-1"):
    """A person took a role of the team on the day `day` (2026-12-01), from `start_min` to `end_min` (minutes since midnight).

    `taken` counts the hours of this box from 1. `by` is who gave it to them, after a PIN.
    """

    taken: int
    by: PersonId
    person: PersonId
    role: Role
    day: str
    start_min: int
    end_min: int


class HourGivenBack(ReadinessEvent, frozen=True, kw_only=True, tag="hour-given-back-1"):
    """An hour that was taken is taken by nobody any more."""

    taken: int
    by: PersonId


class TrainingNoted(ReadinessEvent, frozen=True, kw_only=True, tag="training-noted-1"):
    """An adult completed a training `on` a day (2026-12-01). `button` is the one that they pressed, where it was a walk test.

    `noted` counts the trainings that were noted on this box from 1. `by` is who noted it, after a PIN.
    """

    noted: int
    by: PersonId
    adult: AdultId
    training: TrainingId
    on: str
    button: ButtonId | None = None


class TrainingTakenBack(ReadinessEvent, frozen=True, kw_only=True, tag="training-taken-back-1"):
    """A training that was noted does not count any more: it was a mistake."""

    noted: int
    by: PersonId


type AnyReadinessEvent = ReadinessAdopted | HourTaken | HourGivenBack | TrainingNoted | TrainingTakenBack
"""What happens about who is ready before a call."""
