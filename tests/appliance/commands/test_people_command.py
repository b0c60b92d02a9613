"""Tests what `handbell people` prints and whom it takes a name for; `tests/system/test_people.py` tests the rest with a real box."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from appliance.api.desk.people import PinLine
from appliance.commands.people import NotDone, named, table
from appliance.plan.ids import PersonId
from appliance.plan.model import Role


def person(identity: str, name: str, *roles: Role, since_wall_ms: int | None = None) -> PinLine:
    return PinLine(person=PersonId(identity), name=name, roles=roles, since_wall_ms=since_wall_ms)


ANA = person("ana", "Ana Ortiz", Role.LEAD, since_wall_ms=1_800_000_000_000)
NAMESAKES = (person("ben", "Ben Ruiz", Role.NURSE), person("ben-2", "Ben Ruiz"), ANA)


def test_who_has_a_pin_stands_first_and_those_without_are_told_by_a_mark_and_a_word() -> None:
    lines = table(NAMESAKES, UTC)
    assert [line[:11] for line in lines[1:4]] == ["= Ana Ortiz", "- Ben Ruiz ", "- Ben Ruiz "]
    assert [line.split()[4] for line in lines[1:4]] == ["2027-01-15", "none", "none"]
    assert lines[-1] == "1 of 3 have a PIN or passphrase. To set one: handbell people set-pin ID"


def test_since_when_is_the_day_it_was_in_the_building() -> None:
    assert [line.split()[4] for line in table((ANA,), ZoneInfo("Pacific/Honolulu"))[1:2]] == ["2027-01-14"]


def test_the_longest_names_and_all_roles_fit_80_columns() -> None:
    lines = table((person("a" * 60, "Ana " * 30, *Role, since_wall_ms=1_800_000_000_000), ANA), UTC)
    assert max(map(len, lines)) <= 80
    assert "…" in lines[1]
    told = " ".join(lines)
    assert all(role in told for role in Role)


def test_a_plan_without_people_is_said() -> None:
    assert table((), UTC) == ["The plan has no people."]


@pytest.mark.parametrize("typed", ["ana", "ANA", " Ana Ortiz ", "ana ortiz"])
def test_a_person_is_taken_by_id_or_name_however_it_is_typed(typed: str) -> None:
    assert named(typed, NAMESAKES) is ANA


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Ben Ruiz", 'Several people of the plan are called "Ben Ruiz": ben and ben-2. Write the id.'),
        ("ana otiz", 'Nobody in the plan is called "ana otiz", by name or id. Did you mean "Ana Ortiz"?'),
        ("zz", 'Nobody in the plan is called "zz", by name or id. See who there is: handbell people list'),
        ("", 'Nobody in the plan is called "", by name or id. See who there is: handbell people list'),
    ],
)
def test_a_name_that_fits_nobody_or_two_is_refused_with_what_to_do(typed: str, says: str) -> None:
    with pytest.raises(NotDone) as refused:
        named(typed, NAMESAKES)
    assert str(refused.value) == says
