"""Defines what happens in the whole building: responses, and what rooms answered. Recorded for ever."""

from appliance.core.calls.events import Follows as FollowsBelow
from appliance.core.ground.events import BuildingEvent
from appliance.core.ground.words import (
    Actor,
    BuildingResponse,
    RoomAnswer,
    Source,
)
from appliance.plan.ids import CheckInId, DrillId, RoomId


class ResponseStarted(BuildingEvent, frozen=True, kw_only=True, tag="response-started-1"):
    """The building does this from now on, in place of any response before it. `drill` marks practice."""

    by: Actor
    response: BuildingResponse
    detail: str
    drill: DrillId | None = None


class ResponseEnded(BuildingEvent, frozen=True, kw_only=True, tag="response-ended-1"):
    """The building is back to normal. `by` is None if practice ended with its drill."""

    by: Actor | None
    response: BuildingResponse
    drill: DrillId | None = None


class CheckInStarted(BuildingEvent, frozen=True, kw_only=True, tag="check-in-started-1"):
    """These rooms are asked how they are, and none has answered yet. `drill` marks practice."""

    by: Actor
    check_in: CheckInId
    rooms: tuple[RoomId, ...]
    drill: DrillId | None = None


class RoomMarked(BuildingEvent, frozen=True, kw_only=True, tag="room-marked-1"):
    """A desk noted what a room answered. *No answer* removes what was noted by mistake."""

    by: Actor
    check_in: CheckInId
    room: RoomId
    answer: RoomAnswer


class SafePressed(BuildingEvent, frozen=True, kw_only=True, tag="safe-pressed-1"):
    """A contact *safe* was pressed. `check_in` names the check-in that it answered; None if it changed nothing (`check_in.press_safe`).

    It is recorded in either case: a receipt may only be given for what is on disk (promise 2), and without a receipt the button would
    send the press for ever.
    """

    room: RoomId
    source: Source
    pressed_ago_ms: int | None
    check_in: CheckInId | None = None


class CheckInEnded(BuildingEvent, frozen=True, kw_only=True, tag="check-in-ended-1"):
    """The check-in is over, and this is what every room had answered. `by` is None if practice ended with its drill."""

    by: Actor | None
    check_in: CheckInId
    no_answer: tuple[RoomId, ...]
    needs_help: tuple[RoomId, ...]
    safe: tuple[RoomId, ...]
    drill: DrillId | None = None


type ResponseEvent = ResponseStarted | ResponseEnded
"""What the whole building does."""


type CheckInEvent = CheckInStarted | RoomMarked | SafePressed | CheckInEnded
"""What rooms are asked and answer."""


type AnyBuildingEvent = ResponseStarted | ResponseEnded | CheckInStarted | RoomMarked | SafePressed | CheckInEnded

type Follows = AnyBuildingEvent | FollowsBelow
"""What may follow from a command of this room: its own events, and those of the rooms below it."""
