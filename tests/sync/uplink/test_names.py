"""Tests both names of a building between box and district: what is said at enrolment, in the box's log and to the alert daemon."""

import asyncio

import pytest

from sync import protocol
from tests.patience import patient
from tests.sync.uplink.conftest import Way

pytestmark = pytest.mark.slow  # these tests start real processes


async def is_called(way: Way, name: str) -> None:
    """Wait until the uplink says that the district uses this name for the building."""
    async with patient():
        while not way.box.lines or way.box.lines[-1].building_name != name:
            await asyncio.sleep(0.01)


async def test_a_token_on_the_wrong_line_is_said_at_enrolment_and_to_both_ends(way: Way) -> None:
    way.box.writes(1)
    way.box.plan_name, way.district.building_name = "Lincoln", "Roosevelt"
    enrolled = await way.enrols()
    assert enrolled.returncode == 0, "it is a warning"
    assert "The district calls this building 'Roosevelt', the plan calls it 'Lincoln'" in enrolled.stdout
    assert "may have stood on the wrong line" in enrolled.stdout
    way.starts()
    await is_called(way, "Roosevelt")
    await way.box.is_countersigned(1)
    async with patient():
        while way.district.plan_names != ["Lincoln"]:
            await asyncio.sleep(0.01)
    assert "the plan calls it 'Lincoln'" in way.journal.read_text()


async def test_one_name_in_two_spellings_is_said_once_and_warns_of_nothing(way: Way) -> None:
    way.box.writes(1)
    way.box.plan_name, way.district.building_name = "Fox Hollow Elementary", "fox-hollow-es"
    enrolled = await way.enrols()
    assert "The district calls this building 'fox-hollow-es'." in enrolled.stdout
    way.starts()
    await is_called(way, "fox-hollow-es")
    assert "wrong line" not in enrolled.stdout + way.journal.read_text()


async def test_an_older_server_and_a_box_without_a_plan_go_on_as_before(way: Way) -> None:
    way.box.writes(1)
    way.box.plan_name = "Lincoln"
    enrolled = await way.enrols()
    assert enrolled.stdout.strip().endswith("uses it within a minute.")
    way.starts()
    await way.box.is_countersigned(1)
    assert protocol.PLAN_NAME not in way.district.requests
    assert way.box.lines[-1].building_name == ""
    assert way.stops() == 0
    way.box.plan_name, way.district.building_name = "", "Roosevelt"
    way.starts()
    await is_called(way, "Roosevelt")
    assert "wrong line" not in way.journal.read_text()
