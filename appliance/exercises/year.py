"""Derives how every set of a box stands on a day, from the entries that stand: sets, scheduled days, and what was done. Pure."""

from collections.abc import Iterable
from datetime import date, tzinfo

import msgspec

from appliance.core.exercise_sets.commands import AssignExerciseSet
from appliance.core.exercise_sets.events import AskedFor, ExerciseSetAssigned
from appliance.core.exercise_sets.known import Year
from appliance.core.ground.moment import Moment, at
from appliance.core.held.exercises import ExerciseDone
from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Assigned, Done, ExerciseSet, Standing, Stands, standings


class SetStands(msgspec.Struct, frozen=True):
    """How one set stands. `office`: the safety office assigned it. `stands` are in the order of the days by which they are to be done."""

    its: ExerciseSet
    office: bool
    stands: tuple[Stands, ...]

    @property
    def out(self) -> int:
        """The number of its exercises that are out of compliance."""
        return sum(each.standing is Standing.OUT_OF_COMPLIANCE for each in self.stands)


def year_stands(
    year: Year, exercised: Iterable[ExerciseDone], today: date | None, zone: tzinfo
) -> tuple[SetStands, ...]:
    """Give how each set stands, in the order of their names. `today` as for `standings`; `zone` is the building's. What was done while the
    box did not know the day completes nothing.
    """
    done = [Done(at(each.wall_ms, zone).date(), ScenarioId(each.scenario)) for each in exercised if each.wall_ms]
    done += [Done(at(each.wall_ms, zone).date(), ScenarioId(""), each.drill) for each in year.drills if each.wall_ms]
    return tuple(
        SetStands(its, event.office, standings(its, done, today))
        for _, event in sorted(year.sets.items())
        for its in (as_set(event, year),)
    )


def today_of(now: Moment, zone: tzinfo) -> date | None:
    """Give the day in the building; None while the box does not know the time."""
    return None if now.week_minute is None else at(now.wall_ms, zone).date()


def as_set(event: ExerciseSetAssigned, year: Year) -> ExerciseSet:
    """Give an assigned set with the days for which its exercises are scheduled now."""
    assigned = tuple(
        Assigned(
            scenario=ScenarioId(each.scenario),
            by=date.fromisoformat(each.due_on),
            on=date.fromisoformat(on) if (on := year.day_of(event.name, each)) else None,
            line=number,
            drill=each.drill,
            title=each.title,
        )
        for number, each in enumerate(event.asked, start=1)
    )
    return ExerciseSet(
        event.name, event.title, date.fromisoformat(event.first), date.fromisoformat(event.last), assigned
    )


def to_assign(its: ExerciseSet, titles: dict[ScenarioId, str], by: str, *, office: bool = False) -> AssignExerciseSet:
    """Give the command that assigns a set that was read from a file. `titles` are those of the scenarios. A day that its file has is not
    taken over: days are scheduled at a console, where people know their calendar.
    """
    return AssignExerciseSet(
        name=its.name,
        title=its.title,
        first=its.first.isoformat(),
        last=its.last.isoformat(),
        asked=tuple(
            AskedFor(
                each.by.isoformat(), each.scenario, each.drill, each.drill or titles.get(each.scenario, each.scenario)
            )
            for each in its.assigned
        ),
        by=by,
        office=office,
    )


def asked_of(each: Assigned) -> AskedFor:
    """Give one exercise of a set as entries name it."""
    return AskedFor(each.by.isoformat(), each.scenario, each.drill, each.title)
