"""Tests whom a record names as having gone, where people answered for themselves: nobody who could not come."""

from appliance.core.ground.messages import Reply
from appliance.record.responders import responders
from tests.appliance.core.messages.telling import PAGE, Telling, person, with_ways


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
