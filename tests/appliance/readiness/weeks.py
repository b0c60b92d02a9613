"""Random weeks of a school, and a slow oracle that covers them minute by minute. It shares no code with `appliance.readiness.coverage`."""

import random
from datetime import UTC, date, timedelta

from msgspec.structs import replace

from appliance.duties.calendar import Calendar, SchoolYear, Special
from appliance.plan.ids import PersonId
from appliance.plan.model import NO_PLAN, Hours, Person, Plan, Role
from appliance.readiness.arrangements import Arrangements, Away, Partner, Taken
from appliance.readiness.needs import Need

MONDAY = date(2026, 11, 30)
WEEK_MIN, DAY_MIN = 7 * 1440, 1440
ROLES = (Role.LEAD, Role.SECURITY, Role.MENTAL_HEALTH, Role.NURSE, Role.TEACHER)

type Minutes = dict[int, frozenset[str]]
"""Minute of the day → the names of those who cover it; an occupied minute that nobody covers has nobody."""


def calendar(*special: Special) -> Calendar:
    year = SchoolYear(name="2026-27", first=date(2026, 8, 13), last=date(2027, 5, 27), ends_min=930)
    return Calendar(zone=UTC, years=(year,), special=special)


def school(*people: Person, occupied: tuple[Hours, ...] = ()) -> Plan:
    return replace(NO_PLAN, building="Fox Hollow", people=people, occupied=occupied)


def person(name: str, *roles: Role, duty: tuple[Hours, ...]) -> Person:
    return Person(PersonId(name), name.title(), roles, duty)


def on_days(days: range, start_min: int, end_min: int) -> tuple[Hours, ...]:
    return tuple(Hours(day * DAY_MIN + start_min, day * DAY_MIN + end_min) for day in days)


def any_week(dice: random.Random) -> tuple[Plan, Arrangements, Calendar, date, int, tuple[Taken, ...]]:
    """Roll a school: people, partners, absences, days without school, a first day and a time of it, and hours that people took."""
    people = [
        person(f"p{number}", *dice.sample(ROLES, dice.randint(0, 3)), duty=_spans(dice, dice.randint(0, 6)))
        for number in range(dice.randint(0, 9))
    ]
    partners = [
        Partner(
            partner=f"x{number}",
            name=f"Partner {number}",
            gives=tuple(dice.sample(tuple(Need), dice.randint(1, 3))),
            hours=_spans(dice, dice.randint(1, 5)),
            called="telephone",
        )
        for number in range(dice.randint(0, 3))
    ]
    first = MONDAY + timedelta(days=dice.randint(0, 6))
    ids = [each.person for each in people] + [each.partner for each in partners]
    away = [_away(dice, dice.choice(ids), first) for _ in range(dice.randint(0, 4)) if ids]
    special = (
        Special(first=first + timedelta(days=2), last=first + timedelta(days=dice.choice((2, 3))), why="a snow day"),
        Special(
            first=first + timedelta(days=5), last=first + timedelta(days=5), why="a half day", school=True, ends_min=700
        ),
    )
    needs = tuple(need for need in Need if dice.random() < 0.8)
    return (
        school(*people, occupied=_spans(dice, dice.randint(0, 6))),
        Arrangements(needs=needs, partners=tuple(partners), away=tuple(away)),
        calendar(*(each for each in special if dice.random() < 0.5)),
        first,
        dice.choice((0, 0, 1, 605, 1439)),
        tuple(
            _taken(dice, first, [*(each.person for each in people), "left"]) for _ in range(dice.choice((0, 0, 3, 8)))
        ),
    )


def _taken(dice: random.Random, first: date, people: list[str]) -> Taken:
    start, end = sorted(dice.sample(range(0, DAY_MIN + 1, 15), 2))
    return Taken(
        person=PersonId(dice.choice(people)),
        need=dice.choice([need for need in Need if need is not Need.CO_RESPONDERS]),
        day=first + timedelta(days=dice.randint(-1, 6)),
        start_min=start,
        end_min=end,
    )


def _spans(dice: random.Random, number: int) -> tuple[Hours, ...]:
    """Spans that meet, overlap and touch midnight and the end of the week. Round times are likely, so that shifts follow each other."""
    found = []
    for _ in range(number):
        start = dice.choice((dice.randrange(WEEK_MIN), dice.randrange(7) * DAY_MIN + dice.choice((0, 480, 510, 720))))
        end = min(WEEK_MIN, start + dice.choice((1, 30, 120, 240, 500, 2000)))
        found.append(Hours(start, end))
    return tuple(found)


def _away(dice: random.Random, who: str, first: date) -> Away:
    day = first + timedelta(days=dice.randint(-2, 6))
    start, end = sorted(dice.sample(range(0, DAY_MIN + 1, 15), 2))
    whole = dice.random() < 0.5
    return Away(
        who=who,
        first=day,
        last=day + timedelta(days=dice.randint(0, 2)),
        start_min=0 if whole else start,
        end_min=DAY_MIN if whole else end,
    )


def naive(
    plan: Plan,
    arrangements: Arrangements,
    school_calendar: Calendar,
    day: date,
    need: Need,
    from_min: int,
    taken: tuple[Taken, ...] = (),
) -> tuple[Minutes, Minutes]:
    """Say of each occupied minute of a day who covers a need: all of them, and those of the school alone."""
    everybody: Minutes = {}
    own: Minutes = {}
    if not school_calendar.day(day).school:
        return everybody, own
    for minute in range(from_min, DAY_MIN):
        of_week = day.weekday() * DAY_MIN + minute
        if plan.occupied and not _in(plan.occupied, of_week):
            continue
        gone = {
            each.who
            for each in arrangements.away
            if each.first <= day <= each.last and each.start_min <= minute < each.end_min
        }
        there = {
            each.name: {role.value for role in each.roles}
            for each in plan.people
            if each.person not in gone and _in(each.duty, of_week)
        }
        now = [each for each in taken if each.day == day and each.start_min <= minute < each.end_min]
        for person_there in plan.people:
            took = {each.need.value for each in now if each.person == person_there.person}
            if took and person_there.person not in gone:
                there.setdefault(person_there.name, set()).update(took)
        outside = {
            each.name: {given.value for given in each.gives}
            for each in arrangements.partners
            if each.partner not in gone and _in(each.hours, of_week)
        }
        everybody[minute] = _who({**there, **outside}, need)
        own[minute] = _who(there, need)
    return everybody, own


def _in(spans: tuple[Hours, ...], minute: int) -> bool:
    return any(span.start_min <= minute < span.end_min for span in spans)


def _who(there: dict[str, set[str]], need: Need) -> frozenset[str]:
    found = {name for name, gives in there.items() if need.value in gives}
    if need is Need.CO_RESPONDERS:
        for one, gives in there.items():
            for other, gives_other in there.items():
                if one != other and "security" in gives and "mental-health" in gives_other:
                    found |= {one, other}
    return frozenset(found)
