"""`coverage`: measures how long it takes to say who covers each occupied hour of a week. Pure, so it is measured in this process."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, date

from figures import Figure, p
from msgspec.structs import replace

from appliance.duties.calendar import Calendar, SchoolYear
from appliance.plan.ids import PersonId
from appliance.plan.model import NO_PLAN, Hours, Person, Role
from appliance.readiness.arrangements import Arrangements, Away, Partner
from appliance.readiness.coverage import week
from appliance.readiness.needs import Need

PEOPLE = 60
ROUNDS = 40
MS_MAX = 50.0
"""Under the tenth of a second at which a person notices a wait, with room for a Pi that is busy."""
MONDAY = date(2026, 11, 30)
ROLES = (Role.LEAD, Role.SECURITY, Role.MENTAL_HEALTH, Role.NURSE)


async def measure() -> AsyncIterator[Figure]:
    """Measure a week of 60 people, each with two roles and with a break at another minute, so that no two spans are alike."""
    people = tuple(
        Person(PersonId(f"p{number}"), f"Person {number}", (ROLES[number % 4], ROLES[(number + 1) % 4]), _duty(number))
        for number in range(PEOPLE)
    )
    plan = replace(
        NO_PLAN, people=people, occupied=tuple(Hours(day * 1440 + 420, day * 1440 + 1080) for day in range(5))
    )
    year = SchoolYear(name="2026-27", first=date(2026, 8, 13), last=date(2027, 5, 27), ends_min=930)
    arrangements = Arrangements(
        partners=(
            Partner(partner="x", name="Partner", gives=tuple(Need), hours=plan.occupied[:2], called="telephone"),
        ),
        away=tuple(Away(who=each.person, first=MONDAY, last=MONDAY) for each in people[::7]),
    )
    calendar = Calendar(zone=UTC, years=(year,))
    took_ms: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        days = week(plan, arrangements, calendar, MONDAY)
        took_ms.append((time.perf_counter() - began) * 1000)
    hours = sum(len(day.hours) for day in days)
    says = f"p95 of {ROUNDS} weeks of {PEOPLE} people, {hours} hours and needs each"
    yield Figure("coverage", p(took_ms, 95), "ms", value_max=MS_MAX, says=says)


def _duty(number: int) -> tuple[Hours, ...]:
    spans: list[Hours] = []
    for day in range(5):
        first = day * 1440
        spans += [Hours(first + 430 + number, first + 700 + number), Hours(first + 730 + number, first + 1000 + number)]
    return tuple(spans)
