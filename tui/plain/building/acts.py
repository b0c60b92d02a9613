"""Words of the plain console for the whole building: responses and room check-ins. Pure."""

from appliance.flows.building import check_in, response
from tui.plain.asking.act import Act

BUILDING_ACTS = (
    Act(
        "response",
        "building lockdown",
        response.START,
        own_help="Hold, secure, lockdown, evacuate or shelter, for the whole building. Its name is typed to start it.",
    ),
    Act(
        "response",
        "end building",
        response.END,
        own_word="end building",
        own_help="The response of the building is over.",
    ),
    Act("check_in", "check in all", check_in.START, own_help="Ask every room how it is."),
    Act(
        "check_in",
        "mark B204 safe",
        check_in.MARK,
        own_word="mark",
        own_help="Note what a room answered: safe, needs help, or no answer.",
    ),
    Act("check_in", "end check in", check_in.END, own_word="end check in", own_help="No room is asked any more."),
)
