"""Tests how the sets of a box stand, against a judge that replays everything that was asked; in any order, with restarts between."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.events import Event
from appliance.core.exercise_sets.commands import (
    AnyExerciseSetCommand,
    AssignExerciseSet,
    ScheduleExercise,
    TakeBackExerciseDay,
    WithdrawExerciseSet,
)
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.exercise_sets.known import drill_done, note
from appliance.core.exercises.events import ExerciseEnded
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Stands
from appliance.core.ground.words import Actor, ExerciseEnd
from appliance.core.standing import changes
from appliance.exercises.year import asked_of, to_assign, today_of, year_stands
from appliance.plan.ids import DeskId, ExerciseId

FIRST = date(2026, 8, 3)
DAYS = 30
ASKED = tuple(
    AskedFor(f"{FIRST + timedelta(days=due)}", scenario, drill, scenario or drill)
    for due in (5, 12, 20)
    for scenario, drill in (("medical-help", ""), ("two-at-once", ""), ("", "Spring drill"))
)
BY = Actor(DeskId("front"))

type Step = AnyExerciseSetCommand | str
"""What is asked, or what was done: the id of a scenario, or the name of a drill."""
NAMES = some.sampled_from(("one", "two"))
SETS = some.builds(
    lambda name, picked, office: AssignExerciseSet(
        name=name,
        title="T",
        first=f"{FIRST}",
        last=f"{FIRST + timedelta(days=DAYS)}",
        asked=tuple(sorted(picked)),
        by="R. Ortiz",
        office=office,
    ),
    NAMES,
    some.sets(some.sampled_from(ASKED), min_size=1),
    some.booleans(),
)
ON = some.integers(-1, DAYS + 1).map(lambda after: f"{FIRST + timedelta(days=after)}")
STEPS = some.one_of(
    SETS,
    some.builds(
        lambda name, office: WithdrawExerciseSet(name=name, by="R. Ortiz", office=office), NAMES, some.booleans()
    ),
    some.builds(
        lambda name, asked, on: ScheduleExercise(name=name, asked=asked, on=on), NAMES, some.sampled_from(ASKED), ON
    ),
    some.builds(lambda name, asked: TakeBackExerciseDay(name=name, asked=asked), NAMES, some.sampled_from(ASKED)),
    some.sampled_from(("medical-help", "two-at-once", "drill spring  DRILL", "drill other")),
)
TOLD = some.lists(some.tuples(some.integers(0, 3), STEPS, some.booleans()), max_size=40)
"""Each step with the days before it, and whether the box starts again after it."""


class Box:
    """A box that starts again from the entries that stand."""

    def __init__(self) -> None:
        self.board, self.stands = Board.empty(), dict[str, tuple[int, Moment, Event]]()
        self.wrote = 0

    def take(self, at: Moment, events: list[Event]) -> None:
        for event in events:
            self.wrote += 1
            apply(self.board, event, at)
            for change in changes(event):
                self.stands.pop(change.key, None)
                if isinstance(change, Stands):
                    self.stands[change.key] = self.wrote, at, event

    def restart(self) -> None:
        self.board = Board.empty()
        for _, at, event in sorted({each[0]: each for each in self.stands.values()}.values(), key=lambda each: each[0]):
            apply(self.board, event, at)


class Judge:
    """Remembers everything that was done, and works nothing out before it is asked."""

    def __init__(self) -> None:
        self.sets: dict[str, AssignExerciseSet] = {}
        self.days: dict[str, dict[tuple[str, str, str], str]] = {"one": {}, "two": {}}
        self.done: list[tuple[str, date]] = []

    def take(self, step: Step, day: date) -> None:
        match step:
            case AssignExerciseSet():
                self.sets[step.name] = step
                wanted = {key(each) for each in step.asked}
                self.days[step.name] = {each: on for each, on in self.days[step.name].items() if each in wanted}
            case WithdrawExerciseSet():
                del self.sets[step.name]
                self.days[step.name] = {}
            case ScheduleExercise():
                self.days[step.name][key(step.asked)] = step.on
            case TakeBackExerciseDay():
                del self.days[step.name][key(step.asked)]
            case str():
                self.done.append((" ".join(step.split()).casefold(), day))

    def says(self, today: date) -> Iterator[tuple[str, str, str, str, str]]:
        for name, its in sorted(self.sets.items()):
            used: set[tuple[str, date]] = set()
            for each in sorted(its.asked, key=lambda one: (one.due_on, its.asked.index(one))):
                what = each.scenario or f"drill {each.drill.casefold()}"
                days = sorted(day for done, day in set(self.done) if done == what and (what, day) not in used)
                if days:
                    used.add((what, days[0]))
                    yield name, each.due_on, what, "completed", f"{days[0]}"
                    continue
                on = self.days[name].get(key(each), "")
                standing = "assigned"
                if each.due_on < f"{today}":
                    standing = "out of compliance"
                elif on >= f"{today}":
                    standing = "scheduled"
                yield name, each.due_on, what, standing, ""


def key(asked: AskedFor) -> tuple[str, str, str]:
    return asked.due_on, asked.scenario, asked.drill


def moment(days: int) -> Moment:
    noon = datetime(FIRST.year, FIRST.month, FIRST.day, 12, tzinfo=UTC) + timedelta(days=days)
    return Moment(days * 86_400_000, int(noon.timestamp() * 1000), 12 * 60)


def done_in(board: Board, step: str) -> list[Event]:
    if step.startswith("drill "):
        return [*drill_done(board.year, step.removeprefix("drill "))]
    number = board.exercised[-1].number + 1 if board.exercised else 1
    return [ExerciseEnded(by=BY, exercise=ExerciseId("x"), scenario=step, how=ExerciseEnd.DONE, number=number)]


@given(TOLD)
def test_sets_stand_as_a_judge_says_who_remembers_everything(told: list[tuple[int, Step, bool]]) -> None:
    box, judge, days = Box(), Judge(), 0
    for after, step, restarts in told:
        days = min(days + after, DAYS)
        now = moment(days)
        if isinstance(step, str):
            events = done_in(box.board, step)
        else:
            found = note(box.board.year, step, BY, now)
            events = [] if isinstance(found, Rejection) else [*found]
        box.take(now, events)
        if events:
            judge.take(step, FIRST + timedelta(days=days))
        if restarts:
            before = box.board.year, box.board.exercised
            box.restart()
            assert (box.board.year, box.board.exercised) == before
    for later in (0, 7, DAYS):
        today = today_of(moment(days + later), UTC)
        assert today is not None
        stand = year_stands(box.board.year, box.board.exercised, today, UTC)
        told_now = [
            (one.its.name, f"{each.assigned.by}", each.assigned.what, each.standing.value, f"{each.done_on or ''}")
            for one in stand
            for each in one.stands
        ]
        assert told_now == list(judge.says(today))
        assert [one.out for one in stand] == [
            sum(each[0] == one.its.name and each[3] == "out of compliance" for each in told_now) for one in stand
        ]


def test_a_set_goes_to_the_box_and_back_whole() -> None:
    board, now = Board.empty(), moment(0)
    asked = AssignExerciseSet(
        name="one", title="T", first=f"{FIRST}", last=f"{FIRST + timedelta(days=DAYS)}", asked=ASKED, by="R. Ortiz"
    )
    found = note(board.year, asked, None, now)
    assert not isinstance(found, Rejection)
    apply(board, found[0], now)
    (stand,) = year_stands(board.year, (), None, UTC)
    again = to_assign(stand.its, {each.scenario: each.title for each in stand.its.assigned}, "R. Ortiz")
    assert again == asked
    assert tuple(asked_of(each) for each in stand.its.assigned) == ASKED
    assert today_of(msgspec.structs.replace(now, week_minute=None), UTC) is None
