"""Tests what a desk is told of planned tap-outs: only while one is open, and never more free places than there are."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import BreaksLine, SpaceLine
from appliance.api.board.view import Views
from appliance.core.calls.commands import Arrive, AssignCover, StandDown
from appliance.core.ground.words import Outcome
from appliance.flows.naming import breaks_words
from appliance.plan.ids import DeskId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role, Space, TapOuts
from tests.appliance.core.story import Story

PLANNED = TapOuts(
    cover_within_min=5,
    covers=(Role.LEAD, Role.OFFICE),
    spaces=(Space("the counselor", room=RoomId("203"), places=2), Space("the coach", room=RoomId("202"))),
)
QUIET = SpaceLine(name="Room 203", room=RoomId("203"), places=2, adult="the counselor", call_open=False)
OTHER = SpaceLine(name="Room 202", room=RoomId("202"), places=1, adult="the coach", call_open=False)


@pytest.fixture
def story() -> Iterator[Story]:
    story = Story()
    story.board.index = PlanIndex(replace(story.board.index.plan, tap_outs=PLANNED))
    yield story


def seen(story: Story) -> BreaksLine | None:
    views = Views(story.board, story.heard, story.now, unrecorded=frozenset(), recording=True, version=1)
    return views.at(DeskId("front")).breaks


def test_it_is_told_while_a_tap_out_is_open_and_no_longer(story: Story) -> None:
    assert seen(story) is None
    story.press("B204", "tap-out")
    assert seen(story) == BreaksLine(
        cover_within_min=5, covers=(Role.LEAD, Role.OFFICE), spaces=(QUIET, OTHER), places_free=3
    )
    story.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="")
    assert seen(story) is None


def test_an_educator_who_is_out_may_have_a_place_and_a_call_takes_a_space_away(story: Story) -> None:
    story.press("B204", "tap-out")
    story.desk("front", AssignCover, role=Role.LEAD)
    story.desk("front", Arrive, responder="Ana Ortiz")
    out = seen(story)
    assert out is not None and out.places_free == 2
    assert breaks_words(out) == (
        "Cover: by the team lead or the office, expected within 5 min. To recalibrate: Room 203 (2, in sight: the counselor); "
        "Room 202 (1, in sight: the coach). Free: at least 2 of 3."
    )
    story.press("B203")
    called = seen(story)
    assert called is not None and called.places_free == 0
    assert breaks_words(called) == (
        "Cover: by the team lead or the office, expected within 5 min. To recalibrate: Room 202 (1, in sight: the coach). "
        "Free: 0 of 1. Not Room 203: a call is open there."
    )


def test_a_plan_without_it_says_nothing(story: Story) -> None:
    story.board.index = PlanIndex(replace(story.board.index.plan, tap_outs=TapOuts(cover_within_min=7)))
    story.press("B204", "tap-out")
    assert breaks_words(seen(story)) == "Cover: expected within 7 min."
    assert breaks_words(None) == ""


def test_where_there_is_little_room_spaces_are_counted_and_one_of_each_kind_is_named() -> None:
    spaces = tuple(replace(QUIET, name=f"Space {n}", call_open=n % 2 == 0) for n in range(6))
    line = BreaksLine(cover_within_min=5, covers=(), spaces=spaces, places_free=6)
    assert breaks_words(line, 1000) == breaks_words(line)
    assert breaks_words(line).count("Space") == 6
    assert breaks_words(line, 200) == (
        "Cover: expected within 5 min. To recalibrate: Space 1 (2, in sight: the counselor); and 2 more in the plan. "
        "Free: at least 6 of 6. Not Space 0: a call is open there. Nor 2 more."
    )
