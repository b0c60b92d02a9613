"""Keeps the index of what was opened: one sealed line for each incident, folded from its facts. Shows nothing."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from appliance.core.board import Board
from appliance.core.calls.by_voice.place_said import place_said
from appliance.core.calls.events import (
    ActUndone,
    CallLocated,
    CallMadeReal,
    CallRaised,
    CallRaisedElsewhere,
    FirstCall,
    RecordOpened,
    ReopenedByPress,
    StoodDown,
)
from appliance.core.district.events import LessonAnswered, NoticesKeyNamed, NoticeTaken, ReceiptTaken, StreamOpened
from appliance.core.events import Event
from appliance.core.exercises.events import ExerciseEnded
from appliance.core.ground.events import ExerciseSetEvent, HouseEvent, PlanAdopted
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.core.ground.words import DeskAct, ExerciseEnd
from appliance.envelope.building_name import differ
from appliance.plan import model
from appliance.plan.document import PlanDocumentError, from_document
from appliance.plan.ids import RoomId
from appliance.plan.index import PlanIndex
from appliance.record.derived import kind_after
from appliance.record.events import RecordMoved, is_live
from sync.office import sealing_for
from sync.office.chain import ASIDE
from sync.office.exercises import of_buildings
from sync.office.lessons import answers_of_buildings, keys_of_buildings
from sync.office.opening import Opener, Told
from sync.office.store import NUMBER_MAX, Doubt, Kind, Store
from sync.transport.line import printable

# How many entries of one page's incidents are read again to fold the incidents anew. An incident has a dozen; a night of a broken contact
# has 1,500. Of a longer incident only the new facts are folded upon the list's line, in the order in which they come: a box that writes on
# and on must not keep others waiting.
FOLDED_MAX = 5_000


class Incident(msgspec.Struct, frozen=True, array_like=True, tag="incident-1"):
    """What a list says of an incident. `kind` and `status` as in the record; `practice`: it was a drill."""

    incident: str
    number: int
    room: str | None
    kind: str
    wall_ms: int
    open: bool
    practice: bool
    status: str
    elsewhere: Place | None = None

    @property
    def place(self) -> Place:
        """Where it was: in its room, or elsewhere."""
        return self.elsewhere or Place(room=None if self.room is None else RoomId(self.room))


class Found(msgspec.Struct, frozen=True):
    """An incident and where its record lies."""

    building: bytes
    stream: bytes
    incident: Incident


def refresh(
    store: Store, opener: Opener, building: bytes, streams: Mapping[bytes, Collection[int]], now_ms: int
) -> None:
    """Read what can now be read of these streams with the data keys of these numbers, and bring the index up to date."""
    left = FOLDED_MAX
    for stream, keys in streams.items():
        _know_stream(store, building, stream)
        told = opener.read(building, stream, keys, now_ms)
        house = [(box, each) for box, each in told if isinstance(each.event, HouseEvent)]
        for box, each in house:
            if _counts_on(each.event):
                _take_house(store, building, box, each)
            else:
                says = f"Entry {each.number:,} of box {box.hex()[:8]} names an entry with an impossible number."
                store.doubt(Doubt(building, box, each.number, Kind.CONTENT, says), now_ms)
        if house:
            store.run("UPDATE stream SET house = 1 WHERE building = ? AND stream = ?", building, stream)
        elif not _is_house(store, building, stream):
            length = _length(store, building, stream, left)
            if length <= left:
                left -= length
                incident = folded(opener.facts(building, stream))
            else:
                incident = folded((each for _, each in told), _indexed(store, building, stream))
            _index(store, building, stream, incident)


def listed(store: Store, *, building: bytes | None = None, only_open: bool = False, since_ms: int = 0) -> list[Found]:
    """List incidents, newest first. An incident of the time `since_ms` was received later, so the time of receipt narrows the search."""
    rows = store.all(
        "SELECT building, stream, sealed FROM stream WHERE sealed IS NOT NULL AND received_ms >= ?"
        " AND (? IS NULL OR building = ?) AND (open = 1 OR NOT ?) ORDER BY received_ms DESC",
        *(since_ms, building, building, only_open),
    )
    found = _found(store, rows)
    return sorted((each for each in found if each.incident.wall_ms >= since_ms), key=_when, reverse=True)


def open_among(store: Store, building: bytes, streams: Iterable[bytes]) -> list[Found]:
    """Give the open incidents among these streams, newest first."""
    query = "SELECT building, stream, sealed FROM stream WHERE building = ? AND stream = ? AND open = 1 AND sealed IS NOT NULL"
    rows = [row for stream in streams for row in store.all(query, building, stream)]
    return sorted(_found(store, rows), key=_when, reverse=True)


def open_streams(store: Store, building: bytes) -> list[bytes]:
    """Give the streams of open incidents."""
    return [stream for (stream,) in store.all("SELECT stream FROM stream WHERE building = ? AND open = 1", building)]


def by_number(store: Store, building: bytes, number: int) -> Found | None:
    """Give the newest incident with this number."""
    rows = store.all(
        "SELECT building, stream, sealed FROM stream WHERE tag = ? ORDER BY received_ms DESC LIMIT 1",
        store.tag(building, str(number).encode()),
    )
    return next(iter(_found(store, rows)), None)


def plan_of(store: Store, opener: Opener, building: bytes) -> PlanIndex:
    """Give the building's newest adopted plan; an empty one where none was opened yet: then everything is named by its id."""
    row = store.one(
        "SELECT e.entry, e.stream FROM building b JOIN entry e ON e.box = b.plan_box AND e.number = b.plan AND e.chained != ?"
        " WHERE b.building = ?",
        *(ASIDE, building),
    )
    if row is not None and (told := _reopened(opener, building, *row)) is not None:
        event = told.event
        if isinstance(event, PlanAdopted):
            try:
                return PlanIndex(from_document(event.document))
            except PlanDocumentError:
                pass  # a plan of a later Handbell: ids are better than nothing
    return Board.empty().index


def name_of(store: Store, building: bytes) -> str:
    """Give the building's name as the district lists it, or its id where it is not listed."""
    row = store.one("SELECT named FROM building WHERE building = ?", building)
    named = None if row is None else store.unsealed(row[0], b"building", building)
    return building.hex() if named is None else printable(named.decode())


def buildings(store: Store) -> dict[bytes, str]:
    """Give every building's name."""
    return {each: name_of(store, each) for (each,) in store.all("SELECT building FROM building ORDER BY building")}


def both_names(plan: str, district: str) -> str:
    """Give the name on the district's list, and the plan's name too where they differ much: help must go where the school is."""
    return f"{district} (ITS PLAN: {plan})" if differ(plan, district) else district


def called(store: Store, opener: Opener, building: bytes) -> str:
    """Give both names of a building, as they are known here."""
    return both_names(plan_of(store, opener, building).plan_name, name_of(store, building))


def plan_names(store: Store, opener: Opener) -> dict[bytes, str]:
    """Give what each building's own plan calls it, where that plan was opened."""
    found = {each: plan_of(store, opener, each).plan_name for each in buildings(store)}
    return {each: name for each, name in found.items() if name}


def _when(found: Found) -> int:
    return found.incident.wall_ms


def _reopened(opener: Opener, building: bytes, entry: bytes, stream: bytes) -> Told | None:
    return next(iter(opener.facts_in(building, stream, [entry])), None)


def _found(store: Store, rows: Iterable[tuple[bytes, bytes, bytes]]) -> list[Found]:
    """Give the incidents of these rows of building, stream and sealed line. Damaged rows are left out."""
    found = []
    for building, stream, sealed in rows:
        line = store.unsealed(sealed, b"incident", building, stream)
        if line is not None:
            found.append(Found(building, stream, msgspec.msgpack.decode(line, type=Incident)))
    return found


def _know_stream(store: Store, building: bytes, stream: bytes) -> None:
    store.run(
        "INSERT OR IGNORE INTO stream (building, stream, box, first, received_ms)"
        " SELECT building, stream, box, number, received_ms FROM entry WHERE building = ? AND stream = ? ORDER BY number LIMIT 1",
        *(building, stream),
    )


def _is_house(store: Store, building: bytes, stream: bytes) -> bool:
    row = store.one("SELECT house FROM stream WHERE building = ? AND stream = ?", building, stream)
    return row is not None and bool(row[0])


def _counts_on(event: object) -> bool:
    """Whether the entry that an event names, if it names one, has a possible number."""
    return not isinstance(event, ReceiptTaken | StreamOpened) or 0 <= event.number <= NUMBER_MAX


def _take_house(store: Store, building: bytes, box: bytes, told: Told) -> None:
    match told.event:
        case PlanAdopted():
            store.run(
                "UPDATE building SET plan = ?, plan_box = ? WHERE building = ? AND (plan < ? OR plan_box != ?)",
                *(told.number, box, building, told.number, box),
            )
        case ExerciseSetEvent() | ExerciseEnded(how=ExerciseEnd.DONE):
            of_buildings.take(store, building, box, told.number, told.at, told.event)
        case NoticeTaken():
            sealing_for.take(store, building, told.event)
        case LessonAnswered():
            answers_of_buildings.take(store, building, told.number, told.event)
        case NoticesKeyNamed():
            keys_of_buildings.take(store, building, box, told.number, told.event)
        case ReceiptTaken(number=number):
            store.run("UPDATE box SET shown = max(shown, ?) WHERE box = ?", number, box)
        case StreamOpened(stream=stream, number=number):
            store.run(
                "UPDATE opened SET taken = 1 WHERE building = ? AND stream = ? AND last <= ?", building, stream, number
            )
        case _:
            pass


def _length(store: Store, building: bytes, stream: bytes, most: int) -> int:
    """Count the entries of a stream, up to one more than `most`: beyond that, the exact number does not matter."""
    query = "SELECT count(*) FROM (SELECT 1 FROM entry WHERE building = ? AND stream = ? LIMIT ?)"
    return int((store.one(query, building, stream, most + 1) or (0,))[0])


def _indexed(store: Store, building: bytes, stream: bytes) -> Incident | None:
    """Give what the list says of an incident so far."""
    rows = store.all(
        "SELECT building, stream, sealed FROM stream WHERE building = ? AND stream = ? AND sealed IS NOT NULL",
        *(building, stream),
    )
    return next((each.incident for each in _found(store, rows)), None)


def _index(store: Store, building: bytes, stream: bytes, incident: Incident | None) -> None:
    if incident is None:
        store.run(  # the incident was listed before, and is in no record any more
            "UPDATE stream SET open = 0, tag = NULL, sealed = NULL WHERE building = ? AND stream = ? AND NOT EXISTS"
            " (SELECT 1 FROM entry e WHERE e.building = stream.building AND e.stream = stream.stream AND e.chained != ?)",
            *(building, stream, ASIDE),
        )
        return
    store.run(
        "UPDATE stream SET open = ?, tag = ?, sealed = ?, owed = 1 WHERE building = ? AND stream = ?",
        incident.open,
        store.tag(building, str(incident.number).encode()),
        store.seal(msgspec.msgpack.encode(incident), b"incident", building, stream),
        building,
        stream,
    )


def folded(facts: Iterable[Told], found: Incident | None = None) -> Incident | None:
    """Fold these facts into what a list says of an incident, beginning from `found`. None before its first fact is known."""
    live: list[tuple[Moment, Event]] = []
    begun: FirstCall | None = None
    for _, at, event in facts:
        if is_live(event):
            live.append((at, event))
        match event:
            case CallRaised() | CallRaisedElsewhere():
                begun = event
                found = _begun(event, at.wall_ms, is_open=True, practice=event.drill is not None)
            case RecordOpened():
                found = _begun(event, event.occurred_ms or at.wall_ms, is_open=False, practice=False)
            case _ if found is not None:
                found = _after(found, event)
            case _:
                pass
    if found is not None and begun is not None:
        found = _placed(found, place_said(begun, (event for _, event in live)))
    return found and msgspec.structs.replace(found, kind=kind_after(model.Kind(found.kind), live).value)


def _begun(event: FirstCall | RecordOpened, wall_ms: int, *, is_open: bool, practice: bool) -> Incident:
    place = event.place
    elsewhere = place if place.room is None else None
    return Incident(
        event.incident, event.number, place.room, event.kind, wall_ms, is_open, practice, "draft", elsewhere
    )


def _placed(found: Incident, place: Place) -> Incident:
    return msgspec.structs.replace(found, room=place.room, elsewhere=place if place.room is None else None)


def _after(found: Incident, event: object) -> Incident:
    match event:
        case StoodDown():
            return msgspec.structs.replace(found, open=False)
        case ActUndone(undone=DeskAct.STOOD_DOWN) | ReopenedByPress():
            return msgspec.structs.replace(found, open=True)
        case CallLocated(place=place):
            return _placed(found, place)
        case ActUndone(undone=DeskAct.LOCATED):
            return _placed(found, Place())  # what was known before is read with the whole incident
        case CallMadeReal():
            return msgspec.structs.replace(found, practice=False)
        case RecordMoved(to=status):
            return msgspec.structs.replace(found, status=status)
        case _:
            return found
