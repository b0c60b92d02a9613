"""Acts of the plain console about tap-outs."""

from appliance.flows.calls.tap_outs import BACK, COVER, NO_BREAK, NOT_NEEDED, OUT, STILL_OUT, TO_CALL
from tui.keys.key import About
from tui.plain.asking.act import Act

TAP_OUT_ACTS = (
    Act(
        "tap_outs",
        "cover 4 Ana",
        COVER,
        own_help="Somebody goes to cover for a tap-out, and said so: a role, a person on duty, by radio, or any other name.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "out 4",
        OUT,
        own_help="Cover is in the room: the educator who tapped out is out.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "still out 4",
        STILL_OUT,
        own_help="You asked: the educator who tapped out is still out, and all is well in the room.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "back 4",
        BACK,
        own_help="The educator who tapped out is back: the tap-out is over.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "not needed 4",
        NOT_NEEDED,
        own_help="The tap-out needs no cover any more.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "to call 4",
        TO_CALL,
        own_help="The room needs help: the tap-out becomes a call, and rings.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "no break 4",
        NO_BREAK,
        own_help="A student's break was held, or out of sight: its record begins, as seclusion.",
        about=About.TAP_OUT,
    ),
)
