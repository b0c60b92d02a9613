"""Tests what stands on a phone: which calls, for whom, and of how many more it is told in one word."""

import pytest
from msgspec.structs import replace

from appliance.api.page.phone import PhoneScreen
from appliance.core.calls.commands import Arrive
from appliance.core.ground.messages import Reply
from appliance.core.messages.addresses import address_of
from appliance.core.messages.commands import ReportReply
from appliance.core.messages.flood import EACH_ALONE
from appliance.core.messages.turns import wanted
from appliance.doors.page.cards import screen_of
from tests.appliance.core.messages.telling import PAGE, Telling, person, with_ways

ANAS = "ana-page"
ROOMS = ("B201", "B202", "B203", "B204", "B205", "B206")


@pytest.fixture
def story() -> Telling:
    return Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))


def screen(story: Telling, phone: str = ANAS) -> PhoneScreen:
    said = (each for call in story.board.incidents.values() for each in wanted(story.board, call))
    return screen_of(
        story.board, phone, {each.message for each in said if address_of(story.board, each) == phone}, story.now
    )


def test_whom_a_desk_notes_as_there_has_nothing_more_to_say(story: Telling) -> None:
    story.press("B204")
    story.at(1)
    story.answers("ana", PAGE, Reply.GOING)
    assert [each.mine for each in screen(story).cards] == ["going"]
    story.desk("front", Arrive, responder="Ana")
    assert [each.mine for each in screen(story).cards] == ["there"]


def test_a_phone_that_another_person_has_now_shows_nothing_of_what_the_former_one_answered(story: Telling) -> None:
    story.press("B204")
    story.at(1)
    story.answers("ana", PAGE, Reply.GOING)
    ana, ben = story.board.index.plan.people
    people = replace(ana, ways=()), replace(ben, ways=(*ben.message_ways, *ana.message_ways))
    story.board.index = type(story.board.index)(replace(story.board.index.plan, people=people))
    assert (screen(story).person, screen(story).cards) == ("Ben", ())


def test_a_phone_says_how_many_more_calls_ring_than_it_is_told_of_one_by_one(story: Telling) -> None:
    for number, button in enumerate(ROOMS, 1):
        story.press(button)
        story.at(number)
        shown = screen(story)
        assert len(shown.cards) == min(number, EACH_ALONE)
        assert shown.more == max(0, number - EACH_ALONE)


def test_practice_is_not_among_the_calls_that_ring_beside_real_ones(story: Telling) -> None:
    for number, button in enumerate(ROOMS, 1):
        story.press(button)
        story.at(number)
    call = next(reversed(story.board.incidents.values()))
    story.board.put(replace(call, drill="practice"))
    assert screen(story).more == len(ROOMS) - EACH_ALONE - 1


def test_a_call_that_the_person_answered_is_not_among_those_that_ring_beside_it(story: Telling) -> None:
    for number, button in enumerate(ROOMS[:EACH_ALONE], 1):
        story.press(button)
        story.at(number)
    for call in list(story.board.incidents):
        message = next(each.message for each in story.board.messages[call] if each.person == "ana")
        story.tell(ReportReply(message=message, reply=Reply.CANNOT))
    assert (screen(story).cards, screen(story).more) == ((), 0)
