"""A table of days: ISO dates, American dates that can mean one day alone, Excel's marks, and every mistake with its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calendars.csv_file import Row, read
from appliance.calendars.meaning import Meaning

HEAD = "date,kind,why,last,ends\n"


def rows(text: str) -> tuple[Row, ...]:
    found = read(text.encode())
    assert found.mistakes == ()
    return found.rows


def test_each_line_is_a_day_or_some_days_with_kind_and_name() -> None:
    text = (
        HEAD + '2026-11-26,No School,"Thanksgiving, all of it",2026-11-27,\n\n2026-10-30,half day,a half day,,11:30\n'
    )
    assert rows(text) == (
        Row(
            first=date(2026, 11, 26),
            last=date(2026, 11, 27),
            kind=Meaning.NO_SCHOOL,
            why="Thanksgiving, all of it",
            line=2,
        ),
        Row(
            first=date(2026, 10, 30),
            last=date(2026, 10, 30),
            kind=Meaning.HALF_DAY,
            why="a half day",
            line=4,
            ends_min=690,
        ),
    )


def test_excels_mark_its_line_ends_and_empty_cells_are_passed_over() -> None:
    data = "\ufeffKind, Why ,Date,\r\nno school,Thanksgiving,2026-11-26,,\r\n,,,\r\n".encode()
    found = read(data)
    assert [(each.first, each.why) for each in found.rows] == [(date(2026, 11, 26), "Thanksgiving")]


def test_american_dates_are_read_where_one_of_them_shows_that_they_are_american() -> None:
    text = HEAD + "3/4/2027,no school,a day,,\n11/26/2026,no school,Thanksgiving,11/27/2026,\n"
    assert [each.first for each in rows(text)] == [date(2027, 3, 4), date(2026, 11, 26)]


@pytest.mark.parametrize(
    "more", ["", "26/11/2026,no school,x,,\n", "26/11/2026,no school,x,,\n11/26/2026,no school,y,,\n"]
)
def test_a_date_that_may_be_two_days_is_refused(more: str) -> None:
    found = read((HEAD + "3/4/2027,no school,a day,,\n" + more).encode())
    assert found.rows == ()
    assert (found.mistakes[0].line, found.mistakes[0].says) == (2, '"3/4/2027" may be two days.')
    assert found.mistakes[0].do == "Write year, month and day: 2026-11-26."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2026-02-30,no school,x,,", '"2026-02-30" is no day of the calendar.'),
        ("Nov 26,no school,x,,", '"Nov 26" is no date.'),
        (",no school,x,,", '"" is no date.'),
        ("2026-11-26,no school,x,2026-11-25,", "2026-11-25 is before 2026-11-26."),
        ("1926-11-26,no school,x,,", "1926-11-26 is in no year of this school."),
        ("2026-11-26,closed,x,,", 'There is no kind "closed".'),
        ("2026-11-26,no school,,,", "This line does not say why."),
        (f"2026-11-26,no school,{'x' * 61},,", "This is 61 characters long."),
        ("2026-11-26,half day,x,,half past", '"half past" is no time.'),
        ("2026-11-26,no school,x,,11:30", "Only a day with school has an end of school."),
        (
            "2026-11-26,no school,Thanksgiving,2026-11-27,, all of it",
            "This line has more cells than the first line has columns.",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(line: str, says: str) -> None:
    found = read(f"{HEAD}2026-09-07,holiday,Labor Day,,\n{line}\n".encode())
    assert found.rows == ()
    assert (3, says) in [(each.line, each.says) for each in found.mistakes]
    assert all(each.do for each in found.mistakes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty."),
        ("2026-11-26,no school,x\n", 'There is no column "date".'),
        ("date,kind\n", 'There is no column "why".'),
        ("date;kind;why\n", 'There is no column "date".'),
        ("date,kind,why,wy\n", 'The column "wy" is not known.'),
        ("date,kind,why,date\n", 'The column "date" stands twice.'),
        ('date,kind,why\n"2026', "This is no line of a table"),
    ],
)
def test_a_file_without_its_first_line_is_refused_and_told_what_to_write(text: str, says: str) -> None:
    found = read(text.encode())
    assert any(each.says.startswith(says) and each.do for each in found.mistakes)


def test_another_alphabet_of_excel_is_named() -> None:
    for data in ("date,kind,why\n2026-11-26,no school,Día".encode("cp1252"), HEAD.encode("utf-16")):
        assert read(data).mistakes[0].do == 'In Excel, save it as "CSV UTF-8 (comma delimited)".'


PIECES = st.sampled_from([*HEAD, "\n", '"', "2026-11-26", "no school", "\0", "1/2/2026"])


@given(st.binary(max_size=300) | st.lists(PIECES, max_size=60).map(lambda each: (HEAD + "".join(each)).encode()))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    found = read(data)
    assert not (found.rows and found.mistakes)
    assert all(each.first <= each.last for each in found.rows)
