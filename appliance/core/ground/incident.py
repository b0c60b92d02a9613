"""One open incident, as a frozen value. Pure; which event leads where stands in `appliance.core.calls.stages`."""

import msgspec

from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.core.ground.responders import Sent
from appliance.core.ground.words import Actor, Awaited, Source, Stage
from appliance.plan.ids import ButtonId, DeskId, DrillId, IncidentId, RoomId
from appliance.plan.model import Kind


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """From the first call to the stand-down, as it is now. All `_ms` without "ago" are `Moment.mono_ms` of this epoch.

    `told` holds "desk:front", "sounder:hall", "person:ana"; those ring while `ringing`. `step` is the last step of the ladder
    taken, -1 when none. `due_ms` and `due_what` are the next deadline and the stable word for it: "acknowledge", "next-step",
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
    """How many of `presses` were no other press, but one held on."""
    buttons: frozenset[ButtonId] = frozenset()
    """Those pressed in it: wherever another plan puts them, their lamps speak of it until it ends."""
    pressed_ms: int
    """When the newest press was heard; after a restart, when the box came back."""
    ringing: bool = True
    unanswered: bool = True
    """A press, an upgrade or a hand-off nobody has acknowledged; an incident may also ring because something is overdue."""
    told: frozenset[str]
    told_ms: int
    """When somebody was last told, or a step passed over."""
    shown_at: dict[DeskId, int] = {}  # when each desk said so, mono_ms; never changed in place
    step: int = 0
    exhausted: bool = False
    ladder_from_ms: int
    awaited_from_ms: int | None = None
    due_ms: int = 0
    due_what: str = ""
    acknowledged_by: Actor | None = None
    acted: Moment | None = None
    """When somebody took it, or sent help to it, whichever came last; kept where nothing came of that in time."""
    handed_to: DeskId | None = None
    """The desk it was handed to and not yet acknowledged at; until the ladder moves only that desk rings."""
    sent: Sent = ()
    overdue: Awaited | None = None
    names_owed: dict[DeskId, int] = {}
    """Desk → since when (mono_ms) it owes the name of an unlisted person who acted there; never changed in place."""
    named_at: frozenset[DeskId] = frozenset()
    """Desks that gave it: asking again after each act of the same person would only keep them from acting."""

    @property
    def room(self) -> RoomId | None:
        """The room it is from; None where it is from no room."""
        return self.place.room

    def rings_for(self, kind: Kind) -> bool:
        """Whether a press of this kind changes nothing: it rings already, for a press nobody took notice of, and goes up the ladder.

        A tap-out rings no longer than a moment, so that a press of it alone may ask aloud again.
        """
        rings = self.ringing and self.unanswered and not self.exhausted and self.handed_to is None and self.step >= 0
        return rings and kind.urgency <= self.kind.urgency
