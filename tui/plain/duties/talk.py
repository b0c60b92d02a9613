"""What is owed, at the plain console: the list, one duty at length, and a note that it is done or is not. Decides nothing of them.

Numbers are those of the list that was told last. They are forgotten when somebody signs in or out, and with the record that was open.
"""

from msgspec.structs import replace

from appliance.api.duties.actions import ActionLine
from appliance.api.duties.messages import AnswerDuty, DutiesKnown, DutyLine, ListDuties, NoteDuty
from appliance.flows.duties import answering
from appliance.flows.duties.actions import OwedLine, in_order
from appliance.flows.duties.lessons import LESSON, LESSONS
from appliance.flows.duties.listing import NOT_PROVEN
from appliance.flows.duties.noting import OWED, noted, noting, refused
from appliance.flows.parts import Given
from appliance.flows.people.pin import PROVE
from appliance.plan.ids import IncidentId
from tui.plain.asking.command_words import number_and_rest
from tui.plain.asking.form import Puts
from tui.plain.duties.actions import ActionTalk
from tui.plain.duties.lessons import LessonTalk
from tui.plain.duties.saying import listed, one
from tui.plain.records.asked import asked
from tui.plain.records.box import PAGES_MAX, NotDone
from tui.plain.records.seat import Seat
from tui.records.attempt import new_attempt

NOT_TOLD = f"Nothing with this number was told here. To hear what is owed, type: {OWED}"
HOW_NOTED = f"Nothing was done. Type {OWED}, the number, and then done or not done, as in: {OWED} 2 done"
_SIGN_IN = f"{NOT_PROVEN} Sign in, then type: {PROVE.name}"


class OwedTalk:
    """`seat` says who sits here, `puts` asks a person."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts
        self._lessons = LessonTalk(seat, puts)
        self._actions = ActionTalk(seat, puts)
        self._told: tuple[OwedLine, ...] = ()
        self._told_in: IncidentId | None = None
        """The record that they were told of to somebody who proved who they are by its code; None after a PIN."""

    def forget(self) -> None:
        """Whoever sits here now was told nothing."""
        self._told, self._told_in = (), None
        self._lessons.forget()

    async def command(self, rest: list[str]) -> list[str]:
        """What the command does, by the words after it."""
        words = [each.casefold() for each in rest]
        number, after = number_and_rest(rest)
        if number is not None:
            return await self._about(number, after)
        everything = words[-1:] == ["all"]
        match words[: len(words) - everything]:
            case []:
                return await self._list(everything=everything) if self._seat.proven else [_SIGN_IN]
            case [word] if word == LESSONS:
                return await self._lessons.list_()
            case [word, *of] if word == LESSON:
                return await self._lessons.answer(number_and_rest(of)[0])
            case ["record", *of]:
                return await self._of_record(number_and_rest(of)[0], everything=everything)
            case _:
                return [HOW_NOTED]

    # ---- the list

    async def _list(self, *, everything: bool) -> list[str]:
        return await self._tell(None, None, everything=everything)

    async def _of_record(self, number: int | None, *, everything: bool) -> list[str]:
        incident = await self._seat.find(number)
        if isinstance(incident, NotDone):
            return [str(incident)]
        sheet = self._seat.sheet
        shown = sheet.shown.record.number if number is None and sheet else number
        return await self._tell(incident, shown, everything=everything)

    async def _tell(self, incident: IncidentId | None, of: int | None, *, everything: bool) -> list[str]:
        known = await self._page(incident, 0)
        if isinstance(known, NotDone):
            return [str(known)]
        found, actions = known.duties, known.actions
        for _ in range(PAGES_MAX if everything else 0):
            if not known.more:
                break
            page = await self._page(incident, len(found))
            if isinstance(page, NotDone):
                return [str(page)]
            known, found = page, found + page.duties
        told = in_order(found, actions)
        self._told, self._told_in = told, None if self._seat.proven else incident
        return listed(known, told, self._seat.zone, of=of, everything=everything)

    async def _page(self, incident: IncidentId | None, skip: int) -> DutiesKnown | NotDone:
        return await self._seat.box.owed(ListDuties(request=0, incident=incident, code=self._code(incident), skip=skip))

    def _code(self, incident: IncidentId | None) -> str:
        """The code that was told for an account of this record just now; empty where none was."""
        sheet = self._seat.sheet
        return sheet.code if sheet is not None and sheet.shown.record.incident == incident else ""

    # ---- one of them

    async def _about(self, number: int, after: list[str]) -> list[str]:
        line = self._numbered(number)
        if line is None:
            return [NOT_TOLD]
        if isinstance(line, ActionLine):
            return await self._actions.about(number, line, after)
        words = [each.casefold() for each in after]
        if not words:
            return one(number, line, self._seat.zone)
        if words[0] == "done":
            return await self._note(line, " ".join(after[1:]), done=True)
        if words[:2] == ["not", "done"]:
            return await self._note(line, " ".join(after[2:]), done=False)
        if words == [answering.ANSWER]:
            return await self._answer(line)
        return [HOW_NOTED]

    async def _answer(self, line: DutyLine) -> list[str]:
        """Ask what the district person asks. The answer is told to nobody but the box, which seals it."""
        if why := answering.refused(line):
            return [f"Nothing was answered. {why}"]
        attempt = new_attempt()

        async def does(wanted: AnswerDuty) -> list[str]:
            written = await self._seat.box.writes(replace(wanted, attempt=attempt))
            if isinstance(written, NotDone):
                return [f"Not answered. {written}"]
            return [answering.answered(line, no_more=wanted.no_more)]

        flow = answering.answering(line, self._code(line.record.incident))
        return await asked(self._puts, flow, Given(self._seat.model().known, None, None, {}), does)

    def _numbered(self, number: int) -> OwedLine | None:
        """Give what was told under this number, while whoever was told it still sits here."""
        sheet = self._seat.sheet
        same = sheet is not None and sheet.shown.record.incident == self._told_in
        if not (same or (self._told_in is None and self._seat.proven)):
            self.forget()
        return self._told[number - 1] if 1 <= number <= len(self._told) else None

    async def _note(self, line: DutyLine, words: str, *, done: bool) -> list[str]:
        if why := refused(line, done=done):
            return [f"Nothing was noted. {why}"]
        attempt = new_attempt()

        async def does(wanted: NoteDuty) -> list[str]:
            written = await self._seat.box.writes(replace(wanted, attempt=attempt))
            return [f"Not noted. {written}"] if isinstance(written, NotDone) else [noted(wanted.done)]

        flow = noting(line, self._code(line.record.incident))
        return await asked(self._puts, flow, Given(self._seat.model().known, None, None, {"done": done}), does, words)
