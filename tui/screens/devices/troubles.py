"""What is wrong with the system and what to do about it, and from where nobody can call. ENTER puts a trouble aside, or takes it back."""

import textwrap

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import TroubleLine
from appliance.core.devices.commands import UnshelveTrouble
from appliance.flows.devices.cut_off import cannot_call, out_of_service
from appliance.flows.devices.troubles import (
    cause,
    counted,
    in_order,
    named,
    open_words,
    put_aside_for,
    what_else,
    what_to_do,
)
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.words.times import ago
from tui.asking.choice import Choice
from tui.board.calm import WELL, not_well
from tui.keys.table import BY_ACTION
from tui.messages import Asked
from tui.screens.flow import FlowPanel
from tui.screens.reading import ReadingPanel

DETAIL_WIDTH = 70
"""80 columns less the indent and the scroll bar."""

type Row = Choice[TroubleLine | None]
"""A line, and the trouble it belongs to."""


class TroublesPanel(ReadingPanel):
    """One cause is one trouble; the newest stands first, what was put aside after the others."""

    opened_by = "troubles"

    def __init__(self, view: BoardView, uncovered: tuple[str, ...]) -> None:
        rows = trouble_rows(view, 0, uncovered)
        super().__init__(_title(view, 0), tuple(row.words for row in rows))
        self._rows, self._view = rows, view

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As it stands now. The highlight stays with its trouble wherever that stands: ENTER is about that one."""
        was, self._rows, self._view = self._rows, trouble_rows(view, passed_ms, uncovered), view
        self.entitle(_title(view, passed_ms))
        moved = _first_line(self._rows, was[self.place].value) - _first_line(was, was[self.place].value)
        self.show(tuple(row.words for row in self._rows), above=moved, on_top=False)

    def picked(self, place: int) -> None:
        """ENTER on a trouble."""
        trouble = self._rows[place].value if place < len(self._rows) else None
        if trouble is None:
            return
        flow, given = what_to_do(trouble), Given(Known(view=self._view), None, None, {"trouble": cause(trouble)})
        if flow.missing(given) is not None:
            self.open(FlowPanel(flow, given))
        elif isinstance(wanted := flow.make(given), UnshelveTrouble):  # the list stays open
            self.post_message(Asked(wanted))

    def _hint(self) -> str:
        return f"↑↓ move   ENTER puts it aside, or takes it back   {BY_ACTION['close'].shown} closes   F2 I have it"


def trouble_rows(view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> tuple[Row, ...]:
    """Each trouble as a headline and what to do, then every place nobody can call from, or what else is not well."""
    rows: list[Row] = []
    for trouble in in_order(view):
        rows += [Choice(line, trouble) for line in _lines(trouble, passed_ms)]
    rows += [Choice(line, None) for line in _places(view, passed_ms)]
    besides = what_else(view, not_well(view, passed_ms))
    rows += [Choice(line, None) for words in besides for line in _wrapped(f"! {words}")]
    without = [line for place in uncovered for line in _wrapped(f"- No two-way button: {place}")]
    return (*(rows or [Choice(f"= {WELL}", None)]), *(Choice(line, None) for line in without))


def _lines(trouble: TroubleLine, passed_ms: int) -> list[str]:
    aside = trouble.shelved_ms
    if aside is None:
        headline = f"! {named(trouble)}, for {ago(trouble.age_ms + passed_ms)}"
    else:
        headline = f"~ {named(trouble)}, {put_aside_for(aside - passed_ms)}"
    return [headline, *(f"    {line}" for line in textwrap.wrap(trouble.detail, DETAIL_WIDTH))]


def _places(view: BoardView, passed_ms: int) -> list[str]:
    """From where nobody can call now, whatever was put aside."""
    words = [*(out_of_service(out, passed_ms) for out in view.out_of_service), *map(cannot_call, view.cut_off)]
    return [line for each in words for line in _wrapped(f"! {each}")]


def _first_line(rows: tuple[Row, ...], trouble: TroubleLine | None) -> int:
    """Where this trouble stands; the top where it does not any more, and for lines that belong to none."""
    if trouble is None:
        return 0
    causes = [row.value and cause(row.value) for row in rows]
    return causes.index(cause(trouble)) if cause(trouble) in causes else 0


def _title(view: BoardView, passed_ms: int) -> str:
    return f"TROUBLES: {open_words(counted(view), not_well(view, passed_ms))}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, DETAIL_WIDTH + 4, subsequent_indent="    ")
