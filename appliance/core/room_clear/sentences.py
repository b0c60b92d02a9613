"""Makes sentences about room clears. Pure; names rooms and whoever walks with a class, and no child."""

from typing import assert_never

from appliance.core.ground.names import Names
from appliance.core.ground.words import ClearEnd
from appliance.core.room_clear.events import AnyRoomClearEvent, ClassHere, ClassHerePressed, ClearBegan, ClearEnded

ENDED = {
    ClearEnd.ALL_HERE: "All are there: the room clear is over",
    ClearEnd.ENDED: "The room clear was ended",
    ClearEnd.DRILL_ENDED: "The room clear of the drill ended with the drill",
    ClearEnd.REAL_BEGAN: "The room clear of the drill is over, because a real one began",
}


def clear_line(event: AnyRoomClearEvent, names: Names) -> str:
    """Say what became of a clear. For practice, say so first."""
    match event:
        case ClearBegan():
            practice = "DRILL, room" if event.drill is not None else "Room"
            children = f"{event.expected} children" if event.expected else "how many was not said"
            walk = f"{names.room(event.room)} goes to {names.room(event.to)} with {event.walks}, {children}"
            return f"{practice} clear begun {names.actor(event.by)}: {walk}."
        case ClassHere():
            of = f" of {event.expected}" if event.expected else ""
            return f"Room clear: {event.here}{of} are there, noted {names.actor(event.by)}."
        case ClassHerePressed():
            return f"{names.room(event.room)}: the class is there, pressed on its button; nobody counted."
        case ClearEnded():
            how = "" if event.by is None else f" {names.actor(event.by)}"
            return f"{ENDED[event.how]}{how}: {_known(event)}."
        case _:
            assert_never(event)


def _known(event: ClearEnded) -> str:
    if event.here is None:
        return "nobody was counted"
    return f"{event.here} of {event.expected} counted" if event.expected else f"{event.here} counted"
