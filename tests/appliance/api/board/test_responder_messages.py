"""Tests what a desk is sent about messages: the newest to each person, and no name where none may be read."""

from appliance.api.board.card_view import who_acted
from appliance.api.board.responder_view import MESSAGES_MAX, message_lines
from appliance.core.calls.commands import Acknowledge
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.messages.turns import TURN_S
from tests.appliance.core.messages.telling import PAGE, TEXT, Telling, person, with_ways


def test_the_newest_message_to_each_person_is_there_the_newest_first() -> None:
    story = Telling(with_ways(person("ana", PAGE, TEXT), person("ben", PAGE)))
    story.press("B204")
    story.at(1)
    story.comes("ben", PAGE, MessageState.SENT)
    story.at(TURN_S + 2)
    ana, ben = message_lines(story.board, story.call, story.now, named=True)
    assert (ana.who, ana.state, ana.reply) == ("Ana", MessageState.QUEUED, None)
    assert (ben.who, ben.state, ben.ago_ms) == ("Ben", MessageState.SENT, (TURN_S + 1) * 1000)


def test_an_answer_is_as_old_as_it_is() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.press("B204")
    story.at(4)
    story.answers("ana", PAGE, Reply.CANNOT)
    story.at(6)
    (ana,) = message_lines(story.board, story.call, story.now, named=True)
    assert (ana.reply, ana.ago_ms) == (Reply.CANNOT, 2000)


def test_nobody_is_named_to_whoever_may_not_read_it() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.press("B204")
    story.at(0)
    assert [each.who for each in message_lines(story.board, story.call, story.now, named=False)] == [""]


def test_a_card_holds_only_so_many() -> None:
    story = Telling(with_ways(*(person(f"p{number}", PAGE) for number in range(MESSAGES_MAX + 3))))
    story.press("B204")
    story.at(200)
    told = message_lines(story.board, story.call, story.now, named=True)
    assert len(told) == MESSAGES_MAX
    assert told[0].who == f"P{MESSAGES_MAX + 2}"


def test_what_was_taken_back_is_not_shown_and_an_answer_is() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204")
    story.at(1)
    story.answers("ana", PAGE, Reply.CANNOT)
    story.desk("front", Acknowledge)
    assert [each.who for each in message_lines(story.board, story.call, story.now, named=True)] == ["Ana"]


def test_an_answer_is_not_hidden_by_another_way_that_failed() -> None:
    story = Telling(with_ways(person("ana", PAGE, TEXT), person("ben", PAGE)))
    story.press("B204")
    story.at(1)
    story.at(TURN_S)
    story.comes("ana", TEXT, MessageState.FAILED)
    story.answers("ana", PAGE, Reply.CANNOT)
    told = message_lines(story.board, story.call, story.now, named=True)
    assert [each.reply for each in told if each.who == "Ana"] == [Reply.CANNOT]


def test_whoever_answered_and_may_not_be_named_is_a_responder_who_owes_no_name() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.press("B204")
    story.at(1)
    story.answers("ana", PAGE, Reply.GOING)
    has_it = story.call.acknowledged_by
    assert who_acted(story.board, has_it, named=True) == "Ana"
    assert who_acted(story.board, has_it, named=False) == "a responder"
