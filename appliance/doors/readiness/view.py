"""Writes who is ready in the coming week in lines, as far as a reader may read them. Pure: the day is an argument."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from appliance.api.access import Reads
from appliance.api.listed.readiness import (
    AdultLine,
    GapLine,
    HourLine,
    NotedLine,
    ReadinessKnown,
    TestedLine,
    TrainingLine,
)
from appliance.core.ground.moment import at
from appliance.core.ground.names import Names
from appliance.core.readiness.known import KnownReadiness, day_of
from appliance.core.readiness.words import AdultId, TrainingId
from appliance.duties.calendar import Calendar
from appliance.duties.explaining import day_words
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.mistakes import counted as number_of
from appliance.plan.model import Role
from appliance.readiness.adopted.ready import Ready, taken_of
from appliance.readiness.arrangements import Taken
from appliance.readiness.coverage import DAYS, DayCovered, week
from appliance.readiness.needs import NEEDS, PAIR, ROLE_OF, Need
from appliance.readiness.telling import clock_span, day_lines, gap_words, outside_lines
from appliance.readiness.trainings.lists import (
    NOT_FOR_EVALUATION,
    began_words,
    begun_lately,
    counts,
    own_list,
    to_schedule,
)
from appliance.readiness.trainings.standing import Standing, standings

NO_DAY = "The box does not know what day it is, so nobody can say who covers the coming week. Have district IT see to its clock."
NOT_ARRANGED = (
    "No arrangements were adopted yet, so partners and absences are not known here, and every need is looked at."
)
NO_ADULTS = "No table of adults was adopted yet, so nobody's trainings are known here."
NO_CALENDAR = "The school calendar does not cover all of these days: there Monday to Friday count as school days."
TESTS_SHOWN_DAYS = 14
"""Ours: whoever pressed in a walk test is named within two weeks, while people still know who it was."""
NOTED_SHOWN = 50
"""Ours: two screens. Older ones are corrected in the table that is adopted."""
LINE_CHARACTERS_MAX = 4000
"""Ours: some 200 names. With more of them in a line, an answer could grow too long for its frame."""
_MANY = " ... and more: handbell readiness trainings --names gives all of them"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer is made of. `now` is the time at the school; None while the clock is not trusted. `person` proved who they are.
    `proved` says when each button passed its last walk test (ms since the Unix epoch).
    """

    ready: Ready
    stands: KnownReadiness
    index: PlanIndex
    calendar: Calendar
    now: datetime | None
    reads: Reads
    person: PersonId | None
    proved: dict[ButtonId, int]


def covered(asked: Asked) -> tuple[DayCovered, ...]:
    """Give the coming week; nothing while nobody knows what day it is."""
    if asked.now is None:
        return ()
    ready, first = asked.ready, asked.now.date()
    from_min = asked.now.hour * 60 + asked.now.minute
    return week(asked.index.plan, ready.arrangements, asked.calendar, first, from_min, ready.taken)


def gap_lines(days: Iterable[DayCovered]) -> tuple[GapLine, ...]:
    """Give every gap, in the order of time."""
    return tuple(
        GapLine(
            day=day.day.day.isoformat(),
            start_min=gap.start_min,
            end_min=gap.end_min,
            says=gap_words(day.day.day, need, gap.start_min, gap.end_min),
            roles=_roles(need),
        )
        for day in days
        for gap, need in sorted(
            ((gap, need) for need in NEEDS for gap in day.gaps(need)), key=lambda each: each[0].start_min
        )
    )


def readiness_known(request: int, asked: Asked) -> ReadinessKnown:
    """Give what this reader may read."""
    if asked.now is None:
        return ReadinessKnown(request=request, said=(NO_DAY,))
    days, today, ready = covered(asked), asked.now.date(), asked.ready
    where = standings(ready.adults, ready.trainings, ready.facts, asked.calendar, today)
    names = asked.reads.may(ReadinessKnown, "named")
    return ReadinessKnown(
        request=request,
        said=_said(ready, days),
        gaps=gap_lines(days),
        counted=(*(line for day in days for line in day_lines(day, named=False)), *_counts(ready, where)),
        outside=tuple(outside_lines(days, ready.arrangements)),
        own=_own(asked, where, today),
        named=tuple(_short(line) for line in _named(days, where, today)) if names else (),
        hours=_hours(asked, today) if names else (),
        trainings=tuple(TrainingLine(training=TrainingId(each.training), title=each.title) for each in ready.trainings),
        adults=_adults(ready, today) if names else (),
        noted=_noted(asked, today) if names else (),
        tests=_tests(asked, today),
        schedules=names and asked.person is not None,
        today=today.isoformat(),
        occupied=any(day.hours for day in days),
    )


def _said(ready: Ready, days: tuple[DayCovered, ...]) -> tuple[str, ...]:
    known = all(day.day.covered for day in days)
    return (
        NOT_FOR_EVALUATION,
        *ready.unread,
        *(() if ready.arranged else (NOT_ARRANGED,)),
        *(() if ready.adults else (NO_ADULTS,)),
        *(() if known else (NO_CALENDAR,)),
    )


def _roles(need: Need) -> tuple[Role, ...]:
    return tuple(ROLE_OF[half] for half in PAIR) if need is Need.CO_RESPONDERS else (ROLE_OF[need],)


def _counts(ready: Ready, where: tuple[Standing, ...]) -> list[str]:
    return counts(where)[1:] if ready.adults else []


def _named(days: tuple[DayCovered, ...], where: tuple[Standing, ...], today: date) -> list[str]:
    lines = [line for day in days for line in day_lines(day)]
    return [*lines, *begun_lately(where, today), *(to_schedule(where, today)[1:] if where else ())]


def _own(asked: Asked, where: tuple[Standing, ...], today: date) -> tuple[str, ...]:
    if asked.person is None:
        return ()
    took = [
        f"You took: {_hour_words(hour)}"
        for each in asked.stands.hours
        if each.person == asked.person and (hour := taken_of(each)) is not None and hour.day >= today
    ]
    began = (began_words(each, today) for each in asked.ready.adults if each.adult == asked.person)
    listed = own_list(where, asked.person, today) if asked.ready.adults else []
    own = [line for line in listed if line != NOT_FOR_EVALUATION]
    return (*took, *(words for words in began if words), *own)


def _hour_words(hour: Taken) -> str:
    return f"{day_words(hour.day, hour.day)}, {clock_span(hour.start_min, hour.end_min)}, {NEEDS[hour.need].title}"


def _hours(asked: Asked, today: date) -> tuple[HourLine, ...]:
    names = Names(asked.index)
    return tuple(
        HourLine(taken=each.taken, says=f"{_hour_words(hour)}: {names.person(each.person)}")
        for each in asked.stands.hours
        if (hour := taken_of(each)) is not None and 0 <= (hour.day - today).days < DAYS
    )


def _adults(ready: Ready, today: date) -> tuple[AdultLine, ...]:
    return tuple(AdultLine(adult=AdultId(each.adult), name=each.name) for each in ready.adults if each.works_on(today))


def _noted(asked: Asked, today: date) -> tuple[NotedLine, ...]:
    names = {each.adult: each.name for each in asked.ready.adults}
    titles = {each.training: each.title for each in asked.ready.trainings}
    return tuple(
        NotedLine(
            noted=each.noted,
            says=f"{names.get(each.adult, each.adult)}, {titles.get(each.training, each.training)}, {_day(each.on, today)}",
        )
        for _, each in reversed(asked.stands.trainings[-NOTED_SHOWN:])
    )


def _tests(asked: Asked, today: date) -> tuple[TestedLine, ...]:
    names, zone = Names(asked.index), asked.calendar.zone
    found = [(at(ms, zone), button) for button, ms in asked.proved.items() if ms]
    return tuple(
        TestedLine(
            button=button,
            on=when.date().isoformat(),
            says=f"{names.button(button)}, {day_words(when.date(), today)} {when:%H:%M}",
        )
        for when, button in sorted(found, reverse=True)
        if 0 <= (today - when.date()).days < TESTS_SHOWN_DAYS and button in asked.index.buttons
    )


def _day(text: str, today: date) -> str:
    day = day_of(text)
    return text if day is None else day_words(day, today)


def _short(line: str) -> str:
    return line if len(line) <= LINE_CHARACTERS_MAX else line[:LINE_CHARACTERS_MAX].rpartition(", ")[0] + _MANY


def gaps_in_short(days: tuple[DayCovered, ...]) -> str:
    """Name the gaps of the week in one line for the morning check: the next one, and how many there are; nothing where there is none."""
    gaps = gap_lines(days)
    if not gaps:
        return ""
    more = len(gaps) - 1
    return f"{gaps[0].says}{f'; {number_of(more, "more gap")} within a week' if more else ''}"
