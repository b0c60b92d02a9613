"""Tells what a button's lamp may say now: never more than is true (promise 1; ARCHITECTURE.md, "The lamp"). Pure; knows no wire."""

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
    """What the lamp says, in the same words as on the wires."""

    READY = "ready"
    SENDING = "sending"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ON_THE_WAY = "on-the-way"
    NOT_DELIVERED = "not-delivered"
    TEST = "test"
    OUT_OF_SERVICE = "out-of-service"
    CLASS_COMING = "class-coming"


_CLAIMS = (Lamp.NOT_DELIVERED, Lamp.SENDING, Lamp.RECEIVED, Lamp.ACKNOWLEDGED, Lamp.ON_THE_WAY)
"""What a lamp may say of an open call, from the least to the most."""


def lamp_for(
    board: Board, heard: Heard, button: ButtonId, now: Moment, unrecorded: AbstractSet[IncidentId] = frozenset()
) -> Lamp:
    """Tell what the lamp of one button says. `unrecorded` names incidents that the disk has not taken yet: they are not *received*.

    That a person has the call is shown even then (promise 2), and a press while help is under way does not take this back; the button
    itself says that such a press waits for its receipt. Of several calls the lamp says the least: help that goes to the button's
    former place must not pass for help that goes to this call.
    """
    incidents = _incidents_of(board, button)
    if not incidents:
        test = board.walk_test
        waiting = test is not None and test.button == button and now.mono_ms < test.ends_ms
        if waiting:
            return Lamp.TEST
        if button in board.out_of_service:
            return Lamp.OUT_OF_SERVICE
        planned = board.index.buttons.get(button)
        return Lamp.CLASS_COMING if planned is not None and board.awaits_class(planned.room) else Lamp.READY
    claims = [claim_of(board, heard, each, now, recorded=each.incident not in unrecorded) for each in incidents]
    return claims[0] if len(claims) == 1 else min(claims, key=_CLAIMS.index)


def claim_of(board: Board, heard: Heard, incident: Incident, now: Moment, *, recorded: bool) -> Lamp:
    """Tell what may be said of one open call to whoever made it, by a lamp or aloud. `recorded`: the disk has it."""
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
    """Whether a desk that counts shows the call now. If the console that reported it has gone, the next console must report it first."""
    if not heard.shows_still(desk, incident.shown_at[desk]):
        return False
    return desk == _knows(board, heard, incident, now) or counts_for(board, heard, desk, incident.place, now)


def in_own_zone(board: Board, incident: Incident, desk: DeskId) -> bool:
    """Whether a desk shows a call for which it does not count: it is in the room's own zone, and did not raise the call."""
    return desk != _raised_by(incident) and stands_in_zone_of(board, desk, incident.place)


def _knows(board: Board, heard: Heard, incident: Incident, now: Moment) -> DeskId | None:
    """Give the attended desk that raised the call."""
    return None if incident.buttons else raised_at(board, heard, incident.source, now)


def _raised_by(incident: Incident) -> DeskId | None:
    """Give the desk that raised the call, or None. If the room presses too, the desk counts no more: the people there may be part of
    what happens.
    """
    return incident.source.actor.desk if incident.source.actor is not None and not incident.buttons else None


def _incidents_of(board: Board, button: ButtonId) -> list[Incident]:
    """Give the open incidents that a button's lamp speaks of: those of its room, and all in which it was pressed. Practice counts only
    if none is real.

    A tap-out counts only if nobody called for help: cover that does not come must not hide that help is on its way.
    """
    concerned = board.concerning(button)
    if len(concerned) <= 1:
        return concerned
    real = [each for each in concerned if each.drill is None] or concerned
    return [each for each in real if each.kind is not Kind.TAP_OUT] or real
