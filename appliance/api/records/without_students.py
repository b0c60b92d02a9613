"""Takes the student's details, and everything that somebody typed, out of a record as a person was shown it. Pure; shows nothing more.

No list finds every word that points to a child. So no typed word stays, and no name, not even a teacher's. Only this stays: what the box
saw, what was chosen from a list, times, numbers, yes and no. And of these, only what is about the call or about a grown-up person. What
the student did is left out too: whoever gets the copy may know who it was, and then it is about that student (34 CFR 99.3, "personally
identifiable information", (g); to be confirmed by the district's attorney).
"""

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from appliance.api.records.copies import Removed
from appliance.api.records.facts import RecordFacts
from appliance.api.records.messages import FactView, RecordShown
from appliance.record.code_lists.people import GROWN
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape
from appliance.record.words import FieldId, ItemId, Klass

_TYPED = frozenset({Shape.TEXT, Shape.WORDS})
_OF_THE_BOX = frozenset(map(FieldId, ("incident_id", "school", "timezone", "room", "room_name", "floor")))
"""Texts that the box takes from the plan. Where a place was typed, the box was asked for the record without its words."""
_TELLS_OF_STUDENTS = frozenset(map(FieldId, ("circumstances",)))
"""Facts of class A that say something of a student: that there was a support plan, or that students quarrelled."""
_OF_THE_CALL = frozenset({"", "responder"})
"""Groups whose facts of class A stay."""
_OF_PEOPLE = frozenset({"injury", "support"})
"""Groups about one person, who is named in the field "person". They stay where that always was somebody grown up."""
_OF_PERSON = frozenset(map(FieldId, ("person.role", "person.type")))
"""What stays of somebody grown up: their part in it, and what they are at the school."""
_NOBODY = ItemId("")


def without_students(shown: RecordShown, lines: int) -> tuple[RecordShown, Removed]:
    """Give what stays, and how much does not. `lines`: how many lines of the timeline the box gave without a name or without words."""
    told = RecordFacts(shown)
    why = Counter(_why_not(told, fact) for fact in shown.facts if fact.versions)
    stay = tuple(_stands(fact) for fact in shown.facts if fact.versions and not _why_not(told, fact))
    removed = Removed(
        about_students=why["student"],
        typed=why["typed"],
        others=why["other"],
        earlier=sum(len(fact.versions) - 1 for fact in shown.facts if fact.versions and not _why_not(told, fact)),
        lines=lines,
    )
    return _bare(shown, stay), removed


def _why_not(told: RecordFacts, fact: FactView) -> str:
    """Say why a fact does not stay: "student", "typed" or "other"; empty where it stays."""
    field = FIELDS.get(fact.field)
    if field is None:
        return "other"  # of a newer release: nobody knows what it is about
    if not _about_grown(told, fact) or field.field in _TELLS_OF_STUDENTS:
        return "student"
    if field.shape in _TYPED and field.field not in _OF_THE_BOX:
        return "typed"
    if field.group in _OF_THE_CALL and field.klass is Klass.OPERATIONAL:
        return ""
    if field.group in _OF_PEOPLE or field.field in _OF_PERSON:
        return ""
    return "student" if field.klass is Klass.STUDENT else "other"


def _about_grown(told: RecordFacts, fact: FactView) -> bool:
    """Whether a fact of one person is about somebody who certainly is grown up, and always was. True where it is about no one person."""
    group = fact.field.partition(".")[0]
    if group == "person":
        return _is_grown(told, fact.item)
    if group not in _OF_PEOPLE:
        return True
    about = list(_ever(told, FieldId(f"{group}.person"), fact.item))
    return bool(about) and all(_is_grown(told, ItemId(str(each or ""))) for each in about)


def _is_grown(told: RecordFacts, person: ItemId) -> bool:
    kinds = list(_ever(told, FieldId("person.type"), person)) if person != _NOBODY else []
    return bool(kinds) and all(kind in GROWN for kind in kinds)


def _ever(told: RecordFacts, field: FieldId, item: ItemId) -> Iterator[object]:
    """Give every value that this field ever had, as far as it is shown."""
    fact = told.fact(field, item)
    return iter(()) if fact is None else (each.value for each in fact.versions)


def _stands(fact: FactView) -> FactView:
    """Give the fact as it stands now, without who wrote it and why."""
    return replace(fact, versions=(replace(fact.versions[-1], by="", why=""),))


def _bare(shown: RecordShown, facts: tuple[FactView, ...]) -> RecordShown:
    """Give the record with these facts, and with nothing else that follows from others: not even what is still missing in it."""
    return replace(
        shown,
        record=replace(shown.record, missing=0),
        facts=facts,
        missing=(),
        withheld=(Klass.STUDENT,),
        writes=(),
        not_writes=(),
        acts=(),
        held_for="",
        left_out=(),
        noted=(),
        first_readings=(),
        first_readers=(),
    )
