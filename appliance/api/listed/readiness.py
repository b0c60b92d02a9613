"""Defines what is asked and told about who is ready before a call: coverage of the coming week, trainings, taken hours. Knows no socket.

Everybody reads gaps and counts. Whoever proved who they are reads their own trainings. Only whoever schedules reads names.
"""

import msgspec

from appliance.api.ask import AdministratorAsk, Answer, HouseAsk, PersonAsk, Reply
from appliance.api.contents import holds
from appliance.core.readiness.words import AdultId, ReadinessKind, TrainingId
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.model import Role


@holds("day start_min end_min says roles")
class GapLine(msgspec.Struct, frozen=True, kw_only=True):
    """A span of the coming week that nobody covers: its day (2026-12-01), minutes since midnight, and a sentence. `roles` are those that
    fill it: one, or each half of a pair.
    """

    day: str
    start_min: int
    end_min: int
    says: str
    roles: tuple[Role, ...]


@holds(scheduling="taken says")
class HourLine(msgspec.Struct, frozen=True, kw_only=True):
    """An hour of the coming week that somebody took: its number, and who took what in a sentence."""

    taken: int
    says: str


@holds("training title")
class TrainingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One training of the list."""

    training: TrainingId
    title: str


@holds(scheduling="adult name")
class AdultLine(msgspec.Struct, frozen=True, kw_only=True):
    """An adult who works at the school today."""

    adult: AdultId
    name: str


@holds(scheduling="noted says")
class NotedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A training that was noted at a console: its number, and who completed what in a sentence."""

    noted: int
    says: str


@holds("button says on")
class TestedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A button that passed its walk test lately: its id, the day of the test (2026-12-01), and where it is and when it was in words."""

    button: ButtonId
    on: str
    says: str


@holds(
    "request said gaps counted outside own trainings tests schedules today occupied",
    scheduling="named hours adults noted",
)
class ReadinessKnown(Answer, frozen=True, kw_only=True, tag="readiness-known"):
    """Answer to AskReadiness. `said` is what must be known about the lists, such as that no calendar was adopted. `counted` are counts of
    people by hour and by training. `outside` says which hours depend on partners and how these are called. `own` is about the reader
    alone, names nobody, and is empty where nobody proved who they are. `named` has names. `schedules`: the reader may fill gaps and note
    trainings. `today` is the day at the school (2026-12-01); it is empty while the box does not know it. `occupied`: the coming week has an
    occupied hour at all.
    """

    said: tuple[str, ...] = ()
    gaps: tuple[GapLine, ...] = ()
    counted: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    hours: tuple[HourLine, ...] = ()
    trainings: tuple[TrainingLine, ...] = ()
    adults: tuple[AdultLine, ...] = ()
    noted: tuple[NotedLine, ...] = ()
    tests: tuple[TestedLine, ...] = ()
    schedules: bool = False
    today: str = ""
    occupied: bool = True


class AskReadiness(HouseAsk[ReadinessKnown], frozen=True, kw_only=True, tag="ask-readiness"):
    """Send who is ready in the coming week, as far as whoever asks may read it."""


class FillGap(PersonAsk[Reply], frozen=True, kw_only=True, tag="fill-gap"):
    """This person takes this role on one day. The fields are those of `TakeHour`. For whoever schedules, after a PIN."""

    person: PersonId
    role: Role
    day: str
    start_min: int
    end_min: int


class GiveHourBack(PersonAsk[Reply], frozen=True, kw_only=True, tag="give-hour-back"):
    """The hour that has this number is taken by nobody any more. For whoever schedules, after a PIN."""

    taken: int


class NoteTrained(PersonAsk[Reply], frozen=True, kw_only=True, tag="note-trained"):
    """An adult completed a training on a day. `button`: they pressed this one in a walk test. For whoever schedules, after a PIN."""

    adult: AdultId
    training: TrainingId
    on: str
    button: ButtonId | None = None


class TakeTrainedBack(PersonAsk[Reply], frozen=True, kw_only=True, tag="take-trained-back"):
    """The training that was noted under this number does not count. For whoever schedules, after a PIN."""

    noted: int


class ReadinessFile(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the kind, as its canonical bytes (`appliance.readiness.adopted.document`). `name` stands before its mistakes."""

    name: str
    kind: ReadinessKind
    document: bytes


class AdoptReadinessFiles(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="adopt-readiness-files"):
    """`handbell readiness adopt`: documents that are adopted all or none. `by` is who signs. Needs the administrators' group or root."""

    by: str
    files: tuple[ReadinessFile, ...]


type FromDeskOfReadiness = FillGap | GiveHourBack | NoteTrained | TakeTrainedBack
"""What whoever schedules may ask after a PIN."""
