"""Everything that travels on the two unix sockets, typed once for both ends. Pure values; msgpack inside length-prefixed frames.

Desk line: the client sends `Attach` first, then `Act`, `Present`, `Follow`, `AskPlan`, `AskChain`; the server sends `Welcome`, then `State`
whenever something changes (only ever the latest: a slow desk skips, never queues), `Reply` per request, `FeedItems` after `Follow`.
Sealed feed: the client sends `FollowSealed` and `AskHead`; the server answers `SealedItems` and `SignedHead`.
"""

import msgspec

from appliance.core.commands import DeskCommand
from appliance.core.words import Awaited, Stage
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role

PROTOCOL = 1


# ---- what a desk sees -------------------------------------------------------------------------------------------------


class CallCard(msgspec.Struct, frozen=True, kw_only=True):
    """One open call as every desk may see it. Ages and deadlines are relative to the moment the State was made (ms)."""

    incident: IncidentId
    number: int
    room: RoomId
    room_name: str
    phone_name: str
    floor: str
    kind: Kind
    stage: Stage
    drill: bool
    recorded: bool
    """False while the disk has not taken everything of this call: shown as *unrecorded* (promise 2)."""
    age_ms: int
    pressed_ago_ms: int | None
    """How long before it was heard the button was pressed; None is *unknown when*."""
    presses: int
    ringing: bool
    rings_here: bool
    """Whether this desk is among those told so far."""
    overdue: Awaited | None
    deadline_in_ms: int
    deadline_what: str
    acknowledged_by: str
    going: str
    confirmed: bool
    two_way: bool
    lamp: str
    """What the caller's lamp shows now, or "cannot be told" for a one-way device."""
    step: int
    exhausted: bool


class TroubleLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open trouble."""

    what: str
    subject: str
    detail: str
    age_ms: int


class DeskLine(msgspec.Struct, frozen=True, kw_only=True):
    """One desk of the plan and how it stands."""

    desk: DeskId
    name: str
    connected: bool
    attended: bool
    operator: str


class DrillLine(msgspec.Struct, frozen=True, kw_only=True):
    """The running drill."""

    drill: str
    name: str
    rooms: tuple[RoomId, ...]
    ends_in_ms: int


class WalkTestLine(msgspec.Struct, frozen=True, kw_only=True):
    """The button waiting for its test press."""

    button: str
    room_name: str
    ends_in_ms: int


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """All that is open now, for one desk. `calls` keep their order of arrival; the console sorts for its screen."""

    version: int
    building: str
    wall_ms: int
    clock_trusted: bool
    recording: bool
    """False while the disk does not take entries."""
    here: DeskLine | None
    calls: tuple[CallCard, ...]
    troubles: tuple[TroubleLine, ...]
    desks: tuple[DeskLine, ...]
    drill: DrillLine | None
    walk_test: WalkTestLine | None
    buttons_heard: int
    buttons_planned: int
    """Of the two-way buttons: one-way devices cannot be supervised."""


class RoomLine(msgspec.Struct, frozen=True, kw_only=True):
    """A room as the console needs it to raise a call, plan a drill or arm a walk test."""

    room: RoomId
    name: str
    floor: str
    zone: str
    phone_name: str
    buttons: tuple[str, ...]


class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan; `on_duty` as of now."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    on_duty: bool


class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in words, already filtered to what this desk may read."""

    number: int
    wall_ms: int
    incident: IncidentId | None
    call: int | None
    line: str


# ---- client to server, desk line --------------------------------------------------------------------------------------


class Attach(msgspec.Struct, frozen=True, kw_only=True, tag="attach"):
    """First frame. `desk` is which desk of the plan this console stands at; None watches without acting."""

    desk: DeskId | None
    client: str
    protocol: int = PROTOCOL


class Act(msgspec.Struct, frozen=True, kw_only=True, tag="act"):
    """Do this, in this desk's and its operator's name."""

    request: int
    command: DeskCommand


class Present(msgspec.Struct, frozen=True, kw_only=True, tag="present"):
    """A person touched a key here. Sent at most every few seconds; makes the desk attended."""


class Follow(msgspec.Struct, frozen=True, kw_only=True, tag="follow"):
    """Send entries with numbers above `after`, up to `limit`; `incident` narrows to one, `room` to the latest ones from there."""

    request: int
    after: int
    limit: int = 200
    incident: IncidentId | None = None
    newest_first: bool = False
    room: RoomId | None = None


class AskPlan(msgspec.Struct, frozen=True, kw_only=True, tag="ask-plan"):
    """Send rooms, people and the 911 facts of the adopted plan."""

    request: int


class AdoptPlanFile(msgspec.Struct, frozen=True, kw_only=True, tag="adopt-plan-file"):
    """`handbell plan adopt`: the canonical bytes of a checked plan. Needs the administrators' group or root."""

    request: int
    document: bytes


class AskVerify(msgspec.Struct, frozen=True, kw_only=True, tag="ask-verify"):
    """How far the chain has been verified, and what was found."""

    request: int


# ---- server to client, desk line --------------------------------------------------------------------------------------


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome"):
    """Attached. `epoch` changes when the box restarts."""

    building: str
    epoch: str
    desk: DeskId | None
    protocol: int = PROTOCOL


class State(msgspec.Struct, frozen=True, kw_only=True, tag="state"):
    """The whole board, latest only."""

    board: BoardView


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag="reply"):
    """The answer to one request. `recorded` False: done from memory while the disk is away (promise 2)."""

    request: int
    ok: bool
    code: str = ""
    says: str = ""
    recorded: bool = True


class FeedItems(msgspec.Struct, frozen=True, kw_only=True, tag="feed-items"):
    """Entries asked for with Follow; `head` is the newest number there is."""

    request: int
    head: int
    items: tuple[FeedItem, ...]


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True, tag="plan-facts"):
    """Answer to AskPlan."""

    request: int
    building: str
    address: str
    phone: str
    rooms: tuple[RoomLine, ...]
    people: tuple[PersonLine, ...]
    desks: tuple[DeskLine, ...]
    uncovered: tuple[str, ...]
    """Rooms and areas without a two-way button, by name."""


class Verified(msgspec.Struct, frozen=True, kw_only=True, tag="verified"):
    """Answer to AskVerify."""

    request: int
    head: int
    verified_from: int
    complete: bool
    findings: tuple[str, ...]


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refusal"):
    """The frame could not be accepted, and why; the line is closed after it."""

    says: str


# ---- sealed feed ------------------------------------------------------------------------------------------------------


class FollowSealed(msgspec.Struct, frozen=True, kw_only=True, tag="follow-sealed"):
    """Entries above `after`, oldest first, with the wraps of the key entries among them. `wait_s` holds the answer open."""

    request: int
    after: int
    limit: int = 500
    wait_s: int = 0


class AskHead(msgspec.Struct, frozen=True, kw_only=True, tag="ask-head"):
    """The newest signed head."""

    request: int


class SealedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One stored entry, byte for byte."""

    number: int
    entry: bytes


class SealedWrap(msgspec.Struct, frozen=True, kw_only=True):
    """One detached wrap of a data key."""

    number: int
    """The key entry that names it."""
    stream: bytes
    key_no: int
    recipient: bytes
    wrap: bytes


class SealedItems(msgspec.Struct, frozen=True, kw_only=True, tag="sealed-items"):
    """Answer to FollowSealed."""

    request: int
    head: int
    entries: tuple[SealedEntry, ...]
    wraps: tuple[SealedWrap, ...]


class SignedHead(msgspec.Struct, frozen=True, kw_only=True, tag="signed-head"):
    """Statement and device signature (see `appliance.envelope.format.head_statement`), and the key that checks it."""

    request: int
    number: int
    statement: bytes
    signature: bytes
    device_key: bytes = b""
    """Ed25519 public key, 32 bytes. Whoever trusts the statement compares it with the one they know this box by."""


type FromDesk = Attach | Act | Present | Follow | AskPlan | AdoptPlanFile | AskVerify
type ToDesk = Welcome | State | Reply | FeedItems | PlanFacts | Verified | Refusal
type FromFeedReader = FollowSealed | AskHead
type ToFeedReader = SealedItems | SignedHead | Refusal
