"""Tests how planned sets of exercises stand: four states from dates and from what was done, whatever was assigned, scheduled and done."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Assigned, Done, ExerciseSet, Standing, standings

A, B = ScenarioId("medical-help"), ScenarioId("two-at-once")
FIRST, LAST = date(2026, 8, 17), date(2027, 5, 28)
OCTOBER, MARCH = date(2026, 10, 30), date(2027, 3, 31)


def year(*assigned: Assigned) -> ExerciseSet:
    return ExerciseSet("2026-27", "This year", FIRST, LAST, assigned)


def stand(its: ExerciseSet, today: date | None, *done: Done) -> list[str]:
    return [each.standing.value for each in standings(its, done, today)]


@pytest.mark.parametrize(
    ("on", "today", "standing"),
    [
        (None, date(2026, 9, 1), "assigned"),
        (None, OCTOBER, "assigned"),
        (None, OCTOBER + timedelta(days=1), "out of compliance"),
        (date(2026, 10, 5), date(2026, 9, 1), "scheduled"),
        (date(2026, 10, 5), date(2026, 10, 5), "scheduled"),
        (date(2026, 10, 5), date(2026, 10, 6), "assigned"),
        (date(2026, 10, 5), OCTOBER + timedelta(days=1), "out of compliance"),
        (None, None, "assigned"),
        (date(2026, 10, 5), None, "scheduled"),
    ],
)
def test_what_was_not_done_stands_by_its_days(on: date | None, today: date | None, standing: str) -> None:
    assert stand(year(Assigned(A, OCTOBER, on)), today) == [standing]


def test_what_was_done_is_completed_also_late_and_that_is_said() -> None:
    its = year(Assigned(A, OCTOBER))
    (in_time,) = standings(its, [Done(OCTOBER, A)], LAST)
    (late,) = standings(its, [Done(OCTOBER + timedelta(days=1), A)], LAST)
    assert (in_time.standing, in_time.late) == (Standing.COMPLETED, False)
    assert (late.standing, late.late) == (Standing.COMPLETED, True)


def test_what_was_done_in_another_year_or_of_another_scenario_completes_nothing() -> None:
    its = year(Assigned(A, OCTOBER))
    others = (Done(FIRST - timedelta(days=1), A), Done(LAST + timedelta(days=1), A), Done(OCTOBER, B))
    assert stand(its, date(2026, 9, 1), *others) == ["assigned"]


def test_one_that_was_done_completes_one_of_two_and_the_earlier_one() -> None:
    its = year(Assigned(A, MARCH), Assigned(A, OCTOBER))
    assert stand(its, date(2026, 12, 1), Done(date(2026, 10, 1), A)) == ["completed", "assigned"]
    assert stand(its, LAST, Done(date(2026, 10, 1), A), Done(MARCH, A)) == ["completed", "completed"]


DAYS = some.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20))
IN_YEAR = some.dates(FIRST, LAST)
SCENARIOS = some.sampled_from([A, B])


@given(
    some.lists(some.builds(Assigned, SCENARIOS, IN_YEAR, some.none() | IN_YEAR), max_size=6),
    some.lists(some.builds(Done, DAYS, SCENARIOS), max_size=6, unique=True),
    some.none() | DAYS,
)
def test_as_many_are_completed_as_can_be_and_what_is_missing_longest_first(
    assigned: list[Assigned], done: list[Done], today: date | None
) -> None:
    found = standings(year(*assigned), done, today)
    assert sorted(each.assigned.by for each in found) == sorted(each.by for each in assigned)
    for scenario in (A, B):
        own = [each for each in found if each.assigned.scenario == scenario]
        counted = sorted(each.on for each in done if each.scenario == scenario and FIRST <= each.on <= LAST)
        completed = [each for each in own if each.standing is Standing.COMPLETED]
        assert [each.done_on for each in completed] == counted[: len(own)]
        assert own[: len(completed)] == completed, "no later one is completed while an earlier one is missing"
    for each in found:
        if each.standing is Standing.OUT_OF_COMPLIANCE:
            assert today is not None
            assert each.assigned.by < today
        if each.standing is Standing.SCHEDULED:
            assert each.assigned.on is not None
            assert today is None or today <= each.assigned.on
