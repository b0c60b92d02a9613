"""Decides about one exercise that an administrator asks for at a console: it joins the building's own set of that school year. Pure."""

from datetime import date

from appliance.core.exercise_sets.commands import AskForExercise, AssignExerciseSet
from appliance.core.exercise_sets.known import EXERCISES_MAX, Year, day_of, is_far, is_past
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection

YEAR_BEGINS_MONTH = 7
"""Ours: a school year begins on 1 July here. Schools begin to teach in August or September, and summer schools end before July."""
AHEAD_DAYS_MAX = 731
"""Ours: an exercise is asked for in this school year or the next one. A later day is a typing mistake in the year."""


def one_more(year: Year, command: AskForExercise, by: str, now: Moment) -> AssignExerciseSet | Rejection:
    """Give the building's own set of the school year of that day, with this exercise added. `by` is the name of the administrator."""
    due = day_of(command.asked.due_on)
    if due is None or is_past(due, now) or is_far(due, AHEAD_DAYS_MAX, now):
        return Rejection.EXERCISE_DAY_WRONG
    began = due.year if due.month >= YEAR_BEGINS_MONTH else due.year - 1
    name, title = f"own-{began}-{(began + 1) % 100:02}", f"Asked for here, {began}-{(began + 1) % 100:02}"
    its = year.sets.get(name)
    if its is not None:
        if year.asks(name, command.asked) is not None:
            return Rejection.NO_NEWS
        if len(its.asked) >= EXERCISES_MAX:
            return Rejection.SET_IS_FULL
        fields = {each: getattr(its, each) for each in ("name", "title", "first", "last")}
        return AssignExerciseSet(**fields, asked=(*its.asked, command.asked), by=by)
    first, last = date(began, YEAR_BEGINS_MONTH, 1), date(began + 1, YEAR_BEGINS_MONTH - 1, 30)
    return AssignExerciseSet(name=name, title=title, first=f"{first}", last=f"{last}", asked=(command.asked,), by=by)
