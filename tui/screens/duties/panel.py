"""What every panel about duties has: who sits here, and the record that is open, if one is."""

from typing import Any

from appliance.api.records.messages import LeaveRecord
from tui.screens.records.messages import RecordAsked
from tui.screens.records.panel import CLOSED, RecordPanel, Session, Sitter


class OfDuties[Of](RecordPanel[Of]):
    """`session` is the record on whose page this was opened; None where it is the list of all that somebody owes or is owed."""

    def __init__(self, sitter: Sitter, session: Session | None, title: str, **asked: Any) -> None:
        super().__init__(title, **asked)
        self.add_class("duties")
        self.sitter = sitter
        self.session = session

    @property
    def code(self) -> str:
        """The code of the receipt that was given for an account at this desk just now; empty where none was."""
        return self.session.sheet.code if self.session else ""

    @property
    def needs_pin(self) -> bool:
        """Whether it is read only while somebody is signed in with a PIN. A record may also be open to whoever came with a code."""
        return self.session is None

    def unattended(self) -> None:
        """Close it, and the record with it: nobody shall read what somebody owes who went away."""
        if self.session is None:
            super().unattended()
            return
        self.post_message(RecordAsked(LeaveRecord(request=0, incident=self.session.sheet.shown.record.incident)))
        self.open(self.sitter.ways.records(self.sitter, CLOSED))
