"""Works out what counts of readiness, from all that was adopted, taken and noted; and what refuses a document. Pure.

Before anything is adopted, every need is looked at, the trainings that are shipped count, and there is no table of adults. So nobody is
listed as untrained before a school said who works there.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from appliance.core.readiness.events import HourTaken
from appliance.core.readiness.known import KnownReadiness, day_of
from appliance.core.readiness.words import ReadinessKind
from appliance.plan.mistakes import Mistake
from appliance.plan.model import Plan, Role
from appliance.readiness import parse as arrangements_file
from appliance.readiness.adopted.document import ReadinessDocumentError, rows_in, text_in
from appliance.readiness.arrangements import Arrangements, Taken
from appliance.readiness.needs import ROLE_OF, Need
from appliance.readiness.trainings import parse as trainings_file
from appliance.readiness.trainings.rows import read_adults, read_held
from appliance.readiness.trainings.training import Adult, Fact, Training

NEED_OF: Mapping[Role, Need] = {role: need for need, role in ROLE_OF.items()}
"""The need that a role covers."""
_TITLES = {
    ReadinessKind.ARRANGEMENTS: "The file of arrangements",
    ReadinessKind.TRAININGS: "The list of trainings",
    ReadinessKind.ADULTS: "The table of adults",
    ReadinessKind.HELD: "The table of completed trainings",
}
FAR = date(9000, 1, 1)
"""A table that was adopted was sound on its day: no day of it is still to come, whatever the clock says now."""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What counts. `arranged`: arrangements were adopted. `unread` says in a sentence each which documents should count and cannot be read
    by this release; then what counts before any was adopted counts in their place.
    """

    arrangements: Arrangements = Arrangements()
    arranged: bool = False
    trainings: tuple[Training, ...] = ()
    adults: tuple[Adult, ...] = ()
    facts: tuple[Fact, ...] = ()
    taken: tuple[Taken, ...] = ()
    unread: tuple[str, ...] = ()


def ready(known: KnownReadiness, plan: Plan, shipped: str) -> Ready:
    """Give what counts now. `shipped` is the text of the trainings that are shipped."""
    unread: list[str] = []
    arrangements = _arrangements(known, plan, unread)
    trainings = _trainings(known, unread) or trainings_file.parse(shipped).trainings
    adults = _adults(known, unread)
    noted = tuple(
        Fact(adult=each.adult, training=each.training, on=on, given_ms=at.wall_ms)
        for at, each in known.trainings
        if (on := day_of(each.on)) is not None
    )
    return Ready(
        arrangements=arrangements or Arrangements(),
        arranged=arrangements is not None,
        trainings=trainings,
        adults=adults,
        facts=(*_held(known, adults, trainings, unread), *noted),
        taken=tuple(taken for each in known.hours if (taken := taken_of(each)) is not None),
        unread=tuple(unread),
    )


def taken_of(hour: HourTaken) -> Taken | None:
    """Give what a taken hour covers; None where this release knows no such role or day."""
    need, day = NEED_OF.get(hour.role), day_of(hour.day)
    if need is None or day is None:
        return None
    return Taken(person=hour.person, need=need, day=day, start_min=hour.start_min, end_min=hour.end_min)


def mistakes_in(
    kind: ReadinessKind, document: bytes, plan: Plan, counts: Ready, today: date, given_ms: int
) -> tuple[Mistake, ...]:
    """Give everything that is wrong with a document that is to be adopted. `counts` is what counts beside it. Raises
    ReadinessDocumentError where the bytes are no such document.
    """
    match kind:
        case ReadinessKind.ARRANGEMENTS:
            return arrangements_file.parse(text_in(document, kind), plan).mistakes
        case ReadinessKind.TRAININGS:
            return trainings_file.parse(text_in(document, kind)).mistakes
        case ReadinessKind.ADULTS:
            return read_adults(rows_in(document, kind)).mistakes
        case ReadinessKind.HELD:
            return read_held(rows_in(document, kind), counts.adults, counts.trainings, today, given_ms).mistakes


def _arrangements(known: KnownReadiness, plan: Plan, unread: list[str]) -> Arrangements | None:
    document = _document(known, ReadinessKind.ARRANGEMENTS)
    if document is None:
        return None
    try:
        parsed = arrangements_file.parse(text_in(document, ReadinessKind.ARRANGEMENTS), plan, adopted=True)
    except ReadinessDocumentError as error:
        unread.append(_unread(ReadinessKind.ARRANGEMENTS, str(error)))
        return None
    if parsed.arrangements is None:
        unread.append(_unread(ReadinessKind.ARRANGEMENTS, _first(parsed.mistakes)))
    return parsed.arrangements


def _trainings(known: KnownReadiness, unread: list[str]) -> tuple[Training, ...]:
    document = _document(known, ReadinessKind.TRAININGS)
    if document is None:
        return ()
    try:
        parsed = trainings_file.parse(text_in(document, ReadinessKind.TRAININGS))
    except ReadinessDocumentError as error:
        unread.append(_unread(ReadinessKind.TRAININGS, str(error)))
        return ()
    if parsed.mistakes:
        unread.append(_unread(ReadinessKind.TRAININGS, _first(parsed.mistakes)))
    return parsed.trainings


def _adults(known: KnownReadiness, unread: list[str]) -> tuple[Adult, ...]:
    document = _document(known, ReadinessKind.ADULTS)
    if document is None:
        return ()
    try:
        found = read_adults(rows_in(document, ReadinessKind.ADULTS))
    except ReadinessDocumentError as error:
        unread.append(_unread(ReadinessKind.ADULTS, str(error)))
        return ()
    if found.mistakes:
        unread.append(_unread(ReadinessKind.ADULTS, _first(found.mistakes)))
    return found.adults


def _held(
    known: KnownReadiness, adults: tuple[Adult, ...], trainings: tuple[Training, ...], unread: list[str]
) -> tuple[Fact, ...]:
    stands = known.document(ReadinessKind.HELD)
    if stands is None:
        return ()
    at, event = stands
    try:
        rows = rows_in(event.document, ReadinessKind.HELD)
    except ReadinessDocumentError as error:
        unread.append(_unread(ReadinessKind.HELD, str(error)))
        return ()
    found = read_held(rows, adults, trainings, FAR, at.wall_ms, adopted=True)
    if found.mistakes:
        unread.append(_unread(ReadinessKind.HELD, _first(found.mistakes)))
    return found.facts


def _document(known: KnownReadiness, kind: ReadinessKind) -> bytes | None:
    stands = known.document(kind)
    return None if stands is None else stands[1].document


def _first(mistakes: tuple[Mistake, ...]) -> str:
    return mistakes[0].told("the file")


def _unread(kind: ReadinessKind, why: str) -> str:
    return f"{_TITLES[kind]} that was adopted cannot be read by this release: {why}"
