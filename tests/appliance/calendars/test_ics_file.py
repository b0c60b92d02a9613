"""An iCalendar file: whole days, ends that are excluded, time zones and clock changes, and every mistake with its line."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calendars.happening import Found, Happening
from appliance.calendars.ics_file import read
from tests.appliance.calendars.written_events import FIRST, all_day, ics, timed

DENVER = ZoneInfo("America/Denver")


def one(data: bytes, zone: ZoneInfo | None = DENVER) -> Happening:
    found = read(data, zone)
    assert found.mistakes == ()
    [happening] = found.happenings
    return happening


def days(happening: Happening) -> tuple[str, str]:
    return str(happening.first), str(happening.last)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (all_day("20261123", "Thanksgiving Break", "20261128"), ("2026-11-23", "2026-11-27")),
        (all_day("20261126", "a day", "20261127"), ("2026-11-26", "2026-11-26")),
        (all_day("20261126", "a day that says no end"), ("2026-11-26", "2026-11-26")),
        (all_day("20261126", "a day that ends on itself", "20261126"), ("2026-11-26", "2026-11-26")),
        (all_day("20261126", "two days", "", "DURATION:P2D"), ("2026-11-26", "2026-11-27")),
        (all_day("20261221", "over the year", "20270105"), ("2026-12-21", "2027-01-04")),
        # midnight to midnight at the school, written in UTC: in winter seven hours behind, in summer six
        (timed("20261126T070000", "20261128T070000", "Thanksgiving", "Z"), ("2026-11-26", "2026-11-27")),
        (timed("20260907T060000", "20260908T060000", "Labor Day", "Z"), ("2026-09-07", "2026-09-07")),
        # the nights in which clocks change: 25 hours in autumn, 23 in spring
        (timed("20261101T060000", "20261102T070000", "autumn", "Z"), ("2026-11-01", "2026-11-01")),
        (timed("20270314T070000", "20270315T060000", "spring", "Z"), ("2027-03-14", "2027-03-14")),
        (timed("20261126T000000", "20261127T000000", "a day", "America/Denver"), ("2026-11-26", "2026-11-26")),
        (timed("20261126T000000", "20261127T000000", "a day without a zone"), ("2026-11-26", "2026-11-26")),
        # 23:30 in New York is the same day in Denver, and 00:30 is the day before
        (timed("20261127T003000", "20261127T013000", "in New York", "America/New_York"), ("2026-11-26", "2026-11-26")),
    ],
    ids=lambda each: each.rsplit("SUMMARY:")[-1].split("\n")[0] if isinstance(each, str) else "",
)
def test_an_event_is_on_the_days_that_the_schools_wall_shows(event: str, expected: tuple[str, str]) -> None:
    assert days(one(ics(event))) == expected


def test_the_file_names_the_zone_where_nobody_else_does() -> None:
    event = timed("20261126T070000", "20261127T070000", "Thanksgiving", "Z")
    assert days(one(ics(event), None)) == ("2026-11-26", "2026-11-26")
    assert days(one(ics(event), ZoneInfo("Asia/Tokyo"))) == ("2026-11-26", "2026-11-27")
    [mistake] = read(ics(event, head=""), None).mistakes
    assert (mistake.line, mistake.do) == (4, "Give --timezone.")


def test_a_zone_of_its_own_counts_where_the_file_defines_it() -> None:
    own = "\r\n".join(
        [
            *("BEGIN:VTIMEZONE", "TZID:Our own", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
            *("TZOFFSETFROM:-0700", "TZOFFSETTO:-0700", "END:STANDARD", "END:VTIMEZONE"),
        ]
    )
    happening = one(ics(timed("20261126T000000", "20261127T000000", "a day", "Our own"), head=own))
    assert days(happening) == ("2026-11-26", "2026-11-26")


def test_hours_and_the_time_of_the_day_are_those_of_the_school() -> None:
    happening = one(ics(timed("20261030T173000", "20261030T210000", "Early release", "Z")))
    assert (happening.from_min, happening.hours) == (11 * 60 + 30, 3.5)


@pytest.mark.parametrize("rule", ["RRULE:FREQ=WEEKLY", "RDATE:20261127", "EXDATE:20261127", "RECURRENCE-ID:20261126"])
def test_what_comes_again_says_so(rule: str) -> None:
    assert one(ics(all_day("20261126", "Early release", "", rule))).repeats


def test_what_was_cancelled_does_not_happen() -> None:
    assert read(ics(all_day("20261126", "No school", "", "STATUS:CANCELLED")), DENVER) == Found((), ())


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("SUMMARY:no day", "does not say when it begins"),
        ("DTSTART;VALUE=DATE:2026\nSUMMARY:x", "cannot be read"),
        (all_day("20261126", "x", "20261120"), "ends before it begins"),
        (all_day("20261126", "x", "20261120") + "\nDTSTART;VALUE=DATE:20261127", "twice"),
        ("DTSTART;VALUE=DATE:20261126\nDTEND:20261127T000000Z\nSUMMARY:x", "ends before it begins"),
        (all_day("02061126", "x"), "are no school years"),
        (timed("20261126T000000", "20261127T000000", "x", "Mars/Olympus"), "is not known"),
    ],
)
def test_a_mistake_is_told_with_the_line_of_its_event(event: str, says: str) -> None:
    found = read(ics(FIRST, event), DENVER)
    assert found.happenings == ()
    [mistake] = found.mistakes
    assert mistake.line == 10
    assert says in mistake.says
    assert mistake.do


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"BEGIN:VCALENDAR\r\n", ics(FIRST)[:-40], b"\xff\xfe", bytes(2_000_000), ics("BEGIN:VEVENT")],
)
def test_what_is_no_calendar_is_refused_in_words(data: bytes) -> None:
    found = read(data, DENVER)
    assert found.happenings == ()
    assert found.mistakes


def test_marks_of_other_programs_are_passed_over() -> None:
    assert days(one(b"\xef\xbb\xbf" + ics(FIRST).replace(b"\r\n", b"\n"))) == ("2026-08-13", "2026-08-13")


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)), st.integers(1, 100))
def test_whole_days_are_read_as_they_were_meant(first: date, number: int) -> None:
    end = date.fromordinal(first.toordinal() + number)
    happening = one(ics(all_day(f"{first:%Y%m%d}", "x", f"{end:%Y%m%d}")))
    assert (happening.first, (happening.last - happening.first).days) == (first, number - 1)


LINES = st.sampled_from(
    [
        *ics(FIRST, timed("20261101T060000", "20261102T070000", "x", "Z")).decode().split("\r\n"),
        *("DTSTART:20261101", "DTSTART;TZID=:20261101T000000", "DTSTART;VALUE=DATE:00010101", "DTSTART:235959"),
        *("DTEND;VALUE=DATE:99991231", "DURATION:P9999999D", "DURATION:-P1D", "DURATION:PT1H"),
        *("RRULE:FREQ=NEVER", "SUMMARY", "STATUS:", "BEGIN:VTIMEZONE"),
    ]
)


@given(
    st.lists(LINES | st.text(max_size=30), max_size=25).map(lambda lines: "\r\n".join(lines).encode("utf-8", "replace"))
)
def test_any_lines_are_read_or_refused(data: bytes) -> None:
    found = read(data, DENVER)
    assert not (found.happenings and found.mistakes)
    assert all(each.first <= each.last for each in found.happenings)


@given(st.lists(LINES, max_size=8).map(lambda lines: ics("\r\n".join(lines))))
def test_any_event_is_read_or_refused(data: bytes) -> None:
    found = read(data, DENVER)
    assert all(each.first <= each.last for each in found.happenings)
