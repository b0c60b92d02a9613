"""Counts what a record holds and a reader is not shown, and names it by kind: every reader is told that. Pure; knows no role."""

from typing import assert_never

from appliance.api.records.messages import Hidden, LeftOut, RecordShown
from appliance.api.records.naming import KLASSES
from appliance.exports.document import Section, Text
from appliance.plan.mistakes import counted
from appliance.record.words import Klass

SECTION = "What is not shown here"
_WHY_NOT = (
    "A reader is shown what their roles at this school may read. The box leaves out the rest before anything is sent."
)
_FACTS = {
    Klass.OPERATIONAL: "fact about the call",
    Klass.STUDENT: "student fact",
    Klass.PERSONNEL: "personnel fact",
    Klass.RESTRICTED: "medical fact",
}


def section(shown: RecordShown) -> Section:
    """Make a section with a paragraph for each kind; it says so if this reader may read everything."""
    if not shown.left_out:
        whole = "all that is left of the record" if shown.destroyed else "the whole record"
        return Section(SECTION, (Text(f"Nothing: this reader may read {whole}."),))
    kinds = tuple(Text(_said(each), strong=True) for each in shown.left_out)
    return Section(SECTION, (Text("The record holds more than this report:"), *kinds, Text(_WHY_NOT)))


def in_short(shown: RecordShown) -> str:
    """Say it in one line: `7 student facts, names in 4 lines`; empty if this reader may read everything."""
    return ", ".join(_shortly(each) for each in shown.left_out)


def _said(each: LeftOut) -> str:
    lines = f"{counted(each.count, 'line')} of the timeline"
    match each.what:
        case Hidden.FACTS:
            assert each.klass is not None
            return f"Class {KLASSES[each.klass]}: {counted(each.count, 'fact')}."
        case Hidden.LINES:
            return f"The timeline: {counted(each.count, 'line')}."
        case Hidden.NAMES:
            return f"Names, in {lines}."
        case Hidden.NOTES:
            return f"What was noted, in {lines}."
        case Hidden.REASONS:
            return f"Why it was done, in {lines}."
        case Hidden.WRITERS:
            return f"Who wrote it, of {counted(each.count, 'fact')} of those that are shown."
        case Hidden.DUTY_NOTES:
            return f"What was noted about duties: {counted(each.count, 'note')}."
        case Hidden.DUTY_WORDS:
            return f"The words of {counted(each.count, 'note')} about duties."
        case Hidden.HOLD:
            return "Why the record is held."
        case Hidden.CARE:
            offers = counted(each.count, "offer")
            return f"Which care was offered, and what came of it: {offers}. This is for the person and their point of contact alone."
        case Hidden.FIRST_READING:
            return f"Accounts that a first reader reads before others, with who told them: {each.count}."
        case _:
            assert_never(each.what)


def _shortly(each: LeftOut) -> str:
    match each.what:
        case Hidden.FACTS:
            assert each.klass is not None
            return counted(each.count, _FACTS[each.klass], _FACTS[each.klass].replace("fact", "facts", 1))
        case Hidden.LINES:
            return f"{counted(each.count, 'line')} of what happened"
        case Hidden.NAMES | Hidden.NOTES | Hidden.REASONS:
            return f"{each.what} in {counted(each.count, 'line')}"
        case Hidden.WRITERS:
            return f"who wrote {counted(each.count, 'fact')}"
        case Hidden.DUTY_NOTES:
            return f"{counted(each.count, 'note')} about duties"
        case Hidden.DUTY_WORDS:
            return f"the words of {counted(each.count, 'note')} about duties"
        case Hidden.HOLD:
            return "why it is held"
        case Hidden.CARE:
            return f"what came of {counted(each.count, 'offer')} of care"
        case Hidden.FIRST_READING:
            return f"{counted(each.count, 'account')} that a first reader reads before others"
        case _:
            assert_never(each.what)
