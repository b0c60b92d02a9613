"""Defines everything that travels on the sealed feed, for both ends. Messages about the copy are in `appliance.api.feed.copy`.

The client sends `FollowSealed` and `AskHead`; the server answers `SealedItems` and `SignedHead`. The uplink also hands in what the
district said (`HandIn`), and asks for one kind of signature (`AskEnrolment`). Neither is a command.
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
    """The number of the key entry that names the wrap."""
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
    """Send entries above `after`, oldest first, with the wraps of the key entries among them. `wait_s` holds the answer open.

    `outward`: the entries will leave the building, so they come without the wraps of the building's own reading keys.
    """

    after: int
    limit: int = 500
    wait_s: int = 0
    outward: bool = False


class SignedHead(Answer, frozen=True, kw_only=True, tag="signed-head"):
    """A statement with the device's signature (see `appliance.envelope.format.head_statement`), and the key that checks it."""

    number: int
    statement: bytes
    signature: bytes
    device_key: bytes = b""
    """Ed25519 public key, 32 bytes. A reader who trusts the statement compares it with the key by which they know this box."""


class AskHead(Ask[SignedHead], frozen=True, kw_only=True, tag="ask-head"):
    """Ask for the newest signed head."""


class LineState(msgspec.Struct, frozen=True, kw_only=True):
    """The line to the district as the uplink sees it. This is the uplink's word, and shown as such; only verified receipts count.

    `for_ms`: the time since the state last changed. `why`: one sentence, empty while all is well. `sent`: the newest number that the
    district took. `head_state`: the state that the district told (`appliance.envelope.deposit.HeadTold`). It is empty before the
    district told one, and `no-certificate` while the district answers and wants another certificate.

    `certificate_until_ms`: when the certificate ends that the uplink shows there, 0 while it has none. `building_name`: what the
    district calls this building, empty if it did not say. `server`: the district's first address, at which the box is enrolled.
    """

    reachable: bool
    for_ms: int
    why: str = ""
    sent: int = 0
    head_state: str = ""
    certificate_until_ms: int = 0
    building_name: str = ""
    server: str = ""


HAND_IN_MAX = 256
"""Statements at once: 256 × 60 µs of checking (150 on a Pi), in small pieces between which presses are heard."""


class HandedIn(Answer, frozen=True, kw_only=True, tag="handed-in"):
    """Answer to HandIn. `countersigned`: the newest number that a verified receipt covers, 0 if none does. `refused`: for each thing
    handed in that was not believed, why. `again`: when some of it should be handed in once more. "soon": the box does not know now
    whom to believe, or cannot read the record. "keys": after a notice that may name its key. Empty: never. `plan_name`: the adopted
    plan's name of the building, empty before a plan. `early`: those of `refused` that came before the things by which they are
    judged, such as the safety office's first notices. They are nobody's fault.
    """

    countersigned: int
    refused: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    again: Literal["", "keys", "soon"] = ""
    plan_name: str = ""


class HandIn(Ask[HandedIn], frozen=True, kw_only=True, tag="hand-in"):
    """What the district said, as it came: at most HAND_IN_MAX statements. The alert daemon believes none of it before it has checked
    every signature itself.
    """

    receipts: tuple[Signed, ...] = ()
    holdings: tuple[Signed, ...] = ()
    notices: tuple[Signed, ...] = ()
    opened: tuple[Signed, ...] = ()
    line: LineState | None = None


class BroughtBackTo(Answer, frozen=True, kw_only=True, tag="brought-back-to"):
    """Answer to BringBack. `wanted`: go on above entry `after`; if that is 0, from where the histories part. Otherwise everything is
    there, or `says` tells why it cannot be kept.
    """

    after: int
    wanted: bool
    says: str = ""


class BringBack(Ask[BroughtBackTo], frozen=True, kw_only=True, tag="bring-back"):
    """Entries of this box that the district has and its own record lost: without gaps, oldest first, as they came. Without entries, it
    asks how far this has come. The alert daemon keeps only entries that are chained to its own record and to a receipt that it
    believes. `of`: the box that this one replaced; then these are its entries after the copy with which this box began.
    """

    entries: tuple[bytes, ...] = ()
    of: bytes = b""


class EnrolmentSigned(Answer, frozen=True, kw_only=True, tag="enrolment-signed"):
    """Answer to AskEnrolment. An empty `signature` is a refusal, and `says` why."""

    building: bytes
    box: bytes
    device_key: bytes
    signature: bytes
    says: str = ""


class AskEnrolment(Ask[EnrolmentSigned], frozen=True, kw_only=True, tag="ask-enrolment"):
    """Sign that this certificate request (PEM) comes from this box; with an empty `token` it renews (`appliance.envelope.statements`).

    The alert daemon fills in building and box itself, and signs nothing but such statements. So a person who took over the uplink
    gets a certificate for this box's own deposits, which the uplink had already, and nothing else signed by the device key.
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
