"""Folds one incident's record from its events: its facts in all their versions. Pure; decides nothing and hides nothing."""

from collections.abc import Iterable

import msgspec

from appliance.core.calls.events import SeclusionNoted
from appliance.core.events import Event
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import BuildingResponse
from appliance.plan.ids import IncidentId
from appliance.record.events import (
    AnswerSealed,
    AnyEvent,
    CopyOffered,
    DutyNoted,
    FactWritten,
    HoldReleased,
    KeysDestroyed,
    ReceiptGiven,
    RecordEvent,
    RecordHeld,
    RecordMoved,
    RecordViewed,
    ReporterCodeGiven,
    ResponseNoted,
)
from appliance.record.words import Attempt, Author, FactId, FieldId, ItemId, Klass, Status, Value


class Version(msgspec.Struct, frozen=True):
    """The value of a field from one entry on. `number` is the number of that entry."""

    value: Value
    by: Author
    at: Moment
    number: int
    why: str = ""


class Note(msgspec.Struct, frozen=True):
    """One version of a person's word on a duty. `number` is the number of its entry, `klass` the class under which it is sealed.

    The other fields are those of `DutyNoted`.
    """

    number: int
    at: Moment
    by: Author
    klass: Klass
    confirms: str
    done: bool
    done_ms: int | None
    words: str
    attempt: Attempt

    @property
    def when_ms(self) -> int:
        """When it was done, as the writer says, or else when the note was written."""
        return self.at.wall_ms if self.done_ms is None else self.done_ms


class Answered(msgspec.Struct, frozen=True):
    """Somebody answered a question, in words that nobody here can read. The fields are those of `AnswerSealed`."""

    number: int
    at: Moment
    by: Author
    rule: str
    about: ItemId
    asked: str
    no_more: bool
    attempt: Attempt


class View(msgspec.Struct, frozen=True):
    """Somebody read facts of these classes."""

    by: Author
    at: Moment
    classes: tuple[Klass, ...]
    reason: str
    glass_broken: bool


class Destroyed(msgspec.Struct, frozen=True):
    """What was written of these classes until then has no key left here. `number` is the number of the entry that certifies it."""

    number: int
    at: Moment
    classes: tuple[Klass, ...]
    keys: int
    wraps: int
    rule: str


SECLUSION = ItemId("restraint-1")
"""The item of a record that was begun for a seclusion (`SeclusionNoted`): the first one, before anybody writes."""


class Record(msgspec.Struct):
    """The record of one incident. `fold` and `take` fold it; all other code only reads it. `live` are the incident's own facts, oldest
    first.
    """

    incident: IncidentId
    live: list[tuple[int, Moment, Event]] = []
    versions: dict[FactId, list[Version]] = {}
    items: dict[str, list[ItemId]] = {}
    """Group → its items, in the order in which they were made."""
    status: Status = Status.DRAFT
    moved: list[tuple[Status, Author, Moment]] = []
    held_for: str = ""
    """Why nothing of the record may be destroyed, or empty."""
    codes: dict[ItemId, str] = {}
    """Reporter → hash of the code that they were given."""
    attempts: dict[Attempt, list[FactId]] = {}
    """Writing → the ids of the facts that it wrote."""
    receipts: list[tuple[int, Moment]] = []
    views: list[View] = []
    copy_offered: bool = False
    responses: list[BuildingResponse] = []
    """What the whole building did in the meantime, in the order in which it began."""
    destroyed: list[Destroyed] = []
    """Classes whose keys were destroyed, oldest first. What is written of such a class afterwards has a new key, and can be read."""
    notes: dict[tuple[str, ItemId], list[Note]] = {}
    """Duty, as the id of its rule and the item that it is about → the notes on it, oldest first. The last one counts."""
    answers: list[Answered] = []
    """Answers that were sealed to the district person, oldest first, without what they say."""
    newest: int = 0
    """The number of the newest entry."""
    changed: int = 0
    """The number of the newest entry that says more than that somebody read the record, or was given a receipt."""

    def value(self, field_id: FieldId | str, item: ItemId | str = "") -> Value:
        """Give the value that somebody wrote last in this field, or None."""
        found = self.versions.get(FactId(FieldId(field_id), ItemId(item)))
        return found[-1].value if found else None

    def take(self, number: int, at: Moment, event: AnyEvent) -> None:
        """Fold one more entry."""
        self.newest = max(self.newest, number)
        self.changed = max(self.changed, 0 if isinstance(event, RecordViewed | ReceiptGiven) else number)
        if not isinstance(event, RecordEvent):
            self._hear(number, at, event)
            return
        match event:
            case FactWritten():
                self._write(number, at, event)
            case RecordMoved(to=to, by=by):
                self.status = to
                self.moved.append((to, by, at))
            case RecordHeld(reason=reason):
                self.held_for = reason
            case HoldReleased():
                self.held_for = ""
            case ReporterCodeGiven():
                self.codes[event.reporter] = event.hashed
            case ReceiptGiven(entry=entry):
                self.receipts.append((entry, at))
            case RecordViewed():
                self.views.append(View(event.by, at, event.classes, event.reason, event.glass_broken))
            case CopyOffered():
                self.copy_offered = True
            case ResponseNoted(response=response):
                self.responses.append(response)
            case DutyNoted() | AnswerSealed():
                self._note(number, at, event)
            case _:
                raise AssertionError(f"no record knows {event!r}")

    def _hear(self, number: int, at: Moment, event: Event | KeysDestroyed) -> None:
        """Take an event that nobody wrote into the record: a live one, or a certificate."""
        if isinstance(event, KeysDestroyed):
            self.destroyed.append(Destroyed(number, at, event.classes, event.keys, event.wraps, event.rule))
        elif isinstance(event, IncidentEvent):
            self.live.append((number, at, event))
            if isinstance(
                event, SeclusionNoted
            ):  # what people write about it goes into this item, and others come after it
                self.items.setdefault("restraint", []).append(SECLUSION)

    def _write(self, number: int, at: Moment, event: FactWritten) -> None:
        group, point, _ = event.field.partition(".")
        if point and event.item not in self.items.setdefault(group, []):
            self.items[group].append(event.item)
        versions = self.versions.setdefault(event.fact_id, [])
        versions.append(Version(event.value, event.by, at, number, event.why))
        if event.attempt:
            self.attempts.setdefault(event.attempt, []).append(event.fact_id)

    def _note(self, number: int, at: Moment, event: DutyNoted | AnswerSealed) -> None:
        if isinstance(event, AnswerSealed):
            answered = Answered(
                number, at, event.by, event.rule, event.about, event.asked, event.no_more, event.attempt
            )
            self.answers.append(answered)
            return
        note = Note(
            number,
            at,
            event.by,
            event.klass,
            event.confirms,
            event.done,
            event.done_ms,
            event.words,
            event.attempt,
        )
        self.notes.setdefault((event.rule, event.about), []).append(note)


def fold(incident: IncidentId, told: Iterable[tuple[int, Moment, AnyEvent]]) -> Record:
    """Fold a record from its entries, which are given oldest first."""
    record = Record(incident)
    for number, at, event in told:
        record.take(number, at, event)
    return record
