"""Defines what can be asked about the district, the copy of the record and the recovery phrase. Pure values."""

from typing import ClassVar

from appliance.core.district.events import (
    BeyondBroughtBack,
    ForgettingAnnounced,
    LessonAnswered,
    NoticesKeyNamed,
    NoticeTaken,
    ReceiptTaken,
    RecoveryEvent,
    StreamOpened,
    TailBroughtBack,
)
from appliance.core.ground.commands import DistrictCommand
from appliance.core.ground.traits import PLAIN, Traits


class TrustOffice(DistrictCommand, frozen=True, kw_only=True, tag="trust-office"):
    """Believe the safety office whose root key has this SHA-256. `by` says who decided it: the seed, or an administrator."""

    traits: ClassVar[Traits] = PLAIN

    by: str
    root: bytes


class TakeNotice(DistrictCommand, frozen=True, kw_only=True, tag="take-notice"):
    """Take a notice of the safety office that was verified."""

    traits: ClassVar[Traits] = PLAIN

    notice: NoticeTaken


class NoteReceipt(DistrictCommand, frozen=True, kw_only=True, tag="note-receipt"):
    """Note a receipt of the district that was verified and is worth an entry."""

    traits: ClassVar[Traits] = PLAIN

    receipt: ReceiptTaken


class NoteOpened(DistrictCommand, frozen=True, kw_only=True, tag="note-opened"):
    """Note the safety office's word that it opened a stream, which was verified."""

    traits: ClassVar[Traits] = PLAIN

    opened: StreamOpened


class NoteForgetting(DistrictCommand, frozen=True, kw_only=True, tag="note-forgetting"):
    """Note which records will be forgotten here, because the safety office opened them and nothing keeps them."""

    traits: ClassVar[Traits] = PLAIN

    announced: ForgettingAnnounced


class NoteLesson(DistrictCommand, frozen=True, kw_only=True, tag="note-lesson"):
    """Note what an administrator said of a lesson of the safety office. The same again is no news."""

    traits: ClassVar[Traits] = PLAIN

    answered: LessonAnswered


class NameNoticesKey(DistrictCommand, frozen=True, kw_only=True, tag="name-notices-key"):
    """Name the key for which the safety office seals what it tells this building. The same again is no news."""

    traits: ClassVar[Traits] = PLAIN

    named: NoticesKeyNamed


class NoteTail(DistrictCommand, frozen=True, kw_only=True, tag="note-tail"):
    """Note that what this record lost was brought back from the district, and that its chain is whole."""

    traits: ClassVar[Traits] = PLAIN

    brought_back: TailBroughtBack | BeyondBroughtBack


class NoteRecovery(DistrictCommand, frozen=True, kw_only=True, tag="note-recovery"):
    """Note a fact about the copy of the record, or about what would open it. A fact that is known already is no news."""

    traits: ClassVar[Traits] = PLAIN

    fact: RecoveryEvent


type OfDistrict = (
    TrustOffice | TakeNotice | NoteReceipt | NoteOpened | NoteForgetting | NoteLesson | NameNoticesKey | NoteTail
)
"""What `appliance.district` has verified, and what follows from it."""


type AnyDistrictCommand = OfDistrict | NoteRecovery
"""Facts that were verified, or that are known of the copy."""
