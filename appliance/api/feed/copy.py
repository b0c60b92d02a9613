"""Defines what replica and uplink say to the alert daemon on the sealed feed about the copy, and about which box follows which. Knows no
socket.

The daemon decides what travels and signs it. The replica keeps it, and tells how far its copy is proved. That is the replica's word,
and shown as such.
"""

import struct

import msgspec

from appliance.api.ask import Answer, Ask
from appliance.envelope.deposit import Signed

WHERE_LEN_MAX = 60  # letters in the name of the place of a copy: a line on the smallest screen takes as many
SAYS_LEN_MAX = 300  # letters in a sentence

_PLACE = struct.Struct(">16sI32sQ")


class CopiedEntry(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One stored entry, byte for byte."""

    number: int
    entry: bytes


class CopiedWrap(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One detached wrap of a data key. Wraps for the building's own reading keys are among them. `number`: the key entry that names the
    wrap.
    """

    number: int
    stream: bytes
    key_no: int
    recipient: bytes
    wrap: bytes

    @property
    def place(self) -> bytes:
        """The place of the wrap in the order of the whole set. AskWraps goes on after it."""
        return _PLACE.pack(self.stream, self.key_no, self.recipient, self.number)


class TrialTold(msgspec.Struct, frozen=True, kw_only=True):
    """How a trial of restoring went: up to which entry, and the digest of that entry, which the daemon compares with its own record."""

    ok: bool
    up_to: int
    digest: bytes
    says: str
    took_s: float


class CopyState(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the copy, by the replica's word.

    `kind`: "stick", "folder", "sftp", "s3", or "" if none is set up; `where` names the place. `proved`: every entry up to this number
    was seen at the target `proved_ago_ms` ago. `wraps_version`: the version of the wraps proved there. `trouble`: a cause's name;
    `says`: a sentence about it. `survives`: places where something older may still lie that nobody could remove.
    """

    kind: str
    where: str = ""
    proved: int = 0
    proved_ago_ms: int = 0
    wraps_version: int = 0
    bundle_serial: int = 0
    trouble: str = ""
    says: str = ""
    free_mib: int | None = None
    written_bytes_hour: int = 0
    survives: tuple[str, ...] = ()
    drill: TrialTold | None = None


class CopyItems(Answer, frozen=True, kw_only=True, tag="copy-items"):
    """Answer to FollowCopy. Statement and signature are those of a head at the last of these entries, made for this answer. Without
    entries, they are of the newest head: a replica with another head of that number follows another record. `is_open` and its
    signature say which calls are open at that entry (`envelope.open_calls`); empty if the record goes on after it.

    `version`: the version of the wraps. If the replica has another version, it should ask for the whole set.
    """

    head: int
    entries: tuple[CopiedEntry, ...]
    wraps: tuple[CopiedWrap, ...]
    version: int
    bundle_serial: int
    countersigned: int
    statement: bytes
    signature: bytes
    device_key: bytes
    is_open: bytes = b""
    is_open_signature: bytes = b""


class FollowCopy(Ask[CopyItems], frozen=True, kw_only=True, tag="follow-copy"):
    """Send entries above `after` for the copy. `wait_s` holds the answer open; the wait ends early if the wraps have changed since
    `version`.
    """

    after: int
    limit: int = 500
    wait_s: int = 0
    version: int = 0


class KeptWraps(Answer, frozen=True, kw_only=True, tag="kept-wraps"):
    """Answer to AskWraps: a page of the set, in the order of stream, key number, recipient and number. `more`: ask again after the last
    wrap. If `version` is not the same as before, begin again. `gone`, with the last page: the data keys (stream, number) that were
    destroyed for good.
    """

    version: int
    wraps: tuple[CopiedWrap, ...]
    gone: tuple[tuple[bytes, int], ...]
    more: bool


class AskWraps(Ask[KeptWraps], frozen=True, kw_only=True, tag="ask-wraps"):
    """Ask for all wraps that a copy should have now, in pages. `after`: `place` of the last wrap of the page before; empty for the first
    page.
    """

    after: bytes = b""


class BundleGiven(Answer, frozen=True, kw_only=True, tag="bundle-given"):
    """Answer to AskBundle. `sealed` is empty if there is no bundle, and `says` why."""

    serial: int
    sealed: bytes
    says: str = ""


class AskBundle(Ask[BundleGiven], frozen=True, kw_only=True, tag="ask-bundle"):
    """Ask for the newest recovery bundle. `outward`: it will leave the building, so it comes without the wrap for the phrase. The uplink
    always gets it so.
    """

    outward: bool = False


class CopyHeard(Answer, frozen=True, kw_only=True, tag="copy-heard"):
    """Answer to TellCopy. `wanted`: "drill" if one is due and nothing rings; "again" if the copy should begin anew; or what somebody
    asked for (`appliance.api.records.recovery`); otherwise empty.
    """

    wanted: str = ""


class TellCopy(Ask[CopyHeard], frozen=True, kw_only=True, tag="tell-copy"):
    """Tell the state of the copy. Sent at every change of proof, and every few seconds."""

    state: CopyState


class SuccessionKnown(Answer, frozen=True, kw_only=True, tag="succession-known"):
    """Answer to AskSuccession. `key`: a `statements.SuccessionKey` of this device; None before the first recovery bundle. `proof`: a
    `statements.Succession`, signed with the key that the former box had named; None if there is none. `earlier`: the same for the
    boxes before. `former_head`: the head that the former box signed for the entry after which this box goes on; None if nothing of it
    was copied.
    """

    key: Signed | None
    proof: Signed | None
    earlier: tuple[Signed, ...] = ()
    former_head: Signed | None = None


class AskSuccession(Ask[SuccessionKnown], frozen=True, kw_only=True, tag="ask-succession"):
    """Ask which box may follow this one, and which box this one followed. For the uplink, which tells the district."""


class RestoringWanted(Answer, frozen=True, kw_only=True, tag="restoring-wanted"):
    """Answer to AskRestoring. `public`: the key for which it must be sealed (1,216 bytes; empty: nothing is asked for). `code`: what
    people tell the office.

    `has`: SHA-256 of the handover that need not be brought again.
    """

    public: bytes
    code: str = ""
    has: bytes = b""


class AskRestoring(Ask[RestoringWanted], frozen=True, kw_only=True, tag="ask-restoring"):
    """Ask whether this box wants from the safety office what another box had. For the uplink, which tells the district."""


class OfferTaken(Answer, frozen=True, kw_only=True, tag="offer-taken"):
    """Answer to OfferRestoring. `wanted`: entries above `after` are wanted; otherwise `says` why not."""

    wanted: bool
    after: int = 0
    says: str = ""


class OfferRestoring(Ask[OfferTaken], frozen=True, kw_only=True, tag="offer-restoring"):
    """What the district gave, which nobody believes yet. First the office's handover, once; then entries of the boxes before, oldest
    first; at the end, that this was the `whole`.
    """

    handover: bytes = b""
    entries: tuple[bytes, ...] = ()
    whole: bool = False


type FromReplica = FollowCopy | AskWraps | AskBundle | TellCopy
