"""What a button's lamp may claim now: never more than is true (promise 1; ARCHITECTURE.md, "The lamp"). Pure; knows no wire."""

import enum
from collections.abc import Set as AbstractSet

from appliance.core.board import Board
from appliance.core.calls.reach import counts_for, raised_at, somebody_reachable, stands_in_zone_of
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Stage
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.plan.model import Kind

SENDING_MS_MAX = 5000  # promise 1: five seconds after a press it is received, or the button says to use the phone


class Lamp(enum.StrEnum):
    """What the lamp says; the same words the wires use."""

    READY = "ready"
    SENDING = "sending"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ON_THE_WAY = "on-the-way"
    NOT_DELIVERED = "not-delivered"
    TEST = "test"
    OUT_OF_SERVICE = "out-of-service"


_CLAIMS = (Lamp.NOT_DELIVERED, Lamp.SENDING, Lamp.RECEIVED, Lamp.ACKNOWLEDGED, Lamp.ON_THE_WAY)
"""What a lamp may say of an open call, the least first."""


def lamp_for(
    board: Board, heard: Heard, button: ButtonId, now: Moment, unrecorded: AbstractSet[IncidentId] = frozenset()
) -> Lamp:
    """The lamp of one button. `unrecorded` names incidents the disk has not taken yet: those are not *received*.

    A person who has it is shown even so (promise 2), and a press while help is under way does not take that back; the button itself
    says that such a press waits for its receipt. Of several calls it says the least: help on its way to where the button hung before
    must not pass for help on its way to this call.
    """
    incidents = _incidents_of(board, button)
    if not incidents:
        test = board.walk_test
        waiting = test is not None and test.button == button and now.mono_ms < test.ends_ms
        if waiting:
            return Lamp.TEST
        return Lamp.OUT_OF_SERVICE if button in board.out_of_service else Lamp.READY
    claims = [_claim(board, heard, each, now, recorded=each.incident not in unrecorded) for each in incidents]
    return claims[0] if len(claims) == 1 else min(claims, key=_CLAIMS.index)


def _claim(board: Board, heard: Heard, incident: Incident, now: Moment, *, recorded: bool) -> Lamp:
    match incident.stage:
        case Stage.CALLED | Stage.STOOD_DOWN:
            return _called(board, heard, incident, now, recorded=recorded)
        case Stage.ACKNOWLEDGED | Stage.DISPATCHED:
            return Lamp.ACKNOWLEDGED
        case Stage.CONFIRMED | Stage.ON_SCENE:
            return Lamp.ON_THE_WAY


def _called(board: Board, heard: Heard, incident: Incident, now: Moment, *, recorded: bool) -> Lamp:
    if incident.exhausted:
        return Lamp.NOT_DELIVERED
    if recorded and any(_shows(board, heard, incident, desk, now) for desk in incident.shown_at):
        return Lamp.RECEIVED
    if now.mono_ms - incident.pressed_ms >= SENDING_MS_MAX:
        return Lamp.NOT_DELIVERED
    reachable = _knows(board, heard, incident, now) or somebody_reachable(board, heard, incident.place, now)
    return Lamp.SENDING if reachable else Lamp.NOT_DELIVERED


def _shows(board: Board, heard: Heard, incident: Incident, desk: DeskId, now: Moment) -> bool:
    """Whether a desk that counts shows the call now: what a console said that has gone since, its successor has yet to say."""
    if not heard.shows_still(desk, incident.shown_at[desk]):
        return False
    return desk == _knows(board, heard, incident, now) or counts_for(board, heard, desk, incident.place, now)


def in_own_zone(board: Board, incident: Incident, desk: DeskId) -> bool:
    """Whether a desk does not count for a call that it shows: it stands in the room's own zone, and did not raise it."""
    return desk != _raised_by(incident) and stands_in_zone_of(board, desk, incident.place)


def _knows(board: Board, heard: Heard, incident: Incident, now: Moment) -> DeskId | None:
    """The attended desk that raised it."""
    return None if incident.buttons else raised_at(board, heard, incident.source, now)


def _raised_by(incident: Incident) -> DeskId | None:
    """The desk that raised it. Once its room presses too, who sits there may be part of what happens, as ever."""
    return incident.source.actor.desk if incident.source.actor is not None and not incident.buttons else None


def _incidents_of(board: Board, button: ButtonId) -> list[Incident]:
    """The open incidents a button's lamp speaks of: its room's and every one it was pressed in; of practice only when none is real.

    Of a tap-out only where no help is called: that help is on its way must not be hidden by cover that is not.
    """
    concerned = board.concerning(button)
    if len(concerned) <= 1:
        return concerned
    real = [each for each in concerned if each.drill is None] or concerned
    return [each for each in real if each.kind is not Kind.TAP_OUT] or real
