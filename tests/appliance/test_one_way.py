"""Tests one-way devices of the plan: what the door says of them is a trouble for as long as it is so, and the last word counts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.ground.commands import AdoptPlan, Look
from appliance.core.ground.words import Door
from appliance.doors.webhook.answers import OneWayPress
from appliance.intake import Intake
from appliance.one_way import OneWay
from appliance.plan.document import digest, to_document
from tests.appliance.engine.harness import Harness, harness_at

PENDANT, WALL = "C120-pendant", "B204-wall"
STRANGER = "10.0.0.66"


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness_at(tmp_path) as harness:
        yield harness


def at_the_door(harness: Harness) -> OneWay:
    """Make the part for one-way devices as a daemon has it from its start on."""
    secrets = {PENDANT: b"a secret of the pendant"}
    return OneWay(harness.engine, Intake(harness.engine), secrets.get, secrets.get)


async def troubles(harness: Harness) -> set[str]:
    """Give what is on the board once everything handed in before is there."""
    await harness.engine.submit(Look()).kept
    return {key for key in harness.engine.board.troubles if key.startswith("webhook-")}


def test_only_buttons_that_call_at_the_door_have_a_secret_there(harness: Harness) -> None:
    door = at_the_door(harness)
    assert door.secret_of(PENDANT) == b"a secret of the pendant"
    assert door.secret_of(WALL) is None and door.secret_of("nobody") is None
    assert door.take(OneWayPress(WALL, "help", Door.WEBHOOK, 1)) is None
    assert door.take(OneWayPress(PENDANT, "help", Door.FIXED_URL)) is None
    assert door.take(OneWayPress(PENDANT, "coffee", Door.WEBHOOK, 1)) is None


async def test_what_is_refused_again_while_the_disk_writes_that_it_is_over_is_trouble(harness: Harness) -> None:
    door = at_the_door(harness)
    for name in ("nobody", WALL, PENDANT):
        door.refused(name, STRANGER)
    assert await troubles(harness) == {f"webhook-refused:{PENDANT}"}
    door.proved(PENDANT)
    door.refused(PENDANT, STRANGER)
    assert await troubles(harness) == {f"webhook-refused:{PENDANT}"}
    door.proved(PENDANT)
    assert await troubles(harness) == set()


async def test_a_button_that_has_left_the_plan_is_refused_no_more(harness: Harness) -> None:
    door = at_the_door(harness)
    door.refused(PENDANT, STRANGER)
    assert await troubles(harness)
    plan = harness.engine.board.index.plan
    plan = replace(plan, buttons=tuple(each for each in plan.buttons if each.button != PENDANT))
    document = to_document(plan)
    await harness.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
    door.use_plan()
    assert await troubles(harness) == set()


async def test_floods_are_named_by_address_and_those_of_an_earlier_run_are_over(harness: Harness) -> None:
    at_the_door(harness).flooded({STRANGER: "find it"})
    door = at_the_door(harness)
    assert await troubles(harness) == {f"webhook-flooded:{STRANGER}"}
    door.flooded({})
    assert await troubles(harness) == set()
    door.flooded({STRANGER: "find it", "fd00::/64": "find it"})
    door.flooded({"fd00::/64": "find it"})
    assert await troubles(harness) == {"webhook-flooded:fd00::/64"}
