"""What is wrong with the system and what to do about it, and from where nobody can call. ENTER puts a trouble aside, or takes it back."""

import textwrap

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import TroubleLine
from appliance.core.devices.commands import ClearTrouble, ShelveTrouble, UnshelveTrouble
from appliance.core.ground.words import Cause
from appliance.words.times import ago, count, span
from appliance.words.troubles import cause_words, row_of
from tui.calm import WELL, not_well
from tui.keys import BY_ACTION
from tui.messages import Asked
from tui.screens.panel import Choice, Field, Panel
from tui.screens.reading import ReadingPanel

DETAIL_WIDTH = 70
"""80 columns less the indent and the scroll bar."""
HOURS = (1, 2, 4)
"""To choose from; four are the most the box takes (`appliance.core.devices.shelf`)."""

type Row = Choice[TroubleLine | None]
"""A line, and the trouble it belongs to."""


class TroublesPanel(ReadingPanel):
    """One cause is one trouble; the newest stands first, what was put aside after the others."""

    opened_by = "troubles"

    def __init__(self, view: BoardView, uncovered: tuple[str, ...]) -> None:
        rows = trouble_rows(view, 0, uncovered)
        super().__init__(_title(view, 0), tuple(row.words for row in rows))
        self._rows = rows

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As it stands now. The highlight stays with its trouble wherever that stands: ENTER is about that one."""
        was, self._rows = self._rows, trouble_rows(view, passed_ms, uncovered)
        self.entitle(_title(view, passed_ms))
        moved = _first_line(self._rows, was[self.place].value) - _first_line(was, was[self.place].value)
        self.show(tuple(row.words for row in self._rows), above=moved, on_top=False)

    def picked(self, place: int) -> None:
        """ENTER on a trouble."""
        trouble = self._rows[place].value if place < len(self._rows) else None
        if trouble is None:
            return
        if row_of(trouble.what).done:
            self.open(ClearPanel(trouble))
        elif trouble.shelved_ms is None:
            self.open(ShelvePanel(trouble))
        else:
            self.post_message(Asked(UnshelveTrouble(cause=_cause(trouble))))

    def _hint(self) -> str:
        return f"↑↓ move   ENTER puts it aside, or takes it back   {BY_ACTION['close'].shown} closes   F2 I have it"


class ClearPanel(Panel[bool]):
    """What only people can end: that it can wait, or that it is done. A second ENTER in haste ends nothing."""

    def __init__(self, trouble: TroubleLine) -> None:
        aside = trouble.shelved_ms is not None
        waits = "Not yet, and nobody waits: take it back" if aside else "Not yet, and it can wait: put it aside"
        choices = (Choice(waits, False), Choice(row_of(trouble.what).done, True))
        super().__init__(f"{_named(trouble)}: is it done?", choices=choices)
        self._trouble = trouble

    def chosen(self, value: bool) -> None:
        """Say so, or go on as with any other."""
        if value:
            self.ask(ClearTrouble(cause=_cause(self._trouble)))
        elif self._trouble.shelved_ms is None:
            self.open(ShelvePanel(self._trouble))
        else:
            self.ask(UnshelveTrouble(cause=_cause(self._trouble)))


class ShelvePanel(Panel[int]):
    """Why, and for how long."""

    def __init__(self, trouble: TroubleLine) -> None:
        super().__init__(
            f"PUT ASIDE: {_named(trouble)}. Calls still come as they can.",
            field=Field("Why it can wait:"),
            choices=tuple(Choice(f"for {count(hours, 'hour', 'hours')}, then it is back", hours) for hours in HOURS),
            draft=f"shelve {trouble.what} {trouble.subject}",
        )
        self._trouble = trouble

    def chosen(self, value: int) -> None:
        """Put it aside, if somebody says why."""
        if self.text:
            self.ask(ShelveTrouble(cause=_cause(self._trouble), ends_after_s=value * 3600, reason=self.text))
        else:
            self.refused("Say why it can wait first: ↑ goes back to the line.")


def trouble_rows(view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> tuple[Row, ...]:
    """Each trouble as a headline and what to do, then every place nobody can call from, or what else is not well."""
    rows: list[Row] = []
    for trouble in sorted(view.troubles, key=lambda each: (each.shelved_ms is not None, each.age_ms)):
        rows += [Choice(line, trouble) for line in _lines(trouble, passed_ms)]
    rows += [Choice(line, None) for line in _places(view, passed_ms)]
    if not any(
        row.words.startswith("!") for row in rows
    ):  # what was put aside is not what the top of the screen warns of
        rows += [Choice(line, None) for words in not_well(view, passed_ms) for line in _wrapped(f"! {words}")]
    without = [line for place in uncovered for line in _wrapped(f"- No two-way button: {place}")]
    return (*(rows or [Choice(f"= {WELL}", None)]), *(Choice(line, None) for line in without))


def _lines(trouble: TroubleLine, passed_ms: int) -> list[str]:
    aside = trouble.shelved_ms
    if aside is None:
        headline = f"! {_named(trouble)}, for {ago(trouble.age_ms + passed_ms)}"
    else:
        headline = f"~ {_named(trouble)}, put aside for {span(aside - passed_ms)} more"
    return [headline, *(f"    {line}" for line in textwrap.wrap(trouble.detail, DETAIL_WIDTH))]


def _places(view: BoardView, passed_ms: int) -> list[str]:
    """From where nobody can call now, whatever was put aside."""
    lines: list[str] = []
    for out in view.out_of_service:
        lines += _wrapped(
            f"! {out.room_name}: {out.button} is out of service, back in {span(out.ends_in_ms - passed_ms)}; "
            "it rings all the same when pressed"
        )
    return lines + [
        line for room in view.cut_off for line in _wrapped(f"! {room.room_name}: cannot call now ({room.why})")
    ]


def _first_line(rows: tuple[Row, ...], trouble: TroubleLine | None) -> int:
    """Where this trouble stands; the top where it does not any more, and for lines that belong to none."""
    if trouble is None:
        return 0
    causes = [row.value and _cause(row.value) for row in rows]
    return causes.index(_cause(trouble)) if _cause(trouble) in causes else 0


def _title(view: BoardView, passed_ms: int) -> str:
    aside = sum(trouble.shelved_ms is not None for trouble in view.troubles)
    put_aside = f", {aside} put aside" if aside else ""
    left = len(view.troubles) - aside
    besides = ", but not everything is well" if not left and not_well(view, passed_ms) else ""
    return f"TROUBLES: {count(left, 'is', 'are') if left else 'none is'} open{put_aside}{besides}"


def _named(trouble: TroubleLine) -> str:
    return cause_words(trouble.what, trouble.subject)


def _cause(trouble: TroubleLine) -> Cause:
    return Cause(trouble.what, trouble.subject)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, DETAIL_WIDTH + 4, subsequent_indent="    ")
