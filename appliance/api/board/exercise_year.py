"""Defines the exercises of a school year as desks are sent them, and makes them from the board. Nothing here is about a person."""

import functools
import hashlib
from datetime import UTC, date, tzinfo

import msgspec

from appliance.api.contents import holds
from appliance.core.board import Board
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.exercise_sets.known import Year
from appliance.core.ground.moment import Moment
from appliance.core.held.exercises import ExerciseDone
from appliance.exercises.sets import Standing
from appliance.exercises.year import SetStands, asked_of, today_of, year_stands
from appliance.plan.timezone import timezone_named

WAITING_MAX = 20
"""So many exercises that are not done yet are sent with a board: as many as a list of a console shows well, in 4 kB at the most."""


@holds("name first last standing on asked")
class WaitingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise that is not done yet, of the set `name`, in the school year from `first` to `last`. `on` is the day for which it is
    scheduled, or empty. Days are written as 2026-12-02.
    """

    name: str
    first: str
    last: str
    standing: Standing
    on: str
    asked: AskedFor


@holds("waiting more out")
class ExerciseYearLine(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to do of the sets of this building, the earliest day first; how many exercises wait that are not listed; and how many
    are out of compliance (`out`).
    """

    waiting: tuple[WaitingLine, ...]
    more: int
    out: int


def exercise_year_line(board: Board, now: Moment) -> ExerciseYearLine | None:
    """Give what is left to do; None where no set counts. It is worked out once for a day, because a board is made anew with everything
    that happens in a call.
    """
    if not board.year.sets:
        return None
    zone = timezone_named(board.index.plan.timezone) or UTC
    return _line(_From(board.year, board.exercised, today_of(now, zone), zone))


class _From:
    """What a line is made from. What stands is never changed in place, so the same objects give the same line."""

    def __init__(self, year: Year, exercised: tuple[ExerciseDone, ...], today: date | None, zone: tzinfo) -> None:
        self.year, self.exercised, self.today, self.zone = year, exercised, today, zone

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _From)
            and (self.year is other.year and self.exercised is other.exercised)
            and (self.today, self.zone) == (other.today, other.zone)
        )

    def __hash__(self) -> int:
        return hash((id(self.year), id(self.exercised), self.today))


@functools.lru_cache(maxsize=1)
def _line(made_from: _From) -> ExerciseYearLine:
    stand = year_stands(made_from.year, made_from.exercised, made_from.today, made_from.zone)
    waiting = sorted(
        (
            WaitingLine(
                name=one.its.name,
                first=one.its.first.isoformat(),
                last=one.its.last.isoformat(),
                standing=each.standing,
                on=each.assigned.on.isoformat() if each.assigned.on else "",
                asked=asked_of(each.assigned),
            )
            for one in stand
            for each in one.stands
            if each.standing is not Standing.COMPLETED
        ),
        key=lambda line: (line.asked.due_on, line.name, line.asked),
    )
    return ExerciseYearLine(
        waiting=tuple(waiting[:WAITING_MAX]),
        more=max(0, len(waiting) - WAITING_MAX),
        out=sum(one.out for one in stand),
    )


def sets_now(board: Board, now: Moment) -> tuple[SetStands, ...]:
    """Give how every set stands today, by the clock and in the timezone of the building."""
    zone = timezone_named(board.index.plan.timezone) or UTC
    return year_stands(board.year, board.exercised, today_of(now, zone), zone)


def own_scenarios(board: Board) -> str:
    """Give a digest of the building's own scenarios; empty where there are none."""
    digests = sorted(event.digest for _, event in board.year.scenarios.values())
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:16] if digests else ""
