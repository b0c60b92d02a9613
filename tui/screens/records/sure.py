"""What is asked once more before it is done to a record, since it does not go back: what happens then, and yes or no."""

import enum

from textual import work

from appliance.api.records.messages import MoveRecord, OfferCopy, Written
from appliance.record.words import Status
from tui.screens.panel import Choice
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.wording import named, refused


class Sure(enum.Enum):
    """What it is about: the question, what to know before, and the line that does it."""

    SUBMIT = (
        "SUBMIT IT?",
        "It is whole as far as you know, and what comes later is an amendment.",
        "Submit it",
    )
    REVIEW = ("WAS IT REVIEWED?", "The record says that you reviewed it, and never that it was not.", "It was reviewed")
    COPY_TAKEN = (
        "WAS A FULL COPY TAKEN?",
        "The record says that the educator was offered a full copy and took it.",
        "They were offered a full copy, and took it",
    )
    COPY_LEFT = (
        "WAS A FULL COPY NOT WANTED?",
        "The record says that the educator was offered a full copy and did not want it.",
        "They were offered a full copy, and did not want it",
    )


class SurePanel(OfRecord[bool]):
    """The line that does nothing stands first, so that two strokes of ENTER do nothing."""

    def __init__(self, session: Session, sure: Sure) -> None:
        question, know, does = sure.value
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {question}",
            lines=(know,),
            choices=(Choice("No: back to the record", False), Choice(does, True)),
        )
        self._sure = sure

    def chosen(self, value: bool) -> None:
        """Do it, or go back."""
        if value:
            self._do()
        else:
            self.back()

    def back(self) -> None:
        """To the record, with nothing done."""
        self.open(self.ways.record(self.session))

    @work(exclusive=True)
    async def _do(self) -> None:
        asked, says = self._asked()
        answer = await self.box(asked)
        if isinstance(answer, Written) and answer.ok:
            await self.look_again()
            self.open(self.ways.record(self.session, says))
        else:
            self.says(f"! {refused(answer)}")

    def _asked(self) -> tuple[MoveRecord | OfferCopy, str]:
        incident = self.sheet.shown.record.incident
        match self._sure:
            case Sure.SUBMIT | Sure.REVIEW:
                to = Status.SUBMITTED if self._sure is Sure.SUBMIT else Status.REVIEWED
                return MoveRecord(request=0, incident=incident, to=to), f"It is {to} now."
            case Sure.COPY_TAKEN | Sure.COPY_LEFT:
                taken = self._sure is Sure.COPY_TAKEN
                return OfferCopy(request=0, incident=incident, taken=taken), "Written down."
