"""Tells what is known of the sets of exercises: which count, which days are scheduled, which drills were done. Decides about them. Pure.

How each exercise stands on a day is derived from this elsewhere (`appliance.exercises.year`). No scenario is read here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, timedelta

import msgspec

from appliance.core.exercise_sets.commands import (
    AdoptScenario,
    AssignExerciseSet,
    DropScenario,
    ScheduleExercise,
    TakeBackExerciseDay,
    WithdrawExerciseSet,
)
from appliance.core.exercise_sets.events import (
    DRILLS_KEPT,
    AnyExerciseSetEvent,
    AskedFor,
    DrillCounted,
    ExerciseDayTakenBack,
    ExerciseScheduled,
    ExerciseSetAssigned,
    ExerciseSetWithdrawn,
    ScenarioAdopted,
    ScenarioDropped,
)
from appliance.core.ground.limits import EXERCISE_TITLE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX, YEARS_KNOWN
from appliance.core.ground.moment import Moment, at
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor

SETS_MAX = 4
"""Sets of the safety office, and as many of the building's own. Ours: this school year and the next one, with a set for talks at a table
and a set for drills in each.
"""
EXERCISES_MAX = 60
"""In one set: as many as a box keeps of those that were done (`DONE_KEPT`), so that each can be completed."""
YEAR_DAYS_MAX = 366
NAME_CHARACTERS_MAX = 40
BY_CHARACTERS_MAX = 80
"""A first and last name with a title, as for rules of duties."""
SCENARIOS_MAX = 20
"""Scenarios of the building's own. Ours: more than twice as many as are shipped, and all of them fit in one list."""


type Noted = (
    AssignExerciseSet | WithdrawExerciseSet | ScheduleExercise | TakeBackExerciseDay | AdoptScenario | DropScenario
)
"""What is decided without the plan."""


class DrillDone(msgspec.Struct, frozen=True):
    """A drill that counts for a set, and when it was done, by the wall clock (ms); 0 if that clock could not be trusted."""

    number: int
    drill: str
    wall_ms: int


type Day = tuple[str, AskedFor]
"""Names one exercise: the name of its set, and what is asked for, without its title (`_day`)."""


class Year(msgspec.Struct, frozen=True):
    """What stands. It is never changed in place: with each entry there is another one.

    `days` gives the day for which an exercise is scheduled; an exercise without a scheduled day is not in it.
    """

    sets: Mapping[str, ExerciseSetAssigned] = {}
    days: Mapping[Day, str] = {}
    drills: tuple[DrillDone, ...] = ()
    """The newest drills that count for a set, in order."""
    scenarios: Mapping[str, tuple[Moment, ScenarioAdopted]] = {}

    def day_of(self, name: str, asked: AskedFor) -> str:
        """Give the day for which an exercise of this set is scheduled; empty where none is."""
        return self.days.get(_day(name, asked), "")

    def asks(self, name: str, asked: AskedFor) -> AskedFor | None:
        """Give this exercise as the set of this name asks for it; None where no such set does."""
        its = self.sets.get(name)
        return (
            None if its is None else next((each for each in its.asked if _day(name, each) == _day(name, asked)), None)
        )


def same_drill(name: str) -> str:
    """Give the name of a drill in the form in which two names are compared: without capitals and further blanks."""
    return " ".join(name.split()).casefold()


def note(year: Year, command: Noted, by: Actor | None, now: Moment) -> list[AnyExerciseSetEvent] | Rejection:
    """Give the entry for a command, or why there is none. `by` is the desk that asks; None where no desk does."""
    match command:
        case AssignExerciseSet():
            return _assign(year, command)
        case WithdrawExerciseSet():
            return _withdraw(year, command)
        case ScheduleExercise():
            assert by is not None, "a day is scheduled at a desk"
            return _schedule(year, command, by, now)
        case TakeBackExerciseDay():
            assert by is not None, "a day is taken back at a desk"
            return _take_back(year, command, by)
        case AdoptScenario():
            return _adopt(year, command)
        case DropScenario():
            if not _signs(command.by):
                return Rejection.SIGNED_BY_NOBODY
            if command.scenario not in year.scenarios:
                return Rejection.NO_SUCH_SCENARIO
            return [ScenarioDropped(scenario=command.scenario, by=command.by)]


def drill_done(year: Year, name: str) -> list[AnyExerciseSetEvent]:
    """Count a drill that was done to its end, where a set asks for a drill of this name."""
    wanted = (same_drill(each.drill) for its in year.sets.values() for each in its.asked if each.drill)
    if same_drill(name) not in wanted:
        return []
    number = year.drills[-1].number + 1 if year.drills else 1
    return [DrillCounted(number=number, drill=name)]


def after(year: Year, event: AnyExerciseSetEvent, at: Moment) -> Year:
    """Give what is known after an event."""
    match event:
        case ExerciseSetAssigned(name=name):
            return msgspec.structs.replace(
                year, sets={**year.sets, name: event}, days=_without(year.days, name, event.gone)
            )
        case ExerciseSetWithdrawn(name=name):
            left = {each: its for each, its in year.sets.items() if each != name}
            return msgspec.structs.replace(year, sets=left, days=_without(year.days, name, event.gone))
        case ExerciseScheduled(name=name, asked=asked, on=on):
            return msgspec.structs.replace(year, days={**year.days, _day(name, asked): on})
        case ExerciseDayTakenBack(name=name, asked=asked):
            return msgspec.structs.replace(year, days=_without(year.days, name, (asked,)))
        case DrillCounted(number=number, drill=drill):
            done = DrillDone(number, drill, 0 if at.week_minute is None else at.wall_ms)
            return msgspec.structs.replace(year, drills=(*year.drills, done)[-DRILLS_KEPT:])
        case ScenarioAdopted(scenario=scenario):
            return msgspec.structs.replace(year, scenarios={**year.scenarios, scenario: (at, event)})
        case ScenarioDropped(scenario=scenario):
            kept = {each: its for each, its in year.scenarios.items() if each != scenario}
            return msgspec.structs.replace(year, scenarios=kept)


def why_not_set(command: AssignExerciseSet | ExerciseSetAssigned) -> str:
    """Say what is wrong with a set, or give an empty text. Whoever assigns one has read a file; this is asked once more of every set."""
    first, last = day_of(command.first), day_of(command.last)
    if not _is_line(command.name, NAME_CHARACTERS_MAX) or not _is_line(command.title, TEXT_CHARACTERS_MAX):
        return "The set has no name, or no title."
    if first is None or last is None or not timedelta(0) <= last - first <= timedelta(days=YEAR_DAYS_MAX):
        return "The days of the set are no school year."
    if not 0 < len(command.asked) <= EXERCISES_MAX:
        return f"A set has 1 to {EXERCISES_MAX} exercises."
    if len({_day(command.name, each) for each in command.asked}) != len(command.asked):
        return "The set asks for the same exercise twice by the same day."
    for each in command.asked:
        due = day_of(each.due_on)
        if due is None or not first <= due <= last:
            return "An exercise is to be done on a day that is not in the school year."
        if (
            bool(each.scenario) == bool(each.drill)
            or not _is_line(each.title)
            or not _is_line(each.scenario or each.drill)
        ):
            return "An exercise names neither a scenario nor a drill, or both."
    return ""


def day_of(text: str) -> date | None:
    """Read a day that is written as 2026-12-02; None for anything else, and for a year in which no school plans."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and day.year in YEARS_KNOWN else None


def is_past(on: date, now: Moment) -> bool:
    """Whether a day is over in every zone of the world. Without a trusted clock nobody can say."""
    return now.week_minute is not None and (on - at(now.wall_ms, UTC).date()).days < -1


def is_far(on: date, days: int, now: Moment) -> bool:
    """Whether a day is more than so many days away. Without a trusted clock nobody can say."""
    return now.week_minute is not None and (on - at(now.wall_ms, UTC).date()).days > days


# ---- helpers -----------------------------------------------------------------------------------------------------------


def _assign(year: Year, command: AssignExerciseSet) -> list[AnyExerciseSetEvent] | Rejection:
    if not _signs(command.by):
        return Rejection.SIGNED_BY_NOBODY
    if why_not_set(command):
        return Rejection.NOT_A_SET
    before = year.sets.get(command.name)
    if before is not None and before.office and not command.office:
        return Rejection.SET_OF_OFFICE
    if before is not None and _says(before) == _says(command):
        return Rejection.NO_NEWS
    others = (each for each in year.sets.values() if each.name != command.name and each.office == command.office)
    if len(list(others)) >= SETS_MAX:
        return Rejection.TOO_MANY_SETS
    kept = {_day(command.name, each) for each in command.asked}
    return [
        ExerciseSetAssigned(
            name=command.name,
            title=command.title,
            first=command.first,
            last=command.last,
            asked=command.asked,
            by=command.by,
            office=command.office,
            gone=tuple(each for name, each in _scheduled(year, command.name) if (name, each) not in kept),
        )
    ]


def _withdraw(year: Year, command: WithdrawExerciseSet) -> list[AnyExerciseSetEvent] | Rejection:
    if not _signs(command.by):
        return Rejection.SIGNED_BY_NOBODY
    before = year.sets.get(command.name)
    if before is None:
        return Rejection.NO_SUCH_SET
    if before.office != command.office:
        return Rejection.SET_OF_OFFICE
    gone = tuple(each for _, each in _scheduled(year, command.name))
    return [ExerciseSetWithdrawn(name=command.name, by=command.by, gone=gone)]


def _schedule(year: Year, command: ScheduleExercise, by: Actor, now: Moment) -> list[AnyExerciseSetEvent] | Rejection:
    asked, on = year.asks(command.name, command.asked), day_of(command.on)
    if asked is None:
        return Rejection.NO_SUCH_ASKED
    its = year.sets[command.name]
    # days of this form are in the order of their letters
    if on is None or not its.first <= command.on <= its.last or is_past(on, now):
        return Rejection.EXERCISE_DAY_WRONG
    if year.day_of(command.name, asked) == command.on:
        return Rejection.NO_NEWS
    return [ExerciseScheduled(by=by, name=command.name, asked=asked, on=command.on)]


def _take_back(year: Year, command: TakeBackExerciseDay, by: Actor) -> list[AnyExerciseSetEvent] | Rejection:
    asked = year.asks(command.name, command.asked)
    if asked is None:
        return Rejection.NO_SUCH_ASKED
    if not year.day_of(command.name, asked):
        return Rejection.NO_NEWS
    return [ExerciseDayTakenBack(by=by, name=command.name, asked=asked)]


def _adopt(year: Year, command: AdoptScenario) -> list[AnyExerciseSetEvent] | Rejection:
    if not _signs(command.by):
        return Rejection.SIGNED_BY_NOBODY
    before = year.scenarios.get(command.scenario)
    if before is not None and before[1].digest == command.digest:
        return Rejection.NO_NEWS
    if before is None and len(year.scenarios) >= SCENARIOS_MAX:
        return Rejection.TOO_MANY_SCENARIOS
    return [ScenarioAdopted(scenario=command.scenario, by=command.by, digest=command.digest, document=command.document)]


def _day(name: str, asked: AskedFor) -> Day:
    return name, AskedFor(asked.due_on, asked.scenario, asked.drill, "")


def _scheduled(year: Year, name: str) -> Iterator[Day]:
    """Give the exercises of this set for which a day is scheduled."""
    return (each for each in year.days if each[0] == name)


def _without(days: Mapping[Day, str], name: str, gone: Iterable[AskedFor]) -> Mapping[Day, str]:
    fall = {_day(name, each) for each in gone}
    return {each: on for each, on in days.items() if each not in fall}


def _says(its: ExerciseSetAssigned | AssignExerciseSet) -> tuple[object, ...]:
    return its.title, its.first, its.last, its.asked, its.office


def _signs(by: str) -> bool:
    return 0 < len(by) <= BY_CHARACTERS_MAX and by.isprintable()


def _is_line(text: str, longest: int = EXERCISE_TITLE_CHARACTERS_MAX) -> bool:
    return 0 < len(text.strip()) <= len(text) <= longest and text.isprintable()
