"""From where nobody can call, and whose button nobody may rely on, as each list says it."""

from appliance.api.board.supervised import CutOffLine, OutOfServiceLine
from appliance.flows.devices.cut_off import (
    cannot_call,
    cannot_call_in_short,
    cannot_call_spoken,
    out_of_service,
    out_of_service_for,
    out_of_service_in_short,
    out_of_service_spoken,
)

LOST = CutOffLine(room_name="Room 117", why="lost")
OUT = OutOfServiceLine(button="B204-wall", room_name="Room B204", ends_in_ms=3_601_000)


def test_a_room_from_where_nobody_can_call_is_named_with_why() -> None:
    assert cannot_call(LOST) == "Room 117: cannot call now (lost)"
    assert cannot_call_spoken(LOST) == "Room 117 cannot call now: lost."
    assert cannot_call_in_short(LOST) == "Room 117 (lost)"


def test_a_button_out_of_service_is_said_to_ring_all_the_same_until_it_is_back() -> None:
    begins, rings = "Room B204: B204-wall is out of service", "it rings all the same when pressed"
    assert out_of_service(OUT, 1000) == f"{begins}, back in 1:00:00; {rings}"
    assert out_of_service_spoken(OUT, 1000) == f"{begins}, back in 1 hour; {rings}."
    assert out_of_service_for(OUT, 1000) == f"{begins} for 1:00:00 more"
    assert out_of_service_in_short(OUT, 1000) == "Room B204 (B204-wall) for 1:00:00"
