"""Tests what a board says of the exercises of a year: what waits, the earliest first, and no more than a list shows."""

from datetime import date, timedelta

from appliance.api.board.exercise_year import WAITING_MAX, exercise_year_line, own_scenarios
from appliance.core.exercise_sets.commands import AdoptScenario, AssignExerciseSet, ScheduleExercise
from appliance.core.exercise_sets.events import AskedFor
from appliance.exercises.sets import Standing
from tests.appliance.core.story import Story

FIRST = date(2027, 1, 1)  # the story is told on 15 January 2027
ASKED = tuple(AskedFor(f"{FIRST + timedelta(days=3 * number)}", "two-at-once", "", "Two rooms") for number in range(25))


def its(name: str, *asked: AskedFor) -> AssignExerciseSet:
    return AssignExerciseSet(name=name, title="T", first=f"{FIRST}", last="2027-12-31", asked=asked, by="R. Ortiz")


def test_a_building_without_sets_says_nothing() -> None:
    story = Story()
    assert exercise_year_line(story.board, story.now) is None
    assert own_scenarios(story.board) == ""


def test_what_waits_is_listed_by_its_day_whatever_set_it_is_of() -> None:
    story = Story()
    assert story.tell(its("b", ASKED[0], ASKED[7])) is None
    assert story.tell(its("a", ASKED[6])) is None
    assert story.desk("front", ScheduleExercise, name="b", asked=ASKED[7], on="2027-01-20") is None
    line = exercise_year_line(story.board, story.now)
    assert line is not None
    assert [(each.name, each.asked, each.on, each.standing) for each in line.waiting] == [
        ("b", ASKED[0], "", Standing.OUT_OF_COMPLIANCE),
        ("a", ASKED[6], "", Standing.ASSIGNED),
        ("b", ASKED[7], "2027-01-20", Standing.SCHEDULED),
    ]
    assert (line.out, line.more) == (1, 0)


def test_no_more_are_sent_than_a_list_shows_and_the_rest_is_counted() -> None:
    story = Story()
    assert story.tell(its("a", *ASKED)) is None
    line = exercise_year_line(story.board, story.now)
    assert line is not None
    assert [each.asked for each in line.waiting] == list(ASKED[:WAITING_MAX])
    assert (line.more, line.out) == (5, 5)


def test_while_nobody_knows_the_day_nothing_is_out_of_compliance() -> None:
    story = Story()
    assert story.tell(its("a", *ASKED)) is None
    story.week_minute = None
    line = exercise_year_line(story.board, story.now)
    assert line is not None
    assert line.out == 0


def test_each_change_of_own_scenarios_shows() -> None:
    story, seen = Story(), set[str]()
    for digest in ("one", "two"):
        adopt = AdoptScenario(scenario="own", by="R. Ortiz", digest=digest, document=digest.encode())
        assert story.tell(adopt) is None
        seen.add(own_scenarios(story.board))
    assert len(seen) == 2


def test_it_is_worked_out_again_only_where_something_about_it_changed() -> None:
    story = Story()
    assert story.tell(its("a", *ASKED)) is None
    line = exercise_year_line(story.board, story.now)
    story.press("B201")
    assert exercise_year_line(story.board, story.now) is line, "a call works nothing out"
    assert story.desk("front", ScheduleExercise, name="a", asked=ASKED[7], on="2027-01-20") is None
    scheduled = exercise_year_line(story.board, story.now)
    assert scheduled is not None
    assert [each.on for each in scheduled.waiting if each.on] == ["2027-01-20"]
    story.started_wall_ms += 24 * 3_600_000
    tomorrow = exercise_year_line(story.board, story.now)
    assert tomorrow is not None
    assert tomorrow.out == scheduled.out, "the next one is due on the 16th"
    story.started_wall_ms += 24 * 3_600_000
    later = exercise_year_line(story.board, story.now)
    assert later is not None
    assert later.out == scheduled.out + 1
