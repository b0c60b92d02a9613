"""Everything that travels on the sealed feed, typed once for both ends. What is said of the copy: `appliance.api.feed.copy`.

The client sends `FollowSealed` and `AskHead`; the server answers `SealedItems` and `SignedHead`. The uplink also hands in what the
district said (`HandIn`) and asks for one kind of signature (`AskEnrolment`); neither is a command.
"""

from typing import Literal

import msgspec

from appliance.api.ask import Answer, Ask, Refusal
from appliance.api.feed.copy import AskRestoring, AskSuccession, FromReplica, OfferRestoring
from appliance.envelope.deposit import Signed


class SealedEntry(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One stored entry, byte for byte."""

    number: int
    entry: bytes


class SealedWrap(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One detached wrap of a data key."""

    number: int
    """The key entry that names it."""
    stream: bytes
    key_no: int
    recipient: bytes
    wrap: bytes


class SealedItems(Answer, frozen=True, kw_only=True, tag="sealed-items"):
    """Answer to FollowSealed."""

    head: int
    entries: tuple[SealedEntry, ...]
    wraps: tuple[SealedWrap, ...]


class FollowSealed(Ask[SealedItems], frozen=True, kw_only=True, tag="follow-sealed"):
    """Entries above `after`, oldest first, with the wraps of the key entries among them. `wait_s` holds the answer open.

    `outward`: they are to leave the building, so without the wraps of the building's own reading keys.
    """

    after: int
    limit: int = 500
    wait_s: int = 0
    outward: bool = False


class SignedHead(Answer, frozen=True, kw_only=True, tag="signed-head"):
    """Statement and device signature (see `appliance.envelope.format.head_statement`), and the key that checks it."""

    number: int
    statement: bytes
    signature: bytes
    device_key: bytes = b""
    """Ed25519 public key, 32 bytes. Whoever trusts the statement compares it with the one they know this box by."""


class AskHead(Ask[SignedHead], frozen=True, kw_only=True, tag="ask-head"):
    """The newest signed head."""


class LineState(msgspec.Struct, frozen=True, kw_only=True):
    """The line to the district as the uplink sees it: its word, and shown as such. What counts are verified receipts.

    `for_ms`: since it last changed. `why` is one sentence, empty while all is well. `sent` is the newest number the district
    took, `head_state` the state it told (`appliance.envelope.deposit.HeadTold`), empty before it ever told one, and `no-certificate`
    while it answers and wants another certificate.
    `certificate_until_ms`: when the certificate ends that the uplink shows there, 0 while it has none. `building_name`: what the
    district calls this building, empty where it did not say. `server`: the district's first address, by which the box is enrolled.
    """

    reachable: bool
    for_ms: int
    why: str = ""
    sent: int = 0
    head_state: str = ""
    certificate_until_ms: int = 0
    building_name: str = ""
    server: str = ""


HAND_IN_MAX = (
    256  # statements at once: 256 × 60 µs of checking (150 on a Pi), in small pieces between which presses are heard
)


class HandedIn(Answer, frozen=True, kw_only=True, tag="handed-in"):
    """Answer to HandIn. `countersigned`: the newest number a verified receipt covers, 0 where none does. `refused`: why, for each
    thing handed in that was not believed. `again`: when some of that is worth handing in once more: "soon", because whom to believe is
    not known or the record cannot be read now; "keys", after a notice that may name its key; empty where never. `plan_name`: what the
    adopted plan calls the building, empty before one. `early`: those of `refused` that came before what they are judged by, as before
    the safety office's first notices; no fault of anybody's.
    """

    countersigned: int
    refused: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    again: Literal["", "keys", "soon"] = ""
    plan_name: str = ""


class HandIn(Ask[HandedIn], frozen=True, kw_only=True, tag="hand-in"):
    """What the district said, as it came: HAND_IN_MAX statements at most. The alert daemon believes none of it before it has
    checked every signature itself.
    """

    receipts: tuple[Signed, ...] = ()
    holdings: tuple[Signed, ...] = ()
    notices: tuple[Signed, ...] = ()
    opened: tuple[Signed, ...] = ()
    line: LineState | None = None


class BroughtBackTo(Answer, frozen=True, kw_only=True, tag="brought-back-to"):
    """Answer to BringBack. `wanted`: go on above entry `after`, or where the histories part if that is 0. Else it is whole, or `says`
    why it cannot be kept.
    """

    after: int
    wanted: bool
    says: str = ""


class BringBack(Ask[BroughtBackTo], frozen=True, kw_only=True, tag="bring-back"):
    """Entries of this box that the district has and its own record lost: contiguous, oldest first, as they came. Without any it asks
    how far it is. The alert daemon keeps only what hangs on its own record and on a receipt it believes. `of`: of the box it replaced,
    what that one had beyond the copy this one began with.
    """

    entries: tuple[bytes, ...] = ()
    of: bytes = b""


class EnrolmentSigned(Answer, frozen=True, kw_only=True, tag="enrolment-signed"):
    """Answer to AskEnrolment. An empty `signature` says no, and `says` why."""

    building: bytes
    box: bytes
    device_key: bytes
    signature: bytes
    says: str = ""


class AskEnrolment(Ask[EnrolmentSigned], frozen=True, kw_only=True, tag="ask-enrolment"):
    """Sign that this certificate request (PEM) comes from this box; with an empty `token` it renews (`appliance.envelope.statements`).

    The alert daemon puts in building and box itself and signs nothing but such statements, so that whoever took over the uplink
    gets a certificate for this box's own deposits, which it had already, and no other word of the device key.
    """

    token: str
    csr: str


type FromFeedReader = (
    FollowSealed
    | AskHead
    | HandIn
    | BringBack
    | AskEnrolment
    | AskSuccession
    | AskRestoring
    | OfferRestoring
    | FromReplica
)


type ToFeedReader = Answer | Refusal
