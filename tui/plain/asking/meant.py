"""Whether a line is a command, and how surely: every question asks this, so that none takes a command for its answer. Pure.

It does nothing of what the line says. A choice of the question itself, and the very word it waits for, come before any command.
"""

import enum
import re
from dataclasses import dataclass

from appliance.flows.building.check_in import MARK_ROOM
from appliance.flows.calls.raising import RAISE_CALL, places
from appliance.flows.duties.noting import OWED
from appliance.flows.known import Known
from appliance.flows.parts import Option, about_nothing
from appliance.flows.rooms import rooms
from appliance.record import reporter_code
from tui.keys.key import About
from tui.keys.table import BY_ACTION
from tui.plain.acts import ACTS
from tui.plain.asking.act import Act
from tui.plain.asking.command_words import number_and_rest
from tui.plain.asking.draft import DROP, Draft
from tui.plain.asking.form import Fit, Form
from tui.plain.asking.held_line import HeldLine
from tui.plain.asking.parts import taken, without_lead
from tui.plain.asking.vocabulary import begins_with
from tui.plain.readings import BOARD, CARD_911, HISTORY, LOG
from tui.plain.records.words import RECORD_WORDS, RECORDS
from tui.plain.told import Line, either_of

HELP, CALL = BY_ACTION["help"].word, BY_ACTION["raise_call"].word
_HAVE = frozenset({BY_ACTION["acknowledge"].word, "ack"})
"""Alone or with a number nobody writes these down."""
_NO_ANSWERS = frozenset({"no", "none", "nobody", "yes", "ok"})
"""What is said to a question whether there is somebody, and is nobody's name."""
_IN_MANY_NAMES = frozenset({"", "a", "and", "for", "in", "of", "on", "rm", "room", "the", "to"})
_CODE = re.compile(r"\w{4}[- ]?\w{4}")
"""As codes are read out. Only with a digit in it: "Jane Bell" is eight letters as well."""
_NAMES_TOO = frozenset({MARK_ROOM.name})
"""Commands that are first names as well."""
_PLACE = RAISE_CALL.parts[0]


@dataclass(frozen=True, slots=True)
class Command:
    """What a line says to do. `whole`: every word of it is understood, so that nobody wrote it by chance.

    `doubtful`: its own word is shortened, and no number says that it is meant.
    """

    word: str
    rest: list[str]
    whole: bool
    doubtful: bool = False


class Reading(enum.Enum):
    """How a question takes a line."""

    ANSWER = enum.auto()
    COMMAND = enum.auto()
    EITHER = enum.auto()
    """A text or a name is asked for, and the line may be a command as it stands: a person says which it is."""


def command_in(words: list[str], known: Known) -> Command | None:
    """The command a line begins with: no word of it shortened, or all that follows understood."""
    begins = begins_with(words)
    if len(begins.commands) != 1:
        return None
    (word,), rest = begins.commands, words[begins.length :]
    whole = _is_understood(word, rest, known)
    if not begins.whole and not (whole and rest):
        return None
    return Command(word, rest, whole, not begins.whole and not _is_open(number_and_rest(rest)[0], known))


def reading(words: list[str], form: Form, known: Known) -> Reading:
    """How the question that is open takes a line."""
    if form.prompt is not None and form.prompt.hidden:
        return Reading.COMMAND if calls_for_help(words, known) else Reading.ANSWER
    typed = " ".join(words)
    if not words or (typed.casefold() in form.words and not form.many_lines):
        return Reading.ANSWER
    fit = form.fits(typed)
    command = command_in(words, known) if Fit.ANSWER not in fit else None
    if command is None:
        return Reading.ANSWER
    if Fit.NAME in fit and _may_be_a_name(command):
        return Reading.EITHER if command.doubtful else Reading.ANSWER
    if fit & (Fit.TEXT | Fit.WORD):
        either = Reading.EITHER if Fit.TEXT in fit else Reading.COMMAND
        return either if may_be_meant(command, known) else Reading.ANSWER
    return Reading.ANSWER if Fit.BEGINS in fit and not command.whole else Reading.COMMAND


def may_be_meant(command: Command, known: Known) -> bool:
    """Whether somebody may wait for it where a text is asked for: the text would take it without a word."""
    return command.whole or (command.word == CALL and bool(rooms_named(command.rest, known)))


def rooms_named(words: list[str], known: Known) -> tuple[Option, ...]:
    """The rooms of which any word says the id, or a word of the name that is not in every other."""
    said = set(map(_plain, words)) - _IN_MANY_NAMES
    return tuple(each for each in rooms(about_nothing(known)) if said & _words_of(each))


def calls_for_help(words: list[str], known: Known) -> bool:
    """Whether this raises a call for a room of the plan: no PIN and no code is like that, and none is worth a call."""
    command = command_in(words, known)
    return (
        command is not None and command.word == CALL and command.whole and bool(command.rest) and not command.doubtful
    )


def why_nobody(answer: str, known: Known) -> str:
    """Why this is nobody's name: it would stand in the record, and somebody who was meant to act would be taken for sent."""
    if answer.casefold() in _NO_ANSWERS or not any(letter.isalpha() for letter in answer):
        return f"{answer} is nobody's name: nothing was done."
    if _CODE.fullmatch(answer) and any(map(str.isdigit, answer)) and not reporter_code.why_not(answer):
        return "This looks like the code of a receipt, and a name is asked for: nothing was done."
    command = command_in(answer.split(), known)
    if command and not _may_be_a_name(command):
        return f"{answer} is a command, and a name is asked for: nothing was done. {DROP}"
    return ""


def held_line(line: Line, known: Known, *, opens_records: bool) -> HeldLine:
    """Ask about this line, which is a command. `opens_records`: those about records can be done in the middle of this text."""
    words = line.text.split()
    command = command_in(words, known)
    if command and command.word in RECORD_WORDS and not opens_records:
        return HeldLine(
            line, f"{' '.join(words)} opens a record, which waits. Yes drops the words, no keeps them as text."
        )
    if command is None or command.word != CALL:
        return HeldLine(line, f"{' '.join(words)} is a command. Yes does it, no keeps the words as text.")
    named = rooms_named(command.rest, known)
    found = named or taken(without_lead(command.rest, _PLACE.lead), places(about_nothing(known)))[0]
    if len(found) != 1:
        return HeldLine(line, "Raise a call? Yes raises it, no keeps the words as text.")
    does = line.text if command.whole else f"{CALL} {found[0].typed[-1]}"
    where = f"{'in' if named or found[0].value.room else 'for'} {found[0].says}"
    return HeldLine(line, f"Raise a call {where}? Yes raises it, no keeps the words as text.", does)


def is_have(words: list[str]) -> bool:
    """Whether this acknowledges, whatever is being asked."""
    number, rest = number_and_rest(words[1:])
    return bool(words) and words[0].casefold() in _HAVE and not rest and (number is not None or len(words) == 1)


def _words_of(room: Option) -> set[str]:
    """Its id, and the words of its name: of `Room 106 (Gr 1)` not the 1, which may be a number of anything."""
    words = (_plain(word) for typed in room.typed for word in typed.split())
    return {word for word in words if len(word) > 1} | {room.typed[-1].casefold()}


def _plain(word: str) -> str:
    return word.casefold().strip(".,:;!?()")


def _may_be_a_name(command: Command) -> bool:
    return command.doubtful or (command.word in _NAMES_TOO and not command.whole)


def _is_understood(word: str, rest: list[str], known: Known) -> bool:
    act = next((act for act in ACTS if act.word == word), None)
    if act is not None:
        return _is_act(act, rest, known)
    number, after = number_and_rest(rest)
    said = [each.casefold() for each in rest]
    if not rest or (number is not None and not after and word in {LOG.word, OWED, *RECORD_WORDS}):
        return True
    if word in {BOARD, CARD_911.word}:
        return _is_open(number, known) and not after
    if word == HELP:
        return said in (["all"], ["more"]) or command_in(rest, known) is not None
    return (word, *said) in {
        (HISTORY, "all"),
        (OWED, "all"),
        (RECORDS, "all"),
        (RECORDS, "finished"),
        ("record", "new"),
    }


def _is_act(act: Act, rest: list[str], known: Known) -> bool:
    """Whether there is something it can be done to, and each word says a part of it."""
    if act.concerns is About.HOUSE:
        return _says_parts(Draft(act, None, list(rest), why_nobody, known))
    number, after = number_and_rest(rest)
    open_now = either_of(known)
    about = next((each for each in open_now if number in {each.number, None}), None)
    if about is None:
        return False
    free = bool(act.parts) and (act.parts[0].options is None or act.parts[0].names is not None)
    if after and free and number is None:
        return False  # any words would do: only the number says that it is meant for a call
    return _says_parts(Draft(act, about.incident, list(after), why_nobody, known))


def _says_parts(draft: Draft) -> bool:
    sure = draft.prompt is None or not (draft.unclear or draft.prompt.confirms)
    return not draft.rest and not draft.none and sure


def _is_open(number: int | None, known: Known) -> bool:
    return number in {each.number for each in either_of(known)}
