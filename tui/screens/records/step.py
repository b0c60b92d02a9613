"""One step with an open record: its reason, its code, or whether it is meant; then it is done, and the record is shown again."""

from typing import Any

from textual import work

from appliance.api.records.messages import AskRecord, RecordShown, Written
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_record
from appliance.flows.records.steps import Opening, Step
from tui.screens.records.asking import AskingPanel, drawn
from tui.screens.records.panel import OfRecord, RecordPanel, Session
from tui.screens.records.wording import refused


class StepPanel(AskingPanel, OfRecord[Any]):
    """Asks what a step needs, and does the step."""

    def __init__(self, session: Session, step: Step, given: Given | None = None) -> None:
        self.flow = step.flow
        self.given = given or about_record(Known(facts=session.sitter.facts), session.sheet.shown)
        super().__init__(session, **drawn(self.flow, self.given))
        self._step = step

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Go on with the same step."""
        return StepPanel(self.session, self._step, given)

    def back(self) -> None:
        """Go to the record, with nothing done."""
        self.open(self.ways.record(self.session))

    def do(self, wanted: Any) -> None:
        """Ask the box."""
        self._do(wanted)

    @work(exclusive=True)
    async def _do(self, wanted: Any) -> None:
        """Do the step. A refusal leaves everything as it stands."""
        if isinstance(wanted, Opening):
            incident = self.sheet.shown.record.incident
            wanted = AskRecord(request=0, incident=incident, code=wanted.code, reason=wanted.reason)
        answer = await self.box(wanted)
        if isinstance(answer, RecordShown):
            self.sheet.take(answer)
        elif isinstance(answer, Written) and answer.ok:
            await self.look_again()
        else:
            self.says(f"! {refused(answer)}")
            return
        self.open(self.ways.record(self.session, self._step.line))
