"""Says what somebody who dialled hears now: what a lamp in the room would say, and nothing else. Pure; knows no line.

Nobody is told that Handbell has the call before the disk has it. A room marked quiet, and everybody while the building hides, hears one
tone and then nothing.
"""

from typing import assert_never

import msgspec

from appliance.core.board import Board
from appliance.core.building.responses import hides
from appliance.core.calls.lamps import Lamp, claim_of
from appliance.core.devices.supervision import Heard
from appliance.core.ground.callers import Caller
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import BuildingResponse
from appliance.plan.index import PlanIndex
from appliance.plan.messages import Language
from appliance.plan.model import Area, Room
from appliance.speech.clips import ClipId, fixed
from appliance.speech.compositions import has_it, nobody, on_the_way, received, unverified_received


class Said(msgspec.Struct, frozen=True):
    """What is told in a call: clips, one after the other, or one tone; neither is silence."""

    clips: tuple[ClipId, ...] = ()
    tone: bool = False


SILENCE = Said()
TONE = Said(tone=True)


def said_to(board: Board, heard: Heard, caller: Caller, incident: Incident, now: Moment, *, recorded: bool) -> Said:
    """Give what a caller hears of their open call. `recorded`: the disk has everything of it."""
    room = room_of(board.index, caller)
    if is_hushed(board, room, incident):
        return TONE if recorded else SILENCE
    claim = claim_of(board, heard, incident, now, recorded=recorded)
    languages: tuple[Language, ...] = tuple(Language) if caller.unverified else (Language.EN,)
    practice = [fixed(language, "practice") for language in languages[:1] if incident.drill is not None]
    match claim:
        case Lamp.SENDING | Lamp.RECEIVED:
            if not recorded:
                return SILENCE
            rows = [_received(incident, language) for language in languages]
        case Lamp.ACKNOWLEDGED:
            rows = [has_it(language) for language in languages]
        case Lamp.ON_THE_WAY:
            rows = [on_the_way(language) for language in languages]
        case Lamp.NOT_DELIVERED:
            instead = _instead(board.index, incident)
            rows = [(*(_received(incident, each) if recorded else ()), *nobody(instead, each)) for each in languages]
        case Lamp.READY | Lamp.TEST | Lamp.OUT_OF_SERVICE | Lamp.CLASS_COMING:
            return SILENCE  # a lamp without a call says these; an open call never does
        case _:
            assert_never(claim)
    return Said((*practice, *(clip for row in rows for clip in row)))


def room_of(index: PlanIndex, caller: Caller) -> Room | None:
    """Give the room whose phone this is; None for any other phone, and where the phone system did not vouch for the number."""
    if caller.outside or caller.unproved or caller.withheld:
        return None
    room = index.phone_book.rooms.get(caller.number)
    return None if room is None else index.rooms[room]


def is_hushed(board: Board, room: Room | None, incident: Incident) -> bool:
    """Whether nothing may be spoken into this phone: the plan wants the room quiet, or the building hides, and a voice would say where
    somebody is. A number from outside may be that of a telephone in a classroom, so it is hushed too. Practice hushes only practice.
    """
    if room is not None and room.quiet:
        return True
    if hides(board):
        return True
    on = board.response
    return (
        on is not None
        and on.response is BuildingResponse.LOCKDOWN
        and board.drill is not None
        and room is not None
        and room.room in board.drill.rooms
        and incident.drill is not None
    )


def _received(incident: Incident, language: Language) -> tuple[ClipId, ...]:
    place = incident.place
    if place.room is None and place.area is None:
        return unverified_received(language)
    return received(place, language)


def _instead(index: PlanIndex, incident: Incident) -> str:
    """Give what the plan says to do in this area, if the call is from an area."""
    found: Area | None = next((each for each in index.plan.areas if each.name == incident.place.area), None)
    return "" if found is None else found.instead
