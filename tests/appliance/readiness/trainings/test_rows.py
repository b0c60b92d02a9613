"""Tests that tables of adults and completed trainings are read whole, or refused whole with every mistake and its line."""

from datetime import date

import pytest

from appliance.buttons.spreadsheet import rows_of
from appliance.plan.mistakes import Mistake
from appliance.plan.model import Role
from appliance.readiness.trainings.rows import ADULT_COLUMNS, HELD_COLUMNS, read_adults, read_held
from appliance.readiness.trainings.training import Adult, Fact, Group
from tests.appliance.readiness.trainings.test_standing import adult, training

ADULTS = """id,name,group,first_day,roles,last_day
ortiz,Ana Ortiz,teacher,2020-08-13,nurse lead,
bo,"Bo Lee, substitute",Substitute,2026-11-30,,2026-12-18
"""
HELD = """id,training,on
ana,de-escalation,2026-09-09
"""
TODAY = date(2026, 11, 30)


def no_mistake(*noted: object) -> None:
    raise AssertionError(noted)


def told(mistakes: tuple[Mistake, ...]) -> list[tuple[int, str]]:
    return [(each.line, f"{each.path}: {each.says} {each.do}") for each in mistakes]


def test_adults_are_read_with_their_group_roles_and_days() -> None:
    found = read_adults(rows_of(ADULTS, ADULT_COLUMNS, no_mistake))
    assert found.mistakes == () and found.adults == (
        Adult(
            adult="ortiz",
            name="Ana Ortiz",
            group=Group.TEACHER,
            roles=(Role.LEAD, Role.NURSE),
            first_day=date(2020, 8, 13),
        ),
        Adult(
            adult="bo",
            name="Bo Lee, substitute",
            group=Group.SUBSTITUTE,
            roles=(),
            first_day=TODAY,
            last_day=date(2026, 12, 18),
        ),
    )


@pytest.mark.parametrize(
    ("was", "now", "line", "says"),
    [
        ("teacher", "techer", 2, 'group: There is no group "techer". Did you mean "teacher"?'),
        ("nurse lead", "nurse teacher", 2, 'roles: There is no role "teacher" in the team.'),
        ("2020-08-13", "8/13/2020", 2, 'first_day: "8/13/2020" is no day. Write year, month and day: 2026-08-13.'),
        ("2020-08-13", "2020-02-30", 2, '"2020-02-30" is no day.'),
        ("2020-08-13", "1020-08-13", 2, "is in no year of this school."),
        ("2026-12-18", "2026-11-18", 3, "last_day: 2026-11-18 is before 2026-11-30."),
        ("bo,", "ortiz,", 3, "id: The adult on line 2 has the same id."),
        ("Ana Ortiz", "", 2, "name: This cell is empty."),
        ("Ana Ortiz", "A" * 61, 2, "name: This is 61 characters long."),
    ],
)
def test_each_mistake_is_told_with_its_line_and_no_row_counts(was: str, now: str, line: int, says: str) -> None:
    found = read_adults(rows_of(ADULTS.replace(was, now, 1), ADULT_COLUMNS, no_mistake))
    assert found.adults == () and any(at == line and says in words for at, words in told(found.mistakes)), found


def test_a_column_that_is_missing_is_told_once_and_an_empty_table_is_no_school() -> None:
    without = "id,name,first_day\nortiz,Ana Ortiz,2020-08-13\nbo,Bo Lee,2020-08-13\n"
    found = told(read_adults(rows_of(without, ADULT_COLUMNS, no_mistake)).mistakes)
    assert found == [(1, ': There is no column "group", or it is empty. Begin the table with id,name,group,first_day')]
    nobody = told(read_adults(rows_of("id,name,group,first_day\n", ADULT_COLUMNS, no_mistake)).mistakes)
    assert [line for line, words in nobody if "There is no adult in this table." in words] == [1]


def held(text: str):
    return read_held(rows_of(text, HELD_COLUMNS, no_mistake), [adult()], [training()], TODAY, given_ms=7)


def test_completed_trainings_are_read() -> None:
    assert held(HELD).facts == (Fact(adult="ana", training="de-escalation", on=date(2026, 9, 9), given_ms=7),)
    assert held("id,training,on\n").facts == ()


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("ana,", "anna,", 'id: There is no adult with the id "anna". Did you mean "ana"?'),
        ("ana,", "zed,", "take out whoever left"),
        (
            "de-escalation",
            "de-escalaton",
            'training: There is no training "de-escalaton". Did you mean "de-escalation"?',
        ),
        ("2026-09-09", "2026-12-09", "on: 2026-12-09 is still to come."),
        ("2026-09-09", "soon", 'on: "soon" is no day.'),
    ],
)
def test_a_row_about_somebody_or_something_unknown_refuses_the_table(was: str, now: str, says: str) -> None:
    found = held(HELD.replace(was, now, 1))
    assert found.facts == () and any(line == 2 and says in words for line, words in told(found.mistakes)), found
