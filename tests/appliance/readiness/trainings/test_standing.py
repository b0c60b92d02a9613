"""Tests where an adult stands with a training: until when it counts, by when it is due, and which of several facts count."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from appliance.duties.calendar import Special
from appliance.plan.model import Role
from appliance.readiness.trainings.standing import SOON_DAYS, Standing, State, last_day_of, school_day_after, standings
from appliance.readiness.trainings.training import Adult, Fact, Group, Training
from tests.appliance.readiness.weeks import MONDAY, calendar

FIRST_DAY = date(2026, 11, 23)


def training(name: str = "de-escalation", *roles: Role, valid_months: int | None = 12, within: int = 3) -> Training:
    return Training(
        training=name,
        title=name.title(),
        says="Ask for a course.",
        everybody=not roles,
        roles=roles,
        valid_months=valid_months,
        within_school_days=within,
        source="ESTF",
    )


def adult(name: str = "ana", *roles: Role, first: date = FIRST_DAY, last: date | None = None) -> Adult:
    return Adult(adult=name, name=name.title(), group=Group.KITCHEN, roles=roles, first_day=first, last_day=last)


def fact(on: date, name: str = "ana", of: str = "de-escalation", given_ms: int = 1, taken_back: bool = False) -> Fact:
    return Fact(adult=name, training=of, on=on, given_ms=given_ms, taken_back=taken_back)


def one(*facts: Fact, today: date = MONDAY, of: Training | None = None, who: Adult | None = None) -> Standing:
    (found,) = standings([who or adult()], [of or training()], facts, calendar(), today)
    return found


def test_a_training_counts_until_the_day_before_its_anniversary() -> None:
    held = one(fact(date(2026, 8, 13)))
    assert (held.state, held.held, held.until, held.counts) == (State.HELD, date(2026, 8, 13), date(2027, 8, 12), True)
    last = date(2026, 12, 1)
    for today, state in ((last, State.SOON), (last + timedelta(days=1), State.RUN_OUT)):
        assert one(fact(date(2025, 12, 2)), today=today).state is state
    long_here, before = adult(first=date(2020, 8, 13)), last - timedelta(days=SOON_DAYS)
    assert one(fact(date(2025, 12, 2)), today=before, who=long_here).state is State.HELD


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
        (date(2026, 1, 1), 24, date(2027, 12, 31)),
    ],
)
def test_months_of_different_length_end_on_a_day_that_there_is(on: date, months: int, last: date) -> None:
    assert last_day_of(training(valid_months=months), on) == last


def test_what_counts_for_good_has_no_end() -> None:
    held = one(fact(date(2001, 1, 1)), of=training(valid_months=None))
    assert (held.state, held.until) == (State.HELD, None)


def test_the_first_working_day_opens_what_is_due_counted_in_school_days() -> None:
    """Monday and three school days later, without Thanksgiving on Thursday and Friday."""
    thanksgiving = Special(first=date(2026, 11, 26), last=date(2026, 11, 27), why="Thanksgiving")
    due = date(2026, 11, 30)
    for today, state in ((FIRST_DAY, State.DUE), (due, State.DUE), (due + timedelta(days=1), State.LATE)):
        (found,) = standings([adult()], [training()], (), calendar(thanksgiving), today)
        assert (found.state, found.due, found.held, found.counts) == (state, due, None, False)
    assert standings([adult()], [training()], (), calendar(), FIRST_DAY - timedelta(days=1)) == ()


def test_a_calendar_without_school_days_makes_nothing_late() -> None:
    endless = Special(first=date(2026, 1, 1), last=date(2026, 12, 31), why="closed")
    closed = calendar(endless, Special(first=date(2027, 1, 1), last=date(2027, 12, 31), why="closed"))
    assert school_day_after(closed, FIRST_DAY, 1) == (None, True)
    (found,) = standings([adult()], [training()], (), closed, date(2027, 5, 1))
    assert (found.state, found.due) == (State.DUE, None)


def test_a_date_over_days_that_no_calendar_covers_is_a_guess_and_never_late() -> None:
    before = adult(first=date(2026, 8, 10))  # the school year begins on 13 August
    for today in (date(2026, 8, 13), date(2027, 5, 1)):
        found = one(who=before, today=today)
        assert (found.state, found.due, found.guessed) == (State.DUE, date(2026, 8, 13), True)


def test_who_left_is_in_no_list_and_a_role_is_asked_for_more_than_everybody() -> None:
    asked = [training(), training("team", Role.NURSE, Role.LEAD)]
    people = [adult(), adult("bo", Role.NURSE), adult("cy", Role.LEAD, last=MONDAY - timedelta(days=1))]
    found = standings(people, asked, (), calendar(), MONDAY)
    assert [(each.adult.adult, each.training.training) for each in found] == [
        ("ana", "de-escalation"),
        ("bo", "de-escalation"),
        ("bo", "team"),
    ]


def test_what_was_taken_back_or_is_still_to_come_does_not_count_and_what_was_before_does() -> None:
    older, newer = date(2026, 2, 2), date(2026, 9, 9)
    assert one(fact(older), fact(newer)).held == newer
    assert one(fact(older), fact(newer), fact(newer, given_ms=2, taken_back=True)).held == older
    assert one(fact(older), fact(newer, given_ms=2, taken_back=True), fact(newer, given_ms=3)).held == newer
    assert one(fact(older), fact(MONDAY + timedelta(days=1))).held == older


def test_the_order_in_which_facts_come_makes_no_difference() -> None:
    dice = random.Random(26)
    asked, people = [training(), training("team", Role.NURSE)], [adult("ana", Role.NURSE), adult("bo")]
    for _ in range(200):
        facts = [
            fact(
                MONDAY - timedelta(days=dice.choice((0, 30, 400))),
                dice.choice(("ana", "bo")),
                dice.choice(("de-escalation", "team")),
                given_ms=dice.randint(1, 3),
                taken_back=dice.random() < 0.4,
            )
            for _ in range(6)
        ]
        shuffled = dice.sample(facts, len(facts))
        assert standings(people, asked, facts, calendar(), MONDAY) == standings(
            people, asked, shuffled, calendar(), MONDAY
        )


def test_a_training_that_is_held_only_ever_goes_from_counting_to_soon_to_run_out() -> None:
    order = (State.HELD, State.SOON, State.RUN_OUT)
    seen = [one(fact(FIRST_DAY), today=FIRST_DAY + timedelta(days=day)).state for day in range(400)]
    assert all(order.index(before) <= order.index(after) for before, after in pairwise(seen))
    assert (seen.count(State.SOON), set(seen)) == (SOON_DAYS, set(order))
