"""Help that is not police, and families at the door, for everybody at this console. ENTER on a helper notes beside the selected call what
came of it. F and H change the page, S and E the language. Reads the plan as the box sent it, and asks nothing.
"""

import textwrap

from textual import events
from textual.widgets import Static

from appliance.api.board.calls import CallCard
from appliance.flows.building import families
from appliance.flows.calls.other_help import (
    NO_FACTS,
    OUTSIDE_HELP,
    after_calling,
    before_calling,
    details,
    headline,
    helpers,
    what_may_be_said,
)
from appliance.flows.known import Known
from appliance.flows.parts import about
from appliance.other_help.texts import FAMILIES, TITLE
from appliance.supports.language import Language
from tui.screens.flow import FlowPanel
from tui.screens.reading import ReadingPanel

WIDTH = 74
"""80 columns less the frame and the scroll bar."""
_MARKS = {True: "=", False: "-", None: "?"}
_LANGUAGES = {"e": Language.ENGLISH, "s": Language.SPANISH}
_PAGES = {"f": True, "h": False}
_OTHER = {Language.ENGLISH: "S español", Language.SPANISH: "E English"}

type Row = tuple[str, str]
"""A line, and the id of the helper it belongs to; empty where it belongs to none."""


class OtherHelpPanel(ReadingPanel):
    """All numbers stand first, those that can be called now before the others; then what may be said to each. What came of calling is noted
    beside `call`, the selected one.
    """

    opened_by = "other_help"

    def __init__(self, known: Known, call: CallCard | None) -> None:
        self._known, self._call = known, call
        self._language, self._of_families = Language.ENGLISH, False
        self._rows = self._made()
        super().__init__(self._headed(), tuple(line for line, _ in self._rows))
        self.beside = 12 if known.calls else 7

    def follow(self, known: Known) -> None:
        """As it stands now: somebody may be open who was not a minute ago. The call stays the one with which the panel was opened."""
        self._known = known
        if self._call is not None:
            self._call = known.call(self._call.incident)
        self._paint()

    def on_key(self, event: events.Key) -> None:
        """A letter changes the page or the language."""
        key = event.key.lower()
        if key not in _LANGUAGES and key not in _PAGES:
            super().on_key(event)
            return
        event.stop()
        self._language = _LANGUAGES.get(key, self._language)
        self._of_families = _PAGES.get(key, self._of_families)
        self._paint()
        for hint in self.query(".hint").results(Static):
            hint.update(self._hint())

    def picked(self, place: int) -> None:
        """ENTER on a helper: what came of calling is noted, where there is a call to note it beside."""
        helper = self._rows[place][1] if place < len(self._rows) else ""
        if helper and self._call is not None and self._known.desk is not None:
            given = about(self._known, self._call)
            given.parts["helper"] = helper
            self.open(FlowPanel(OUTSIDE_HELP, given))

    def _paint(self) -> None:
        self._rows = self._made()
        self.entitle(self._headed())
        self.show(tuple(line for line, _ in self._rows))

    def _headed(self) -> str:
        title = (FAMILIES if self._of_families else TITLE).within(self._language).upper()
        return title if self._call is None or self._of_families else f"{title}, CALL {self._call.number}"

    def _made(self) -> tuple[Row, ...]:
        if self._of_families:
            return tuple((part, "") for line in families.told(self._known, self._language) for part in _wrapped(line))
        shown = helpers(self._known, self._language)
        if not shown:
            return ((NO_FACTS, ""),)
        rows = [
            (part, "") for line in before_calling(self._known, self._call, self._language) for part in _wrapped(line)
        ]
        numbers = [(f"{_MARKS[each.open]} {headline(each)}", each.helper.helper) for each in shown]
        said = [(details(each), each.helper.helper) for each in shown]
        for line, helper in (*numbers, (what_may_be_said(self._language), ""), *said):
            rows += [(part, helper) for part in _wrapped(line)]
        rows += [(part, "") for line in after_calling(self._language) for part in _wrapped(line)]
        return tuple(rows)

    def _hint(self) -> str:
        page = "H other help" if self._of_families else "F families"
        notes = self._call is not None and self._known.desk is not None and not self._of_families
        beside = "ENTER notes it   " if notes else ""
        return f"{beside}{page}   {_OTHER[self._language]}   {self._closes}   F2 I have it"


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ")
