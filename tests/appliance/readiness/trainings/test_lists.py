"""Tests who reads what about trainings: their own, names for whoever schedules, counts for everybody else."""

from datetime import date, timedelta

from msgspec.structs import replace

from appliance.plan.model import Role
from appliance.readiness.trainings.lists import (
    ALL_TRAINED,
    COUNTED_MIN,
    NOT_FOR_EVALUATION,
    NOTHING_ASKED,
    ONBOARDING_DAYS,
    SCHEDULES,
    began_words,
    begun_lately,
    counts,
    list_for,
    own_list,
    to_schedule,
)
from appliance.readiness.trainings.standing import Standing, standings
from tests.appliance.readiness.trainings.test_standing import adult, fact, training
from tests.appliance.readiness.weeks import MONDAY, calendar

ASKED = (replace(training(), confirmed="R. Ortiz, 2026-08-01"), training("team", Role.NURSE))
PEOPLE = [adult(f"p{number}") for number in range(6)] + [adult("nia", Role.NURSE)]
HELD = [fact(date(2026, 9, 9), f"p{number}") for number in range(4)] + [
    fact(date(2025, 12, 4), "p4"),
    fact(date(2025, 9, 9), "p5"),
]


def school(facts=HELD) -> tuple[Standing, ...]:
    return standings(PEOPLE, ASKED, facts, calendar(), MONDAY)


def test_each_person_reads_their_own_with_what_is_late_first() -> None:
    assert own_list(school(), "nia", MONDAY) == [
        NOT_FOR_EVALUATION,
        "De-Escalation was due (by Thu 26 Nov). Ask for a course.",
        "Team (to be confirmed by the district) was due (by Thu 26 Nov). Ask for a course.",
    ]
    assert own_list(school(), "p0", MONDAY)[1:] == ["De-Escalation counts (until Wed 8 Sep 2027)."]
    assert own_list(school(), "p5", MONDAY)[1:] == [
        "De-Escalation has run out (counted until Tue 8 Sep). Ask for a course."
    ]
    assert own_list(school(), "nobody", MONDAY) == [NOTHING_ASKED]


def test_nobody_reads_of_anybody_else_in_their_own_list() -> None:
    for person in PEOPLE:
        told = " ".join(own_list(school(), person.adult, MONDAY))
        assert not [each.name for each in PEOPLE if each.name in told]


def test_whoever_schedules_reads_names_and_nobody_else_does() -> None:
    for role in Role:
        told = list_for(school(), (role,), MONDAY)
        assert told == (to_schedule(school(), MONDAY) if role in SCHEDULES else counts(school())), role
    assert list_for(school(), SCHEDULES[:1], MONDAY) == [
        NOT_FOR_EVALUATION,
        "De-Escalation has run out: P5 (counted until Tue 8 Sep)",
        "De-Escalation was due: Nia (by Thu 26 Nov)",
        "De-Escalation runs out soon: P4 (until Thu 3 Dec)",
        "Team (to be confirmed by the district) was due: Nia (by Thu 26 Nov)",
    ]


def test_names_of_those_who_are_trained_are_in_no_list() -> None:
    held = [fact(date(2026, 9, 9), each.adult, of.training) for each in PEOPLE for of in ASKED]
    assert to_schedule(school(held), MONDAY) == [NOT_FOR_EVALUATION, ALL_TRAINED]


def test_everybody_else_reads_counts_without_a_name_and_none_of_a_small_group() -> None:
    told = counts(school())
    assert told == [
        NOT_FOR_EVALUATION,
        "De-Escalation: 5 of 7",
        f"Team (to be confirmed by the district): asked of fewer than {COUNTED_MIN} people, so not counted here",
    ]
    assert not [each.name for each in PEOPLE if each.name in " ".join(told)]


def test_a_first_working_day_opens_the_list_of_the_new_person_alone() -> None:
    new = adult("new", first=MONDAY + timedelta(days=1))
    before = standings([new], ASKED, (), calendar(), MONDAY)
    after = standings([new], ASKED, (), calendar(), MONDAY + timedelta(days=1))
    assert own_list(before, "new", MONDAY) == [NOTHING_ASKED]
    assert own_list(after, "new", MONDAY + timedelta(days=1))[1:] == [
        "De-Escalation is due (by Fri 4 Dec). Ask for a course."
    ]


def test_a_first_working_day_opens_the_onboarding_list_for_the_person_and_for_whoever_schedules() -> None:
    new = replace(adult("zoe"), first_day=MONDAY)
    later = replace(adult("yan"), first_day=MONDAY + timedelta(days=1))
    old = replace(adult("old"), first_day=date(2024, 8, 1))
    found = standings([new, later, old], ASKED, HELD, calendar(), MONDAY)
    assert begun_lately(found, MONDAY) == ["Zoe began Mon 30 Nov: 1 training of the onboarding open"]
    assert began_words(new, MONDAY) == "Your first working day was Mon 30 Nov. This is your onboarding list."
    assert not began_words(later, MONDAY), "it has not come yet"
    assert not began_words(new, MONDAY + timedelta(days=ONBOARDING_DAYS))
    trained = standings([new], ASKED, [fact(MONDAY, "zoe")], calendar(), MONDAY)
    assert begun_lately(trained, MONDAY) == []
