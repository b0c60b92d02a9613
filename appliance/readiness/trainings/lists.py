"""Makes the lists that people read: each person's own, names for whoever schedules, and counts for everybody else. Pure.

No list ranks people, and no list is for evaluation: each says so once, in its first line.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from appliance.duties.explaining import day_words
from appliance.plan.mistakes import counted, listed
from appliance.plan.model import Role
from appliance.readiness.trainings.standing import Standing, State
from appliance.readiness.trainings.training import Adult, Training

NOT_FOR_EVALUATION = "This list is for scheduling trainings. It is not for evaluation."
NOTHING_ASKED = "No training is asked of you here."
ALL_TRAINED = "Everybody has what is asked of them, and nothing runs out within a month."
TO_CONFIRM = "to be confirmed by the district"
SCHEDULES = (Role.ADMINISTRATOR, Role.LEAD)
"""Who plans trainings and so sees names. Everybody else sees their own list and counts."""
ONBOARDING_DAYS = 60
"""Ours: the longest time that a shipped training gives somebody new is 30 school days, which are some 60 days with holidays."""
COUNTED_MIN = 5
"""Ours, as in all figures of a building: of fewer than five people a number would name somebody."""


def began_words(adult: Adult, today: date) -> str:
    """Say to somebody who began lately that their onboarding list is open; nothing to anybody else."""
    if not 0 <= (today - adult.first_day).days < ONBOARDING_DAYS:
        return ""
    return f"Your first working day was {day_words(adult.first_day, today)}. This is your onboarding list."


def may_see_names(roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles schedules trainings."""
    return any(role in SCHEDULES for role in roles)


def own_list(standings: Iterable[Standing], adult: str, today: date) -> list[str]:
    """Give what one person reads about themselves: every training that is asked of them, what is late first."""
    own = sorted((each for each in standings if each.adult.adult == adult), key=_late_first)
    return [NOT_FOR_EVALUATION, *(_line(each, today) for each in own)] if own else [NOTHING_ASKED]


def list_for(standings: Iterable[Standing], roles: Iterable[Role], today: date) -> list[str]:
    """Give what a reader with these roles reads about everybody: names if they schedule trainings, counts otherwise."""
    return to_schedule(standings, today) if may_see_names(roles) else counts(standings)


def to_schedule(standings: Iterable[Standing], today: date) -> list[str]:
    """Give for each training who is to be scheduled for it, in the order of the names. It is for whoever schedules, and nobody else.

    Nobody is named whose training counts and does not run out soon.
    """
    lines: list[str] = []
    for training, each in _by_training(standings):
        for state in State:
            named = sorted(f"{one.adult.name}{_day(one, today)}" for one in each if one.state is state)
            if named and state is not State.HELD:
                lines.append(f"{_title(training)} {state.value}: {listed(named)}")
    return [NOT_FOR_EVALUATION, *(lines or [ALL_TRAINED])]


def begun_lately(standings: Iterable[Standing], today: date) -> list[str]:
    """Give for each adult whose first working day was lately how many trainings of their onboarding are open. It is for whoever schedules.

    Who has all of them is not named.
    """
    found: dict[str, tuple[Adult, int]] = {}
    for each in standings:
        if (today - each.adult.first_day).days < ONBOARDING_DAYS and not each.counts:
            found[each.adult.adult] = each.adult, found.get(each.adult.adult, (each.adult, 0))[1] + 1
    return [
        f"{adult.name} began {day_words(adult.first_day, today)}: {counted(number, 'training')} of the onboarding open"
        for adult, number in found.values()
    ]


def counts(standings: Iterable[Standing]) -> list[str]:
    """Give for each training how many of those of whom it is asked are trained. Nobody is named, and small groups are not counted."""
    lines = [
        f"{_title(training)}: {sum(one.counts for one in each)} of {len(each)}"
        if len(each) >= COUNTED_MIN
        else f"{_title(training)}: asked of fewer than {COUNTED_MIN} people, so not counted here"
        for training, each in _by_training(standings)
    ]
    return [NOT_FOR_EVALUATION, *lines]


def _by_training(standings: Iterable[Standing]) -> list[tuple[Training, Sequence[Standing]]]:
    found: dict[str, tuple[Training, list[Standing]]] = {}
    for each in standings:
        found.setdefault(each.training.training, (each.training, []))[1].append(each)
    return list(found.values())


def _late_first(standing: Standing) -> int:
    return list(State).index(standing.state)


def _title(training: Training) -> str:
    return training.title if training.confirmed else f"{training.title} ({TO_CONFIRM})"


def _line(standing: Standing, today: date) -> str:
    said = f"{_title(standing.training)} {standing.state.value}{_day(standing, today)}."
    return said if standing.state is State.HELD else f"{said} {standing.training.says}"


def _day(standing: Standing, today: date) -> str:
    """Say the day that matters: since when it is late, by when it is due, or until when it counts."""
    match standing.state:
        case State.RUN_OUT:
            return f" (counted until {day_words(standing.until, today)})" if standing.until else ""
        case State.LATE | State.DUE:
            guessed = "; no school calendar covers these days" if standing.guessed else ""
            return f" (by {day_words(standing.due, today)}{guessed})" if standing.due else ""
        case State.SOON | State.HELD:
            return f" (until {day_words(standing.until, today)})" if standing.until else ""
