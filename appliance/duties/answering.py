"""Decides whether somebody may answer a question of the district person now, and gives the entries of the answer. Pure; what was answered
comes here sealed already, and nothing here could read it.

The answer is evidence that they were asked. So it closes the duty of asking, and the note has no words.
"""

import enum

import msgspec

from appliance.duties.duty import Duty, State
from appliance.duties.noting import NO_SUCH_DUTY, NOT_PROVEN, NOTES_MAX, Writer, confirmed
from appliance.duties.rules import Rule
from appliance.duties.seeing import Sight
from appliance.plan.model import Role
from appliance.record.decide import No
from appliance.record.events import AnswerSealed, DutyNoted, RecordEntry
from appliance.record.mine import Reader
from appliance.record.record import Answered, Record
from appliance.record.values import can_be_shown
from appliance.record.words import Attempt, Author, Shown

WORDS_CHARACTERS_MAX = 500
"""Ours: five lines of a screen. What is sealed has the length of the longest answer, so longer words would cost every answer."""
DAY_MS = 24 * 3600 * 1000

NOBODY_NAMED = (
    "Your district has not named the person who reads the answers. Until it does, nothing is asked here."
    " Ask the safety office of your district."
)
NOT_YOURS = "This question is for somebody else. Whoever is asked answers it themselves."


class Said(enum.StrEnum):
    """What can be answered to "has anything changed for you at work?"."""

    NOTHING = "nothing"
    SOMETHING = "something"
    NOT_SAID = "not-said"
    """They were asked, and do not want to say."""


class Sealed(msgspec.Struct, frozen=True):
    """An answer that only the holder of the key with this fingerprint can read."""

    reader: bytes
    sealed: bytes


class Answering(msgspec.Struct, frozen=True):
    """What somebody hands in. `sealed` None: nobody is named who could read it. `no_more`: they want to be asked no more."""

    sealed: Sealed | None
    no_more: bool = False
    attempt: Attempt = Attempt("")


def is_asked(rule: Rule, sight: Sight, roles: frozenset[Role], reader: Reader) -> bool:
    """Whether a duty of this rule is a question to this reader, whose answer is sealed."""
    return rule.noted is not None and rule.noted.sealed and sight.owed.is_reader(roles, reader)


def for_another(rule: Rule, sight: Sight, roles: frozenset[Role], reader: Reader) -> bool:
    """Whether a duty of this rule is a question to somebody else. Only whoever is asked is shown it: a superior is not told when it was
    answered, or that somebody wants to be asked no more.
    """
    return rule.noted is not None and rule.noted.sealed and not sight.owed.is_reader(roles, reader)


def why_not_now(duty: Duty, now_ms: int) -> str:
    """Say why the question is not answered now; empty where it may be. It is asked from the beginning of its day on."""
    match duty.state:
        case State.NOT_YET:
            return "This is not asked yet: a question of the record is to be answered first."
        case State.CLOSED:
            return "You were asked this, and it is noted. If you were not, note that it is not done, and answer then."
        case State.WITHDRAWN:
            return duty.withdrawn.says if duty.withdrawn is not None else NO_SUCH_DUTY
        case State.OPEN:
            pass
    if duty.due is not None and now_ms < duty.due.at_ms - DAY_MS:
        return f"This is asked on its day, and after it: {duty.due.says}."
    return ""


def why_no_words(words: str) -> str:
    """Say why these words cannot be sealed; empty where they can."""
    if len(words) > WORDS_CHARACTERS_MAX:
        return f"These are {len(words)} characters. An answer has {WORDS_CHARACTERS_MAX} at most. Say it shorter."
    if not can_be_shown(words):
        return "This holds a character that cannot be shown. Type it again, on one line."
    return ""


def was_answered_before(record: Record, author: Author, attempt: Attempt) -> Answered | None:
    """Give the answer that this attempt at this desk sealed already, or None."""
    same = (each for each in record.answers if attempt and each.attempt == attempt and each.by.desk == author.desk)
    return next(same, None)


class Question(msgspec.Struct, frozen=True):
    """The duty that is answered, with its rule, and who sees it and is owed it."""

    duty: Duty
    rule: Rule
    sight: Sight


def answer(
    record: Record, question: Question | None, writer: Writer, answering: Answering, now_ms: int
) -> list[RecordEntry] | No:
    """Give the entries of an answer: what is sealed, and the note that they were asked. `question` None: there is none, or the writer may
    not see it. Give nothing if this attempt wrote them already.
    """
    if writer.author.shown is Shown.NOT_SHOWN:
        return No(NOT_PROVEN)
    if question is None:
        return No(NO_SUCH_DUTY)
    if was_answered_before(record, writer.author, answering.attempt) is not None:
        return []
    duty, rule, sealed = question.duty, question.rule, answering.sealed
    if not is_asked(rule, question.sight, writer.roles, writer.reader):
        return No(NOT_YOURS)
    if sealed is None:
        return No(NOBODY_NAMED)
    if refused := why_not_now(duty, now_ms):
        return No(refused)
    standing = record.notes.get((rule.rule, duty.about), [])
    if len(standing) >= NOTES_MAX:
        return No(f"A duty has at most {NOTES_MAX} notes. Speak to the safety office of your district.")
    answered = AnswerSealed(
        incident=record.incident,
        by=writer.author,
        klass=rule.klass_of_notes,
        rule=rule.rule,
        about=duty.about,
        asked=rule.to.value,
        reader=sealed.reader,
        sealed=sealed.sealed,
        no_more=answering.no_more,
        attempt=answering.attempt,
    )
    noted = DutyNoted(
        incident=record.incident,
        by=writer.author,
        klass=rule.klass_of_notes,
        rule=rule.rule,
        about=duty.about,
        confirms=confirmed(rule),
        done=True,
        replaces=standing[-1].number if standing else 0,
        attempt=answering.attempt,
    )
    return [answered, noted]
