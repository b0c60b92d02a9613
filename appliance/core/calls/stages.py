"""Holds the tables of what may happen to an open incident in each stage. Pure; must not know the plan, desks or wires.

Theory of operation
-------------------
An incident is a frozen value. `apply` replaces it with the next one; no other code makes one. Two clocks run side by side:

* the *ladder* runs while the incident rings: for a press, an upgrade or a hand-off that nobody has acknowledged (`unanswered`), or
  for something overdue. It tells more and more people until a person acknowledges.
* *responding* runs from the first acknowledgement to the stand-down: each stage awaits the next one (`awaited_from_ms`).

A call in CALLED always rings, and every later stage always awaits something, so an open incident always has a deadline (`timing.due`). A
press while help is under way starts the ladder again, beside the responding, and leaves the stage as it is.

All rules about stages are in the two tables below: `REFUSED` says which command is refused in which stage, and `FOLLOWS` to which stage an
event leads. A command that is not in `REFUSED` is allowed in all stages; an event that is not in `FOLLOWS` changes no stage. One event is
in no table: when somebody who goes does not come after all (`OneReleased`), the stage is that of whoever is left (`progress`).
"""

from collections.abc import Mapping

from appliance.core.calls.commands import Arrive, Confirm, ConfirmAllRight, Downgrade
from appliance.core.calls.events import (
    AcknowledgementExpired,
    CallAcknowledged,
    CoverAssigned,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    HelpOverdue,
    OneArrived,
    OneConfirmed,
    StoodDown,
)
from appliance.core.ground.commands import Command
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.incident import Incident
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Awaited, Stage

NEXT_AWAITED: Mapping[Stage, Awaited] = {
    Stage.DISPATCHED: Awaited.CONFIRMATION,
    Stage.CONFIRMED: Awaited.ARRIVAL,
    Stage.ON_SCENE: Awaited.ALL_RIGHT,
}
"""What each stage waits for. ACKNOWLEDGED waits for help to be sent; if that does not happen, the call is *called* again."""

_BEFORE_ANYONE_SAW = dict.fromkeys(
    (Stage.CALLED, Stage.ACKNOWLEDGED, Stage.DISPATCHED, Stage.CONFIRMED), Rejection.NOT_ON_SCENE
)

REFUSED: Mapping[type[Command], Mapping[Stage, Rejection]] = {
    Confirm: {Stage.CALLED: Rejection.NOT_DISPATCHED, Stage.ACKNOWLEDGED: Rejection.NOT_DISPATCHED},
    Arrive: {Stage.CALLED: Rejection.NOT_DISPATCHED},  # once acknowledged, a responder may arrive without notice
    ConfirmAllRight: _BEFORE_ANYONE_SAW,
    # A press means at least what was pressed (promise 4). Only a person in the room can know that it is less.
    Downgrade: _BEFORE_ANYONE_SAW,
}
"""Command → stage → why the command is refused in that stage."""

_OPEN = (Stage.CALLED, Stage.ACKNOWLEDGED, Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE)
_UNDER_WAY = (Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE)


def _at_least(stage: Stage, starts: tuple[Stage, ...]) -> dict[Stage, Stage]:
    """Map each start to `stage`, or to itself if it is further: more responders never move a call backwards."""
    return {start: max(start, stage, key=_OPEN.index) for start in starts}


FOLLOWS: Mapping[type[IncidentEvent], Mapping[Stage, Stage]] = {
    CallAcknowledged: _at_least(Stage.ACKNOWLEDGED, _OPEN),
    AcknowledgementExpired: {Stage.ACKNOWLEDGED: Stage.CALLED},
    HelpDispatched: _at_least(Stage.DISPATCHED, _OPEN),
    HelpConfirmed: _at_least(Stage.CONFIRMED, _UNDER_WAY),
    # a person's own answer comes without a desk that sent them
    OneConfirmed: _at_least(Stage.CONFIRMED, _OPEN[1:]),
    HelpArrived: _at_least(Stage.ON_SCENE, _OPEN[1:]),
    OneArrived: _at_least(Stage.ON_SCENE, _OPEN[1:]),
    CoverAssigned: _at_least(Stage.CONFIRMED, _OPEN),
    HelpOverdue: {Stage.CALLED: Stage.CALLED, **_at_least(Stage.DISPATCHED, _UNDER_WAY)},
    StoodDown: dict.fromkeys(_OPEN, Stage.STOOD_DOWN),
}
"""Event → stage before → stage after. In a stage that is missing here, the event never happens."""


def refusal(command: Command, incident: Incident) -> Rejection | None:
    """Say why the table refuses this command in the incident's stage, or give None."""
    return REFUSED.get(type(command), {}).get(incident.stage)


def stage_after(event: IncidentEvent, stage: Stage) -> Stage:
    """Give the stage that an event leads to. Events that change no stage lead to the same one."""
    return FOLLOWS.get(type(event), {}).get(stage, stage)
