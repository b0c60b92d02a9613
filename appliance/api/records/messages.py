"""What is asked and told of records on the desk line, typed once for both ends. Field names are the wire; knows no socket.

What may not be read here is not in these messages at all: the daemon leaves it out, and says in `withheld` of which classes and in
`left_out` how much.
"""

import enum
from typing import Annotated

import msgspec

from appliance.api.ask import Answer, RecordAsk
from appliance.api.discreet import Discreet
from appliance.core.district.copies import Fate
from appliance.core.ground.words import KnownBy
from appliance.plan.ids import IncidentId, RoomId
from appliance.plan.model import Kind
from appliance.record.words import Attempt, FieldId, ItemId, Klass, Spot, Status, Value

type AttemptName = Annotated[Attempt, msgspec.Meta(max_length=32)]
"""16 random bytes in hex, at most: it is kept in every entry it leads to."""

# ---- what travels inside ----------------------------------------------------------------------------------------------


class RecordLine(msgspec.Struct, frozen=True, kw_only=True):
    """One record in a list. Says nothing of who called or reported (promise 7); `missing` counts minimal facts still wanted."""

    incident: IncidentId
    number: int
    room_name: str
    kind: Kind
    """What it asks for now."""
    wall_ms: int
    """When the incident was called, or began as reported."""
    status: Status
    missing: int
    held: bool
    still_open: bool = False
    """Nobody stood the call down yet: what is seen now can be written now."""
    came_as: Kind | None = None
    """What it asked for when it came, where that is not what it asks for now."""


class VersionView(msgspec.Struct, frozen=True, kw_only=True):
    """What stood in a field from entry `entry` on. `by` is how its writer may be called here, without a name where that is withheld."""

    value: Value
    by: str
    wall_ms: int
    entry: int
    why: str = ""


class FactView(msgspec.Struct, frozen=True, kw_only=True):
    """A field that was filled, or that the appliance fills (`system`). Its newest version is the last."""

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
    """One line of what happened, as it may be read here."""

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
    """What stood of these classes until then cannot be read here any more: so many keys and wraps went, by a rule of the district's.

    `entry` is that of the certificate. Every reader is told, as every reader is told which classes are withheld. `copies`: what became of
    them where the record was copied to.
    """

    wall_ms: int
    entry: int
    classes: tuple[Klass, ...]
    keys: int
    wraps: int
    rule: str
    copies: tuple[Fate, ...] = ()


class Hidden(enum.StrEnum):
    """What kind of thing a reader is not shown, and so what is counted."""

    FACTS = "facts"
    LINES = "lines"
    """Of the timeline, of which none is shown then."""
    NAMES = "names"
    """Lines of the timeline that are shown without a name."""
    NOTES = "notes"
    """Lines of the timeline that are shown without what was noted."""
    REASONS = "reasons"
    """The same, without why a person did it."""
    WRITERS = "writers"
    """Facts that are shown without the name of whoever wrote them."""
    HOLD = "hold"
    """Why the record is held."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one kind a reader is not shown. `klass` is that of facts."""

    what: Hidden
    count: int
    klass: Klass | None = None


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, field by field as it is printed (`appliance.receipt.printed`). Hex where bytes."""

    building: str
    box: str
    incident: IncidentId
    number: int
    """What people call it by: "record 12"."""
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


# ---- server to client -------------------------------------------------------------------------------------------------


class RecordsKnown(Answer, frozen=True, kw_only=True, tag="records-known"):
    """Records, newest first. `before` goes on, None at the end."""

    records: tuple[RecordLine, ...]
    before: int | None


class RecordShown(Answer, frozen=True, kw_only=True, tag="record-shown"):
    """One record as it may be read here. `withheld`: classes in which a person wrote something that is not read here. `left_out`:
    everything that is not, by kind; empty where this reader may read all of it.

    `writes`: fields that whoever sits there may write, but for places in `not_writes`. `acts`: "submit", "review", "hold", "release",
    "offer-copy", "views".
    """

    record: RecordLine
    facts: tuple[FactView, ...]
    timeline: tuple[TimelineView, ...]
    missing: tuple[MissingView, ...]
    withheld: tuple[Klass, ...]
    writes: tuple[FieldId, ...]
    acts: tuple[str, ...]
    held_for: str = ""
    not_writes: tuple[Spot, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    destroyed: tuple[DestroyedView, ...] = ()
    building: str = ""
    address: str = ""


class Written(Answer, frozen=True, kw_only=True, tag="written"):
    """Something was written to a record, durably; or was refused, and `says` says why and what to do.

    `entry` is its entry; `item` the item made or written; `incident` the record's, where it was opened. `before`: it stood there
    already, and nothing was written now.
    """

    ok: bool
    says: str = ""
    entry: int = 0
    item: ItemId = ItemId("")
    incident: IncidentId = IncidentId("")
    before: bool = False


class AccountTaken(Discreet, Answer, frozen=True, kw_only=True, tag="account-taken"):
    """The account is in the record. `code` opens it again: shown once, kept nowhere; empty for one who came with it.

    `before`: it was kept when it was sent the first time, and a code given now takes the place of the one given then.
    """

    reporter: ItemId
    code: str
    receipt: Paper
    before: bool = False

    def __repr__(self) -> str:
        return f"AccountTaken(request={self.request}, reporter={self.reporter!r})"


class ReceiptMade(Answer, frozen=True, kw_only=True, tag="receipt-made"):
    """A receipt."""

    receipt: Paper


class ViewsKnown(Answer, frozen=True, kw_only=True, tag="views-known"):
    """Who read it, oldest first."""

    views: tuple[ViewView, ...]


# ---- client to server -------------------------------------------------------------------------------------------------


class AskRecords(RecordAsk[RecordsKnown | Written], frozen=True, kw_only=True, tag="ask-records"):
    """List records, newest first: those not finished, or all, below the given first entry. Without one, open calls come first.

    `number`: instead, the newest of this number alone, finished or not. Whoever has its number from a receipt, or has it to
    look after, need not be one who may list them all.
    """

    unfinished: bool = True
    before: int | None = None
    limit: int = 100
    number: int | None = None


class AskRecord(Discreet, RecordAsk[RecordShown | Written], frozen=True, kw_only=True, tag="ask-record"):
    """Show one record, as far as whoever sits there may read it.

    `code`: a reporter's own, which opens their own part. `reason`: break the glass, and say why; the administrator is told.
    """

    incident: IncidentId
    code: str = ""
    reason: str = ""

    def __repr__(self) -> str:
        return f"AskRecord(request={self.request}, incident={self.incident!r})"


class OpenRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="open-record"):
    """An incident nobody pressed for: known by radio, phone or word of mouth, reported days later, or written on paper.

    `attempt` names the asking: sent again by the same name, because no answer came, it begins no second record.
    """

    room: RoomId
    kind: Kind
    known_by: KnownBy
    occurred_ms: int | None
    """When it happened, milliseconds since the Unix epoch; None where nobody knows."""
    attempt: AttemptName = Attempt("")


class WriteFact(Discreet, RecordAsk[Written], frozen=True, kw_only=True, tag="write-fact"):
    """Save one field as it is left. `item` "new" makes an item of the field's group.

    `seen` is the entry of the version that is replaced, 0 where nothing stood there: two who write at once are both told.
    `attempt` names the writing: sent again by the same name, because no answer came, it makes no second item.
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

    `name` and `about_them` (a code of list "person-type") say who tells it; with a PIN they are known already and both may be
    empty. `on_behalf_of` names whom they tell it for; `representative` who was present. `attempt` names the telling: sent again by
    the same name, because no answer came, the same words are no second account, and a new code takes the place of the lost one.
    """

    incident: IncidentId
    text: str
    name: str = ""
    about_them: str = ""
    on_behalf_of: str = ""
    representative: str = ""
    code: str = ""
    """Of a reporter who comes back: the account is added to theirs."""
    attempt: AttemptName = Attempt("")

    def __repr__(self) -> str:
        return f"TellAccount(request={self.request}, incident={self.incident!r})"


class MoveRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="move-record"):
    """Submit the record, or say that it was reviewed."""

    incident: IncidentId
    to: Status


class HoldRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="hold-record"):
    """Preserve this record (`hold`), or release it. Needs a reason."""

    incident: IncidentId
    hold: bool
    reason: str


class OfferCopy(RecordAsk[Written], frozen=True, kw_only=True, tag="offer-copy"):
    """The educator was offered a full copy, and took it or not."""

    incident: IncidentId
    taken: bool


class AskReceipt(Discreet, RecordAsk[ReceiptMade | Written], frozen=True, kw_only=True, tag="ask-receipt"):
    """A receipt for one entry of one's own: by the code, or by the PIN of who wrote it."""

    incident: IncidentId
    entry: int
    code: str = ""

    def __repr__(self) -> str:
        return f"AskReceipt(request={self.request}, incident={self.incident!r}, entry={self.entry})"


class LeaveRecord(RecordAsk[Written], frozen=True, kw_only=True, tag="leave-record"):
    """Whoever sat with this record has left it: nothing in it is anybody's own at this desk any more."""

    incident: IncidentId


class AskViews(RecordAsk[ViewsKnown | Written], frozen=True, kw_only=True, tag="ask-views"):
    """Who read this record: for auditors and administrators."""

    incident: IncidentId


type FromDeskOfRecords = (
    AskRecords
    | AskRecord
    | OpenRecord
    | WriteFact
    | TellAccount
    | MoveRecord
    | HoldRecord
    | OfferCopy
    | AskReceipt
    | AskViews
    | LeaveRecord
)
