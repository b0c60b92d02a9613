"""Noting that a duty is done, or is not, with one line of words. Pure."""

from appliance.api.duties.messages import DutyLine, NoteDuty
from appliance.duties.duty import State
from appliance.duties.noting import WORDS_CHARACTERS_MAX
from appliance.flows.duties.evidence import closed_by, closed_by_note
from appliance.flows.duties.naming import who_owes
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part

OWED = "owed"
"""The command at a console of lines, for the list and for a note."""
_DONE = {True: "It is done", False: "It is not done"}


def choices(line: DutyLine) -> tuple[Option, ...]:
    """Give what the reader may note now."""
    return tuple(
        Option(
            done, _DONE[done].removeprefix("It is "), ("yes",) if done else ("no",), line=f"{_DONE[done]}: note that"
        )
        for done in line.may_note
    )


def why_not(line: DutyLine) -> str:
    """Say why the reader can note nothing; empty where they can."""
    if line.may_note:
        return ""
    if line.is_question:
        return line.no_answer
    match line.state:
        case State.WITHDRAWN:
            return "It is not owed any more, so there is nothing to note."
        case State.NOT_YET:
            return "It waits for an answer in the record, so there is nothing to note yet."
        case _ if not closed_by_note(line):
            return closed_by(line)
        case _:
            return "Whoever owes it notes that it is done. You can note nothing here."


def refused(line: DutyLine, *, done: bool) -> str:
    """Say why the reader cannot note this; empty where they can."""
    if done in line.may_note:
        return ""
    return why_not(line) or f"You can note only that it is {'done' if line.may_note[0] else 'not done'}."


def noting(line: DutyLine, code: str = "") -> Flow[NoteDuty]:
    """Ask what to note about this duty. `code` is the code of a receipt, where it takes the place of a PIN."""

    def make(given: Given) -> NoteDuty:
        return NoteDuty(
            request=0,
            incident=line.record.incident,
            rule=line.rule,
            about=line.about,
            confirms=line.confirms or line.says,
            done=given.parts["done"],
            words=given.parts["words"].strip(),
            seen=line.notes[-1].entry if line.notes else 0,
            code=code,
        )

    return Flow(
        OWED,
        make,
        (
            Part("done", "Is it done?", lambda _: choices(line), title=lambda _: f"{who_owes(line)}: IS IT DONE?"),
            Part(
                "words",
                "",
                asks=lambda given: _asks(line, given),
                skipped=lambda _: not line.takes_words,
                empty=not line.notes,
                refuses=lambda _, text: _refuses(line, text),
                characters_max=WORDS_CHARACTERS_MAX,
                title=lambda given: f"{who_owes(line)}: {_DONE[given.parts['done']].upper()}",
                label=lambda given: _asks(line, given),
                enter="notes it",
                know=line.says,
                escape="notes nothing",
            ),
        ),
    )


def noted(done: bool) -> str:
    """Say what was written."""
    return f"Noted: {_DONE[done][:1].lower()}{_DONE[done][1:]}."


def _asks(line: DutyLine, given: Given) -> str:
    """Ask for the words. The rule says what they confirm; of a note that is replaced they say why."""
    if line.notes:
        return "There is a note on it. Say in one line why yours replaces it:"
    if given.parts["done"] and closed_by_note(line):
        return f"Say in one line {line.confirms}:"
    return "Say in one line what is not done:"


def _refuses(line: DutyLine, text: str) -> str:
    words = text.strip()
    if len(words) > WORDS_CHARACTERS_MAX:
        return f"This has {len(words)} characters, and a note has {WORDS_CHARACTERS_MAX} at most. Say it shorter."
    return "Say why your note replaces the one that is there." if line.notes and not words else ""
