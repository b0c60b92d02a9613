"""What a question about a record can be answered with, and which value an answer makes."""

from appliance.flows.records.answers import SOMEBODY_NEW, YES_OR_NO, choices, chosen, value_of
from appliance.record.fields import FIELDS
from appliance.record.typed import Wrong
from appliance.record.words import NEW, FieldId, ItemId

TWO = {ItemId("p1"): "Kit Park", ItemId("p2"): "Sam Doe"}


def test_yes_and_no_stand_in_one_order_and_words_offer_nothing() -> None:
    assert choices(FIELDS[FieldId("anyone_hurt")], {}, adds=True) == YES_OR_NO
    assert choices(FIELDS[FieldId("reporter.name")], {}, adds=True) == ()


def test_a_code_is_said_by_its_label_and_listed_with_its_meaning() -> None:
    offered = choices(FIELDS[FieldId("behavior")], {}, adds=True)
    meant = next(option for option in offered if option.line)
    assert meant.line.startswith(f"{meant.says}: ") and meant.typed == (meant.says, meant.value)


def test_somebody_new_may_be_meant_only_where_a_person_is() -> None:
    injured = FIELDS[FieldId("injury.person")]
    assert [option.value for option in choices(injured, TWO, adds=True)] == ["p1", "p2", NEW]
    assert SOMEBODY_NEW not in choices(injured, TWO, adds=False)


def test_a_value_the_field_does_not_take_is_refused_with_the_reason() -> None:
    refused = value_of(FIELDS[FieldId("anyone_hurt")], ("bit",))
    assert isinstance(refused, Wrong) and refused.says


def test_ticks_make_a_value_in_the_order_of_the_list_and_none_makes_none() -> None:
    field = FIELDS[FieldId("contact_form")]
    assert value_of(field, ("struck", "bit")) == ("struck", "bit")
    assert value_of(field, ()) is None
    assert chosen(("struck", "bit")) == {"struck", "bit"}
