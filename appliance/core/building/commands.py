"""Defines what people can ask of every room at once. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import BuildingCommand, Command
from appliance.core.ground.traits import HELPS, OF_THE_BOX, Traits
from appliance.core.ground.words import BuildingResponse, RoomAnswer, Source
from appliance.plan.ids import CheckInId, RoomId, ZoneId
from appliance.plan.model import Kind


class StartResponse(BuildingCommand, frozen=True, kw_only=True, tag="start-response"):
    """The building does this from now on, in place of any other response. Only a person asks for it, never a press (promise 4).

    `detail` is what the response leaves open: where to evacuate, what to shelter from. `practice`: it is part of the drill that runs;
    a real response ends the drill. `check_in`: ask every room at once how it is.
    """

    traits: ClassVar[Traits] = HELPS

    response: BuildingResponse
    detail: str = ""
    practice: bool = False
    check_in: bool = False


class EndResponse(BuildingCommand, frozen=True, kw_only=True, tag="end-response"):
    """The building is back to normal. The command names the response and says whether it was practice, so that nobody ends one that they
    have not seen.
    """

    traits: ClassVar[Traits] = HELPS

    response: BuildingResponse
    practice: bool = False


class StartCheckIn(BuildingCommand, frozen=True, kw_only=True, tag="start-check-in"):
    """Ask every room how it is, or the rooms of these zones. `practice` asks the rooms of the drill that runs; a real check-in ends the
    drill.
    """

    traits: ClassVar[Traits] = HELPS

    zones: tuple[ZoneId, ...] = ()
    practice: bool = False


class MarkRoom(BuildingCommand, frozen=True, kw_only=True, tag="mark-room"):
    """A room answered, by phone or radio, or somebody saw it. `call` raises a call for it in the same act, if it needs help."""

    traits: ClassVar[Traits] = HELPS

    check_in: CheckInId
    room: RoomId
    answer: RoomAnswer
    call: Kind | None = None


class EndCheckIn(BuildingCommand, frozen=True, kw_only=True, tag="end-check-in"):
    """Stop asking, even if rooms are still silent."""

    traits: ClassVar[Traits] = HELPS

    check_in: CheckInId


class PressSafe(Command, frozen=True, kw_only=True, tag="press-safe"):
    """A press of a contact *safe*, whose room is already known. It answers a room check-in and can never be a call (promise 4)."""

    traits: ClassVar[Traits] = OF_THE_BOX

    room: RoomId
    source: Source
    pressed_ago_ms: int | None = None


type FromDesk = StartResponse | EndResponse | StartCheckIn | MarkRoom | EndCheckIn
"""What a desk may ask for."""

type AnyBuildingCommand = FromDesk
"""Everything that people can ask for here, at a desk or without one."""
