"""Defines what is asked and told about records on the desk line, for both ends. The field names are the wire format; knows no socket.

These messages do not hold what may not be read here: the daemon leaves it out. `withheld` says of which classes, and `left_out` how
much.
"""

import enum
from typing import Annotated

import msgspec

from appliance.api.ask import Answer, RecordAsk
from appliance.api.discreet import Discreet
from appliance.api.records.copies import CopyWanted, Given
from appliance.api.records.first_reading import FirstReaderOffered, FirstReading
from appliance.api.records.forgetting import ForgettingKnown
from appliance.api.records.own_duty import OwnDuty
from appliance.api.records.own_view import OwnView
from appliance.core.district.copies import Fate
from appliance.core.ground.words import KnownBy
from appliance.plan.ids import IncidentId, RoomId
from appliance.plan.model import Kind
from appliance.plan.supports import Supports
from appliance.record.words import Attempt, FactId, FieldId, ItemId, Klass, Status, Value

type AttemptName = Annotated[Attempt, msgspec.Meta(max_length=32)]
"""At most 16 random bytes in hex, because it is kept in every entry that follows from it."""

# ---- what travels inside ----------------------------------------------------------------------------------------------


class RecordLine(msgspec.Struct, frozen=True, kw_only=True):
    """One record in a list. It does not say who called or reported (promise 7). `missing` counts the minimal facts that are still
    wanted.
    """

    incident: IncidentId
    number: int
    room_name: str
    kind: Kind
    """What the incident asks for now."""
    wall_ms: int
    """When the incident was called, or began as reported."""
    status: Status
    missing: int
    held: bool
    still_open: bool = False
    """Nobody stood the call down yet: what people see now can be written now."""
    came_as: Kind | None = None
    """What it asked for when it came, if it asks for something else now."""


class VersionView(msgspec.Struct, frozen=True, kw_only=True):
    """The value of a field from entry `entry` on. `by` names its writer, as far as the name may be read here."""

    value: Value
    by: str
    wall_ms: int
    entry: int
    why: str = ""


class FactView(msgspec.Struct, frozen=True, kw_only=True):
    """A field that a person filled, or that the appliance fills (`system`). Its newest version is the last."""

    field: FieldId
    item: ItemId
    versions: tuple[VersionView, ...]
    system: bool = False


class MissingView(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that is wanted, and why: "Somebody was hurt, so say how badly."."""

    field: FieldId
    item: ItemId
    says: str
    minimal: bool


class TimelineView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what happened, as far as it may be read here."""

    wall_ms: int
    entry: int
    line: str


class ViewView(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a record, as an auditor sees it."""

    wall_ms: int
    by: str
    classes: tuple[Klass, ...]
    reason: str
    glass_broken: bool


class DestroyedView(msgspec.Struct, frozen=True, kw_only=True):
    """What was written of these classes until then cannot be read here any more: so many keys and wraps were destroyed, by a rule of the
    district. `entry` is the entry of the certificate. Every reader is told this, just as every reader is told which classes are
    withheld. `copies`: what became of the keys at the places to which the record was copied.
    """

    wall_ms: int
    entry: int
    classes: tuple[Klass, ...]
    keys: int
    wraps: int
    rule: str
    copies: tuple[Fate, ...] = ()


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """One note on a duty: a person's word that it is done, or is not. `entry` is the number of its entry, `wall_ms` when it was written.

    `by` names its writer as far as that may be read here. `words` are those of the writer, empty if there are none or they may not be
    read here.
    """

    entry: int
    wall_ms: int
    by: str
    done: bool
    done_ms: int
    """When it was done, as the writer says; otherwise when the note was written."""
    confirms: str
    """The sentence that the writer read when they noted it."""
    words: str = ""


class NotedDuty(msgspec.Struct, frozen=True, kw_only=True):
    """What was noted about one duty, oldest first. The last note counts. `says` is the duty, `about` the item that it is about."""

    rule: str
    says: str
    about: ItemId
    notes: tuple[NoteView, ...]


class Hidden(enum.StrEnum):
    """Kinds of things that a reader is not shown. Each kind is counted."""

    FACTS = "facts"
    LINES = "lines"
    """Lines of the timeline, when no line is shown."""
    NAMES = "names"
    """Lines of the timeline that are shown without a name."""
    NOTES = "notes"
    """Lines of the timeline that are shown without what was noted."""
    REASONS = "reasons"
    """Lines of the timeline that are shown without the reason a person gave."""
    WRITERS = "writers"
    """Facts that are shown without the name of the person who wrote them."""
    DUTY_NOTES = "duty-notes"
    """Notes about duties that this reader does not see."""
    DUTY_WORDS = "duty-words"
    """Notes about duties that are shown without the words of their writer."""
    HOLD = "hold"
    """Why the record is held."""
    CARE = "care"
    """Offers of care of which only that they were made is shown. What came of one makes no difference to this count."""
    FIRST_READING = "first-reading"
    """Accounts that only their first reader reads yet."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one kind a reader is not shown. `klass` is the class, if the kind is facts."""

    what: Hidden
    count: int
    klass: Klass | None = None


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, field by field as it is printed (`appliance.receipt.printed`). Bytes are in hex."""

    building: str
    box: str
    incident: IncidentId
    number: int
    """The number by which people name the record: "record 12"."""
    entry: int
    wall_ms: int
    salt: str
    digest: str
    """SHA-256(salt | stored bytes of the entry)."""
    head_number: int
    head_digest: str
    head_statement: str
    device_key: str
    signature: str
    identity: str
    """How the reporter showed who they are, in words."""
    pin_set_by: str
    """Who set their PIN, or empty."""
    countersigned: str
    """"not yet countersigned", or by whom and when."""
    beside: tuple[str, ...] = ()
    """What is printed beside the receipt and is not covered by its signature: the district's statement that a report has no repercussions,
    in both languages. The receipts that were given before it have the same signed bytes as those given now, so any Handbell can check both.
    It is empty where the receipt was read from its code.
    """


# ---- server to client -------------------------------------------------------------------------------------------------


class RecordsKnown(Answer, frozen=True, kw_only=True, tag="records-known"):
    """Records, newest first. To go on, ask again with `before`; it is None at the end."""

    records: tuple[RecordLine, ...]
    before: int | None


class RecordShown(Answer, frozen=True, kw_only=True, tag="record-shown"):
    """One record as far as it may be read here. `withheld`: classes in which a person wrote something that may not be read here.
    `left_out`: everything that may not be read here, by kind; empty if this reader may read all of the record.

    `writes`: fields that the person at the desk may write, without those in `not_writes`. `acts`: "submit", "review", "hold",
    "release", "offer-copy", "views", "own-page".
    """

    record: RecordLine
    facts: tuple[FactView, ...]
    timeline: tuple[TimelineView, ...]
    missing: tuple[MissingView, ...]
    withheld: tuple[Klass, ...]
    writes: tuple[FieldId, ...]
    acts: tuple[str, ...]
    held_for: str = ""
    not_writes: tuple[FactId, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    destroyed: tuple[DestroyedView, ...] = ()
    noted: tuple[NotedDuty, ...] = ()
    building: str = ""
    address: str = ""
    first_readings: tuple[FirstReading, ...] = ()
    first_readers: tuple[FirstReaderOffered, ...] = ()


class CopyGiven(Answer, frozen=True, kw_only=True, tag="copy-given"):
    """What goes into a copy for a union representative, once the record says that it was given. `shown` has nothing besides."""

    shown: RecordShown
    given: Given


class Written(Answer, frozen=True, kw_only=True, tag="written"):
    """Something was written to a record and is on disk; or it was refused, and `says` tells why and what to do.

    `entry` is its entry; `item` is the item that was made or written; `incident` is the record's, if it was opened. `before`: the
    value stood there already, and nothing was written now.
    """

    ok: bool
    says: str = ""
    entry: int = 0
    item: ItemId = ItemId("")
    incident: IncidentId = IncidentId("")
    before: bool = False


class AccountTaken(Discreet, Answer, frozen=True, kw_only=True, tag="account-taken"):
    """The account is in the record. `code` opens it again; it is shown once and kept nowhere, and empty if the reporter came with one.

    `before`: the account was kept when it was sent the first time; a code given now replaces the one given then.
    """

    reporter: ItemId
    code: str
    receipt: Paper
    before: bool = False
    first_reading: FirstReading | None = None

    def __repr__(self) -> str:
        return f"AccountTaken(request={self.request}, reporter={self.reporter!r})"


class ReceiptMade(Answer, frozen=True, kw_only=True, tag="receipt-made"):
    """A receipt."""

    receipt: Paper


class ViewsKnown(Answer, frozen=True, kw_only=True, tag="views-known"):
    """Everybody who read the record, oldest reading first."""

    views: tuple[ViewView, ...]


class OwnPage(Answer, frozen=True, kw_only=True, tag="own-page"):
    """What belongs to one reporter, whoever else is signed in at the desk. `facts` are theirs alone. `views`: who else read classes in
    which they stand, the oldest first. `destroyed`: something of this record was destroyed. `supports`: what the district filled in.
    `owed`: what is owed to them or by them, what is due first standing first, and what is done at the end.
    """

    record: RecordLine
    facts: tuple[FactView, ...]
    views: tuple[OwnView, ...]
    building: str
    supports: Supports
    destroyed: bool = False
    owed: tuple[OwnDuty, ...] = ()


# ---- client to server -------------------------------------------------------------------------------------------------


class AskRecords(RecordAsk[RecordsKnown | Written], frozen=True, kw_only=True, tag="ask-records"):
    """List records, newest first, below the entry `before`: unfinished ones, or all. Without `before`, open calls come first.

    `number`: give instead only the newest record with this number, finished or not. A person who knows its number, from a receipt or
    because they look after it, may ask for it even if they may not list all records.
    """

    unfinished: bool = True
    before: int | None = None
    limit: int = 100
    number: int | None = None


class AskRecord(Discreet, RecordAsk[RecordShown | Written], frozen=True, kw_only=True, tag="ask-record"):
    """Show one record, as far as the person at the desk may read it.

    `code`: the code of a reporter, which opens their own part. `reason`: break the glass, and say why; the administrator is told.
    """

    incident: IncidentId
    code: str = ""
    reason: str = ""

    def __repr__(self) -> str:
        return f"AskRecord(request={self.request}, incident={self.incident!r})"


class OpenRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="open-record"):
    """Open a record for an incident that nobody pressed for: known by radio, phone or word of mouth, reported days later, or written on
    paper.

    `attempt` names this request. If it is sent again under the same name, because no answer came, it begins no second record.
    """

    room: RoomId
    kind: Kind
    known_by: KnownBy
    occurred_ms: int | None
    """When it happened, in milliseconds since the Unix epoch; None if nobody knows."""
    attempt: AttemptName = Attempt("")


class WriteFact(Discreet, RecordAsk[Written], frozen=True, kw_only=True, tag="write-fact"):
    """Save one field as the writer left it. `item` "new" makes an item of the field's group.

    `seen` is the entry of the version that is replaced, 0 if there was none: so two people who write at once both learn of it.
    `attempt` names the writing. If it is sent again under the same name, because no answer came, it makes no second item.
    """

    incident: IncidentId
    field: FieldId
    item: ItemId
    value: Value
    seen: int
    why: str = ""
    code: str = ""
    attempt: AttemptName = Attempt("")

    def __repr__(self) -> str:
        return (
            f"WriteFact(request={self.request}, incident={self.incident!r}, field={self.field!r}, item={self.item!r})"
        )


class TellAccount(Discreet, RecordAsk[AccountTaken | Written], frozen=True, kw_only=True, tag="tell-account"):
    """A person's own account, kept as they tell it, with a receipt and a code to come back by.

    `name` and `about_them` (a code of list "person-type") say who tells it. With a PIN the box knows both, and they may be empty.
    `on_behalf_of` names the person for whom they tell it, and `representative` who was present. `first_reader` is one of those that
    `RecordShown` offers, or empty. `attempt` names the telling. If it is sent again under the same name, because no answer came, the
    same words make no second account, and a new code replaces the lost one.
    """

    incident: IncidentId
    text: str
    name: str = ""
    about_them: str = ""
    on_behalf_of: str = ""
    representative: str = ""
    code: str = ""
    """The code of a reporter who comes back: the account is added to theirs."""
    first_reader: str = ""
    attempt: AttemptName = Attempt("")

    def __repr__(self) -> str:
        return f"TellAccount(request={self.request}, incident={self.incident!r})"


class MoveRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="move-record"):
    """Submit the record, or say that it was reviewed."""

    incident: IncidentId
    to: Status


class HoldRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="hold-record"):
    """Hold this record (`hold`), or release it. Needs a reason."""

    incident: IncidentId
    hold: bool
    reason: str


class OfferCopy(RecordAsk[Written], frozen=True, kw_only=True, tag="offer-copy"):
    """The educator was offered a full copy, and took it or not."""

    incident: IncidentId
    taken: bool


class GiveCopy(RecordAsk[CopyGiven | Written], frozen=True, kw_only=True, tag="give-copy"):
    """Give a union representative a copy: write the disclosure, and then tell what is in the copy. For whoever writes disclosures.

    `attempt` names the giving. If it is sent again under the same name, because no answer came, it makes no second disclosure.
    """

    incident: IncidentId
    wanted: CopyWanted
    attempt: AttemptName = Attempt("")


class EndFirstReading(RecordAsk[Written], frozen=True, kw_only=True, tag="end-first-reading"):
    """Let everybody whose part it is read this account from now on. For whoever told it, and for its first reader."""

    incident: IncidentId
    account: ItemId


class AskReceipt(Discreet, RecordAsk[ReceiptMade | Written], frozen=True, kw_only=True, tag="ask-receipt"):
    """Ask for a receipt for one's own entry: by the code, or by the PIN of the person who wrote it."""

    incident: IncidentId
    entry: int
    code: str = ""

    def __repr__(self) -> str:
        return f"AskReceipt(request={self.request}, incident={self.incident!r}, entry={self.entry})"


class LeaveRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="leave-record"):
    """The person who sat with this record has left it: from now on, nothing in it counts as anybody's own at this desk."""

    incident: IncidentId


class AskOwnPage(Discreet, RecordAsk[OwnPage | Written], frozen=True, kw_only=True, tag="ask-own-page"):
    """Ask for one's own page of this record. For whoever told an account in it, and gave its code or the PIN with which they told it.

    `code`: the code of the reporter, where it was not given before on this line.
    """

    incident: IncidentId
    code: str = ""

    def __repr__(self) -> str:
        return f"AskOwnPage(request={self.request}, incident={self.incident!r})"


class AskViews(RecordAsk[ViewsKnown | Written], frozen=True, kw_only=True, tag="ask-views"):
    """Ask who read this record. For auditors and administrators."""

    incident: IncidentId


class AskForgetting(RecordAsk[ForgettingKnown | Written], frozen=True, kw_only=True, tag="ask-forgetting"):
    """Ask what will be forgotten here because the safety office has it. With `incident`, ask also what still keeps this record. For
    whoever may hold a record, and for auditors, signed in with their PIN.
    """

    incident: IncidentId | None = None


type FromDeskOfRecords = (
    AskRecords
    | AskRecord
    | OpenRecord
    | WriteFact
    | TellAccount
    | MoveRecord
    | HoldRecord
    | OfferCopy
    | GiveCopy
    | EndFirstReading
    | AskReceipt
    | AskViews
    | AskOwnPage
    | AskForgetting
    | LeaveRecord
)
