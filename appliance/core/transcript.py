"""Makes one plain sentence of each event, as an office reads it in a timeline. Pure; speaks of rooms, never of who called."""

from typing import assert_never

from appliance.core.building.sentences import building_line
from appliance.core.calls.sentences import call_line
from appliance.core.devices.sentences import device_line
from appliance.core.district.sentences import district_line
from appliance.core.events import Event
from appliance.core.exercise_sets.sentences import exercise_set_line
from appliance.core.exercises.sentences import exercise_line
from appliance.core.figures.events import FiguresReleased
from appliance.core.figures.sentences import figures_line
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
    MessageEvent,
    PageEvent,
    PersonEvent,
    PlanAdopted,
    PracticeEvent,
    ReadinessEvent,
    RoomClearEvent,
    TextEvent,
)
from appliance.core.ground.names import Names
from appliance.core.listed.events import AnyListedEvent
from appliance.core.listed.sentences import listed_line
from appliance.core.messages.sentences import message_line
from appliance.core.pages.sentences import page_line
from appliance.core.people.sentences import person_line
from appliance.core.practice.sentences import practice_line
from appliance.core.readiness.events import AnyReadinessEvent
from appliance.core.readiness.sentences import readiness_line
from appliance.core.room_clear.sentences import clear_line
from appliance.core.texts.sentences import text_line
from appliance.plan.ids import PersonId
from appliance.plan.index import PlanIndex


def line(event: Event, index: PlanIndex) -> str:
    """Give the sentence, without time or call number, which the caller adds. Names are those of `index`, and ids where it has none."""
    names = Names(index)
    match event:
        case IncidentEvent():
            return message_line(event, names) if isinstance(event, MessageEvent) else call_line(event, names)
        case DeviceEvent():
            return device_line(event, names)
        case BuildingEvent() | RoomClearEvent():
            return clear_line(event, names) if isinstance(event, RoomClearEvent) else building_line(event, names)
        case TextEvent():
            return text_line(event, names)
        case PracticeEvent() | PageEvent():
            return page_line(event, names) if isinstance(event, PageEvent) else practice_line(event, names)
        case ExerciseEvent() | ExerciseSetEvent():
            return exercise_line(event, names) if isinstance(event, ExerciseEvent) else exercise_set_line(event, names)
        case PersonEvent():
            return person_line(event, names)
        case DistrictEvent():
            return district_line(event)
        case ListedEvent() | FiguresEvent() | ReadinessEvent():
            return _of_documents(event)
        case EpochStarted():
            return f"The box started ({event.reason}); its clock is {event.clock}."
        case PlanAdopted():
            return f"Plan {event.digest[:8]} adopted by {names.person(PersonId(event.by))}."
        case _:
            assert_never(event)


def _of_documents(event: AnyListedEvent | FiguresReleased | AnyReadinessEvent) -> str:
    match event:
        case ListedEvent():
            return listed_line(event)
        case FiguresEvent():
            return figures_line(event)
        case ReadinessEvent():
            return readiness_line(event)
        case _:
            assert_never(event)
