"""Tests the sets of exercises that a notice assigns: whole and for whom; and every fault for which no building takes them."""

import msgspec
import pytest
from msgspec.structs import replace

from appliance.core.exercise_sets.known import SETS_MAX
from appliance.envelope.exercise_sets import TOLD_MAX, AskedTold, ExercisesTold, SetTold, sets_fault, told_as

TWO = AskedTold("2027-03-31", "two-at-once", "", "Two rooms call at once")
ITS = SetTold("2026-27", "This year", "2026-08-17", "2027-05-28", (TWO,))
MESA, RIDGE = b"m" * 16, b"r" * 16


def test_a_set_travels_whole_and_is_for_those_that_are_named() -> None:
    ours = replace(ITS, name="ours", buildings=(MESA,))
    told = msgspec.msgpack.decode(msgspec.msgpack.encode((ITS, ours)), type=ExercisesTold)
    assert told == (ITS, ours)
    assert sets_fault(told) == ""
    assert [each.name for each in told if each.is_for(MESA)] == ["2026-27", "ours"]
    assert [each.name for each in told if each.is_for(RIDGE)] == ["2026-27"]
    assert told_as(ours.command, (MESA,)) == ours
    assert ours.command.office


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ((ITS, ITS), "two sets of exercises with one name"),
        ((replace(ITS, buildings=(b"short",)),), "not 16 bytes long"),
        ((replace(ITS, asked=()),), "A set has 1 to 60 exercises."),
        ((replace(ITS, asked=(TWO._replace(due_on="2028-01-01"),)),), "not in the school year"),
        (tuple(replace(ITS, name=f"s{number}") for number in range(SETS_MAX + 1)), "more than 4 sets to one building"),
        (
            (
                replace(ITS, name="ours", buildings=(MESA,)),
                *(replace(ITS, name=f"s{number}") for number in range(SETS_MAX)),
            ),
            "more than 4 sets to one building",
        ),
        (tuple(replace(ITS, name=f"s{number}", buildings=(MESA,)) for number in range(TOLD_MAX + 1)), "has 101 sets"),
    ],
)
def test_what_no_building_could_take_says_why(told: ExercisesTold, says: str) -> None:
    assert says in sets_fault(told)
