"""Tests the files that the demo's school adopts: whole on every day of a week, and each absence is a gap of the example building."""

from datetime import UTC, date, timedelta

import pytest

from appliance.duties.calendar import Calendar
from appliance.exercises.parse_sets import parse_set
from appliance.exercises_file import shipped
from appliance.readiness.coverage import week
from appliance.readiness.parse import parse
from appliance.readiness.telling import gap_lines
from tui.demo import before
from tui.demo.school import example_plan

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize("number", range(7))
def test_files_are_whole_and_two_absences_leave_three_gaps(number: int) -> None:
    today = MONDAY + timedelta(days=number)
    texts, plan = before.files_of(today), example_plan()
    arranged = parse(texts[before.ARRANGEMENTS], plan)
    assert arranged.arrangements is not None, arranged.mistakes
    year = parse_set(texts[before.EXERCISES], {each.scenario for each in shipped()})
    assert year.its is not None and len(year.its.assigned) == 3, year.mistakes
    gaps = gap_lines(week(plan, arranged.arrangements, Calendar(zone=UTC, years=()), today))
    assert [line.split(": ")[1] for line in gaps] == [
        "no nurse is there",
        "nobody is there for security",
        "security and mental health cannot go as a pair",
    ]
