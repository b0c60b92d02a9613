"""One record: what the appliance knows, its parts, and what may be done with it. ESC closes it, and then it is nobody's here."""

import enum
from typing import Any

from textual import work

from appliance.api.records.messages import (
    AskReceipt,
    AskRecord,
    AskViews,
    HoldRecord,
    ReceiptMade,
    RecordShown,
    ViewsKnown,
    Written,
)
from appliance.exports.gone import in_short
from appliance.flows.records.asks import open_ones
from appliance.record.words import FieldId, ItemId, Part
from tui.screens.panel import Choice, Field
from tui.screens.records.account import DRAFT
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.reading import RecordReading
from tui.screens.records.reason import ReasonPanel, Why
from tui.screens.records.receipt import ReceiptPanel
from tui.screens.records.report import ReportPanel
from tui.screens.records.review import MissingPanel
from tui.screens.records.sure import Sure, SurePanel
from tui.screens.records.wording import (
    happened,
    known,
    named,
    part_line,
    refused,
    stands,
    still_wanted,
    view_line,
    withheld,
    wrapped,
)

_MORE = "To read or write more, sign in at the board first: O, then your PIN."
_HELD_AT_ONCE = "held at once; the reason is to follow"
_HINT = "1-9, or ↑↓ and ENTER chooses   ESC closes the record   F2 I have it"
_HINT_OF_WHO_HOLDS = "1-9, or ↑↓ and ENTER   H holds it   ESC closes the record   F2 I have it"


class Act(enum.Enum):
    """What can be chosen besides the parts."""

    MISSING = "What is still wanted"
    CODE = "Come back to your own account: with the code on your receipt"
    RECEIPT = "A receipt for your account"
    SUBMIT = "Submit: the record is whole as far as you know"
    REVIEW = "Reviewed: say that it was"
    HAPPENED = "What happened, minute by minute"
    REPORT = "The whole report: read, print, write to a file"
    HOLD = "Hold: preserve this record, with a reason"
    RELEASE = "Release the hold, with a reason"
    COPY_TAKEN = "The educator was offered a full copy, and took it"
    COPY_LEFT = "The educator was offered a full copy, and did not want it"
    VIEWS = "Who read this record"
    GLASS = "Break the glass: read what your role does not, with a reason"


_DIGITS: dict[Part | Act, int] = {
    Part.TEACHER: 1,
    Part.OFFICE: 2,
    Part.NURSE: 3,
    Part.REVIEW: 4,
    Act.MISSING: 5,
    Act.CODE: 6,
    Act.RECEIPT: 7,
    Act.HAPPENED: 8,
    Act.REPORT: 9,
}
"""Each keeps its own, whatever else there is to choose that day. What changes how the record stands has none: it is chosen by its words."""

_BY_RIGHT = {
    "submit": (Act.SUBMIT,),
    "review": (Act.REVIEW,),
    "hold": (Act.HOLD,),
    "release": (Act.RELEASE,),
    "offer-copy": (Act.COPY_TAKEN, Act.COPY_LEFT),
    "views": (Act.VIEWS,),
}


class RecordPage(OfRecord[Part | Act]):
    """The middle of everything about one record."""

    def __init__(self, session: Session, said: str = "") -> None:
        shown = session.sheet.shown
        held = f", HELD: {shown.held_for}" if shown.held_for else ", HELD" if shown.record.held else ""
        lines = (*known(session.sheet), *wrapped(withheld(shown)), *in_short(shown, session.sheet.zone))
        super().__init__(
            session,
            f"{named(shown.record)}: {stands(shown.record)}{held}",
            lines=tuple(line for line in lines if line),
            choices=_choices(session),
            hint=_HINT_OF_WHO_HOLDS if "hold" in shown.acts else _HINT,
        )
        self._said = said

    def on_mount(self) -> None:
        """Say what was done last, or who is shown more."""
        self.says(self._said or ("" if self.session.sitter.proven else _MORE))

    def chosen(self, value: Part | Act) -> None:
        """A part, or an act."""
        match value:
            case Part():
                found = open_ones(self.sheet, value) if value is Part.TEACHER else ()
                self.open(
                    self.ways.ask(self.session, value, found[0]) if found else self.ways.part(self.session, value)
                )
            case Act.MISSING:
                self._missing()
            case Act.CODE:
                self.open(ComeBackPanel(self.session))
            case Act.RECEIPT:
                self._receipt()
            case Act.HAPPENED:
                self.open(RecordReading(self.session, "WHAT HAPPENED", happened(self.sheet)))
            case Act.REPORT:
                self.open(ReportPanel(self.session))
            case Act.HOLD | Act.RELEASE | Act.GLASS:
                self.open(ReasonPanel(self.session, Why[value.name]))
            case Act.SUBMIT | Act.REVIEW | Act.COPY_TAKEN | Act.COPY_LEFT:
                self.open(SurePanel(self.session, Sure[value.name]))
            case Act.VIEWS:
                self._views()

    def key_pressed(self, key: str) -> bool:
        """H holds the record at once: whoever fears for it must not have to find words first."""
        if key != "h" or "hold" not in self.sheet.shown.acts:
            return False
        self._hold()
        return True

    def back(self) -> None:
        """Close it; an account that was begun and not told is asked about first."""
        if self.sheet.drafts.get(DRAFT, "").strip():
            self.open(HalfToldPanel(self.session))
        else:
            close(self)

    def _missing(self) -> None:
        if self.sheet.shown.missing:
            self.open(MissingPanel(self.session))
        else:
            self.says("! That is in parts that others write: they sign in with their PIN.")

    @work(exclusive=True)
    async def _receipt(self) -> None:
        entry = next((self.sheet.seen(FieldId("account.text"), item) for item in _told(self.session)), 0)
        answer = await self.box(AskReceipt(request=0, incident=self.sheet.shown.record.incident, entry=entry))
        if isinstance(answer, ReceiptMade):
            self.sheet.receipt = answer.receipt
            self.open(ReceiptPanel(self.session))
        else:
            self.says(f"! {refused(answer)}")

    @work(exclusive=True)
    async def _hold(self) -> None:
        incident = self.sheet.shown.record.incident
        await self._done(
            await self.box(HoldRecord(request=0, incident=incident, hold=True, reason=_HELD_AT_ONCE)),
            "Held: nothing of it is destroyed.",
        )

    @work(exclusive=True)
    async def _views(self) -> None:
        answer = await self.box(AskViews(request=0, incident=self.sheet.shown.record.incident))
        if isinstance(answer, ViewsKnown):
            lines = tuple(view_line(view, self.sheet.zone) for view in answer.views)
            self.open(RecordReading(self.session, "WHO READ IT", lines or ("Nobody yet.",)))
        else:
            self.says(f"! {refused(answer)}")

    async def _done(self, answer: object, says: str) -> None:
        if isinstance(answer, Written) and answer.ok:
            await self.look_again()
            self.open(RecordPage(self.session, says))
        else:
            self.says(f"! {refused(answer)}")


class ComeBackPanel(OfRecord[None]):
    """A reporter opens their own part again."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: COME BACK TO YOUR OWN ACCOUNT",
            field=Field("The code on your receipt, such as K7QM-3XWP:"),
            hint="ENTER opens it   ESC back   F2 I have it",
        )

    def entered(self, text: str) -> None:
        """Let the box look at it."""
        self._come_back(text)

    def back(self) -> None:
        """To the record."""
        self.open(RecordPage(self.session))

    @work(exclusive=True)
    async def _come_back(self, code: str) -> None:
        answer = await self.box(AskRecord(request=0, incident=self.sheet.shown.record.incident, code=code))
        if isinstance(answer, RecordShown):
            self.sheet.take(answer)
            self.open(
                RecordPage(self.session, "Welcome back. Your account and your answers are shown until you close it.")
            )
        else:
            self.says(f"! {refused(answer)}")


class HalfToldPanel(OfRecord[bool]):
    """Closing throws away what is not told: nobody who comes next may find it."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: YOUR ACCOUNT IS NOT TOLD YET. Closing throws it away.",
            choices=(Choice("Go back to it", False), Choice("Throw it away and close the record", True)),
        )

    def chosen(self, value: bool) -> None:
        """Close, or stay."""
        if value:
            close(self)
        else:
            self.open(self.ways.part(self.session, Part.TEACHER))

    def back(self) -> None:
        """Stay."""
        self.open(RecordPage(self.session))


def close(panel: OfRecord[Any]) -> None:
    """Leave the record, and list the others."""
    panel.leave()
    panel.open(panel.ways.records(panel.session.sitter))


def _told(session: Session) -> tuple[ItemId, ...]:
    return tuple(reversed(session.sheet.reading.items("account")))


def _choices(session: Session) -> tuple[Choice[Part | Act], ...]:
    shown = session.sheet.shown
    parts: list[Choice[Part | Act]] = [
        Choice(part_line(session.sheet, part), part, digit=_DIGITS[part])
        for part in (Part.TEACHER, Part.OFFICE, Part.NURSE, Part.REVIEW)
    ]
    wanted = still_wanted(shown)
    acts = [Act.MISSING] if wanted else []
    acts += [each for right in ("submit", "review") if right in shown.acts for each in _BY_RIGHT[right]]
    acts += [Act.RECEIPT] if session.sheet.own else [Act.CODE]
    acts += [Act.HAPPENED] if shown.timeline else []
    acts += [Act.REPORT]
    acts += [
        each for right in ("hold", "release", "offer-copy", "views") if right in shown.acts for each in _BY_RIGHT[right]
    ]
    acts += [Act.GLASS] if session.sitter.proven and shown.withheld else []
    says = {Act.MISSING: f"{Act.MISSING.value}: {wanted}"}
    return (*parts, *(Choice(says.get(act, act.value), act, digit=_DIGITS.get(act)) for act in acts))
