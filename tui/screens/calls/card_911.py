"""What to tell 911, on one screen beside the phone. Reads only: Handbell has no line to a dispatch centre and says so."""

import textwrap
from collections.abc import Iterable

from appliance.api.board.calls import CallCard
from appliance.api.desk.plan import PlanFacts
from appliance.flows.calls.card_911 import DRILL, over_title, rows, title, to_say
from tui.keys.table import BY_ACTION
from tui.screens.reading import ReadingPanel

WIDTH = 60
"""80 columns less what stands before the words, and the scroll bar."""


class Card911Panel(ReadingPanel):
    """Of the selected call, or of the building alone. What is read out to a dispatcher is what is so now."""

    opened_by = "card_911"

    def __init__(self, facts: PlanFacts, call: CallCard | None, passed_ms: int) -> None:
        super().__init__(title(call), card_lines(facts, call, passed_ms))
        self._facts = facts
        self._call = call

    def _hint(self) -> str:
        return f"{super()._hint()}   Not police: ESC, then {BY_ACTION['other_help'].shown}"

    def follow(self, calls: Iterable[CallCard], passed_ms: int) -> None:
        """The call as it stands now. One that has ended stays as it was last seen, and that it has ended is said."""
        if self._call is None:
            return
        now = next((call for call in calls if call.incident == self._call.incident), None)
        if now is None:
            self.entitle(over_title(self._call))
            return
        self._call = now
        self.entitle(title(now))
        self.show(card_lines(self._facts, now, passed_ms))


def card_lines(facts: PlanFacts, call: CallCard | None, passed_ms: int) -> tuple[str, ...]:
    """What to say, then each row of the card."""
    lines = [line for row in rows(facts, call, passed_ms) for line in _row(row.name, row.words)]
    drill = (f"{'':<11}{DRILL}", "") if call and call.drill else ()
    return (*drill, *_row("Say", to_say(facts, call)), "", *lines)


def _row(name: str, words: str) -> list[str]:
    first, *rest = textwrap.wrap(words, WIDTH)
    return [f"{name:<11}{first}", *(f"{'':<11}{line}" for line in rest)]
