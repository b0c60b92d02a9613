"""Tests how several people who go to one call are shown: each alone, all in short, and only by role to whoever may read no names."""

import pytest

from appliance.api.board.responder_view import going, responder_lines
from appliance.core.calls.commands import Confirm, Dispatch
from appliance.core.ground.words import Answer, Stage
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from tests.appliance.core.story import Story


@pytest.fixture
def called() -> Story:
    story = Story()
    story.press("B201")
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"), beside=Role.NURSE)
    return story


def test_several_are_shown_by_last_name_or_role(called: Story) -> None:
    assert going(called.board, called.call, named=True) == "Ortiz + nurse"
    called.desk("front", Confirm, responder="Ben Ruiz", answer=Answer.BY_RADIO)
    assert going(called.board, called.call, named=True) == "Ortiz + Ruiz"


def test_two_of_one_last_name_are_shown_by_their_whole_names(called: Story) -> None:
    called.desk("front", Confirm, responder="Zoe Ortiz", answer=Answer.BY_RADIO)
    assert going(called.board, called.call, named=True) == "Ana Ortiz + Zoe Ortiz"


def test_names_are_roles_to_whoever_may_not_read_them(called: Story) -> None:
    called.desk("front", Confirm, responder="Ben Ruiz", answer=Answer.BY_RADIO)
    assert going(called.board, called.call, named=False) == "lead + nurse"
    lines = responder_lines(called.board, called.call, called.now, named=False)
    assert [line.who for line in lines] == ["lead", "nurse"]


def test_each_is_as_far_as_they_have_come_and_due_while_they_have_not(called: Story) -> None:
    called.at(10)
    called.desk("front", Confirm, responder="Ben Ruiz", answer=Answer.BY_RADIO)
    called.at(40)
    lines = responder_lines(called.board, called.call, called.now, named=True)
    assert [(line.who, line.stage, line.due_in_ms) for line in lines] == [
        ("Ana Ortiz", Stage.DISPATCHED, -10_000),
        ("Ben Ruiz", Stage.CONFIRMED, None),
    ]
