"""Defines the events that are written into a record, in the past tense. They are kept for ever, sealed under the key of their class, and
never change the board.

An event is never changed; a new version gets a new tag. `RecordOpened` begins an incident that nobody pressed for. It belongs to the
core, because it takes one of the numbers that calls have.
"""

from typing import TypeIs

from appliance.core.calls.events import CallMadeReal, CallRaised, CallRaisedElsewhere, CallUpgraded, RecordOpened
from appliance.core.events import Event
from appliance.core.ground.events import HouseEvent, IncidentEvent
from appliance.core.ground.words import BuildingResponse
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from appliance.record.words import Attempt, Author, FactId, FieldId, ItemId, Klass, Status, Value


class RecordEvent(IncidentEvent, frozen=True, kw_only=True):
    """Base of everything that is written into an incident's record. `klass` says under which key it is sealed."""

    by: Author
    klass: Klass


class FactWritten(RecordEvent, frozen=True, kw_only=True, tag="fact-written-1"):
    """A field got a value, or its next version. An amendment must have a `why`: a change after the record was submitted, or of what
    somebody else wrote. The first fact of an item makes the item. `attempt` names the writing that it came in. So the same writing
    sent again makes no second item, even if the box began anew in between. Entries of earlier releases have no attempt.
    """

    field: FieldId
    item: ItemId
    value: Value
    why: str = ""
    attempt: Attempt = Attempt("")

    @property
    def fact_id(self) -> FactId:
        """The field and item that it was written into."""
        return FactId(self.field, self.item)


class RecordMoved(RecordEvent, frozen=True, kw_only=True, tag="record-moved-1"):
    """The record was submitted, or reviewed. Class A."""

    to: Status


class RecordViewed(RecordEvent, frozen=True, kw_only=True, tag="record-viewed-1"):
    """Somebody read facts of these classes. `reason` says why they broke the glass, if they did (`glass_broken`). Class A."""

    classes: tuple[Klass, ...]
    glass_broken: bool = False
    reason: str = ""


class RecordHeld(RecordEvent, frozen=True, kw_only=True, tag="record-held-1"):
    """From now on nothing of this record is destroyed until the hold is released. Class A; the reason is in the district's own words."""

    reason: str


class HoldReleased(RecordEvent, frozen=True, kw_only=True, tag="hold-released-1"):
    """The hold ended. Class A."""

    reason: str


class ReporterCodeGiven(RecordEvent, frozen=True, kw_only=True, tag="reporter-code-given-1"):
    """A reporter got a code that opens their own part again. `hashed` is the slow hash of the code, with a pepper that is kept outside
    the logbook. Class C.
    """

    reporter: ItemId
    hashed: str


class ReceiptGiven(RecordEvent, frozen=True, kw_only=True, tag="receipt-given-1"):
    """A receipt for entry `entry` was printed or shown. Its salt is on the receipt alone. Class A."""

    entry: int


class CopyOffered(RecordEvent, frozen=True, kw_only=True, tag="copy-offered-1"):
    """The educator was offered a full copy, before the building may destroy the record. Class A."""

    taken: bool


class ResponseNoted(RecordEvent, frozen=True, kw_only=True, tag="response-noted-1"):
    """The whole building did this for real while the incident was open. `by` is the person who started it. Class A."""

    response: BuildingResponse


class DutyNoted(RecordEvent, frozen=True, kw_only=True, tag="duty-noted-1"):
    """A person's word that a duty of this record is done, or is not (`appliance.duties`). Duties themselves are derived, and are no
    entries.

    `rule` is the id of the duty's rule and `about` the item that it is about. `confirms` is the sentence that the writer read. `done_ms`:
    when it was done, as the writer says; None: when the entry was written. `replaces` is the entry of the note that this one replaces,
    0 if it is the first. `attempt`: as in `FactWritten`.
    """

    rule: str
    about: ItemId
    confirms: str
    done: bool
    done_ms: int | None = None
    words: str = ""
    replaces: int = 0
    attempt: Attempt = Attempt("")


class AnswerSealed(RecordEvent, frozen=True, kw_only=True, tag="answer-sealed-1"):
    """Somebody answered a question of the district person (`appliance.duties.answering`). Nobody in the building can read the answer, and
    neither can the box (`appliance.envelope.answers`).

    `rule` and `about` say which duty it was, as in `DutyNoted`. `asked` is the side of the duty that answered: "educator". `reader` is the
    SHA-256 of the public key that it is sealed for. `no_more`: they want to be asked no more of these questions about this record.
    `attempt`: as in `FactWritten`.
    """

    rule: str
    about: ItemId
    asked: str
    reader: bytes
    sealed: bytes
    no_more: bool = False
    attempt: Attempt = Attempt("")


class KeysDestroyed(HouseEvent, frozen=True, kw_only=True, tag="keys-destroyed-1"):
    """The certificate of a destruction: these many keys and wraps of these classes of one record were destroyed under this rule.

    It is in the house stream, so that it can still be read when nothing of the record can.
    """

    incident: IncidentId
    classes: tuple[Klass, ...]
    keys: int
    wraps: int
    rule: str


type RecordEntry = (
    FactWritten
    | RecordMoved
    | RecordViewed
    | RecordHeld
    | HoldReleased
    | ReporterCodeGiven
    | ReceiptGiven
    | CopyOffered
    | ResponseNoted
    | DutyNoted
    | AnswerSealed
    | KeysDestroyed
)
"""Everything that is written into a record, and the certificate of what was destroyed of it."""

type AnyEvent = Event | RecordEntry
"""Every event that can be in a logbook."""


def is_live(event: AnyEvent) -> TypeIs[Event]:
    """Whether the board is told of this event."""
    return not isinstance(event, RecordEvent | KeysDestroyed)


def klass_of(event: AnyEvent) -> Klass:
    """Give the class under whose key the event is sealed. Everything that happens live is operational."""
    return event.klass if isinstance(event, RecordEvent) else Klass.OPERATIONAL


def owes_record(event: AnyEvent) -> bool:
    """Whether an incident with this event owes a record. A real call does; practice has records of its own, and a tap-out has none."""
    match event:
        case CallRaised() | CallRaisedElsewhere():
            return event.drill is None and event.kind is not Kind.TAP_OUT
        case CallUpgraded() | CallMadeReal():
            return event.kind is not Kind.TAP_OUT
        case RecordOpened():
            return True
        case _:
            return False
