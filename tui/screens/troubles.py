"""What is wrong with the system and what to do about it. Reads only."""

import textwrap

from appliance.api.messages import BoardView
from tui.screens.reading import ReadingPanel
from tui.wording import ago, count

DETAIL_WIDTH = 70
"""80 columns less the indent and the scroll bar."""


class TroublesPanel(ReadingPanel):
    """One cause is one trouble; the newest stands first."""

    def __init__(self, view: BoardView) -> None:
        super().__init__(f"TROUBLES: {count(len(view.troubles), 'is', 'are')} open", trouble_lines(view, 0))


def trouble_lines(view: BoardView, passed_ms: int) -> tuple[str, ...]:
    """Each trouble as a headline and what to do, wrapped for 80 columns."""
    lines: list[str] = []
    for trouble in sorted(view.troubles, key=lambda trouble: trouble.age_ms):
        subject = f" {trouble.subject}" if trouble.subject else ""
        lines.append(f"! {trouble.what.replace('-', ' ')}{subject}, for {ago(trouble.age_ms + passed_ms)}")
        lines += [f"    {line}" for line in textwrap.wrap(trouble.detail, DETAIL_WIDTH)]
    return tuple(lines) or ("= Nothing is wrong: every button, desk and way out has been heard from.",)
