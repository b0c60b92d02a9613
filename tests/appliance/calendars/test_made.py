"""What the words of events mean, and the calendar that is made of them: each day once, and nothing left out in silence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calendars.csv_file import Row
from appliance.calendars.happening import Happening
from appliance.calendars.ics_file import read
from appliance.calendars.made import Made, Told, made, rows_of
from appliance.calendars.meaning import Meaning, ends_min, meaning
from appliance.duties.adopted.calendar_document import calendar_in, to_document
from appliance.duties.adopted.calendar_file import parse, to_toml
from appliance.duties.calendar import Holiday
from tests.appliance.calendars.written_events import SCHOOL_YEAR, all_day, ics, timed
from tests.appliance.duties.school import DENVER

TOLD = Told(name="Mesa Elementary", ends_min=15 * 60 + 30)


def happening(words: str, **more: object) -> Happening:
    return Happening(first=date(2026, 11, 26), last=date(2026, 11, 26), words=words, line=1, **more)


def of_events(*events: str, told: Told = TOLD) -> Made:
    found = read(ics(*events), DENVER)
    assert found.mistakes == ()
    rows, left_out, mistakes = rows_of(found.happenings, told)
    if mistakes:
        return Made(None, left_out, mistakes)
    result = made(rows, told)
    return Made(result.calendar, (*left_out, *result.left_out), result.mistakes)


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("First Day of School", Meaning.FIRST_DAY),
        ("Last day for students", Meaning.LAST_DAY),
        ("Thanksgiving Break - No School", Meaning.NO_SCHOOL),
        ("NO SCHOOL: Teacher work day", Meaning.NO_SCHOOL),
        ("Winter Break", Meaning.NO_SCHOOL),
        ("Non-student day", Meaning.NO_SCHOOL),
        ("No School - Winter Break begins", Meaning.NO_SCHOOL),
        ("Thanksgiving Holidays", Meaning.NO_SCHOOL),
        ("Labor Day", Meaning.HOLIDAY),
        ("Labor Day - No School", Meaning.HOLIDAY),
        ("No school board meeting this month", Meaning.UNKNOWN),
        ("Schools closed at noon", Meaning.UNKNOWN),
        ("Martin Luther King Jr. Day", Meaning.HOLIDAY),
        ("Early Release 12:15", Meaning.HALF_DAY),
        ("Half-day of school", Meaning.HALF_DAY),
        ("Veterans Day", Meaning.UNKNOWN),
        ("Winter Break begins", Meaning.UNKNOWN),
        ("Spring break camp", Meaning.UNKNOWN),
        ("Board meeting", Meaning.UNKNOWN),
        ("Picture day", Meaning.UNKNOWN),
        ("Breakfast with grandparents", Meaning.UNKNOWN),
    ],
)
def test_only_plain_words_mean_something(words: str, means: Meaning) -> None:
    assert meaning(happening(words)) is means


def test_what_takes_less_than_half_a_day_closes_no_school() -> None:
    assert meaning(happening("Winter break", from_min=17 * 60, hours=2.0)) is Meaning.UNKNOWN
    assert meaning(happening("Winter break", from_min=0, hours=24.0)) is Meaning.NO_SCHOOL


@pytest.mark.parametrize(
    ("words", "from_min", "minute"),
    [
        ("Early release at 11:30", None, 690),
        ("Early release 12.15", None, 735),
        ("Early release 1:30", None, 810),
        ("Early release 1:30 p.m.", None, 810),
        ("Early release 12:15 pm", None, 735),
        ("Early release", 690, 690),
        ("Early release", None, None),
        ("Early release 99:99", None, None),
    ],
)
def test_a_half_day_ends_when_its_words_or_its_beginning_say(
    words: str, from_min: int | None, minute: int | None
) -> None:
    assert ends_min(happening(words, from_min=from_min, hours=3.0)) == minute


def test_a_calendar_is_made_of_events_and_what_was_left_out_is_told() -> None:
    result = of_events(
        *SCHOOL_YEAR,
        all_day("20261123", "Thanksgiving Break - No School", "20261128"),
        all_day("20261126", "Thanksgiving Day"),
        all_day("20260907", "Labor Day"),
        timed("20261030T173000", "20261030T210000", "Early release", "Z"),
        all_day("20261006", "Picture day", "", "RRULE:FREQ=YEARLY"),
    )
    calendar = result.calendar
    assert calendar is not None, result.mistakes
    assert [(str(each.first), str(each.last), each.name) for each in calendar.years] == [
        ("2026-08-13", "2027-05-27", "2026-27")
    ]
    assert [(str(each.first), str(each.last), each.why, each.school, each.ends_min) for each in calendar.special] == [
        ("2026-11-23", "2026-11-27", "Thanksgiving Break - No School", False, None),
        ("2026-09-07", "2026-09-07", "Labor Day", False, None),
        ("2026-10-30", "2026-10-30", "Early release", True, 690),
    ]
    assert calendar.holidays == (
        Holiday(date(2026, 9, 7), "Labor Day"),
        Holiday(date(2026, 11, 26), "Thanksgiving Day"),
    )
    assert [each.split(": ", 1)[1] for each in result.left_out] == [
        'Tue 6 Oct: "Picture day"',
        'Thu 26 Nov: "Thanksgiving Day" lies within another entry',
    ]
    again = parse(to_toml(calendar)).calendar
    assert again is not None
    assert to_document(again) == to_document(calendar)


@pytest.mark.parametrize(
    ("events", "line", "says"),
    [
        ((all_day("20261126", "No school"),), 1, "The file does not say when a school year begins and ends."),
        ((SCHOOL_YEAR[0],), 5, "The school year that begins on 2026-08-13 has no last day."),
        ((SCHOOL_YEAR[1],), 5, "A school year ends on 2027-05-27, before any first day."),
        ((SCHOOL_YEAR[0], *SCHOOL_YEAR), 10, "A school year begins on 2026-08-13, before the last day"),
        (
            (*SCHOOL_YEAR, all_day("20261126", "Early release", "", "RRULE:FREQ=WEEKLY")),
            15,
            '"Early release" comes again',
        ),
        ((*SCHOOL_YEAR, all_day("20261030", "Early release")), 15, '"Early release" does not say when school ends.'),
        (
            (*SCHOOL_YEAR, all_day("20261030", "Early release 11:30"), all_day("20261030", "No school")),
            20,
            '2026-10-30 is "No school" here, and "Early release 11:30" on line 15.',
        ),
    ],
)
def test_what_nobody_could_know_is_a_mistake_with_its_line(events: tuple[str, ...], line: int, says: str) -> None:
    result = of_events(*events)
    assert result.calendar is None
    assert any(each.line == line and each.says.startswith(says) and each.do for each in result.mistakes), (
        result.mistakes
    )


def test_a_person_says_what_the_file_does_not() -> None:
    told = Told(name="Mesa", ends_min=900, half_day_ends_min=11 * 60, years=((date(2026, 8, 13), date(2027, 5, 27)),))
    calendar = of_events(all_day("20261030", "Early release"), told=told).calendar
    assert calendar is not None
    assert (calendar.special[0].ends_min, calendar.years[0].ends_min) == (660, 900)


ROWS = st.builds(
    lambda first, length, kind, minute, line: Row(
        first=first,
        last=date.fromordinal(first.toordinal() + length),
        kind=kind,
        why=f"why {line}",
        line=line,
        ends_min=minute if kind in (Meaning.HALF_DAY, Meaning.SCHOOL) else None,
    ),
    st.dates(date(2026, 8, 1), date(2026, 10, 1)),
    st.integers(0, 20),
    st.sampled_from([Meaning.NO_SCHOOL, Meaning.HOLIDAY, Meaning.HALF_DAY, Meaning.SCHOOL]),
    st.none() | st.integers(1, 1440),
    st.integers(1, 99),
)


@given(st.lists(ROWS, max_size=12))
def test_any_lines_make_a_calendar_that_a_box_takes_or_mistakes(rows: list[Row]) -> None:
    told = Told(name="Mesa", ends_min=900, years=((date(2026, 8, 1), date(2027, 5, 27)),))
    result = made(rows, told)
    assert (result.calendar is None) == bool(result.mistakes)
    if result.calendar is not None:
        assert calendar_in(to_document(result.calendar)).name == "Mesa"
        counted = result.calendar.counted_in(DENVER)
        for row in rows:
            assert counted.day(row.first).school == (row.kind in (Meaning.HALF_DAY, Meaning.SCHOOL))
