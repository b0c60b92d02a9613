"""Answers a replica as a box does, over a record of `entries.py`: the daemon's side of `appliance/api/feed/copy.py`."""

from appliance.api.feed.copy import (
    AskBundle,
    AskWraps,
    BundleGiven,
    CopiedEntry,
    CopiedWrap,
    CopyHeard,
    CopyItems,
    CopyState,
    FollowCopy,
    KeptWraps,
    TellCopy,
)
from appliance.envelope.format import entry_digest, head_statement, unpack_header
from tests.sync.entries import Record

PAGE = 50  # wraps in an answer: so few that there are several answers


class CopySide:
    """The side of the box. `dropped` are the key entries whose wraps are not needed any more. `told` is every CopyState,
    the newest last.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.version = 1
        self.dropped: set[int] = set()
        self.gone: list[tuple[bytes, int]] = []
        self.bundle: tuple[int, bytes] = (0, b"")
        self.bundle_says = ""
        self.told: list[CopyState] = []
        self.wants = ""

    def drops(self, *numbers: int) -> None:
        """Forget the wraps of these key entries, and their keys."""
        self.dropped |= {*numbers}
        self.gone += [(self.record.wraps[each].stream, self.record.wraps[each].key_no) for each in numbers]
        self.version += 1

    def wraps(self) -> list[CopiedWrap]:
        """Give all wraps that a copy should have."""
        kept = [
            CopiedWrap(
                number=each.number, stream=each.stream, key_no=each.key_no, recipient=each.recipient, wrap=each.wrap
            )
            for each in self.record.wraps.values()
            if each.number not in self.dropped
        ]
        return sorted(kept, key=lambda each: each.place)

    def items(self, asked: FollowCopy) -> CopyItems:
        """Give the items, with a head signed for the last of them, as the daemon does."""
        record = self.record
        entries, _ = record.between(asked.after, asked.limit)
        last = entries[-1].entry if entries else record.entries[-1]
        header = unpack_header(last)
        said = head_statement(record.building, record.box, header.epoch, header.number, entry_digest(last))
        first = entries[0].number if entries else record.head + 1
        return CopyItems(
            request=asked.request,
            head=record.head,
            entries=tuple(CopiedEntry(number=each.number, entry=each.entry) for each in entries),
            wraps=tuple(each for each in self.wraps() if first <= each.number <= header.number),
            version=self.version,
            bundle_serial=self.bundle[0],
            countersigned=0,
            statement=said,
            signature=record.device.sign(said),
            device_key=record.device.public_key().public_bytes_raw(),
        )

    def answer(self, asked: AskWraps | AskBundle | TellCopy) -> KeptWraps | BundleGiven | CopyHeard:
        """Answer at once; a question that follows waits in the feed."""
        match asked:
            case AskWraps():
                left = [each for each in self.wraps() if each.place > asked.after]
                more = len(left) > PAGE
                gone = () if more else tuple(self.gone)
                page = tuple(left[:PAGE])
                return KeptWraps(request=asked.request, version=self.version, wraps=page, gone=gone, more=more)
            case AskBundle():
                return BundleGiven(
                    request=asked.request, serial=self.bundle[0], sealed=self.bundle[1], says=self.bundle_says
                )
            case TellCopy():
                self.told.append(asked.state)
                wanted, self.wants = self.wants, ""
                return CopyHeard(request=asked.request, wanted=wanted)
