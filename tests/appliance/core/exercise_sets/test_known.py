"""Tests sets of exercises as entries: assigned, replaced, withdrawn, days scheduled and taken back, drills counted, scenarios adopted."""

import pytest
from msgspec.structs import replace

from appliance.core.exercise_sets.commands import (
    AdoptScenario,
    AskForExercise,
    AssignExerciseSet,
    DropScenario,
    ScheduleExercise,
    TakeBackExerciseDay,
    WithdrawExerciseSet,
)
from appliance.core.exercise_sets.events import AskedFor, ExerciseSetAssigned
from appliance.core.exercise_sets.known import EXERCISES_MAX, SCENARIOS_MAX, SETS_MAX, why_not_set
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.practice.commands import EndDrill, MakeDrillReal, StartDrill
from appliance.core.transcript import line
from appliance.plan.ids import DeskId, RoomId
from appliance.plan.model import Role
from tests.appliance.core.story import Story, school

MEDICAL = AskedFor("2027-01-29", "medical-help", "", "A child does not breathe well")
TWO = AskedFor("2027-03-31", "two-at-once", "", "Two rooms call at once")
SPRING = AskedFor("2027-04-30", "", "Spring drill", "Spring drill")
YEAR = AssignExerciseSet(
    name="2026-27",
    title="This year",
    first="2026-08-17",
    last="2027-05-28",
    asked=(MEDICAL, TWO, SPRING),
    by="R. Ortiz",
)


@pytest.fixture
def assigned() -> Story:
    story = Story()
    assert story.tell(YEAR) is None
    return story


def schedule(story: Story, asked: AskedFor, on: str, name: str = "2026-27") -> Rejection | None:
    return story.desk("front", ScheduleExercise, name=name, asked=asked, on=on)


def days(story: Story) -> dict[str, str]:
    return {asked.scenario or asked.drill: on for (_, asked), on in story.board.year.days.items()}


def drill(story: Story, name: str) -> None:
    assert story.desk("front", StartDrill, name=name, rooms=(RoomId("201"),)) is None


def test_a_set_is_assigned_once_and_stands_over_a_restart(assigned: Story) -> None:
    assert assigned.tell(YEAR) is Rejection.NO_NEWS
    before = assigned.board.year
    assert before.sets["2026-27"].asked == (MEDICAL, TWO, SPRING)
    assigned.restart()
    assert assigned.board.year == before
    said = line(before.sets["2026-27"], assigned.board.index)
    assert said == 'Set of exercises "This year" (2026-27) assigned by R. Ortiz: 3 exercises.'


def test_a_day_is_scheduled_moved_and_taken_back(assigned: Story) -> None:
    assert schedule(assigned, TWO, "2027-02-10") is None
    assert schedule(assigned, replace(TWO, title="as another console calls it"), "2027-02-10") is Rejection.NO_NEWS
    assert schedule(assigned, TWO, "2027-03-01") is None
    assigned.restart()
    assert days(assigned) == {"two-at-once": "2027-03-01"}
    assert assigned.desk("library", TakeBackExerciseDay, name="2026-27", asked=TWO) is None
    assert assigned.desk("library", TakeBackExerciseDay, name="2026-27", asked=TWO) is Rejection.NO_NEWS
    assigned.restart()
    assert days(assigned) == {}


@pytest.mark.parametrize("on", ["", "soon", "2027-3-1", "2026-08-16", "2027-05-29", "2027-01-13", "2026-12-24"])
def test_no_day_is_scheduled_that_is_none_is_over_or_is_in_another_school_year(assigned: Story, on: str) -> None:
    assert schedule(assigned, MEDICAL, on) is Rejection.EXERCISE_DAY_WRONG  # it is 15 January 2027
    assert days(assigned) == {}


def test_what_no_set_asks_for_is_not_scheduled(assigned: Story) -> None:
    for asked in (replace(TWO, due_on="2027-03-30"), replace(TWO, scenario="weapon-seen")):
        assert schedule(assigned, asked, "2027-02-10") is Rejection.NO_SUCH_ASKED
        assert assigned.desk("front", TakeBackExerciseDay, name="2026-27", asked=asked) is Rejection.NO_SUCH_ASKED
    assert schedule(assigned, TWO, "2027-02-10", name="other") is Rejection.NO_SUCH_ASKED


def test_another_version_keeps_the_days_of_what_it_asks_for_still(assigned: Story) -> None:
    for asked in (MEDICAL, TWO):
        assert schedule(assigned, asked, "2027-01-20") is None
    assert assigned.tell(replace(YEAR, asked=(TWO, SPRING))) is None
    assert days(assigned) == {"two-at-once": "2027-01-20"}
    assigned.restart()
    assert days(assigned) == {"two-at-once": "2027-01-20"}
    assert assigned.tell(YEAR) is None
    assert days(assigned) == {"two-at-once": "2027-01-20"}, "a day that fell does not come back"


def test_a_withdrawn_set_takes_its_days_with_it(assigned: Story) -> None:
    assert schedule(assigned, TWO, "2027-02-10") is None
    assert assigned.tell(WithdrawExerciseSet(name="2026-27", by="R. Ortiz")) is None
    assert assigned.tell(WithdrawExerciseSet(name="2026-27", by="R. Ortiz")) is Rejection.NO_SUCH_SET
    assigned.restart()
    assert (dict(assigned.board.year.sets), days(assigned)) == ({}, {})
    assert assigned.tell(YEAR) is None
    assert days(assigned) == {}


def test_what_the_safety_office_assigned_it_changes_alone(assigned: Story) -> None:
    office = replace(YEAR, title="The district's", office=True, by="the safety office")
    assert assigned.tell(office) is None
    assert assigned.board.year.sets["2026-27"].title == "The district's"
    assert assigned.tell(YEAR) is Rejection.SET_OF_OFFICE
    assert assigned.tell(WithdrawExerciseSet(name="2026-27", by="R. Ortiz")) is Rejection.SET_OF_OFFICE
    assert schedule(assigned, TWO, "2027-02-10") is None, "the building says when"
    assert assigned.tell(WithdrawExerciseSet(name="2026-27", by="the safety office", office=True)) is None


def test_sets_are_few_those_of_the_office_apart() -> None:
    story = Story()
    for number in range(SETS_MAX):
        assert story.tell(replace(YEAR, name=f"own-{number}")) is None
    assert story.tell(replace(YEAR, name="more")) is Rejection.TOO_MANY_SETS
    assert story.tell(replace(YEAR, name="own-0", title="Changed")) is None
    assert story.tell(replace(YEAR, name="theirs", office=True)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 41},
        {"name": "two\nlines"},
        {"name": "\x1b[2J"},
        {"title": " "},
        {"title": "two\nlines"},
        {"first": "2026-8-17"},
        {"first": "9999-01-01", "last": "9999-12-31", "asked": (replace(TWO, due_on="9999-12-31"),)},
        {"last": "2026-08-16"},
        {"last": "2027-08-19"},
        {"asked": ()},
        {"asked": (TWO, replace(TWO, title="Again"))},
        {"asked": (replace(TWO, due_on="2027-05-29"),)},
        {"asked": (replace(TWO, due_on="March"),)},
        {"asked": (replace(TWO, drill="Spring"),)},
        {"asked": (replace(TWO, scenario=""),)},
        {"asked": (replace(TWO, title=""),)},
        {"asked": (replace(TWO, title="x" * 61),)},
        {"asked": (replace(TWO, scenario="x" * 61),)},
        {"asked": tuple(replace(TWO, scenario=f"s{number}") for number in range(EXERCISES_MAX + 1))},
    ],
)
def test_a_set_that_is_not_sound_is_refused(wrong: dict[str, object]) -> None:
    story = Story()
    assert story.tell(replace(YEAR, **wrong)) is Rejection.NOT_A_SET
    assert why_not_set(replace(YEAR, **wrong))
    assert not story.board.year.sets


def test_nothing_is_assigned_withdrawn_or_adopted_without_a_name(assigned: Story) -> None:
    for by in ("", "x" * 81, "two\nlines"):
        for command in (
            replace(YEAR, by=by, title="Changed"),
            WithdrawExerciseSet(name="2026-27", by=by),
            AdoptScenario(scenario="own", by=by, digest="d", document=b"d"),
            DropScenario(scenario="own", by=by),
        ):
            assert assigned.tell(command) is Rejection.SIGNED_BY_NOBODY


def test_a_drill_counts_where_a_set_asks_for_its_name(assigned: Story) -> None:
    for name in ("Autumn drill", "  spring  DRILL"):
        drill(assigned, name)
        assert assigned.desk("front", EndDrill, drill=assigned.board.drill.drill) is None
    assert [(each.number, each.drill) for each in assigned.board.year.drills] == [(1, "spring  DRILL")]
    before = assigned.board.year.drills
    assigned.restart()
    assert assigned.board.year.drills == before
    assert before[0].wall_ms > 0


def test_a_drill_whose_time_is_up_counts_and_one_that_became_real_does_not(assigned: Story) -> None:
    drill(assigned, "Spring drill")
    assert assigned.desk("front", MakeDrillReal, drill=assigned.board.drill.drill) is None
    assert assigned.board.year.drills == ()
    drill(assigned, "Spring drill")
    assigned.at(24 * 3600)
    assert assigned.board.drill is None
    assert [each.number for each in assigned.board.year.drills] == [1]


def test_a_scenario_is_adopted_replaced_and_dropped() -> None:
    story = Story()
    own = AdoptScenario(scenario="own", by="R. Ortiz", digest="d1", document=b"one")
    assert story.tell(own) is None
    assert story.tell(own) is Rejection.NO_NEWS
    assert story.tell(replace(own, digest="d2", document=b"two")) is None
    story.restart()
    assert [event.document for _, event in story.board.year.scenarios.values()] == [b"two"]
    assert story.tell(DropScenario(scenario="other", by="R. Ortiz")) is Rejection.NO_SUCH_SCENARIO
    for number in range(SCENARIOS_MAX - 1):
        assert story.tell(replace(own, scenario=f"own-{number}")) is None
    assert story.tell(replace(own, scenario="more")) is Rejection.TOO_MANY_SCENARIOS
    assert story.tell(DropScenario(scenario="own", by="R. Ortiz")) is None
    story.restart()
    assert len(story.board.year.scenarios) == SCENARIOS_MAX - 1


def test_the_sentences_name_what_was_done(assigned: Story) -> None:
    assert isinstance(assigned.board.year.sets["2026-27"], ExerciseSetAssigned)
    assert schedule(assigned, TWO, "2027-02-10") is None
    assert assigned.desk("front", TakeBackExerciseDay, name="2026-27", asked=TWO) is None
    assert assigned.tell(WithdrawExerciseSet(name="2026-27", by="R. Ortiz")) is None
    said = [line(event, assigned.board.index) for _, event in assigned.recorded[-3:]]
    assert said == [
        'Exercise "Two rooms call at once" scheduled for 2027-02-10 at Front office by Ana Ortiz.',
        'The day of the exercise "Two rooms call at once" was taken back at Front office by Ana Ortiz.',
        "Set of exercises 2026-27 withdrawn by R. Ortiz.",
    ]


def test_an_administrator_asks_for_one_more_and_nobody_else_does(assigned: Story) -> None:
    assert assigned.desk("front", AskForExercise, asked=TWO) is Rejection.NOT_ADMINISTRATOR
    assert assigned.tell(AskForExercise(asked=TWO), Actor(DeskId("front"))) is Rejection.NOT_ADMINISTRATOR
    people = tuple(replace(each, roles=(Role.ADMINISTRATOR,)) for each in school().people)
    assert assigned.adopt(replace(school(), people=people)) is None
    assert assigned.desk("front", AskForExercise, asked=replace(TWO, due_on="soon")) is Rejection.EXERCISE_DAY_WRONG
    assert assigned.desk("front", AskForExercise, asked=TWO) is None
    assert assigned.desk("front", AskForExercise, asked=replace(TWO, title="Other")) is Rejection.NO_NEWS
    assert assigned.desk("front", AskForExercise, asked=MEDICAL) is None
    assert assigned.desk("front", AskForExercise, asked=replace(TWO, due_on="2027-07-01")) is None
    own = {name: its for name, its in assigned.board.year.sets.items() if name.startswith("own-")}
    assert {name: (its.first, its.last, its.by, its.asked) for name, its in own.items()} == {
        "own-2026-27": ("2026-07-01", "2027-06-30", "Ana Ortiz", (TWO, MEDICAL)),
        "own-2027-28": ("2027-07-01", "2028-06-30", "Ana Ortiz", (replace(TWO, due_on="2027-07-01"),)),
    }
    assert schedule(assigned, TWO, "2027-02-10", name="own-2026-27") is None


@pytest.fixture
def administered() -> Story:
    story = Story()
    people = tuple(replace(each, roles=(Role.ADMINISTRATOR,)) for each in school().people)
    assert story.adopt(replace(school(), people=people)) is None
    return story


@pytest.mark.parametrize("week_minute", [600, None])
@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31", "2700-01-31"])
def test_a_year_that_was_mistyped_is_refused_whatever_the_clock_knows(
    administered: Story, day: str, week_minute: int | None
) -> None:
    administered.week_minute = week_minute
    asked = replace(TWO, due_on=day)
    assert administered.desk("front", AskForExercise, asked=asked) is Rejection.EXERCISE_DAY_WRONG


def test_one_more_is_to_be_done_by_a_day_to_come_and_not_years_later(administered: Story) -> None:
    for day, why in (
        ("2027-01-13", Rejection.EXERCISE_DAY_WRONG),  # the story is told on 15 January 2027
        ("2027-01-14", None),
        ("2029-01-15", None),
        ("2029-01-16", Rejection.EXERCISE_DAY_WRONG),
    ):
        assert administered.desk("front", AskForExercise, asked=replace(TWO, due_on=day)) is why, day


def test_a_set_that_has_as_many_as_a_set_may_have_takes_no_more(administered: Story) -> None:
    for number in range(EXERCISES_MAX):
        assert administered.desk("front", AskForExercise, asked=replace(TWO, scenario=f"s{number}")) is None
    assert administered.desk("front", AskForExercise, asked=TWO) is Rejection.SET_IS_FULL
