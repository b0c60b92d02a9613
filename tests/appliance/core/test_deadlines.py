"""Tests that if a look fails at a deadline, that deadline alone is put off, and everything else is looked at as usual."""

from appliance.core.calls.events import StepTaken
from appliance.core.deadlines import next_deadline, overdue
from appliance.core.devices.events import TroubleRaised
from appliance.core.ground.commands import Look
from tests.appliance.core.story import Story

MINUTE_MS = 60_000


def two_calls(story: Story) -> tuple[str, str]:
    """Make two calls that were pressed at the same moment, in two rooms."""
    story.press("B201")
    story.press("B202")
    first, second = story.board.incidents
    story.seen.clear()
    return first, second


def steps(story: Story) -> list[str]:
    return [event.incident for event in story.seen if isinstance(event, StepTaken)]


def troubles(story: Story) -> list[str]:
    return [event.cause.key for event in story.seen if isinstance(event, TroubleRaised)]


def test_a_call_that_is_put_off_keeps_no_other_from_climbing_and_climbs_later(story: Story):
    first, second = two_calls(story)
    story.heard.put_off[story.board.incidents[first].incident] = MINUTE_MS
    story.at(59)
    assert set(steps(story)) == {second}
    story.at(61)
    assert first in steps(story)


def test_what_is_put_off_makes_no_deadline_before_its_time(story: Story):
    first, second = two_calls(story)
    for name in (first, second):
        story.heard.put_off[story.board.incidents[name].incident] = MINUTE_MS
    story.heard.put_off[None] = MINUTE_MS
    story.heard.touched.clear()
    assert next_deadline(story.board, story.heard) == MINUTE_MS
    story.now_ms = 30_000
    assert overdue(story.board, story.heard, story.now) == []


def test_what_belongs_to_no_call_is_put_off_apart_from_calls(story: Story):
    first, second = two_calls(story)
    story.heard.put_off[None] = 10 * MINUTE_MS
    story.leave("library")
    story.at(100)
    assert not troubles(story)
    assert {first, second} <= set(steps(story))
    story.at(700)
    assert "desk-unattended:library" in troubles(story), "it is empty all the while"


def test_a_look_at_one_call_alone_looks_at_nothing_else(story: Story):
    first, _ = two_calls(story)
    story.now_ms = 250_000
    story.leave("library")
    story.tell(Look(only=(story.board.incidents[first].incident,)))
    assert set(steps(story)) == {first}
    story.seen.clear()
    story.tell(Look(only=()))
    assert not steps(story)
    assert "desk-unattended:library" in troubles(story)
