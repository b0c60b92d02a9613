"""What is asked of the box about records and duties, and why it was not done where it was not. Knows the line, and no terminal."""

from collections.abc import Awaitable, Callable

from appliance.api.ask import Answer, Reply
from appliance.api.duties.actions import MoveOwedAction, NoteOwedAction
from appliance.api.duties.lessons import AnswerLesson, LessonsKnown, ListLessons
from appliance.api.duties.messages import AnswerDuty, DutiesKnown, FromDeskOfDuties, ListDuties, NoteDuty
from appliance.api.records.forgetting import ForgettingKnown
from appliance.api.records.messages import (
    AccountTaken,
    AskForgetting,
    AskOwnPage,
    AskReceipt,
    AskRecord,
    AskRecords,
    AskViews,
    CopyGiven,
    FromDeskOfRecords,
    GiveCopy,
    LeaveRecord,
    OpenRecord,
    OwnPage,
    Paper,
    ReceiptMade,
    RecordLine,
    RecordShown,
    RecordsKnown,
    TellAccount,
    ViewsKnown,
    ViewView,
    WriteFact,
    Written,
)
from appliance.plan.ids import IncidentId

PAGES_MAX = 20
"""Of fifty records each: more unfinished ones than a school has in years, and an answer within a second or two."""

NO_ANSWER = "The box did not answer, so this may not be saved. Use paper, or try again in a moment."


class NotDone(str):
    """Why the box did not do it, and what to do."""

    __slots__ = ()


class RecordBox:
    """`ask` puts one message to the box; None is no answer."""

    def __init__(self, ask: Callable[[FromDeskOfRecords | FromDeskOfDuties], Awaitable[Answer | None]]) -> None:
        self._ask = ask

    async def writes(
        self, message: FromDeskOfRecords | NoteDuty | AnswerDuty | AnswerLesson | NoteOwedAction | MoveOwedAction
    ) -> Written | NotDone:
        """Whatever is answered with what was written."""
        answer = await self._ask(message)
        return answer if isinstance(answer, Written) and answer.ok else _why(answer)

    async def fact(self, fact: WriteFact) -> Written | NotDone:
        """One field."""
        return await self.writes(fact)

    async def tells(self, account: TellAccount) -> AccountTaken | NotDone:
        """An account."""
        answer = await self._ask(account)
        return answer if isinstance(answer, AccountTaken) else _why(answer)

    async def shows(self, incident: IncidentId, code: str = "", reason: str = "") -> RecordShown | NotDone:
        """One record as it may be read here."""
        answer = await self._ask(AskRecord(request=0, incident=incident, code=code, reason=reason))
        return answer if isinstance(answer, RecordShown) else _why(answer)

    async def listed(self, *, unfinished: bool) -> tuple[RecordLine, ...] | NotDone:
        """Records that wait for something, or all, newest first."""
        found: list[RecordLine] = []
        before: int | None = None
        for _ in range(PAGES_MAX):
            answer = await self._ask(AskRecords(request=0, unfinished=unfinished, before=before))
            if not isinstance(answer, RecordsKnown):
                return _why(answer)
            found += answer.records
            before = answer.before
            if before is None:
                break
        return tuple(found)

    async def numbered(self, number: int) -> RecordLine | NotDone | None:
        """The one people call by this number, finished or not; None where there is none."""
        answer = await self._ask(AskRecords(request=0, number=number))
        if not isinstance(answer, RecordsKnown):
            return _why(answer)
        return next(iter(answer.records), None)

    async def opens(self, record: OpenRecord) -> Written | NotDone:
        """One that nobody pressed for."""
        return await self.writes(record)

    async def receipt(self, incident: IncidentId, entry: int) -> Paper | NotDone:
        """A receipt for one's own words."""
        answer = await self._ask(AskReceipt(request=0, incident=incident, entry=entry))
        return answer.receipt if isinstance(answer, ReceiptMade) else _why(answer)

    async def views(self, incident: IncidentId) -> tuple[ViewView, ...] | NotDone:
        """Who read it."""
        answer = await self._ask(AskViews(request=0, incident=incident))
        return answer.views if isinstance(answer, ViewsKnown) else _why(answer)

    async def owed(self, asked: ListDuties) -> DutiesKnown | NotDone:
        """What is owed."""
        answer = await self._ask(asked)
        return answer if isinstance(answer, DutiesKnown) else _why(answer)

    async def lessons(self, asked: ListLessons) -> LessonsKnown | NotDone:
        """Lessons of the district."""
        answer = await self._ask(asked)
        return answer if isinstance(answer, LessonsKnown) else _why(answer)

    async def own_page(self, incident: IncidentId) -> OwnPage | NotDone:
        """What is theirs who told an account in it."""
        answer = await self._ask(AskOwnPage(request=0, incident=incident))
        return answer if isinstance(answer, OwnPage) else _why(answer)

    async def copy(self, wanted: GiveCopy) -> CopyGiven | NotDone:
        """A copy for a union representative, once it is written down that it was given."""
        answer = await self._ask(wanted)
        return answer if isinstance(answer, CopyGiven) else _why(answer)

    async def forgetting(self, incident: IncidentId | None = None) -> ForgettingKnown | NotDone:
        """What will be forgotten here, and what keeps one record."""
        answer = await self._ask(AskForgetting(request=0, incident=incident))
        return answer if isinstance(answer, ForgettingKnown) else _why(answer)

    async def leave(self, incident: IncidentId) -> None:
        """Whoever sat with it has left. Without an answer there is no line, and then the box knows by itself."""
        await self._ask(LeaveRecord(request=0, incident=incident))


def _why(answer: Answer | None) -> NotDone:
    return NotDone(answer.says if isinstance(answer, Written | Reply) else NO_ANSWER)
