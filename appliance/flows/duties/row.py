"""One duty in words: as a line of a list, and at length. The same words stand in every list that shows it. Pure."""

from datetime import tzinfo
from typing import assert_never

from appliance.api.duties.messages import DutyLine, IfLateLine
from appliance.api.records.messages import NoteView
from appliance.duties.duty import State
from appliance.duties.parties import OF_ROLE
from appliance.flows.duties.evidence import closed_by
from appliance.flows.duties.naming import (
    PARTIES,
    as_what,
    day_of,
    full_date,
    last_day_of,
    unheld,
    who_owes,
    who_owes_in_short,
)
from appliance.flows.parts import Option
from appliance.plan.mistakes import listed
from appliance.words.roles import ROLES

COLUMN = 17
"""Cells of the first column: the mark, and the longest day, such as `! Sat 29 May 2027`."""
OVERDUE = "!"
_UNVERIFIED = "To be confirmed by the district's attorney."
_NEVER_OVERDUE = "Until then it is never overdue."


def row(line: DutyLine) -> Option:
    """Give one line of a list: how it stands or its day, the number of its record, who owes it, and what. A list is narrow, so what is
    owed comes early; whom it is owed to stands in full wherever there is room. What is only told because it is late says so first.
    """
    mark, number = OVERDUE if line.overdue else " ", line.record.number
    late = "Late, told to you: " if line.told and not (line.owe or line.owed) else ""
    listed_line = f"{mark} {_column(line)}\t#{number} {late}{who_owes_in_short(line)}: {line.says}"
    return Option(line, f"{late}{who_owes(line)}: {line.says}", line=listed_line)


def until(line: DutyLine) -> str:
    """Say until when, without the reason: `Tue 1 Dec, end of school day`. Empty where it has no date."""
    return line.due.says.partition(": ")[0] if line.due else ""


def in_short(line: DutyLine) -> tuple[str, ...]:
    """Say of it what must be beside its row: who owes whom and what; until when and why, or how it stands; why it is told, if it is late;
    whether the rule is verified, and its source; last what moved its date.
    """
    date = _date(line) if line.state is State.OPEN else _stands_without_day(line)
    date = " ".join(each for each in (date, told_because(line)) if each)
    moved = line.due.moved if line.due and line.state is State.OPEN else ()
    date = " ".join(each for each in (date, unheld(line)) if each)
    return (f"{who_owes(line)}: {line.says}", date, f"{_verified(line)} {_source(line)} {_record(line)}.", *moved)


def whole(line: DutyLine, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    """Give everything about it: pairs of a heading and sentences, in the order in which they are read."""
    about = f" It is about {line.about_name}." if line.about_name else ""
    found = (
        ("Who", f"{who_owes(line)}{as_what(line)}. {unheld(line)}".rstrip()),
        ("What", line.says),
        ("En español", line.says_es),
        ("Until", " ".join([_date(line), *(line.due.moved if line.due else ())])),
        ("State", stands(line, zone)),
        *(_if_late(each, zone) for each in line.late),
        *(("Note", _note(each, zone)) for each in line.notes),
        ("Closed by", closed_by(line)),
        ("Checked", _verified(line) if line.verified_by else f"{_UNVERIFIED} {_NEVER_OVERDUE}"),
        ("Record", f"{_record(line)}, {day_of(line.record.wall_ms, zone)}.{about}"),
        ("Source", _source(line)),
    )
    return tuple((heading, says) for heading, says in found if says)


def told_because(line: DutyLine) -> str:
    """Say why the reader is told that it is late, in one sentence; empty where they are not told."""
    return f"Late, told {_because(line.told)}" if line.told else ""


def stands(line: DutyLine, zone: tzinfo) -> str:
    """Say how it stands, and why."""
    if line.state is State.CLOSED and line.closed_ms is not None:
        return f"Done on {day_of(line.closed_ms, zone)}{_shown_by(line)}."
    return _stands_without_day(line)


def _stands_without_day(line: DutyLine) -> str:
    match line.state:
        case State.OPEN:
            return "Open, and overdue." if line.overdue else "Open."
        case State.CLOSED:
            return f"Done{_shown_by(line)}."
        case State.NOT_YET:
            return f"Not owed yet: first say in the record {_quoted(line.waits)}."
        case State.WITHDRAWN:
            return line.withdrawn
        case _:
            assert_never(line.state)


def _if_late(each: IfLateLine, zone: tzinfo) -> tuple[str, str]:
    """Say who is told that it is late, and from when on; once that is so, that they are told."""
    if each.now and each.you:
        return "Late", f"Told {_because(each)}"
    who = (
        f"you are told in your list{_as(each).rstrip(',')}"
        if each.you
        else f"{PARTIES[each.tell]} is told in their list"
    )
    since = f"{each.says} ({last_day_of(each.from_ms, zone)})"
    if each.now:
        return "Late", f"It was still open {since}, so {who}."
    return "If late", f"If it is open {since}, {who}. Nothing rings."


def _because(each: IfLateLine) -> str:
    return f"to you{_as(each)} because it was still open {each.says}."


def _as(each: IfLateLine) -> str:
    """Say in which role the reader is told; empty where it is not because of a role."""
    role = OF_ROLE.get(each.tell)
    return f", as {ROLES[role].title.lower()}," if role else ""


def _column(line: DutyLine) -> str:
    """Give its last day; once it is not open, how it stands."""
    match line.state:
        case State.OPEN:
            return until(line).partition(",")[0]
        case State.CLOSED:
            return "done"
        case State.NOT_YET:
            return "not yet"
        case State.WITHDRAWN:
            return "withdrawn"
        case _:
            assert_never(line.state)


def _date(line: DutyLine) -> str:
    """Give the date with its reason; empty where it has none."""
    return f"{line.due.says}." if line.due else ""


def _record(line: DutyLine) -> str:
    return f"Record {line.record.number}, {line.record.room_name}"


def _source(line: DutyLine) -> str:
    return f"{line.source}, {full_date(line.source_on)}."


def _verified(line: DutyLine) -> str:
    if not line.verified_by or line.verified_on is None:
        return _UNVERIFIED
    return f"Verified by {line.verified_by} on {full_date(line.verified_on)}."


def _shown_by(line: DutyLine) -> str:
    return f": the record says so in {_quoted(line.closed_by)}" if line.closed_by else ": it was noted"


def _note(note: NoteView, zone: tzinfo) -> str:
    words = f": {note.words.rstrip('.')}" if note.words else ""
    return f"{'Done' if note.done else 'Not done'}, noted on {day_of(note.wall_ms, zone)} by {note.by}{words}."


def _quoted(labels: tuple[str, ...]) -> str:
    return listed(f"“{label}”" for label in labels)
