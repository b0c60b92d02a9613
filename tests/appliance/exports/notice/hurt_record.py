"""A record for a notice: a student bit a teacher, who is hurt; an aide and two students saw it, and people wrote freely about it."""

from collections.abc import Iterable

from appliance.api.records.messages import FactView, RecordShown
from appliance.record.fields import FIELDS
from tests.appliance.exports.bite import CALLED_MS, bite, fact

STUDENT, OTHER = "Zoë Lindqvist-Őry", "Leon O'Brien"
TEACHER, AIDE = "Mercy Okafor", "Pat Ruiz"

HURT = (
    fact("mode", "actual"),
    fact("timezone", "America/Denver"),
    fact("room", "hall"),
    fact("room_name", "Hallway north"),
    fact("event_kind", "happened"),
    fact("occurred_at", CALLED_MS),
    fact("location_type", "hallway"),
    fact("behavior", "battery"),
    fact("contact_form", ("bit", "struck")),
    fact("where_exactly", "beside the lockers"),
    fact("summary", "A student bit a teacher in the hallway."),
    fact("person.role", "involved", "person-1"),
    fact("person.type", "student", "person-1"),
    fact("person.student_name", STUDENT, "person-1"),
    fact("person.role", "affected", "person-2"),
    fact("person.type", "teacher", "person-2"),
    fact("person.staff_name", TEACHER, "person-2"),
    fact("person.role", "witness", "person-3"),
    fact("person.type", "para", "person-3"),
    fact("person.staff_name", AIDE, "person-3"),
    fact("person.role", "witness", "person-4"),
    fact("person.type", "student", "person-4"),
    fact("person.student_name", OTHER, "person-4"),
    fact("injury.person", "person-2", "injury-1"),
    fact("injury.level", "minor", "injury-1"),
    fact("injury.body_part", ("arm",), "injury-1"),
    fact("injury.nature", ("bite-broken",), "injury-1"),
    fact("injury.object", "a wooden ruler", "injury-1"),
)


def shown(*changed: FactView, without: Iterable[str] = (), **line: object) -> RecordShown:
    """Give the record with these facts in place of its own, and without those of some fields: they are not there, and not withheld."""
    replaced = {(each.field, each.item) for each in changed}
    gone = set(without)
    kept = [each for each in HURT if (each.field, each.item) not in replaced and each.field not in gone]
    return bite(facts=(*kept, *changed), **line)


def withheld(*fields: str) -> RecordShown:
    """Give the record to a reader who may not read these fields, of which the daemon tells the classes."""
    return shown(without=fields, withheld=tuple(sorted({FIELDS[each].klass for each in fields})))  # type: ignore[index]
