"""Tests sets of exercises that the safety office assigns: taken as entries, once, whenever they come; and withdrawn with the notice."""

import pytest
from msgspec.structs import replace

from appliance.api.feed.messages import HandIn
from appliance.core.exercise_sets.events import ExerciseSetAssigned
from appliance.envelope.exercise_sets import AskedTold, SetTold
from appliance.envelope.format import split
from appliance.envelope.statements import EVERY_BUILDING, NoticeType
from tests.appliance.district.conftest import School
from tests.appliance.district.office import Office
from tests.appliance.doors.harness import Harness

pytestmark = pytest.mark.slow  # each test makes a whole box

TWO = AskedTold("2027-03-31", "two-at-once", "", "Two rooms call at once")
ITS = SetTold("2026-27", "This year", "2026-08-17", "2027-05-28", (TWO,))


async def told(harness: Harness, office: Office, version: int, *sets: SetTold) -> tuple[str, ...]:
    notice = office.notice(NoticeType.EXERCISES, version, sets, EVERY_BUILDING)
    return (await harness.keeper.hand_in(HandIn(request=0, notices=(notice,)))).refused


async def an_office(harness: Harness) -> Office:
    office = Office(harness.vault.building, harness.vault.box)
    assert await harness.keeper.believe(office.fingerprint.hex(), "", "a test") == ""
    return office


def sets(harness: Harness) -> dict[str, ExerciseSetAssigned]:
    return dict(harness.engine.board.year.sets)


async def test_a_set_is_taken_once_and_another_version_takes_its_place(school: School) -> None:
    harness = school.harness
    office = await an_office(harness)
    other = replace(ITS, name="other", buildings=(b"x" * 16,))
    ours = replace(ITS, name="ours", buildings=(office.building,))
    assert await told(harness, office, 1, ITS, ours, other) == ()
    assert sorted(sets(harness)) == ["2026-27", "ours"]
    assert sets(harness)["ours"].office
    assert sets(harness)["ours"].by == "the safety office"
    before = sets(harness)
    head = split(await school.newest()).header.number
    assert await told(harness, office, 1, ITS, ours, other) == ()
    assert await told(harness, office, 2, ITS, ours) == ()
    assert sets(harness) == before
    assert split(await school.newest()).header.number == head + 1, (
        "the second notice is an entry, and no set is one again"
    )
    assert await told(harness, office, 3, replace(ITS, title="Another title")) == ()
    assert {name: its.title for name, its in sets(harness).items()} == {"2026-27": "Another title"}
    assert await told(harness, office, 4) == ()
    assert sets(harness) == {}


async def test_a_notice_that_no_building_could_take_changes_nothing(school: School) -> None:
    harness = school.harness
    office = await an_office(harness)
    assert await told(harness, office, 1, ITS) == ()
    (why,) = await told(harness, office, 2, replace(ITS, asked=()))
    assert "A set has 1 to 60 exercises." in why
    assert sorted(sets(harness)) == ["2026-27"]


async def test_a_notice_under_another_root_key_assigns_nothing(school: School) -> None:
    harness = school.harness
    office = await an_office(harness)
    stranger = Office(office.building, office.box)
    (why,) = await told(harness, stranger, 1, ITS)
    assert "is signed by the safety office" in why
    assert sets(harness) == {}
