"""Decides which name a desk owes when a person acted there whom the plan does not know. Pure; changes nothing.

No name is ever asked before an act (promise 10). It is owed afterwards, never rings, and stays owed until it is given.
"""

from msgspec.structs import replace

from appliance.core.board import Board
from appliance.core.calls.commands import NameWhoActed
from appliance.core.calls.events import (
    ActUndone,
    AllRightConfirmed,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallLocated,
    CallMadeReal,
    CallUpgraded,
    CoverAssigned,
    Follows,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    NoteAdded,
    OtherHelpNoted,
    WhoActedNamed,
)
from appliance.core.calls.responding import why_not_open
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.incident import Incident
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import is_shared_phone
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import can_name
from appliance.core.ground.words import Actor

NAME_OWED_MS = 60_000
"""The person is still there within a minute of the act, and a minute is enough to send help first."""

_BY_A_PERSON = (
    CallAcknowledged
    | HelpDispatched
    | HelpConfirmed
    | HelpArrived
    | CoverAssigned
    | AllRightConfirmed
    | CallUpgraded
    | CallDowngraded
    | CallHandedOff
    | CallLocated
    | CallMadeReal
    | NoteAdded
    | OtherHelpNoted
    | ActUndone
)


def name_who_acted(board: Board, command: NameWhoActed, by: Actor) -> list[Follows] | Rejection:
    """Note the name as it is said: a person who is not in the plan has no other. A desk that owes none gives that of a shared phone,
    where nobody can type one.
    """
    incident = board.incidents.get(command.incident)
    if incident is None:
        return why_not_open(board, command.incident)
    at = by.desk if by.desk in incident.names_owed else next(filter(is_shared_phone, incident.names_owed), None)
    if at is None:
        return Rejection.NO_NAME_OWED
    name = command.name.strip()
    if not 0 < len(name) <= TEXT_CHARACTERS_MAX:
        return Rejection.TEXT_EMPTY_OR_TOO_LONG
    if not can_name(name):
        return Rejection.NOT_A_NAME
    return [WhoActedNamed(incident=command.incident, by=Actor(at, by.person), name=name)]


def owing(incident: Incident, event: IncidentEvent, at: Moment) -> Incident:
    """Give the incident with the name that is owed since this event. A desk owes one name for each call, and none once it was given."""
    if not isinstance(event, _BY_A_PERSON) or event.by.person is not None:
        return incident
    if event.by.desk in incident.names_owed or event.by.desk in incident.named_at:
        return incident
    return replace(incident, names_owed={**incident.names_owed, event.by.desk: at.mono_ms})
