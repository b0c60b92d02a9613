"""What is known of the district and its safety office: what was recorded, and what was heard since the start. Pure.

Knows no signature: whoever hands in a command here (`appliance.district`) has verified every word of it before.
"""

from collections.abc import Mapping

import msgspec

from appliance.core.district.commands import (
    NoteOpened,
    NoteReceipt,
    NoteTail,
    OfDistrict,
    TakeNotice,
    TrustOffice,
)
from appliance.core.district.events import (
    BeyondBroughtBack,
    NoticeTaken,
    OfficeTrusted,
    ReceiptTaken,
    StatementEvent,
    StreamOpened,
    TailBroughtBack,
)
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection

SILENT_AFTER_MS = 90_000  # the uplink speaks at least every 30 s; three missed, and nothing is known of the line


class Known(msgspec.Struct, frozen=True):
    """What the record says. `root` is the SHA-256 of the safety office's root key, empty while none is trusted.

    `notices`: type → the newest. `opened`: stream → up to which of its entries the office opened it; kept until it is forgotten.
    """

    root: bytes = b""
    trusted: Moment | None = None
    notices: Mapping[int, NoticeTaken] = {}
    receipt: ReceiptTaken | None = None
    opened: Mapping[bytes, int] = {}

    @property
    def countersigned(self) -> int:
        """The newest number of a recorded receipt, 0 before the first."""
        return self.receipt.number if self.receipt is not None else 0


class HeardOfDistrict(msgspec.Struct):
    """What is not worth an entry each time. Numbers and times come from verified receipts; the rest is the uplink's word.

    `held` are entries the district holds ahead of the backlog. `reachable` is None before the uplink has said anything.
    """

    countersigned: int = 0
    received_ms: int = 0
    held: set[int] = set()
    opened_overdue: int = 0
    reachable: bool | None = None
    since_ms: int = 0
    """Since when (mono_ms) the line is as it is; with nothing heard yet, since the start of the epoch."""
    heard_ms: int = 0
    why: str = ""
    sent: int = 0
    head_state: str = ""
    certificate_until_ms: int = 0
    building_name: str = ""
    """What the district calls this building; empty where it did not say."""
    server: str = ""
    """With which the uplink says that this box is enrolled."""

    def newest(self, known: Known) -> tuple[int, int]:
        """Number and time (ms since the Unix epoch, by the district's clock) of the newest verified receipt; zeros before one."""
        receipt = known.receipt
        if receipt is None or self.countersigned > receipt.number:
            return self.countersigned, self.received_ms
        return receipt.number, receipt.received_ms

    def forget_receipts(self) -> None:
        """Another district: what the one before it has says nothing of this one."""
        self.countersigned = self.received_ms = 0
        self.held.clear()

    def uplink_silent(self, now: Moment) -> bool:
        """Whether the uplink has said nothing for so long that its last word is worth nothing."""
        return self.reachable is None or now.mono_ms - self.heard_ms >= SILENT_AFTER_MS

    def down_since(self, now: Moment) -> int | None:
        """Since when (mono_ms) there is no line, or nobody who would know of one; None while there is."""
        if self.uplink_silent(now):
            return self.heard_ms
        return None if self.reachable else self.since_ms


def note(known: Known, command: OfDistrict) -> list[StatementEvent] | Rejection:
    """The entry of it, or that it is no news. An older notice, receipt or mark changes nothing."""
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
        case NoteTail():
            return [command.brought_back]


def after(known: Known, event: StatementEvent, at: Moment) -> Known:
    """What is known after an event. Another safety office: nothing the one before it said holds any more.

    Its district's receipts neither: they say what another server has, and the new one has nothing yet.
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
        case TailBroughtBack() | BeyondBroughtBack():
            return known


def _unless(old: bool, event: StatementEvent) -> list[StatementEvent] | Rejection:
    return Rejection.NO_NEWS if old else [event]
