"""What the whole building does, and what its rooms answered. Recorded for ever."""

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
    """The building is back to normal; `by` None when practice ended with its drill."""

    by: Actor | None
    response: BuildingResponse
    drill: DrillId | None = None


class CheckInStarted(BuildingEvent, frozen=True, kw_only=True, tag="check-in-started-1"):
    """These rooms are asked how they are, and none has answered. `drill` marks practice."""

    by: Actor
    check_in: CheckInId
    rooms: tuple[RoomId, ...]
    drill: DrillId | None = None


class RoomMarked(BuildingEvent, frozen=True, kw_only=True, tag="room-marked-1"):
    """A desk noted what a room answered; *no answer* takes back what was noted by mistake."""

    by: Actor
    check_in: CheckInId
    room: RoomId
    answer: RoomAnswer


class SafePressed(BuildingEvent, frozen=True, kw_only=True, tag="safe-pressed-1"):
    """A contact *safe* was pressed. `check_in` names the one it answered; None where it meant nothing (`check_in.press_safe`).

    Recorded in either case, since its receipt may only be given for what is on disk (promise 2), and without one the button
    would say it again for ever.
    """

    room: RoomId
    source: Source
    pressed_ago_ms: int | None
    check_in: CheckInId | None = None


class CheckInEnded(BuildingEvent, frozen=True, kw_only=True, tag="check-in-ended-1"):
    """Nobody is asked any more, and this is what every room had answered. `by` None when practice ended with its drill."""

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
"""What may follow from what is asked of this room: its own events, and those of the rooms below it."""
