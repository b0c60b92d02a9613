"""A trigger that can never hold is a mistake of the person who wrote the rule."""

import pytest

from tests.appliance.duties.written_rules import SET, changed, rule, told


@pytest.mark.parametrize(
    "when",
    [
        '{ all = [{ field = "event_kind", chose = ["happened"] }, { field = "event_kind", chose = ["near-miss"] }] }',
        '{ all = [{ field = "anyone_hurt", is = true }, { field = "anyone_hurt", is = false }] }',
        '{ all = [{ field = "anyone_hurt", is = true }, { not = { field = "anyone_hurt", is = true } }] }',
        '{ all = [{ field = "weapon", known = false }, { field = "weapon", chose = ["knife"] }] }',
        '{ all = [{ field = "students_present", more_than = 9 }, { field = "students_present", less_than = 10 }] }',
        '{ some = "restraint", where = { all = [{ field = "restraint.seconds", less_than = 60 },'
        ' { field = "restraint.seconds", at_least = 60 }] } }',
        '{ not = { any = [{ field = "weapon", known = true }, { field = "weapon", known = false }] } }',
    ],
)
def test_a_trigger_that_can_never_hold_is_a_mistake(when: str) -> None:
    (found,) = told(SET + rule(when))
    assert found.startswith("7 rule[0].when: This can never hold: two of its parts exclude each other.")


@pytest.mark.parametrize(
    "when",
    [
        '{ all = [{ field = "contact_form", chose = ["bit"] }, { field = "contact_form", chose = ["struck"] }] }',
        '{ any = [{ field = "anyone_hurt", is = true }, { field = "anyone_hurt", is = false }] }',
        '{ all = [{ field = "students_present", more_than = 9 }, { field = "students_present", less_than = 11 }] }',
        '{ not = { field = "restraint_used", is = true } }',
    ],
)
def test_a_trigger_that_can_hold_is_none(when: str) -> None:
    assert told(SET + rule(when)) == []


def test_what_can_never_close_a_duty_is_a_mistake() -> None:
    closed = '{ all = [{ field = "summary", known = true }, { field = "summary", known = false }] }'
    (found,) = changed('{ noted = "what was done" }', closed)
    assert found.startswith("11 rule[0].closed_by: This can never hold, so nothing would close the duty.")
