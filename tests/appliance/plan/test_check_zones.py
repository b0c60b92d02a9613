"""Tests which names of zones look like a slip of the hand: those that may be one name, and never those that a building has side by side."""

import pytest
from msgspec.structs import replace

from appliance.plan.check_zones import ZONES_COMPARED_MAX, zone_findings
from appliance.plan.ids import ZoneId
from appliance.plan.model import Plan
from appliance.plan.parse import parse


@pytest.fixture
def plan(sound: str) -> Plan:
    made = parse(sound, "plan.yaml")
    assert isinstance(made, Plan)
    return made


def warned(plan: Plan, *zones: str) -> list[tuple[str, str]]:
    """Give where a plan with rooms in these zones, and nothing else, is warned of, and how the sentence begins."""
    rooms = tuple(replace(plan.rooms[0], zone=ZoneId(zone)) for zone in zones)
    alone = replace(plan, rooms=rooms, areas=(), desks=(), sounders=())
    return [(each.path, each.says.partition(",")[0]) for each in zone_findings(alone)]


@pytest.mark.parametrize("slip", ["frnt", "frontt", "fronnt", "fornt", "rfont", "frint", "Front", "fro-nt"])
def test_a_slip_is_found_wherever_it_stands(plan: Plan, slip: str) -> None:
    says = f'Zone "{slip}" {"differs from" if slip == "Front" else "is nearly"} "front"'
    assert [path for path, _ in warned(plan, "front", "front", slip)] == ["rooms[2].zone"]
    ((path, said),) = warned(plan, slip, "front", "front")
    assert path == "rooms[0].zone", "the one used less is the slip"
    assert said.startswith(says)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("east", "west"),
        ("north", "south"),
        ("wing-a", "wing-b"),
        ("wing-a-1", "wing-b-1"),
        ("wing1", "wing2"),
        ("wing1", "wing11"),
        ("hall", "hall-e"),
        ("n", "ne"),
        ("hall", "hill"),
        ("upper", "lower"),
        ("nwing", "swing"),
    ],
)
def test_parts_that_buildings_have_side_by_side_are_two(plan: Plan, one: str, other: str) -> None:
    assert warned(plan, one, one, other, other) == []


def test_a_room_alone_in_its_zone_is_named_unless_anything_else_is_there(plan: Plan) -> None:
    assert warned(plan, "east", "east", "gym") == [("rooms[2].zone", 'This room is alone in zone "gym": no other room')]
    beside = (plan.desks[0], plan.sounders[0], plan.areas[0])
    for section, thing in zip(("desks", "sounders", "areas"), beside, strict=True):
        rooms = tuple(replace(plan.rooms[0], zone=ZoneId(zone)) for zone in ("east", "east", "gym"))
        nothing = replace(plan, rooms=rooms, areas=(), desks=(), sounders=())
        there = replace(nothing, **{section: (replace(thing, zone=ZoneId("gym")),)})
        assert list(zone_findings(there)) == [], section


def test_an_area_alone_in_its_zone_is_what_areas_are(plan: Plan) -> None:
    assert list(zone_findings(plan)) == []
    assert plan.areas[0].zone not in {room.zone for room in plan.rooms}


def test_a_plan_with_a_zone_for_every_room_is_looked_through_once(plan: Plan) -> None:
    names = [f"part{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(ZONES_COMPARED_MAX + 1)]
    found = warned(plan, *names)
    assert len(found) == len(names)
    assert all("alone in zone" in says for _, says in found)
