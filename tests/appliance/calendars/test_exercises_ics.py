"""Tests a planned set as an iCalendar file: our own reader takes it, each day is the right one, and a new date moves an entry."""

from datetime import UTC, date, datetime

from icalendar import Calendar
from msgspec.structs import replace

from appliance.calendars.exercises_ics import to_ics
from appliance.calendars.ics_file import read
from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Assigned, ExerciseSet

A, B = ScenarioId("medical-help"), ScenarioId("two-at-once")
MADE = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
YEAR = ExerciseSet(
    "2026-27",
    "Exercises of this year",
    date(2026, 8, 17),
    date(2027, 5, 28),
    (Assigned(A, date(2026, 10, 30), date(2026, 10, 5)), Assigned(B, date(2027, 3, 31))),
)
TITLES = {A: "Somebody needs medical help", B: "Two rooms call at once"}


def uids(text: bytes) -> list[str]:
    return [str(event["uid"]) for event in Calendar.from_ical(text).walk("VEVENT")]


def test_each_exercise_is_one_whole_day_under_what_is_to_be_done() -> None:
    found = read(to_ics([("", YEAR)], TITLES, MADE), None)
    assert found.mistakes == ()
    assert [(each.first, each.last, each.words) for each in found.happenings] == [
        (date(2026, 10, 5), date(2026, 10, 5), "Exercise: Somebody needs medical help"),
        (date(2027, 3, 31), date(2027, 3, 31), "Exercise to be done by today: Two rooms call at once"),
    ]


def test_another_day_moves_the_entry_and_makes_no_second_one() -> None:
    moved = replace(YEAR, assigned=(replace(YEAR.assigned[0], on=date(2026, 10, 12)), YEAR.assigned[1]))
    before, after = to_ics([("", YEAR)], TITLES, MADE), to_ics([("", moved)], TITLES, MADE)
    assert (
        uids(before)
        == uids(after)
        == [
            "2026-27-2026-10-30-medical-help@handbell",
            "2026-27-2027-03-31-two-at-once@handbell",
        ]
    )
    assert b"20261012" in after
    assert b"20261005" not in after


def test_another_exercise_before_it_leaves_an_entry_the_same() -> None:
    more = replace(YEAR, assigned=(Assigned(ScenarioId("student-left"), date(2026, 9, 30)), *YEAR.assigned))
    assert set(uids(to_ics([("", YEAR)], TITLES, MADE))) < set(uids(to_ics([("", more)], TITLES, MADE)))


def test_it_is_what_the_standard_asks_for() -> None:
    text = to_ics([("", YEAR)], TITLES, MADE)
    assert text.startswith(b"BEGIN:VCALENDAR\r\n")
    assert text.count(b"DTSTAMP:20260801T120000Z") == 2
    assert all(len(line) <= 75 for line in text.split(b"\r\n")), "longer lines are folded"


def test_a_set_that_asks_for_more_leaves_the_entries_of_before() -> None:
    more = replace(YEAR, assigned=(Assigned(B, date(2026, 9, 1)), *YEAR.assigned))
    assert set(uids(to_ics([("", YEAR)], TITLES, MADE))) < set(uids(to_ics([("", more)], TITLES, MADE)))


def test_several_buildings_stand_in_one_file_under_their_names() -> None:
    drill = ExerciseSet(
        "drills", "Drills", YEAR.first, YEAR.last, (Assigned(ScenarioId(""), YEAR.last, drill="Spring"),)
    )
    text = to_ics([("Mesa", YEAR), ("Ridge", YEAR), ("Ridge", drill)], TITLES, MADE)
    assert len(set(uids(text))) == 5
    words = [each.words for each in read(text, None).happenings]
    assert sorted(words)[0] == "Mesa: Exercise to be done by today: Two rooms call at once"
    assert "Ridge: Exercise to be done by today: Spring" in words
