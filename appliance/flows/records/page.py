"""What can be chosen on the page of one record: its parts, what may be read, and the steps that may be done. Pure."""

import enum

from appliance.api.records.facts import wanted_elsewhere
from appliance.api.records.messages import RecordShown
from appliance.flows.parts import Option
from appliance.flows.records.asks import asks, fields_of, groups, open_ones
from appliance.flows.records.naming import PARTS
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.steps import (
    CODE,
    COPY_LEFT,
    COPY_TAKEN,
    END_FIRST_READING,
    GLASS,
    HOLD,
    RELEASE,
    REVIEW,
    SUBMIT,
    Step,
    read_first,
)
from appliance.record.fields import of_group
from appliance.record.statements import GROUP
from appliance.record.words import Part
from appliance.words.times import count

COLUMN = 42
"""Cells of the first column: the name of a part. The second column says how much of the part waits."""


class Act(enum.Enum):
    """What can be chosen besides the parts."""

    MISSING = "What is still wanted"
    CODE = "Come back to your own account: with the code on your receipt"
    RECEIPT = "A receipt for your account"
    OWN_PAGE = "Your own page: what was done for you, who has read it, resources and rights"
    SUBMIT = "Submit: the record is whole as far as you know"
    REVIEW = "Reviewed: say that it was"
    HAPPENED = "What happened, minute by minute"
    OWED = "What is owed after it, by whom and until when"
    STATEMENTS = "What the school says: checklists, statements, who saw and approved them"
    REPORT = "The whole report: read, print, write to a file"
    HOLD = "Hold: preserve this record, with a reason"
    RELEASE = "Release the hold, with a reason"
    COPY_TAKEN = "The educator was offered a full copy, and took it"
    COPY_LEFT = "The educator was offered a full copy, and did not want it"
    VIEWS = "Who read this record"
    END_FIRST = "End the first reading: everybody whose part it is may read the account"
    KEPT = "What keeps this record here, or when this building forgets it"
    GLASS = "Break the glass: read what your role does not, with a reason"


STEPS: dict[Act, Step] = {
    Act.CODE: CODE,
    Act.SUBMIT: SUBMIT,
    Act.REVIEW: REVIEW,
    Act.HOLD: HOLD,
    Act.RELEASE: RELEASE,
    Act.COPY_TAKEN: COPY_TAKEN,
    Act.COPY_LEFT: COPY_LEFT,
    Act.END_FIRST: END_FIRST_READING,
    Act.GLASS: GLASS,
}
"""Act -> the step that asks about it and does it. Acts that only read have none."""

_DIGITS: dict[Part | Act, int] = {
    Part.TEACHER: 1,
    Part.OFFICE: 2,
    Part.NURSE: 3,
    Part.REVIEW: 4,
    Act.MISSING: 5,
    Act.CODE: 6,
    Act.RECEIPT: 7,
    Act.HAPPENED: 8,
    Act.REPORT: 9,
}
"""Each choice keeps its digit, whatever else is offered that day. An act that changes the record has no digit: a person reads its words."""

_BY_RIGHT = {
    "submit": (Act.SUBMIT,),
    "review": (Act.REVIEW,),
    "hold": (Act.HOLD,),
    "release": (Act.RELEASE,),
    "offer-copy": (Act.COPY_TAKEN, Act.COPY_LEFT),
    "views": (Act.VIEWS,),
    "own-page": (Act.OWN_PAGE,),
}
_LET_GO = {"hold", "views"}
"""Whoever may do one of these may ask what keeps a record."""
_MOVES, _KEEPS = ("submit", "review"), ("hold", "release", "offer-copy", "views")


def page(sheet: Sheet, *, proven: bool) -> tuple[Option, ...]:
    """Give every line of the page, in order. `proven`: whoever sits here showed who they are."""
    shown = sheet.shown
    wanted = still_wanted(shown)
    acts = [Act.MISSING] if wanted else []
    acts += _may(shown, _MOVES)
    acts += [Act.RECEIPT] if sheet.own else [Act.CODE]
    acts += [Act.END_FIRST] if read_first(shown) else []
    acts += _may(shown, ("own-page",))
    acts += [Act.HAPPENED] if shown.timeline else []
    acts += [Act.OWED] if proven or sheet.own else []
    acts += [Act.STATEMENTS] if _says(sheet) else []
    acts += [Act.REPORT]
    acts += _may(shown, _KEEPS)
    acts += [Act.KEPT] if _LET_GO & {*shown.acts} else []
    acts += [Act.GLASS] if proven and shown.withheld else []
    says = {Act.MISSING: f"{Act.MISSING.value}: {wanted}"}
    return (
        *(
            Option(part, PARTS[part], line=f"{PARTS[part]}\t{part_stands(sheet, part)}", digit=_DIGITS[part])
            for part in PARTS
        ),
        *(Option(act, says.get(act, act.value), digit=_DIGITS.get(act)) for act in acts),
    )


def _says(sheet: Sheet) -> bool:
    """Whether whoever sits here reads or writes statements."""
    return bool(sheet.reading.items(GROUP)) or any(sheet.may_write(field) for field in of_group(GROUP))


def may_hold(shown: RecordShown) -> bool:
    """Whether whoever sits here may hold the record."""
    return "hold" in shown.acts


def still_wanted(shown: RecordShown) -> str:
    """Count the wanted facts: `4 facts, 1 in others' parts; 2 besides`. The first count is of facts without which nobody can submit it."""
    line, elsewhere = shown.record, wanted_elsewhere(shown)
    others = f", {elsewhere} in others' parts" if elsewhere else ""
    wanted = f"{count(line.missing, 'fact', 'facts')}{others}" if line.missing else ""
    besides = sum(not each.minimal for each in shown.missing)
    return "; ".join(part for part in (wanted, f"{besides} besides" if besides else "") if part)


def part_stands(sheet: Sheet, part: Part) -> str:
    """Say how much of a part waits, or that whoever sits here may not write in it."""
    wanted = len(open_ones(sheet, part))
    if wanted:
        return count(wanted, "question waits", "questions wait")
    writable = any(sheet.may_write(ask.field) for ask in asks(sheet, part)) or any(
        fields_of(sheet, part, group) for group in groups(part)
    )
    return "nothing waits; more may be told" if writable else "not yours to write"


def _may(shown: RecordShown, rights: tuple[str, ...]) -> list[Act]:
    return [act for right in rights if right in shown.acts for act in _BY_RIGHT[right]]
