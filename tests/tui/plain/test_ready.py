"""Tests who is ready at the plain console: gaps in a breath, all of it if asked for, and a gap filled in one line or by questions."""

import pytest

from appliance.api.ask import Reply
from appliance.api.listed.readiness import FillGap, GiveHourBack
from appliance.doors.readiness.desk import AWAY
from appliance.flows.people.ready import BACK, FILL, NO_GAP_HERE, NOT_HERE, AsksReadiness
from appliance.plan.model import Role
from tests.tui.boards import FACTS, board
from tests.tui.plain.conversation import Conversation
from tests.tui.ready import GAP, READY, SCHEDULING
from tui.line.news import ReadyArrived, ScheduleReplied
from tui.plain.people.ready import FILLS, MORE, ready_told, schedule_replied

LEAD = next(person for person in FACTS.people if Role.LEAD in person.roles)


@pytest.fixture
def at() -> Conversation:
    said = Conversation()
    said.model = said.model.with_ready(SCHEDULING)
    return said


def test_the_word_alone_asks_and_all_of_it_is_asked_for_by_another(at: Conversation) -> None:
    assert at.types("ready") == AsksReadiness()
    assert at.types("team week") == AsksReadiness(whole=True)


def test_gaps_are_told_first_and_how_one_is_filled_only_to_whoever_schedules() -> None:
    said = ready_told(ReadyArrived(READY))
    assert said[1] == GAP.says and said[-1] == MORE and FILLS not in said
    assert FILLS in ready_told(ReadyArrived(SCHEDULING))
    assert "De-escalation: 31 of 40" in ready_told(ReadyArrived(READY, whole=True))
    assert ready_told(ReadyArrived(READY, quiet=True)) == []
    assert ready_told(ReadyArrived(None, "no line")) == ["no line"]


def test_a_gap_is_filled_by_questions(at: Conversation) -> None:
    assert GAP.says in at.hears("take hour")
    assert "All of it, or which hour?" in at.hears("1")
    assert "Who takes it?" in at.hears("all")
    assert at.types(LEAD.name) == FillGap(
        request=0, person=LEAD.person, role=Role.LEAD, day=GAP.day, start_min=600, end_min=720
    )


def test_words_behind_the_command_choose_the_gap_and_the_hour(at: Conversation) -> None:
    assert "Who takes it?" in at.hears(f"take hour {GAP.day} lead 10:00-11:00")
    filled = at.types(LEAD.name)
    assert isinstance(filled, FillGap) and (filled.start_min, filled.end_min) == (600, 660)
    assert "Which gap is filled?" in at.hears("take hour with words that say nothing")


def test_an_hour_is_given_back_and_what_became_of_it_is_said(at: Conversation) -> None:
    assert at.types("free hour 4") == GiveHourBack(request=0, taken=4)
    assert schedule_replied(ScheduleReplied(BACK.done, None, Reply(request=0, ok=True))) == [BACK.done]
    refused = Reply(request=0, ok=False, says=AWAY)
    assert schedule_replied(ScheduleReplied(FILL.done, None, refused)) == [f"Not done. {AWAY}"]


def test_who_does_not_schedule_has_nothing_to_choose_from(at: Conversation) -> None:
    at.model = at.model.with_ready(READY)
    assert at.hears("training done") == NOT_HERE
    at.model = at.model.with_ready(None)
    assert at.hears("take hour") == NO_GAP_HERE


def test_what_somebody_was_told_is_gone_once_they_signed_out(at: Conversation) -> None:
    at.told(board(proven=True))
    at.model = at.model.with_ready(SCHEDULING)
    at.told(board(proven=True))
    assert at.model.ready is SCHEDULING
    at.told(board(proven=False))
    assert at.model.ready is None
