"""What is wrong with the system and what to do about it, and from where nobody can call. Reads only."""

import textwrap

from appliance.api.messages import BoardView
from tui.screens.reading import ReadingPanel
from tui.wording import ago, count, span

DETAIL_WIDTH = 70
"""80 columns less the indent and the scroll bar."""


class TroublesPanel(ReadingPanel):
    """One cause is one trouble; the newest stands first."""

    def __init__(self, view: BoardView, uncovered: tuple[str, ...]) -> None:
        super().__init__(f"TROUBLES: {count(len(view.troubles), 'is', 'are')} open", trouble_lines(view, 0, uncovered))


def trouble_lines(view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> tuple[str, ...]:
    """Each trouble as a headline and what to do, then every place nobody can call from; wrapped for 80 columns."""
    lines: list[str] = []
    for trouble in sorted(view.troubles, key=lambda trouble: trouble.age_ms):
        subject = f" {trouble.subject}" if trouble.subject else ""
        lines.append(f"! {trouble.what.replace('-', ' ')}{subject}, for {ago(trouble.age_ms + passed_ms)}")
        lines += [f"    {line}" for line in textwrap.wrap(trouble.detail, DETAIL_WIDTH)]
    for out in view.out_of_service:
        lines += _wrapped(
            f"! {out.room_name}: {out.button} is out of service, back in {span(out.ends_in_ms - passed_ms)}; "
            "it rings all the same when pressed"
        )
    lines += [line for room in view.cut_off for line in _wrapped(f"! {room.room_name}: cannot call now ({room.why})")]
    well = [] if lines else ["= Nothing is wrong: every button, desk and way out has been heard from."]
    without = [line for place in uncovered for line in _wrapped(f"- No two-way button: {place}")]
    return (*well, *lines, *without)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, DETAIL_WIDTH + 4, subsequent_indent="    ")
