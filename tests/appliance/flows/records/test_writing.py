"""Tests when writing a value that stands there says something new."""

import pytest

from appliance.api.records.messages import FactView
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.writing import unchanged
from appliance.record.words import FieldId, ItemId, Value
from tests.appliance.exports.bite import DENVER, bite, fact


def told(entry: int) -> Sheet:
    """A statement whose words were last written as this entry, after it was approved as entry 50."""

    def its(field: str, value: Value, at: int) -> FactView:
        return fact(f"statement.{field}", value, "s1", entry=at)

    facts = (
        its("audience", "families", 40),
        its("english", "Help came.", entry),
        its("educator_not", "Could not be reached", 50),
        its("approved_by", "Sam Rivera", 50),
        its("approved_at", 1_788_300_000_000, 50),
    )
    return Sheet(bite(facts=facts), DENVER)


@pytest.mark.parametrize(
    ("name", "value", "again"),
    [
        ("approved_by", "Sam Rivera", True),
        ("educator_not", "Could not be reached", True),
        ("approved_at", 1_788_300_000_000, False),
        ("audience", "families", False),
    ],
)
def test_the_same_value_says_something_new_only_of_words_that_were_changed_since(
    name: str, value: Value, again: bool
) -> None:
    where = (FieldId(f"statement.{name}"), ItemId("s1"))
    assert unchanged(told(45), where, value)
    assert unchanged(told(60), where, value) is not again
    assert not unchanged(told(45), where, None)
