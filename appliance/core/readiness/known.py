"""Tells what stands about readiness: documents as they were adopted, taken hours, noted trainings. Pure; reads no document.

What the documents say is worked out elsewhere (`appliance.readiness.adopted`), when somebody asks.
"""

from collections.abc import Container, Iterator, Mapping
from datetime import UTC, date, timedelta

import msgspec

from appliance.core.ground.moment import Moment, at
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Stands
from appliance.core.readiness.commands import (
    AdoptReadiness,
    AnyReadinessCommand,
    GiveBackHour,
    NoteTraining,
    TakeBackTraining,
    TakeHour,
)
from appliance.core.readiness.events import (
    AnyReadinessEvent,
    HourGivenBack,
    HourTaken,
    ReadinessAdopted,
    TrainingNoted,
    TrainingTakenBack,
)
from appliance.core.readiness.standing import changes
from appliance.core.readiness.words import ReadinessKind
from appliance.plan.ids import PersonId
from appliance.plan.model import Role

BY_CHARACTERS_MAX = 80
"""A first and last name with a title, as a form has room for."""
ID_CHARACTERS_MAX = 60
"""As in the tables of adults and trainings: an id stands on a line of 80 columns beside a date."""
AHEAD_DAYS_MAX = 60
"""Ours: a roster is made for some weeks. A day that is further away is a typing mistake in the month."""
DAY_MINUTES = 24 * 60
ROLES_TAKEN = (Role.LEAD, Role.SECURITY, Role.MENTAL_HEALTH, Role.NURSE)
"""The roles that cover an hour. A pair of co-responders is two of them."""

type Entry = tuple[Moment, AnyReadinessEvent]
"""When something was adopted, taken or noted, and what."""


class KnownReadiness(msgspec.Struct, frozen=True):
    """Every entry that stands, by what it stands for, in the order in which they came. It is never changed in place: with each entry
    there is another one.
    """

    entries: Mapping[str, Entry] = {}

    def document(self, kind: ReadinessKind) -> tuple[Moment, ReadinessAdopted] | None:
        """Give when the document of this kind that counts was adopted, and its entry; None where none was."""
        found = self.entries.get(f"readiness:{kind}")
        return (found[0], found[1]) if found is not None and isinstance(found[1], ReadinessAdopted) else None

    @property
    def hours(self) -> tuple[HourTaken, ...]:
        """Give the taken hours that count, the oldest first."""
        back = {each.taken for each in self.events() if isinstance(each, HourGivenBack)}
        return tuple(each for each in self.events() if isinstance(each, HourTaken) and each.taken not in back)

    @property
    def trainings(self) -> tuple[tuple[Moment, TrainingNoted], ...]:
        """Give the noted trainings that count, and when each was noted, the oldest first."""
        back = {each.noted for each in self.events() if isinstance(each, TrainingTakenBack)}
        return tuple(
            (when, each)
            for when, each in self.entries.values()
            if isinstance(each, TrainingNoted) and each.noted not in back
        )

    def events(self) -> Iterator[AnyReadinessEvent]:
        """Give what stands, in the order in which it came."""
        return (event for _, event in self.entries.values())


def note(
    known: KnownReadiness, people: Container[PersonId], command: AnyReadinessCommand, now: Moment
) -> list[AnyReadinessEvent] | Rejection:
    """Give the entry for a command, or why there is none. `people` are those of the plan."""
    match command:
        case AdoptReadiness():
            return _adopt(known, command)
        case TakeHour():
            return _take(known, people, command, now)
        case GiveBackHour(by=by, taken=taken):
            if all(each.taken != taken for each in known.hours):
                return Rejection.NO_SUCH_HOUR
            return [HourGivenBack(taken=taken, by=by)]
        case NoteTraining():
            return _training(known, command, now)
        case TakeBackTraining(by=by, noted=noted):
            if all(each.noted != noted for _, each in known.trainings):
                return Rejection.NO_SUCH_TRAINING
            return [TrainingTakenBack(noted=noted, by=by)]


def after(known: KnownReadiness, event: AnyReadinessEvent, when: Moment) -> KnownReadiness:
    """Give what is known after an event."""
    entries = dict(known.entries)
    for change in changes(event):
        entries.pop(change.key, None)
        if isinstance(change, Stands):
            entries[change.key] = when, event
    return KnownReadiness(entries)


def day_of(text: str) -> date | None:
    """Read a date that is written as 2026-12-02; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _adopt(known: KnownReadiness, command: AdoptReadiness) -> list[AnyReadinessEvent] | Rejection:
    if not 0 < len(command.by) <= BY_CHARACTERS_MAX or not command.by.isprintable():
        return Rejection.SIGNED_BY_NOBODY
    stands = known.document(command.kind)
    if stands is not None and stands[1].digest == command.digest:
        return Rejection.NO_NEWS
    return [
        ReadinessAdopted(kind=command.kind, by=command.by, digest=command.digest, document=command.document),
    ]


def _take(
    known: KnownReadiness, people: Container[PersonId], command: TakeHour, now: Moment
) -> list[AnyReadinessEvent] | Rejection:
    day = day_of(command.day)
    if command.person not in people or command.by not in people:
        return Rejection.NO_SUCH_PERSON
    if command.role not in ROLES_TAKEN or not 0 <= command.start_min < command.end_min <= DAY_MINUTES:
        return Rejection.HOUR_WRONG
    # a day begins elsewhere up to a day earlier or later than in UTC
    if day is None or not -1 <= (day - _today(now)).days <= AHEAD_DAYS_MAX:
        return Rejection.HOUR_WRONG
    if any(
        each.person == command.person
        and each.day == command.day
        and each.start_min < command.end_min
        and command.start_min < each.end_min
        for each in known.hours
    ):
        return Rejection.HOUR_TAKEN_ALREADY
    taken = max((each.taken for each in known.events() if isinstance(each, HourTaken | HourGivenBack)), default=0) + 1
    return [
        HourTaken(
            taken=taken,
            by=command.by,
            person=command.person,
            role=command.role,
            day=command.day,
            start_min=command.start_min,
            end_min=command.end_min,
        )
    ]


def _training(known: KnownReadiness, command: NoteTraining, now: Moment) -> list[AnyReadinessEvent] | Rejection:
    on = day_of(command.on)
    if on is None or on > _today(now) + timedelta(days=1):
        return Rejection.TRAINING_DAY_WRONG
    if not _is_id(command.adult) or not _is_id(command.training):
        return Rejection.NO_SUCH_TRAINING
    if any(
        (each.adult, each.training, each.on) == (command.adult, command.training, command.on)
        for _, each in known.trainings
    ):
        return Rejection.NO_NEWS
    counted = (each.noted for each in known.events() if isinstance(each, TrainingNoted | TrainingTakenBack))
    return [
        TrainingNoted(
            noted=max(counted, default=0) + 1,
            by=command.by,
            adult=command.adult,
            training=command.training,
            on=command.on,
            button=command.button,
        )
    ]


def _is_id(text: str) -> bool:
    return 0 < len(text) <= ID_CHARACTERS_MAX and text.isprintable()


def _today(now: Moment) -> date:
    return at(now.wall_ms, UTC).date()
