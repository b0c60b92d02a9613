"""Tells which entries still stand: they must be found at once after a restart, without reading the whole record. Pure.

Each entry may put up or take down keys. The newest entry that stands for a key is folded again after a restart. Keys are on disk,
like tags: if one is renamed, every older record looks damaged (`logbook/remembering.py`).
"""

from typing import assert_never

from appliance.core.building import standing as building
from appliance.core.building.events import SafePressed
from appliance.core.calls.events import CallRaised, CallRaisedElsewhere, PressedAgain
from appliance.core.devices import standing as devices
from appliance.core.district import standing as district
from appliance.core.events import Event
from appliance.core.exercise_sets import standing as exercise_sets
from appliance.core.exercises import standing as exercises
from appliance.core.figures import standing as figures
from appliance.core.figures.events import FiguresReleased
from appliance.core.ground.events import (
    BuildingEvent,
    DeviceEvent,
    DistrictEvent,
    EpochStarted,
    ExerciseEvent,
    ExerciseSetEvent,
    FiguresEvent,
    IncidentEvent,
    ListedEvent,
    PageEvent,
    PersonEvent,
    PlanAdopted,
    PracticeEvent,
    ReadinessEvent,
    RoomClearEvent,
    TextEvent,
)
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import Counting
from appliance.core.listed import standing as listed
from appliance.core.listed.events import AnyListedEvent
from appliance.core.pages import standing as pages
from appliance.core.people import standing as people
from appliance.core.practice import standing as practice
from appliance.core.practice.events import WalkTestPassed
from appliance.core.readiness import standing as readiness
from appliance.core.readiness.events import AnyReadinessEvent
from appliance.core.room_clear import standing as room_clear
from appliance.core.texts import standing as texts


def changes(event: Event) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down. Events of an incident give nothing: they stand as long as the incident is open."""
    match event:
        case IncidentEvent():  # first, because a press waits for the answer
            return ()
        case DeviceEvent():
            return devices.changes(event)
        case PersonEvent():
            return people.changes(event)
        case BuildingEvent() | RoomClearEvent():
            return room_clear.changes(event) if isinstance(event, RoomClearEvent) else building.changes(event)
        case TextEvent():
            return texts.changes(event)
        case PracticeEvent() | PageEvent():
            return pages.changes(event) if isinstance(event, PageEvent) else practice.changes(event)
        case ExerciseEvent() | ExerciseSetEvent():
            return exercises.changes(event) if isinstance(event, ExerciseEvent) else exercise_sets.changes(event)
        case DistrictEvent():
            return district.changes(event)
        case ListedEvent() | FiguresEvent() | ReadinessEvent():
            return _of_documents(event)
        case EpochStarted():
            return Stands("epoch"), Falls("rank")
        case PlanAdopted():
            return (Stands("plan"),)
        case _:
            assert_never(event)


def counter_of(event: Event) -> tuple[Counting, int] | None:
    """Give the counting and the device's count in it, for an event that came from a press; None for all others."""
    if not isinstance(event, CallRaised | CallRaisedElsewhere | PressedAgain | WalkTestPassed | SafePressed):
        return None
    source = event.source
    counting = source.counting
    return None if counting is None or source.counter is None else (counting, source.counter)


def _of_documents(event: AnyListedEvent | FiguresReleased | AnyReadinessEvent) -> tuple[Stands | Falls, ...]:
    match event:
        case ListedEvent():
            return listed.changes(event)
        case FiguresEvent():
            return figures.changes(event)
        case ReadinessEvent():
            return readiness.changes(event)
        case _:
            assert_never(event)
