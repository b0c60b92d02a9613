"""What to tell 911, on one screen beside the phone. Reads only: Handbell has no line to a dispatch centre and says so."""

import textwrap
from collections.abc import Iterable

from appliance.api.board.calls import CallCard
from appliance.api.desk.plan import PlanFacts
from appliance.flows.calls.card_911 import (
    DRILL,
    DRILL_TITLE,
    NOT_KNOWN,
    STAY,
    YOU_CALL,
    phone_there,
    place,
    place_named,
    to_say,
)
from appliance.words.kinds import KINDS
from appliance.words.times import span
from tui.screens.reading import ReadingPanel

WIDTH = 60
"""80 columns less what stands before the words, and the scroll bar."""


class Card911Panel(ReadingPanel):
    """Of the selected call, or of the building alone. What is read out to a dispatcher is what is so now."""

    opened_by = "card_911"

    def __init__(self, facts: PlanFacts, call: CallCard | None, passed_ms: int) -> None:
        super().__init__(_title(call), card_lines(facts, call, passed_ms))
        self._facts = facts
        self._call = call

    def follow(self, calls: Iterable[CallCard], passed_ms: int) -> None:
        """The call as it stands now. One that has ended stays as it was last seen, and that it has ended is said."""
        if self._call is None:
            return
        now = next((call for call in calls if call.incident == self._call.incident), None)
        if now is None:
            self.entitle(f"911: call {self._call.number} is NOT OPEN any more. Handbell does NOT call 911.")
            return
        self._call = now
        self.entitle(_title(now))
        self.show(card_lines(self._facts, now, passed_ms))


def card_lines(facts: PlanFacts, call: CallCard | None, passed_ms: int) -> tuple[str, ...]:
    """In the order a dispatcher asks: where, from which number, what. The room as the phone system names it stands with it."""
    rows = [("Address", facts.address), ("Building", facts.building), *_where(call), ("Call back", facts.phone)]
    if call:
        rows.append(("What", f"{KINDS[call.kind].shape} {KINDS[call.kind].title}: {KINDS[call.kind].sentence.lower()}"))
        rows.append(("Since", f"{span(call.age_ms + passed_ms)} (call {call.number})"))
    lines = [line for name, words in rows for line in _row(name, words or NOT_KNOWN)]
    drill = (f"{'':<11}{DRILL}", "") if call and call.drill else ()
    return (*drill, *_row("Say", f'"{to_say(facts, call)}" {STAY}'), "", *lines)


def _title(call: CallCard | None) -> str:
    return DRILL_TITLE if call and call.drill else YOU_CALL


def _where(call: CallCard | None) -> list[tuple[str, str]]:
    if call is None:
        return []
    return [(place_named(call), ", ".join(words for words in (place(call), phone_there(call)) if words))]


def _row(name: str, words: str) -> list[str]:
    first, *rest = textwrap.wrap(words, WIDTH)
    return [f"{name:<11}{first}", *(f"{'':<11}{line}" for line in rest)]
