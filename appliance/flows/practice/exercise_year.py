"""The exercises of a school year at a console: a day is chosen, moved or taken back, and an administrator asks for one more. Pure."""

from datetime import date

from appliance.api.board.board import BoardView
from appliance.api.board.exercise_year import ExerciseYearLine, WaitingLine
from appliance.core.exercise_sets.commands import AskForExercise, ScheduleExercise, TakeBackExerciseDay
from appliance.core.exercise_sets.events import AskedFor
from appliance.exercises.sets import Standing
from appliance.flows.flow import AskAgain
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option
from appliance.plan.model import Role
from appliance.words.times import count

type YearAct = ScheduleExercise | TakeBackExerciseDay | AskForExercise
NONE_WAITS = "No exercise of a set waits to be done."
NONE_SCHEDULED = "No exercise is scheduled."
NOT_A_DAY = "That is no date. Type it like this: 2026-12-01."
ANOTHER_YEAR = "That day is not in the school year of this set, which has the days {first} to {last}. Type another one."


def year_of(given: Given) -> ExerciseYearLine | None:
    """Give the exercises that wait; None where no set counts in this building."""
    view = given.known.view
    return view.exercise_year if view else None


def administers(known: Known) -> bool:
    """Whether an administrator signed in at this desk with the PIN. The box asks once more."""
    view, facts = known.view, known.facts
    if view is None or facts is None or view.here is None or not view.proven:
        return False
    roles = (each.roles for each in facts.people if each.name == view.here.operator)
    return any(Role.ADMINISTRATOR in each for each in roles)


def waiting(given: Given) -> tuple[WaitingLine, ...]:
    """Give the exercises that wait, the earliest day first."""
    year = year_of(given)
    return year.waiting if year else ()


def scheduled(given: Given) -> tuple[WaitingLine, ...]:
    """Give those of them for which a day is scheduled."""
    return tuple(line for line in waiting(given) if line.on)


def to_schedule(given: Given) -> tuple[Option, ...]:
    """Offer every exercise that waits."""
    return tuple(map(_option, waiting(given)))


def to_take_back(given: Given) -> tuple[Option, ...]:
    """Offer every exercise for which a day is scheduled."""
    return tuple(map(_option, scheduled(given)))


def schedule(given: Given) -> ScheduleExercise | AskAgain | str:
    """Give the command that schedules or moves a day; or say why not."""
    line: WaitingLine | None = given.parts["waits"]
    if line is None:
        return NONE_WAITS
    on = _day(given.parts["on"])
    if on is None:
        return AskAgain(NOT_A_DAY, ("on",), may_be_dropped=True)
    if not line.first <= on <= line.last:
        return AskAgain(ANOTHER_YEAR.format(first=line.first, last=line.last), ("on",), may_be_dropped=True)
    return ScheduleExercise(name=line.name, asked=line.asked, on=on)


def take_back(given: Given) -> TakeBackExerciseDay | str:
    """Give the command that takes a day back; or say why not."""
    line: WaitingLine | None = given.parts["taken"]
    return NONE_SCHEDULED if line is None else TakeBackExerciseDay(name=line.name, asked=line.asked)


def ask_for(given: Given) -> AskForExercise | AskAgain | str:
    """Give the command that asks for one more exercise; or say why not."""
    due = _day(given.parts["on"])
    if due is None:
        return AskAgain(NOT_A_DAY, ("on",), may_be_dropped=True)
    title = next((each.title for each in given.known.scenarios() if each.scenario == given.parts["scenario"]), "")
    return AskForExercise(asked=AskedFor(due, given.parts["scenario"], "", title))


def stands_words(view: BoardView | None) -> str:
    """Say in one line that exercises are out of compliance, and which is the earliest; empty where none is."""
    year = view.exercise_year if view else None
    if year is None or not year.out:
        return ""
    first = next((line for line in year.waiting if line.standing is Standing.OUT_OF_COMPLIANCE), None)
    which = f": {first.asked.title}, due {first.asked.due_on}" if first else ""
    more = f" and {year.out - 1} more" if first and year.out > 1 else ""
    return f"{count(year.out, 'exercise', 'exercises')} out of compliance{which}{more}"


def heading(given: Given) -> str:
    """Say above the list how many wait, and how many are not listed."""
    year = year_of(given)
    if year is None:
        return ""
    total = len(year.waiting) + year.more
    late = f", {year.out} out of compliance" if year.out else ""
    unlisted = f" ({year.more} later ones are not listed)" if year.more else ""
    return f"EXERCISES of this year: {count(total, 'waits', 'wait')}{late}{unlisted}"


def named(given: Given) -> str:
    """Name the exercise for which a day is chosen; empty where none is."""
    line: WaitingLine | None = given.parts.get("waits")
    return "" if line is None else f"{line.asked.title}, due {line.asked.due_on}"


def _option(line: WaitingLine) -> Option:
    title, due = line.asked.title, f"due {line.asked.due_on}"
    on = f", set for {line.on}" if line.on else ""
    is_late = line.standing is Standing.OUT_OF_COMPLIANCE
    drill = " (drill)" if line.asked.drill else ""
    return Option(
        line,
        f"{title}{drill}, {due}{on}{', out of compliance' if is_late else ''}",
        (title, f"{title} {line.asked.due_on}"),
        line=f"{title}{drill}\t{due}{' LATE' if is_late else ''}{on}",
    )


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return None
