"""Decides what somebody may note about a duty: gives the entry that follows, or a sentence that says why not. Pure; changes nothing.

A note is never changed. The next note on the same duty is its next version, and says why. Administrators do not note what others owe, so
no superior closes what somebody else owes to an educator.
"""

from collections.abc import Iterable, Sequence

import msgspec

from appliance.duties.duty import Duty, State
from appliance.duties.rules import Rule
from appliance.duties.seeing import Sight
from appliance.plan.model import Role
from appliance.record.decide import No
from appliance.record.events import DutyNoted
from appliance.record.fields import FIELDS
from appliance.record.mine import Reader
from appliance.record.record import Note, Record
from appliance.record.values import can_be_shown, why_not
from appliance.record.words import Attempt, Author, FieldId, Shown

WORDS_CHARACTERS_MAX = 200  # ours: one line of a report, such as "letter of 1 December, in the file"
NOTES_MAX = 50  # ours, on one duty: people change their mind a few times; more is a faulty console
_WHEN = FIELDS[FieldId("occurred_at")]

NO_SUCH_DUTY = "There is no such duty in this record. Look at the list again."
"""Also the answer for a duty that the writer may not see."""
NOT_PROVEN = "Sign in with your PIN first, or come with the code on your receipt."


class Noting(msgspec.Struct, frozen=True):
    """What somebody wants to note. `seen` is the entry of the note that they saw last on this duty, 0 if they saw none."""

    confirms: str
    done: bool
    done_ms: int | None
    words: str
    seen: int
    attempt: Attempt = Attempt("")


class Writer(msgspec.Struct, frozen=True):
    """Who notes: as what their entry names them, their roles as they proved them, and what is theirs."""

    author: Author
    roles: frozenset[Role]
    reader: Reader


def confirmed(rule: Rule) -> str:
    """Give what a note on a duty of this rule confirms: what somebody has in hand, or the duty itself where facts close it."""
    return rule.noted.shown_by if rule.noted is not None else rule.says


def keeps_words(rule: Rule) -> bool:
    """Whether notes on duties of this rule may hold a line of words."""
    return rule.noted is None or rule.noted.words


def may_note(
    duty: Duty, rule: Rule, sight: Sight, standing: Sequence[Note], roles: frozenset[Role], reader: Reader
) -> tuple[bool, ...]:
    """Give what a reader who sees the duty may note on it now: True for *done*, False for *not done*. `standing`: the notes on it.

    Whoever owes it notes that it is done, where no fact shows it. Whoever it is owed to notes that it is not. Whoever owes it also takes
    back that it was noted as done.
    """
    if duty.due is None:
        return ()
    owes = sight.owes.is_reader(roles, reader)
    by_fact = duty.closed is not None and not duty.closed.noted
    done = owes and rule.noted is not None and not by_fact
    takes_back = owes and bool(standing) and standing[-1].done
    not_done = takes_back or sight.owed.is_reader(roles, reader)
    return (*((True,) if done else ()), *((False,) if not_done else ()))


def reads_words(note: Note, sight: Sight, roles: frozenset[Role], reader: Reader) -> bool:
    """Whether a reader who sees the duty may read the words of a note on it. Words of a reporter who chose a first reader wait for them."""
    if reader.wrote(note.by) or reader.first.hides(note.by):
        return reader.wrote(note.by)
    return any(each.is_reader(roles, reader) for each in (sight.owes, sight.owed))


def note(
    record: Record, duty: Duty | None, rule: Rule | None, sight: Sight, writer: Writer, noting: Noting, now_ms: int
) -> list[DutyNoted] | No:
    """Write the next note on a duty. `duty` None: there is none, or the writer may not see it. Write nothing if the same note stands
    there already: an answer was lost, and the same came again.
    """
    if writer.author.shown is Shown.NOT_SHOWN:
        return No(NOT_PROVEN)
    if duty is None or rule is None:
        return No(NO_SUCH_DUTY)
    standing = record.notes.get((rule.rule, duty.about), [])
    words = noting.words.strip()
    if any(_is_again(each, writer.author, noting, words) for each in standing):
        return []
    refused = _not_theirs(duty, rule, sight, standing, writer, noting.done) or _against(standing, rule, noting, words)
    refused = refused or _why_no_words(rule, words) or _why_no_time(noting, now_ms)
    if refused:
        return No(refused)
    return [
        DutyNoted(
            incident=record.incident,
            by=writer.author,
            klass=rule.klass_of_notes,
            rule=rule.rule,
            about=duty.about,
            confirms=noting.confirms,
            done=noting.done,
            done_ms=noting.done_ms,
            words=words,
            replaces=standing[-1].number if standing else 0,
            attempt=noting.attempt,
        )
    ]


def was_noted_before(standing: Iterable[Note], author: Author, noting: Noting) -> Note | None:
    """Give the note that this attempt at this desk wrote already, or None."""
    return next((each for each in standing if _is_again(each, author, noting, noting.words.strip())), None)


def _is_again(each: Note, author: Author, noting: Noting, words: str) -> bool:
    same = (each.done, each.done_ms, each.words) == (noting.done, noting.done_ms, words)
    return bool(noting.attempt) and each.attempt == noting.attempt and each.by.desk == author.desk and same


def _not_theirs(duty: Duty, rule: Rule, sight: Sight, standing: Sequence[Note], writer: Writer, done: bool) -> str:
    """Say why they may not note this now; empty if they may."""
    if done in may_note(duty, rule, sight, standing, writer.roles, writer.reader):
        return ""
    match duty.state:
        case State.NOT_YET:
            labels = " and ".join(f"“{FIELDS[each.field].label}”" for each in duty.waits)
            return f"This is not owed yet. First answer {labels} in the record."
        case State.WITHDRAWN:
            return duty.withdrawn.says if duty.withdrawn is not None else NO_SUCH_DUTY
        case State.CLOSED if done and duty.closed is not None and not duty.closed.noted:
            return "The record shows already that this is done. Change it there if it is wrong."
        case _:
            pass
    if done and rule.noted is None:
        return "Facts of the record close this, and no note takes their place. Write them into the record."
    if done:
        return f"“Done” is noted by whoever owes it: {duty.owed_by.value.replace('-', ' ')}. Administrators do not note it for others."
    return f"“Not done” is noted by whoever it is owed to: {duty.owed_to.value.replace('-', ' ')}."


def _against(standing: list[Note], rule: Rule, noting: Noting, words: str) -> str:
    newest = standing[-1].number if standing else 0
    if newest != noting.seen:
        return "Somebody noted something here meanwhile. Look at it, then note yours again if it still holds."
    if len(standing) >= NOTES_MAX:
        return f"A duty has at most {NOTES_MAX} notes. Write the rest into the record."
    if noting.confirms != confirmed(rule):
        return "The rule of this duty says something else now. Look at the list again, and read what you confirm."
    if standing and not words and keeps_words(rule):
        return "Say why you change what was noted: the earlier note stays beside yours."
    return ""


def _why_no_words(rule: Rule, words: str) -> str:
    if words and not keeps_words(rule):
        return "This note holds no words: what was said stays with the person who asked. Leave them out."
    if len(words) > WORDS_CHARACTERS_MAX:
        return f"These are {len(words)} characters. Say it in one line of at most {WORDS_CHARACTERS_MAX}."
    if not can_be_shown(words):
        return "This holds a character that cannot be shown. Type it again, on one line."
    return ""


def _why_no_time(noting: Noting, now_ms: int) -> str:
    if noting.done_ms is None:
        return ""
    if not noting.done:
        return "Only what is done has a time. Leave the time out."
    if refused := why_not(_WHEN, noting.done_ms):
        return refused
    return "This time has not come yet. Say when it was done, or leave the time out." if noting.done_ms > now_ms else ""
