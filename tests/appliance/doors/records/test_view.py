"""Tests a record's line in a list and at the head of its page: what the call asks for now, and what it asked for when it came."""

import pytest

from appliance.api.records.messages import RecordLine
from appliance.core.calls.commands import Acknowledge, Arrive, Downgrade, Undo, Upgrade
from appliance.doors.records.view import line_of
from appliance.plan.model import Kind
from appliance.record.derived import derived
from appliance.record.words import FactId, FieldId
from tests.appliance.core.story import KINDS, Story
from tests.appliance.record.telling import record_of


def listed(story: Story) -> RecordLine:
    """Give the line. It must never differ from the record's own fact or from the board."""
    record = record_of(story)
    line = line_of(record, story.board)
    assert line is not None
    assert line.kind == derived(record, story.board.index)[FactId(FieldId("call_kind"))] == story.call.kind
    return line


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.mark.parametrize("contact", ["hold", "medical"])
def test_a_press_in_an_open_call_makes_it_what_it_asks_for_now(story: Story, contact: str) -> None:
    story.press("B204")
    assert (listed(story).kind, listed(story).came_as) == (Kind.ASSIST, None)
    story.press("B204", contact)
    assert (listed(story).kind, listed(story).came_as) == (KINDS[contact], Kind.ASSIST)


def test_a_press_that_asks_for_less_lowers_nothing(story: Story) -> None:
    story.press("B204", "hold")
    story.press("B204")
    assert (listed(story).kind, listed(story).came_as) == (Kind.EMERGENCY, None)


def test_people_raise_and_lower_it(story: Story) -> None:
    story.press("B204")
    story.desk("front", Upgrade, kind=Kind.EMERGENCY)
    assert listed(story).kind is Kind.EMERGENCY
    story.desk("front", Acknowledge)
    story.desk("front", Arrive, responder="Ana Ortiz")
    story.desk("front", Downgrade, kind=Kind.MEDICAL)
    assert listed(story).kind is Kind.MEDICAL
    story.press("B204", "hold")
    assert (listed(story).kind, listed(story).came_as) == (Kind.EMERGENCY, Kind.ASSIST)


def test_what_was_raised_by_mistake_and_undone_at_once_is_what_it_was(story: Story) -> None:
    story.press("B204")
    story.desk("front", Upgrade, kind=Kind.MEDICAL)
    assert story.desk("front", Undo) is None
    assert (listed(story).kind, listed(story).came_as) == (Kind.ASSIST, None)
