"""Shows one incident as the office reads it: timeline and record, whole, in the form that every export is made from. Pure but for the
store.

The office holds the keys of all classes; who of its people may read which is not decided here (SECURITY.md, "The district and its safety
office"). But which care one of the staff was offered, and what they answered, is not the office's to see: it is left out and counted. So
are notes about duties that may tell of it.
"""

from collections import Counter
from collections.abc import Sequence

from appliance.api.records.messages import (
    FactView,
    Hidden,
    LeftOut,
    MissingView,
    NotedDuty,
    NoteView,
    RecordLine,
    RecordShown,
    TimelineView,
    VersionView,
)
from appliance.core.calls.events import FirstCall
from appliance.core.ground.names import Names
from appliance.envelope.building_name import differ
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.record.completeness import missing
from appliance.record.derived import derived
from appliance.record.fields import FIELDS
from appliance.record.mine import about_care
from appliance.record.record import Note, Record, Version, fold
from appliance.record.transcript import line
from appliance.record.words import Author, Klass, Status
from sync.office.incidents import Found
from sync.office.opening import Told

HANDBELL = "Handbell"


def shown(found: Found, facts: Sequence[Told], index: PlanIndex, building: str) -> RecordShown:
    """Give everything there is of an incident. `building` is what the district calls its building."""
    record = fold(IncidentId(found.incident.incident), facts)
    known = derived(record, index)
    wanted = missing(record, known)
    seen = [
        FactView(field=fact_id.field, item=fact_id.item, system=True, versions=(_seen(value),))
        for fact_id, value in known.items()
        if fact_id not in record.versions
    ]
    written = [
        FactView(field=fact_id.field, item=fact_id.item, versions=tuple(_version(each, index) for each in versions))
        for fact_id, versions in record.versions.items()
        if not about_care(record, fact_id)
    ]
    care = Counter(FIELDS[fact_id.field].klass for fact_id in record.versions if about_care(record, fact_id))
    return RecordShown(
        request=0,
        record=_line(found, record, index, sum(each.minimal for each in wanted)),
        facts=(*seen, *written),
        timeline=tuple(
            TimelineView(wall_ms=at.wall_ms, entry=number, line=line(event, index)) for number, at, event in facts
        ),
        missing=tuple(
            MissingView(field=each.fact_id.field, item=each.fact_id.item, says=each.says, minimal=each.minimal)
            for each in wanted
        ),
        withheld=tuple(sorted(care)),
        left_out=(
            *(LeftOut(what=Hidden.FACTS, klass=klass, count=care[klass]) for klass in sorted(care)),
            *_notes_left_out(record),
        ),
        noted=_noted(record, index),
        writes=(),
        acts=(),
        held_for=record.held_for,
        building=_building(index.plan_name, building),
        address=index.plan.address,
    )


_TELLS_NO_CARE = (Klass.OPERATIONAL, Klass.STUDENT)
"""Classes of notes about duties that look at nothing of the staff. What others tell of may be care, and the office derives no duty that
says so.
"""


def _noted(record: Record, index: PlanIndex) -> tuple[NotedDuty, ...]:
    """Give the notes about duties that tell of no care. The office has no rules at hand: what was confirmed says what the duty is."""
    found: list[NotedDuty] = []
    for (rule, about), notes in record.notes.items():
        told = tuple(_note(note, index) for note in notes if note.klass in _TELLS_NO_CARE)
        if told:
            found.append(NotedDuty(rule=rule, says=rule.replace("-", " ").capitalize(), about=about, notes=told))
    return tuple(found)


def _note(note: Note, index: PlanIndex) -> NoteView:
    return NoteView(
        entry=note.number,
        wall_ms=note.at.wall_ms,
        by=_called(note.by, index),
        done=note.done,
        done_ms=note.when_ms,
        confirms=note.confirms,
        words=note.words,
    )


def _notes_left_out(record: Record) -> tuple[LeftOut, ...]:
    count = sum(note.klass not in _TELLS_NO_CARE for notes in record.notes.values() for note in notes)
    return (LeftOut(what=Hidden.DUTY_NOTES, count=count),) if count else ()


def _building(plan: str, district: str) -> str:
    """Give the building's name in its plan, and the district's name too where they differ much."""
    if differ(plan, district):
        return f"{plan} (THE DISTRICT CALLS IT {district})"
    return plan or district


def _line(found: Found, record: Record, index: PlanIndex, minimal: int) -> RecordLine:
    incident = found.incident
    raised = next((event for _, _, event in record.live if isinstance(event, FirstCall)), None)
    return RecordLine(
        incident=record.incident,
        number=incident.number,
        room_name=Names(index).place(incident.place),
        kind=Kind(incident.kind),
        wall_ms=incident.wall_ms,
        status=Status(incident.status),
        missing=minimal,
        held=bool(record.held_for),
        came_as=raised.kind if raised is not None and raised.kind != incident.kind else None,
    )


def _seen(value: object) -> VersionView:
    return VersionView(value=value, by=HANDBELL, wall_ms=0, entry=0)  # type: ignore[arg-type]


def _version(version: Version, index: PlanIndex) -> VersionView:
    return VersionView(
        value=version.value,
        by=_called(version.by, index),
        wall_ms=version.at.wall_ms,
        entry=version.number,
        why=version.why,
    )


def _called(by: Author, index: PlanIndex) -> str:
    names = Names(index)
    if by.person is not None:
        return names.person(PersonId(by.person))
    return "a reporter" if by.reporter is not None else f"somebody at {names.desk(by.desk)}"
