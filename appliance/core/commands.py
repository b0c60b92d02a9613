"""Everything that can be asked for. Each room of the decisions has its own; a new one is added there, to its room's union.

Orders, imperative, one class each. Who asks is not in the command: the door that let it in says so beside it, from the session, so that a
desk can never act in another desk's name.
"""

from appliance.core.building.commands import AnyBuildingCommand, PressSafe
from appliance.core.building.commands import FromDesk as BuildingFromDesk
from appliance.core.calls.commands import AnyCallCommand, RaiseCall, ReportPulse
from appliance.core.calls.commands import FromDesk as CallsFromDesk
from appliance.core.devices.commands import AnyDeviceCommand, ReportRestored, ReportTrouble
from appliance.core.devices.commands import FromDesk as DevicesFromDesk
from appliance.core.district.commands import AnyDistrictCommand
from appliance.core.ground.commands import AdoptPlan, Look
from appliance.core.people.commands import AnyPersonCommand
from appliance.core.people.commands import FromDesk as PeopleFromDesk
from appliance.core.practice.commands import AnyPracticeCommand
from appliance.core.practice.commands import FromDesk as PracticeFromDesk

type DeskCommand = CallsFromDesk | BuildingFromDesk | PracticeFromDesk | DevicesFromDesk | PeopleFromDesk
"""What a desk may ask for. Everything else comes from inside the house only, or from whoever may do more than a desk."""

type AnyCommand = (
    AnyCallCommand
    | AnyBuildingCommand
    | AnyPracticeCommand
    | AnyDeviceCommand
    | AnyPersonCommand
    | AnyDistrictCommand
    | RaiseCall
    | ReportPulse
    | PressSafe
    | ReportTrouble
    | ReportRestored
    | AdoptPlan
    | Look
)
