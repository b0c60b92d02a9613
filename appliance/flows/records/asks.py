"""What one part of a record asks now, and in what order. Pure; whether a fact is wanted at all is the box's to say.

Asked is what is wanted and what was answered already, so that the way back is the way one came. What else may be told is on the
part's own page. What is known only afterwards (`Field.later`) waits until the record is submitted, except in the review.
"""

import enum
from dataclasses import dataclass

from appliance.flows.records.account import ADDITION, AGREES, TEXT, asks_what_is_wrong
from appliance.flows.records.sheet import Sheet
from appliance.record.code_lists.people import STAFF
from appliance.record.fields import FIELDS, GROUPS, of_group, of_part
from appliance.record.schema import Field
from appliance.record.words import NEW, FieldId, ItemId, Part, Status

ALONE = ItemId("")
_FIRST = FieldId("event_kind")
"""What else is asked depends on it."""
_TOLD_OF = frozenset({"happened", "attempt", "near-miss"})
"""Codes of "event-kind" that somebody tells an account of, as `appliance.record.completeness` has it."""
_TOLD = ("account", "reporter")
"""Written where an account is told, never field by field."""
_WHO_TOLD_IT = FieldId("reporter.is_person")
"""Asked all the same, of somebody else and afterwards: until it is answered, nobody knows what is owed to whoever told the account."""
_YOUNG = frozenset({"student", "other-student", "former-student", "other-youth"})
"""Codes of "person-type" whose name is a student's: kept apart from those of staff, for other readers."""
_OF_STUDENTS = (
    "person.student_name",
    "person.plan_status",
    "person.manifestation_review",
    "person.early_grade",
    "person.asked_first",
)
_WHERE_WANTED = ("injury.osha_class", "injury.privacy_case", "injury.lost_days", "injury.restricted_days")
"""Of employees only, and only after a treatment: asked where the box wants it."""
_OF_STAFF = ("injury.notice_at", "injury.notice_stamped_at")
"""Of an injury at work alone."""
_ONLY_AFTER = {
    FieldId("support.evaluator"): ("support.kind", "point-of-contact"),
    FieldId("support.confirmed"): ("support.answer", "cannot-be-asked"),
}
"""Field → the field of the same item and its code, without which the question has no sense."""


class Step(enum.Enum):
    """What kind of question."""

    FACT = "a field"
    TELL = "one's own account"
    MORE = "whether there is another of a group"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `item` is NEW for the first of an item's fields."""

    field: Field
    item: ItemId = ALONE
    step: Step = Step.FACT


TELL = Ask(FIELDS[TEXT], NEW, Step.TELL)


def asks(sheet: Sheet, part: Part) -> tuple[Ask, ...]:
    """Everything that is asked in this part as things stand, in order."""
    fields = [field for field in of_part(part) if sheet.may_write(field)]
    alone = [Ask(field) for field in fields if not field.group and _stands(sheet, Ask(field))]
    told = [TELL] if part is Part.TEACHER and _to_tell(sheet) else []
    grouped = [ask for group in groups(part) for ask in _of_group(sheet, part, group)]
    agreed = _agreement(sheet) if part is Part.TEACHER and sheet.own else []
    found = (ask for ask in (*alone, *told, *agreed, *grouped) if not _comes_later(sheet, part, ask))
    return tuple(sorted(found, key=_place))


def groups(part: Part) -> tuple[str, ...]:
    """The groups that have fields in a part, apart from what is told with an account."""
    asked = (field for field in of_part(part) if field.group not in _TOLD or field.field == _WHO_TOLD_IT)
    return tuple(dict.fromkeys(field.group for field in asked if field.group))


def fields_of(sheet: Sheet, part: Part, group: str) -> tuple[Field, ...]:
    """Fields of a group that belong to a part, and that may be written here."""
    return tuple(field for field in of_group(group) if field.part is part and sheet.may_write(field))


def begun(sheet: Sheet, part: Part, group: str) -> Ask | None:
    """The first question about one more of a group, None where none is added here."""
    fields = fields_of(sheet, part, group)
    return Ask(fields[0], NEW) if fields and GROUPS[group].add and _adds(group, part) else None


def concerns(sheet: Sheet, ask: Ask) -> bool:
    """Whether a question about an item has any sense, by what is known of that item, and may be answered here."""
    field = ask.field.field
    if not sheet.may_write(ask.field, ask.item):
        return False
    if field in _OF_STUDENTS or field == "person.staff_name":
        kind = sheet.value("person.type", ask.item)
        return kind is not None and (kind in _YOUNG) is (field in _OF_STUDENTS)
    if field in _OF_STAFF or field in _ONLY_AFTER:
        return _answered(sheet, ask) or _has_sense(sheet, ask)
    return field not in _WHERE_WANTED or _stands(sheet, ask)


def after(found: tuple[Ask, ...], ask: Ask) -> Ask | None:
    """The next question, None at the end. `ask` itself need not be asked any more."""
    return next((each for each in found if _place(each) > _place(ask)), None)


def next_open(sheet: Sheet, part: Part, ask: Ask) -> Ask | None:
    """The next question that waits for an answer, or asks whether there is another; None at the end."""
    found = asks(sheet, part)
    return after(tuple(each for each in found if each.step is Step.MORE or not _answered(sheet, each)), ask)


def before(found: tuple[Ask, ...], ask: Ask) -> Ask | None:
    """The question before, None at the beginning; accounts are not told again on the way back."""
    return next(
        (
            each
            for each in reversed(found)
            if _place(each) < _place(ask) and each.step is Step.FACT and each.item != NEW
        ),
        None,
    )


def open_ones(sheet: Sheet, part: Part) -> tuple[Ask, ...]:
    """Questions of a part that wait for an answer."""
    return tuple(ask for ask in asks(sheet, part) if ask.step is not Step.MORE and not _answered(sheet, ask))


def opened(sheet: Sheet, part: Part, asked_before: tuple[Ask, ...]) -> Ask | None:
    """Give the question that waits only because of the last answer; None where there is none."""
    return next((ask for ask in open_ones(sheet, part) if ask not in asked_before), None)


def same_item(one: Ask, other: Ask) -> bool:
    """Whether the second question is about a fact of the same item."""
    return other.step is Step.FACT and (other.field.group, other.item) == (one.field.group, one.item)


def _of_group(sheet: Sheet, part: Part, group: str) -> list[Ask]:
    fields = fields_of(sheet, part, group)
    items = sheet.reading.items(group)
    found = [Ask(field, item) for item in items for field in fields]
    found = [ask for ask in found if concerns(sheet, ask) and (ask.field.field != _WHO_TOLD_IT or _stands(sheet, ask))]
    first = begun(sheet, part, group)
    if first is None:
        return found
    if not items:
        return [*found, first] if sheet.wants_new(group) or _said(sheet, group) else found
    return [*found, Ask(first.field, NEW, Step.MORE)]


def _to_tell(sheet: Sheet) -> bool:
    """Whoever was there tells it. A desk that proved nothing is not told whether somebody did already."""
    return not sheet.own and not sheet.reading.items("account") and sheet.value(_FIRST) in _TOLD_OF


def _agreement(sheet: Sheet) -> list[Ask]:
    """Whether they agree with the record, where it is wanted or was said; and what they add, where they do not quite."""
    found: list[Ask] = []
    for item in sheet.reading.items("account"):
        agrees = Ask(FIELDS[AGREES], item)
        if _stands(sheet, agrees):
            found.append(agrees)
        if asks_what_is_wrong(sheet.value(AGREES, item)):
            found.append(Ask(FIELDS[ADDITION], item))
    return found


def _said(sheet: Sheet, group: str) -> bool:
    """Somebody was hurt: who is asked, also where the box may not say here why it wants it."""
    return group == "injury" and sheet.value("anyone_hurt") is True


def _comes_later(sheet: Sheet, part: Part, ask: Ask) -> bool:
    """Whether it is asked only once the record is submitted. The review comes afterwards by itself."""
    by_then = part is Part.REVIEW or sheet.shown.record.status is not Status.DRAFT
    return ask.field.later and not by_then and not _answered(sheet, ask)


def _has_sense(sheet: Sheet, ask: Ask) -> bool:
    if ask.field.field in _ONLY_AFTER:
        field, code = _ONLY_AFTER[ask.field.field]
        return sheet.value(field, ask.item) == code
    hurt = sheet.value("injury.person", ask.item)
    return isinstance(hurt, str) and sheet.value("person.type", hurt) in STAFF


def _adds(group: str, part: Part) -> bool:
    """A group is added to where its first field stands: the nurse adds to injuries that others told of."""
    return of_group(group)[0].part is part


def _stands(sheet: Sheet, ask: Ask) -> bool:
    """Wanted, or answered by a person: what the appliance filled is changed on the part's own page."""
    where = (ask.field.field, ask.item)
    fact = sheet.reading.fact(*where)
    return sheet.wanted(*where) is not None or (fact is not None and not fact.system)


def _answered(sheet: Sheet, ask: Ask) -> bool:
    return sheet.value(ask.field.field, ask.item) is not None


_ORDER = {name: number for number, name in enumerate(FIELDS)}


def _place(ask: Ask) -> tuple[int, int, int]:
    """Where a question stands: the kind of event, the account, what stands alone, then each group item by item."""
    group = ask.field.group
    chapters = {"": 0 if ask.field.field == _FIRST else 2, "account": 1}
    chapter = chapters[group] if group in chapters else 3 + list(GROUPS).index(group)
    return chapter, _number(ask), _ORDER[ask.field.field]


def _number(ask: Ask) -> int:
    """Items in the order they were made, then the one that is still to be made."""
    if ask.item == NEW:
        return 1_000_000
    return int("".join(each for each in ask.item if each.isdecimal()) or 0)
