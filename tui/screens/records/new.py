"""Begin a record of something nobody pressed for: draws the parts of that act, then opens the record."""

from datetime import datetime
from typing import Any

import msgspec
from textual import work

from appliance.api.records.messages import AskRecord, OpenRecord, RecordShown, Written
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.flows.records.beginning import beginning
from appliance.flows.records.sheet import Sheet
from appliance.record.values import Place
from tui.records.attempt import new_attempt
from tui.screens.records.asking import AskingPanel, drawn
from tui.screens.records.panel import RecordPanel, Session, Sitter
from tui.screens.records.wording import refused


class NewPanel(AskingPanel):
    """One part of the act. The name of the writing stays the same while an answer is tried again."""

    def __init__(self, sitter: Sitter, given: Given | None = None) -> None:
        self.flow = beginning(Place(sitter.zone, datetime.now(sitter.zone).date()))
        self.given = given or about_nothing(Known(facts=sitter.facts))
        super().__init__(**drawn(self.flow, self.given))
        self._sitter = sitter
        self._attempt = new_attempt()

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Go on with the same act."""
        return NewPanel(self._sitter, given)

    def back(self) -> None:
        """Go to the list."""
        self.open(self._sitter.ways.records(self._sitter))

    def do(self, wanted: OpenRecord) -> None:
        """Begin the record, and open it."""
        self._begin(wanted)

    @work(exclusive=True)
    async def _begin(self, wanted: OpenRecord) -> None:
        begun = await self.box(msgspec.structs.replace(wanted, attempt=self._attempt))
        if not isinstance(begun, Written) or not begun.ok:
            self.says(f"! {refused(begun)}")
            return
        shown = await self.box(AskRecord(request=0, incident=begun.incident))
        if isinstance(shown, RecordShown):
            self.open(self._sitter.ways.record(Session(self._sitter, Sheet(shown, self._sitter.zone))))
        else:
            self.open(self._sitter.ways.records(self._sitter))
