"""Writes rules, school calendar and closings as a person reads them on a screen: each rule with its source, and whether somebody verified
it. Pure; lines fit a width.
"""

import textwrap
from collections.abc import Iterable, Iterator

from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.calendar_file import WEEKDAYS, clock_words
from appliance.duties.calendar import MONDAY_TO_FRIDAY, SchoolYear, Special
from appliance.duties.counting import Term, Unit
from appliance.duties.explaining import after_due_words, amount_words, day_words
from appliance.duties.rules import Rule, RuleSet
from appliance.plan.mistakes import counted, listed
from appliance.record.fields import FIELDS, GROUPS

LISTED = '"Owed" means: listed by your district. This is no legal advice.'
"""Said once, above every list of rules."""
_UNCOUNTED = {
    Unit.AT_ONCE: "at once",
    Unit.SAME_DAY: "the same day",
    Unit.SCHOOL_DAY_END: "by the end of the school day",
}


def mark(rule: Rule) -> str:
    """Say whether a rule was verified, and by whom."""
    if rule.verified is None:
        return "verify: to be confirmed by the district's attorney; never overdue until then"
    return f"verified by {rule.verified.by} on {rule.verified.on}"


def rule_lines(rule: Rule, where: str, width: int) -> list[str]:
    """Write one rule whole. `where` names its set."""
    about = f", for each {GROUPS[rule.for_each].one}" if rule.for_each else ""
    lines = [f"{rule.rule} (set {where}, line {rule.line}){about}"]
    parts = [("owed", rule.says), ("en español", rule.says_es), ("who", f"{rule.owes} owes it to {rule.to}")]
    parts += [("until", term_words(rule.due))]
    parts += [("if late", f"{each.tell} is told, if it is open {after_due_words(each.after)}") for each in rule.late]
    parts += [
        ("in place of", listed(rule.replaces)),
        ("source", f"{rule.source} ({rule.source_on})"),
        ("mark", mark(rule)),
    ]
    for name, text in parts:
        lines += _indented(f"{name}: {text}", width) if text else []
    return lines


def rules_lines(sets: Iterable[RuleSet], counting: Iterable[Rule], width: int) -> Iterator[str]:
    """Write every rule of these sets in two lines and more. `counting` are those that no other rule replaces."""
    known = {each.rule for each in counting}
    for each in sets:
        yield f"{each.title} ({each.name}): {counted(len(each.rules), 'rule')}"
        for rule in each.rules:
            gone = "" if rule.rule in known else " (does not count: a rule of another set is in its place)"
            yield from _indented(f"{rule.rule}: {rule.says}{gone}", width)
            yield from _indented(f"  {rule.source} ({rule.source_on}); {mark(rule)}", width)


def term_words(term: Term) -> str:
    """Say how long somebody has: "two school days after Began"."""
    after = f" after {FIELDS[term.after].label}" if term.after else ""
    return f"{_UNCOUNTED.get(term.unit) or amount_words(term)}{after}"


def calendar_lines(calendar: SchoolCalendar) -> Iterator[str]:
    """Write a calendar: its years, then every day that is not as usual."""
    days = counted(len(calendar.special), "entry", "entries")
    yield f"{calendar.name}: {counted(len(calendar.years), 'school year')}, {days} that are not as usual"
    for year in calendar.years:
        yield f"  {_year_words(year)}"
    for special in sorted(calendar.special, key=lambda each: (each.first, each.last)):
        yield f"    {special_words(special)}"
    for holiday in sorted(calendar.holidays, key=lambda each: each.day):
        yield f"    {day_words(holiday.day)} {holiday.day.year}: {holiday.name} (offices are closed)"


def special_words(special: Special) -> str:
    """Write days that are not as usual: "Thu 26 Nov to Fri 27 Nov 2026: Thanksgiving (no school)"."""
    days = f"{day_words(special.last)} {special.last.year}"
    if special.first != special.last:
        days = f"{day_words(special.first, special.last)} to {days}"
    what = "no school"
    if special.school:
        what = "school" if special.ends_min is None else f"school until {clock_words(special.ends_min)}"
    return f"{days}: {special.why} ({what})"


def _year_words(year: SchoolYear) -> str:
    days = (
        "Monday to Friday"
        if year.weekdays == MONDAY_TO_FRIDAY
        else listed(WEEKDAYS[day] for day in sorted(year.weekdays))
    )
    bounds = f"{day_words(year.first)} {year.first.year} to {day_words(year.last)} {year.last.year}"
    return f"{year.name}: {bounds}, {days}, until {clock_words(year.ends_min)}"


def _indented(text: str, width: int) -> list[str]:
    begins = len(text) - len(text.lstrip())
    return textwrap.wrap(text.strip(), width, initial_indent=" " * (begins + 2), subsequent_indent=" " * (begins + 6))
