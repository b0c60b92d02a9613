"""Tests in which order a way says what stands: whom a desk sent, the more urgent call, and each call to somebody before any to all."""

from appliance.core.calls.commands import Dispatch
from appliance.core.messages.order import standing
from appliance.core.messages.turns import TURN_S
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from tests.appliance.core.messages.telling import TEXT, Telling, person, with_ways

TEAM = ("ana", "ben", "cyd", "dee")


def said(story: Telling, way: str = TEXT) -> list[str]:
    return [f"{call.number} {spoken.person}" for call, spoken in standing(story.board, way)]


def test_each_call_is_told_to_somebody_before_one_is_told_to_all() -> None:
    story = Telling(with_ways(*(person(each, TEXT) for each in TEAM)))
    story.press("B204")
    story.at(TURN_S)
    assert said(story) == ["1 ana", "1 ben", "1 cyd", "1 dee"]
    story.press("B201")
    story.at(TURN_S + 1)
    assert said(story) == ["1 ana", "2 ana", "1 ben", "2 ben", "1 cyd", "1 dee"]
    assert said(story, "page") == []


def test_a_more_urgent_call_is_said_before_older_ones() -> None:
    story = Telling(with_ways(*(person(each, TEXT) for each in TEAM)))
    story.press("B204")
    story.press("B201", "hold")
    story.at(1)
    assert said(story) == ["2 ana", "2 ben", "1 ana", "1 ben"]


def test_whom_a_desk_sent_is_told_first() -> None:
    story = Telling(with_ways(*(person(each, TEXT) for each in TEAM)))
    story.press("B201", "hold")
    story.press("B204")
    story.at(1)
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("dee"))
    story.at(2)
    assert said(story)[0] == "2 dee"
