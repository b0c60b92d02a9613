"""If a room pressed now, who would be told: pick a room, then read the whole chain, first broken link first. Asks, decides nothing."""

import textwrap

from textual.message import Message

from appliance.api.desk.plan import RoomLine
from appliance.api.desk.reach import ReachKnown
from appliance.flows.calls.reach import rows, verdict
from appliance.flows.sentences import ASKING_THE_BOX
from appliance.plan.ids import RoomId
from tui.screens.reading import ReadingPanel

WIDTH = 60
"""80 columns less what stands before the words, and the scroll bar."""


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
