"""Tests the sections `walls` and `plain_http` of a plan: what they hold is kept, what is wrong has its line, and a plan without them keeps
its bytes.
"""

import pytest

from appliance.plan.document import from_document, to_document
from appliance.plan.index import PlanIndex
from appliance.plan.model import given
from appliance.plan.parse import examine
from appliance.plan.walls import Wall
from tests.appliance.plan.conftest import SOUND

PLAN = examine(SOUND, "plan.yaml").plan
ROOM, ZONE = PLAN.rooms[0].room, PLAN.rooms[0].zone


def told(text: str) -> list[str]:
    """Give every mistake and warning about wall boards of a plan: its path, and what is said."""
    parsed = examine(SOUND + text, "plan.yaml")
    return [
        f"{each.path}: {each.says}" for each in (*parsed.mistakes, *parsed.warnings) if each.path.startswith("walls")
    ]


def test_what_is_written_is_kept_also_in_the_document_of_the_plan() -> None:
    parsed = examine(f"{SOUND}walls:\n  - {{id: staffroom, name: Staff room, zones: [{ZONE}]}}\n", "plan.yaml")
    assert parsed.mistakes == []
    wall = Wall("staffroom", "Staff room", (ZONE,))
    assert given(parsed.plan.walls) == (wall,)
    assert from_document(to_document(parsed.plan)) == parsed.plan
    assert b'"walls"' not in to_document(PLAN)
    index = PlanIndex(parsed.plan)
    assert index.walls == {"staffroom": wall} and "staffroom" not in index.buttons


def test_a_wall_without_zones_shows_all() -> None:
    parsed = examine(f"{SOUND}walls:\n  - {{id: staffroom, name: Staff room}}\n", "plan.yaml")
    assert parsed.mistakes == [] and given(parsed.plan.walls)[0].zones == ()


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{id: w, name: W, zones: [nowhere]}", 'walls[0].zones: No room or area is in a zone "nowhere".'),
        ("{id: w w, name: W}", 'walls[0].id: "w w" cannot be used as a name here.'),
        ("{id: w}", "walls[0]"),
        ('{id: w, name: ""}', "walls[0].name"),
        ("{id: w, name: W, room: r}", "walls[0].room"),
    ],
)
def test_what_is_wrong_is_said(entry: str, says: str) -> None:
    found = told(f"walls:\n  - {entry}\n")
    assert any(each.startswith(says) for each in found), found


def test_a_wall_has_no_id_that_a_button_a_page_or_another_wall_has() -> None:
    button = PLAN.buttons[0].button
    found = told(
        f"pages:\n  - {{id: one, room: {ROOM}, kinds: assist}}\nwalls:\n"
        f"  - {{id: {button}, name: A}}\n  - {{id: ONE, name: B}}\n  - {{id: w, name: C}}\n  - {{id: W, name: D}}\n"
    )
    assert len(found) == 3 and all("is used already" in each for each in found)


def test_more_walls_than_a_school_has_are_refused() -> None:
    entries = "".join(f"  - {{id: w{at}, name: W{at}}}\n" for at in range(17))
    assert told(f"walls:\n{entries}") == ["walls: There are 17 here; at most 16 are taken."]


@pytest.mark.parametrize(("written", "on"), [("", False), ("plain_http: no\n", False), ("plain_http: yes\n", True)])
def test_http_without_encryption_is_off_until_the_plan_says_yes(written: str, on: bool) -> None:
    plan = examine(SOUND + written, "plan.yaml").plan
    assert PlanIndex(plan).plain_http is on
    assert (to_document(plan) == to_document(PLAN)) is not on
    assert from_document(to_document(plan)) == plan


def test_http_without_encryption_is_yes_or_no() -> None:
    assert any(each.path == "plain_http" for each in examine(SOUND + "plain_http: perhaps\n", "plan.yaml").mistakes)
