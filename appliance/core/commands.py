"""Gathers every command. Each room of the decisions defines its own; a new one is added there, to its room's union.

Commands are orders in the imperative, one class each. A command does not say who asks. The door that let it in adds this from the
session, so that a desk can never act in another desk's name.
"""

from appliance.core.building.commands import AnyBuildingCommand, PressSafe
from appliance.core.building.commands import FromDesk as BuildingFromDesk
from appliance.core.calls.commands import AnyCallCommand, RaiseCall, ReportPulse
from appliance.core.calls.commands import FromDesk as CallsFromDesk
from appliance.core.devices.commands import AnyDeviceCommand, ReportRestored, ReportTrouble
from appliance.core.devices.commands import FromDesk as DevicesFromDesk
from appliance.core.district.commands import AnyDistrictCommand
from appliance.core.exercise_sets.commands import AnyExerciseSetCommand
from appliance.core.exercise_sets.commands import FromDesk as ExerciseSetsFromDesk
from appliance.core.exercises.commands import AnyExerciseCommand
from appliance.core.exercises.commands import FromDesk as ExercisesFromDesk
from appliance.core.figures.commands import ReleaseFigures
from appliance.core.ground.commands import AdoptPlan, Look
from appliance.core.listed.commands import AnyListedCommand
from appliance.core.messages.commands import AnyMessageCommand
from appliance.core.messages.commands import FromDesk as MessagesFromDesk
from appliance.core.pages.commands import AnyPageCommand
from appliance.core.pages.commands import FromDesk as PagesFromDesk
from appliance.core.people.commands import AnyPersonCommand
from appliance.core.people.commands import FromDesk as PeopleFromDesk
from appliance.core.practice.commands import AnyPracticeCommand
from appliance.core.practice.commands import FromDesk as PracticeFromDesk
from appliance.core.readiness.commands import AnyReadinessCommand
from appliance.core.room_clear.commands import AnyRoomClearCommand
from appliance.core.room_clear.commands import FromDesk as RoomClearFromDesk
from appliance.core.texts.commands import AnyTextCommand
from appliance.core.texts.commands import FromDesk as TextsFromDesk

type DeskCommand = (
    CallsFromDesk
    | BuildingFromDesk
    | PracticeFromDesk
    | ExercisesFromDesk
    | ExerciseSetsFromDesk
    | DevicesFromDesk
    | PeopleFromDesk
    | RoomClearFromDesk
    | PagesFromDesk
    | MessagesFromDesk
    | TextsFromDesk
)
"""What a desk may ask for. All other commands come from inside the program, or from people who may do more than a desk."""

type AnyCommand = (
    AnyCallCommand
    | AnyBuildingCommand
    | AnyRoomClearCommand
    | AnyPageCommand
    | AnyPracticeCommand
    | AnyExerciseCommand
    | AnyExerciseSetCommand
    | AnyDeviceCommand
    | AnyPersonCommand
    | AnyDistrictCommand
    | AnyListedCommand
    | ReleaseFigures
    | AnyReadinessCommand
    | RaiseCall
    | ReportPulse
    | AnyMessageCommand
    | MessagesFromDesk
    | AnyTextCommand
    | PressSafe
    | ReportTrouble
    | ReportRestored
    | AdoptPlan
    | Look
)
