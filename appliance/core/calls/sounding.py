"""Tells what each sounder must be playing now. It is worked out from the board each time, never switched on and off. Pure."""

import enum

from appliance.core.board import Board
from appliance.core.calls.reach import serves
from appliance.core.calls.tap_outs import asks_aloud
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.plan.ids import DeskId, SounderId
from appliance.plan.model import Kind


class Priority(enum.StrEnum):
    """What may sound, in the same words as on the wires. Priorities and their figures follow IEC 60601-1-8."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    DRILL = "drill"
    TROUBLE = "trouble"


_RANK = {Priority.HIGH: 4, Priority.MEDIUM: 3, Priority.LOW: 2, Priority.DRILL: 1, Priority.TROUBLE: 0}
"""Practice stands below every real call, so that it can never cover one (promise 9)."""

_SOUNDER = "sounder:"
PRIORITIES = {
    Kind.EMERGENCY: Priority.HIGH,
    Kind.MEDICAL: Priority.HIGH,
    Kind.ASSIST: Priority.MEDIUM,
    Kind.TAP_OUT: Priority.LOW,
}


def sounding(board: Board, now: Moment) -> dict[SounderId, Priority]:
    """Give for each sounder what it must play; a sounder without an entry is silent. Troubles are shown at the desks and sound nowhere
    from here.
    """
    playing: dict[SounderId, Priority] = {}
    for incident in board.incidents.values():
        if not incident.ringing or (incident.kind is Kind.TAP_OUT and not asks_aloud(incident, now)):
            continue
        priority = priority_of(incident)
        for name in incident.told:
            # most names are desks and people, and every press goes through all open calls
            if not name.startswith(_SOUNDER):
                continue
            sounder = SounderId(name.removeprefix(_SOUNDER))
            if not _is_for(board, sounder, incident):
                continue
            if sounder not in playing or _RANK[priority] > _RANK[playing[sounder]]:
                playing[sounder] = priority
    return playing


def _is_for(board: Board, sounder: SounderId, incident: Incident) -> bool:
    """Whether a sounder that was told is for calls of this kind and zone."""
    planned = board.index.sounders.get(sounder)
    fits = planned is None or not planned.kinds or incident.kind in planned.kinds
    return fits and serves(board, sounder, incident.place)


def rings_at(board: Board, incident: Incident, desk: DeskId) -> bool:
    """Whether an incident rings at a desk: the desk was told, or it belongs to a step that was taken or passed over.

    A desk that is not attended, or is in the room's own zone, does not count as told. It rings there all the same, because somebody
    who hears it may come. While a call is handed to one desk, it rings only there.
    """
    if not incident.ringing:
        return False
    if f"desk:{desk}" in incident.told:
        return True
    if incident.handed_to is not None:
        return False
    ladder = board.index.plan.ladder
    taken = ladder if incident.exhausted else ladder[: incident.step + 1]
    return not ladder or any(desk in step.desks for step in taken)


def priority_of(incident: Incident) -> Priority:
    """Give the priority with which an incident sounds wherever it rings."""
    return Priority.DRILL if incident.drill is not None else PRIORITIES[incident.kind]
