"""Says the coverage of a week in plain sentences, gaps first. Pure; every place that shows coverage has its words from here."""

from collections.abc import Iterator
from datetime import date

from appliance.duties.adopted.calendar_file import clock_words
from appliance.duties.calendar import Day
from appliance.duties.explaining import day_words
from appliance.plan.hours import joined
from appliance.plan.mistakes import counted, listed
from appliance.plan.model import Hours
from appliance.readiness.arrangements import Arrangements
from appliance.readiness.coverage import Covering, DayCovered, Hour
from appliance.readiness.needs import NEEDS, Need

NO_GAP = "Somebody covers each need in each occupied hour of these seven days."
NO_SCHOOL = "There is no occupied hour in these seven days."


def gap_lines(days: tuple[DayCovered, ...]) -> list[str]:
    """Name every gap of the week, one a line: "Tue 1 Dec, 12:00-12:40: no nurse is there"."""
    if not any(day.hours for day in days):
        return [NO_SCHOOL]
    lines = [
        gap_words(day.day.day, need, gap.start_min, gap.end_min)
        for day in days
        for gap, need in sorted(
            ((gap, need) for need in NEEDS for gap in day.gaps(need)), key=lambda each: each[0].start_min
        )
    ]
    return lines or [NO_GAP]


def outside_lines(days: tuple[DayCovered, ...], arrangements: Arrangements) -> list[str]:
    """Name the spans that depend on partners from outside, and how each of these partners is called."""
    lines = [
        f"{_day(day.day)}, {_span(span)}: {NEEDS[need].title} only with a partner from outside"
        for day in days
        for need in NEEDS
        for span in day.only_outside(need)
    ]
    named = {who.name for day in days for hour in day.hours for who in hour.by if who.outside}
    return lines + [f"{each.name}: {each.called}" for each in arrangements.partners if each.name in named]


def gap_words(day: date, need: Need, start_min: int, end_min: int) -> str:
    """Name one gap: "Tue 1 Dec, 12:00-12:40: no nurse is there"."""
    return f"{day_words(day, day)}, {clock_span(start_min, end_min)}: {NEEDS[need].nobody}"


def day_lines(covered: DayCovered, *, named: bool = True) -> Iterator[str]:
    """Say who covers what on one day, or how many people do. Hours that are alike and follow each other are said once."""
    yield _heading(covered)
    for need in NEEDS:
        same: list[tuple[Hours, str]] = []
        for hour in covered.hours:
            if hour.need is need:
                words, last = _by(hour, named=named), same[-1] if same else None
                if last is not None and last[1] == words and last[0].end_min == hour.start_min:
                    same[-1] = (Hours(last[0].start_min, hour.end_min), words)
                else:
                    same.append((Hours(hour.start_min, hour.end_min), words))
        for span, words in same:
            yield f"  {NEEDS[need].title}, {_span(span)}: {words}"


def _heading(covered: DayCovered) -> str:
    day = covered.day
    why = f": {day.why}" if day.why else ""
    half = f", a day that ends at {clock_words(day.ends_min)}" if day.half and day.ends_min is not None else ""
    guessed = "" if day.covered else ". The school calendar does not cover this day"
    if covered.hours:
        return f"{_day(day)}{why}{half}{guessed}"
    return f"{_day(day)}: {'no occupied hours' if day.school else 'no school'}{f' ({day.why})' if day.why else ''}{guessed}"


def _by(hour: Hour, *, named: bool) -> str:
    """Say who covers an hour, or how many do, and which minutes of it nobody covers."""
    missing = ", ".join(map(_span, joined(hour.nobody)))
    if hour.nobody == (Hours(hour.start_min, hour.end_min),):
        return f"NOBODY: {NEEDS[hour.need].nobody}"
    names = listed(_named(each) for each in hour.by) if named else counted(len(hour.by), "person", "people")
    return f"{names}; NOBODY {missing}" if missing else names


def _named(covering: Covering) -> str:
    return f"{covering.name} (outside)" if covering.outside else covering.name


def _day(day: Day) -> str:
    return day_words(day.day, day.day)


def clock_span(start_min: int, end_min: int) -> str:
    """Write a span of a day: "12:00-12:40"."""
    return f"{clock_words(start_min)}-{clock_words(end_min)}"


def _span(span: Hours) -> str:
    return clock_span(span.start_min, span.end_min)
