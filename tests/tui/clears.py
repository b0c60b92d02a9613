"""Classes on their way, for the consoles' tests."""

from typing import Any

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.clears import ClearLine
from appliance.plan.ids import ClearId, RoomId
from tests.tui.boards import FACTS, board

FIRST, SECOND = ClearId("aaaaaaaa-r1"), ClearId("aaaaaaaa-r2")
BUDDIES = msgspec.structs.replace(
    FACTS,
    rooms=tuple(
        msgspec.structs.replace(
            each, buddy=RoomId("B205"), exits="Hall door", thrown="Chairs.", stand="Beside the sink"
        )
        if each.room == "B204"
        else each
        for each in FACTS.rooms
    ),
)
"""The plan of these tests, where Room B204 has a buddy room and notes."""


def clear(name: ClearId = FIRST, **changes: Any) -> ClearLine:
    """Make a class of Room B204 that has been on its way to Room B205 for 70 s."""
    line = ClearLine(
        clear=name,
        room=RoomId("B204"),
        room_name="Room B204",
        to=RoomId("B205"),
        to_name="Room B205",
        practice=False,
        age_ms=70_000,
        late_after_ms=180_000,
        expected=24,
        here=None,
        pressed=False,
        lamp=True,
        walks="Ines Ortiz",
    )
    return msgspec.structs.replace(line, **changes)


def walking(*lines: ClearLine) -> BoardView:
    """Make a board with these classes on their way."""
    return msgspec.structs.replace(board(), clears=lines)
