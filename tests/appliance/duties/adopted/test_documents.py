"""Rules and calendar as bytes: the same for the same content, and refused in words where they are nothing of the kind."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from appliance.duties.adopted import calendar_document, rules_document
from appliance.duties.adopted.calendar_document import CalendarDocumentError, SchoolCalendar, calendar_in
from appliance.duties.adopted.rules_document import RulesDocumentError, RulesFile, adopted_rules_in, examine, rules_in
from appliance.listed.shipped import SHIPPED, shipped
from tests.appliance.duties.adopted.written_calendars import calendars
from tests.appliance.duties.written_rules import own_rule

FILES = [shipped(name) for name in SHIPPED]
OWN = '[set]\nname = "own"\ntitle = "Our own"\n'


@given(calendars(), st.randoms(use_true_random=False))
def test_equal_calendars_give_equal_bytes_in_any_order(calendar: SchoolCalendar, dice: random.Random) -> None:
    document = calendar_document.to_document(calendar)
    special, holidays = list(calendar.special), list(calendar.holidays)
    dice.shuffle(special)
    dice.shuffle(holidays)
    assert (
        calendar_document.to_document(replace(calendar, special=tuple(special), holidays=tuple(holidays))) == document
    )
    assert calendar_document.to_document(calendar_in(document)) == document


def test_the_same_files_in_any_order_give_the_same_bytes_and_come_back_as_they_were() -> None:
    document = rules_document.to_document(FILES)
    assert rules_document.to_document(reversed(FILES)) == document
    assert sorted(rules_document.files_in(document), key=lambda each: each.name) == sorted(
        FILES, key=lambda each: each.name
    )
    assert rules_in(document) == examine(sorted(FILES, key=lambda each: each.name))


def test_a_mistake_in_any_file_refuses_all_of_them_and_names_file_and_line() -> None:
    wrong = OWN + own_rule('{ field = "restraint_usd", is = true }')
    found = examine([*FILES, RulesFile("ours.toml", wrong)])
    assert isinstance(found, list)
    assert [name for name, _ in found] == ["ours.toml"]
    with pytest.raises(RulesDocumentError, match=r"ours\.toml:\d+: rule\[0\]\.when"):
        rules_in(rules_document.to_document([*FILES, RulesFile("ours.toml", wrong)]))


NO_LONGER_SOUND = (
    own_rule('{ field = "restraint_used", is = true }').replace('says = "', 'says = "Suspend the student. '),
    own_rule('{ all = [{ field = "restraint_used", is = true }, { field = "restraint_used", is = false }] }'),
    own_rule('{ field = "restraint_used", is = true }').replace('owes = "administrator"', 'owes = "insurer"'),
)


@pytest.mark.parametrize("rule", NO_LONGER_SOUND, ids=["words", "never", "owes"])
def test_rules_that_were_adopted_are_read_although_a_stricter_release_would_not_adopt_them(rule: str) -> None:
    document = rules_document.to_document([RulesFile("ours.toml", OWN + rule)])
    with pytest.raises(RulesDocumentError, match=r"The rules are not sound: ours\.toml:\d+"):
        rules_in(document)
    assert [each.rule for each in adopted_rules_in(document).rules] == ["own"]


def test_what_has_not_the_form_of_a_rule_is_not_read_although_it_was_adopted() -> None:
    wrong = OWN + own_rule('{ field = "restraint_usd", is = true }')
    with pytest.raises(RulesDocumentError, match=r"ours\.toml:\d+: rule\[0\]\.when"):
        adopted_rules_in(rules_document.to_document([RulesFile("ours.toml", wrong)]))


def test_two_files_of_one_set_and_a_rule_that_stands_twice_are_refused() -> None:
    own = RulesFile("own.toml", OWN + own_rule('{ field = "restraint_used", is = true }'))
    assert isinstance(examine([own, own]), list)
    twice = examine([own, RulesFile("more.toml", own.text)])
    assert isinstance(twice, list)
    assert twice[0][1].says == 'The set is called "own", as the one in own.toml is.'
    other = RulesFile("other.toml", own.text.replace('"own"', '"other"', 1))
    clash = examine([own, other])
    assert isinstance(clash, list)
    assert clash[0][0] == "other.toml"
    assert 'is in the set "own" too' in clash[0][1].says


@pytest.mark.parametrize("read", [calendar_in, rules_in], ids=["calendar", "rules"])
@pytest.mark.parametrize(
    "document",
    [b"", b"{}", b"\xff\xfe", b"[" * 5000, b'{"format":"handbell-plan","version":1}', bytes(800_000), b"null"],
)
def test_bytes_that_are_nothing_of_the_kind_are_refused_in_words(read: object, document: bytes) -> None:
    with pytest.raises((CalendarDocumentError, RulesDocumentError), match=r"\w+ .*\."):
        read(document)  # type: ignore[operator]


def test_a_newer_version_asks_for_an_update() -> None:
    for module, read in ((calendar_document, calendar_in), (rules_document, rules_in)):
        newer = json.dumps({"format": module.FORMAT, "version": 2}).encode()
        with pytest.raises((CalendarDocumentError, RulesDocumentError), match="Update the box first"):
            read(newer)


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("years", []),
        ("between_years", ""),
        ("name", "a\x1b[2J"),
        ("ends_min", 0),
        ("holidays", [{"day": "9999-12-31", "name": "x"}]),
        (
            "special",
            [
                {"first": "2026-12-01", "last": "2026-12-01", "why": "x"}
                | {"declared_ms": None, "ends_min": None, "school": False}
            ]
            * 2,
        ),
    ],
)
def test_a_calendar_that_was_made_by_hand_is_checked_by_the_box_too(part: str, values: object) -> None:
    made = {
        "between_years": "the summer break",
        "ends_min": 930,
        "holidays": [],
        "name": "Mesa",
        "special": [],
        "years": [{"ends_min": 930, "first": "2026-08-13", "last": "2027-05-27", "name": "2026-27", "weekdays": [0]}],
    }
    whole = {"calendar": made, "format": calendar_document.FORMAT, "version": 1}
    assert calendar_in(json.dumps(whole).encode()).name == "Mesa"
    with pytest.raises(CalendarDocumentError, match="not sound"):
        calendar_in(json.dumps(whole | {"calendar": made | {part: values}}).encode())
