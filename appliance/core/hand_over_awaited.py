"""What handing over takes from the shared files of the core, as agreed, until it is there: then this file goes, and imports change. Pure.

`HandOver`, `ReportPulse` → commands.py; `PanelAsked`, `PanelPulsed`, `PanelFailed` → events.py, with these tags;
`NotHandedOver` → words of `Rejection`.
"""

import enum

import msgspec

from appliance.core.words import Actor
from appliance.plan.ids import IncidentId


class HandOver(msgspec.Struct, frozen=True, kw_only=True, tag="hand-over"):
    """Close the contacts of the district's own alarm panel for a moment. `typed` is the word that a person had to type."""

    incident: IncidentId
    typed: str


class ReportPulse(msgspec.Struct, frozen=True, kw_only=True, tag="report-pulse"):
    """What became of it: `why` is empty where both contacts closed and opened again."""

    incident: IncidentId
    why: str = ""


class PanelAsked(msgspec.Struct, frozen=True, kw_only=True, tag="panel-asked-1"):
    """A person had the call handed over to the district's alarm panel. Its contacts are closed after this, once."""

    incident: IncidentId
    by: Actor


class PanelPulsed(msgspec.Struct, frozen=True, kw_only=True, tag="panel-pulsed-1"):
    """The panel's contacts were closed and are open again. Whether anybody was told is not known here."""

    incident: IncidentId


class PanelFailed(msgspec.Struct, frozen=True, kw_only=True, tag="panel-failed-1"):
    """They were not, or nobody can say that they were."""

    incident: IncidentId
    why: str


type PanelEvent = PanelAsked | PanelPulsed | PanelFailed


class NotHandedOver(enum.StrEnum):
    """Why a call was not handed over, beside what is refused of any call."""

    NO_HAND_OVER = "no-hand-over"
    NOT_FROM_THIS_DESK = "not-from-this-desk"
    PRACTICE_IS_NOT_HANDED_OVER = "practice-is-not-handed-over"
    ONLY_EMERGENCIES = "only-emergencies"
    NOT_TYPED = "not-typed"
    HANDED_OVER_JUST_NOW = "handed-over-just-now"

    @property
    def says(self) -> str:
        """One sentence: what is the matter and what to do."""
        return _SAYS[self]


_SAYS = {
    NotHandedOver.NO_HAND_OVER: "This box is not wired to an alarm panel. Call 911.",
    NotHandedOver.NOT_FROM_THIS_DESK: "The plan does not let this desk hand over to the alarm panel. Call 911.",
    NotHandedOver.PRACTICE_IS_NOT_HANDED_OVER: "This call is practice, which is never handed over. If it is real, make it real first.",
    NotHandedOver.ONLY_EMERGENCIES: "Only an emergency is handed over. Call 911, or make the call an emergency first.",
    NotHandedOver.NOT_TYPED: "Nothing was handed over: the word was not typed. If police are needed, type POLICE, or call 911.",
    NotHandedOver.HANDED_OVER_JUST_NOW: "It was handed over less than a minute ago. Do not wait for it: call 911.",
}
