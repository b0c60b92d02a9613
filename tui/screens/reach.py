"""If a room pressed now, who would be told: pick a room, then read the whole chain, first broken link first. Asks, decides nothing."""

import textwrap

from textual.message import Message

from appliance.api.desk.plan import PlanFacts, RoomLine
from appliance.api.desk.reach import ReachKnown, ReachStep
from appliance.plan.ids import RoomId
from appliance.words.times import count
from tui.screens.calls.room_picker import NARROW, room_choices
from tui.screens.panel import Panel
from tui.screens.reading import ReadingPanel

WIDTH = 60
"""80 columns less what stands before the words, and the scroll bar."""


class ReachRoomPanel(Panel[RoomLine]):
    """Which room."""

    def __init__(self, facts: PlanFacts) -> None:
        super().__init__("IF THIS ROOM PRESSED NOW, who would be told?", field=NARROW, choices=room_choices(facts))

    def chosen(self, value: RoomLine) -> None:
        """Go on to the answer."""
        self.open(ReachPanel(value))


class ReachPanel(ReadingPanel):
    """Empty until the box has answered."""

    class Wanted(Message):
        """The box is to be asked about this room."""

        def __init__(self, room: RoomId) -> None:
            self.room = room
            super().__init__()

    def __init__(self, room: RoomLine) -> None:
        super().__init__(f"IF {room.name} PRESSED NOW", ("Asking the box ...",))
        self.room = room.room

    def on_mount(self) -> None:
        """Ask."""
        self.post_message(self.Wanted(self.room))


def reach_lines(known: ReachKnown) -> tuple[str, ...]:
    """The verdict, the button, then each step of the ladder."""
    verdict = f"! {known.broken}" if known.broken else "= Somebody would be told at once."
    lines = [*_row("Button", known.button or "works")]
    for step in known.steps:
        lines += _row(f"After {step.after_s} s" if step.after_s else "At once", _step(step))
    return (*textwrap.wrap(verdict, WIDTH + 13, subsequent_indent="  "), "", *lines)


def _step(step: ReachStep) -> str:
    people = step.people or ((count(step.people_count, "person", "people"),) if step.people_count else ())
    return ", ".join((*step.places, *people)) or "NOBODY"


def _row(name: str, words: str) -> list[str]:
    first, *rest = textwrap.wrap(words, WIDTH)
    return [f"{name:<13}{first}", *(f"{'':<13}{line}" for line in rest)]
