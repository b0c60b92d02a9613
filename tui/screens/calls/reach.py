"""If a room pressed now, who would be told: pick a room, then read the whole chain, first broken link first. Asks, decides nothing."""

import textwrap
from typing import Any

from textual.message import Message

from appliance.api.desk.plan import RoomLine
from appliance.api.desk.reach import ReachKnown
from appliance.flows.calls.reach import REACH, AsksReach, rows, verdict
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.rooms import room_of
from appliance.flows.sentences import ASKING_THE_BOX
from appliance.plan.ids import RoomId
from tui.screens.flow import FlowPanel
from tui.screens.panel import Panel
from tui.screens.reading import ReadingPanel

WIDTH = 60
"""80 columns less what stands before the words, and the scroll bar."""


def reach_panel(known: Known) -> FlowPanel:
    """Begin with the question which room is meant, and go on to the answer."""

    def read(panel: Panel[Any], wanted: AsksReach) -> None:
        room = room_of(known, wanted.room)
        assert room is not None, "only a room of the plan is offered"
        panel.open(ReachPanel(room))

    return FlowPanel(REACH, about_nothing(known), read)


class ReachPanel(ReadingPanel):
    """Empty until the box has answered."""

    class Wanted(Message):
        """The box is to be asked about this room."""

        def __init__(self, room: RoomId) -> None:
            self.room = room
            super().__init__()

    def __init__(self, room: RoomLine) -> None:
        super().__init__(f"IF {room.name} PRESSED NOW", (ASKING_THE_BOX,))
        self.room = room.room

    def on_mount(self) -> None:
        """Ask."""
        self.post_message(self.Wanted(self.room))


def reach_lines(known: ReachKnown) -> tuple[str, ...]:
    """The verdict, the button, then each step of the ladder."""
    lines = [line for name, words in rows(known) for line in _row(name, words)]
    return (*textwrap.wrap(verdict(known), WIDTH + 13, subsequent_indent="  "), "", *lines)


def _row(name: str, words: str) -> list[str]:
    first, *rest = textwrap.wrap(words, WIDTH)
    return [f"{name:<13}{first}", *(f"{'':<13}{line}" for line in rest)]
