"""Writes each open call and tap-out in the words that a desk shows. Pure; knows no socket and no clock."""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet

from appliance.api.access import Reads
from appliance.api.board.calls import (
    BreaksLine,
    CallCard,
    HandedLine,
    MessageLine,
    ResponderLine,
    SpaceLine,
    TapOutLine,
)
from appliance.api.board.press_view import caller_line, carrier_of, duty_of, first_hop, heard_by, place_called
from appliance.api.board.responder_view import going, message_lines, responder_lines
from appliance.api.board.undo_view import names_owed, undo_line
from appliance.core.board import Board
from appliance.core.building.responses import dark
from appliance.core.calls.by_voice.locating import may_be_located, others_there
from appliance.core.calls.hand_over import state_now
from appliance.core.calls.lamps import in_own_zone, lamp_for
from appliance.core.calls.sounding import rings_at
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import Names
from appliance.core.ground.place import phone_at
from appliance.core.ground.words import Actor, Awaited, Stage
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.plan.model import Kind

CANNOT_BE_TOLD = "cannot be told"
DARK = "dark"
A_RESPONDER = "a responder"
CONFIRMED = frozenset({Stage.CONFIRMED, Stage.ON_SCENE})


def breaks_line(board: Board, tap_outs: Collection[Incident]) -> BreaksLine | None:
    """Give what the plan says of tap-outs while one is open. Practice takes no place: whoever acts it out needs no rest."""
    planned = board.index.plan.tapped_out
    if planned is None or not tap_outs:
        return None
    calls = {
        place
        for each in board.incidents.values()
        if each.kind is not Kind.TAP_OUT and each.drill is None
        for place in (each.place.room, each.place.area)
    }
    spaces = tuple(
        SpaceLine(
            name=board.index.rooms[each.room].name if each.room else each.area,
            room=each.room or None,
            places=each.places,
            adult=each.adult,
            call_open=(each.room or each.area) in calls,
        )
        for each in planned.spaces
    )
    out = sum(each.stage is Stage.ON_SCENE and each.drill is None for each in tap_outs)
    free = sum(each.places for each in spaces if not each.call_open) - out
    return BreaksLine(
        cover_within_min=planned.cover_within_min, covers=planned.covers, spaces=spaces, places_free=max(0, free)
    )


class Cards:
    """The open calls of one moment as each desk sees them. What is the same for several desks is made once and kept."""

    def __init__(self, board: Board, heard: Heard, now: Moment, *, unrecorded: AbstractSet[IncidentId]) -> None:
        self._board = board
        self._heard = heard
        self._now = now
        self._unrecorded = unrecorded
        # A lamp costs as much as all the rest of a card, and is the same at every desk.
        self._lamps: dict[IncidentId, str] = {}
        self._calls: dict[tuple[IncidentId, bool, bool, Reads], CallCard] = {}

    def calls(self, incidents: Iterable[Incident], desk: DeskId | None, reads: Reads) -> tuple[CallCard, ...]:
        """Give these open calls as they are shown at a desk."""
        return tuple(self.call(each, desk, reads) for each in incidents)

    def call(self, incident: Incident, desk: DeskId | None, reads: Reads) -> CallCard:
        """Give one open call as it is shown at a desk."""
        rings_here = desk is not None and rings_at(self._board, incident, desk)
        own_zone = self._does_not_count(incident, desk)
        key = (incident.incident, rings_here, own_zone, reads)
        card = self._calls.get(key)
        if card is None:
            card = self._calls[key] = self._new_card(incident, reads, rings_here=rings_here, own_zone=own_zone)
        return card

    def _new_card(self, incident: Incident, reads: Reads, *, rings_here: bool, own_zone: bool) -> CallCard:
        board, now = self._board, self._now
        room = None if incident.room is None else board.index.rooms.get(incident.room)
        return CallCard(
            incident=incident.incident,
            number=incident.number,
            room=incident.room,
            room_name=place_called(incident, board),
            phone_name=phone_at(incident.place, board.index),
            floor=room.floor if room else "",
            kind=incident.kind,
            stage=incident.stage,
            drill=incident.drill is not None,
            recorded=incident.incident not in self._unrecorded,
            age_ms=max(0, now.mono_ms - incident.raised.mono_ms),
            pressed_ago_ms=incident.pressed_ago_ms,
            presses=incident.presses,
            holds=incident.holds,
            ringing=incident.ringing,
            rings_here=rings_here,
            overdue=incident.overdue,
            deadline_in_ms=incident.due_ms - now.mono_ms,
            deadline_what=incident.due_what,
            acknowledged_by=who_acted(board, incident.acknowledged_by, named=reads.may(CallCard, "acknowledged_by")),
            going=going(board, incident, named=reads.may(CallCard, "going")),
            confirmed=incident.stage in CONFIRMED,
            two_way=incident.source.two_way,
            lamp=self._lamp(incident),
            own_zone=own_zone,
            step=incident.step,
            exhausted=incident.exhausted,
            undo=undo_line(board.last_acts.get(incident.incident), now),
            names_owed=names_owed(board, incident, now),
            lapsed_ago_ms=_lapsed_ago_ms(incident, now),
            handed=self._handed(incident),
            messages=message_lines(board, incident, now, named=reads.may(MessageLine, "who")),
            sent=responder_lines(board, incident, now, named=reads.may(ResponderLine, "who")),
            heard_by=heard_by(incident),
            duty=duty_of(incident, board),
            carried=carrier_of(incident, board, self._heard, now) if reads.may(CallCard, "carried") else "",
            hop=first_hop(incident),
            caller=caller_line(incident, board, reads),
            located=incident.came_as is not None,
            may_locate=may_be_located(incident),
            also_there=tuple(board.incidents[each].number for each in others_there(board, incident)),
        )

    def _handed(self, incident: Incident) -> HandedLine | None:
        known = self._board.handed.calls.get(incident.incident)
        if known is None:
            return None
        return HandedLine(wall_ms=known.at.wall_ms, state=state_now(known, self._now), why=known.why)

    def tap_out(self, incident: Incident, desk: DeskId | None, reads: Reads) -> TapOutLine:
        """Give one open tap-out as it is shown at a desk."""
        board, now = self._board, self._now
        return TapOutLine(
            incident=incident.incident,
            number=incident.number,
            room=incident.room,
            room_name=place_called(incident, board),
            stage=incident.stage,
            drill=incident.drill is not None,
            recorded=incident.incident not in self._unrecorded,
            age_ms=max(0, now.mono_ms - incident.raised.mono_ms),
            presses=incident.presses,
            asks=incident.ringing,
            asks_here=desk is not None and rings_at(board, incident, desk),
            told_ago_ms=max(0, now.mono_ms - incident.told_ms),
            overdue=incident.overdue,
            cover=going(board, incident, named=reads.may(TapOutLine, "cover")),
            two_way=incident.source.two_way,
            lamp=self._lamp(incident),
            own_zone=self._does_not_count(incident, desk),
            undo=undo_line(board.last_acts.get(incident.incident), now),
            names_owed=names_owed(board, incident, now),
        )

    def _does_not_count(self, incident: Incident, desk: DeskId | None) -> bool:
        return desk is not None and in_own_zone(self._board, incident, desk)

    def _lamp(self, incident: Incident) -> str:
        lamp = self._lamps.get(incident.incident)
        if lamp is None:
            lamp = self._lamps[incident.incident] = self._new_lamp(incident)
        return lamp

    def _new_lamp(self, incident: Incident) -> str:
        room = incident.room
        answering = () if room is None else self._board.index.answering.get(room, ())
        button = incident.source.button or next(iter(answering), None)
        if button is None or not incident.source.two_way:
            return CANNOT_BE_TOLD
        return lamp_shown(self._board, self._heard, button, self._now, self._unrecorded)


def _lapsed_ago_ms(incident: Incident, now: Moment) -> int | None:
    lapsed = incident.stage is Stage.CALLED or incident.overdue is Awaited.CONFIRMATION
    return max(0, now.mono_ms - incident.acted.mono_ms) if lapsed and incident.acted else None


def lamp_shown(
    board: Board, heard: Heard, button: ButtonId, now: Moment, unrecorded: AbstractSet[IncidentId] = frozenset()
) -> str:
    """Say what a two-way button's lamp shows. In a lockdown it is always dark."""
    return DARK if dark(board, button) else lamp_for(board, heard, button, now, unrecorded).value


def who_acted(board: Board, actor: Actor | None, *, named: bool) -> str:
    """Name the person who acted if that may be read, or else their desk; empty if nobody acted. Who answered without a desk is a responder,
    who owes no name.
    """
    if actor is None:
        return ""
    person = board.index.people.get(actor.person) if actor.person is not None else None
    if person is not None and named:
        return person.name
    if not actor.desk:
        return A_RESPONDER
    return Names(board.index).desk(actor.desk)
