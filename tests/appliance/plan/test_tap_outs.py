"""Tests the section `tap_outs` of a plan file: what it holds is kept, what is wrong has its line, and a plan without it has none."""

import pytest

from appliance.plan.check_tap_outs import SPACES_MAX
from appliance.plan.document import from_document, to_document
from appliance.plan.ids import AreaName, RoomId
from appliance.plan.model import Role, Space, TapOuts
from appliance.plan.parse import examine
from tests.appliance.plan.conftest import SOUND

WRITTEN = """\
tap_outs:
  cover_within_min: 5
  covers: [lead]
  spaces:
    - {room: "B204", places: 2, adult: the counselor next door}
    - {area: Playground, adult: whoever is on duty there}
"""


def told(text: str) -> list[str]:
    """Give every mistake and warning of a plan with this section: its path, and what is said."""
    parsed = examine(SOUND + text, "plan.yaml")
    return [f"{each.path}: {each.says}" for each in (*parsed.mistakes, *parsed.warnings) if "tap_outs" in each.path]


def test_what_is_planned_is_kept_also_in_the_document() -> None:
    parsed = examine(SOUND + WRITTEN, "plan.yaml")
    assert parsed.mistakes == [] and parsed.plan is not None
    assert parsed.plan.tapped_out == TapOuts(
        cover_within_min=5,
        covers=(Role.LEAD,),
        spaces=(
            Space("the counselor next door", room=RoomId("B204"), places=2),
            Space("whoever is on duty there", area=AreaName("Playground")),
        ),
    )
    assert from_document(to_document(parsed.plan)) == parsed.plan


def test_a_plan_without_it_keeps_its_bytes() -> None:
    parsed = examine(SOUND, "plan.yaml")
    assert parsed.plan is not None and parsed.plan.tapped_out is None
    assert b"tap_outs" not in to_document(parsed.plan)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("within_min: 5", "within_min: 45", "tap_outs.cover_within_min: 45 is not between 1 and 30 minutes."),
        ("covers: [lead]", "covers: [leed]", 'tap_outs.covers[0]: "leed" is not a role.'),
        ("covers: [lead]", "covers: [security]", 'tap_outs.covers[0]: Nobody in the plan has the role "security"'),
        ('room: "B204"', "room: B999", 'tap_outs.spaces[0].room: There is no room "B999".'),
        ("area: Playground", "area: Plaground", 'tap_outs.spaces[1].area: There is no area "Plaground".'),
        ("area: Playground", 'room: "B204"', 'tap_outs.spaces[1]: "B204" is a space already, on line'),
        ("area: Playground", 'room: "B204", area: Playground', "tap_outs.spaces[1]: A space is one room or one area"),
        ("area: Playground, ", "", "tap_outs.spaces[1]: A space is one room or one area"),
        ("places: 2", "places: 40", "tap_outs.spaces[0].places: 40 is not between 1 and 10."),
        (
            "whoever is on duty there",
            '""',
            "tap_outs.spaces[1].adult: This is empty. In a space, an adult is always in",
        ),
        ("whoever is on duty there", "x" * 100, "tap_outs.spaces[1].adult: This is 100 characters long."),
    ],
)
def test_a_mistake_is_told_where_it_stands(was: str, becomes: str, says: str) -> None:
    assert WRITTEN.count(was) == 1
    found = told(WRITTEN.replace(was, becomes))
    assert any(each.startswith(says) for each in found), found


def test_there_are_no_more_spaces_than_a_desk_can_show() -> None:
    many = "".join(f"    - {{area: Playground, adult: somebody {at}}}\n" for at in range(SPACES_MAX))
    assert any("a desk shows" in each for each in told(WRITTEN + many))
