"""Tells what is known of the district and its safety office: what was recorded, and what was heard since the start. Pure.

Knows no signature: the code that hands in a command (`appliance.district`) has verified every word of it before.
"""

from collections.abc import Mapping

import msgspec

from appliance.core.district.commands import (
    NameNoticesKey,
    NoteForgetting,
    NoteLesson,
    NoteOpened,
    NoteReceipt,
    NoteTail,
    OfDistrict,
    TakeNotice,
    TrustOffice,
)
from appliance.core.district.events import (
    Announced,
    BeyondBroughtBack,
    ForgettingAnnounced,
    LessonAnswered,
    NoticesKeyNamed,
    NoticeTaken,
    OfficeTrusted,
    ReceiptTaken,
    StatementEvent,
    StreamOpened,
    TailBroughtBack,
)
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection

# the uplink speaks at least every 30 s; after three missed times, nothing is known of the line
SILENT_AFTER_MS = 90_000


class Known(msgspec.Struct, frozen=True):
    """What the record says. `root` is the SHA-256 of the safety office's root key, empty while none is trusted.

    `notices`: type → the newest notice. `opened`: stream → the entry up to which the office opened it; kept until the stream is
    forgotten. `announced`: what stands on the morning check as what will be forgotten here.
    """

    root: bytes = b""
    trusted: Moment | None = None
    notices: Mapping[int, NoticeTaken] = {}
    receipt: ReceiptTaken | None = None
    opened: Mapping[bytes, int] = {}
    announced: tuple[Announced, ...] = ()
    lessons: Mapping[bytes, LessonAnswered] = {}
    """Id of a lesson → what was said of it here last."""
    notices_key: bytes = b""
    """The key that this building named to its safety office, empty before it did."""

    @property
    def countersigned(self) -> int:
        """The newest number of a recorded receipt; 0 before the first."""
        return self.receipt.number if self.receipt is not None else 0


class HeardOfDistrict(msgspec.Struct):
    """Facts that are not worth an entry each time. Numbers and times come from verified receipts; the rest is the uplink's word.

    `held` are entries that the district has before older ones have arrived. `reachable` is None before the uplink has said anything.
    """

    countersigned: int = 0
    received_ms: int = 0
    held: set[int] = set()
    opened_overdue: int = 0
    reachable: bool | None = None
    since_ms: int = 0
    """The time (mono_ms) since which the state of the line has not changed; the start of the epoch if nothing was heard yet."""
    heard_ms: int = 0
    why: str = ""
    sent: int = 0
    head_state: str = ""
    certificate_until_ms: int = 0
    building_name: str = ""
    """What the district calls this building; empty if it did not say."""
    server: str = ""
    """The server with which this box is enrolled, by the uplink's word."""

    def newest(self, known: Known) -> tuple[int, int]:
        """Give number and time (ms since the Unix epoch, by the district's clock) of the newest verified receipt; zeros before the
        first.
        """
        receipt = known.receipt
        if receipt is None or self.countersigned > receipt.number:
            return self.countersigned, self.received_ms
        return receipt.number, receipt.received_ms

    def forget_receipts(self) -> None:
        """Forget receipts because another district takes over: what the former one has says nothing of the new one."""
        self.countersigned = self.received_ms = 0
        self.held.clear()

    def uplink_silent(self, now: Moment) -> bool:
        """Whether the uplink has said nothing for so long that its last word does not count any more."""
        return self.reachable is None or now.mono_ms - self.heard_ms >= SILENT_AFTER_MS

    def down_since(self, now: Moment) -> int | None:
        """Tell since when (mono_ms) there is no line, or no uplink that would know of one; None while there is a line."""
        if self.uplink_silent(now):
            return self.heard_ms
        return None if self.reachable else self.since_ms


def note(known: Known, command: OfDistrict) -> list[StatementEvent] | Rejection:
    """Give the entry for a command, or the refusal that it is no news. An older notice, receipt or mark changes nothing."""
    match command:
        case TrustOffice():
            return _unless(command.root == known.root, OfficeTrusted(by=command.by, root=command.root))
        case TakeNotice():
            newest = known.notices.get(command.notice.about)
            return _unless(newest is not None and newest.version >= command.notice.version, command.notice)
        case NoteReceipt():
            return _unless(known.countersigned >= command.receipt.number, command.receipt)
        case NoteOpened():
            return _unless(known.opened.get(command.opened.stream, 0) >= command.opened.number, command.opened)
        case NoteForgetting():
            return _unless(known.announced == command.announced.listed, command.announced)
        case NoteLesson():
            return _unless(known.lessons.get(command.answered.lesson) == command.answered, command.answered)
        case NameNoticesKey():
            return _unless(known.notices_key == command.named.public, command.named)
        case NoteTail():
            return [command.brought_back]


def after(known: Known, event: StatementEvent, at: Moment) -> Known:
    """Give what is known after an event. With another safety office, nothing that the former one said holds any more.

    Its district's receipts do not hold either: they say what another server has, and the new one has nothing yet.
    """
    match event:
        case OfficeTrusted():
            return Known(root=event.root, trusted=at)
        case NoticeTaken():
            return msgspec.structs.replace(known, notices={**known.notices, event.about: event})
        case ReceiptTaken():
            return msgspec.structs.replace(known, receipt=event)
        case StreamOpened():
            return msgspec.structs.replace(known, opened={**known.opened, event.stream: event.number})
        case ForgettingAnnounced():
            return msgspec.structs.replace(known, announced=event.listed)
        case LessonAnswered():
            return msgspec.structs.replace(known, lessons={**known.lessons, event.lesson: event})
        case NoticesKeyNamed():
            return msgspec.structs.replace(known, notices_key=event.public)
        case TailBroughtBack() | BeyondBroughtBack():
            return known


def _unless(old: bool, event: StatementEvent) -> list[StatementEvent] | Rejection:
    return Rejection.NO_NEWS if old else [event]
