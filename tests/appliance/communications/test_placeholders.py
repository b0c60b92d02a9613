"""Tests the closed list of placeholders, and how they are filled."""

from datetime import date

import pytest

from appliance.communications.placeholders import MEANS, Filling, fill, on_day, placeholders, without
from appliance.communications.words import Language

EN, ES = Language.ENGLISH, Language.SPANISH
KNOWN = Filling("Lincoln School", "555 0100", date(2026, 11, 25), "Sam Rivera")


def test_the_list_is_closed_and_can_hold_nothing_that_points_to_a_student() -> None:
    assert set(MEANS) == {"school", "phone", "day", "speaker"}


def test_every_placeholder_is_filled_in_both_languages() -> None:
    text = "{school}, {phone}: {day}. {speaker}"
    assert fill(text, KNOWN, EN) == "Lincoln School, 555 0100: Wednesday, November 25. Sam Rivera"
    assert fill(text, KNOWN, ES) == "Lincoln School, 555 0100: miércoles 25 de noviembre. Sam Rivera"


@pytest.mark.parametrize("name", MEANS)
def test_what_is_not_known_yet_says_so(name: str) -> None:
    nothing = Filling("", "", None, "")
    assert fill(f"{{{name}}}", nothing, EN) == f"[{name}: not known yet]"
    assert fill(f"{{{name}}}", nothing, ES) == f"[{name}: todavía no se sabe]"


def test_a_value_with_brackets_is_not_filled_again() -> None:
    assert fill("{school}", Filling("{speaker} School", "", None, "Sam"), EN) == "{speaker} School"


def test_placeholders_are_found_with_their_places_and_taken_out() -> None:
    assert list(placeholders("{a} b\n{day}")) == [("a", 0), ("day", 6)]
    assert without("At {day}.\nOn {a}.") == "At      .\nOn    ."


def test_a_day_never_has_a_time() -> None:
    assert on_day(date(2027, 1, 4), EN) == "Monday, January 4"
    assert on_day(date(2027, 1, 4), ES) == "lunes 4 de enero"
