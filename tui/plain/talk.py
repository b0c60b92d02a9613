"""The conversation: a typed line becomes sentences, an act, or a question for what is missing. Pure; the console does what it says.

A question stays open whatever comes meanwhile, `cancel` drops it anywhere, and `have` answers a call in the middle of it.
"""

from dataclasses import dataclass

from appliance.api.messages import CallCard
from appliance.core.commands import DeskCommand
from appliance.plan.ids import IncidentId
from tui.aim import LOOKED_AT_MS
from tui.keys import BY_ACTION, Key
from tui.model import ConsoleModel
from tui.plain.act import About, Act
from tui.plain.acts import ACTS
from tui.plain.command_words import commands_meant, number_and_rest
from tui.plain.draft import Draft, Missing
from tui.plain.readings import AGAIN, CANCEL, LEAVE, LOG, READINGS, every_word, help_about, unknown
from tui.plain.told import Line, Open

HAVE, HELP = BY_ACTION["acknowledge"].word, BY_ACTION["help"].word

NO_LINE = "There is no line to the box: nothing was done. Use the phone or the radio."


@dataclass(frozen=True, slots=True)
class Says:
    """Only words."""

    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Asks:
    """Ask the box for this; `done` is said when it has been done."""

    command: DeskCommand
    done: str


@dataclass(frozen=True, slots=True)
class AsksLog:
    """Ask the box for the entries of a call."""

    incident: IncidentId


@dataclass(frozen=True, slots=True)
class Leaves:
    """A person wants to leave, and may."""


type Answer = Says | Asks | AsksLog | Leaves


@dataclass(frozen=True, slots=True)
class Question:
    """An act that waits for a part, since when."""

    draft: Draft
    missing: Missing
    asked_ms: int


class Talk:
    """`told` is shared with whoever speaks. `question` is what is asked now, if anything."""

    def __init__(self, told: Open) -> None:
        self.question: Question | None = None
        self._told = told
        self._last = Says(["Nothing was asked yet."])

    def take(self, line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        """What follows from one line."""
        words = line.text.split()
        typed = " ".join(words).casefold()
        if typed == CANCEL:
            return self.cancel()
        if typed == AGAIN:
            return self._last
        if self.question and not _is_have(words):
            answer = self._answered(self.question, line, model)
        else:
            answer = self._command(words, line, model, now_ms)
        if isinstance(answer, Says) and answer.sentences:
            self._last = answer
        return answer

    def asked(self) -> str:
        """The question that is open; empty when none is."""
        return self.question.missing.question if self.question else ""

    def cancel(self) -> Says:
        """Drop the question, if one is open."""
        dropped, self.question = self.question, None
        return Says([f"Cancelled: {dropped.draft.act.word}. Nothing was done." if dropped else "No question is open."])

    def _command(self, words: list[str], line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        if not words:
            return Says([])
        meant, length = commands_meant(words, every_word())
        if not meant:
            return Says([unknown(words[0])])
        if len(meant) > 1:
            return Says([f"{' '.join(words[:length])} may mean: {', '.join(meant)}. Nothing was done."])
        word, rest = meant[0], words[length:]
        act = next((act for act in ACTS if act.word == word), None)
        return self._begin(act, rest, line, model) if act else self._house(word, rest, line, model, now_ms)

    def _house(self, word: str, rest: list[str], line: Line, model: ConsoleModel, now_ms: int) -> Answer:
        """Commands that ask the box for no act."""
        if word == CANCEL:
            return self.cancel()
        if word == AGAIN:
            return self._last
        if word == LEAVE.word:
            why_not = model.why_not(LEAVE)
            return Says([why_not]) if why_not else Leaves()
        if word == LOG.word:
            call = self._target(LOG, number_and_rest(rest)[0], line, model)
            return Says([call]) if isinstance(call, str) else AsksLog(call.incident)
        if word == HELP and rest:
            about, _ = commands_meant(rest, every_word())
            return Says([sentence for each in about for sentence in help_about(each)] or [unknown(rest[0])])
        return Says(next(reading for reading in READINGS if reading.word == word).says(model, now_ms))

    # ---- acts

    def _begin(self, act: Act, rest: list[str], line: Line, model: ConsoleModel) -> Answer:
        if model.blind:
            return Says([NO_LINE])
        if act.concerns is not About.CALL and (why_not := model.why_not(act.key)):
            return Says([why_not])
        if act.concerns is About.HOUSE:
            return self._go_on(Draft(act, None, rest), line, model)
        number, after = number_and_rest(rest)
        if act.concerns is About.TAP_OUT:
            tap_out = self._told.tap_outs.target(number, line, model.view.tap_outs if model.view else ())
            return (
                Says([tap_out])
                if isinstance(tap_out, str)
                else self._go_on(Draft(act, tap_out.incident, after), line, model)
            )
        if number is not None and act.parts and act.parts[0].counts and not self._told.calls.knows(number):
            number, after = None, rest  # "note 3 pupils left" speaks of pupils where no call 3 ever was
        call = self._target(act.key, number, line, model)
        if isinstance(call, str):
            return Says([call])
        return self._go_on(Draft(act, call.incident, after), line, model)

    def _target(self, key: Key, number: int | None, line: Line, model: ConsoleModel) -> CallCard | str:
        call = self._told.calls.target(number, line, model.calls)
        if isinstance(call, str):
            return call
        return _why_not(key, call, model) or call

    def _answered(self, question: Question, line: Line, model: ConsoleModel) -> Answer:
        draft, listed, answer = question.draft, question.missing.listed, line.text.strip()
        given = draft.given(model)
        if draft.incident and given.call is None and given.tap_out is None:
            self.question = None
            return Says(["It is not open any more: nothing was done."])
        part = draft.asked(model)
        if not answer:
            heard = line.ended_ms - question.asked_ms >= LOOKED_AT_MS
            if not (heard and draft.accept_offer(part, model)):
                return Says(question.missing.sentences)
        elif answer.isdecimal() and 1 <= int(answer) <= len(listed):
            draft.accept(part, listed[int(answer) - 1])
        else:
            draft.accept_words(part, " ".join(line.text.split()))
        return self._go_on(draft, line, model)

    def _go_on(self, draft: Draft, line: Line, model: ConsoleModel) -> Answer:
        missing = draft.missing(model)
        if missing:
            self.question = Question(draft, missing, line.ended_ms) if missing.question else None
            return Says(missing.sentences)
        if self.question and self.question.draft is draft:
            self.question = None
        command = draft.command(model)
        return Says([command]) if isinstance(command, str) else Asks(command, draft.act.done)


def _is_have(words: list[str]) -> bool:
    """Whether this acknowledges, whatever is being asked."""
    return 0 < len(words) <= 2 and words[0].casefold() == HAVE


def _why_not(key: Key, call: CallCard, model: ConsoleModel) -> str:
    if key.action == "acknowledge" and not call.ringing:
        return "Nothing of this call rings: somebody has it already."  # the key would take another one that rings
    return model.choosing(call.incident).why_not(key)
