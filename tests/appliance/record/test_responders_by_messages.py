"""Tests whom a record names as having gone, and since when somebody went, where people answered for themselves: nobody who could not
come.
"""

from appliance.core.ground.messages import Reply
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import RoomId
from appliance.record.derived import derived
from appliance.record.responders import responders
from appliance.record.words import FactId, FieldId, Value
from tests.appliance.core.messages.telling import PAGE, Telling, person, with_ways
from tests.appliance.record.telling import record_of


def called() -> Telling:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204")
    story.at(1)
    return story


def went(story: Telling) -> list[str]:
    return [str(each["name"]) for each in responders(story.recorded, story.board.index)]


def test_whoever_goes_is_named_and_whoever_cannot_come_after_all_is_not() -> None:
    story = called()
    story.answers("ana", PAGE, Reply.GOING)
    story.answers("ben", PAGE, Reply.GOING)
    assert went(story) == ["Ana", "Ben"]
    story.answers("ana", PAGE, Reply.CANNOT)
    assert went(story) == ["Ben"]
    story.answers("ana", PAGE, Reply.GOING)
    assert went(story) == ["Ben", "Ana"]


def test_whoever_only_said_that_they_cannot_is_in_no_list() -> None:
    story = called()
    story.answers("ana", PAGE, Reply.CANNOT)
    assert went(story) == []


def test_whoever_was_there_stays() -> None:
    story = called()
    story.answers("ana", PAGE, Reply.THERE)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert went(story) == ["Ana"]


def confirmed_after(story: Telling) -> Value | None:
    return derived(record_of(story), story.board.index).get(FactId(FieldId("confirmed_after_s")))


def test_nobody_was_on_the_way_while_all_who_said_so_could_not_come_after_all() -> None:
    story = called()
    story.answers("ana", PAGE, Reply.GOING)
    assert confirmed_after(story) == 1
    story.at(20)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert confirmed_after(story) is None
    story.at(50)
    story.answers("ben", PAGE, Reply.GOING)
    assert confirmed_after(story) == 50


def test_the_first_who_goes_counts_while_another_goes_too() -> None:
    story = called()
    story.answers("ana", PAGE, Reply.GOING)
    story.at(20)
    story.answers("ben", PAGE, Reply.GOING)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert confirmed_after(story) == 1


def test_whoever_was_there_was_on_the_way_before() -> None:
    story = called()
    story.answers("ana", PAGE, Reply.GOING)
    story.at(20)
    story.answers("ana", PAGE, Reply.THERE)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert confirmed_after(story) == 1


def test_practice_measures_it_in_the_same_way() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.desk("front", StartDrill, name="Autumn", rooms=(RoomId("204"),))
    story.press("B204")
    story.at(1)
    story.answers("ana", PAGE, Reply.GOING)
    call = story.call.incident
    assert story.board.practised[call].call.confirmed_ms == 1000
    story.answers("ana", PAGE, Reply.CANNOT)
    assert story.board.practised[call].call.confirmed_ms is None
    story.at(9)
    story.answers("ben", PAGE, Reply.GOING)
    assert story.board.practised[call].call.confirmed_ms == 9000
