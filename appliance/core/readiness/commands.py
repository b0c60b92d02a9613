"""Defines what can be asked about readiness. Pure values: whoever hands in a document has checked it, and knows who gives a fact."""

from typing import ClassVar

from appliance.core.ground.commands import ReadinessCommand
from appliance.core.ground.traits import PLAIN, Traits
from appliance.core.readiness.words import AdultId, ReadinessKind, TrainingId
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.model import Role


class AdoptReadiness(ReadinessCommand, frozen=True, kw_only=True, tag="adopt-readiness"):
    """Make this checked document the one of its kind that counts. `document` is its canonical bytes, `by` is who signed."""

    traits: ClassVar[Traits] = PLAIN

    kind: ReadinessKind
    by: str
    digest: str
    document: bytes


class TakeHour(ReadinessCommand, frozen=True, kw_only=True, tag="take-hour"):
    """A person takes a role of the team on one day, from `start_min` to `end_min` (minutes since midnight). `by` proved who they are."""

    traits: ClassVar[Traits] = PLAIN

    by: PersonId
    person: PersonId
    role: Role
    day: str
    start_min: int
    end_min: int


class GiveBackHour(ReadinessCommand, frozen=True, kw_only=True, tag="give-back-hour"):
    """The hour that has this number is taken by nobody any more."""

    traits: ClassVar[Traits] = PLAIN

    by: PersonId
    taken: int


class NoteTraining(ReadinessCommand, frozen=True, kw_only=True, tag="note-training"):
    """An adult completed a training `on` a day. `button` is the one that they pressed, where the training was a walk test."""

    traits: ClassVar[Traits] = PLAIN

    by: PersonId
    adult: AdultId
    training: TrainingId
    on: str
    button: ButtonId | None = None


class TakeBackTraining(ReadinessCommand, frozen=True, kw_only=True, tag="take-back-training"):
    """The training that was noted under this number does not count any more."""

    traits: ClassVar[Traits] = PLAIN

    by: PersonId
    noted: int


type AnyReadinessCommand = AdoptReadiness | TakeHour | GiveBackHour | NoteTraining | TakeBackTraining
