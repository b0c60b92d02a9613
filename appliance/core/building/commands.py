"""What is asked of every room at once. Pure values."""

from appliance.core.ground.commands import BuildingCommand, Command
from appliance.core.ground.words import BuildingResponse, RoomAnswer, Source
from appliance.plan.ids import CheckInId, RoomId, ZoneId
from appliance.plan.model import Kind


class StartResponse(BuildingCommand, frozen=True, kw_only=True, tag="start-response"):
    """The building does this from now on, in place of any other response. Only a person asks for it, never a press (promise 4).

    `detail` is what the words of the response leave open: where to evacuate, what to shelter from. `practice` is part of the
    running drill; a real one ends the drill. `check_in` asks every room at once how it is.
    """

    response: BuildingResponse
    detail: str = ""
    practice: bool = False
    check_in: bool = False


class EndResponse(BuildingCommand, frozen=True, kw_only=True, tag="end-response"):
    """The building is back to normal. Names the response, and says whether it was practice: nobody ends one they have not seen."""

    response: BuildingResponse
    practice: bool = False


class StartCheckIn(BuildingCommand, frozen=True, kw_only=True, tag="start-check-in"):
    """Ask every room how it is, or the rooms of these zones. `practice` asks the rooms of the running drill; a real one ends it."""

    zones: tuple[ZoneId, ...] = ()
    practice: bool = False


class MarkRoom(BuildingCommand, frozen=True, kw_only=True, tag="mark-room"):
    """A room answered, by phone, radio or somebody's eyes. `call` raises a call for it in the same act, where help is needed."""

    check_in: CheckInId
    room: RoomId
    answer: RoomAnswer
    call: Kind | None = None


class EndCheckIn(BuildingCommand, frozen=True, kw_only=True, tag="end-check-in"):
    """Nobody is asked any more, whatever is still silent."""

    check_in: CheckInId


class PressSafe(Command, frozen=True, kw_only=True, tag="press-safe"):
    """A press of a contact *safe*, already placed. It answers a room check-in and can never be a call (promise 4)."""

    room: RoomId
    source: Source
    pressed_ago_ms: int | None = None


type FromDesk = StartResponse | EndResponse | StartCheckIn | MarkRoom | EndCheckIn
"""What a desk may ask for."""

type AnyBuildingCommand = FromDesk
"""All that somebody asks for, by a desk or beside it."""
