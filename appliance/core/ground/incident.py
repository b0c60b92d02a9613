"""Defines one open incident, as a frozen value. Pure; `appliance.core.calls.stages` says which event leads to which stage."""

import msgspec

from appliance.core.ground.callers import Caller
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
    callers: tuple[Caller, ...] = ()
    """Who called in it by telephone or text, the newest last, each once."""
    came_as: Place | None = None
    """The place as the call came in, if a person has said since where help is needed. By it the call is told apart: a caller who calls
    again calls in this call, and a press in the room that was said is another.
    """
    located_ms: int = 0
    """When a person last said where it is; 0 if nobody did in this epoch."""
    pressed_ms: int
    """When the newest press was heard; after a restart, when the box came back."""
    ringing: bool = True
    rung_ms: int = 0
    """When it last began to ring again by itself, because what was awaited did not happen or nobody goes any more; 0 if it never did."""
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

    @property
    def unverified(self) -> bool:
        """Whether nobody knows that a person of this building called."""
        caller = self.source.called_by
        return caller is not None and caller.unverified and not self.buttons

    @property
    def spot(self) -> Spot:
        """What tells this call apart from others: its place as it came in, or its caller if no place was known then."""
        return caller_spot(self.origin, self.source) or self.origin.spot(self.incident)

    @property
    def origin(self) -> Place:
        """The place as the call came in, whatever a person said since."""
        return self.place if self.came_as is None else self.came_as

    def rings_for(self, kind: Kind) -> bool:
        """Whether a press of this kind changes nothing: the incident rings already for a press that nobody took notice of, and climbs
        the ladder.

        A tap-out rings only for a moment, so another press of it may make its sound again.
        """
        rings = self.ringing and self.unanswered and not self.exhausted and self.handed_to is None and self.step >= 0
        return rings and kind.urgency <= self.kind.urgency


def caller_spot(place: Place, source: Source) -> Spot | None:
    """Give the spot of a call from an unknown place whose caller is known by telephone or text; None for any other call."""
    caller = source.called_by
    return ("caller", caller.key(source.door.value)) if caller is not None and place.unknown else None


CALLERS_KEPT = 8
"""Ours: a room has one or two telephones, and a card has room for fewer."""


def with_caller(callers: tuple[Caller, ...], caller: Caller | None) -> tuple[Caller, ...]:
    """Give the callers with this one as the newest."""
    if caller is None:
        return callers
    return (*(each for each in callers if each.number != caller.number), caller)[-CALLERS_KEPT:]


type Slot = tuple[Spot, bool, bool]
"""Spot, whether practice, whether a tap-out. At most one incident is open in each slot."""


def slot_of(incident: Incident) -> Slot:
    """Give the slot of an incident."""
    return incident.spot, incident.drill is not None, incident.kind is Kind.TAP_OUT
