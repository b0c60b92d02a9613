"""Makes one plain sentence of each entry, also of a record's entries. Never says what was written, because `access.py` decides who may
read that. Pure.
"""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from appliance.core import transcript
from appliance.core.building.sentences import RESPONSES
from appliance.core.ground.moment import on_calendar
from appliance.core.ground.names import Names
from appliance.plan.index import PlanIndex
from appliance.plan.mistakes import counted
from appliance.record.events import (
    AnswerSealed,
    AnyEvent,
    CopyOffered,
    DutyNoted,
    FactWritten,
    HoldReleased,
    KeysDestroyed,
    ReceiptGiven,
    RecordHeld,
    RecordMoved,
    RecordViewed,
    ReporterCodeGiven,
    ResponseNoted,
    is_live,
)
from appliance.record.record import Destroyed
from appliance.record.words import Author, Klass, Status

CLASSES = {
    Klass.OPERATIONAL: "what happened",
    Klass.STUDENT: "student facts",
    Klass.PERSONNEL: "personnel facts",
    Klass.RESTRICTED: "medical facts",
}
_MOVED = {Status.DRAFT: "begun", Status.SUBMITTED: "submitted", Status.REVIEWED: "reviewed"}


def line(event: AnyEvent, index: PlanIndex) -> str:
    """Give the sentence for any entry, without time or number. Names are those of `index`, and ids where it has none."""
    if is_live(event):
        return transcript.line(event, index)
    names = Names(index)
    match event:
        case FactWritten():
            return f"Record: {CLASSES[event.klass]} written {_author(event.by, names)}."
        case RecordMoved():
            return f"Record {_MOVED[event.to]} {_author(event.by, names)}."
        case RecordViewed():
            what = ", ".join(CLASSES[klass] for klass in event.classes)
            glass = " The glass was broken, with a reason." if event.glass_broken else ""
            return f"Record read ({what}) {_author(event.by, names)}.{glass}"
        case RecordHeld():
            return f"Record held {_author(event.by, names)}: nothing of it may be destroyed."
        case HoldReleased():
            return f"The hold on the record was released {_author(event.by, names)}."
        case ReporterCodeGiven() | ReceiptGiven() | CopyOffered():
            return _given(event, names)
        case ResponseNoted():
            return f"Record: meanwhile the whole building did this: {RESPONSES[event.response]}."
        case DutyNoted():
            # not by whom: whoever sees the duty reads it there, and one note of each sealed answer says who answered
            return f"Record: a duty was noted at {names.desk(event.by.desk)}."
        case AnswerSealed():
            return f"Record: an answer that nobody here can read was sealed at {names.desk(event.by.desk)}."
        case KeysDestroyed():
            what = ", ".join(CLASSES[klass] for klass in event.classes)
            count = f"{counted(event.keys, 'key')} and {counted(event.wraps, 'wrap')}"
            return f"Destroyed by rule ({event.rule}): {count} of {what} of record {event.incident}."
        case _:
            assert_never(event)


def _given(event: ReporterCodeGiven | ReceiptGiven | CopyOffered, names: Names) -> str:
    match event:
        case ReporterCodeGiven():
            return f"A reporter was given a code for their own part {_author(event.by, names)}."
        case ReceiptGiven():
            return f"A receipt for entry {event.entry} was given {_author(event.by, names)}."
        case CopyOffered():
            taken = "and taken" if event.taken else "and not wanted"
            return f"A full copy was offered to the educator, {taken}, noted {_author(event.by, names)}."
        case _:
            assert_never(event)


def nothing_left(last: Destroyed, index: PlanIndex) -> str:
    """Say that a record was destroyed as a whole, to a person who asks for it."""
    day = datetime.fromtimestamp(on_calendar(last.at.wall_ms) / 1000, ZoneInfo(index.plan.timezone)).date()
    return (
        f"Nothing of this record can be read here any more: it was destroyed on {day}, under certificate {last.number},"
        f" by the district's rule “{last.rule}”. A receipt for an account in it still proves that it was told."
    )


def _author(author: Author, names: Names) -> str:
    return f"at {names.desk(author.desk)} by {_who(author, names)}"


def _who(author: Author, names: Names) -> str:
    if author.person is not None:
        return names.person(author.person)
    return "somebody not signed in" if author.reporter is None else "a reporter"
