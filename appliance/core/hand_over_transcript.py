"""Sentences about handing over to an alarm panel. Pure; never says that police were told, which nobody here knows."""

from appliance.core.events import PanelAsked, PanelEvent, PanelFailed, PanelPulsed
from appliance.core.names import Names


def hand_over_line(event: PanelEvent, names: Names) -> str:
    """Who had it handed over, and how that went."""
    match event:
        case PanelAsked(by=by):
            return f"Handing over to the alarm panel was asked for {names.actor(by)}."
        case PanelPulsed():
            return "The alarm panel's contacts were closed: handed over. Whether police were told is not known here."
        case PanelFailed(why=why, may_have_closed=True):
            return f"It is not known whether the call was handed over to the alarm panel{f': {why}' if why else ''}."
        case PanelFailed(why=why):
            return f"The call was NOT handed over to the alarm panel{f': {why}' if why else ''}."
