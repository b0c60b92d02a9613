"""Says how far a statement has come: its words, who saw them, who approved them, and what it waits for. Pure; decides nothing by itself.

What counts is the order of the entries. Whoever changes the words or the audience takes away what was written before of who saw them, why
somebody did not, and who approved them: nobody said that of the new words.
"""

import enum
from collections.abc import Callable, Iterator

import msgspec

from appliance.record.record import Record, Version
from appliance.record.words import FactId, FieldId, ItemId, Value

GROUP = "statement"
ENGLISH, SPANISH = FieldId("statement.english"), FieldId("statement.spanish")
APPROVED_BY, APPROVED_AT = FieldId("statement.approved_by"), FieldId("statement.approved_at")
_APPROVES = frozenset({APPROVED_BY, APPROVED_AT})
_AGAIN = frozenset({APPROVED_BY, FieldId("statement.educator_not"), FieldId("statement.family_not")})
"""What a change of the words takes away although the same may hold of the new words. A time never does: it was before them."""
_LAPSE = _AGAIN | {APPROVED_AT, FieldId("statement.educator_saw_at"), FieldId("statement.family_saw_at")}
"""What a change of the words takes away."""
_WORDS = (ENGLISH, SPANISH, FieldId("statement.audience"))

type Newest = Callable[[FieldId], tuple[Value, int] | None]
"""Field → its newest value and the number of the entry that wrote it; None where nothing was ever written."""


class Look(enum.StrEnum):
    """Whether somebody saw the statement before it is said."""

    SEEN = "seen"
    OTHER_WORDS = "saw other words"
    """They saw it, and it was changed since."""
    SAID_WHY_NOT = "not seen, and it says why"
    OTHER_REASON = "it says why other words were not seen"
    """They did not see it, it said why, and it was changed since."""
    NOT_YET = "not yet"


class Statement(msgspec.Struct, frozen=True):
    """One statement as it stands. Texts are empty where nothing was written. `waits`: sentences that say what it waits for, in order."""

    audience: str
    stage: str
    english: str
    spanish: str
    educator: Look
    family: Look
    approved_by: str
    """Who approved these words, by name; empty where nobody did."""
    approved_ms: int | None
    """When it was approved, in milliseconds since the Unix epoch; None where nobody approved these words."""
    waits: tuple[str, ...]

    @property
    def final(self) -> bool:
        """Whether it may be said: both saw these words or it says why not, and somebody approved them."""
        return not self.waits


def statement(newest: Newest) -> Statement:
    """Give one statement. `newest` looks up its fields."""
    found = {field: pair for field in _WORDS if (pair := newest(field)) is not None}
    words_from = max((number for _, number in found.values()), default=0)
    educator, family = _look(newest, "educator", words_from), _look(newest, "family", words_from)
    approved = newest(APPROVED_AT)
    valid = approved is not None and isinstance(approved[0], int) and approved[1] > words_from
    english, spanish, name = (_text(newest, field) for field in (ENGLISH, SPANISH, APPROVED_BY))
    by = name if _number(newest, APPROVED_BY) > words_from else ""
    ever = bool(name) and approved is not None and approved[0] is not None
    waits = [
        *([] if english else ["Its words in English are not written yet."]),
        *([] if spanish else ["Its words in Spanish are not written yet."]),
        *_waits("affected educator", educator),
        *_waits("involved family", family),
        *_unapproved(by, ever, valid),
    ]
    return Statement(
        audience=_text(newest, _WORDS[2]),
        stage=_text(newest, FieldId("statement.stage")),
        english=english,
        spanish=spanish,
        educator=educator,
        family=family,
        approved_by=by,
        approved_ms=approved[0] if valid and approved is not None and isinstance(approved[0], int) else None,
        waits=tuple(waits),
    )


def in_record(record: Record, item: ItemId) -> Statement:
    """Give one statement of a record."""

    def newest(field: FieldId) -> tuple[Value, int] | None:
        versions = record.versions.get(FactId(field, item))
        return (versions[-1].value, versions[-1].number) if versions else None

    return statement(newest)


def lapses(record: Record, at: FactId) -> tuple[Version, ...]:
    """Give the changes of the words or of the audience that took away what a fact says: that somebody saw or approved them. Empty for every
    other fact.
    """
    versions = record.versions.get(at, ())
    if at.field not in _LAPSE or not versions:
        return ()
    words = (each for field in _WORDS for each in record.versions.get(FactId(field, at.item), ()))
    return tuple(each for each in words if each.number > versions[0].number)


def lapsed(field: FieldId, number: Callable[[FieldId], int]) -> bool:
    """Whether a change of the words took away what this field of a statement says. Then the same value may be written again, about the new
    words. `number` gives the entry that last wrote a field of this statement; 0 where none did.
    """
    return field in _AGAIN and 0 < number(field) < max(map(number, _WORDS))


def why_not_approved(record: Record, at: FactId, value: Value) -> str:
    """Say why an approval may not be written now; empty where it may, and for every other fact."""
    if at.field not in _APPROVES or value is None:
        return ""
    before = [each for each in in_record(record, at.item).waits if each not in _OF_APPROVAL]
    return f"It cannot be approved yet. {before[0]}" if before else ""


_NOBODY = "Nobody approved it yet: write who did, by name, and when."
_WHO = "It does not say who approved it: write the name."
_WHEN = "It does not say when it was approved: write the time."
_CHANGED = "It was changed after it was approved: let it be approved again."
_OF_APPROVAL = frozenset({_NOBODY, _WHO, _WHEN, _CHANGED})


def _unapproved(by: str, ever: bool, valid: bool) -> Iterator[str]:
    if not by and not valid:
        yield _CHANGED if ever else _NOBODY
    elif not by:
        yield _WHO
    elif not valid:
        yield _WHEN


def _waits(who: str, look: Look) -> Iterator[str]:
    match look:
        case Look.NOT_YET:
            yield f"The {who} did not see it yet: show it, or write why not."
        case Look.OTHER_WORDS:
            yield f"It was changed after the {who} saw it: show it again."
        case Look.OTHER_REASON:
            yield f"It was changed after it said why the {who} did not see it: show it, or write again why not."
        case _:
            pass


def _look(newest: Newest, who: str, words_from: int) -> Look:
    saw = newest(FieldId(f"statement.{who}_saw_at"))
    seen = saw is not None and saw[0] is not None
    if saw is not None and seen and saw[1] > words_from:
        return Look.SEEN
    why_not = FieldId(f"statement.{who}_not")
    if not _text(newest, why_not):
        return Look.OTHER_WORDS if seen else Look.NOT_YET
    if _number(newest, why_not) > words_from:
        return Look.SAID_WHY_NOT
    return Look.OTHER_WORDS if seen else Look.OTHER_REASON


def _number(newest: Newest, field: FieldId) -> int:
    pair = newest(field)
    return pair[1] if pair is not None else 0


def _text(newest: Newest, field: FieldId) -> str:
    pair = newest(field)
    return str(pair[0]).strip() if pair is not None and pair[0] is not None else ""
