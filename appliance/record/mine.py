"""Whose something in a record is: their words, injury and support, and what is about staff or care. Pure; opens nothing by itself."""

import msgspec

from appliance.plan.ids import PersonId
from appliance.record.code_lists.people import STAFF
from appliance.record.record import Record, Version
from appliance.record.words import Author, FieldId, ItemId, Spot, Value

_ABOUT_ONE_PERSON = ("injury", "support")
_OF_CARE = frozenset(map(FieldId, ("support.kind", "support.answer", "support.due", "support.done_at")))
_NO_CARE = frozenset(
    {"point-of-contact", "time-off", "workers-compensation", "rights", "debrief", "class-support", "return"}
)
"""Codes of "support-type" that are matters of work. Every other one is care: medical and mental health care, Colorado Educator Support,
an employee assistance program, what is only called other, and what nobody has named yet."""
_ANSWERS = {
    # The same answer as in "support.answer", where somebody wrote down how one of the staff bears it.
    FieldId("person.impact"): frozenset({"asked-for-support", "declined"}),
    FieldId("injury.treatment"): frozenset({"refused"}),
}
"""Codes beside the offers themselves that say what somebody answered to care."""
_STUDENTS = frozenset({"student", "other-student"})


class Reader(msgspec.Struct, frozen=True):
    """Who reads: the reporter whose code or sitting it is, and the person who proved who they are."""

    reporter: ItemId | None = None
    person: PersonId | None = None

    def wrote(self, by: Author) -> bool:
        """Whether these words are theirs."""
        if self.reporter is not None and by.reporter == self.reporter:
            return True
        return self.person is not None and by.person == self.person


def reporter_of(record: Record, person: PersonId) -> ItemId | None:
    """The reporter whom the plan knows as this person, where they told an account with their PIN."""
    told = (item for item in record.items.get("reporter", ()) if record.value("reporter.person", item) == person)
    return next(told, None)


def mine(record: Record, spot: Spot, reader: Reader) -> bool:
    """Whether what stands there, or would be begun there, is the reader's own.

    Who began it counts, and not who wrote last: an amendment of one's own answer is one's to know, and amending another's opens
    nothing of theirs. Of care, only one's own words are.
    """
    group = spot.field.partition(".")[0]
    first = _first(record, spot)
    if first is None or reader.wrote(first.by):
        others = any(not reader.wrote(version.by) for version in record.versions.get(spot, ()))
        if not others or not about_care(record, spot):
            return True
    if reader.reporter is None:
        return False
    if group == "reporter":
        return spot.item == reader.reporter
    if group == "account":
        return record.value("account.reporter", spot.item) == reader.reporter
    return group in _ABOUT_ONE_PERSON and _is_about(record, group, spot.item, reader.reporter)


def of_staff(record: Record, spot: Spot) -> bool:
    """Whether it is about one of the staff, and ever was: nobody makes it so by writing over who it was about, or what they are.

    Of somebody whom nobody has named yet, or whose part at the school is not known, it is not.
    """
    group = spot.field.partition(".")[0]
    if group not in _ABOUT_ONE_PERSON:
        return False
    about = _ever(record, f"{group}.person", spot.item)
    return bool(about) and all(isinstance(who, str) and _is_staff(record, ItemId(who)) for who in about)


def about_care(record: Record, spot: Spot) -> bool:
    """Whether it says which care somebody was offered, or what they said to it: not unless it was a matter of work ever since.

    Where it is told how a person is, an answer to care is one, and was one ever since; of a student it is none.
    """
    if spot.field in _ANSWERS:
        said = _ever(record, spot.field, spot.item)
        answers = any(code in _ANSWERS[spot.field] for value in said for code in _codes(value))
        return answers and not _is_student(record, spot)
    if spot.field not in _OF_CARE:
        return False
    kinds = _ever(record, "support.kind", spot.item)
    return not kinds or any(kind not in _NO_CARE for kind in kinds)


def _codes(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_student(record: Record, spot: Spot) -> bool:
    """Whether it is about a student, and ever was."""
    of_person = spot.field.startswith("person.")
    about = [spot.item] if of_person else _ever(record, "injury.person", spot.item)
    kinds = [kind for who in about for kind in _ever(record, "person.type", ItemId(str(who)))]
    return bool(kinds) and all(kind in _STUDENTS for kind in kinds)


def _is_staff(record: Record, person: ItemId) -> bool:
    kinds = _ever(record, "person.type", person)
    return bool(kinds) and all(kind in STAFF for kind in kinds)


def _ever(record: Record, field: str, item: ItemId) -> list[Value]:
    """Everything that ever stood there."""
    return [version.value for version in record.versions.get(Spot(FieldId(field), item), [])]


def _first(record: Record, spot: Spot) -> Version | None:
    """What began this, or the item it belongs to; None where nothing of it is there."""
    if found := record.versions.get(spot):
        return found[0]
    if not spot.item:
        return None
    group = spot.field.partition(".")[0]
    begun = [
        versions[0]
        for at, versions in record.versions.items()
        if at.item == spot.item and at.field.partition(".")[0] == group
    ]
    return min(begun, key=lambda version: version.number, default=None)


def _is_about(record: Record, group: str, item: ItemId, reporter: ItemId) -> bool:
    """Whether it was about this reporter ever since it was written, as somebody else says who they are."""
    who = record.value("reporter.is_person", reporter)
    about = _ever(record, f"{group}.person", item)
    return who is not None and bool(about) and all(each == who for each in about)
