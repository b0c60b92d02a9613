"""The conversation: a typed line becomes sentences, an act, or a question for what is missing. Pure; the console does what it says.

A question stays open whatever comes meanwhile, `cancel` drops it anywhere, and a command in the middle of it acts at once: the
question is said again after it. Only a record waits until no question is open: its own would come beside this one. Where a text
is asked for, a line that is a command is held until a person says which it is.
"""

from copy import replace
from functools import partial

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.core.ground.commands import Command
from appliance.flows.building.families import FAMILIES_WORD
from appliance.flows.duties.noting import OWED
from appliance.flows.flow import AskAgain
from appliance.flows.known import Known
from appliance.flows.sentences import TYPE_YES_OR_NO
from appliance.plan.ids import IncidentId
from tui.keys.key import About
from tui.model import ConsoleModel
from tui.plain.acts import ACTS
from tui.plain.asking.act import Act
from tui.plain.asking.answers import (
    AboutRecords,
    Answer,
    Asks,
    AsksEarlier,
    AsksHistory,
    AsksLog,
    Leaves,
    OfRecord,
    Says,
)
from tui.plain.asking.command_words import number_and_rest
from tui.plain.asking.draft import DROP, Draft
from tui.plain.asking.form import Form
from tui.plain.asking.held_line import HeldLine
from tui.plain.asking.meant import HELP, Reading, command_in, held_line, is_have, reading, why_nobody
from tui.plain.asking.parts import without_lead
from tui.plain.asking.vocabulary import begins_with
from tui.plain.calls.card_911 import card_meant
from tui.plain.calls.other_help import WORD as OTHER_HELP
from tui.plain.calls.other_help import looked_up
from tui.plain.calls.tap_outs import no_call
from tui.plain.readings import (
    AGAIN,
    BOARD,
    CANCEL,
    CARD_911,
    HISTORY,
    LEAVE,
    LOG,
    READINGS,
    about_one,
    help_about,
    help_all,
    help_more,
    unknown,
)
from tui.plain.records.words import HISTORY_OF, RECORD_WORDS, RECORDS
from tui.plain.told import Line, Open, either_of, tap_outs_of

NO_LINE = "There is no line to the box: nothing was done. Use the phone or the radio."

OF_TODAY = "To hear what happened today, type: history"
NOT_ON_THIS_LINE = (
    "Nothing was done. A PIN is not typed after the command, where others could read it. Type {word} alone first."
)
NOT_UNDERSTOOD = (
    "{after} is not understood after {word}: nothing was done. Type {word} alone, or with a number, as in: {example}"
)
RECORDS_WAIT = "{word} opens a record, and waits until this question is answered: nothing was done. To drop the question, type: cancel"
ENOUGH = "It is not asked again. To begin anew, type: {word}"
AS_TEXT = "{line} is kept as text."


class Talk:
    """`told` is shared with whoever speaks. Questions are open one above the other; that of a record, if there is one, below all others."""

    def __init__(self, told: Open) -> None:
        self._open: list[Form] = []
        self._told = told
        self._line_ms = 0
        self._last = Says(["Nothing was asked yet."])

    @property
    def question(self) -> Form | None:
        """What is asked now, if anything."""
        return self._open[-1] if self._open else None

    @property
    def of_record(self) -> bool:
        """Whether the question is about a record."""
        return self.question is not None and self._draft is None

    @property
    def _draft(self) -> Draft | None:
        """The act that the question is for, where it is for one."""
        return self.question if isinstance(self.question, Draft) else None

    def take(self, line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        """What follows from one line."""
        if self._draft:
            self._draft.known = _known_at(model, now_ms)
        answer = self._follows(line.text.split(), line, model, now_ms)
        self._line_ms = now_ms if isinstance(answer, AboutRecords) else line.ended_ms
        if self.question:  # ENTER may have been meant for what was said before
            self.question.asked_ms = line.ended_ms
        if not isinstance(answer, Says):
            return answer
        whole = self._and_question(answer)
        last = answer if self.of_record else whole  # whoever sits here next must not hear what was asked about a record
        self._last = last if last.sentences else self._last
        return whole

    def asked(self) -> str:
        """The question that is open; empty when none is."""
        return self.question.asked if self.question else ""

    def hides(self) -> bool:
        """Whether what is typed now is nobody else's to read."""
        return self.question is not None and self.question.prompt is not None and self.question.prompt.hidden

    def cancel(self, now_ms: int) -> Says:
        """Drop the question about an act, if one is open."""
        dropped = self._draft
        self._close()
        if self.question:
            self.question.asked_ms = now_ms
        said = Says([f"Cancelled: {dropped.act.word}. Nothing was done." if dropped else "No question is open."])
        return said if self.of_record else self._and_question(said)

    def puts(self, form: Form) -> None:
        """Ask about a record, in place of what was asked about one before."""
        self.drops_record()
        form.asked_ms = self._line_ms
        self._open.insert(0, form)

    def drops_record(self) -> None:
        """Nothing is asked about a record any more."""
        self._open = [form for form in self._open if isinstance(form, Draft)]

    def _close(self) -> None:
        """The question about an act is over, and the one it was typed into is open again."""
        if self._draft:
            self._open.pop()
            if self.question:
                self.question.returned = True

    def _follows(self, words: list[str], line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        question, typed = self.question, " ".join(words).casefold()
        if question is None or is_have(words):
            return self._command(words, line, model, now_ms)
        stops = typed in question.stops
        if stops and not (self.of_record and question.too_soon(line)):
            return self.cancel(now_ms) if self._draft else OfRecord([], partial(question.stopped, question))
        if typed == AGAIN and self._draft and not self.hides():
            return self._last
        if question.held:
            return self._decided(question, question.held, line, model, now_ms)
        match Reading.ANSWER if stops else reading(words, question, model.known):
            case Reading.ANSWER if question.too_soon(line):
                return self._says(question, question.sentences())
            case Reading.ANSWER:
                return self._answered(question, line, model)
            case Reading.COMMAND:
                return self._command(words, line, model, now_ms)
            case Reading.EITHER:
                question.held = held_line(line, model.known, opens_records=self.of_record)
                return self._says(question, [question.asked])

    def _decided(self, question: Form, held: HeldLine, line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        """Whether the line that is held is a command, or the text that is asked for; whoever goes on with a text of many lines says so."""
        words, decided = line.text.split(), held.is_meant(line.text)
        if decided is None:
            command = command_in(words, model.known) if " ".join(words).casefold() not in question.words else None
            if command and command.whole:
                return self._command(words, line, model, now_ms)
            if not words or question.prompt is None or not question.prompt.lines:
                return self._says(question, [TYPE_YES_OR_NO] if self._draft else [TYPE_YES_OR_NO, held.question])
        question.held = None
        if decided:
            command_line = held.done_at(line.ended_ms)
            return self._command(command_line.text.split(), command_line, model, now_ms)
        kept = self._answered(question, held.at(line.ended_ms), model)
        if decided is False:
            return kept
        followed = self._follows(words, line, model, now_ms)
        assert isinstance(followed, OfRecord), "a text of many lines takes it"
        return OfRecord([AS_TEXT.format(line=held.line.text), *followed.said], followed.then)

    def _says(self, question: Form, said: list[str]) -> Says | OfRecord:
        """What is said instead of taking an answer. After it Enter alone is for the question of a record."""
        if isinstance(question, Draft):
            return Says(said)
        question.returned = False
        return OfRecord(said)

    def _and_question(self, answer: Says) -> Says:
        """A question that is open is said again after whatever else is said."""
        question = self.question
        if question is None or question.prompt is None:
            return answer
        asked = question.asked if question.returned or question.held else question.prompt.question
        if any(asked in sentence for sentence in answer.sentences):
            return answer
        return Says([*answer.sentences, f"You were asked: {question.asked}"])

    def _command(self, words: list[str], line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        if not words:
            return Says([])
        begins = begins_with(words)
        if not begins.commands:
            return Says([unknown(words[0])])
        typed, rest = " ".join(words[: begins.length]), words[begins.length :]
        if len(begins.commands) > 1:
            return Says([f"{typed} may mean: {', '.join(begins.commands)}. Nothing was done."])
        (word,) = begins.commands
        act = next((act for act in ACTS if act.word == word), None)
        return self._begin(act, rest, line, model) if act else self._house(word, rest, line, model, now_ms)

    def _house(self, word: str, rest: list[str], line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        """Commands that ask the box for no act."""
        of_field = word == HISTORY and rest[:1] == ["of"]
        notes = word == OWED and len(rest) > 1
        if self._draft and (of_field or notes or word in RECORD_WORDS):  # else the next line might answer either
            self._draft.returned = True  # what is typed already may be a code
            return Says([RECORDS_WAIT.format(word=HISTORY_OF if of_field else word)])
        if word in {RECORDS, OWED} or word in RECORD_WORDS or of_field:
            return AboutRecords(HISTORY_OF if of_field else word, rest[1:] if of_field else rest)
        if word == CANCEL:
            return self.cancel(now_ms)
        if word == AGAIN:
            return self._last
        if word == LEAVE.word:
            why_not = model.why_not(LEAVE)
            return Says([why_not]) if why_not else Leaves()
        if word == LOG.word:
            return self._log(number_and_rest(rest)[0], line, model)
        if word == HISTORY:
            return Says([NO_LINE]) if model.blind else AsksHistory(everything=rest[:1] == ["all"])
        if word in {CARD_911.word, OTHER_HELP, FAMILIES_WORD}:
            card = card_meant(number_and_rest(rest)[0], model, now_ms)
            return Says(card if word == CARD_911.word else looked_up(word, rest, model, now_ms))
        if word == BOARD and (number := number_and_rest(rest)[0]) is not None:
            return Says(about_one(number, model, now_ms))
        if word == HELP and rest in (["all"], ["more"]):
            return Says(help_all() if rest == ["all"] else help_more())
        if word == HELP and rest:
            about = [sentence for each in begins_with(rest).commands for sentence in help_about(each)]
            return Says(about or [unknown(rest[0])])
        return Says(next(reading for reading in READINGS if reading.word == word).says(model, now_ms))

    def _log(self, number: int | None, line: Line, model: ConsoleModel) -> Answer:
        """Reads only, so it may be of one told just now, or of one that is over."""
        if model.blind:
            return Says([NO_LINE])
        open_now = either_of(model.known)
        if number is None:
            found = self._told.either.target(None, line, open_now)
            return AsksLog(found.incident) if not isinstance(found, str) else Says([found, OF_TODAY])
        known = next((each for each in open_now if each.number == number), None)
        return AsksLog(known.incident) if known else AsksEarlier(number)

    # ---- acts

    def _begin(self, act: Act, rest: list[str], line: Line, model: ConsoleModel) -> Answer:
        if model.blind:
            return Says([NO_LINE])
        if act.concerns in {About.HOUSE, About.TAP_OUT} and (why_not := model.why_not(act.key)):
            return Says([why_not])
        if act.flow.nothing_after and (after := number_and_rest(rest)[1]):
            return Says([NOT_UNDERSTOOD.format(word=act.word, after=" ".join(after), example=act.example)])
        if act.hides and without_lead(rest, act.parts[0].lead):
            return Says([NOT_ON_THIS_LINE.format(word=act.word)])
        if act.concerns is About.HOUSE:
            return self._go_on(self._begun(act, None, rest, line, model), line)
        number, after = number_and_rest(rest)
        if number is not None and act.parts and act.parts[0].counts and not self._told.calls.knows(number):
            number, after = None, rest  # "note 3 pupils left" speaks of pupils where no call 3 ever was
        meant = self._target(act, number, line, model)
        if isinstance(meant, str):
            return Says([meant])
        return self._go_on(self._begun(act, meant.incident, after, line, model), line)

    def _begun(self, act: Act, incident: IncidentId | None, rest: list[str], line: Line, model: ConsoleModel) -> Draft:
        """Typed anew, it takes the place of its own open question, unless that would lose what nobody typed again."""
        now = self._draft
        if now and now.act is act and now.incident == incident and (incident or not now.answers):
            self._close()
        return Draft(act, incident, rest, why_nobody, _known_at(model, line.ended_ms))

    def _target(self, act: Act, number: int | None, line: Line, model: ConsoleModel) -> CallCard | TapOutLine | str:
        if act.concerns is About.TAP_OUT:
            return self._told.tap_outs.target(number, line, tap_outs_of(model.known))
        if act.concerns is About.EITHER:
            meant = self._told.either.target(number, line, either_of(model.known))
            return meant if isinstance(meant, str) else act.key.why_not_there(model, meant) or meant
        tap_out = next((each for each in tap_outs_of(model.known) if each.number == number), None)
        if tap_out:
            return no_call(tap_out, act.of_tap_out(tap_out))
        call = self._told.calls.target(number, line, model.calls)
        if isinstance(call, str):
            return call
        return act.key.why_not_there(model, call) or model.choosing(call.incident).why_not(act.key) or call

    def _answered(self, question: Form, line: Line, model: ConsoleModel) -> Answer:
        if not isinstance(question, Draft):
            question.returned, question.unclear = False, ""
            said = question.take(line)
            if question.over:
                self.drops_record()
            return OfRecord(said, partial(question.then, question.answers) if question.over else None)
        if question.gone:
            self._close()
            return Says(["It is not open any more: nothing was done."])
        said = question.take(line)
        return self._go_on(question, line) if question.over else Says(said)

    def _go_on(self, draft: Draft, line: Line) -> Answer:
        """Ask for what is missing. Where nothing is, the act is done, unless its last answer will not do."""
        again: list[str] = []
        if self._draft is draft:
            self._close()
        if draft.over:
            wanted = draft.wanted()
            if isinstance(wanted, str):
                return Says([wanted])
            if not isinstance(wanted, AskAgain):
                return Asks(wanted, draft.act.flow.done) if isinstance(wanted, Command) else wanted
            if not draft.refuse(wanted):
                return Says([wanted.why, ENOUGH.format(word=draft.act.word)])
            again = [f"{wanted.why} {DROP}" if wanted.may_be_dropped else wanted.why]
        self._open.append(draft)
        draft.asked_ms = line.ended_ms
        return Says([*again, *draft.sentences()])


def _known_at(model: ConsoleModel, now_ms: int) -> Known:
    """What the acts of this desk go by at a moment."""
    return replace(model.known, passed_ms=now_ms - model.arrived_ms)
