"""What was written into a record, past tense. Recorded for ever, sealed under the key of its class; never changes the board.

An event is never changed; a new version gets a new tag. `RecordOpened`, which begins an incident nobody pressed for, is the
core's, because it takes one of the numbers that calls have.
"""

from typing import TypeIs

from appliance.core.calls.events import CallMadeReal, CallRaised, CallRaisedElsewhere, CallUpgraded, RecordOpened
from appliance.core.events import Event
from appliance.core.ground.events import HouseEvent, IncidentEvent
from appliance.core.ground.words import BuildingResponse
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from appliance.record.words import Attempt, Author, FieldId, ItemId, Klass, Spot, Status, Value


class RecordEvent(IncidentEvent, frozen=True, kw_only=True):
    """Base of everything written into an incident's record. `klass` says under which key it is sealed."""

    by: Author
    klass: Klass


class FactWritten(RecordEvent, frozen=True, kw_only=True, tag="fact-written-1"):
    """A field's value, or its next version. `why` is owed for an amendment: a change after the record was submitted, or to what
    somebody else wrote. The first fact of an item makes the item. `attempt`: the writing it came in, so that the same sent again,
    also to a box that began anew meanwhile, makes no second item; entries of earlier releases have none.
    """

    field: FieldId
    item: ItemId
    value: Value
    why: str = ""
    attempt: Attempt = Attempt("")

    @property
    def spot(self) -> Spot:
        """Where it stands."""
        return Spot(self.field, self.item)


class RecordMoved(RecordEvent, frozen=True, kw_only=True, tag="record-moved-1"):
    """Submitted, or reviewed. Class A."""

    to: Status


class RecordViewed(RecordEvent, frozen=True, kw_only=True, tag="record-viewed-1"):
    """Somebody read of these classes. `reason` where they broke the glass to do so (`glass_broken`). Class A."""

    classes: tuple[Klass, ...]
    glass_broken: bool = False
    reason: str = ""


class RecordHeld(RecordEvent, frozen=True, kw_only=True, tag="record-held-1"):
    """Nothing of this record is destroyed until the hold is released. Class A; the reason is the district's own words."""

    reason: str


class HoldReleased(RecordEvent, frozen=True, kw_only=True, tag="hold-released-1"):
    """The hold ended. Class A."""

    reason: str


class ReporterCodeGiven(RecordEvent, frozen=True, kw_only=True, tag="reporter-code-given-1"):
    """A reporter got a code that opens their own part again. `hashed` is its slow hash, peppered outside the logbook. Class C."""

    reporter: ItemId
    hashed: str


class ReceiptGiven(RecordEvent, frozen=True, kw_only=True, tag="receipt-given-1"):
    """A receipt for entry `entry` was printed or shown. Its salt stands nowhere but on it. Class A."""

    entry: int


class CopyOffered(RecordEvent, frozen=True, kw_only=True, tag="copy-offered-1"):
    """The educator was offered a full copy, before the building may forget. Class A."""

    taken: bool


class ResponseNoted(RecordEvent, frozen=True, kw_only=True, tag="response-noted-1"):
    """The whole building did this in earnest while the incident was open. `by` is who said so to the building. Class A."""

    response: BuildingResponse


class KeysDestroyed(HouseEvent, frozen=True, kw_only=True, tag="keys-destroyed-1"):
    """The certificate: the keys of these classes of one record were destroyed, so many keys and wraps, under this rule.

    In the house stream, so that it can still be read when nothing of the record can.
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
    | KeysDestroyed
)
"""Whatever is written to a record, and the certificate of what was destroyed of one."""

type AnyEvent = Event | RecordEntry
"""Whatever stands in a logbook."""


def is_live(event: AnyEvent) -> TypeIs[Event]:
    """Whether the board is told of it."""
    return not isinstance(event, RecordEvent | KeysDestroyed)


def klass_of(event: AnyEvent) -> Klass:
    """Under the key of which class it is sealed. Whatever happens live is operational."""
    return event.klass if isinstance(event, RecordEvent) else Klass.OPERATIONAL


def owes_record(event: AnyEvent) -> bool:
    """Whether an incident in which this happened owes a record: a real call does. Practice has its own; a tap-out has none."""
    match event:
        case CallRaised() | CallRaisedElsewhere():
            return event.drill is None and event.kind is not Kind.TAP_OUT
        case CallUpgraded() | CallMadeReal():
            return event.kind is not Kind.TAP_OUT
        case RecordOpened():
            return True
        case _:
            return False
