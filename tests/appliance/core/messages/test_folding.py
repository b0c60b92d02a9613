"""Tests what a power cut does to messages: nothing that was answered is said again, and nothing unanswered is left unsaid."""

import pytest

from appliance.api.board.responder_view import message_lines
from appliance.core.calls.commands import StandDown, Undo
from appliance.core.calls.events import ReopenedByPress
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Outcome
from appliance.core.messages.commands import ReportReply
from appliance.core.messages.turns import TURN_S
from tests.appliance.core.messages.telling import PAGE, TEXT, Telling, person, with_ways


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED])
def test_what_nobody_answered_is_said_again_under_its_own_name(state: MessageState) -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204")
    story.at(0)
    for each in (MessageState.SENT, MessageState.DELIVERED)[: list(MessageState).index(state)]:
        story.comes("ana", PAGE, each)
    message = story.now_told("ana", PAGE).message
    story.restart()
    again = story.now_told("ana", PAGE)
    assert (again.message, again.state) == (message, MessageState.QUEUED)
    assert "ana by page" in story.stands()
    story.seen.clear()
    story.at(TURN_S)
    assert story.told() == [], "it goes on under its name, and is not told a second time beside it"
    assert story.comes("ana", PAGE, MessageState.SENT) is None


@pytest.mark.parametrize("reply", Reply)
def test_what_was_answered_is_not_said_again(reply: Reply) -> None:
    story = Telling(with_ways(person("ana", PAGE, TEXT), person("ben", PAGE)))
    story.press("B204")
    story.at(0)
    story.answers("ana", PAGE, reply)
    story.restart()
    story.look()
    story.seen.clear()
    story.at(300)
    assert "ana by page" not in story.stands()
    assert not [each for each in story.told() if each.startswith("ana")]


def test_the_next_in_turn_is_told_after_a_restart() -> None:
    story = Telling(with_ways(*(person(name, PAGE) for name in ("ana", "ben", "cem"))))
    story.press("B204")
    story.at(0)
    story.restart()
    story.look()
    story.seen.clear()
    story.at(TURN_S)
    assert story.told() == ["cem by page"]


def test_messages_of_calls_that_are_over_are_forgotten() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    for minute in range(40):
        story.at(minute * 60)
        story.press("B204")
        story.at(minute * 60 + 1)
        story.desk("front", StandDown, outcome=Outcome.TEST, saw_room="")
    assert len(story.board.messages) <= 12, (
        "those stood down in the last ten minutes, both ends counted, and the newest"
    )


def test_a_report_of_another_message_changes_nothing() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204")
    story.at(0)
    story.comes("ana", PAGE, MessageState.SENT)
    assert story.now_told("ben", PAGE).state is MessageState.QUEUED


def test_a_call_that_a_press_opens_again_begins_anew_for_whoever_answered() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204")
    story.at(0)
    story.answers("ana", PAGE, Reply.GOING)
    story.answers("ben", PAGE, Reply.CANNOT)
    message, call = story.now_told("ana", PAGE).message, story.call
    story.at(90)
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    story.seen.clear()
    story.fold(ReopenedByPress(incident=call.incident, kind=call.kind, source=call.source, pressed_ago_ms=0))
    story.at(91)
    assert story.told() == ["ana by page", "ben by page"]
    assert story.tell(ReportReply(message=message, reply=Reply.CANNOT)) is Rejection.NO_NEWS
    assert [each.reply for each in message_lines(story.board, story.call, story.now, named=True)] == [None, None]


def test_a_stand_down_that_is_undone_leaves_every_answer_as_it_was() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204")
    story.at(0)
    story.answers("ben", PAGE, Reply.CANNOT)
    story.desk("front", StandDown, outcome=Outcome.TEST, saw_room="")
    assert story.desk("front", Undo, incident=next(iter(story.board.last_acts))) is None
    story.seen.clear()
    story.at(1)
    assert story.stands() == ["ana by page"]
    assert "ben by page" not in story.told()
