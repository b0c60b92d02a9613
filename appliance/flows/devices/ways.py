"""The ways into and out of rooms: of all in short, or of one room at length. Pure."""

from dataclasses import dataclass

from appliance.flows.flow import Flow
from appliance.flows.parts import Part
from appliance.flows.rooms import BEFORE_A_PLACE, rooms
from appliance.plan.ids import RoomId


@dataclass(frozen=True, slots=True)
class AsksWays:
    """The ways into and out of every room, or of one."""

    room: RoomId | None = None


WAYS = Flow(
    "ways",
    lambda given: AsksWays(given.parts["room"] or None),
    (
        Part(
            "room",
            "Into and out of which room? Left out, all rooms are told in short.",
            rooms,
            lead=BEFORE_A_PLACE,
            empty=True,
        ),
    ),
    title=lambda _: "WAYS INTO AND OUT OF EACH ROOM",
)
