"""The district and its safety office, verified; where the copy of the record lies; which box this one replaces. Recorded for ever."""

from appliance.core.ground.events import DistrictEvent
from appliance.core.ground.words import (
    RestoredBy,
)


class OfficeTrusted(DistrictEvent, frozen=True, kw_only=True, tag="office-trusted-1"):
    """The district's safety office whose root key has this SHA-256 is believed from now on, in place of any before it."""

    by: str
    root: bytes


class NoticeTaken(DistrictEvent, frozen=True, kw_only=True, tag="notice-taken-1"):
    """A verified notice of the safety office (`appliance.envelope.statements`), whole, with the root key and its signature.

    `about` is the number of its type."""

    about: int
    version: int
    statement: bytes
    key: bytes
    signature: bytes


class ReceiptTaken(DistrictEvent, frozen=True, kw_only=True, tag="countersigned-1"):
    """The district countersigned the record up to entry `number`.

    `received_ms` since the Unix epoch, by the district's clock. Not every receipt is an entry (`appliance.district.receipts`).
    """

    number: int
    received_ms: int
    statement: bytes
    key: bytes
    signature: bytes


class StreamOpened(DistrictEvent, frozen=True, kw_only=True, tag="opened-1"):
    """The safety office opened and checked a stream up to its entry `number`. That alone forgets nothing yet."""

    stream: bytes
    number: int
    statement: bytes
    key: bytes
    signature: bytes


class TailBroughtBack(DistrictEvent, frozen=True, kw_only=True, tag="tail-brought-back-1"):
    """Entries `first` to `last` of this box, which its own record lost, were brought back from the district and are kept beside it.

    They hang on this record, and on the entry the district signed for. `readable` of them open with a key that is still here.
    """

    first: int
    last: int
    readable: int


class BeyondBroughtBack(DistrictEvent, frozen=True, kw_only=True, tag="beyond-brought-back-1"):
    """The same of the box that this one replaced: what `former_box` had deposited beyond the copy that this one began with."""

    former_box: bytes
    first: int
    last: int
    readable: int


class CopyTargetChanged(DistrictEvent, frozen=True, kw_only=True, tag="copy-target-1"):
    """The copy of this record lies elsewhere from now on, by the replica's word; nowhere, where `kind` is empty."""

    kind: str
    where: str


class CopyDrilled(DistrictEvent, frozen=True, kw_only=True, tag="copy-drilled-1"):
    """The copy was restored for trial up to entry `up_to`, whose `digest` was compared with this record; what was wrong is in `says`."""

    up_to: int
    digest: bytes
    ok: bool
    says: str
    took_ms: int


class CopyOverwritten(DistrictEvent, frozen=True, kw_only=True, tag="copy-overwritten-1"):
    """By the replica's word the copy there has no key any more that a certificate up to entry `up_to` names. `survives`: places nobody
    could reach, where an older copy may have them still.
    """

    up_to: int
    kind: str
    where: str
    survives: tuple[str, ...] = ()


class RecoveryKeySet(DistrictEvent, frozen=True, kw_only=True, tag="recovery-key-1"):
    """What a new box needs is sealed for the recovery phrase with this public half from now on, in place of any before it."""

    by: str
    public: bytes


class RecoveryChecked(DistrictEvent, frozen=True, kw_only=True, tag="recovery-checked-1"):
    """Somebody typed the recovery phrase, and it was the one, or it was not."""

    by: str
    right: bool


class SuccessionKeyNamed(DistrictEvent, frozen=True, kw_only=True, tag="succession-key-1"):
    """Whoever has the private half of this key, which lies in the recovery bundle alone, names the box that follows this one."""

    public: bytes


class BoxReplaced(DistrictEvent, frozen=True, kw_only=True, tag="box-replaced-1"):
    """This box goes on in place of `former_box`, whose record it has up to entry `number` of that `digest`, written in `epoch`.

    `copy_ms`: how old what it began with was, by the wall clock, since the Unix epoch. `used_before`: another new box began with the same
    copy. `statement`, `key` and `signature`: the succession, signed with the key that the former box named; empty where there was none.
    """

    former_box: bytes
    former_device_key: bytes
    epoch: bytes
    number: int
    digest: bytes
    copy_ms: int
    way: RestoredBy
    used_before: bool
    statement: bytes = b""
    key: bytes = b""
    signature: bytes = b""


type StatementEvent = OfficeTrusted | NoticeTaken | ReceiptTaken | StreamOpened | TailBroughtBack | BeyondBroughtBack
"""What the district and its safety office said, verified."""


type RecoveryEvent = (
    CopyTargetChanged
    | CopyDrilled
    | CopyOverwritten
    | RecoveryKeySet
    | RecoveryChecked
    | SuccessionKeyNamed
    | BoxReplaced
)
"""Where the copy of the record lies, who could open what a new box needs, and which box this one replaced."""


type AnyDistrictEvent = (
    OfficeTrusted
    | NoticeTaken
    | ReceiptTaken
    | StreamOpened
    | TailBroughtBack
    | BeyondBroughtBack
    | CopyTargetChanged
    | CopyDrilled
    | CopyOverwritten
    | RecoveryKeySet
    | RecoveryChecked
    | SuccessionKeyNamed
    | BoxReplaced
)
