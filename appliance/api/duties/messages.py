"""Defines what is asked and told about duties on the desk line, for both ends. The field names are the wire format; knows no socket.

These messages hold only duties of which the reader may read every fact (`appliance.duties.seeing`): the daemon leaves out all others.
"Owed" means "listed by your district". It is no legal advice.
"""

from datetime import date

import msgspec

from appliance.api.ask import Answer, DutyAsk
from appliance.api.discreet import Discreet
from appliance.api.duties.actions import ActionLine, MoveOwedAction, NoteOwedAction
from appliance.api.duties.lessons import AnswerLesson, ListLessons
from appliance.api.records.messages import AttemptName, NoteView, Written
from appliance.duties.answering import Said
from appliance.duties.duty import Due, State
from appliance.duties.parties import Party
from appliance.duties.rules import RuleId
from appliance.plan.ids import IncidentId
from appliance.record.words import Attempt, FieldId, ItemId

# ---- what travels inside ----------------------------------------------------------------------------------------------


class OfRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record that a duty is of. `wall_ms`: when the incident was called, or began as reported."""

    incident: IncidentId
    number: int
    """The number by which people name the record: "record 12"."""
    room_name: str
    wall_ms: int


class IfLateLine(msgspec.Struct, frozen=True, kw_only=True):
    """Who sees a duty in their list once it is late, as the district's rule says. Nothing rings.

    `says`: how long after its time: "one school day after it was due". `from_ms`: when that is. `now`: it is so late now. `you`: the
    reader is one of them.
    """

    tell: Party
    from_ms: int
    says: str
    now: bool
    you: bool


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One duty, as its reader may see it.

    `rule` and `about` say which duty of its record it is. `about_name` names the item that it is about: "Ana Reyes (person-1)"; it is
    empty where the duty is about the whole record. `owe`: the reader owes it. `owed`: it is owed to the reader.
    """

    record: OfRecord
    rule: RuleId
    about: ItemId
    about_name: str
    state: State
    says: str
    says_es: str
    owed_by: Party
    owed_to: Party
    owe: bool
    owed: bool
    unheld: bool = False
    """Nobody in the plan has the role in which it is owed. So it stands in the lists of administrators too."""
    due: Due | None
    """None where nothing is owed: the duty waits for a question, or was withdrawn."""
    overdue: bool
    """Its time is over. Never true of a duty whose rule nobody verified."""
    late: tuple[IfLateLine, ...] = ()
    """Who is told if it is late, in the order of its rule. Empty where it is not open, or nobody verified its rule."""
    closed_ms: int | None
    """When it was done, as far as known; None if it is not closed."""
    closed_by: tuple[str, ...]
    """The labels of the facts that show that it is done. Empty if a note shows it: then it is the last one in `notes`."""
    evidence: tuple[FieldId, ...] = ()
    """The fields whose facts close it. Empty where a note alone does."""
    withdrawn: str
    """Why it is not owed any more: one sentence; empty if it was not withdrawn."""
    waits: tuple[str, ...]
    """The labels of the questions that must be answered first."""
    source: str
    source_on: date
    verified_by: str
    """Who confirmed the rule for this district; empty if nobody did: "to be confirmed by the district's attorney"."""
    verified_on: date | None
    confirms: str
    """What a note on this duty confirms: "which statement was approved". Empty where facts alone close it."""
    may_note: tuple[bool, ...]
    """What the reader may note now: True for *done*, False for *not done*."""
    takes_words: bool
    """Whether a note on it may hold a line of words."""
    notes: tuple[NoteView, ...]
    """All notes, oldest first. The last one counts."""
    is_question: bool = False
    """It is a question to the reader, and the answer is sealed to a person outside the building."""
    answered_to: str = ""
    """The name of the person who alone can read the answer. Empty where it is no question, or nobody is named yet."""
    no_answer: str = ""
    """Why the reader cannot answer the question now: one sentence. Empty where they can, and where it is no question."""

    @property
    def told(self) -> IfLateLine | None:
        """Why the reader is told that it is late: the first of the parties that they are one of. None where they are not told."""
        return next((each for each in self.late if each.now and each.you), None)


# ---- server to client -------------------------------------------------------------------------------------------------


class DutiesKnown(Answer, frozen=True, kw_only=True, tag="duties-known"):
    """Duties, what is due first standing first; then those that wait for a question, then what is closed or withdrawn.

    `open`, `overdue` and `next_due_ms` count all open duties that were asked for, also those that are not in `duties`. `due_today`
    counts the open ones whose time is over by the end of today, in the building's timezone. What the reader is only told because it is
    late is counted in `told` alone. `more`: how many stand behind these.
    `unread`: records that the box has not looked through yet, because it was started just now; ask again in a moment.
    """

    duties: tuple[DutyLine, ...]
    actions: tuple[ActionLine, ...] = ()
    """What was agreed after exercises, also counted above. All of it comes with the first page, and none with later ones."""
    open: int
    due_today: int
    overdue: int
    next_due_ms: int | None
    told: int = 0
    more: int = 0
    unread: int = 0
    lessons: int | None = None
    """How many lessons of the district wait for an answer; None where the reader answers none, or there are none."""


# ---- client to server -------------------------------------------------------------------------------------------------


class ListDuties(Discreet, DutyAsk[DutiesKnown], frozen=True, kw_only=True, tag="list-duties"):
    """Ask what the person at the desk owes or is owed and what is still open or waits, from all records, and what is late and told to
    them. They must have signed in with their PIN. To go on, ask again with `skip`.

    `incident`: give instead all duties of this record that they may see, also those of others and those that are closed or withdrawn.
    Here the code of a reporter (`code`) does in place of a PIN.
    """

    incident: IncidentId | None = None
    code: str = ""
    skip: int = 0
    limit: int = 50

    def __repr__(self) -> str:
        return f"ListDuties(request={self.request}, incident={self.incident!r}, skip={self.skip}, limit={self.limit})"


class NoteDuty(Discreet, DutyAsk[Written], frozen=True, kw_only=True, tag="note-duty"):
    """Note that a duty is done, or is not. Needs a PIN or the code of a reporter.

    `confirms` is the sentence of the duty's line, as the writer read it. `done_ms`: when it was done; None if the writer does not say.
    `words`: one line on what they have in hand. They are needed where an earlier note is replaced: then they say why. `seen` is the
    entry of that note, 0 if there is none. `attempt` names the note: if it is sent again under the same name, because no answer came,
    it is written once.
    """

    incident: IncidentId
    rule: RuleId
    about: ItemId
    confirms: str
    done: bool
    done_ms: int | None = None
    words: str = ""
    seen: int = 0
    code: str = ""
    attempt: AttemptName = Attempt("")

    def __repr__(self) -> str:
        return f"NoteDuty(request={self.request}, incident={self.incident!r}, rule={self.rule!r}, about={self.about!r})"


class AnswerDuty(Discreet, DutyAsk[Written], frozen=True, kw_only=True, tag="answer-duty"):
    """Answer a question of the district person. Needs a PIN or the code of a reporter. The box seals the answer at once; nothing of it is
    kept in the clear, and nobody in the building can read it.

    `words`: at most 500 characters on one line, or nothing. `no_more`: they want to be asked no more of these questions about this record.
    `attempt`: as in `NoteDuty`.
    """

    incident: IncidentId
    rule: RuleId
    about: ItemId
    said: Said
    words: str = ""
    no_more: bool = False
    code: str = ""
    attempt: AttemptName = Attempt("")

    def __repr__(self) -> str:
        return f"AnswerDuty(request={self.request}, incident={self.incident!r})"


type FromDeskOfDuties = (
    ListDuties | NoteDuty | AnswerDuty | ListLessons | AnswerLesson | NoteOwedAction | MoveOwedAction
)
