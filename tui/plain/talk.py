"""The conversation: a typed line becomes sentences, an act, or a question for what is missing. Pure; the console does what it says.

A question stays open whatever comes meanwhile, `cancel` drops it anywhere, and a command in the middle of it acts at once: the
question is said again after it. Only a record waits until no question is open: its own would come beside this one. Where a text
is asked for, a line that is a command is held until a person says which it is.
"""

from dataclasses import replace

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.core.ground.commands import Command
from appliance.flows.flow import AskAgain
from appliance.flows.sentences import TYPE_YES_OR_NO
from appliance.plan.ids import IncidentId
from tui.board.aim import LOOKED_AT_MS
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
    Says,
)
from tui.plain.asking.command_words import number_and_rest
from tui.plain.asking.draft import DROP, Draft, Missing
from tui.plain.asking.held_line import held_line
from tui.plain.asking.meant import HELP, Reading, command_in, is_have, reading, why_nobody
from tui.plain.asking.parts import is_choice, without_lead
from tui.plain.asking.question import Question
from tui.plain.asking.vocabulary import begins_with
from tui.plain.calls.card_911 import card_meant
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


class Talk:
    """`told` is shared with whoever speaks. `question` is what is asked now, if anything."""

    def __init__(self, told: Open) -> None:
        self.question: Question | None = None
        self._told = told
        self._last = Says(["Nothing was asked yet."])

    def take(self, line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        """What follows from one line."""
        answer = self._follows(line.text.split(), line, model, now_ms)
        if self.question:  # ENTER may have been meant for what was said before
            self.question = replace(self.question, asked_ms=line.ended_ms)
        if isinstance(answer, Says):
            answer = self._and_question(answer)
            self._last = answer if answer.sentences else self._last
        return answer

    def asked(self) -> str:
        """The question that is open; empty when none is."""
        return self.question.again if self.question else ""

    def hides(self) -> bool:
        """Whether what is typed now is nobody else's to read."""
        return self.question is not None and self.question.missing.hidden

    def cancel(self, now_ms: int) -> Says:
        """Drop the question, if one is open."""
        dropped = self.question
        self._close()
        if self.question:
            self.question = replace(self.question, asked_ms=now_ms)
        said = f"Cancelled: {dropped.draft.act.word}. Nothing was done." if dropped else "No question is open."
        return self._and_question(Says([said]))

    def _close(self) -> None:
        """The question is over, and the one it was typed into is open again."""
        below = self.question.below if self.question else None
        self.question = replace(below, returned=True) if below else None

    def _follows(self, words: list[str], line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        typed = " ".join(words).casefold()
        if typed == CANCEL:
            return self.cancel(now_ms)
        if typed == AGAIN and not self.hides():
            return self._last
        if is_have(words) or not self.question:
            return self._command(words, line, model, now_ms)
        if self.question.held:
            return self._decided(self.question, line, model, now_ms)
        draft = self.question.draft
        match reading(words, draft.asked(model.known), draft.given(model.known)):
            case Reading.ANSWER:
                if self.question.returned and line.begun_ms - self.question.asked_ms < LOOKED_AT_MS:
                    return Says(self.question.sentences)  # it was meant for the question before
                return self._answered(self.question, line, model)
            case Reading.COMMAND:
                return self._command(words, line, model, now_ms)
            case Reading.EITHER:
                self.question = replace(self.question, held=held_line(line, model.known, opens_records=False))
                return Says([self.asked()])

    def _decided(self, question: Question, line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        """Whether the line that is held is a command, or the text that is asked for."""
        assert question.held is not None, "a line is held"
        held, decided = question.held, question.held.is_meant(line.text)
        if decided is None:
            words = line.text.split()
            command = command_in(words, model.known)
            return self._command(words, line, model, now_ms) if command and command.whole else Says([TYPE_YES_OR_NO])
        self.question = question = replace(question, held=None)
        if decided:
            command_line = held.done_at(line.ended_ms)
            return self._command(command_line.text.split(), command_line, model, now_ms)
        return self._answered(question, held.at(line.ended_ms), model)

    def _and_question(self, answer: Says) -> Says:
        """A question that is open is said again after whatever else is said."""
        if self.question is None:
            return answer
        fresh = not self.question.returned and not self.question.held
        asked = self.question.missing.question if fresh else self.question.again
        if any(asked in sentence for sentence in answer.sentences):
            return answer
        return Says([*answer.sentences, f"You were asked: {self.question.again}"])

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
        if self.question and (of_field or word in RECORD_WORDS):  # else the next line might answer either
            self.question = replace(self.question, returned=True)  # what is typed already may be a code
            return Says([RECORDS_WAIT.format(word=HISTORY_OF if of_field else word)])
        if word == RECORDS or word in RECORD_WORDS or of_field:
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
        if word == CARD_911.word:
            return Says(card_meant(number_and_rest(rest)[0], model, now_ms))
        if word == BOARD and (number := number_and_rest(rest)[0]) is not None:
            return Says(about_one(number, model, now_ms))
        if word == HELP and rest == ["all"]:
            return Says(help_all())
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
            return self._go_on(self._draft(act, None, rest), line, model)
        number, after = number_and_rest(rest)
        if number is not None and act.parts and act.parts[0].counts and not self._told.calls.knows(number):
            number, after = None, rest  # "note 3 pupils left" speaks of pupils where no call 3 ever was
        meant = self._target(act, number, line, model)
        if isinstance(meant, str):
            return Says([meant])
        return self._go_on(self._draft(act, meant.incident, after), line, model)

    def _draft(self, act: Act, incident: IncidentId | None, rest: list[str]) -> Draft:
        """Typed anew, it takes the place of its own open question, unless that would lose what nobody typed again."""
        now = self.question.draft if self.question else None
        if self.question and now and now.act is act and now.incident == incident and (incident or not now.parts):
            self._close()
        return Draft(act, incident, rest, why_nobody)

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

    def _answered(self, question: Question, line: Line, model: ConsoleModel) -> Answer:
        draft, listed, answer = question.draft, question.missing.listed, line.text.strip()
        given = draft.given(model.known)
        if draft.incident and given.call is None and given.tap_out is None:
            self._close()
            return Says(["It is not open any more: nothing was done."])
        part = draft.asked(model.known)
        if not answer:
            heard = line.ended_ms - question.asked_ms >= LOOKED_AT_MS
            meant = heard and not (question.returned and question.missing.offer)
            if not (meant and draft.accept_offer(part, question.missing.offer)):
                return Says(question.sentences)
        elif answer.isdecimal() and 1 <= int(answer) <= len(listed):
            draft.accept(part, listed[int(answer) - 1])
        elif (
            part.names is not None
            and not is_choice(answer, part, given)
            and (why_not := why_nobody(answer, model.known))
        ):
            return Says([why_not, *question.sentences])
        else:
            draft.accept_words(part, line.text.strip() if part.hidden else " ".join(line.text.split()))
        return self._go_on(draft, line, model)

    def _go_on(self, draft: Draft, line: Line, model: ConsoleModel) -> Answer:
        missing = draft.missing(model.known)
        before = self.question if self.question and self.question.draft is draft else None
        if before:
            self._close()
        if missing:
            return self._ask(draft, missing, line, model, returned=bool(before and before.returned and missing.unclear))
        wanted = draft.wanted(model.known)
        if isinstance(wanted, str):
            return Says([wanted])
        if isinstance(wanted, AskAgain):
            return self._ask_again(draft, wanted, line, model)
        return Asks(wanted, draft.act.flow.done) if isinstance(wanted, Command) else wanted

    def _ask(self, draft: Draft, missing: Missing, line: Line, model: ConsoleModel, *, returned: bool = False) -> Says:
        if not missing.question:
            return Says(missing.sentences)
        self.question = Question(draft, missing, line.ended_ms, draft.about(model.known), self.question, returned)
        return Says(self.question.sentences)

    def _ask_again(self, draft: Draft, again: AskAgain, line: Line, model: ConsoleModel) -> Says:
        """A slip in the last answer loses nothing of what was answered before it."""
        if not draft.refuse(again):
            return Says([again.why, ENOUGH.format(word=draft.act.word)])
        missing = draft.missing(model.known)
        assert missing is not None, "a part was forgotten"
        why = f"{again.why} {DROP}" if again.may_be_dropped else again.why
        return Says([why, *self._ask(draft, missing, line, model).sentences])
