"""Gathers every event. Each room of the decisions defines its own; a new one is added there, to its room's union.

Events are pure values in the past tense, one class each. Events of one incident carry `incident`; the others belong to the house
stream.
"""

from appliance.core.building.events import AnyBuildingEvent
from appliance.core.calls.events import AnyIncidentEvent
from appliance.core.devices.events import AnyDeviceEvent
from appliance.core.district.events import AnyDistrictEvent
from appliance.core.exercise_sets.events import AnyExerciseSetEvent
from appliance.core.exercises.events import AnyExerciseEvent
from appliance.core.figures.events import FiguresReleased
from appliance.core.ground.events import BoxEvent
from appliance.core.listed.events import AnyListedEvent
from appliance.core.messages.events import AnyMessageEvent
from appliance.core.pages.events import AnyPageEvent
from appliance.core.people.events import AnyPersonEvent
from appliance.core.practice.events import AnyPracticeEvent
from appliance.core.readiness.events import AnyReadinessEvent
from appliance.core.room_clear.events import AnyRoomClearEvent
from appliance.core.texts.events import AnyTextEvent

type Event = (
    BoxEvent
    | AnyDistrictEvent
    | AnyDeviceEvent
    | AnyIncidentEvent
    | AnyMessageEvent
    | AnyBuildingEvent
    | AnyRoomClearEvent
    | AnyPageEvent
    | AnyTextEvent
    | AnyPracticeEvent
    | AnyExerciseEvent
    | AnyExerciseSetEvent
    | AnyPersonEvent
    | AnyListedEvent
    | FiguresReleased
    | AnyReadinessEvent
)
