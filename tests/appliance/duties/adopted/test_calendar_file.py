"""A file with a school calendar: read as it was written, or refused with every mistake and its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.duties.adopted.calendar_document import SchoolCalendar, calendar_in, to_document
from appliance.duties.adopted.calendar_file import clock_minute, clock_words, parse, to_toml
from appliance.duties.calendar import Holiday, SchoolYear, Special
from tests.appliance.duties.adopted.written_calendars import calendars
from tests.appliance.duties.school import ms

WRITTEN = """\
[calendar]
name = "Mesa Elementary"
ends = "15:30"

[[year]]
name = "2026-27"
first = 2026-08-13
last = 2027-05-27

[[no_school]]
first = 2026-11-26
last = 2026-11-27
why = "Thanksgiving"

[[no_school]]
first = 2026-12-01
why = "a snow day"
declared = 2026-12-01T05:30:00-07:00

[[half_day]]
first = 2026-10-30
ends = "11:30"
why = "a half day"

[[school]]
first = 2027-01-09
why = "a Saturday with school"

[[holiday]]
day = 2026-11-26
name = "Thanksgiving"
"""


def whole(text: str) -> SchoolCalendar:
    parsed = parse(text)
    assert parsed.calendar is not None, parsed.mistakes
    return parsed.calendar


def test_a_file_is_read_as_it_was_written() -> None:
    calendar = whole(WRITTEN)
    assert calendar.name == "Mesa Elementary"
    assert calendar.years == (
        SchoolYear(name="2026-27", first=date(2026, 8, 13), last=date(2027, 5, 27), ends_min=15 * 60 + 30),
    )
    assert calendar.special == (
        Special(first=date(2026, 11, 26), last=date(2026, 11, 27), why="Thanksgiving"),
        Special(first=date(2026, 12, 1), last=date(2026, 12, 1), why="a snow day", declared_ms=ms("2026-12-01 05:30")),
        Special(first=date(2026, 10, 30), last=date(2026, 10, 30), why="a half day", school=True, ends_min=690),
        Special(first=date(2027, 1, 9), last=date(2027, 1, 9), why="a Saturday with school", school=True),
    )
    assert calendar.holidays == (Holiday(date(2026, 11, 26), "Thanksgiving"),)


MISTAKES = [
    ('ends = "15:30"', 'ends = "half past three"', 3, 'This must be a time such as "15:30"'),
    ('ends = "15:30"', 'ends = "25:00"', 3, "This must be a time"),
    ('ends = "15:30"', 'end = "15:30"', 3, '"end" is not known here'),
    ("[calendar]", "[calender]", 1, '"calender" is no part of a school calendar'),
    ("first = 2026-08-13", "first = 2027-08-13", 8, "2027-05-27 is before 2027-08-13"),
    ("first = 2026-08-13", 'first = "8/13/2026"', 7, "This must be a date"),
    ("first = 2026-08-13", "first = 0206-08-13", 7, "0206-08-13 is in no year of this school"),
    ("last = 2026-11-27", "last = 2026-12-01", 16, 'It shares days with "Thanksgiving" on line 10'),
    ("last = 2026-11-27", "last = 2028-11-27", 12, "This is longer than a year"),
    ('why = "Thanksgiving"', 'why = ""', 13, "This is empty"),
    ('why = "Thanksgiving"', f'why = "{"T" * 61}"', 13, "This is 61 characters long"),
    ('why = "Thanksgiving"', "", 10, '"why" is missing'),
    ("05:30:00-07:00", "05:30:00", 18, "This must be a time with its zone"),
    ('ends = "11:30"', "", 20, '"ends" is missing'),
    (
        "[[holiday]]",
        '[[holiday]]\nday = 2026-11-26\nname = "x"\n\n[[holiday]]',
        34,
        "2026-11-26 is a holiday already, on line 29",
    ),
    ('why = "a half day"', 'why = "a half day', 23, "This cannot be read as TOML"),
]


@pytest.mark.parametrize(("was", "becomes", "line", "says"), MISTAKES, ids=[each[3][:40] for each in MISTAKES])
def test_each_mistake_is_named_with_its_line(was: str, becomes: str, line: int, says: str) -> None:
    # a snow day that was declared later may share a day with a break, so that case needs the snow day as planned
    text = WRITTEN.replace("declared = 2026-12-01T05:30:00-07:00\n", "\n") if "shares" in says else WRITTEN
    parsed = parse(text.replace(was, becomes, 1))
    assert parsed.calendar is None
    assert (line, says) in [(each.line, each.says[: len(says)]) for each in parsed.mistakes], parsed.mistakes
    assert all(each.do for each in parsed.mistakes)


def test_every_mistake_is_told_at_once_in_the_order_of_lines() -> None:
    text = WRITTEN.replace('"15:30"', "930").replace('why = "a half day"', "").replace("2027-05-27", "2025-05-27")
    assert [each.line for each in parse(text).mistakes] == [3, 8, 20]


@pytest.mark.parametrize(
    "text", ["", "[calendar]\n", "first = 2026-01-01\n", "[[year]]\n" * 3, "x" * 200_000, "[" * 9999]
)
def test_what_is_no_calendar_is_refused_in_words(text: str) -> None:
    parsed = parse(text)
    assert parsed.calendar is None
    assert parsed.mistakes


@given(calendars())
def test_a_calendar_written_as_a_file_is_read_as_the_same_calendar(calendar: SchoolCalendar) -> None:
    again = whole(to_toml(calendar))
    assert to_document(again) == to_document(calendar)


@given(calendars())
def test_a_sound_file_makes_a_document_that_a_box_takes(calendar: SchoolCalendar) -> None:
    document = to_document(whole(to_toml(calendar)))
    assert to_document(calendar_in(document)) == document


@given(st.text(max_size=400) | st.lists(st.sampled_from(WRITTEN.split("\n")), max_size=30).map("\n".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    parsed = parse(text)
    assert (parsed.calendar is None) == bool(parsed.mistakes)
    if parsed.calendar is not None:
        calendar_in(to_document(parsed.calendar))


@given(st.integers(1, 24 * 60))
def test_a_minute_is_written_and_read(minute: int) -> None:
    assert clock_minute(clock_words(minute)) == minute


@pytest.mark.parametrize(
    "text", ["", "15", "1530", "15:3", "15:60", "24:01", "0:00", "-1:30", "١٥:30", "15:30:00", "001:30"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert clock_minute(text) is None
