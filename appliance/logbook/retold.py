"""Works out what the look-up tables would say about entries that were copied from another box, from the entries that open. Writes
nothing. Something that stands may have been ended by an entry that nobody can open any more: the copy has the keys of what stands, not of
what ended it. If that is possible, it stays only if wrongly keeping it is safer than losing it (`_stays_in_doubt`).
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
from appliance.core.exercises.events import ExerciseAnnounced
from appliance.core.ground.events import EpochStarted, IncidentEvent
from appliance.core.ground.place import Place
from appliance.core.ground.stands import Stands
from appliance.core.ground.words import Counting
from appliance.core.people.events import OperatorSignedIn
from appliance.core.practice.events import DrillPlanned, DrillStarted, WalkTestArmed
from appliance.core.room_clear.events import ClassHere, ClassHerePressed, ClearBegan
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
    """Takes every entry in order with `take`; afterwards its fields say what the tables hold."""

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
        """Take the next entry. An entry that does not open is counted, and hides no other."""
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
        """Give what stands: key → entry. The former box's start is left out: it is over, and this box may not write to its stream."""
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
        """Return whether there is an entry of this stream."""
        return stream in self._first

    def begun_after(self, number: int) -> int:
        """Count the streams that begin above this entry: so many calls may have been numbered since, read or not."""
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
    """Return whether it is better to keep this although it may be over. If a building's response is over, one key ends it; if it was
    forgotten, nobody knows of it. Other things need not be kept: a trouble is found again if it persists, people sign in again, and
    practice ends in doubt.
    """
    match event:
        case ResponseStarted() | CheckInStarted() | ClearBegan():
            return event.drill is None
        case (
            TroubleRaised()
            | TroubleShelved()
            | OperatorSignedIn()
            | WalkTestArmed()
            | ButtonOutOfService()
            | DrillStarted()
            | DrillPlanned()
            | ExerciseAnnounced()
            | ClassHere()
            | ClassHerePressed()
        ):
            return False
        case _:
            return True
