"""Tests that no event of a message holds an address, and that the plan still finds it."""

import msgspec
from msgspec.structs import replace

from appliance.core.messages.addresses import address_of, check_of
from appliance.core.messages.events import MessageQueued
from appliance.plan.ids import PersonId
from appliance.plan.messages import MessageWay
from tests.appliance.core.messages.telling import TEXT, Telling, person, with_ways

NUMBER = "303 555 0142"


def told_by_text() -> Telling:
    ana = replace(person("ana"), ways=(MessageWay(TEXT, NUMBER),))
    story = Telling(with_ways(ana))
    story.press("B204")
    story.at(1)
    return story


def test_no_event_holds_an_address_and_the_plan_finds_it() -> None:
    story = told_by_text()
    (queued,) = (each for each in story.seen if isinstance(each, MessageQueued))
    assert NUMBER.encode() not in msgspec.msgpack.encode(queued)
    assert len(queued.check) == 4
    assert address_of(story.board, story.now_told("ana", TEXT)) == NUMBER


def test_another_number_of_the_same_person_is_another_address() -> None:
    story = told_by_text()
    plan = story.board.index.plan
    ana = replace(plan.people[0], ways=(MessageWay(TEXT, "303 555 0143"),))
    story.board.index = type(story.board.index)(replace(plan, people=(ana,)))
    assert address_of(story.board, story.now_told("ana", TEXT)) is None
    assert story.stands() == []


def test_a_check_is_no_key_to_the_number() -> None:
    ana = PersonId("ana")
    sought = check_of(ana, TEXT, NUMBER)
    same = [number for number in range(400_000) if check_of(ana, TEXT, f"303 {number:07}") == sought]
    assert len(same) > 1, "so many numbers of one area alone have the same check"


def test_two_people_with_one_address_have_two_checks() -> None:
    assert check_of(PersonId("ana"), TEXT, NUMBER) != check_of(PersonId("ben"), TEXT, NUMBER)
