"""Keeps the sets of exercises of each building, as its own record shows them, and gives how they stand. Opens nothing, and asks nobody."""

from collections.abc import Iterable
from datetime import date, tzinfo

import msgspec

from appliance.core.exercise_sets.events import AnyExerciseSetEvent, ExerciseScheduled, ExerciseSetAssigned
from appliance.core.exercise_sets.known import Year, after, day_of, why_not_set
from appliance.core.exercises.events import ExerciseEnded
from appliance.core.ground.events import ExerciseSetEvent
from appliance.core.ground.moment import Moment
from appliance.core.ground.stands import Stands
from appliance.core.held.exercises import ExerciseDone
from appliance.core.standing import changes
from appliance.exercises.year import SetStands, year_stands
from appliance.record import codec
from sync.office.store import Store

KEPT_MAX = 1_000
"""Of one building: eight sets, 480 days and 120 exercises that were done are what an honest box has at the most."""
_KEPT = ("exercise-set:", "exercise-day:", "exercise-drill:", "exercised:")


class _Entry(msgspec.Struct, frozen=True, array_like=True, tag="exercises-of-1"):
    """The newest entry under a key, of the record of `box`. One that took the key down is kept too: an older one may come later."""

    box: bytes
    number: int
    at_ms: int
    stands: bool
    entry: bytes

    def is_newer_than(self, other: "_Entry") -> bool:
        """Whether it was written later: by the number in the record of one box, and by the wall clock where another box took its place."""
        return self.number > other.number if self.box == other.box else self.at_ms > other.at_ms


_ENTRIES = msgspec.msgpack.Decoder(dict[str, _Entry])


def take(
    store: Store, building: bytes, box: bytes, number: int, at: Moment, event: AnyExerciseSetEvent | ExerciseEnded
) -> None:
    """Take an entry, whenever it comes. A box may write what it likes: it is believed only about itself."""
    if not _is_sound(event):
        return
    entries, news = _entries(store, building), False
    for change in changes(event):
        known = entries.get(change.key)
        found = _Entry(box, number, at.wall_ms, isinstance(change, Stands), codec.encode(at, event))
        if change.key.startswith(_KEPT) and (known is None or found.is_newer_than(known)):
            entries[change.key] = found
            news = True
    if news:
        newest = sorted(entries.items(), key=lambda each: each[1].number)[-KEPT_MAX:]
        store.keep_setting(_name(building), msgspec.msgpack.encode(dict(newest)))


def stand(store: Store, building: bytes, today: date | None, zone: tzinfo) -> tuple[SetStands, ...]:
    """Give how the sets of this building stand on a day, as far as its record came."""
    year, exercised = Year(), list[ExerciseDone]()
    for at, event in _told(_entries(store, building).values()):
        if isinstance(event, ExerciseSetEvent):
            year = after(year, event, at)
        else:
            exercised.append(ExerciseDone(event.number, event.scenario, 0 if at.week_minute is None else at.wall_ms))
    return year_stands(year, exercised, today, zone)


def assigned_by_office(store: Store, building: bytes) -> dict[str, ExerciseSetAssigned]:
    """Give by their names the sets of the safety office that this building took, each as it recorded it."""
    told = (event for _, event in _told(_entries(store, building).values()))
    return {each.name: each for each in told if isinstance(each, ExerciseSetAssigned) and each.office}


def _told(entries: Iterable[_Entry]) -> Iterable[tuple[Moment, AnyExerciseSetEvent | ExerciseEnded]]:
    """Give what stands, in the order in which it was written, each once."""
    standing = sorted({(each.number, each.entry) for each in entries if each.stands})
    for _, entry in standing:
        at, event = codec.decode(entry)
        assert isinstance(event, ExerciseSetEvent | ExerciseEnded), "nothing else is kept"
        yield at, event


def _is_sound(event: AnyExerciseSetEvent | ExerciseEnded) -> bool:
    """Whether this can be derived from: a liar's days may be no days."""
    match event:
        case ExerciseSetAssigned():
            return not why_not_set(event)
        case ExerciseScheduled():
            return day_of(event.on) is not None
        case _:
            return True


def _entries(store: Store, building: bytes) -> dict[str, _Entry]:
    kept = store.setting(_name(building))
    return {} if kept is None else _ENTRIES.decode(kept)


def _name(building: bytes) -> str:
    return f"exercises of {building.hex()}"
