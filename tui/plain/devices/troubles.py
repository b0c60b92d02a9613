"""Acts of the plain console about troubles: put one aside for a while and say why, take it back, or say that it is over. Pure."""

from appliance.flows.devices.troubles import ASIDE, CLEAR, END_ASIDE
from tui.plain.asking.act import Act

TROUBLE_ACTS = (
    Act(
        "troubles",
        "aside B117 2 hours the electrician is on the way",
        ASIDE,
        own_help="Put a trouble aside for a while, because somebody knows of it. Calls still come as they can.",
    ),
    Act(
        "troubles",
        "end aside B117",
        END_ASIDE,
        own_help="A trouble that was put aside is listed among the others again.",
    ),
    Act(
        "troubles",
        "clear calls may be open",
        CLEAR,
        own_help="Say that every room was asked, or what was left of before a restore was looked after: then that trouble is over.",
    ),
)
