"""Turns hours of the week from the words that people write (`mon-fri 07:30-16:00`) into spans, and back. Pure; reads no clock."""

import re
from collections.abc import Iterable

from appliance.plan.mistakes import did_you_mean, quoted
from appliance.plan.model import MINUTES_PER_WEEK, Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_PER_DAY = 24 * 60

_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_BY_NAME = {name: number for names in (DAYS, _FULL_NAMES) for number, name in enumerate(names)}
_LINE = re.compile(r"(?P<days>[a-z][a-z ,-]*?)\s+(?P<start>[0-9:]+)\s*-\s*(?P<end>[0-9:]+)")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


class HoursError(ValueError):
    """The text names no hours of the week; the message is a sentence that says why."""


def from_words(text: str) -> tuple[Hours, ...]:
    """Give the spans that one line means, such as `mon,wed-fri 9:00-12:00`; raises HoursError.

    A span that ends before it starts goes over midnight. It is split where the week starts again.
    """
    folded = text.strip().casefold().replace("\N{EN DASH}", "-")
    found = _LINE.fullmatch(folded)
    if not found:
        if re.search(r"\d\s*[ap]\.?m\b", folded):
            raise HoursError(f"{quoted(text)} uses am or pm, but hours are written on the 24-hour clock.")
        raise HoursError(f"{quoted(text)} is not hours of the week.")
    days = _days(found["days"])
    start_min, end_min = _minutes(found["start"]), _minutes(found["end"])
    if start_min == end_min:
        raise HoursError(f"{quoted(text)} starts and ends at the same minute; a whole day is 00:00-24:00.")
    if start_min == MINUTES_PER_DAY:
        raise HoursError(f"{quoted(text)} starts at 24:00, which is 00:00 of the next day.")
    length_min = (end_min - start_min) % MINUTES_PER_DAY or MINUTES_PER_DAY
    return joined(span for day in days for span in _wrapped(day * MINUTES_PER_DAY + start_min, length_min))


def to_words(spans: Iterable[Hours]) -> str:
    """Write the spans as a person would, with days of the same hours together: `mon-fri 07:30-16:00`."""
    by_times: dict[str, list[int]] = {}
    known = tuple(spans)
    for day in range(7):
        for start, end in _within_day(known, day * MINUTES_PER_DAY):
            by_times.setdefault(f"{_clock(start)}-{_clock(end)}", []).append(day)
    return "; ".join(f"{_day_words(days)} {times}" for times, days in by_times.items())


def joined(spans: Iterable[Hours]) -> tuple[Hours, ...]:
    """Sort the spans, and join spans that touch or overlap, so that the same hours are always kept in the same form."""
    kept: list[Hours] = []
    for span in sorted(spans, key=lambda each: (each.start_min, each.end_min)):
        if kept and span.start_min <= kept[-1].end_min:
            kept[-1] = Hours(kept[-1].start_min, max(kept[-1].end_min, span.end_min))
        else:
            kept.append(span)
    return tuple(kept)


def without(spans: Iterable[Hours], taken: Iterable[Hours]) -> tuple[Hours, ...]:
    """Give what is left of `spans` when every minute of `taken` is taken away."""
    left: list[Hours] = []
    holes = joined(taken)
    for span in joined(spans):
        start = span.start_min
        for hole in holes:
            if start < hole.start_min < span.end_min:
                left.append(Hours(start, hole.start_min))
            if hole.start_min < span.end_min:
                start = max(start, hole.end_min)
        if start < span.end_min:
            left.append(Hours(start, span.end_min))
    return tuple(left)


def _days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start = _day(first)
        end = _day(last) if dash else start
        # A range of days may run over the end of the week: fri-mon is friday, saturday, sunday and monday
        days += [(start + each) % 7 for each in range((end - start) % 7 + 1)]
    return days


def _day(text: str) -> int:
    name = text.strip()
    if name not in _DAY_BY_NAME:
        raise HoursError(
            " ".join(
                filter(
                    None, (f"{quoted(name)} is not a day.", did_you_mean(name, DAYS if len(name) < 5 else _FULL_NAMES))
                )
            )
        )
    return _DAY_BY_NAME[name]


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(text)
    if not found:
        raise HoursError(f"{quoted(text)} is not a time of day.")
    hours, minutes = int(found[1]), int(found[2])
    if minutes > 59 or hours * 60 + minutes > MINUTES_PER_DAY:
        raise HoursError(f"{quoted(text)} is not a time of day: there is no such hour and minute.")
    return hours * 60 + minutes


def _wrapped(start_min: int, length_min: int) -> list[Hours]:
    end_min = start_min + length_min
    if end_min <= MINUTES_PER_WEEK:
        return [Hours(start_min, end_min)]
    return [Hours(start_min, MINUTES_PER_WEEK), Hours(0, end_min - MINUTES_PER_WEEK)]


def _within_day(spans: tuple[Hours, ...], first: int) -> list[tuple[int, int]]:
    cut = [(max(span.start_min - first, 0), min(span.end_min - first, MINUTES_PER_DAY)) for span in spans]
    return [(start, end) for start, end in cut if start < end]


def _day_words(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
