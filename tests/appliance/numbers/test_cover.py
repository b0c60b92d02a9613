"""Tests how long cover took: what of a tap-out counts, the median against a second computation, and that few are never shown."""

import random
import statistics
from datetime import date, datetime, timedelta

import msgspec
import pytest

from appliance.core.calls.commands import Arrive, AssignCover, StandDown, Upgrade
from appliance.core.ground.words import Outcome
from appliance.core.practice.commands import StartDrill
from appliance.exports.numbers.pages import numbers_pages
from appliance.exports.plain import plain
from appliance.numbers.call import Call, call_of
from appliance.numbers.cover import Cover, cover_of, half_s
from appliance.numbers.release import Release, from_document, release, to_document
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind, Role
from tests.appliance.core.story import WALL_MS, Story
from tests.appliance.numbers.test_release import AUTUMN, DENVER, LATER, SPRING, calls_of, year_of
from tests.appliance.record.telling import record_of

CALLS = calls_of(year_of(0))


@pytest.fixture
def story() -> Story:
    return Story()


def covered(story: Story) -> None:
    """Ask at 100 s; cover is in the room at 280 s."""
    story.at(100)
    story.press("B204", contact="tap-out")
    story.at(110)
    story.desk("front", AssignCover, role=Role.LEAD)
    story.at(280)
    story.desk("front", Arrive, responder="Ana Ortiz")


def counted(story: Story) -> Cover | None:
    return cover_of(record_of(story), story.board.index)


def covers(seed: int, many: int) -> list[Cover]:
    """Make so many tap-outs in the autumn half."""
    chance = random.Random(seed)
    first = datetime(2025, 9, 1, 10, tzinfo=DENVER)
    days = [first + timedelta(days=chance.randrange(100)) for _ in range(many)]
    return [Cover(int(each.timestamp() * 1000), chance.randrange(20, 900)) for each in days]


def made(told: list[Call | Cover]) -> Release:
    found = release("Fox Hollow", AUTUMN, told, DENVER, LATER, ())
    assert isinstance(found, Release)
    return found


def test_it_counts_from_the_press_until_cover_is_in_the_room_and_names_nobody(story: Story) -> None:
    covered(story)
    assert counted(story) is None, "it is still open"
    story.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="")
    assert counted(story) == Cover(wall_ms=WALL_MS + 100_000, after_s=180)
    assert set(Cover.__struct_fields__) == {"wall_ms", "after_s"}
    assert call_of(record_of(story), story.board.index) is None, "no tap-out is in a figure of calls"


def test_what_nobody_covered_and_what_became_a_call_does_not_count(story: Story) -> None:
    story.press("B204", contact="tap-out")
    story.desk("front", StandDown, outcome=Outcome.NO_HELP_NEEDED, saw_room="")
    assert counted(story) is None
    covered(story)
    story.desk("front", Upgrade, kind=Kind.ASSIST)
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")
    assert counted(story) is None


def test_practice_and_a_call_do_not_count(story: Story) -> None:
    story.desk("front", StartDrill, name="Fire", rooms=(RoomId("204"),), ends_after_s=600)
    covered(story)
    story.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="")
    assert counted(story) is None
    story.press("B203")
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")
    assert counted(story) is None


def test_at_a_time_that_nobody_knows_it_does_not_count(story: Story) -> None:
    story.week_minute = None
    covered(story)
    story.desk("front", StandDown, outcome=Outcome.COVERED, saw_room="")
    assert counted(story) is None


@pytest.mark.parametrize("many", [10, 11, 57, 200])
def test_half_of_them_is_what_a_second_computation_says(many: int) -> None:
    found = covers(many, many)
    assert half_s(found) == statistics.median_low(each.after_s for each in found)


def test_fewer_than_ten_tell_nothing_and_calls_are_as_they_were() -> None:
    none = made([*CALLS])
    for many in range(10):
        assert made([*CALLS, *covers(1, many)]) == none and none.cover_half_s is None
    ten = made([*CALLS, *covers(1, 10)])
    assert msgspec.structs.replace(ten, cover_half_s=None) == none, "no figure of calls moves"
    hundred = to_document(made([*CALLS, *covers(1, 100)]))
    assert set(msgspec.json.decode(hundred)) == set(msgspec.json.decode(to_document(ten))), "and there is no count"


def test_another_half_has_its_own() -> None:
    later = release("Fox Hollow", SPRING, covers(1, 40), DENVER, date(2026, 9, 1), ())
    assert isinstance(later, Release) and later.cover_half_s is None


def test_a_page_says_the_time_or_why_there_is_none() -> None:
    def says(each: Release) -> str:
        return " ".join(plain(numbers_pages((each,), 0)).split())

    ten = [Cover(each.wall_ms, 250) for each in covers(1, 10)]
    assert "Half of the tap-outs that were covered had cover in the room within 4 min 10 s." in says(
        made([*CALLS, *ten])
    )
    assert "Not shown: fewer than 10 tap-outs were covered." in says(made([*CALLS]))
    older = msgspec.json.decode(to_document(made([*CALLS])))
    del older["cover_half_s"]
    assert "released before this figure was made" in says(from_document(msgspec.json.encode(older)))
