"""What needs a reason in words: holding a record, releasing it, breaking the glass. The reason is part of the record."""

import enum

from textual import work

from appliance.api.records.messages import AskRecord, HoldRecord, RecordShown, Written
from tui.screens.panel import Field
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.wording import named, refused


class Why(enum.Enum):
    """What it is for: the heading, and what to know before."""

    HOLD = ("HOLD this record", "Nothing in it is destroyed until it is released, whatever the rules for keeping say.")
    RELEASE = ("RELEASE this record", "The rules for keeping decide again.")
    GLASS = (
        "BREAK THE GLASS",
        "You are shown what your role does not open. The administrator is told at once, with your name and this reason.",
    )


class ReasonPanel(OfRecord[None]):
    """One line; without it nothing is done."""

    def __init__(self, session: Session, why: Why) -> None:
        heading, know = why.value
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {heading}",
            lines=(know,),
            field=Field("Why:"),
            hint="ENTER does it   ESC does not   F2 I have it",
        )
        self._why = why

    def entered(self, text: str) -> None:
        """Do it, where there is a reason."""
        if text:
            self._do(text)
        else:
            self.says("! Say why, in a few words.")

    def back(self) -> None:
        """To the record, with nothing done."""
        self._to_record("")

    @work(exclusive=True)
    async def _do(self, reason: str) -> None:
        incident = self.sheet.shown.record.incident
        if self._why is Why.GLASS:
            answer = await self.box(AskRecord(request=0, incident=incident, reason=reason))
            if isinstance(answer, RecordShown):
                self.sheet.take(answer)
                self._to_record("The administrator was told. Read only what you need.")
                return
        else:
            answer = await self.box(HoldRecord(request=0, incident=incident, hold=self._why is Why.HOLD, reason=reason))
            if isinstance(answer, Written) and answer.ok:
                await self.look_again()
                self._to_record("Held." if self._why is Why.HOLD else "Released.")
                return
        self.says(f"! {refused(answer)}")

    def _to_record(self, said: str) -> None:
        self.open(self.ways.record(self.session, said))
