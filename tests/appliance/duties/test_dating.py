"""Why a date moved, and what is said of a date that may be wrong."""

from appliance.duties.duty import overdue
from tests.appliance.duties.school import Telling, ms, rules_of, wall, with_snow
from tests.appliance.duties.written_rules import own_rule

HELD = rules_of(own_rule('{ field = "restraint_used", is = true }'))
COUNTED = rules_of(
    own_rule('{ field = "restraint_used", is = true }', due='{ calendar_days = 10, after = "occurred_at" }')
)


def test_the_time_that_it_is_counted_from_moves_it_and_it_says_so() -> None:
    story = Telling("2026-11-25 10:02", occurred="2026-11-25 09:50").facts(restraint_used=True)
    first = story.duties(COUNTED)["own"].due
    assert first.says == "Sat 5 Dec, end of the day: ten calendar days after Wed 25 Nov"
    story.at("2026-11-30 09:00").write("occurred_at", ms("2026-11-24 14:00"), why="it was the day before")
    due = story.duties(COUNTED)["own"].due
    assert due.says == "Fri 4 Dec, end of the day: ten calendar days after Tue 24 Nov"
    assert due.moved == ("It was Sat 5 Dec, end of the day: “Began” was changed on Mon 30 Nov.",)


def test_a_time_that_nobody_knows_is_counted_from_when_it_became_known() -> None:
    rules = rules_of(
        own_rule(
            '{ field = "restraint.person", known = true }',
            due='{ school_days = 1, after = "restraint.began" }',
            more='for_each = "restraint"',
        )
    )
    story = Telling("2026-11-17 10:02").facts("r1", restraint_person="p1")
    due = story.duties(rules)["own r1"].due
    assert due.says == (
        "Wed 18 Nov, end of school day: one school day after Tue 17 Nov;"
        " “Began” is not known, so it is counted from when this became known"
    )
    story.at("2026-11-18 08:00").facts("r1", restraint_began=ms("2026-11-16 10:00"))
    due = story.duties(rules)["own r1"].due
    assert wall(due.at_ms) == "2026-11-17 15:30"
    assert due.moved == ("It was Wed 18 Nov, end of school day: “Began” was written on Wed 18 Nov.",)


def test_a_snow_day_that_is_declared_later_moves_it_and_it_says_so() -> None:
    story = Telling("2026-11-25 10:02", calendar=with_snow("2026-12-01", "2026-12-01 05:30")).facts(restraint_used=True)
    due = story.duties(HELD)["own"].due
    assert wall(due.at_ms) == "2026-12-02 15:30"
    assert due.moved == ("It was Tue 1 Dec, end of school day: Tue 1 Dec is a snow day, declared on Tue 1 Dec.",)


def test_a_snow_day_moves_a_date_that_is_counted_from_a_day_still_to_come() -> None:
    rules = rules_of(
        own_rule(
            '{ field = "action.days", known = true }',
            due='{ school_days = 2, after = "action.from" }',
            more='for_each = "action"',
        )
    )
    story = Telling("2026-11-25 10:02").facts("a1", action_days=3, action_from=ms("2026-12-07 08:00"))
    assert wall(story.duties(rules)["own a1"].due.at_ms) == "2026-12-09 15:30"
    story.calendar = with_snow("2026-12-08", "2026-11-30 05:30")
    due = story.duties(rules)["own a1"].due
    assert wall(due.at_ms) == "2026-12-10 15:30"
    assert due.moved == ("It was Wed 9 Dec, end of school day: Tue 8 Dec is a snow day, declared on Mon 30 Nov.",)
    told_later = Telling("2026-11-25 10:02", calendar=story.calendar).facts("a1", action_days=3)
    told_later.at("2026-12-01 09:00").facts("a1", action_from=ms("2026-12-07 08:00"))
    moved = told_later.duties(rules)["own a1"].due.moved
    assert not [each for each in moved if "snow" in each], "nobody was ever told a date without the snow day"


def test_a_snow_day_that_changes_nothing_is_not_told() -> None:
    story = Telling("2026-11-25 10:02", calendar=with_snow("2026-12-03", "2026-12-01 05:30")).facts(restraint_used=True)
    assert story.duties(HELD)["own"].due.moved == ()


def test_a_clock_that_could_not_be_trusted_makes_no_date_overdue() -> None:
    story = Telling("2026-11-25 10:02")
    story.trusted = False
    duty = story.at("2026-11-25 10:40").facts(restraint_used=True).duties(HELD)["own"]
    assert duty.due.says.endswith("the box's clock could not be trusted then, so the date may be wrong")
    assert not overdue(duty, ms("2027-05-01 10:00"))


def test_a_time_from_an_untrusted_clock_is_unsure_until_a_person_says_when_it_was() -> None:
    story = Telling("2026-11-25 10:02", trusted=False).facts(restraint_used=True)
    assert not story.duties(COUNTED)["own"].due.trusted
    story.facts(occurred_at=ms("2026-11-25 09:50"))
    assert story.duties(COUNTED)["own"].due.trusted
    assert overdue(story.duties(COUNTED)["own"], ms("2027-05-01 10:00"))
