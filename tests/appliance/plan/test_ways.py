"""Tests the ways into and out of each room: what each hangs on, what two of them share, and what is left when something fails."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from appliance.plan.ids import HangId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Plan
from appliance.plan.model import given as listed
from appliance.plan.ways import PlanWays, RoomWays, Way, in_common, independent, shared_by_all
from tests.appliance.plan.test_wires import plan as wired_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The example with its lines about wires in use."""
    return wired_plan()


def of(plan: Plan, room: str) -> RoomWays:
    return next(each for each in PlanIndex(plan).ways.rooms if each.room.room == room)


def out_of(plan: Plan, room: str) -> tuple[Way, ...]:
    return PlanIndex(plan).ways.out[of(plan, room).room.zone]


def way(ways: Iterable[Way], subject: str) -> Way:
    return next(each for each in ways if each.subject == subject)


def names(ways: Iterable[Way]) -> list[str]:
    return [each.subject for each in ways]


def with_on(plan: Plan, **on: str) -> Plan:
    """Give the same plan, in which these buttons hang on something."""
    buttons = (replace(each, on=HangId(on.get(each.button.replace("-", "_"), each.on))) for each in plan.buttons)
    return replace(plan, buttons=tuple(buttons))


def test_a_way_in_is_every_button_that_calls_from_there_and_a_pendant_that_is_used_near_it(plan: Plan) -> None:
    assert names(of(plan, "A101").ways_in) == ["A101-desk", "A101-under", "A101-knee"]
    gym = of(plan, "C120").ways_in
    assert names(gym) == ["C120-wall", "C120-pendant", "bus-1"]
    assert [each.if_carried for each in gym] == [False, False, True]


def test_a_wired_button_hangs_on_its_board_the_line_and_what_feeds_them(plan: Plan) -> None:
    under = way(of(plan, "A101").ways_in, "A101-under")
    assert [f"{each.kind} {each.subject}" for each in under.needs] == [
        "button A101-under",
        "board west-io",
        "line bus",
        "supply office-ups",
    ]
    knee = way(of(plan, "A101").ways_in, "A101-knee")
    assert ([each.name for each in knee.needs], knee.said) == (["A101-knee", "pin GPIO17 of the box"], True), (
        "it hangs on the box alone"
    )


def test_a_pendant_fails_with_the_last_receiver_and_with_what_both_hang_on(plan: Plan) -> None:
    pendant = way(of(plan, "C120").ways_in, "bus-1")
    assert {each.subject for each in pendant.certain} == {"bus-1", "office-ups"}
    assert pendant.holds_without(frozenset({("receiver", "radio-a")}))
    assert not pendant.holds_without(frozenset({("receiver", "radio-a"), ("receiver", "radio-b")}))
    assert not pendant.holds_without(frozenset({("supply", "office-ups")}))


def test_a_way_out_is_a_desk_of_another_zone_and_a_sounder_that_is_for_such_calls(plan: Plan) -> None:
    sounders = ["front-bell", "hall-bell", "west-bell"]
    assert names(out_of(plan, "A101")) == ["hall", *sounders]
    assert names(out_of(plan, "B204")) == ["front", "hall", *sounders]
    lamp = replace(plan, ladder=(replace(plan.ladder[0], sounders=(plan.sounders[0].sounder,)),))
    assert plan.sounders[0].sounder == "red"
    assert names(out_of(lamp, "B204")) == ["front", "hall", "red"]
    assert names(out_of(lamp, "A101")) == ["hall"], "it is for calls out of the west alone"


def test_two_on_one_switch_are_one_way_and_on_two_are_two(plan: Plan) -> None:
    one = of(with_on(plan, C120_wall="west-switch", C120_pendant="west-switch"), "C120").ways_in[:2]
    assert in_common(*one) == ("Switch in closet W", "UPS in the office")
    assert independent(one) == 1
    assert shared_by_all(one) == ("Switch in closet W", "UPS in the office")
    assert independent(of(with_on(plan, C120_wall="west-switch"), "C120").ways_in[:2]) == 2


def test_what_nobody_said_is_shared_by_the_whole_family(plan: Plan) -> None:
    second = replace(plan.buttons[0], button="A101-door", key="A101-door", on=HangId("west-switch"))
    both = of(replace(plan, buttons=(plan.buttons[0], second)), "A101").ways_in
    assert in_common(*both) == ("what esphome hangs on: nobody said",)
    assert independent(both) == 1
    said = of(with_on(replace(plan, buttons=(plan.buttons[0], second)), A101_desk="office-ups"), "A101").ways_in
    assert in_common(*said) == ("UPS in the office",)


def test_a_room_without_a_button_has_no_way_in(plan: Plan) -> None:
    bare = replace(plan, buttons=tuple(each for each in plan.buttons if each.room != "B204"))
    assert independent(of(bare, "B204").ways_in) == 0
    assert independent(of(plan, "B204").ways_in) == 1


def test_a_pendant_that_is_only_used_near_a_room_is_listed_and_never_counted(plan: Plan) -> None:
    near = replace(
        plan, buttons=tuple(each for each in plan.buttons if each.room != "C120" or each.button == "C120-wall")
    )
    gym = of(near, "C120")
    assert names(gym.ways_in) == ["C120-wall", "bus-1"]
    assert (independent(gym.ways_in), shared_by_all(gym.ways_in)) == (1, ())
    ways = PlanWays(PlanIndex(near))
    assert ways.lost(frozenset({("button", "bus-1")})) == (), "the room never counted on it"
    assert [each.left for each in ways.lost(frozenset({("button", "C120-wall")}))] == [0]
    only = replace(near, buttons=tuple(each for each in near.buttons if each.button != "C120-wall"))
    assert independent(of(only, "C120").ways_in) == 0


def test_a_room_that_had_two_ways_and_has_one_left_has_lost_one(plan: Plan) -> None:
    ways = PlanWays(PlanIndex(plan))
    lost = ways.lost(frozenset({("line", "panel")}))
    assert [(each.room.room, each.inward, each.left, each.causes) for each in lost] == [
        ("A103", True, 1, ("line panel",))
    ]
    assert ways.lost(frozenset({("board", "west-io")})) == (), "the front office has another two"
    gone = frozenset({("board", "west-io"), ("button", "A101-desk")})
    assert [(each.room.room, each.left, each.causes) for each in ways.lost(gone)] == [
        ("A101", 1, ("button A101-desk", "board west-io"))
    ]
    assert [each.left for each in ways.lost(frozenset({("button", "B204-wall")}))] == [0]


THINGS = ("button A101-desk", "button A101-knee", "button C120-wall", "board west-io", "line bus", "line panel")
GONE = st.sets(st.sampled_from([*THINGS, "receiver radio-a", "receiver radio-b", "supply office-ups", "desk front"]))


def left(plan: Plan, gone: set[str]) -> list[tuple[int, int]]:
    """Give how many ways each room has in and out while these are away."""
    away = frozenset((kind, subject) for kind, subject in (each.split(" ", 1) for each in gone))
    ways = PlanIndex(plan).ways
    return [
        (
            independent([way for way in each.ways_in if way.holds_without(away)]),
            independent([way for way in ways.out[each.room.zone] if way.holds_without(away)]),
        )
        for each in ways.rooms
    ]


@given(some=GONE, more=GONE)
def test_whatever_fails_besides_never_leaves_more_ways(plan: Plan, some: set[str], more: set[str]) -> None:
    before, after = left(plan, some), left(plan, some | more)
    assert all(ins <= had_in and outs <= had_out for (ins, outs), (had_in, had_out) in zip(after, before, strict=True))


ON = st.dictionaries(
    st.sampled_from(["A101_desk", "C120_wall", "C120_pendant"]), st.sampled_from(["office-ups", "west-switch"])
)


@given(on=ON)
def test_what_hangs_on_one_thing_more_never_has_more_ways(plan: Plan, on: dict[str, str]) -> None:
    """A switch that is itself fed by the supply shares more than a switch that is not."""
    free = replace(plan, hangs_on=tuple(replace(each, on=HangId("")) for each in listed(plan.hangs_on)))
    assert all(
        fewer <= more
        for fewer, more in zip(left(with_on(plan, **on), set()), left(with_on(free, **on), set()), strict=True)
    )
