"""Says for each occupied hour of the coming week, and for each need, who covers it or that nobody does. Pure: the day is an argument.

Theory of operation
-------------------
The plan says when the building is occupied and who is on duty with which role. The school calendar says on which days there is school. A
need is looked at minute by minute, as spans: an hour is covered if somebody is there in each of its minutes. So two people who take turns
at half past cover the hour together, and ten minutes without anybody are a gap of ten minutes.

A day without school has no occupied hours. A half day keeps them all, because adults and some students stay: a gap too many costs a
question, and a gap that nobody named costs more. People are taken from the plan alone, so who left the plan covers nothing, also where
they had taken an hour. Who is away covers nothing either, whatever they took: an absence is mostly told later.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from appliance.duties.calendar import ONE_DAY, Calendar, Day
from appliance.plan.hours import MINUTES_PER_DAY, joined, without
from appliance.plan.ids import PersonId
from appliance.plan.model import Hours, Plan
from appliance.readiness.arrangements import Arrangements, Taken
from appliance.readiness.needs import PAIR, ROLE_OF, Need

DAYS = 7
"""A week: who makes the roster can still ask somebody, and absences are mostly known."""
HOUR_MIN = 60


class Covering(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who covers a need: a person of the plan, or a partner from outside and how that partner is `called`."""

    name: str
    person: PersonId | None = None
    called: str = ""

    @property
    def outside(self) -> bool:
        """Whether this is a partner from outside the school."""
        return self.person is None


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """One need in one occupied hour, or in the part of it that is occupied. All minutes are since midnight of the day.

    `by`: everybody who covers at least a minute of it. `nobody`: the spans that nobody covers. `outside`: the spans that are covered
    only with partners from outside.
    """

    need: Need
    start_min: int
    end_min: int
    by: tuple[Covering, ...]
    nobody: tuple[Hours, ...]
    outside: tuple[Hours, ...]

    @property
    def covered(self) -> bool:
        """Whether somebody covers each minute."""
        return not self.nobody


class DayCovered(msgspec.Struct, frozen=True, kw_only=True):
    """One day of the week: what the calendar says of it, and its hours in order, with all needs of an hour together."""

    day: Day
    hours: tuple[Hour, ...]

    def gaps(self, need: Need) -> tuple[Hours, ...]:
        """Give the spans of the day that nobody covers, in minutes since midnight; spans that touch are joined."""
        return joined(span for hour in self.hours if hour.need is need for span in hour.nobody)

    def only_outside(self, need: Need) -> tuple[Hours, ...]:
        """Give the spans of the day that only partners from outside cover, or cover with somebody of the school."""
        return joined(span for hour in self.hours if hour.need is need for span in hour.outside)


class _There(msgspec.Struct, frozen=True):
    """Somebody who is there in these spans of one day, and what they can be counted for."""

    who: Covering
    gives: frozenset[Need]
    spans: tuple[Hours, ...]


def week(
    plan: Plan,
    arrangements: Arrangements,
    calendar: Calendar,
    first: date,
    from_min: int = 0,
    taken: tuple[Taken, ...] = (),
) -> tuple[DayCovered, ...]:
    """Give the seven days from `first` on. Of the first day, hours before `from_min` (minutes since midnight) are over and left out.
    `taken` is what people took besides their hours of duty.
    """
    days = (calendar.day(first + number * ONE_DAY) for number in range(DAYS))
    return tuple(_covered(plan, arrangements, day, from_min if day.day == first else 0, taken) for day in days)


def _covered(plan: Plan, arrangements: Arrangements, day: Day, from_min: int, taken: tuple[Taken, ...]) -> DayCovered:
    occupied = _occupied(plan, day, from_min)
    if not occupied:
        return DayCovered(day=day, hours=())
    there = list(_there(plan, arrangements, day.day, taken))
    inside = [each for each in there if not each.who.outside]
    found = [
        hour
        for need in arrangements.needs
        for hour in _hours(need, occupied, _counted(need, there), _counted(need, inside))
    ]
    order = {need: place for place, need in enumerate(Need)}
    return DayCovered(day=day, hours=tuple(sorted(found, key=lambda each: (each.start_min, order[each.need]))))


def _occupied(plan: Plan, day: Day, from_min: int) -> tuple[Hours, ...]:
    """Give the occupied spans of a day. A plan without occupied hours counts the whole day, as it does everywhere."""
    if not day.school:
        return ()
    spans = _of_day(plan.occupied, day.day) if plan.occupied else (Hours(0, MINUTES_PER_DAY),)
    return without(spans, (Hours(0, from_min),)) if from_min > 0 else spans


def _there(plan: Plan, arrangements: Arrangements, day: date, taken: tuple[Taken, ...]) -> Iterator[_There]:
    """Give everybody who can be counted for something on this day, without the spans in which they are away. Who took something is
    there once for their hours of duty, and once for each thing they took.
    """
    away: dict[str, list[Hours]] = {}
    for each in arrangements.away:
        if each.first <= day <= each.last:
            away.setdefault(each.who, []).append(Hours(each.start_min, each.end_min))
    for person in plan.people:
        gives = frozenset(need for need, role in ROLE_OF.items() if role in person.roles)
        spans = without(_of_day(person.duty, day), away.get(person.person, ())) if gives else ()
        if spans:
            yield _There(Covering(name=person.name, person=person.person), gives, spans)
        for took in taken:
            if took.person == person.person and took.day == day:
                spans = without((Hours(took.start_min, took.end_min),), away.get(person.person, ()))
                yield _There(Covering(name=person.name, person=person.person), frozenset((took.need,)), spans)
    for partner in arrangements.partners:
        spans = without(_of_day(partner.hours, day), away.get(partner.partner, ()))
        if spans:
            yield _There(Covering(name=partner.name, called=partner.called), frozenset(partner.gives), spans)


def _counted(need: Need, there: Iterable[_There]) -> list[tuple[Hours, Covering]]:
    """Give everybody who covers a need, each with a span in which they do."""
    known = list(there)
    covering = [(span, each.who) for each in known if need in each.gives for span in each.spans]
    if need is not Need.CO_RESPONDERS:
        return covering
    halves = [each for each in known if each.gives.intersection(PAIR)]
    paired = _paired(halves)
    for each in halves:
        covering += [(span, each.who) for span in _both(each.spans, paired)]
    return covering


def _paired(halves: list[_There]) -> tuple[Hours, ...]:
    """Give the spans in which two different people can go as a pair: one for each half.

    That is so wherever both halves have somebody and at least two people are there. Whoever is there then can be one of a pair.
    """
    changes: list[tuple[int, int, int]] = []
    for number, each in enumerate(halves):
        changes += [
            change for span in each.spans for change in ((span.start_min, 1, number), (span.end_min, -1, number))
        ]
    have = dict.fromkeys(PAIR, 0)
    there, since = Counter[Covering](), None
    found: list[Hours] = []
    for minute, step, number in sorted(
        changes
    ):  # at the same minute those who go come first, so a change of shift is two spans
        if since is not None and minute > since:
            found.append(Hours(since, minute))
        there[halves[number].who] += step
        for half in halves[number].gives.intersection(PAIR):
            have[half] += step
        since = minute if sum(map(bool, there.values())) >= 2 and all(have.values()) else None
    return joined(found)


def _hours(
    need: Need,
    occupied: tuple[Hours, ...],
    counted: list[tuple[Hours, Covering]],
    inside: list[tuple[Hours, Covering]],
) -> Iterator[Hour]:
    nobody = without(occupied, (span for span, _ in counted))
    outside = without(without(occupied, (span for span, _ in inside)), nobody)
    for cell in _cells(occupied):
        by = dict.fromkeys(
            who for span, who in counted if span.start_min < cell.end_min and cell.start_min < span.end_min
        )
        yield Hour(
            need=need,
            start_min=cell.start_min,
            end_min=cell.end_min,
            by=tuple(by),
            nobody=_both(nobody, (cell,)),
            outside=_both(outside, (cell,)),
        )


def _cells(occupied: tuple[Hours, ...]) -> Iterator[Hours]:
    """Cut spans at each full hour."""
    for span in occupied:
        start = span.start_min
        while start < span.end_min:
            end = min(span.end_min, start - start % HOUR_MIN + HOUR_MIN)
            yield Hours(start, end)
            start = end


def _of_day(spans: Iterable[Hours], day: date) -> tuple[Hours, ...]:
    """Give spans of the week as far as they are on one day, in minutes since its midnight."""
    first = day.weekday() * MINUTES_PER_DAY
    cut = ((max(span.start_min - first, 0), min(span.end_min - first, MINUTES_PER_DAY)) for span in spans)
    return joined(Hours(start, end) for start, end in cut if start < end)


def _both(some: Iterable[Hours], others: tuple[Hours, ...]) -> tuple[Hours, ...]:
    """Give the minutes that are in both."""
    cut = ((max(one.start_min, other.start_min), min(one.end_min, other.end_min)) for one in some for other in others)
    return tuple(Hours(start, end) for start, end in cut if start < end)
