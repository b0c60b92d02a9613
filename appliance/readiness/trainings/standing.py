"""Works out where each adult stands with each training that is asked of them. Pure: the day is an argument."""

import calendar as months
import enum
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from appliance.duties.calendar import ONE_DAY, Calendar
from appliance.readiness.trainings.training import Adult, Fact, Training

SOON_DAYS = 30
"""Ours: within a month a course is found and cover is arranged for the time it takes."""
DAYS_LOOKED_MAX = 366
"""Ours: a calendar without a school day for a year says nothing that could be counted on."""


class State(enum.Enum):
    """How it stands. The order is that of a list: what is late comes first."""

    RUN_OUT = "has run out"
    LATE = "was due"
    DUE = "is due"
    SOON = "runs out soon"
    HELD = "counts"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One adult and one training. `held` is the day on which it was completed last; `until` the last day on which it counts.

    `due` is the day by which it is due, for who has never had it. All are None where there is no such day. `guessed`: the school calendar
    does not cover every day up to `due`, so it is never late.
    """

    adult: Adult
    training: Training
    state: State
    held: date | None = None
    until: date | None = None
    due: date | None = None
    guessed: bool = False

    @property
    def counts(self) -> bool:
        """Whether the adult is trained now."""
        return self.state in (State.SOON, State.HELD)


def standings(
    adults: Iterable[Adult],
    trainings: Iterable[Training],
    facts: Iterable[Fact],
    calendar: Calendar,
    today: date,
) -> tuple[Standing, ...]:
    """Give where everybody who works today stands, in the order of the adults and then of the trainings.

    Whoever has not begun yet, or has left, is in no list. A first working day opens the list of what is due.
    """
    asked, last = tuple(trainings), _last(facts, today)
    return tuple(
        _standing(adult, training, last.get((adult.adult, training.training)), calendar, today)
        for adult in adults
        if adult.works_on(today)
        for training in asked
        if training.is_asked_of(adult)
    )


def last_day_of(training: Training, on: date) -> date | None:
    """Give the last day on which a training counts that was completed on a day: the day before it is as many months old."""
    if training.valid_months is None:
        return None
    years, month = divmod(on.month - 1 + training.valid_months, 12)
    year = on.year + years
    same = date(year, month + 1, min(on.day, months.monthrange(year, month + 1)[1]))
    return same - ONE_DAY


def school_day_after(calendar: Calendar, first: date, number: int) -> tuple[date | None, bool]:
    """Give the day that is this number of school days after `first`, and whether the calendar covers every day up to it.

    `first` itself is not counted, and is given for 0. It is None where there are fewer school days within a year.
    """
    day, left, covered = first, number, calendar.day(first).covered
    for _ in range(DAYS_LOOKED_MAX):
        if not left:
            return day, covered
        day += ONE_DAY
        looked = calendar.day(day)
        left -= looked.school
        covered = covered and looked.covered
    return (None if left else day), covered


def _last(facts: Iterable[Fact], today: date) -> Mapping[tuple[str, str], date]:
    """Give the last day on which each adult completed each training, up to today."""
    newest: dict[tuple[str, str, date], Fact] = {}
    for fact in facts:
        known = newest.get((fact.adult, fact.training, fact.on))
        if known is None or (known.given_ms, known.taken_back) <= (fact.given_ms, fact.taken_back):
            newest[fact.adult, fact.training, fact.on] = fact
    last: dict[tuple[str, str], date] = {}
    for (adult, training, on), fact in newest.items():
        if not fact.taken_back and on <= today:
            last[adult, training] = max(on, last.get((adult, training), on))
    return last


def _standing(adult: Adult, training: Training, held: date | None, calendar: Calendar, today: date) -> Standing:
    if held is None:
        due, covered = school_day_after(calendar, adult.first_day, training.within_school_days)
        state = State.LATE if covered and due is not None and due < today else State.DUE
        return Standing(adult=adult, training=training, state=state, due=due, guessed=not covered)
    until = last_day_of(training, held)
    if until is None:
        state = State.HELD
    elif until < today:
        state = State.RUN_OUT
    else:
        state = State.SOON if (until - today).days < SOON_DAYS else State.HELD
    return Standing(adult=adult, training=training, state=state, held=held, until=until)
