"""How a duty stands: open, closed, withdrawn, or waiting for a question; when it is due, and why a date moved."""

from appliance.core.ground.moment import Moment
from appliance.duties.duty import Duty, State, overdue, tells
from appliance.duties.parties import Party
from appliance.record.events import KeysDestroyed
from appliance.record.words import FieldId, Klass, Status
from tests.appliance.duties.school import Telling, fact_id, ms, rules_of, wall
from tests.appliance.duties.written_rules import own_rule

HELD = rules_of(own_rule('{ field = "restraint_used", is = true }'))


def told(duty: Duty, at: str) -> list[Party]:
    """Who is told at this time that the duty is late."""
    return [each.tell for each in duty.late if tells(duty, each, ms(at))]


def test_a_duty_opens_with_its_trigger_and_its_date_explains_itself() -> None:
    story = Telling("2026-11-25 10:02")
    assert story.duties(HELD) == {}
    duty = story.at("2026-11-25 10:40").facts(restraint_used=True).duties(HELD)["own"]
    assert duty.state is State.OPEN
    assert wall(duty.since_ms) == "2026-11-25 10:40"
    assert duty.due.says == (
        "Tue 1 Dec, end of school day: two school days after Wed 25 Nov; Thu and Fri are Thanksgiving"
    )
    assert (duty.owed_by, duty.owed_to, duty.source) == (Party.ADMINISTRATOR, Party.EDUCATOR, "Our contract")
    assert duty.due.moved == ()


def test_it_is_overdue_only_when_its_time_is_over_and_tells_one_after_the_other() -> None:
    duty = Telling("2026-11-25 10:02").facts(restraint_used=True).duties(HELD)["own"]
    assert not overdue(duty, ms("2026-12-01 15:30"))
    assert overdue(duty, ms("2026-12-01 15:31"))
    assert told(duty, "2026-12-01 16:00") == []
    assert told(duty, "2026-12-02 15:30") == [Party.LEAD]
    assert told(duty, "2026-12-04 15:30") == [Party.LEAD, Party.MENTAL_HEALTH]


def test_whoever_is_told_is_told_from_the_end_of_the_next_day_whether_it_was_due_at_the_end_of_school_or_of_the_day() -> (
    None
):
    later = own_rule('{ field = "restraint_used", is = true }', due="{ calendar_days = 5 }", id="later")
    later = later.replace("{ school_days = 1 } }", "{ business_days = 1 } }").replace("school_days = 3", "hours = 30")
    duty = Telling("2026-11-25 10:02").facts(restraint_used=True).duties(rules_of(later))["later"]
    assert wall(duty.due.at_ms) == "2026-12-01 00:00"  # the end of Monday
    assert [(each.tell, wall(each.from_ms), each.says) for each in duty.late] == [
        (Party.LEAD, "2026-12-02 00:00", "one business day after it was due"),
        (Party.MENTAL_HEALTH, "2026-12-02 06:00", "30 hours after it was due"),
    ]


def test_nobody_is_told_of_what_was_closed_or_withdrawn_since() -> None:
    rules = rules_of(own_rule('{ field = "restraint_used", is = true }', closed='{ field = "summary", known = true }'))
    story = Telling("2026-11-25 10:02").facts(restraint_used=True)
    at = "2026-12-30 10:00"
    assert told(story.duties(rules)["own"], at) == [Party.LEAD, Party.MENTAL_HEALTH]
    story.at("2026-12-10 09:00").facts(summary="They were held.")
    assert story.duties(rules)["own"].state is State.CLOSED
    assert told(story.duties(rules)["own"], at) == []
    story.at("2026-12-11 09:00").facts(restraint_used=False)
    assert story.duties(rules)["own"].state is State.WITHDRAWN
    assert story.duties(rules)["own"].late == ()


def test_a_rule_that_nobody_verified_shows_no_overdue_clock() -> None:
    unsure = rules_of(
        own_rule('{ field = "restraint_used", is = true }').replace(
            'verified = { by = "the attorney", on = 2026-08-01 }', "verify = true"
        )
    )
    duty = Telling("2026-11-25 10:02").facts(restraint_used=True).duties(unsure)["own"]
    assert duty.state is State.OPEN
    assert duty.due is not None
    assert duty.late == ()
    assert not overdue(duty, ms("2027-05-01 10:00"))
    assert told(duty, "2027-05-01 10:00") == []


def test_what_closes_it_says_by_what_and_when() -> None:
    closed = '{ field = "restraint.reported_at", known = true }'
    rules = rules_of(
        own_rule('{ field = "restraint.person", known = true }', closed=closed, more='for_each = "restraint"')
    )
    story = Telling("2026-11-25 10:02").facts("r1", restraint_person="p1")
    assert story.states(rules) == {"own r1": State.OPEN}
    story.at("2026-11-30 09:00").facts("r1", restraint_reported_at=ms("2026-11-25 15:00"))
    duty = story.duties(rules)["own r1"]
    assert duty.state is State.CLOSED
    assert duty.closed.by == {fact_id("restraint.reported_at", "r1")}
    assert wall(duty.closed.at_ms) == "2026-11-25 15:00", "when it was done, and not when it was written"
    assert not overdue(duty, ms("2027-05-01 10:00"))


def test_a_fact_without_a_time_closes_it_when_it_was_written() -> None:
    rules = rules_of(own_rule('{ field = "restraint_used", is = true }', closed='{ field = "summary", known = true }'))
    story = Telling("2026-11-25 10:02").facts(restraint_used=True)
    story.at("2026-11-30 09:00").facts(summary="It was calm again.")
    story.at("2026-12-02 09:00").write("summary", "It was calm again soon.", why="wording")
    assert wall(story.duties(rules)["own"].closed.at_ms) == "2026-11-30 09:00"


def test_somebodys_word_closes_it() -> None:
    story = Telling("2026-11-25 10:02").facts(restraint_used=True)
    story.at("2026-11-30 09:00").note("own", says="the paper")
    duty = story.duties(HELD)["own"]
    assert (duty.state, duty.closed.noted, wall(duty.closed.at_ms)) == (State.CLOSED, "the paper", "2026-11-30 09:00")


def test_it_is_withdrawn_when_its_fact_is_amended_and_says_which() -> None:
    story = Telling("2026-11-25 10:02").facts(restraint_used=True)
    story.at("2026-11-30 09:00").write("restraint_used", False, why="I was mistaken")
    duty = story.duties(HELD)["own"]
    assert duty.state is State.WITHDRAWN
    assert duty.withdrawn.because == (fact_id("restraint_used"),)
    assert duty.withdrawn.says == "Not owed any more since Mon 30 Nov: “Anybody held” was changed."
    assert duty.due is None
    assert not overdue(duty, ms("2027-05-01 10:00"))


def test_a_duty_that_never_was_is_no_withdrawn_one() -> None:
    both = rules_of(
        own_rule('{ all = [{ field = "restraint_used", is = true }, { field = "anyone_hurt", is = true }] }')
    )
    story = Telling("2026-11-25 10:02").facts(restraint_used=True)
    story.at("2026-11-25 10:10").write("restraint_used", False, why="no")
    story.at("2026-11-25 10:20").facts(anyone_hurt=True)
    assert story.duties(both) == {}


def test_it_opens_again_with_a_new_date_when_the_fact_is_amended_back() -> None:
    story = Telling("2026-11-16 10:02").facts(restraint_used=True)
    story.at("2026-11-17 09:00").write("restraint_used", False, why="no")
    story.at("2026-11-18 09:00").write("restraint_used", True, why="yes, after all")
    duty = story.duties(HELD)["own"]
    assert (duty.state, wall(duty.since_ms), wall(duty.due.at_ms)) == (
        State.OPEN,
        "2026-11-18 09:00",
        "2026-11-20 15:30",
    )


def test_it_ceases_because_something_new_was_written() -> None:
    rules = rules_of(own_rule('{ not = { field = "event_kind", chose = ["nothing"] } }'))
    story = Telling("2026-11-25 10:02")
    assert story.states(rules) == {"own": State.OPEN}
    duty = story.at("2026-11-25 11:00").facts(event_kind="nothing").duties(rules)["own"]
    assert duty.withdrawn.says == "Not owed any more since Wed 25 Nov: “What kind of event” was written."


ASKED = rules_of(
    own_rule(
        '{ all = [{ field = "person.role", chose = ["involved"] }, { field = "person.early_grade", is = true }] }',
        more='for_each = "person"\nasks = ["person.early_grade"]',
    )
)


def test_it_waits_for_its_question_and_for_no_other() -> None:
    story = Telling("2026-11-25 10:02").facts("p1", person_type="student")
    assert story.states(ASKED) == {}, "nobody said yet that they are involved"
    duty = story.facts("p1", person_role="involved").duties(ASKED)["own p1"]
    assert (duty.state, duty.waits, duty.due) == (State.NOT_YET, (fact_id("person.early_grade", "p1"),), None)
    assert story.facts("p1", person_early_grade=True).states(ASKED) == {"own p1": State.OPEN}


def test_an_answer_of_no_ends_the_waiting() -> None:
    story = Telling("2026-11-25 10:02").facts("p1", person_role="involved", person_early_grade=False)
    assert story.states(ASKED) == {}


def test_not_known_is_no_answer_to_a_question_that_must_be_asked() -> None:
    when = '{ field = "person.plan_status", chose = ["iep"] }'
    rules = rules_of(
        own_rule(
            when,
            more='for_each = "person"\nasks = ["person.plan_status"]',
            tells=("special-education", "special-education"),
        ).replace("administrator", "special-education")
    )
    story = Telling("2026-11-25 10:02").facts("p1", person_plan_status=("unknown",))
    assert story.states(rules) == {"own p1": State.NOT_YET}
    story.write("person.plan_status", ("iep",), "p1", why="found")
    assert story.states(rules) == {"own p1": State.OPEN}


def test_a_version_that_a_wrong_clock_put_before_another_is_seen_once() -> None:
    story = Telling("2026-11-25 10:02").at("2026-11-25 11:00").facts(restraint_used=True)
    story.at("2026-11-25 10:30").write("restraint_used", False, why="the clock went back")
    assert story.states(HELD) == {"own": State.WITHDRAWN}


def test_the_status_of_the_record_is_a_fact_with_its_time() -> None:
    rules = rules_of(own_rule('{ field = "status", chose = ["submitted", "reviewed"] }'))
    story = Telling("2026-11-16 10:02")
    assert story.duties(rules) == {}
    story.at("2026-11-17 12:00").move(Status.SUBMITTED)
    story.at("2026-11-19 12:00").move(Status.REVIEWED)
    assert wall(story.duties(rules)["own"].since_ms) == "2026-11-17 12:00"


def test_links_sums_and_counts() -> None:
    rules = rules_of(
        own_rule(
            '{ all = [{ field = "person.type", via = "action.person", chose = ["student"] },'
            ' { field = "action.days", plus = "action.days_before", more_than = 10 }] }',
            more='for_each = "action"',
        )
        + own_rule(
            '{ some = "action", at_least = 2, where = { field = "action.kind", chose = ["classroom-removal"] } }',
            id="two",
        )
    )
    story = Telling("2026-11-16 10:02").facts("p1", person_type="student")
    story.facts("a1", action_person="p1", action_days=4, action_days_before=6, action_kind="classroom-removal")
    assert story.states(rules) == {}
    story.at("2026-11-16 11:00").write("action.days_before", 7, "a1", why="counted again")
    story.at("2026-11-16 12:00").facts("a2", action_kind="classroom-removal")
    assert story.states(rules) == {"own a1": State.OPEN, "two": State.OPEN}
    assert wall(story.duties(rules)["own a1"].since_ms) == "2026-11-16 11:00"
    story.at("2026-11-16 13:00").write("action.person", "p2", "a1", why="another one")
    assert story.states(rules) == {"own a1": State.WITHDRAWN, "two": State.OPEN}


def test_a_support_of_somebody_else_closes_nothing() -> None:
    closed = (
        '{ some = "support", where = { all = [{ field = "support.person", about = true },'
        ' { field = "support.kind", chose = ["rights"] }] } }'
    )
    rules = rules_of(
        own_rule(
            '{ field = "person.role", chose = ["affected"] }',
            closed=closed,
            more='for_each = "person"',
            tells=("administrator", "point-of-contact"),
        )
    )
    story = Telling("2026-11-16 10:02").facts("p1", person_role="affected").facts("p2", person_role="affected")
    story.facts("s1", support_person="p2", support_kind="rights")
    assert story.states(rules) == {"own p1": State.OPEN, "own p2": State.CLOSED}
    assert not any(each.item == "s1" for each in story.duties(rules)["own p1"].reads)


def test_nobody_is_asked_again_for_what_had_to_be_destroyed() -> None:
    closed = '{ field = "restraint.reported_at", known = true }'
    rules = rules_of(
        own_rule('{ field = "restraint.person", known = true }', closed=closed, more='for_each = "restraint"')
    )
    story = Telling("2026-11-16 10:02").facts("r1", restraint_person="p1")
    destroyed = KeysDestroyed(
        incident=story.record.incident, classes=(Klass.STUDENT,), keys=1, wraps=1, rule="incident, 7 years"
    )
    story.record.take(99, Moment(0, ms("2033-12-01 10:00"), 600), destroyed)
    assert story.duties(rules) == {}


def test_fields_that_the_rule_looks_at_are_named() -> None:
    counted = own_rule('{ field = "restraint_used", is = true }', due='{ hours = 1, after = "occurred_at" }')
    duty = Telling("2026-11-25 10:02").facts(restraint_used=True).duties(rules_of(counted))["own"]
    assert duty.fields == {FieldId("restraint_used"), FieldId("occurred_at")}
    assert duty.reads == {fact_id("restraint_used"), fact_id("occurred_at")}
