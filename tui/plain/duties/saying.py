"""How the plain console says what is owed: each duty in one sentence, one of them at length. Pure."""

from datetime import tzinfo

from appliance.api.duties.actions import ActionLine
from appliance.api.duties.messages import DutiesKnown, DutyLine
from appliance.duties.duty import State
from appliance.flows.duties.actions import MOVE, OwedLine, action_sentence, action_whole, why_not_action
from appliance.flows.duties.answering import ANSWER, can_answer
from appliance.flows.duties.evidence import closed_by, written_in
from appliance.flows.duties.lessons import LESSONS, waiting
from appliance.flows.duties.listing import LISTED, NOTHING_LISTED, NOTHING_OWED, after_sign_in, counts, unread
from appliance.flows.duties.naming import who_owes
from appliance.flows.duties.noting import OWED, why_not
from appliance.flows.duties.row import stands, told_because, until, whole
from appliance.record.words import Part

SAID_MAX = 10
"""More are minutes of speech: what is due first, and how many there are besides."""


def waits(known: DutiesKnown) -> list[str]:
    """Say what waits for whoever just signed in; nothing where nothing does."""
    words = after_sign_in(known, f"to hear what is owed, type: {OWED}")
    return [words] if words else []


def listed(
    known: DutiesKnown, lines: tuple[OwedLine, ...], zone: tzinfo, *, of: int | None, everything: bool
) -> list[str]:
    """Say what is owed, what is due first on top. `of` is the number of the record, where it is of one record alone."""
    still = [says] if (says := unread(known)) else []
    still += [f"{waiting(known.lessons)}. To hear them, type: {OWED} {LESSONS}"] if known.lessons is not None else []
    if not lines:
        return [NOTHING_OWED if of is None else NOTHING_LISTED, *still]
    said = lines if everything else lines[:SAID_MAX]
    left = len(lines) - len(said) + known.more
    again = f"{OWED} all" if of is None else f"{OWED} record {of} all"
    return [
        f"What is owed: {counts(known)}." if of is None else f"What is owed after record {of}.",
        LISTED,
        *(_sentence(number, line, zone) for number, line in enumerate(said, 1)),
        *([f"{left} more. To hear them too, type: {again}"] if left else []),
        f"To hear all of one, type {OWED} and its number.",
        *still,
    ]


def one(number: int, line: DutyLine, zone: tzinfo) -> list[str]:
    """Say everything about one, and how it is noted, or why it is not."""
    how = [f"To answer it, type: {OWED} {number} {ANSWER}"] if can_answer(line) else []
    how += [f"To note it, type: {OWED} {number} {'done' if done else 'not done'}" for done in line.may_note]
    return [*(f"{heading}: {says}" for heading, says in whole(line, zone)), *(how or _not_noted(line))]


def one_action(number: int, line: ActionLine) -> list[str]:
    """Say everything about what was agreed after an exercise, and what can be done about it."""
    how = [f"To note it, type: {OWED} {number} {'done' if done else 'not done'}" for done in line.may_note]
    how += [f"To say another day, type: {OWED} {number} {MOVE}"] if line.may_move else []
    why = why_not_action(line)
    return [*(f"{heading}: {says}" for heading, says in action_whole(line)), *how, *([why] if why else [])]


def _not_noted(line: DutyLine) -> list[str]:
    """Say where it is written instead; or why it is not noted, where "Closed by" did not say that already."""
    if part := written_in(line):
        return [f"To write it there, type: {'tell' if part is Part.TEACHER else 'fill'} {line.record.number}"]
    why = why_not(line)
    return [] if why == closed_by(line) else [why]


def _sentence(number: int, line: OwedLine, zone: tzinfo) -> str:
    if isinstance(line, ActionLine):
        return f"{number}: {action_sentence(line)}"
    when = (
        f"Until {until(line)}{', overdue' if line.overdue else ''}." if line.state is State.OPEN else stands(line, zone)
    )
    when = " ".join(each for each in (when, told_because(line)) if each)
    return f"{number}: {who_owes(line)}: {line.says} {when} Record {line.record.number}."
