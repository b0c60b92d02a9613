"""Everything recorded about one call, newest first. Reads only; the daemon records that it was read."""

import textwrap

from appliance.api.messages import CallCard, FeedItems
from appliance.plan.ids import IncidentId
from tui.screens.reading import ReadingPanel
from tui.wording import call_named, time_of_day

LINE_WIDTH = 63
"""80 columns less the time and the scroll bar."""


class TimelinePanel(ReadingPanel):
    """Empty until the entries have come."""

    def __init__(self, call: CallCard) -> None:
        super().__init__(f"LOG of {call_named(call)}", ("Asking the box ...",))
        self.incident: IncidentId = call.incident


def timeline_lines(items: FeedItems) -> tuple[str, ...]:
    """Each entry under its time, wrapped for 80 columns."""
    lines: list[str] = []
    for item in items.items:
        first, *rest = textwrap.wrap(item.line, LINE_WIDTH) or [""]
        lines.append(f"{time_of_day(item.wall_ms)}  {first}")
        lines += [f"{'':<10}{line}" for line in rest]
    return tuple(lines) or ("Nothing is recorded about this call yet.",)
