"""Words of the plain console for the whole building: responses and room check-ins. Pure."""

from appliance.flows.building.check_in import ASKS_EVERY_ROOM, END_CHECK_IN, MARK_ROOM, START_CHECK_IN
from appliance.flows.building.response import END_RESPONSE, START_RESPONSE
from tui.plain.asking.act import Act

BUILDING_ACTS = (
    Act(
        "response",
        "building lockdown",
        START_RESPONSE,
        own_help="Hold, secure, lockdown, evacuate or shelter, for the whole building. Its name is typed to start it.",
    ),
    Act(
        "response",
        "end building",
        END_RESPONSE,
        own_help="The response of the building is over.",
    ),
    Act("check_in", "check in all", START_CHECK_IN, own_help=ASKS_EVERY_ROOM),
    Act(
        "check_in",
        "mark B204 safe",
        MARK_ROOM,
        own_help="Note what a room answered: safe, needs help, or no answer.",
    ),
    Act("check_in", "end check in", END_CHECK_IN, own_help="No room is asked any more."),
)
