"""Tests the sentences about a week: gaps first, partners from outside named with how they are called, hours that are alike said once."""

from datetime import date, timedelta

from appliance.duties.calendar import Special
from appliance.plan.model import Hours, Role
from appliance.readiness.arrangements import Arrangements, Partner
from appliance.readiness.coverage import week
from appliance.readiness.needs import Need
from appliance.readiness.telling import NO_GAP, NO_SCHOOL, day_lines, gap_lines, outside_lines
from tests.appliance.readiness.weeks import MONDAY, calendar, on_days, person, school

DAY = on_days(range(5), 480, 720)
NURSE = person("ana", Role.NURSE, duty=DAY)
COUNTY = Partner(
    partner="county",
    name="County nurse",
    gives=(Need.NURSE,),
    hours=on_days(range(1), 600, 660),
    called="call 555-0142",
)


def told(*people, occupied=DAY, partners=(), special=(), first=MONDAY):
    arrangements = Arrangements(needs=(Need.NURSE,), partners=partners)
    return arrangements, week(school(*people, occupied=occupied), arrangements, calendar(*special), first)


def test_every_gap_is_named_with_its_day_and_time() -> None:
    late = person("ana", Role.NURSE, duty=on_days(range(5), 510, 720))
    assert gap_lines(told(late)[1])[:2] == [
        "Mon 30 Nov, 08:00-08:30: no nurse is there",
        "Tue 1 Dec, 08:00-08:30: no nurse is there",
    ]


def test_a_week_without_a_gap_and_a_week_without_school_say_so() -> None:
    assert gap_lines(told(NURSE)[1]) == [NO_GAP]
    winter = Special(first=MONDAY, last=MONDAY + timedelta(days=6), why="the winter break")
    assert gap_lines(told(special=(winter,))[1]) == [NO_SCHOOL]


def test_what_depends_on_a_partner_is_named_with_how_the_partner_is_called() -> None:
    arrangements, days = told(partners=(COUNTY,))
    assert outside_lines(days, arrangements) == [
        "Mon 30 Nov, 10:00-11:00: Nurse only with a partner from outside",
        "County nurse: call 555-0142",
    ]
    assert outside_lines(*reversed(told(NURSE))) == []


def test_a_day_says_hours_that_are_alike_once_and_names_the_minutes_that_nobody_covers() -> None:
    part = person("ana", Role.NURSE, duty=(Hours(480, 600), Hours(630, 660)))
    days = told(part, partners=(COUNTY,))[1]
    assert list(day_lines(days[0])) == [
        "Mon 30 Nov",
        "  Nurse, 08:00-10:00: Ana",
        "  Nurse, 10:00-11:00: Ana and County nurse (outside)",
        "  Nurse, 11:00-12:00: NOBODY: no nurse is there",
    ]
    alone = told(part)[1]
    assert list(day_lines(alone[0]))[2] == "  Nurse, 10:00-11:00: Ana; NOBODY 10:00-10:30"


def test_days_that_are_not_as_usual_say_why() -> None:
    special = (
        Special(first=MONDAY, last=MONDAY, why="a snow day"),
        Special(first=date(2026, 12, 1), last=date(2026, 12, 1), why="conferences", school=True, ends_min=690),
    )
    days = told(NURSE, special=special)[1]
    assert next(day_lines(days[0])) == "Mon 30 Nov: no school (a snow day)"
    assert next(day_lines(days[1])) == "Tue 1 Dec: conferences, a day that ends at 11:30"
    assert next(day_lines(days[5])) == "Sat 5 Dec: no school"
    unknown = told(NURSE, first=date(2027, 6, 1))[1]
    assert next(day_lines(unknown[0])) == "Tue 1 Jun. The school calendar does not cover this day"


def test_counts_say_how_many_cover_an_hour_and_name_nobody() -> None:
    _, days = told(
        NURSE, person("bo", Role.NURSE, duty=on_days(range(5), 540, 600)), occupied=on_days(range(1), 480, 780)
    )
    assert list(day_lines(days[0], named=False))[1:] == [
        "  Nurse, 08:00-09:00: 1 person",
        "  Nurse, 09:00-10:00: 2 people",
        "  Nurse, 10:00-12:00: 1 person",
        "  Nurse, 12:00-13:00: NOBODY: no nurse is there",
    ]
