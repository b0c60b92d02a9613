"""The ways into and out of rooms, apart from any console: of one room, or of all where none is named."""

from appliance.flows.devices.ways import WAYS, AsksWays
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.plan.ids import RoomId
from tests.tui.boards import FACTS


def test_every_room_is_offered_and_leaving_it_out_asks_for_all() -> None:
    given = Given(Known(facts=FACTS), None, None, {})
    part = WAYS.missing(given)
    assert part is not None and part.options is not None and part.empty
    assert [option.value for option in part.options(given)] == [room.room for room in FACTS.rooms]
    assert WAYS.make(Given(Known(), None, None, {"room": ""})) == AsksWays()
    assert WAYS.make(Given(Known(), None, None, {"room": RoomId("gym")})) == AsksWays(RoomId("gym"))
