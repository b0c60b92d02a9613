"""Tests a record as JSON against its own JSON Schema, which knows every field, every code and nothing else."""

import json
from typing import Any

import pytest

from appliance.exports.data import as_bytes, data
from appliance.exports.json_schema import schema
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS
from appliance.record.schema import Field, Shape
from appliance.record.words import Klass, Value
from tests.appliance.exports.bite import PRINTED, bite, fact, years_later
from tests.json_schemas import hold_against, is_schema

pytestmark = pytest.mark.slow

SCHEMA = json.loads(as_bytes(schema()))


def exported(*facts: object, withheld: tuple[Klass, ...] = ()) -> Any:
    shown = bite(withheld, **({"facts": facts} if facts else {}))
    return json.loads(as_bytes(data(shown, PRINTED)))


def some(field: Field) -> Value:
    """Give a value of this field's shape."""
    match field.shape:
        case Shape.CODE:
            return LISTS[field.codes].codes[-1].code
        case Shape.CODES:
            return tuple(each.code for each in LISTS[field.codes].codes)
        case Shape.ITEMS:
            return ("p1", "p2")
        case Shape.YES_NO:
            return False
        case Shape.TEXT | Shape.WORDS | Shape.ITEM:
            return "Zoë"
        case _:
            return 90


@pytest.mark.slow
def test_the_schema_is_one_itself() -> None:
    assert is_schema(as_bytes(schema()))


@pytest.mark.parametrize("withheld", [(), (Klass.STUDENT, Klass.PERSONNEL, Klass.RESTRICTED)], ids=["all", "class A"])
@pytest.mark.slow
def test_a_record_is_valid_whoever_reads_it(withheld: tuple[Klass, ...]) -> None:
    hold_against(as_bytes(schema()), exported(withheld=withheld))


def test_a_file_made_before_what_is_left_out_was_counted_is_valid_still() -> None:
    before = exported(withheld=(Klass.STUDENT,))
    assert before.pop("left_out")
    hold_against(as_bytes(schema()), before)
    with pytest.raises(ValueError):
        hold_against(as_bytes(schema()), {name: value for name, value in before.items() if name != "withheld"})


def test_what_was_destroyed_stands_in_it_with_its_certificate() -> None:
    made = json.loads(as_bytes(data(years_later(), PRINTED)))
    hold_against(as_bytes(schema()), made)
    [told] = made["destroyed"]
    assert told["at"] == "2032-08-30T10:31:05-06:00"
    assert (told["classes"], told["certificate"], told["keys"], told["wraps"]) == (["D"], 4711, 2, 5)
    gone = {"place": "on the USB stick Kingston", "overwritten_at": "2032-08-30T11:31:05-06:00"}
    assert told["copies"] == [gone, {"place": "on an older stick", "overwritten_at": None}]


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.field)
def test_every_field_has_its_place_and_its_description(field: Field) -> None:
    item = "p1" if field.group else ""
    hold_against(as_bytes(schema()), exported(fact(field.field, some(field), item), fact(field.field, None, item)))
    described = SCHEMA["$defs"][f"fact.{field.field}"]
    assert field.ask in described["description"]
    assert [each["element"] for each in described["x-maps-to"]] == [each.element for each in field.maps]


@pytest.mark.parametrize(
    "wrong",
    [
        fact("behavior", "no-such-code"),
        fact("anyone_hurt", "yes"),
        fact("adults_present", -1),
        fact("account.text", "x" * 12_001, "a1"),
        fact("account.text", "no item"),
        fact("occurred_at", "10:31"),
    ],
    ids=lambda each: each.field,
)
def test_what_is_no_such_fact_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        hold_against(as_bytes(schema()), exported(wrong))


@pytest.mark.slow
def test_a_name_the_schema_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError):
        hold_against(as_bytes(schema()), {**exported(), "caller": "somebody"})


def test_every_version_stands_with_who_when_and_why() -> None:
    (began,) = [each for each in exported()["facts"] if each["field"] == "occurred_at"]
    assert [each["by"] for each in began["versions"]] == ["M. Okafor", "A. Núñez"]
    assert began["versions"][1]["at"] == "2026-09-01T12:01:05-06:00"
    assert began["versions"][1]["why"] == "The camera's clock says two minutes before."
    assert (began["class"], began["part"], began["tier"]) == ("A", "teacher", "minimal")
