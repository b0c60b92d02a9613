"""The building's response, its room check-in and its morning check as a desk is sent them. Pure values; knows no socket."""

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

    `first` is the first of these calls, by which a desk knows what it was asked; `over_ms` how long after it the last room called.
    `age_ms`: since there were enough.
    """

    first: IncidentId
    rooms: int
    over_ms: int
    age_ms: int


@holds("room room_name floor answer call marked_ago_ms", names="marked_by")
class CheckInRoom(msgspec.Struct, frozen=True, kw_only=True):
    """One room that is asked. `call` is the number of its open call, which makes it need help whatever it was marked."""

    room: RoomId
    room_name: str
    floor: str
    answer: RoomAnswer
    call: int | None
    marked_by: str
    """A desk or a person, "button" for its own contact *safe*, empty where nobody has."""
    marked_ago_ms: int | None


@holds("check_in practice age_ms rooms")
class CheckInView(msgspec.Struct, frozen=True, kw_only=True):
    """The room check-in that is on. `rooms`: no answer first, then needs help, then safe."""

    check_in: CheckInId
    practice: bool
    age_ms: int
    rooms: tuple[CheckInRoom, ...]

    def count(self, answer: RoomAnswer) -> int:
        """How many rooms have answered this."""
        return sum(room.answer is answer for room in self.rooms)


# its `by`: whoever relies on a signature must see whose it is
@holds("wall_ms today not_well", desk="by")
class DayCheckLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last morning check that was signed. `today`: whether on this day, None while nobody knows what day it is.

    `by` is a person, or the desk where nobody proved who they are and what was typed may not be read. `not_well`: how many things
    were not, when it was signed.
    """

    wall_ms: int
    by: str
    today: bool | None
    not_well: int
