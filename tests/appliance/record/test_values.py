"""Tests that what people type becomes a value that fits, or that they are told what to do, and that a stored value reads as words."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS, field
from appliance.record.schema import Field, Shape
from appliance.record.typed import Wrong, parse
from appliance.record.values import Place, show, why_not
from appliance.record.words import ItemId, Value

DENVER = ZoneInfo("America/Denver")
HERE = Place(DENVER, date(2026, 9, 1), {ItemId("p1"): "involved student", ItemId("p2"): "teacher"})
TEN_32_MS = 1_788_280_320_000  # 2026-09-01 16:32 UTC


def typed(name: str, text: str, place: Place = HERE) -> Value | Wrong:
    return parse(field(name), text, place)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("event_kind", "1", "happened"),
        ("event_kind", "near-miss", "near-miss"),
        ("event_kind", "IT NEARLY CAME to that", "near-miss"),
        ("location_type", "hall", "hallway"),
        ("contact_form", "bit, 8, bit", ("bit", "pushed")),
        ("anyone_hurt", "Y", True),
        ("restraint_used", "no", False),
        ("restraint.seconds", "90", 90),
        ("restraint.seconds", "1:30", 90),
        ("occurred_at", "10:32", TEN_32_MS),
        ("occurred_at", "10:32 a.m.", TEN_32_MS),
        ("occurred_at", "2026-09-01 10:32", TEN_32_MS),
        ("occurred_at", "12:05 am", TEN_32_MS - (10 * 60 + 27) * 60_000),
        ("occurred_at", "1:02pm", TEN_32_MS + 150 * 60_000),
        ("occurred_at", "1 p.m.", TEN_32_MS + 148 * 60_000),
        ("occurred_at", "9am", TEN_32_MS - 92 * 60_000),
        ("students_present", "24", 24),
        ("property_loss", "$1,250.50", 125_050),
        ("property_loss", "0", 0),
        ("injury.person", "teacher", "p2"),
        ("injury.person", "p1", "p1"),
        ("restraint.by", "1, teacher", ("p1", "p2")),
        ("where_exactly", "  by the north stairs ", "by the north stairs"),
        ("account.text", "One.\r\nTwo.\t\n", "One.\nTwo."),
        ("weapon", "", None),
    ],
)
def test_what_was_typed_becomes_a_value(name: str, text: str, value: Value) -> None:
    assert typed(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("event_kind", "7", "Choose 1 to 6."),
        ("weapon", "a", "Choose by number, or write: an object, thrown or held; a sharp object"),
        ("weapon", "none, a knife", '"none" stands alone. Take it out, or the others.'),
        ("anyone_hurt", "perhaps", "Answer yes or no."),
        ("restraint.seconds", "1:75", "minutes and seconds, such as 1:30"),
        ("restraint.seconds", "100000", "At most a day."),
        ("occurred_at", "25:00", "Write a time such as 10:32"),
        ("occurred_at", "9", "Write a time such as 10:32"),
        ("occurred_at", "12/1/2026 9:00", "Write a time such as 10:32"),
        ("occurred_at", "13:00 pm", "Write a time such as 10:32"),
        ("occurred_at", "2026-02-30 10:00", "Write a time such as 10:32"),
        ("occurred_at", "1999-12-31 10:00", "between the years 2000 and 2100"),
        ("students_present", "-3", "Write a whole number"),
        ("students_present", "many", "Write a whole number"),
        ("property_loss", "12.5", "Write an amount such as 120 or 120.50."),
        ("injury.person", "p9", 'There is no person "p9" in this record.'),
        ("injury.person", "3", "Choose 1 to 2."),
        ("law_enforcement_case", "A" * 21, "This is 21 characters long. At most 20 are kept here: shorten it."),
        (
            "where_exactly",
            "by\x1b[2J the stairs",
            "This holds a character that cannot be shown. Type it again, on one line.",
        ),
        ("where_exactly", "stairs \u202egnorw", "This holds a character that cannot be shown."),
        ("account.text", "", "An account is not taken out again. Add to it instead."),
    ],
)
def test_what_does_not_fit_says_what_to_do(name: str, text: str, says: str) -> None:
    refused = typed(name, text)
    assert isinstance(refused, Wrong)
    assert says in refused.says


def test_a_time_without_a_day_asks_for_the_date() -> None:
    assert typed("occurred_at", "10:32", Place(DENVER)) == Wrong("Write the date as well: 2026-09-01 10:32.")


def test_a_name_in_any_script_may_be_written() -> None:
    for name in ("Zoë Ōta", "李小龍", "علی\u200cرضا", "O'Brien-Łukasz"):
        assert why_not(field("reporter.name"), name) == ""


@pytest.mark.parametrize("value", [True, -1, 1.5, "3", (), ("a",)])
def test_a_number_is_nothing_else(value: Value) -> None:
    assert why_not(field("students_present"), value)


@pytest.mark.parametrize("value", [1, "yes", ()])
def test_yes_is_nothing_else(value: Value) -> None:
    assert why_not(field("anyone_hurt"), value) == "Answer yes or no."


@pytest.mark.parametrize("value", ["bit", (), ("bit", "bit"), ("bite",), (1,)])
def test_several_codes_are_a_tuple_of_known_ones_each_once(value: Value) -> None:
    assert why_not(field("contact_form"), value)


def test_an_item_must_be_in_the_record_where_that_is_known() -> None:
    assert why_not(field("injury.person"), "p7") == ""
    assert "There is no person" in why_not(field("injury.person"), "p7", {ItemId("p1")})
    assert "There is no person" in why_not(field("restraint.by"), ("p1", "Ana Ortiz"))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("contact_form", ("bit", "hair-pull"), "bit; pulled hair"),
        ("person.role", "involved", "involved student"),
        ("occurred_at", TEN_32_MS, "2026-09-01 10:32:00"),
        ("restraint.seconds", 90, "1 min 30 s"),
        ("restraint.seconds", 59, "59 s"),
        ("property_loss", 125_050, "$1,250.50"),
        ("anyone_hurt", False, "no"),
        ("restraint.by", ("p2", "p9"), "teacher, p9"),
        ("students_present", 24, "24"),
        ("weapon", None, ""),
    ],
)
def test_a_value_in_words(name: str, value: Value, words: str) -> None:
    assert show(field(name), value, HERE) == words


def of(one: Field) -> st.SearchStrategy[Value]:
    """Give values that fit a field."""
    match one.shape:
        case Shape.TEXT | Shape.WORDS:
            letters = st.characters(categories=["L", "N", "P", "S"])
            return st.text(letters, min_size=1, max_size=min(one.length_max, 40))
        case Shape.CODE:
            return st.sampled_from([each.code for each in LISTS[one.codes].codes])
        case Shape.CODES:
            return st.sampled_from([each.code for each in LISTS[one.codes].codes]).map(lambda each: (each,))
        case Shape.ITEM:
            return st.just("p1")
        case Shape.ITEMS:
            return st.just(("p2", "p1"))
        case Shape.WHEN:
            return st.integers(1_000_000_000, 2_000_000_000).map(lambda s: s * 1000)
        case Shape.YES_NO:
            return st.booleans()
        case _:
            return st.integers(0, 80_000)


@pytest.mark.slow
@given(st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), of(FIELDS[name]))))
def test_whatever_fits_can_be_shown_in_utc_and_what_is_shown_of_codes_can_be_typed_again(drawn) -> None:
    name, value = drawn
    assert why_not(FIELDS[name], value) == ""
    shown = show(FIELDS[name], value, HERE)
    assert shown
    if FIELDS[name].shape in {Shape.CODE, Shape.YES_NO, Shape.ITEM, Shape.ITEMS}:
        assert parse(FIELDS[name], shown, HERE) == value


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=60))
def test_whatever_is_typed_either_fits_or_says_why_not(name, text) -> None:
    found = parse(FIELDS[name], text, HERE)
    assert found.says if isinstance(found, Wrong) else why_not(FIELDS[name], found) == ""
