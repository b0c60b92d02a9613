"""What is asked about the district, the copy of the record and the recovery phrase. Pure values."""

from appliance.core.district.events import (
    BeyondBroughtBack,
    NoticeTaken,
    ReceiptTaken,
    RecoveryEvent,
    StreamOpened,
    TailBroughtBack,
)
from appliance.core.ground.commands import DistrictCommand


class TrustOffice(DistrictCommand, frozen=True, kw_only=True, tag="trust-office"):
    """Believe the safety office whose root key has this SHA-256. `by` says who decided that: the seed, or an administrator."""

    by: str
    root: bytes


class TakeNotice(DistrictCommand, frozen=True, kw_only=True, tag="take-notice"):
    """A notice of the safety office, verified."""

    notice: NoticeTaken


class NoteReceipt(DistrictCommand, frozen=True, kw_only=True, tag="note-receipt"):
    """A receipt of the district, verified and worth an entry."""

    receipt: ReceiptTaken


class NoteOpened(DistrictCommand, frozen=True, kw_only=True, tag="note-opened"):
    """The safety office's word that it opened a stream, verified."""

    opened: StreamOpened


class NoteTail(DistrictCommand, frozen=True, kw_only=True, tag="note-tail"):
    """What this record lost was brought back from the district, and hangs together."""

    brought_back: TailBroughtBack | BeyondBroughtBack


class NoteRecovery(DistrictCommand, frozen=True, kw_only=True, tag="note-recovery"):
    """About the copy of the record, or about what would open it; what is known already is no news."""

    fact: RecoveryEvent


type OfDistrict = TrustOffice | TakeNotice | NoteReceipt | NoteOpened | NoteTail
"""What `appliance.district` has verified."""


type AnyDistrictCommand = OfDistrict | NoteRecovery
"""All that was verified, or is known of the copy."""
