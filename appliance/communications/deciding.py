"""Decides whether what somebody wrote of a statement, or of a lesson for other schools, may be kept: gives a sentence that says why not
and what to do, or nothing. Pure.

The words are checked when they are written, and again when the statement is approved, because a name may have come into the record since.
Only names that the writer may read are looked for: a refusal must not tell a name to somebody who may not know it. The people of the plan
are always looked for.
"""

from collections.abc import Iterator

from appliance.communications.wording import Avoided, avoided_of, check, unfinished, why_not
from appliance.communications.words import LANGUAGES, Language
from appliance.plan.model import Plan
from appliance.record.decide import Writer
from appliance.record.fields import FIELDS
from appliance.record.first_reader import may_read
from appliance.record.lessons import ACTION, SENTENCE
from appliance.record.lessons import APPROVED_AT as LESSON_AT
from appliance.record.lessons import APPROVED_BY as LESSON_BY
from appliance.record.record import Record
from appliance.record.schema import Shape
from appliance.record.statements import APPROVED_AT, APPROVED_BY, ENGLISH, SPANISH
from appliance.record.words import FactId, FieldId, Value

_WORDS = {ENGLISH: Language.ENGLISH, SPANISH: Language.SPANISH}
_LESSON = (SENTENCE, ACTION)
"""One line each, in English: other schools read them."""
_STUDENT = FieldId("person.student_name")
_OF_APPROVAL = frozenset({APPROVED_BY, LESSON_BY})
_AS_WRITTEN = "It cannot be approved as it is written."


def why_not_kept(record: Record, writer: Writer, plan: Plan, at: FactId, value: Value) -> str:
    """Say why a value of a statement is not kept; empty where it is, and for every other field."""
    if value is None:
        return ""
    if at.field in _WORDS:
        return why_not(check(str(value), _WORDS[at.field], avoided_of(plan, _names(record, writer))))
    if at.field in _LESSON:
        return why_not(check(str(value), Language.ENGLISH, avoided_of(plan, _names(record, writer))))
    if at.field in {LESSON_BY, LESSON_AT}:
        return _why_not_told(record, writer, plan, at, value)
    if at.field == APPROVED_BY and _is_a_student(record, writer, str(value)):
        return "This is the name of a student in this record. Write who approved it."
    if at.field in {APPROVED_BY, APPROVED_AT}:
        return _why_not_approved(record, writer, plan, at)
    return ""


def _why_not_approved(record: Record, writer: Writer, plan: Plan, at: FactId) -> str:
    never = avoided_of(plan, _names(record, writer))
    for field, language in _WORDS.items():
        text = str(record.value(field, at.item) or "")
        if said := why_not((*unfinished(text), *check(text, language, never))):
            return f"{_AS_WRITTEN} In {LANGUAGES[language]}: {said}"
    return ""


def _why_not_told(record: Record, writer: Writer, plan: Plan, at: FactId, value: Value) -> str:
    """Say why a lesson does not go to other schools: a student's name stands for whoever approved it, or a name that came into the record
    since is in its words.
    """
    if at.field == LESSON_BY and _is_a_student(record, writer, str(value)):
        return "This is the name of a student in this record. Write who approved it."
    never = avoided_of(plan, _names(record, writer))
    said = (why_not(check(str(record.value(each, at.item) or ""), Language.ENGLISH, never)) for each in _LESSON)
    return next((f"{_AS_WRITTEN} {each}" for each in said if each), "")


def _is_a_student(record: Record, writer: Writer, name: str) -> bool:
    names = frozenset(_names(record, writer, only=_STUDENT))
    return any(
        each.says.startswith("is a name") for each in check(f"By {name}", Language.ENGLISH, Avoided(names=names))
    )


def _names(record: Record, writer: Writer, only: FieldId | None = None) -> Iterator[str]:
    """Give every name that ever stood in the record, as far as the writer may read it."""
    for fact_id, versions in record.versions.items():
        field = FIELDS.get(fact_id.field)
        if field is None or not field.names_somebody or field.shape is not Shape.TEXT or fact_id.field in _OF_APPROVAL:
            continue
        if only is not None and fact_id.field != only:
            continue
        if may_read(record, fact_id, writer.rights, writer.reader):
            yield from (str(version.value) for version in versions if version.value)
