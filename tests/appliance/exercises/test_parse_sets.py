"""Tests reading a planned set: it is taken whole, or every mistake is named with its line."""

from datetime import date, timedelta

import pytest

from appliance.exercises.parse_sets import EXERCISES_MAX, FILE_CHARACTERS_MAX, parse_set
from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Assigned

KNOWN = (ScenarioId("medical-help"), ScenarioId("two-at-once"))
OWN = """\
[set]
name = "2026-27"
title = "Exercises of this school year"
first = 2026-08-17
last = 2027-05-28

[[exercise]]
scenario = "medical-help"
by = 2026-10-30
on = 2026-10-05

[[exercise]]
scenario = "two-at-once"
by = 2027-03-31
"""


def told(text: str) -> list[str]:
    return [each.told("own.toml") for each in parse_set(text, KNOWN).mistakes]


def test_a_set_is_read_whole() -> None:
    its = parse_set(OWN, KNOWN).its
    assert its is not None
    assert (its.name, its.first, its.last) == ("2026-27", date(2026, 8, 17), date(2027, 5, 28))
    assert its.assigned == (
        Assigned(KNOWN[0], date(2026, 10, 30), date(2026, 10, 5), 7),
        Assigned(KNOWN[1], date(2027, 3, 31), None, 12),
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            '"medical-help"',
            '"medical-hepl"',
            'own.toml:8: exercise[0].scenario: There is no scenario "medical-hepl". Did you mean "medical-help"?',
        ),
        (
            "by = 2026-10-30",
            "by = 2028-10-30",
            "own.toml:9: exercise[0].by: 2028-10-30 is not in this school year. Take a day from 2026-08-17 to 2027-05-28.",
        ),
        (
            "on = 2026-10-05",
            "on = 2026-11-05",
            "own.toml:10: exercise[0].on: It is scheduled for 2026-11-05. Take a day from 2026-08-17 to 2026-10-30.",
        ),
        (
            "by = 2027-03-31",
            'by = "March"',
            'own.toml:14: exercise[1].by: This must be a date, not the text "March". Write it without quotation marks: 2026-08-01.',
        ),
        (
            "last = 2027-05-28",
            "last = 2026-05-28",
            "own.toml:5: set.last: The last day is before the first one. Change one of them.",
        ),
        (
            "last = 2027-05-28",
            "last = 2028-05-28",
            "own.toml:5: set.last: These days are more than a year. Make a set for each school year.",
        ),
        (
            'name = "2026-27"',
            'name = "This year"',
            'own.toml:2: set.name: "This year" cannot be the name of a set. Use small letters, digits and -: 2026-27.',
        ),
        ("[set]", "[sets]", "own.toml:1: The set has no name. Begin the file with [set], its name, title and days."),
        (
            "[set]",
            "[sets]",
            'own.toml:1: sets: "sets" is no part of a set. Write [set] once, and [[exercise]] before each exercise.',
        ),
        (
            '[set]\nname = "2026-27"',
            'name = "2026-27"\n[set]',
            'own.toml:1: name: "name" stands before the first table. Move it below [set].',
        ),
        ('title = "Exercises of this school year"\n', "", 'own.toml:1: set: "title" is missing. Add it.'),
    ],
)
def test_a_mistake_says_where_what_and_what_to_do(old: str, new: str, says: str) -> None:
    assert old in OWN
    text = OWN.replace(old, new, 1)
    assert says in told(text)
    assert parse_set(text, KNOWN).its is None


def test_a_drill_is_asked_for_by_its_name() -> None:
    its = parse_set(OWN.replace('scenario = "two-at-once"', 'drill = " Spring  drill "'), KNOWN).its
    assert its is not None
    assert its.assigned[1] == Assigned(ScenarioId(""), date(2027, 3, 31), None, 12, "Spring drill")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'scenario = "two-at-once"',
            'scenario = "two-at-once"\ndrill = "Spring"',
            "This exercise names a scenario and a drill. Write one of them",
        ),
        ('scenario = "two-at-once"\n', "", "This exercise names neither a scenario nor a drill. Write one of them"),
        ('scenario = "two-at-once"', f'drill = "{"x" * 61}"', "This name has 61 characters. Write at most 60."),
        (
            'scenario = "two-at-once"\nby = 2027-03-31',
            'scenario = "medical-help"\nby = 2026-10-30',
            "The same exercise is to be done by 2026-10-30 twice.",
        ),
    ],
)
def test_an_exercise_is_one_thing_once_by_each_day(old: str, new: str, says: str) -> None:
    assert old in OWN
    assert says in " ".join(told(OWN.replace(old, new, 1)))


def test_a_set_may_not_be_empty_or_grow_without_end() -> None:
    head = OWN[: OWN.index("[[exercise]]")]
    assert told(head) == [
        "own.toml:1: exercise: There are 0 exercises in this set. Write 1 to 60, each below [[exercise]]."
    ]
    days = [date(2026, 9, 1) + timedelta(days=number) for number in range(EXERCISES_MAX + 1)]
    many = [f'[[exercise]]\nscenario = "two-at-once"\nby = {day}\n' for day in days]
    assert told(head + "".join(many[:-1])) == []
    assert "There are 61 exercises" in told(head + "".join(many))[0]
    assert "longer than" in told("#" * (FILE_CHARACTERS_MAX + 1))[0]


def test_one_mistake_hides_no_other_one() -> None:
    text = OWN.replace('"2026-27"', '"A B"').replace("by = 2026-10-30", "by = = 1").replace('"two-at-once"', '"three"')
    assert [each.line for each in parse_set(text, KNOWN).mistakes] == [2, 9, 13]
