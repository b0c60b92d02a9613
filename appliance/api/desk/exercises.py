"""Defines what is asked and told about exercises: those that were done, the sets of a school year, and scenarios of the building's own.
Pure values; nothing here is about a person who took part, or about a call.
"""

from datetime import date

import msgspec

from appliance.api.access import Reads
from appliance.api.ask import AdministratorAsk, Answer, HouseAsk, Reply
from appliance.api.board.exercise_year import sets_now
from appliance.api.contents import holds
from appliance.core.board import Board
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.ground.moment import Moment
from appliance.exercises.sets import Standing, Stands
from appliance.exercises.year import SetStands, asked_of


@holds("scenario wall_ms")
class ExerciseDoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise that was done to its end. `wall_ms` is 0 if the box did not know the time."""

    scenario: str
    wall_ms: int


@holds("asked standing on done_on")
class SetExerciseLine(msgspec.Struct, frozen=True, kw_only=True):
    """How one exercise of a set stands: the day for which it is scheduled, and the day on which it was done; None where there is none."""

    asked: AskedFor
    standing: Standing
    on: date | None = None
    done_on: date | None = None


@holds("name title first last office exercises", names="by")
class ExerciseSetLine(msgspec.Struct, frozen=True, kw_only=True):
    """A set and how it stands. `office`: the safety office assigned it. `by` is empty where the reader may not know who signed."""

    name: str
    title: str
    first: date
    last: date
    office: bool
    exercises: tuple[SetExerciseLine, ...]
    by: str = ""


@holds("scenario document adopted_ms", names="by")
class OwnScenarioLine(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario of the building's own: the text of its file in UTF-8, when it was adopted, and by whom where the reader may know."""

    scenario: str
    document: bytes
    adopted_ms: int
    by: str = ""


@holds("request done sets scenarios wall_ms clock_trusted timezone")
class ExercisedKnown(Answer, frozen=True, kw_only=True, tag="exercised"):
    """The newest exercises that were done to their end, in order; the sets that count here, and how they stand today; scenarios of the
    building's own; and what the box's clock says, in which timezone of the plan.
    """

    done: tuple[ExerciseDoneLine, ...]
    wall_ms: int
    clock_trusted: bool
    timezone: str
    sets: tuple[ExerciseSetLine, ...] = ()
    scenarios: tuple[OwnScenarioLine, ...] = ()


class AskExercised(HouseAsk[ExercisedKnown], frozen=True, kw_only=True, tag="ask-exercised"):
    """Ask which exercises were done to their end, and how the sets of this building stand."""


class AssignSet(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="assign-set"):
    """`handbell exercises assign`: a checked set. The fields are those of `AssignExerciseSet`."""

    name: str
    title: str
    first: str
    last: str
    asked: tuple[AskedFor, ...]
    by: str


class WithdrawSet(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="withdraw-set"):
    """`handbell exercises withdraw`: the set with this name does not count any more."""

    name: str
    by: str


class AdoptScenarioFile(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="adopt-scenario-file"):
    """`handbell exercises adopt`: the text of a checked scenario of the building's own, in UTF-8."""

    document: bytes
    by: str


class DropOwnScenario(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="drop-own-scenario"):
    """`handbell exercises drop`: this scenario is offered no more."""

    scenario: str
    by: str


type FromDeskOfExercises = AssignSet | WithdrawSet | AdoptScenarioFile | DropOwnScenario
"""What only administrators may ask."""


def exercised_known(board: Board, now: Moment, request: int, reads: Reads) -> ExercisedKnown:
    """Give the answer. Who signed stands in it for readers of names alone."""
    signed = reads.may(ExerciseSetLine, "by")
    return ExercisedKnown(
        request=request,
        done=tuple(ExerciseDoneLine(scenario=each.scenario, wall_ms=each.wall_ms) for each in board.exercised),
        wall_ms=now.wall_ms,
        clock_trusted=now.week_minute is not None,
        timezone=board.index.plan.timezone,
        sets=tuple(_set(one, board.year.sets[one.its.name].by if signed else "") for one in sets_now(board, now)),
        scenarios=tuple(
            OwnScenarioLine(
                scenario=event.scenario,
                document=event.document,
                adopted_ms=at.wall_ms,
                by=event.by if reads.may(OwnScenarioLine, "by") else "",
            )
            for at, event in board.year.scenarios.values()
        ),
    )


def _set(one: SetStands, by: str) -> ExerciseSetLine:
    return ExerciseSetLine(
        name=one.its.name,
        title=one.its.title,
        first=one.its.first,
        last=one.its.last,
        office=one.office,
        exercises=tuple(map(_exercise, one.stands)),
        by=by,
    )


def _exercise(each: Stands) -> SetExerciseLine:
    return SetExerciseLine(
        asked=asked_of(each.assigned), standing=each.standing, on=each.assigned.on, done_on=each.done_on
    )
