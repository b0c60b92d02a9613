"""Tells to whom a value in a record belongs (whose words, injury or support it is), and whether it is about staff or care. Pure; opens
nothing by itself.
"""

from collections.abc import Collection

import msgspec

from appliance.plan.ids import PersonId
from appliance.record.code_lists.people import STAFF
from appliance.record.record import Record, Version
from appliance.record.words import Author, FactId, FieldId, ItemId, Value

_IS_PERSON = FieldId("reporter.is_person")
_ABOUT_ONE_PERSON = ("injury", "support")
_OF_CARE = frozenset(
    map(FieldId, ("support.kind", "support.answer", "support.confirmed", "support.due", "support.done_at"))
)
"""What a support was, and what came of it. That it was offered, to whom and when, is no care."""
NO_CARE = frozenset(
    {
        "point-of-contact",
        "time-off",
        "paid-time",
        "cover",
        "workers-compensation",
        "rights",
        "debrief",
        "class-support",
        "return",
    }
)
"""Codes of "support-type" that are matters of work. All others are care: medical and mental health care, Colorado Educator Support, an
employee assistance program, "other", and codes that do not exist yet.
"""
_ANSWERS = {
    # The same answer as in "support.answer", written down with how a member of staff bears it.
    FieldId("person.impact"): frozenset({"asked-for-support", "declined"}),
    FieldId("injury.treatment"): frozenset({"refused"}),
}
"""Field → codes that also say what somebody answered to an offer of care."""
_ANSWER = FieldId("support.answer")
_STUDENTS = frozenset({"student", "other-student"})


class First(msgspec.Struct, frozen=True):
    """What somebody reads as the first reader, and what only another first reader reads yet (`first_reader.py`)."""

    reads: frozenset[ItemId] = frozenset()
    """Accounts that they read first, and the reporters who told these."""
    waits: frozenset[ItemId] = frozenset()
    """Accounts that they do not read yet, and reporters of whom they read neither words nor name."""
    persons: frozenset[PersonId] = frozenset()
    """People of the plan who are such a reporter."""

    def hides(self, by: Author) -> bool:
        """Whether somebody wrote this of whom they read neither words nor name yet."""
        return by.reporter in self.waits or by.person in self.persons


class Reader(msgspec.Struct, frozen=True):
    """Who reads: the reporter to whom the code or sitting belongs, and the person who proved who they are. `first`: what they read before
    others, and what others read before them.
    """

    reporter: ItemId | None = None
    person: PersonId | None = None
    first: First = First()
    name: str = ""
    """Their name in the plan, folded; empty for whoever proved nothing."""

    def wrote(self, by: Author) -> bool:
        """Whether the reader wrote these words."""
        if self.reporter is not None and by.reporter == self.reporter:
            return True
        return self.person is not None and by.person == self.person


def reporter_of(record: Record, person: PersonId) -> ItemId | None:
    """Give the reporter who is this person of the plan, if they told an account with their PIN."""
    told = (item for item in record.items.get("reporter", ()) if record.value("reporter.person", item) == person)
    return next(told, None)


def mine(record: Record, fact_id: FactId, reader: Reader) -> bool:
    """Whether a value that stands here, or that would be begun here, is the reader's own.

    What counts is who began it, not who wrote last. A person may read an amendment of their own answer, but amending another's answer
    opens nothing. Of care, only the reader's own words are theirs.
    """
    return owners(record, fact_id).have(reader)


class Owners(msgspec.Struct, frozen=True):
    """Whose a value is, for any reader: what `mine` looks at in the record."""

    writers: tuple[Author, ...]
    """Everybody who wrote it, first of all who began it. Empty where nobody began it: then it would be anybody's own."""
    of_care: bool
    reporters: frozenset[ItemId]
    """Reporters whose it is, whoever wrote it."""
    names: frozenset[str] = frozenset()
    """Names in the plan, folded, of those whose it is: the two who have a conversation before class."""

    def have(self, reader: Reader) -> bool:
        """Whether it is this reader's own."""
        if not self.writers:
            return True
        if reader.wrote(self.writers[0]) and (not self.of_care or all(map(reader.wrote, self.writers))):
            return True
        if reader.name and reader.name in self.names:
            return True
        return reader.reporter is not None and reader.reporter in self.reporters


def owners(record: Record, fact_id: FactId) -> Owners:
    """Give whose a value is that stands here, or that would be begun here."""
    group = fact_id.field.partition(".")[0]
    first = _first(record, fact_id)
    writers = () if first is None else (first.by, *(each.by for each in record.versions.get(fact_id, ())))
    reporters: frozenset[ItemId] = frozenset()
    names = of_conversation(record, fact_id.item) if group == "telling" else frozenset[str]()
    if group == "reporter":
        reporters = frozenset({fact_id.item})
    elif group == "account":
        teller = record.value("account.reporter", fact_id.item)
        reporters = frozenset({ItemId(teller)}) if isinstance(teller, str) else frozenset()
    elif group in _ABOUT_ONE_PERSON:
        reporters = _are(record, _ever(record, f"{group}.person", fact_id.item))
    return Owners(tuple(dict.fromkeys(writers)), about_care(record, fact_id), reporters, names)


def of_conversation(record: Record, item: ItemId) -> frozenset[str]:
    """Give who has a conversation before class, as they are named now, folded."""
    return named(record, "telling.told", item) | named(record, "telling.by", item)


def named(record: Record, field: str, item: ItemId) -> frozenset[str]:
    """Give the name that stands in a field, folded; nothing where none does."""
    name = record.value(field, item)
    return frozenset({folded(name)} if isinstance(name, str) and name else ())


def folded(name: str) -> str:
    """Give a name as it is compared: whatever its case, and the blanks in it."""
    return " ".join(name.split()).casefold()


def reporters_who_are(record: Record, person: ItemId) -> frozenset[ItemId]:
    """Give the reporters who are this person of the record. Only somebody else can say so (`reporter.is_person`)."""
    return _are(record, [person]) if person else frozenset()


def _are(record: Record, about: list[Value]) -> frozenset[ItemId]:
    """Give the reporters of whom it is said that they are this person: nobody where it was about different persons, or about nobody."""
    if not about or about[0] is None or any(each != about[0] for each in about):
        return frozenset()
    said = (fact_id.item for fact_id in record.versions if fact_id.field == _IS_PERSON)
    return frozenset(item for item in said if record.value(_IS_PERSON, item) == about[0])


def of_staff(record: Record, fact_id: FactId) -> bool:
    """Whether it is about a member of staff, and always was. Nobody can change this by writing over who it was about, or what that
    person is.

    It is False as long as the person is not named, or their part at the school is not known.
    """
    group = fact_id.field.partition(".")[0]
    if group not in _ABOUT_ONE_PERSON:
        return False
    about = _ever(record, f"{group}.person", fact_id.item)
    return bool(about) and all(isinstance(who, str) and _is_staff(record, ItemId(who)) for who in about)


def about_care(record: Record, fact_id: FactId) -> bool:
    """Whether it says which care somebody was offered, or what they answered. True unless it always was a matter of work.

    A field on how a person is counts if any of its values ever was an answer to care, unless it always was about a student.
    """
    if fact_id.field in _ANSWERS:
        said = _ever(record, fact_id.field, fact_id.item)
        answers = any(code in _ANSWERS[fact_id.field] for value in said for code in _codes(value))
        return answers and not _is_student(record, fact_id)
    if fact_id.field not in _OF_CARE:
        return False
    kinds = _ever(record, "support.kind", fact_id.item)
    return not kinds or any(kind not in NO_CARE for kind in kinds)


def care_kept_back(record: Record, reader: Reader, cares: Collection[FieldId]) -> tuple[ItemId, ...]:
    """Give the offers of care of which this reader is told only that they were made. `cares` are the fields of care that their roles open.

    It makes no difference what was answered, or whether anything was: a count of these offers says nothing of it.
    """
    if _ANSWER in cares:
        return ()
    own = Reader(reporter=reader.reporter)
    answers = (FactId(_ANSWER, item) for item in record.items.get("support", ()))
    return tuple(each.item for each in answers if about_care(record, each) and not mine(record, each, own))


def _codes(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_student(record: Record, fact_id: FactId) -> bool:
    """Whether it is about a student, and always was."""
    of_person = fact_id.field.startswith("person.")
    about = [fact_id.item] if of_person else _ever(record, "injury.person", fact_id.item)
    kinds = [kind for who in about for kind in _ever(record, "person.type", ItemId(str(who)))]
    return bool(kinds) and all(kind in _STUDENTS for kind in kinds)


def _is_staff(record: Record, person: ItemId) -> bool:
    kinds = _ever(record, "person.type", person)
    return bool(kinds) and all(kind in STAFF for kind in kinds)


def _ever(record: Record, field: str, item: ItemId) -> list[Value]:
    """Give every value that the field ever had."""
    return [version.value for version in record.versions.get(FactId(FieldId(field), item), [])]


def _first(record: Record, fact_id: FactId) -> Version | None:
    """Give the version that began this value, or the item that it belongs to; None where nothing of the item exists."""
    if found := record.versions.get(fact_id):
        return found[0]
    if not fact_id.item:
        return None
    group = fact_id.field.partition(".")[0]
    begun = [
        versions[0]
        for at, versions in record.versions.items()
        if at.item == fact_id.item and at.field.partition(".")[0] == group
    ]
    return min(begun, key=lambda version: version.number, default=None)
