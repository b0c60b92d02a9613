"""The first line of the screen: which building and desk this is, who is at it, and the time. Paints only."""

from textual.content import Content
from textual.widget import Widget

from appliance.words.unsure import ASK_EVERY_ROOM
from tui.board.calm import Calm
from tui.widgets.lines import cells, clipped, spread

BUILDING_WIDTH_MIN = 8
"""Less of its name tells nobody anything. Everybody knows which school they are in; who is at this desk is worth more."""


class StatusStrip(Widget):
    """One line. Before the first board it says that none has come."""

    calm: Calm | None = None

    def show(self, calm: Calm | None) -> None:
        """Paint these facts from now on."""
        if calm != self.calm:
            self.calm = calm
            self.refresh()

    def render(self) -> Content:
        """Building, desk and person left; open calls, troubles and time right."""
        width = self.size.width
        if self.calm is None:
            return spread(" Handbell", "no board yet ", width)
        person = self.calm.operator or "nobody signed in"
        what = ASK_EVERY_ROOM.upper() if self.calm.asks_rooms else "TROUBLE" if self.calm.troubled else "NOT WELL"
        trouble = "" if self.calm.all_well else f"! {what} (T)  "
        calls = f"{self.calm.calls} open  " if self.calm.calls else ""
        right = f"{calls}{trouble}{self.calm.time} "
        here = f"{self.calm.desk}: {person}"
        room = width - len(right) - cells(here) - len("  |  ")
        if room < BUILDING_WIDTH_MIN:
            return spread(f" {here}", right, width)
        return spread(f" {clipped(self.calm.building, room)} | {here}", right, width)
