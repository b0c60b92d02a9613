"""What the look-up tables would say of entries that were copied from another box, told anew from those that open. Writes nothing.

What stands may have been taken down by an entry that nobody can open any more: the copy has the keys of what stands, not of what ended it.
Where that can be, only what is safer to have than to lose stays up (`_stays_in_doubt`).
"""

from collections.abc import Mapping

import msgspec

from appliance.core import standing
from appliance.core.building.events import CheckInStarted, ResponseStarted, RoomMarked, SafePressed
from appliance.core.calls.closing import open_after
from appliance.core.calls.events import FirstCall, RecordOpened, StoodDown
from appliance.core.devices.events import ButtonOutOfService, ButtonsTakenOver, TroubleRaised, TroubleShelved
from appliance.core.devices.rank import highest_rank
from appliance.core.district.events import NoticeTaken
from appliance.core.events import Event
from appliance.core.ground.events import EpochStarted, IncidentEvent
from appliance.core.ground.place import Place
from appliance.core.ground.stands import Stands
from appliance.core.ground.words import Counting
from appliance.core.people.events import OperatorSignedIn
from appliance.core.practice.events import DrillPlanned, DrillStarted, WalkTestArmed
from appliance.envelope import format as layout
from appliance.envelope.opening import OpenError, open_entry
from appliance.envelope.seal import DataKey
from appliance.logbook.batch import Fact
from appliance.logbook.chain import Stream
from appliance.plan.ids import IncidentId
from appliance.record import codec
from appliance.record.events import KeysDestroyed, RecordMoved, is_live
from appliance.record.words import Klass, Status


class Retelling(msgspec.Struct):
    """One incident. `unfinished`: its record is owed."""

    incident: IncidentId
    place: Place
    stream: Stream
    is_open: bool = False
    unfinished: bool = False
    said_again: list[int] = []


class Retold:
    """Hand it every entry in order with `take`; then the tables are told."""

    def __init__(self, keys: Mapping[tuple[bytes, int], DataKey]) -> None:
        self.incidents: dict[IncidentId, Retelling] = {}
        self.counts: dict[Counting, int] = {}
        self.certificates: list[tuple[IncidentId, int]] = []
        self.destroyed: set[tuple[bytes, Klass]] = set()
        """Streams and classes of which a certificate says that their keys are gone."""
        self.notices: list[NoticeTaken] = []
        self.newest_ms = 0
        """When the newest entry that opens happened, by the former box's wall clock."""
        self.rank = self.calls = self.unread = 0
        self.has_plan = False
        self._keys = keys
        self._first: dict[bytes, int] = {}
        self._unread_of: dict[bytes, int] = {}
        self._house: set[bytes] = set()
        self._stands: dict[str, tuple[int, Event]] = {}

    def take(self, number: int, entry: bytes) -> None:
        """The next entry. One that does not open is counted, and hides no other."""
        header = layout.whole_header(entry)
        self._first.setdefault(header.stream, number)
        key = self._keys.get((header.stream, header.key_no))
        try:
            plaintext = open_entry(entry, key) if key is not None else b""
            fact = Fact(*codec.decode(plaintext[1:])) if plaintext[:1] == layout.FACT else None
        except (OpenError, layout.FormatError, codec.CodecError):
            plaintext, fact = b"", None
        if not plaintext:
            self.unread += 1
            self._unread_of[header.stream] = number
        if fact is not None:
            self.newest_ms = max(self.newest_ms, fact.at.wall_ms)
            self._hear(number, header.stream, fact)

    @property
    def standing(self) -> dict[str, int]:
        """What stands: its key, the entry. Never the former box's start: it is over, and its stream is not this box's to write to."""
        doubtful_up_to = max((self._unread_of.get(stream, 0) for stream in self._house), default=0)
        stands = {
            key: (number, event)
            for key, (number, event) in self._stands.items()
            if not isinstance(event, EpochStarted | ButtonsTakenOver)
            and (number > doubtful_up_to or _stays_in_doubt(event))
        }
        if "check-in" not in stands:
            stands = {key: told for key, told in stands.items() if not isinstance(told[1], RoomMarked | SafePressed)}
        return {key: number for key, (number, _) in stands.items()}

    def has(self, stream: bytes) -> bool:
        """Whether there is an entry of this stream."""
        return stream in self._first

    def begun_after(self, number: int) -> int:
        """How many streams begin above this entry: so many calls may have been numbered since, read or not."""
        return sum(first > number for first in self._first.values())

    def _hear(self, number: int, stream: bytes, fact: Fact) -> None:
        event = fact.event
        if isinstance(event, FirstCall | RecordOpened):
            begun = Stream(stream, self._first[stream], 0)
            owed = isinstance(event, RecordOpened)
            self.incidents[event.incident] = Retelling(event.incident, event.place, begun, unfinished=owed)
        if isinstance(event, KeysDestroyed):
            self._house.add(stream)
            self.certificates.append((event.incident, number))
            if (known := self.incidents.get(event.incident)) is not None:
                self.destroyed |= {(known.stream.stream, klass) for klass in event.classes}
        elif isinstance(event, IncidentEvent) or not is_live(event):
            known = self.incidents.get(event.incident)
            if known is not None and known.stream.stream == stream:
                _hear_of(known, number, event)
        else:
            self._house.add(stream)
            self._hear_of_house(number, event)
        if is_live(event):
            self.rank = max(self.rank, highest_rank([event]))
            if isinstance(event, FirstCall):
                self.calls = max(self.calls, event.number)
            if (counted := standing.counter_of(event)) is not None:
                self.counts[counted[0]] = max(counted[1], self.counts.get(counted[0], 0))

    def _hear_of_house(self, number: int, event: Event) -> None:
        if isinstance(event, EpochStarted):
            self.calls = max(self.calls, event.calls_so_far)
        elif isinstance(event, NoticeTaken):
            self.notices.append(event)
        for change in standing.changes(event):
            if isinstance(change, Stands):
                self._stands[change.key] = number, event
            else:
                self._stands.pop(change.key, None)


def _hear_of(known: Retelling, number: int, event: object) -> None:
    stream = known.stream
    stream.heard(event)  # type: ignore[arg-type]
    if (before := stream.said_before(number, event)) is not None:  # type: ignore[arg-type]
        known.said_again.append(before)
    known.is_open = open_after(event, before=known.is_open)
    if isinstance(event, StoodDown):
        known.unfinished = stream.owes_record
    elif isinstance(event, RecordMoved) and event.to is Status.REVIEWED:
        known.unfinished = False


def _stays_in_doubt(event: Event) -> bool:
    """Whether it is better told though it may be over. A building's response that is over is ended by one key; one that was forgotten is
    not known to anybody. A trouble is found again where it is one, who sits at a desk signs in, and practice never outlives a doubt.
    """
    match event:
        case ResponseStarted() | CheckInStarted():
            return event.drill is None
        case (
            TroubleRaised()
            | TroubleShelved()
            | OperatorSignedIn()
            | WalkTestArmed()
            | ButtonOutOfService()
            | DrillStarted()
            | DrillPlanned()
        ):
            return False
        case _:
            return True
