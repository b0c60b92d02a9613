"""Decides about tap-outs: a request for a short break or cover, and no emergency. Pure; changes nothing; must not know who asked.

Theory of operation
-------------------
A tap-out is an incident of its own kind. So it is recorded, numbered, shown and undone, and survives a power cut, as every incident does.
It differs in this:

* *Asked.* It is open beside any call of its room and never joins one: a press for help is a call of its own, and a second tap-out makes
  the first ask again. It tells the first step of the ladder and climbs no further. It makes one soft sound, and is silent then.
* *Waits too long.* After `tap_out_again_s` without cover it asks again, softly, for as long as it takes (`Awaited.COVER`).
* *Cover assigned.* One act sends cover and notes that they said they go. On that word alone the lamp says *on the way*.
* *Out.* Cover is in the room (`Arrive`). From then on the educator is out, and the desk is asked whether all is right.
* *Back.* It is stood down as *covered*, which is possible only if cover was there. Nobody must have seen the room: nothing happened in it.

A student may take a break too. A break is voluntary, its door is never held, and an adult is in sight. Whatever lacks one of these is
seclusion: `note_seclusion` begins its record, apart from any tap-out. The record asks who it was; no tap-out ever does.

It carries no name and no reason: no note can be written on it, and nothing counts or groups tap-outs by room (promise 7).
"""

from appliance.core.board import Board
from appliance.core.calls.commands import AssignCover, BeginRecord, NoteSeclusion
from appliance.core.calls.events import CoverAssigned, Follows, RecordOpened, SeclusionNoted
from appliance.core.calls.raising import begin_record
from appliance.core.calls.responding import why_not_open
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import can_name
from appliance.core.ground.words import Actor
from appliance.plan.model import Kind

COVER_CHARACTERS_MAX = 60
"""Two long names, or "answered by radio". A reason does not fit, and must not be written here."""

SOFT_SOUND_MS = 3000
"""Two soft notes take 0.6 s (`hardware.sound.patterns`). A sounder is told at least every five seconds what to play. So it is told to
stop before ten seconds are over, after which it would begin again.
"""


def assign_cover(board: Board, command: AssignCover, by: Actor) -> list[Follows] | Rejection:
    """Assign cover: somebody goes. If it is assigned again, somebody else goes; a person who is in the room already is not sent away."""
    incident = board.incidents.get(command.incident)
    if incident is None:
        return why_not_open(board, command.incident)
    if incident.kind is not Kind.TAP_OUT:
        return Rejection.NOT_A_TAP_OUT
    if command.person is not None and command.person not in board.index.people:
        return Rejection.NO_SUCH_PERSON
    if len(command.cover.strip()) > COVER_CHARACTERS_MAX:
        return Rejection.COVER_TOO_LONG
    cover = _cover(board, command)
    if not can_name(cover):
        return Rejection.RESPONDER_NOT_NAMED
    return [CoverAssigned(incident=incident.incident, by=by, cover=cover, role=command.role, person=command.person)]


def note_seclusion(board: Board, command: NoteSeclusion, by: Actor, now: Moment) -> list[Follows] | Rejection:
    """Begin the record of a student's break that was no break. The record has a number of its own and names no tap-out."""
    known = (
        command.ago_s is not None and now.week_minute is not None
    )  # nobody counts back from a clock that cannot be trusted
    began_ms = now.wall_ms - (command.ago_s or 0) * 1000 if known else None
    begun = begin_record(
        board,
        # A student was held: an adult had to come. The record asks what happened, and anybody may correct the kind there.
        BeginRecord(room=command.room, kind=Kind.ASSIST, known_by=command.known_by, occurred_ms=began_ms),
        by,
    )
    if isinstance(begun, Rejection):
        return begun
    (opened,) = begun
    assert isinstance(opened, RecordOpened)
    return [opened, SeclusionNoted(incident=opened.incident, why=command.why, began_ms=began_ms, by=by)]


def asks_aloud(incident: Incident, now: Moment) -> bool:
    """Whether it makes its soft sound now: for a moment after somebody was told, and not until somebody answers."""
    return incident.ringing and now.mono_ms - incident.told_ms < SOFT_SOUND_MS


def _cover(board: Board, command: AssignCover) -> str:
    """Name the cover: as typed, else by the person's name, else by the role."""
    typed = command.cover.strip()
    if typed or command.person is None:
        return typed or (command.role.value if command.role else "")
    return board.index.people[command.person].name
