"""Defines the building's response, its room check-in and its morning check as they are sent to a desk. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds
from appliance.core.ground.words import BuildingResponse, RoomAnswer
from appliance.plan.ids import CheckInId, IncidentId, RoomId


@holds("response detail practice age_ms", names="started_by")
class ResponseLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole building does now. Handbell does not announce it: people do, over the PA."""

    response: BuildingResponse
    detail: str
    practice: bool
    age_ms: int
    started_by: str


@holds("first rooms over_ms age_ms")
class ManyRoomsLine(msgspec.Struct, frozen=True, kw_only=True):
    """Enough different rooms called within a minute to ask about the whole building (`appliance.api.board.many_rooms_view`).

    `first` is the first of these calls; by it a desk knows which question this is. `over_ms`: how long after it the last room called.
    `age_ms`: the time since enough rooms had called.
    """

    first: IncidentId
    rooms: int
    over_ms: int
    age_ms: int


@holds("room room_name floor answer call marked_ago_ms", names="marked_by")
class CheckInRoom(msgspec.Struct, frozen=True, kw_only=True):
    """One room that is asked. `call` is the number of its open call; with a call the room needs help, whatever it was marked."""

    room: RoomId
    room_name: str
    floor: str
    answer: RoomAnswer
    call: int | None
    marked_by: str
    """A desk or a person; "button" for the room's own contact *safe*; empty if nobody marked the room."""
    marked_ago_ms: int | None


@holds("check_in practice age_ms rooms")
class CheckInView(msgspec.Struct, frozen=True, kw_only=True):
    """The room check-in that runs. `rooms`: those without an answer first, then those that need help, then safe ones."""

    check_in: CheckInId
    practice: bool
    age_ms: int
    rooms: tuple[CheckInRoom, ...]

    def count(self, answer: RoomAnswer) -> int:
        """Count the rooms with this answer."""
        return sum(room.answer is answer for room in self.rooms)


# `by`: a person who relies on a signature must see whose it is
@holds("wall_ms today not_well", desk="by")
class DayCheckLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last morning check that was signed. `today`: whether it was signed today; None while nobody knows what day it is.

    `by` is a person. It is the desk if nobody proved who they are and the typed name may not be read here. `not_well`: how many
    things were not well when it was signed.
    """

    wall_ms: int
    by: str
    today: bool | None
    not_well: int
