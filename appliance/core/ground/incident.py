"""Defines one open incident, as a frozen value. Pure; `appliance.core.calls.stages` says which event leads to which stage."""

import msgspec

from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, Spot
from appliance.core.ground.responders import Sent
from appliance.core.ground.words import Actor, Awaited, Source, Stage
from appliance.plan.ids import ButtonId, DeskId, DrillId, IncidentId, RoomId
from appliance.plan.model import Kind


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident, from the first call to the stand-down, as it is now. All `_ms` without "ago" are `Moment.mono_ms` of this epoch.

    `told` holds "desk:front", "sounder:hall", "person:ana"; these ring while `ringing`. `step` is the last step of the ladder that
    was taken, -1 if none was. `due_ms` and `due_what` are the next deadline and the stable word for it: "acknowledge", "next-step",
    "tell-again", "ask-again" (a tap-out), "dispatch", "confirm", "arrive" or "all-right".
    """

    incident: IncidentId
    number: int
    place: Place
    kind: Kind
    stage: Stage = Stage.CALLED
    source: Source
    drill: DrillId | None
    raised: Moment
    pressed_ago_ms: int | None
    presses: int = 1
    holds: int = 0
    """How many of `presses` were only an earlier press that was held."""
    buttons: frozenset[ButtonId] = frozenset()
    """Buttons that were pressed in this incident. Their lamps speak of it until it ends, even if another plan puts them in another
    place.
    """
    pressed_ms: int
    """When the newest press was heard; after a restart, when the box came back."""
    ringing: bool = True
    unanswered: bool = True
    """Nobody has acknowledged the newest press, upgrade or hand-off. An incident may also ring because something is overdue."""
    told: frozenset[str]
    told_ms: int
    """When somebody was last told, or a step was passed over."""
    shown_at: dict[DeskId, int] = {}  # when each desk reported it, mono_ms; never changed in place
    step: int = 0
    exhausted: bool = False
    ladder_from_ms: int
    awaited_from_ms: int | None = None
    due_ms: int = 0
    due_what: str = ""
    acknowledged_by: Actor | None = None
    acted: Moment | None = None
    """When somebody last took the call, or sent help to it. It is kept even if nothing came of that in time."""
    handed_to: DeskId | None = None
    """The desk that the call was handed to and that has not acknowledged it yet. Only that desk rings until the ladder moves."""
    sent: Sent = ()
    overdue: Awaited | None = None
    names_owed: dict[DeskId, int] = {}
    """Desk → since when (mono_ms) it owes the name of an unlisted person who acted there; never changed in place."""
    named_at: frozenset[DeskId] = frozenset()
    """Desks that gave this name. To ask again after each act of the same person would only hinder them."""

    @property
    def room(self) -> RoomId | None:
        """The room of the incident, or None."""
        return self.place.room

    def rings_for(self, kind: Kind) -> bool:
        """Whether a press of this kind changes nothing: the incident rings already for a press that nobody took notice of, and climbs
        the ladder.

        A tap-out rings only for a moment, so another press of it may make its sound again.
        """
        rings = self.ringing and self.unanswered and not self.exhausted and self.handed_to is None and self.step >= 0
        return rings and kind.urgency <= self.kind.urgency


type Slot = tuple[Spot, bool, bool]
"""Spot, whether practice, whether a tap-out. At most one incident is open in each slot."""


def slot_of(incident: Incident) -> Slot:
    """Give the slot of an incident."""
    return incident.place.spot(incident.incident), incident.drill is not None, incident.kind is Kind.TAP_OUT
