"""Defines what is recorded about room clears. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import RoomClearEvent
from appliance.core.ground.words import Actor, ClearEnd
from appliance.plan.ids import ButtonId, DrillId, IncidentId, RoomId


class ClearBegan(RoomClearEvent, frozen=True, kw_only=True, tag="clear-began-1"):
    """The class of `room` goes to the room `to`. `walks` goes with it. `expected`: how many children walk; 0 if nobody said.

    `incident` is what is open in the room that is cleared, if anything is. `drill` marks practice.
    """

    by: Actor
    room: RoomId
    to: RoomId
    walks: str
    expected: int
    incident: IncidentId | None = None
    drill: DrillId | None = None


class ClassHere(RoomClearEvent, frozen=True, kw_only=True, tag="class-here-1"):
    """Somebody counted `here` children of `expected` in the other room, and a desk wrote it down. `expected` 0: nobody said how many."""

    by: Actor
    here: int
    expected: int


class ClassHerePressed(RoomClearEvent, frozen=True, kw_only=True, tag="class-here-pressed-1"):
    """The other room pressed its contact *safe*: the class is there. Nobody counted by that."""

    room: RoomId
    button: ButtonId


class ClearEnded(RoomClearEvent, frozen=True, kw_only=True, tag="clear-ended-1"):
    """The clear is over. `here` and `expected` are what was known then; `here` None: nobody counted. `by` None: practice ended."""

    by: Actor | None
    how: ClearEnd
    here: int | None
    expected: int


type AnyRoomClearEvent = ClearBegan | ClassHere | ClassHerePressed | ClearEnded
