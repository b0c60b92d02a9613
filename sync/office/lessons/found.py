"""Finds approved lessons in the debriefings that the office collected, and what is needed to hold one back. Sends nothing."""

import hashlib

import msgspec

from appliance.envelope.format import ID_LEN
from appliance.plan.ids import IncidentId
from appliance.record.lessons import lessons
from appliance.record.record import Record, fold
from sync.office import incidents
from sync.office.incidents import Found
from sync.office.lessons.holding import Happened
from sync.office.opening import Opener
from sync.office.store import Store


class Travelling(msgspec.Struct, frozen=True):
    """A lesson that somebody at a school approved. `lesson` is its id: it changes with the words, and nobody can work the record out of it,
    because the random name of the record's stream is part of it. `name`: of the building.
    """

    lesson: bytes
    sentence: str
    action: str
    approved_by: str
    building: bytes
    name: str
    number: int
    happened: Happened


class Known(msgspec.Struct, frozen=True):
    """All lessons of the district, the newest incident first, and every incident that did happen in it."""

    lessons: tuple[Travelling, ...]
    happened: tuple[Happened, ...]


def known(store: Store, opener: Opener) -> Known:
    """Look through every incident that can be opened."""
    names = incidents.buildings(store)
    travelling: list[Travelling] = []
    happened: list[Happened] = []
    for each in incidents.listed(store):
        if each.incident.practice:
            continue
        record = fold(IncidentId(each.incident.incident), opener.facts(each.building, each.stream))
        happened.append(_happened(each, record))
        travelling += [
            Travelling(
                _id(each, lesson.item, lesson.sentence, lesson.action),
                lesson.sentence,
                lesson.action,
                lesson.approved_by,
                each.building,
                names.get(each.building, each.building.hex()),
                each.incident.number,
                happened[-1],
            )
            for lesson in lessons(record)
            if lesson.approved
        ]
    return Known(tuple(travelling), tuple(happened))


def _happened(found: Found, record: Record) -> Happened:
    """Say what kind it was: what was done, as the record has it, or else what was called for."""
    behavior = record.value("behavior")
    kind = behavior if isinstance(behavior, str) and behavior else f"call:{found.incident.kind}"
    return Happened(found.building, kind, found.incident.wall_ms)


def _id(found: Found, *parts: str) -> bytes:
    place = (found.building, found.stream, *parts)
    return hashlib.sha256(b"handbell lesson v1|" + msgspec.msgpack.encode(place)).digest()[:ID_LEN]
