"""Everything recorded about one call, newest first, also while it is read. Reads only; the daemon records that it was read."""

import textwrap
from datetime import tzinfo

from appliance.api.board.calls import CallCard
from appliance.api.desk.entries import FeedItem
from appliance.flows.naming import call_named
from appliance.flows.sentences import ASKING_THE_BOX
from appliance.plan.ids import IncidentId
from appliance.words.times import time_of_day
from tui.line.news import TimelineArrived
from tui.screens.reading import ReadingPanel

LINE_WIDTH = 63
"""80 columns less the time and the scroll bar."""
ENTRIES_MAX = 400
"""Twenty screens of one call, so that a panel left open for a day stays quick; the whole record is read elsewhere."""


class TimelinePanel(ReadingPanel):
    """Empty until the entries have come. `head` is the number of the newest, `version` that of the board they were last asked for at."""

    opened_by = "timeline"

    def __init__(self, call: CallCard, zone: tzinfo) -> None:
        super().__init__(f"LOG of {call_named(call)}", (ASKING_THE_BOX,))
        self.incident: IncidentId = call.incident
        self.head = 0
        self.version: int | None = None
        self._zone = zone
        self._items: tuple[FeedItem, ...] = ()

    def take(self, arrived: TimelineArrived) -> None:
        """Entries came; those that are there already may come again. Later silence leaves what is there."""
        if arrived.items is None:
            if not self._items:
                self.show((arrived.refused,))
            return
        new = tuple(item for item in arrived.items.items if item.number > self.head)
        first = self.head == 0
        self._items = (*self._items, *new)[-ENTRIES_MAX:]
        if new:
            self.head = new[-1].number  # not the box's newest, which may have come while these were opened
        self.show(
            timeline_lines(self._items, self._zone),
            above=len(timeline_lines(new, self._zone)) if new and not first else 0,
        )


def timeline_lines(items: tuple[FeedItem, ...], zone: tzinfo) -> tuple[str, ...]:
    """Each entry under its time, the last one on top, wrapped for 80 columns."""
    lines: list[str] = []
    for item in reversed(items):
        first, *rest = textwrap.wrap(item.line, LINE_WIDTH) or [""]
        lines.append(f"{time_of_day(item.wall_ms, zone)}  {first}")
        lines += [f"{'':<10}{line}" for line in rest]
    return tuple(lines) or ("Nothing is recorded about this call yet.",)
