"""Says how far a lesson for other schools has come: its sentence, its action, and who approved that it goes to them. Pure; decides nothing
by itself.

What counts is the order of the entries. Whoever changes the words takes away the approval, name and time: nobody approved the new words.
"""

from collections.abc import Callable

import msgspec

from appliance.record.record import Record
from appliance.record.words import FactId, FieldId, ItemId, Value

GROUP = "debrief"
SENTENCE, ACTION = FieldId("debrief.lesson"), FieldId("debrief.lesson_action")
APPROVED_BY, APPROVED_AT = FieldId("debrief.lesson_by"), FieldId("debrief.lesson_at")
_WORDS = (SENTENCE, ACTION)
_APPROVES = frozenset({APPROVED_BY, APPROVED_AT})


class Lesson(msgspec.Struct, frozen=True):
    """A lesson as it stands in a debriefing. `approved_by` is empty while nobody approved these words."""

    item: ItemId
    sentence: str
    action: str
    approved_by: str

    @property
    def approved(self) -> bool:
        """Whether it may go to the safety office's list."""
        return bool(self.approved_by)


def lessons(record: Record) -> tuple[Lesson, ...]:
    """Give the lessons of a record that have a sentence and an action, approved or not."""
    found = (_lesson(record, item) for item in record.items.get(GROUP, ()))
    return tuple(each for each in found if each.sentence and each.action)


def why_not_approved(record: Record, at: FactId, value: Value) -> str:
    """Say why an approval may not be written now; empty where it may, and for every other fact."""
    if at.field not in _APPROVES or value is None:
        return ""
    found = _lesson(record, at.item)
    return "" if found.sentence and found.action else "Write the lesson and what other schools could do first."


def lapsed(field: FieldId, number: Callable[[FieldId], int]) -> bool:
    """Whether a change of the words took away who approved them, and this field says it. `number` as in `statements.lapsed`."""
    return field == APPROVED_BY and 0 < number(field) < max(map(number, _WORDS))


def _lesson(record: Record, item: ItemId) -> Lesson:
    words_from = max((_number(record, field, item) for field in _WORDS), default=0)
    when, by = record.value(APPROVED_AT, item), _text(record, APPROVED_BY, item)
    later = all(_number(record, each, item) > words_from for each in _APPROVES)
    return Lesson(
        item,
        _text(record, SENTENCE, item),
        _text(record, ACTION, item),
        by if later and isinstance(when, int) else "",
    )


def _number(record: Record, field: FieldId, item: ItemId) -> int:
    versions = record.versions.get(FactId(field, item))
    return versions[-1].number if versions else 0


def _text(record: Record, field: FieldId, item: ItemId) -> str:
    return str(record.value(field, item) or "").strip()
