"""Tests who covers each occupied hour of the coming week: each rule by hand, and random weeks against an oracle by the minute."""

import random
from datetime import date, timedelta

import pytest

from appliance.duties.calendar import Special
from appliance.plan.ids import PersonId
from appliance.plan.model import Hours, Role
from appliance.readiness.arrangements import Arrangements, Away, Partner, Taken
from appliance.readiness.coverage import DAYS, Covering, DayCovered, Hour, week
from appliance.readiness.needs import Need
from tests.appliance.readiness.weeks import MONDAY, Minutes, any_week, calendar, naive, on_days, person, school

WEEKDAYS = range(5)
MORNING = on_days(WEEKDAYS, 480, 600)
"""From 8:00 to 10:00."""


def days(*people, occupied=MORNING, first=MONDAY, from_min=0, special=(), **arranged) -> tuple[DayCovered, ...]:
    return week(school(*people, occupied=occupied), Arrangements(**arranged), calendar(*special), first, from_min)


def hours(day: DayCovered, need: Need) -> list[Hour]:
    return [hour for hour in day.hours if hour.need is need]


def test_an_hour_is_covered_by_whom_and_an_hour_without_anybody_is_a_gap() -> None:
    found = days(person("ana", Role.NURSE, duty=on_days(WEEKDAYS, 480, 540)))[0]
    first, second = hours(found, Need.NURSE)
    assert (first.start_min, first.end_min, [each.name for each in first.by], first.covered) == (
        480,
        540,
        ["Ana"],
        True,
    )
    assert (second.start_min, second.by, second.nobody) == (540, (), (Hours(540, 600),))
    assert found.gaps(Need.NURSE) == (Hours(540, 600),)


def test_two_people_who_take_turns_cover_an_hour_together_and_ten_minutes_between_them_are_a_gap() -> None:
    early = person("ana", Role.LEAD, duty=on_days(WEEKDAYS, 480, 510))
    late = person("bo", Role.LEAD, duty=on_days(WEEKDAYS, 510, 600))
    first, second = hours(days(early, late)[0], Need.LEAD)
    assert ([each.name for each in first.by], first.covered) == (["Ana", "Bo"], True)
    assert [each.name for each in second.by] == ["Bo"]
    later = person("bo", Role.LEAD, duty=on_days(WEEKDAYS, 520, 600))
    assert days(early, later)[0].gaps(Need.LEAD) == (Hours(510, 520),)


def test_a_pair_is_two_people_and_nobody_is_a_pair_alone() -> None:
    both = person("ana", Role.SECURITY, Role.MENTAL_HEALTH, duty=MORNING)
    assert days(both)[0].gaps(Need.CO_RESPONDERS) == (Hours(480, 600),)
    assert not days(both)[0].gaps(Need.SECURITY)
    with_bo = days(both, person("bo", Role.SECURITY, duty=on_days(WEEKDAYS, 540, 600)))[0]
    assert with_bo.gaps(Need.CO_RESPONDERS) == (Hours(480, 540),)
    assert {each.name for each in hours(with_bo, Need.CO_RESPONDERS)[1].by} == {"Ana", "Bo"}
    assert hours(with_bo, Need.CO_RESPONDERS)[0].by == ()


def test_who_takes_an_hour_covers_it_on_that_day_alone_and_never_while_away_or_after_leaving_the_plan() -> None:
    hour = Taken(person=PersonId("ana"), need=Need.NURSE, day=MONDAY, start_min=480, end_min=540)
    ana = person("ana", duty=())
    plan = school(ana, occupied=MORNING)
    found = week(plan, Arrangements(), calendar(), MONDAY, 0, (hour,))
    assert [each.gaps(Need.NURSE) for each in found[:2]] == [(Hours(540, 600),), (Hours(480, 600),)]
    assert found[0].gaps(Need.LEAD) == (Hours(480, 600),)
    away = Arrangements(away=(Away(who="ana", first=MONDAY, last=MONDAY, start_min=500, end_min=510),))
    assert week(plan, away, calendar(), MONDAY, 0, (hour,))[0].gaps(Need.NURSE) == (Hours(500, 510), Hours(540, 600))
    without = school(person("bo", duty=()), occupied=MORNING)
    assert week(without, Arrangements(), calendar(), MONDAY, 0, (hour,))[0].gaps(Need.NURSE) == (Hours(480, 600),)


def test_who_takes_the_other_half_is_no_pair_alone_and_is_one_with_somebody_else() -> None:
    half = Taken(person=PersonId("ana"), need=Need.MENTAL_HEALTH, day=MONDAY, start_min=480, end_min=600)
    ana, bo = person("ana", Role.SECURITY, duty=MORNING), person("bo", Role.SECURITY, duty=MORNING)
    alone = week(school(ana, occupied=MORNING), Arrangements(), calendar(), MONDAY, 0, (half,))
    assert alone[0].gaps(Need.CO_RESPONDERS) == (Hours(480, 600),) and not alone[0].gaps(Need.MENTAL_HEALTH)
    assert not week(school(ana, bo, occupied=MORNING), Arrangements(), calendar(), MONDAY, 0, (half,))[0].gaps(
        Need.CO_RESPONDERS
    )


def test_two_of_the_same_half_are_no_pair() -> None:
    two = (person("ana", Role.SECURITY, duty=MORNING), person("bo", Role.SECURITY, duty=MORNING))
    assert days(*two)[0].gaps(Need.CO_RESPONDERS) == (Hours(480, 600),)


def test_a_partner_covers_its_hours_and_the_hour_says_that_it_depends_on_somebody_from_outside() -> None:
    guard = person("ana", Role.SECURITY, duty=MORNING)
    clinician = Partner(
        partner="county",
        name="Clinician",
        gives=(Need.MENTAL_HEALTH,),
        hours=on_days(WEEKDAYS, 480, 540),
        called="555-0142",
    )
    found = days(guard, partners=(clinician,))[0]
    for need in (Need.MENTAL_HEALTH, Need.CO_RESPONDERS):
        assert found.gaps(need) == (Hours(540, 600),)
        assert found.only_outside(need) == (Hours(480, 540),)
    assert Covering(name="Clinician", called="555-0142") in hours(found, Need.MENTAL_HEALTH)[0].by
    assert not found.only_outside(Need.SECURITY)


def test_whoever_is_away_covers_nothing_then_and_everything_after() -> None:
    nurse = person("ana", Role.NURSE, duty=MORNING)
    away = Away(who="ana", first=MONDAY, last=MONDAY + timedelta(days=1), start_min=0, end_min=510)
    found = days(nurse, away=(away,))
    assert [day.gaps(Need.NURSE) for day in found[:3]] == [(Hours(480, 510),), (Hours(480, 510),), ()]


def test_a_day_without_school_has_no_hours_and_a_half_day_keeps_all() -> None:
    special = (
        Special(first=MONDAY, last=MONDAY, why="a snow day"),
        Special(
            first=MONDAY + timedelta(days=1),
            last=MONDAY + timedelta(days=1),
            why="a half day",
            school=True,
            ends_min=540,
        ),
    )
    found = days(special=special)
    assert (found[0].hours, found[0].day.why) == ((), "a snow day")
    assert (found[1].gaps(Need.LEAD), found[1].day.half) == ((Hours(480, 600),), True)
    assert [bool(day.hours) for day in found] == [False, True, True, True, True, False, False]


def test_hours_of_the_first_day_that_are_over_are_left_out_and_no_others() -> None:
    found = days(from_min=545)
    assert found[0].gaps(Need.LEAD) == (Hours(545, 600),)
    assert found[1].gaps(Need.LEAD) == (Hours(480, 600),)
    assert days(from_min=600)[0].hours == ()


def test_who_is_not_in_the_plan_covers_nothing_and_only_the_needs_that_are_looked_at_are_listed() -> None:
    gone = days(needs=(Need.NURSE,))
    assert {hour.need for day in gone for hour in day.hours} == {Need.NURSE}
    assert all(not hour.by for day in gone for hour in day.hours)


@pytest.mark.parametrize("seed", range(60))
def test_random_weeks_are_covered_as_the_oracle_says_minute_by_minute(seed: int) -> None:
    plan, arrangements, school_calendar, first, from_min, taken = any_week(random.Random(seed))
    found = week(plan, arrangements, school_calendar, first, from_min, taken)
    assert [each.day.day for each in found] == [first + timedelta(days=number) for number in range(DAYS)]
    for day in found:
        assert {hour.need for hour in day.hours} <= set(arrangements.needs)
        for need in arrangements.needs:
            after = from_min if day.day.day == first else 0
            everybody, own = naive(plan, arrangements, school_calendar, day.day.day, need, after, taken)
            _agrees(hours(day, need), everybody, own)


def _agrees(found: list[Hour], everybody: Minutes, own: Minutes) -> None:
    minutes = [minute for hour in found for minute in range(hour.start_min, hour.end_min)]
    assert minutes == sorted(everybody)
    for hour in found:
        span = range(hour.start_min, hour.end_min)
        assert hour.start_min // 60 == (hour.end_min - 1) // 60
        nobody = {minute for gap in hour.nobody for minute in range(gap.start_min, gap.end_min)}
        outside = {minute for gap in hour.outside for minute in range(gap.start_min, gap.end_min)}
        assert nobody == {minute for minute in span if not everybody[minute]}
        assert outside == {minute for minute in span if everybody[minute] and not own[minute]}
        assert {each.name for each in hour.by} == frozenset[str]().union(*(everybody[minute] for minute in span))
        assert hour.covered == all(everybody[minute] for minute in span)


def test_the_random_weeks_have_gaps_pairs_and_partners_alike() -> None:
    """An oracle agrees easily about weeks in which nothing happens."""
    seen = {"gap": 0, "pair": 0, "outside": 0, "covered": 0}
    for seed in range(60):
        for day in week(*any_week(random.Random(seed))):
            for hour in day.hours:
                seen["gap"] += bool(hour.nobody)
                seen["covered"] += hour.covered
                seen["outside"] += bool(hour.outside)
                seen["pair"] += hour.need is Need.CO_RESPONDERS and bool(hour.by)
    assert min(seen.values()) > 100, seen


def test_a_day_that_the_calendar_does_not_cover_says_so() -> None:
    found = days(first=date(2027, 6, 1))
    assert not any(day.day.covered for day in found)
    assert found[0].gaps(Need.LEAD)
