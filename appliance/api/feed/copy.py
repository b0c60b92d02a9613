"""What replica and uplink say to the alert daemon on the sealed feed about the copy, and about who follows on whom. Knows no socket.

The daemon decides what travels and signs it; the replica keeps it, and tells how far its copy is proved. What it tells is its word, and
shown as such.
"""

import struct

import msgspec

from appliance.api.ask import Answer, Ask
from appliance.envelope.deposit import Signed

WHERE_LEN_MAX = 60  # letters of where a copy lies: a line on the smallest screen takes as many
SAYS_LEN_MAX = 300  # letters of a sentence

_PLACE = struct.Struct(">16sI32sQ")


class CopiedEntry(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One stored entry, byte for byte."""

    number: int
    entry: bytes


class CopiedWrap(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One detached wrap of a data key, for the building's own reader too. `number`: the key entry that names it."""

    number: int
    stream: bytes
    key_no: int
    recipient: bytes
    wrap: bytes

    @property
    def place(self) -> bytes:
        """Where it stands in the order of the whole set: AskWraps goes on after it."""
        return _PLACE.pack(self.stream, self.key_no, self.recipient, self.number)


class DrillTold(msgspec.Struct, frozen=True, kw_only=True):
    """How a drill of restoring went: up to which entry, and its digest, which the daemon holds against its own record."""

    ok: bool
    up_to: int
    digest: bytes
    says: str
    took_s: float


class CopyState(msgspec.Struct, frozen=True, kw_only=True):
    """How the copy stands, by the replica's word.

    `kind`: "stick", "folder", "sftp", "s3" or "" where none is set up; `where` names it. `proved`: every entry up to this number was seen
    at the target `proved_ago_ms` ago. `wraps_version`: of the wraps proved there. `trouble`: a cause's name, `says` a sentence about it.
    `survives`: places at which something older may still lie that nobody could remove.
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
    drill: DrillTold | None = None


class CopyItems(Answer, frozen=True, kw_only=True, tag="copy-items"):
    """Answer to FollowCopy. Statement and signature are those of a head at the last of these entries, made for this answer; without
    entries, of a head at the newest there is: whoever has another of that number follows another record. `is_open` and its signature say
    which calls are open there (`envelope.open_calls`); empty where the record goes on beyond.

    `version`: of the wraps; where it is another than the replica has, the whole set is to be asked for.
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
    """Entries above `after` for the copy. `wait_s` holds the answer open; `version` ends that where wraps changed since."""

    after: int
    limit: int = 500
    wait_s: int = 0
    version: int = 0


class KeptWraps(Answer, frozen=True, kw_only=True, tag="kept-wraps"):
    """Answer to AskWraps: a page of the set, in the order of stream, key number, recipient and number. `more`: ask after the last; where
    `version` is another than before, begin again. `gone`, with the last page: which data keys (stream, number) were destroyed for good.
    """

    version: int
    wraps: tuple[CopiedWrap, ...]
    gone: tuple[tuple[bytes, int], ...]
    more: bool


class AskWraps(Ask[KeptWraps], frozen=True, kw_only=True, tag="ask-wraps"):
    """All wraps a copy should have now, in pages. `after`: `place` of the last wrap of the page before, empty for the first."""

    after: bytes = b""


class BundleGiven(Answer, frozen=True, kw_only=True, tag="bundle-given"):
    """Answer to AskBundle. Empty where there is none, and `says` why."""

    serial: int
    sealed: bytes
    says: str = ""


class AskBundle(Ask[BundleGiven], frozen=True, kw_only=True, tag="ask-bundle"):
    """The newest recovery bundle. `outward`: it is to leave the building, so without the wrap for the phrase; to the uplink always."""

    outward: bool = False


class CopyHeard(Answer, frozen=True, kw_only=True, tag="copy-heard"):
    """Answer to TellCopy. `wanted`: "drill" where one is due and nothing rings, "again" where the copy should begin anew, what somebody
    asked for (`appliance.api.records.recovery`), else empty.
    """

    wanted: str = ""


class TellCopy(Ask[CopyHeard], frozen=True, kw_only=True, tag="tell-copy"):
    """How the copy stands: at every change of proof, and every few seconds."""

    state: CopyState


class SuccessionKnown(Answer, frozen=True, kw_only=True, tag="succession-known"):
    """Answer to AskSuccession. `key`: a `statements.SuccessionKey` of this device; None before the first recovery bundle. `proof`: a
    `statements.Succession` by the key the former box had named; None where there is none. `earlier`: the same of the boxes before.
    `former_head`: what the former box signed of the entry that this one goes on after; None where nothing of it was copied.
    """

    key: Signed | None
    proof: Signed | None
    earlier: tuple[Signed, ...] = ()
    former_head: Signed | None = None


class AskSuccession(Ask[SuccessionKnown], frozen=True, kw_only=True, tag="ask-succession"):
    """Which box may follow this one, and which this one followed. For the uplink, which tells the district."""


class RestoringWanted(Answer, frozen=True, kw_only=True, tag="restoring-wanted"):
    """Answer to AskRestoring: the key it is to be sealed for (1,216 bytes; empty: nothing is asked for), and the code people tell it by.
    `has`: SHA-256 of the handover that is not to be brought again.
    """

    public: bytes
    code: str = ""
    has: bytes = b""


class AskRestoring(Ask[RestoringWanted], frozen=True, kw_only=True, tag="ask-restoring"):
    """Whether this box asks the safety office for what another one had. For the uplink, which tells the district."""


class OfferTaken(Answer, frozen=True, kw_only=True, tag="offer-taken"):
    """Answer to OfferRestoring. `wanted`: entries above `after` are; `says` why not."""

    wanted: bool
    after: int = 0
    says: str = ""


class OfferRestoring(Ask[OfferTaken], frozen=True, kw_only=True, tag="offer-restoring"):
    """What the district gave, believed by nobody yet: the office's handover, once; then entries of the boxes before, oldest first; last
    that this was the `whole`.
    """

    handover: bytes = b""
    entries: tuple[bytes, ...] = ()
    whole: bool = False


type FromReplica = FollowCopy | AskWraps | AskBundle | TellCopy
