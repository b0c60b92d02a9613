"""Records at the plain console: what the commands about them do. Decides nothing of them.

The box says what may be read and written; what it refuses is said as it says it. A record is closed by a word, by signing in or
out, after five minutes without a key, and with the console.
"""

from appliance.flows.duties.noting import OWED
from appliance.flows.records.coming import Whose
from appliance.flows.records.listing import finished
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.sitting import UNATTENDED_MS
from appliance.flows.records.steps import END_FIRST_READING, HOLD, RELEASE, REVIEW, SUBMIT
from appliance.words.times import count
from tui.plain.asking.command_words import number_and_rest
from tui.plain.asking.form import Form, Then
from tui.plain.duties.talk import OwedTalk
from tui.plain.records.box import NotDone
from tui.plain.records.deeds import Deeds
from tui.plain.records.own import Own
from tui.plain.records.round import Held, Round
from tui.plain.records.saying import listed, whole
from tui.plain.records.seat import Seat
from tui.plain.records.statements import Statements
from tui.plain.records.words import HISTORY_OF, RECORDS
from tui.plain.talk import Talk

_STEPS = {
    "submit": SUBMIT,
    "review": REVIEW,
    "hold": HOLD,
    "release": RELEASE,
    "share account": END_FIRST_READING,
}


class RecordTalk:
    """`seat` is shared with nobody. `talk` asks what is asked about records."""

    def __init__(self, seat: Seat, talk: Talk) -> None:
        self._seat = seat
        self._talk = talk
        self._deeds = Deeds(seat, self._puts)
        self._own = Own(seat, self._puts)
        self._owed = OwedTalk(seat, self._puts)
        self._statements = Statements(seat, self._puts)
        self._warned = False
        self._by_itself = {"views": self._deeds.views, "receipt": self._own.receipt}
        """Commands that need nothing but the record."""

    # ---- commands

    async def command(self, word: str, rest: list[str]) -> list[str]:
        """What a command about records does; a question about one that was open is dropped."""
        if word == RECORDS:
            said = [each.casefold() for each in rest]
            return await self._list(unfinished="finished" not in said, everything="all" in said)
        if word == OWED:
            if len(rest) > 1:
                self._talk.drops_record()
            return await self._owed.command(rest)
        self._talk.drops_record()
        number, after = number_and_rest(rest)
        if word == "record" and [each.casefold() for each in rest] == ["new"]:
            return await self._deeds.new()
        if word == "code":
            return await self._deeds.code(number)
        if word == "break glass":
            return await self._deeds.break_glass(number, " ".join(after))
        if word == "forgetting":
            return await self._deeds.forgetting()
        if word == "kept":
            return await self._deeds.kept(number)
        if word == "close":
            return await self._close()
        opened = await self._seat.open(number)
        return [str(opened)] if isinstance(opened, NotDone) else await self._of_one(word, opened, " ".join(after))

    async def _of_one(self, word: str, sheet: Sheet, rest: str) -> list[str]:
        deeds = self._deeds
        match word:
            case "record":
                return whole(sheet)
            case "tell" | "fill":
                return await self._begin(sheet, Whose.TEACHERS if word == "tell" else Whose.OWN)
            case "amend":
                return await self._own.amend(sheet, rest)
            case "agree":
                return await self._own.agree(sheet, rest)
            case "submit" | "review" | "hold" | "release" | "share account":
                return await deeds.step(_STEPS[word], sheet, rest)
            case "views" | "receipt":
                return await self._by_itself[word](sheet)
            case "own page":
                return await self._own.page(sheet, rest)
            case "print receipt" | "print own page" | "print report" | "print notice" | "print copy":
                return await self._print(word, sheet, rest)
            case "prepare statement":
                return self._statements.listed(sheet)
            case "copy offered":
                return await deeds.offer_copy(sheet, rest)
            case _:
                assert word == HISTORY_OF, word
                return self._own.history(sheet, rest)

    async def _print(self, word: str, sheet: Sheet, rest: str) -> list[str]:
        match word:
            case "print receipt":
                return await self._own.print_receipt(sheet)
            case "print own page":
                return await self._own.print_page(sheet, rest)
            case "print notice":
                return await self._deeds.print_notice(sheet, rest)
            case "print copy":
                return await self._deeds.print_copy(sheet, rest)
            case _:
                return await self._deeds.print_report(sheet)

    async def _list(self, *, unfinished: bool, everything: bool) -> list[str]:
        found = await self._seat.box.listed(unfinished=unfinished)
        if isinstance(found, NotDone):
            return [str(found)]
        lines = found if unfinished else finished(found)
        return listed(lines, self._seat.zone, unfinished=unfinished, everything=everything)

    async def _begin(self, sheet: Sheet, whose: Whose) -> list[str]:
        draft = self._seat.drafts.setdefault(sheet.shown.record.incident, [])
        round_ = Round(Held(self._seat.box, sheet, self._puts, self._seat.proven, draft), whose)
        return [f"Record {sheet.shown.record.number}, {sheet.shown.record.room_name}.", *await round_.begin()]

    def _puts(self, form: Form, then: Then) -> list[str]:
        sheet = self._seat.sheet
        form.about = f"Record {sheet.shown.record.number}: " if sheet else "Of a record: "
        form.then, form.stopped = then, self._stop
        self._talk.puts(form)
        return form.sentences()

    # ---- the end of it

    async def _stop(self, form: Form) -> list[str]:
        """Somebody stopped answering. What was answered in a round is saved."""
        self._talk.drops_record()
        if form.earlier is None:
            return ["Dropped: nothing was done."]
        return ["Stopped. Every answer you gave is saved.", *await self._close()]

    async def _close(self) -> list[str]:
        kept = self._unsaved()
        self._talk.drops_record()
        number = await self._seat.close()
        if number is None:
            return ["No record is open here."]
        lines = (
            f"{count(kept, 'line', 'lines')} of an account, not saved yet, {'is' if kept == 1 else 'are'} kept here."
        )
        return [f"Record {number} is closed.", *([f"{lines} To go on, type: tell {number}"] if kept else [])]

    async def left(self) -> list[str]:
        """Somebody signed in or out here: whoever sits here now is another."""
        self._owed.forget()
        return await self._close() if self._seat.sheet is not None else []

    def is_idle(self, now_ms: int, key_ms: int) -> bool:
        """Whether a record is open, and nobody typed for so long that whoever told something has gone."""
        return self._seat.sheet is not None and now_ms - key_ms >= UNATTENDED_MS

    async def idle(self) -> list[str]:
        """Close it then."""
        if self._seat.sheet is None:
            return []
        return ["Nobody typed for five minutes. What was saved stays.", *await self._close()]

    def before_leaving(self) -> list[str]:
        """What would be lost with this console, said once; nothing where nothing would be."""
        warned, self._warned = self._warned, True
        kept = next((number for number in map(len, self._seat.drafts.values()) if number), 0)
        if warned or not kept:
            return []
        return [
            f"{count(kept, 'line', 'lines')} of an account begun here are not saved. Type leave again to lose them."
        ]

    def _unsaved(self) -> int:
        """Lines of an account of the open record that are not saved."""
        sheet = self._seat.sheet
        return len(self._seat.drafts.get(sheet.shown.record.incident, [])) if sheet else 0
