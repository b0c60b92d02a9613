"""One open incident, and the table of what may happen to it in which stage. Pure; must not know the plan, desks or wires.

Theory of operation
-------------------
An incident is a frozen value. `apply` replaces it with the next one; nobody else makes one. Two clocks run beside each other:

* the *ladder* runs while the incident rings: for a press, an upgrade or a hand-off nobody has acknowledged (`unanswered`), or
  for something overdue. It tells more and more people until a person acknowledges.
* the *response* runs from the first acknowledgement to the stand-down: each stage awaits the next one (`awaited_from_ms`).

A call in CALLED always rings, and every later stage always awaits something, so an open incident is never without a deadline
(`timing.due`). A press while help is under way starts the ladder again beside the response and leaves the stage alone.

All rules about stages are in the two tables below: `REFUSED` says which command is refused where, `FOLLOWS` which stage an event
leads to. What is in neither changes no stage and is allowed in all of them.
"""

from collections.abc import Mapping

import msgspec

from appliance.core.commands import Arrive, Command, Confirm, ConfirmAllRight, Downgrade
from appliance.core.events import (
    AcknowledgementExpired,
    CallAcknowledged,
    CoverAssigned,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    IncidentEvent,
    OneArrived,
    OneConfirmed,
    ResponseOverdue,
    StoodDown,
)
from appliance.core.moment import Moment
from appliance.core.place import Place
from appliance.core.rejections import Rejection
from appliance.core.responders import Sent
from appliance.core.words import Actor, Awaited, Source, Stage
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


NEXT_AWAITED: Mapping[Stage, Awaited] = {
    Stage.DISPATCHED: Awaited.CONFIRMATION,
    Stage.CONFIRMED: Awaited.ARRIVAL,
    Stage.ON_SCENE: Awaited.ALL_RIGHT,
}
"""What a stage waits for. ACKNOWLEDGED waits for a dispatch; when that does not come the call is *called* again."""

_BEFORE_ANYONE_SAW = dict.fromkeys(
    (Stage.CALLED, Stage.ACKNOWLEDGED, Stage.DISPATCHED, Stage.CONFIRMED), Rejection.NOT_ON_SCENE
)

REFUSED: Mapping[type[Command], Mapping[Stage, Rejection]] = {
    Confirm: {Stage.CALLED: Rejection.NOT_DISPATCHED, Stage.ACKNOWLEDGED: Rejection.NOT_DISPATCHED},
    Arrive: {Stage.CALLED: Rejection.NOT_DISPATCHED},  # from ACKNOWLEDGED on a responder may arrive unannounced
    ConfirmAllRight: _BEFORE_ANYONE_SAW,
    # A press means at least what was pressed (promise 4). Only who stands in the room can know that it is less.
    Downgrade: _BEFORE_ANYONE_SAW,
}
"""Command → stage → why it is refused there."""

_OPEN = (Stage.CALLED, Stage.ACKNOWLEDGED, Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE)
_UNDER_WAY = (Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE)


def _at_least(stage: Stage, starts: tuple[Stage, ...]) -> dict[Stage, Stage]:
    """From each start to `stage`, or where it is when that is further: further responders never move a response backwards."""
    return {start: max(start, stage, key=_OPEN.index) for start in starts}


FOLLOWS: Mapping[type[IncidentEvent], Mapping[Stage, Stage]] = {
    CallAcknowledged: _at_least(Stage.ACKNOWLEDGED, _OPEN),
    AcknowledgementExpired: {Stage.ACKNOWLEDGED: Stage.CALLED},
    HelpDispatched: _at_least(Stage.DISPATCHED, _OPEN),
    HelpConfirmed: _at_least(Stage.CONFIRMED, _UNDER_WAY),
    OneConfirmed: _at_least(Stage.CONFIRMED, _UNDER_WAY),
    HelpArrived: _at_least(Stage.ON_SCENE, _OPEN[1:]),
    OneArrived: _at_least(Stage.ON_SCENE, _OPEN[1:]),
    CoverAssigned: _at_least(Stage.CONFIRMED, _OPEN),
    ResponseOverdue: {Stage.CALLED: Stage.CALLED, **_at_least(Stage.DISPATCHED, _UNDER_WAY)},
    StoodDown: dict.fromkeys(_OPEN, Stage.STOOD_DOWN),
}
"""Event → stage before → stage after. A stage missing here is one in which that event never happens."""


def refusal(command: Command, incident: Incident) -> Rejection | None:
    """Why the table refuses this command in the incident's stage, or None."""
    return REFUSED.get(type(command), {}).get(incident.stage)


def stage_after(event: IncidentEvent, stage: Stage) -> Stage:
    """The stage an event leads to; the same one for events that change no stage."""
    return FOLLOWS.get(type(event), {}).get(stage, stage)
