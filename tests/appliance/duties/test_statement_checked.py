"""The duty to check a statement is closed by the statement itself: once the educator and the family saw it and somebody approved it."""

from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.duties.calendar import Calendar
from appliance.duties.deriving import derive
from appliance.duties.duty import Duty, State
from appliance.record.words import Value
from tests.appliance.duties.school import CALENDAR, Telling, adopted, ms, wall
from tests.appliance.record.test_statements import ANY_ACT, Story

RULES = tuple(rule for rule in adopted("neutral") if rule.rule == "statement-checked")
CALLED = ("911",)


def lockdown() -> Telling:
    """A call for which the police came, and a statement that nobody saw yet."""
    telling = Telling("2026-11-24 10:02").facts(law_enforcement=CALLED)
    return telling.facts(
        "statement-1", statement_audience="families", statement_english="Help came.", statement_spanish="Llegó ayuda."
    )


def checked(telling: Telling) -> Duty:
    return telling.duties(RULES)["statement-checked"]


def test_it_is_closed_when_the_statement_was_seen_and_approved_and_says_which_facts_show_it() -> None:
    story = lockdown()
    story.at("2026-11-24 12:00").facts("statement-1", statement_educator_saw_at=ms("2026-11-24 11:40"))
    story.facts("statement-1", statement_family_not="No family is involved")
    assert checked(story).state is State.OPEN
    story.facts("statement-1", statement_approved_by="Sam Rivera")
    assert checked(story).state is State.OPEN
    story.at("2026-11-24 12:30").facts("statement-1", statement_approved_at=ms("2026-11-24 12:20"))
    duty = checked(story)
    assert duty.state is State.CLOSED and duty.closed is not None
    assert wall(duty.closed.at_ms) == "2026-11-24 12:20"
    assert {each.field for each in duty.closed.by} == {
        "statement.english",
        "statement.spanish",
        "statement.educator_saw_at",
        "statement.family_not",
        "statement.approved_by",
        "statement.approved_at",
    }


def test_other_words_open_it_again_until_they_are_seen_and_approved() -> None:
    story = lockdown()
    seen = {"statement_educator_saw_at": ms("2026-11-24 11:40"), "statement_family_saw_at": ms("2026-11-24 11:45")}
    approved = {"statement_approved_by": "Sam Rivera", "statement_approved_at": ms("2026-11-24 12:20")}
    story.at("2026-11-24 12:30").facts("statement-1", **seen, **approved)
    before = checked(story)
    assert before.state is State.CLOSED
    story.at("2026-11-24 13:00").facts("statement-1", statement_english="More help came.")
    assert checked(story).state is State.OPEN
    assert checked(story).due == before.due, "its date stays"
    story.at("2026-11-24 14:00").facts("statement-1", **{each: ms("2026-11-24 13:30") for each in seen})
    assert checked(story).state is State.OPEN
    story.facts("statement-1", statement_approved_at=ms("2026-11-24 13:50"))
    assert checked(story).state is State.OPEN, "who approved other words is not who approves these"
    story.facts("statement-1", statement_approved_by="Sam Rivera")
    again = checked(story)
    assert again.state is State.CLOSED and again.closed is not None
    assert wall(again.closed.at_ms) == "2026-11-24 13:50"


def test_parts_of_two_statements_make_none() -> None:
    story = lockdown().at("2026-11-24 12:30")
    story.facts("statement-1", statement_educator_saw_at=ms("2026-11-24 11:40"), statement_family_not="None involved")
    story.facts("statement-2", statement_approved_by="Sam Rivera", statement_approved_at=ms("2026-11-24 12:20"))
    assert checked(story).state is State.OPEN


def test_a_note_closes_it_where_no_statement_is_made() -> None:
    story = Telling("2026-11-24 10:02").facts(law_enforcement=CALLED)
    assert RULES[0].noted is not None and RULES[0].noted.shown_by == "who decided that no statement is made"
    story.note("statement-checked")
    assert checked(story).state is State.CLOSED


@settings(max_examples=200, deadline=None)
@given(some.lists(ANY_ACT, max_size=30))
def test_in_any_order_of_writing_it_is_closed_exactly_while_the_statement_is_final(
    acts: list[tuple[str, Value]],
) -> None:
    calendar: Calendar = CALENDAR
    story = Story()
    story.writing.write("law_enforcement", CALLED)
    story.is_written()
    for name, value in acts:
        story.does(name, value)
        (duty,) = derive(story.writing.record, {}, RULES, calendar)
        assert (duty.state is State.CLOSED) is story.stands.final, story.stands.waits
