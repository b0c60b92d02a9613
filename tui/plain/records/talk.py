"""Records at the plain console: what is asked now, where an answer goes, and what the commands do. Decides nothing of them.

The box says what may be read and written; what it refuses is said as it says it. A record is closed by a word, by signing in or
out, after five minutes without a key, and with the console.
"""

from dataclasses import dataclass, replace

from appliance.flows.records.coming import Whose
from appliance.flows.records.listing import finished
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.sitting import UNATTENDED_MS
from appliance.flows.records.steps import HOLD, RELEASE, REVIEW, SUBMIT
from appliance.flows.sentences import TYPE_YES_OR_NO
from appliance.record.typed import Wrong
from appliance.words.times import count
from tui.board.aim import LOOKED_AT_MS
from tui.plain.asking.command_words import number_and_rest
from tui.plain.asking.held_line import HeldLine, held_line
from tui.plain.asking.meant import calls_for_help, command_in, may_be_meant
from tui.plain.records.box import NotDone
from tui.plain.records.deeds import Deeds
from tui.plain.records.form import Form, Then
from tui.plain.records.own import Own
from tui.plain.records.round import Held, Round
from tui.plain.records.saying import listed, whole
from tui.plain.records.seat import Seat
from tui.plain.records.words import HISTORY_OF, RECORDS
from tui.plain.told import Line

STOP = ("stop", "cancel")
"""No code and no name."""
_TO_THE_FORM = ("", *STOP, "again", "help", "back")
"""Words that are commands elsewhere, and alone on a line are about the question."""
_STEPS = {"submit": SUBMIT, "review": REVIEW, "hold": HOLD, "release": RELEASE}
_AS_TEXT = "{line} is kept as text."


@dataclass(frozen=True, slots=True)
class _Asked:
    """A form that a person answers, and what is done with it. `held` is a line that may be its text, and may be a command."""

    form: Form
    then: Then
    of_round: Round | None
    held: HeldLine | None = None


class RecordTalk:
    """`seat` is shared with nobody."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._asked: _Asked | None = None
        self._asked_ms = 0
        self._round: Round | None = None
        self._deeds = Deeds(seat, self._puts)
        self._own = Own(seat, self._puts)
        self._warned = self._returned = False

    # ---- the question that is open

    def asked(self) -> str:
        """The question that is open; empty when none is."""
        if self._asked is None:
            return ""
        if self._asked.held:
            return self._asked.held.question
        form = self._asked.form
        if self._returned and not form.many_lines:
            return " ".join([self._of_record(), *form.sentences()])
        return form.question

    def interrupted(self, now_ms: int) -> None:
        """A question of a call was asked over the one that is open: digits and Enter may be meant for that."""
        self._returned, self._asked_ms = True, now_ms

    def hides(self) -> bool:
        """Whether what is typed now is nobody else's to read."""
        prompt = self._asked.form.prompt if self._asked else None
        return prompt is not None and prompt.hidden

    def takes(self, line: Line) -> bool:
        """Whether a line answers the question that is open, and is no command of the console."""
        asked, words = self._asked, line.text.split()
        if asked is None or asked.form.prompt is None:
            return False
        if " ".join(words).casefold() in _TO_THE_FORM:
            return True
        command = command_in(words, self._seat.model().known)
        if asked.held and asked.held.is_meant(line.text) is None:
            return command is None or not command.whole
        if asked.form.prompt.hidden:
            return not calls_for_help(words, self._seat.model().known)
        if asked.form.many_lines:
            return True
        return command is None or not isinstance(asked.form.prompt.reads(line.text.strip()), Wrong)

    def command_meant(self, line: Line) -> Line | None:
        """The command that was typed into a text and is held, where this line says that it is meant; the text stays open."""
        asked = self._asked
        if asked is None or asked.held is None or not asked.held.is_meant(line.text):
            return None
        self._asked = replace(asked, held=None)
        return asked.held.done_at(line.ended_ms)

    async def answer(self, line: Line) -> list[str]:
        """What follows from a line that answers."""
        asked = self._asked
        assert asked is not None and asked.form.prompt is not None, "a question is open"
        meant = line.begun_ms - self._asked_ms >= LOOKED_AT_MS and line.text.strip()
        if self._returned and not asked.held and not asked.form.many_lines and not meant:
            said, self._returned, self._asked_ms = self.asked(), False, line.ended_ms
            return [said]
        self._returned = False
        if line.text.strip().casefold() in STOP:
            return await self._stop()
        if asked.held:
            return await self._decided(asked, asked.held, line)
        if self._is_either(asked.form, line.text):
            self._asked = replace(asked, held=held_line(line, self._seat.model().known, opens_records=True))
            return [self.asked()]
        return await self._answered(asked, line)

    def _of_record(self) -> str:
        sheet = self._seat.sheet
        return f"Record {sheet.shown.record.number}:" if sheet else "Of a record:"

    async def _decided(self, asked: _Asked, held: HeldLine, line: Line) -> list[str]:
        """A line that was held is text: somebody says so, or goes on with a text of many lines."""
        goes_on = held.is_meant(line.text) is None
        many_lines = asked.form.prompt is not None and asked.form.prompt.lines
        if goes_on and not (line.text.strip() and many_lines):
            return [TYPE_YES_OR_NO, held.question]
        self._asked = replace(asked, held=None)
        said = await self._answered(asked, held.at(line.ended_ms))
        return [_AS_TEXT.format(line=held.line.text), *await self.answer(line)] if goes_on else said

    async def _answered(self, asked: _Asked, line: Line) -> list[str]:
        typed = line.text.strip().casefold()
        if not typed and not asked.form.many_lines and line.ended_ms - self._asked_ms < LOOKED_AT_MS:
            return asked.form.sentences()
        back = typed == "back" and not asked.form.many_lines and asked.form.at_first
        if back and asked.of_round is not None:
            said = asked.of_round.back()
        else:
            said = asked.form.take(line.text)
            if asked.form.over:
                self._asked = None
                self._round = asked.of_round
                said = [*said, *await asked.then(asked.form.given)]
        self._asked_ms = line.ended_ms
        return said

    def _is_either(self, form: Form, text: str) -> bool:
        """Whether somebody may wait for what it does: a text that cannot be changed again would take it without a word."""
        words = text.split()
        if (not form.many_lines and " ".join(words).casefold() in _TO_THE_FORM) or not form.swallows(text.strip()):
            return False
        command = command_in(words, self._seat.model().known)
        return command is not None and may_be_meant(command, self._seat.model().known)

    # ---- commands

    async def command(self, word: str, rest: list[str], now_ms: int) -> list[str]:
        """What a command about records does; a question that was open is dropped."""
        self._asked_ms = now_ms
        if word == RECORDS:
            said = [each.casefold() for each in rest]
            return await self._list(unfinished="finished" not in said, everything="all" in said)
        self._asked = self._round = None
        number, after = number_and_rest(rest)
        if word == "record" and [each.casefold() for each in rest] == ["new"]:
            return await self._deeds.new()
        if word == "code":
            return await self._deeds.code(number)
        if word == "break glass":
            return await self._deeds.break_glass(number, " ".join(after))
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
            case "submit" | "review" | "hold" | "release":
                return await deeds.step(_STEPS[word], sheet, rest)
            case "views":
                return await deeds.views(sheet)
            case "receipt":
                return await self._own.receipt(sheet)
            case "print receipt":
                return await self._own.print_receipt(sheet)
            case "print report":
                return await deeds.print_report(sheet)
            case "copy offered":
                return await deeds.offer_copy(sheet, rest)
            case _:
                assert word == HISTORY_OF, word
                return self._own.history(sheet, rest)

    async def _list(self, *, unfinished: bool, everything: bool) -> list[str]:
        found = await self._seat.box.listed(unfinished=unfinished)
        if isinstance(found, NotDone):
            return [str(found)]
        lines = found if unfinished else finished(found)
        return listed(lines, self._seat.zone, unfinished=unfinished, everything=everything)

    async def _begin(self, sheet: Sheet, whose: Whose) -> list[str]:
        draft = self._seat.drafts.setdefault(sheet.shown.record.incident, [])
        self._round = Round(Held(self._seat.box, sheet, self._puts, self._seat.proven, draft), whose)
        return [f"Record {sheet.shown.record.number}, {sheet.shown.record.room_name}.", *await self._round.begin()]

    def _puts(self, form: Form, then: Then) -> list[str]:
        self._asked, self._returned = _Asked(form, then, self._round), False
        return form.sentences()

    # ---- the end of it

    async def _stop(self) -> list[str]:
        round_ = self._asked.of_round if self._asked else None
        if round_ is None:
            self._asked = None
            return ["Dropped: nothing was done."]
        return ["Stopped. Every answer you gave is saved.", *await self._close()]

    async def _close(self) -> list[str]:
        kept = self._unsaved()
        self._asked = self._round = None
        number = await self._seat.close()
        if number is None:
            return ["No record is open here."]
        lines = (
            f"{count(kept, 'line', 'lines')} of an account, not saved yet, {'is' if kept == 1 else 'are'} kept here."
        )
        return [f"Record {number} is closed.", *([f"{lines} To go on, type: tell {number}"] if kept else [])]

    async def left(self) -> list[str]:
        """Somebody signed in or out here: whoever sits here now is another."""
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
