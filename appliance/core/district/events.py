"""Defines what is recorded about the district and its safety office, the place of the copy, and the box that this one replaces. Recorded
for ever.
"""

import enum

import msgspec

from appliance.core.ground.events import DistrictEvent
from appliance.core.ground.words import (
    RestoredBy,
)
from appliance.plan.ids import IncidentId


class OfficeTrusted(DistrictEvent, frozen=True, kw_only=True, tag="office-trusted-1"):
    """From now on this box believes the safety office whose root key has this SHA-256, in place of any before it."""

    by: str
    root: bytes


class NoticeTaken(DistrictEvent, frozen=True, kw_only=True, tag="notice-taken-1"):
    """A verified notice of the safety office (`appliance.envelope.statements`), whole, with the root key and its signature. `about` is
    the number of its type.
    """

    about: int
    version: int
    statement: bytes
    key: bytes
    signature: bytes


class ReceiptTaken(DistrictEvent, frozen=True, kw_only=True, tag="countersigned-1"):
    """The district countersigned the record up to entry `number`.

    `received_ms` counts since the Unix epoch, by the district's clock. Not every receipt becomes an entry
    (`appliance.district.receipts`).
    """

    number: int
    received_ms: int
    statement: bytes
    key: bytes
    signature: bytes


class StreamOpened(DistrictEvent, frozen=True, kw_only=True, tag="opened-1"):
    """The safety office opened and checked a stream up to its entry `number`. `appliance.record.forgetting` says what else has to
    hold before the box forgets anything.
    """

    stream: bytes
    number: int
    statement: bytes
    key: bytes
    signature: bytes


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """One record that will be forgotten here, as the safety office opened all of it up to its entry `last`. It stands on the morning check
    since `since_ms`, and did so on this many `days`, the last of them at `newest_ms`; both times are of the wall clock.
    """

    incident: IncidentId
    last: int
    since_ms: int
    days: int
    newest_ms: int


class ForgettingAnnounced(DistrictEvent, frozen=True, kw_only=True, tag="forgetting-announced-1"):
    """From now on these records stand on the morning check as the ones that will be forgotten here, in place of all before. Recorded once
    a day as long as there are any.
    """

    listed: tuple[Announced, ...]


class LessonSaid(enum.StrEnum):
    """What a building says of a lesson that the safety office told it."""

    DONE_HERE = "done-here"
    NOT_FOR_US = "not-for-us"
    BY_WHEN = "by-when"
    """It will be done by a day that is named."""


class LessonAnswered(DistrictEvent, frozen=True, kw_only=True, tag="lesson-answered-1"):
    """An administrator said what becomes of a lesson here, in place of what was said before. `lesson` is its id, 16 bytes. `until` is a day
    as 2026-12-15, empty but for BY_WHEN. `by` is the administrator's name.
    """

    lesson: bytes
    said: LessonSaid
    until: str = ""
    by: str = ""


class NoticesKeyNamed(DistrictEvent, frozen=True, kw_only=True, tag="notices-key-1"):
    """For this key (MLKEM768-X25519, 1,216 bytes) the safety office seals what it tells this building, in place of any key before it."""

    public: bytes


class TailBroughtBack(DistrictEvent, frozen=True, kw_only=True, tag="tail-brought-back-1"):
    """Entries `first` to `last` of this box, which its own record lost, were brought back from the district and are kept beside it.

    They are chained to this record, and to the entry that the district signed for. `readable` says how many open with a key that is
    still here.
    """

    first: int
    last: int
    readable: int


class BeyondBroughtBack(DistrictEvent, frozen=True, kw_only=True, tag="beyond-brought-back-1"):
    """Entries that `former_box`, which this box replaced, had sent to the district after the copy with which this box began. They were
    brought back in the same way.
    """

    former_box: bytes
    first: int
    last: int
    readable: int


class CopyTargetChanged(DistrictEvent, frozen=True, kw_only=True, tag="copy-target-1"):
    """From now on the copy of this record lies at this place, by the replica's word; nowhere, if `kind` is empty."""

    kind: str
    where: str


class CopyTried(DistrictEvent, frozen=True, kw_only=True, tag="copy-drilled-1"):
    """The copy was restored for trial up to entry `up_to`, whose `digest` was compared with this record. `says` tells what was wrong."""

    up_to: int
    digest: bytes
    ok: bool
    says: str
    took_ms: int


class CopyOverwritten(DistrictEvent, frozen=True, kw_only=True, tag="copy-overwritten-1"):
    """By the replica's word, the copy there has no more keys that are named by a certificate up to entry `up_to`. `survives`: places
    that nobody could reach, where an older copy may still have them.
    """

    up_to: int
    kind: str
    where: str
    survives: tuple[str, ...] = ()


class RecoveryKeySet(DistrictEvent, frozen=True, kw_only=True, tag="recovery-key-1"):
    """From now on, what a new box needs is sealed for the recovery phrase with this public half, in place of any before it."""

    by: str
    public: bytes


class RecoveryChecked(DistrictEvent, frozen=True, kw_only=True, tag="recovery-checked-1"):
    """Somebody typed the recovery phrase; `right` says whether it was the right one."""

    by: str
    right: bool


class SuccessionKeyNamed(DistrictEvent, frozen=True, kw_only=True, tag="succession-key-1"):
    """The private half of this key lies only in the recovery bundle. A person who has it can sign which box follows this one."""

    public: bytes


class BoxReplaced(DistrictEvent, frozen=True, kw_only=True, tag="box-replaced-1"):
    """This box takes the place of `former_box`, whose record it has up to entry `number` with this `digest`, written in `epoch`.
    `copy_ms`: when that record was last written, by the wall clock, since the Unix epoch. `used_before`: another new box began with
    the same copy. `statement`, `key` and `signature`: the succession, signed with the key that the former box named; empty if there
    was none.
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


type StatementEvent = (
    OfficeTrusted
    | NoticeTaken
    | ReceiptTaken
    | StreamOpened
    | ForgettingAnnounced
    | LessonAnswered
    | NoticesKeyNamed
    | TailBroughtBack
    | BeyondBroughtBack
)
"""What the district and its safety office said, verified, and what the box announces because of it."""


type RecoveryEvent = (
    CopyTargetChanged
    | CopyTried
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
    | ForgettingAnnounced
    | LessonAnswered
    | NoticesKeyNamed
    | TailBroughtBack
    | BeyondBroughtBack
    | CopyTargetChanged
    | CopyTried
    | CopyOverwritten
    | RecoveryKeySet
    | RecoveryChecked
    | SuccessionKeyNamed
    | BoxReplaced
)
